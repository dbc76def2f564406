//! What a decision's numbers stand for.

use super::Snapshot;
use crate::model::{Authority, Citation, Decision, Reason};
use crate::policy::{Obligation, Recognition, Rule};

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

    /// The force of what stands behind a ground.
    pub fn authority(&self, ground: Ground<'_>) -> Authority {
        match ground {
            Ground::Rule(rule) => self.policies().rule_set_of(rule).authority,
            Ground::Recognition(recognition) => recognition.authority,
        }
    }
}
