//! Rounding to a multiple of a quantity, with the mode written.

use super::rat::Rat;
use std::cmp::Ordering;

/// Which multiple is taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rounding {
    /// The nearer; halves away from zero: 2.5 to 3, -2.5 to -3.
    HalfUp,
    /// The nearer; halves to the even multiple: 2.5 to 2, 3.5 to 4.
    HalfEven,
    /// The nearer; halves toward zero: 2.5 to 2, -2.5 to -2.
    HalfDown,
    /// Away from zero.
    Up,
    /// Toward zero.
    Down,
    /// Toward the lesser.
    Floor,
    /// Toward the greater.
    Ceil,
}

impl Rounding {
    /// Every mode.
    pub const ALL: [Rounding; 7] = [
        Rounding::HalfUp,
        Rounding::HalfEven,
        Rounding::HalfDown,
        Rounding::Up,
        Rounding::Down,
        Rounding::Floor,
        Rounding::Ceil,
    ];

    /// The modes that a rule names; `floor` and `ceil` are functions of their own there.
    pub const NAMED: [Rounding; 5] =
        [Rounding::HalfUp, Rounding::HalfDown, Rounding::HalfEven, Rounding::Up, Rounding::Down];

    /// The mode in a word.
    pub fn word(self) -> &'static str {
        match self {
            Rounding::HalfUp => "half_up",
            Rounding::HalfEven => "half_even",
            Rounding::HalfDown => "half_down",
            Rounding::Up => "up",
            Rounding::Down => "down",
            Rounding::Floor => "floor",
            Rounding::Ceil => "ceil",
        }
    }
}

impl Rat {
    /// The multiple of `quantum` that the mode takes; `None` unless the quantum is above 0.
    pub fn round_to(&self, quantum: &Rat, mode: Rounding) -> Option<Rat> {
        if quantum.signum() <= 0 {
            return None;
        }
        let multiples = self.checked_div(quantum)?;
        Some(&multiples.round_to_whole(mode) * quantum)
    }

    /// The whole number that the mode takes.
    pub fn round_to_whole(&self, mode: Rounding) -> Rat {
        if self.is_int() {
            return self.clone();
        }
        let below = self.floor();
        let above = &below + &Rat::ONE;
        let negative = self.signum() < 0;
        let (toward_zero, from_zero) = if negative { (&above, &below) } else { (&below, &above) };
        let nearer = (self - &below).cmp(&(&above - self));
        let whole = match (mode, nearer) {
            (Rounding::Floor, _) => &below,
            (Rounding::Ceil, _) => &above,
            (Rounding::Up, _) => from_zero,
            (Rounding::Down, _) => toward_zero,
            (_, Ordering::Less) => &below,
            (_, Ordering::Greater) => &above,
            (Rounding::HalfUp, Ordering::Equal) => from_zero,
            (Rounding::HalfDown, Ordering::Equal) => toward_zero,
            (Rounding::HalfEven, Ordering::Equal) if below.is_even() => &below,
            (Rounding::HalfEven, Ordering::Equal) => &above,
        };
        whole.clone()
    }

    /// Rounded half to even at `digits` after the point. The work grows with their number: take it from no input.
    pub fn to_digits(&self, digits: u32) -> Rat {
        let unit = Rat::from(super::rat::ten_to(digits));
        let scaled = (self * &unit).round_to_whole(Rounding::HalfEven);
        scaled.checked_div(&unit).unwrap_or(scaled)
    }

    /// Whether it is a whole number that 2 divides.
    fn is_even(&self) -> bool {
        self.is_int() && num_integer::Integer::is_even(self.parts().0.as_ref())
    }
}
