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
//! Beside it: whose law a policy set holds (`coverage`), and permissions that wait for a person (`temper`).
//!
//! # How it is fast
//!
//! What a question costs grows with the rules that apply to it, and not with those that do not. [`compile`] works ahead
//! whatever does not depend on the question:
//!
//! - **Words are numbers**, and sets of words are bits that lie in the rule itself (`model`'s `IdSet`): a test of a
//!   purpose, a sector, a role or a category is one look at a bit. An alternative of a `require` is such a set too, met
//!   where it is a subset of what is in place; what a condition still lacks is worked out when somebody reads it.
//! - **Places are rows of bits** (`places`). Every set of places that some test names, groups worked out, is a row with a
//!   bit for each jurisdiction. Sets in which memberships come and go have a row for each stretch of time between two
//!   changes; a question finds its stretch by bisection. Only under assumptions are rows made for the question.
//! - **An index finds the candidates** (`index`, `reach`): a tree whose nodes tell rules apart by origin, destination,
//!   category, purpose, sector or role. A question follows the branches of its own words, and the branch of the rules
//!   that take any. Leaves list the rules that never end first and the others by their end, so rules that have run out
//!   are not looked at. Domestic transfers have a tree of their own, as few rules speak of them.
//! - **Candidates are tested for certain** (`tests`, `rule`), cheap tests first, up to the first that fails. The index
//!   finds too many rather than too few, so nothing rests on it but speed.
//! - **Overrides take one pass** (`standing`): the loader sees to it that what overrides a rule overrides all that this
//!   one overrides, so a rule drops out wherever any other that applies names it, in whatever order they are looked at.
//! - **Time turns are gathered on the way** (`rule`'s `next_turn`, `horizon`): each candidate names the next instant at
//!   which a date of its own or of a group that it names turns. Only at these instants is the question asked again, and
//!   most questions have none.
//!
//! Heap room is taken for what the answer lists, and once for the rules that apply to a category.

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
