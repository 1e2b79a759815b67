//! Choices that are the same on every machine.

/// A small generator of numbers (splitmix64): cases are counted, not shrunk, so that a hundred thousand take seconds.
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Rng {
        Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn within(&mut self, lo: i64, hi: i64) -> i64 {
        lo + self.below((hi - lo + 1) as usize) as i64
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// How many cases: few in a debug build, more by the environment variable `EVAL_CASES` (a factor).
#[allow(clippy::disallowed_methods)] // How long to look is asked of the environment; what is found does not depend on it.
pub fn cases(release: usize) -> usize {
    let factor = std::env::var("EVAL_CASES").ok().and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
    factor * if cfg!(debug_assertions) { (release / 20).max(1) } else { release }
}

/// All combinations of choices, `sizes[i]` of each; `None` where there are more than `most`.
pub fn combinations(sizes: &[usize], most: usize) -> Option<Vec<Vec<usize>>> {
    let total = sizes.iter().try_fold(1usize, |all, n| Some(all * n).filter(|t| *t <= most))?;
    let of = |mut number: usize| {
        sizes
            .iter()
            .map(|n| {
                let choice = number % n;
                number /= n;
                choice
            })
            .collect()
    };
    Some((0..total).map(of).collect())
}
