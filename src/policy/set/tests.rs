//! Policy tests: transfers and the answers that they must get.

use crate::model::{CategoryId, Citation, Moment, SafeguardId, Transfer, Verdict};
use crate::policy::source::Place;

/// A transfer and the answer that it must get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyTest {
    /// What it shows.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// The question.
    pub transfer: Transfer,
    /// When, and under which assumptions, it is asked.
    pub moment: Moment,
    /// What must come back.
    pub expect: Expectation,
}

/// What an answer must hold; an empty list asks for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The decision.
    pub decision: Verdict,
    /// Safeguards that must be among the outstanding alternatives.
    pub missing: Vec<SafeguardId>,
    /// Regulations or provisions that some reason must cite.
    pub cites: Vec<Citation>,
    /// Regulations or provisions that no reason may cite.
    pub not_cites: Vec<Citation>,
    /// Rules and recognitions that must be among the reasons.
    pub rules: Vec<String>,
    /// Rules and recognitions that may not be among the reasons.
    pub not_rules: Vec<String>,
    /// Obligations that must come with the answer.
    pub obligations: Vec<String>,
    /// The decision for some categories.
    pub by_category: Vec<(CategoryId, Verdict)>,
}
