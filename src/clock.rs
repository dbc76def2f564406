//! The time, as the outer ring reads it.
//!
//! Owns the only look at the clock; the inner ring is told the time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::model::Timestamp;

/// The time now.
pub(crate) fn now() -> Timestamp {
    at(SystemTime::now())
}

fn at(time: SystemTime) -> Timestamp {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => timestamp(since),
        // A clock before 1970 is wrong by so much that the part of a second does not matter.
        Err(before) => Timestamp::from_seconds(i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |s| -s)),
    }
}

/// The time so long ago.
pub(crate) fn before_now(age: Duration) -> Timestamp {
    SystemTime::now().checked_sub(age).map_or_else(now, at)
}

/// How many seconds ago an instant was; 0 for one to come.
pub(crate) fn seconds_since(at: Timestamp) -> u64 {
    u64::try_from(now().seconds().saturating_sub(at.seconds())).unwrap_or(0)
}

fn timestamp(since: Duration) -> Timestamp {
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Timestamp::new(seconds, since.subsec_nanos()).unwrap_or(Timestamp::from_seconds(seconds))
}
