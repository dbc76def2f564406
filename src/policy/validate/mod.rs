//! Documents to a valid policy set: every name looked up, every rule of the language checked, every mistake reported.

mod citations;
mod extent;
mod groups;
mod inventory;
mod names;
mod overrides;
mod policy_tests;
mod rules;
mod set;
mod terms;
mod unused;
mod words;

pub use policy_tests::{Expectable, resolve_tests};
pub use set::validate;
