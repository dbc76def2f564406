//! How long an answer holds.

use super::decide::decide_at;
use super::snapshot::Snapshot;
use crate::model::{Decision, Moment, Timestamp, Transfer};

/// The first later instant at which the same question gets another answer; none if it never does.
///
/// Nothing can change but at a boundary of the policy set or of a safeguard's time, so only these are tried.
pub fn valid_until(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment, now: &Decision) -> Option<Timestamp> {
    let boundaries = snapshot.boundaries_after(moment.at);
    let dated = transfer.safeguards.dated.iter().flat_map(|dated| dated.interval.bounds());
    let mut dated: Vec<Timestamp> = dated.filter(|boundary| *boundary > moment.at).collect();
    let mut later = moment.clone();
    let mut changes = |at: Timestamp| {
        later.at = at;
        decide_at(snapshot, transfer, &later) != *now
    };
    if dated.is_empty() {
        return boundaries.iter().copied().find(|at| changes(*at));
    }
    dated.extend(boundaries);
    dated.sort_unstable();
    dated.dedup();
    dated.into_iter().find(|at| changes(*at))
}
