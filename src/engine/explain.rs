//! What a decision's numbers stand for.

use std::borrow::Cow;

use super::Snapshot;
use crate::model::{Authority, Citation, Condition, Confidence, Decision, Missing, PartialDate, Reason, SafeguardId};
use crate::policy::{Action, Obligation, Recognition, Rule};

/// The id of a condition that asks for a person's approval.
const LOW_CONFIDENCE: &str = "low-confidence";

/// What meets such a condition: words have no spaces, so no vocabulary has this one and nobody can attest it.
const HUMAN_APPROVAL: &str = "human approval";

/// What brought a duty or a citation into an answer.
#[derive(Clone, Copy, Debug)]
pub enum Ground<'a> {
    /// A rule that applied.
    Rule(&'a Rule),
    /// A recognition that was needed.
    Recognition(&'a Recognition),
}

impl<'a> Ground<'a> {
    /// Its id.
    pub fn id(self) -> &'a str {
        match self {
            Self::Rule(rule) => &rule.id,
            Self::Recognition(recognition) => &recognition.id,
        }
    }

    /// What it says, in one sentence.
    pub fn summary(self) -> &'a str {
        match self {
            Self::Rule(rule) => &rule.summary,
            Self::Recognition(recognition) => &recognition.summary,
        }
    }

    /// The law behind it.
    pub fn cites(self) -> &'a [Citation] {
        match self {
            Self::Rule(rule) => &rule.cites,
            Self::Recognition(recognition) => &recognition.cites,
        }
    }

    /// How well it is supported, where that is said.
    pub fn confidence(self) -> Option<Confidence> {
        match self {
            Self::Rule(rule) => rule.confidence,
            Self::Recognition(recognition) => recognition.confidence,
        }
    }

    /// The duties that come with it.
    pub fn obligations(self) -> &'a [Obligation] {
        match self {
            Self::Rule(rule) => &rule.obligations,
            Self::Recognition(recognition) => &recognition.obligations,
        }
    }
}

impl Snapshot {
    /// The rules that applied and the recognitions that were needed, in the order of the reasons.
    pub fn grounds<'a>(&'a self, decision: &'a Decision) -> impl Iterator<Item = Ground<'a>> {
        decision.reasons.iter().filter_map(|reason| match *reason {
            Reason::Applied(rule) => Some(Ground::Rule(self.policies().rule(rule))),
            Reason::Recognised(id) => Some(Ground::Recognition(self.policies().recognition(id))),
            Reason::Overridden { .. } | Reason::Principle(_) => None,
        })
    }

    /// The duties that come with a decision, each with what brought it.
    pub fn obligations<'a>(&'a self, decision: &'a Decision) -> impl Iterator<Item = (Ground<'a>, &'a Obligation)> {
        self.grounds(decision).flat_map(|ground| ground.obligations().iter().map(move |duty| (ground, duty)))
    }

    /// The day on which the oldest of the regulations cited was last reviewed; none where none is cited.
    pub fn reviewed(&self, cites: &[Citation]) -> Option<PartialDate> {
        let regulations = cites.iter().filter_map(|citation| self.policies().regulation(&citation.regulation));
        regulations.map(|regulation| regulation.reviewed).min()
    }

    /// The id of a condition: that of the rule that asks for it.
    pub fn condition_id(&self, condition: &Condition) -> &str {
        match condition.missing {
            Missing::Safeguards(_) => &self.policies().rule(condition.rule).id,
            Missing::Approval => LOW_CONFIDENCE,
        }
    }

    /// What a condition asks, in one sentence.
    pub fn condition_text(&self, condition: &Condition) -> Cow<'_, str> {
        let rule = self.policies().rule(condition.rule);
        match condition.missing {
            Missing::Safeguards(_) => Cow::Borrowed(&rule.summary),
            Missing::Approval => Cow::Owned(format!(
                "What permits this is not certain enough to rest on alone: a person must look at `{}` and approve.",
                rule.id
            )),
        }
    }

    /// What each alternative of a condition still lacks, in the rule's order; nothing where no safeguard helps.
    pub fn lacking(&self, condition: &Condition) -> Vec<Vec<SafeguardId>> {
        match (&condition.missing, &self.policies().rule(condition.rule).action) {
            (Missing::Safeguards(in_place), Action::Require(alternatives)) => {
                let lacks = |all: &Vec<SafeguardId>| -> Vec<SafeguardId> {
                    all.iter().copied().filter(|id| !in_place.contains(*id)).collect()
                };
                alternatives.iter().map(lacks).collect()
            }
            (Missing::Safeguards(_), Action::Allow | Action::Deny | Action::Note) | (Missing::Approval, _) => {
                Vec::new()
            }
        }
    }

    /// The alternatives of a condition as words: what each takes, and what it still lacks.
    pub fn condition_alternatives<'a>(&'a self, condition: &Condition) -> Vec<(Vec<&'a str>, Vec<&'a str>)> {
        let words = |ids: &[SafeguardId]| -> Vec<&'a str> {
            ids.iter().map(|id| self.policies().vocabulary().safeguards.word(*id)).collect()
        };
        match (&condition.missing, &self.policies().rule(condition.rule).action) {
            (Missing::Safeguards(_), Action::Require(alternatives)) => {
                let lacking = self.lacking(condition);
                alternatives.iter().zip(&lacking).map(|(all, missing)| (words(all), words(missing))).collect()
            }
            (Missing::Safeguards(_), Action::Allow | Action::Deny | Action::Note) => Vec::new(),
            (Missing::Approval, _) => vec![(vec![HUMAN_APPROVAL], vec![HUMAN_APPROVAL])],
        }
    }

    /// The force of what stands behind a ground.
    pub fn authority(&self, ground: Ground<'_>) -> Authority {
        match ground {
            Ground::Rule(rule) => self.policies().rule_set_of(rule).authority,
            Ground::Recognition(recognition) => recognition.authority,
        }
    }
}
