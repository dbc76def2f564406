//! An answer in plain words.
//!
//! Owns the reduction of a decision to what an expectation can ask about. The fields are public, so that an answer that
//! came over a wire can be held against the same expectation.

use crate::engine::{Ground, Snapshot};
use crate::model::{Decision, Reason, Verdict};

/// An answer in plain words; no list says anything twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The decision.
    pub decision: Verdict,
    /// The safeguards that the outstanding alternatives still lack.
    pub missing: Vec<String>,
    /// What the rules that applied and the recognitions that were needed cite, such as `sg.pdpa#s26`.
    pub cites: Vec<String>,
    /// The rules that applied and were not overridden, the recognitions that were needed, and the principles that
    /// decided where no rule speaks.
    pub rules: Vec<String>,
    /// The duties that come with the answer.
    pub obligations: Vec<String>,
    /// The decision for each category asked about.
    pub by_category: Vec<(String, Verdict)>,
}

impl Observed {
    /// What a decision of this snapshot says.
    pub fn new(snapshot: &Snapshot, decision: &Decision) -> Self {
        let vocabulary = snapshot.policies().vocabulary();
        let missing = decision.conditions().iter().flat_map(|open| snapshot.lacking(open)).flatten();
        let cites = snapshot.grounds(decision).flat_map(Ground::cites);
        let grounds = snapshot.grounds(decision).map(|ground| ground.id().to_owned());
        let principles = decision.reasons.iter().filter_map(|reason| match reason {
            Reason::Principle(principle) => Some(principle.id().to_owned()),
            Reason::Applied(_) | Reason::Overridden { .. } | Reason::Recognised(_) => None,
        });
        let categories = decision.by_category.iter();
        Self {
            decision: decision.verdict(),
            missing: once_each(missing.map(|id| vocabulary.safeguards.word(id).to_owned())),
            cites: once_each(cites.map(ToString::to_string)),
            rules: once_each(grounds.chain(principles)),
            obligations: once_each(snapshot.obligations(decision).map(|(_, duty)| duty.id.clone())),
            by_category: categories
                .map(|(id, verdict)| (vocabulary.categories.word(*id).to_owned(), *verdict))
                .collect(),
        }
    }
}

fn once_each(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut once = Vec::new();
    for word in words {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once
}
