//! How long an answer holds.

use super::decide::{Judged, judge_at};
use super::snapshot::Snapshot;
use crate::model::{Moment, Timestamp, Transfer};

/// The first later instant at which the same question gets another answer; none if it never does.
///
/// Nothing can change but where time turns something that the question touches, so only these instants are tried. The
/// moment must hold implied assumptions too.
pub fn valid_until(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment, now: &Judged) -> Option<Timestamp> {
    let mut next_turn = now.next_turn;
    let mut later = moment.clone();
    while let Some(turn) = next_turn {
        later.at = turn;
        let then = judge_at(snapshot, transfer, &later);
        if then.decision != now.decision {
            return Some(turn);
        }
        next_turn = then.next_turn;
    }
    None
}
