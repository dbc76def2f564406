//! When, and under which assumptions, a question is asked.

use super::bits::IdSet;
use super::timestamp::Timestamp;
use super::vocabulary::Assumption;

/// The instant for which a question is asked, and the assumptions that hold in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: Timestamp,
    /// What is supposed to have happened; empty for every live evaluation.
    pub assumptions: IdSet<Assumption>,
}

impl Moment {
    /// The instant as it is, with nothing assumed.
    pub fn live(at: Timestamp) -> Self {
        Self { at, assumptions: IdSet::new() }
    }
}
