//! What was measured beside what was recorded. Nothing here passes or fails: a run prints ratios.
//!
//! `cargo bench` prints; `cargo bench -- --record` writes the figures to `benches/recorded.json`.

use serde_json::{Map, Value};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Figures by name, in the order in which they were measured.
pub struct Record {
    before: Map<String, Value>,
    now: Vec<(String, u128)>,
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/recorded.json")
}

fn recorded() -> Map<String, Value> {
    let text = fs::read_to_string(file()).unwrap_or_else(|_| "{}".into());
    serde_json::from_str(&text).expect("benches/recorded.json is an object")
}

impl Record {
    /// The figures of the last recorded run.
    pub fn open() -> Record {
        println!("{:<58} {:>16} {:>16} {:>7}", "figure", "now", "recorded", "ratio");
        Record { before: recorded(), now: vec![] }
    }

    /// Prints a figure beside the recorded one.
    pub fn figure(&mut self, name: &str, now: u128) {
        let before = self.before.get(name).and_then(Value::as_u64).map(u128::from);
        let told = before.map_or("-".into(), |b| b.to_string());
        let ratio = before.filter(|b| *b > 0).map_or("-".into(), |b| hundredths(now * 100 / b));
        println!("{name:<58} {now:>16} {told:>16} {ratio:>7}");
        self.now.push((name.into(), now));
    }

    /// Writes the figures over the recorded ones, where that is asked for.
    pub fn close(self) {
        if !std::env::args().any(|word| word == "--record") {
            return;
        }
        let mut all = recorded();
        for (name, now) in self.now {
            all.insert(name, Value::from(u64::try_from(now).expect("small enough")));
        }
        let text = format!("{:#}\n", Value::Object(all));
        fs::write(file(), text).expect("benches/recorded.json is written");
    }
}

/// `150` as `1.50`.
pub fn hundredths(number: u128) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

/// The shortest of some runs, the first of which does not count.
pub fn shortest(times: usize, mut work: impl FnMut()) -> Duration {
    work();
    let timed = (0..times).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    timed.min().expect("at least one run")
}
