//! Offline questions about a policy set: does it give the answers that its tests expect, and say what was meant?
//!
//! Owns policy tests (what an answer is reduced to, how it is held against an expectation), lint, what changed from one
//! policy set to the next, and whether two of them answer alike. It reads no file, prints nothing, and decides nothing itself: every answer comes from
//! [`decide`](crate::engine::decide).

mod by_law;
mod changes;
mod compare;
mod coverage;
mod expectation;
mod followed;
mod lint;
mod missing_origin;
mod observed;
mod own_tests;
mod run;

pub use by_law::{Holding, Law, by_law};
pub use changes::{Changes, changes};
pub use compare::{Judgement, judge};
pub use coverage::{Coverage, Tally};
pub use expectation::{Aspect, Mismatch, check};
pub use followed::{End, Followed};
pub use lint::{lint, stale_reviews};
pub use observed::Observed;
pub use own_tests::own_tests;
pub use run::{Deciding, TestReport, run};
