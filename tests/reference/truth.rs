//! Three-valued logic: true, false, and unknown where the question leaves something out.

use std::ops::Not;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    False,
    Unknown,
    True,
}

pub fn all(values: impl IntoIterator<Item = Truth>) -> Truth {
    values.into_iter().min().unwrap_or(Truth::True)
}

pub fn any(values: impl IntoIterator<Item = Truth>) -> Truth {
    values.into_iter().max().unwrap_or(Truth::False)
}

impl Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Truth {
        if value { Truth::True } else { Truth::False }
    }
}
