//! What comes back, reduced to what decides: the same shape for the evaluator here and for the engine.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Seconds;

/// In order of strictness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    Allow,
    Conditions,
    Deny,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub decision: Decision,
    pub by_category: BTreeMap<String, Decision>,
    /// For each unmet rule what each of its alternatives still lacks, in the order of the alternatives.
    pub conditions: BTreeMap<String, Vec<BTreeSet<String>>>,
    /// The rule or recognition, and its obligation.
    pub obligations: BTreeSet<(String, String)>,
    pub reasons: BTreeSet<Reason>,
    /// The rules among the reasons that rest on a waiver.
    pub waived: BTreeSet<String>,
    pub valid_until: Option<Seconds>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Applied(String),
    Overridden { rule: String, by: String },
    Recognition(String),
    UncoveredOrigin,
    Domestic,
    NothingPermits,
}
