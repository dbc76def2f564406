//! Stretches of time.

use super::timestamp::Timestamp;

/// A stretch of time; open where a bound is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// The first instant in it.
    pub from: Option<Timestamp>,
    /// The first instant no longer in it.
    pub until: Option<Timestamp>,
}

impl Interval {
    /// Whether an instant is in it.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }

    /// Its bounds.
    pub fn bounds(self) -> impl Iterator<Item = Timestamp> {
        self.from.into_iter().chain(self.until)
    }
}
