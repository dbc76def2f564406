//! Policy tests: transfers and the answers that they must get.

use std::fmt;

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
    pub rules: Vec<RuleName>,
    /// Rules and recognitions that may not be among the reasons.
    pub not_rules: Vec<RuleName>,
    /// Obligations that must come with the answer.
    pub obligations: Vec<String>,
    /// The decision for some categories.
    pub by_category: Vec<(CategoryId, Verdict)>,
}

/// What an expectation calls a rule, a recognition or a principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleName {
    /// Its id.
    Id(String),
    /// What several ids begin with: a rule of the law that the policies write in parts, such as `sg.dea.flow`, of which
    /// there is one part for each agreement.
    Whole(String),
}

impl RuleName {
    /// The name as written, in the light of the ids that there are: an id names itself alone.
    pub fn new<'s>(written: &str, ids: impl IntoIterator<Item = &'s str>) -> Self {
        let mut is_whole = false;
        for id in ids {
            if id == written {
                return Self::Id(written.to_owned());
            }
            is_whole |= is_part(id, written);
        }
        if is_whole { Self::Whole(written.to_owned()) } else { Self::Id(written.to_owned()) }
    }

    /// Whether what has this id is meant.
    pub fn means(&self, id: &str) -> bool {
        match self {
            Self::Id(name) => id == name,
            Self::Whole(name) => is_part(id, name),
        }
    }
}

/// The name as written.
impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(name) | Self::Whole(name) => f.write_str(name),
        }
    }
}

fn is_part(id: &str, whole: &str) -> bool {
    id.strip_prefix(whole).is_some_and(|rest| rest.starts_with(['.', '-']))
}
