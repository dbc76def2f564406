//! The shipped policy set, and the questions of its own tests.

use selat::engine::{Snapshot, compile};
use selat::model::{Moment, Timestamp, Transfer};
use selat::policy;
use selat::store::{PolicySource, read};

/// An instant at which every shipped rule of today is in force: 2026-12-01.
pub const NOW: Timestamp = Timestamp::from_seconds(1_796_083_200);

/// The shipped set.
pub fn snapshot() -> Snapshot {
    let reading = read(&[PolicySource::Builtin]).expect("the built-in set needs no file");
    match policy::load(reading.files) {
        Ok(set) => compile(set),
        Err(_) => panic!("the built-in set is valid"),
    }
}

/// The questions of its tests that assume nothing, asked at one instant.
pub fn questions(snapshot: &Snapshot) -> Vec<(&Transfer, Moment)> {
    let live = snapshot.policies().tests().iter().filter(|test| test.moment.assumptions.is_empty());
    live.map(|test| (&test.transfer, Moment::live(NOW))).collect()
}
