//! From a policy set to a compiled snapshot, and from a snapshot and a transfer to a decision.
//!
//! Pure: no clock, no I/O, no lock, no log. The rules of combination are those of the domain, in the order in which
//! `combine` applies them:
//!
//! 1. a rule's tests are true, false or unknown (`truth`, `tests`);
//! 2. for each data category, the rules in force whose value is true apply, and of those whose value is unknown the
//!    restrictive ones (`standing`);
//! 3. rules drop out where another takes their place (`standing`);
//! 4. recognitions add to what is attested (`recognition`);
//! 5. what is left decides the category (`combine`);
//! 6. the strictest category decides the transfer (`decide`), and the next instant that changes any of it bounds the
//!    answer (`horizon`).
//!
//! Beside it: whose law a policy set holds (`coverage`), permissions that wait for a person (`temper`), and
//! answers by policies that were not confirmed for too long (`staleness`).

mod combine;
mod coverage;
mod decide;
mod explain;
mod field;
mod horizon;
mod index;
mod places;
mod reach;
mod recognition;
mod rule;
mod snapshot;
mod staleness;
mod standing;
mod temper;
mod tests;
mod trace;
mod truth;

pub use coverage::Covered;
pub use decide::{decide, judge};
pub use explain::Ground;
pub use field::Field;
pub use snapshot::{Snapshot, compile};
pub use staleness::{WhenStale, distrust};
pub use temper::temper;
pub use trace::{ExceptionTrace, Fate, RuleTrace, trace, trace_rules};
pub use truth::Truth;
