//! The answer: what was decided, by which rules, and for how long it holds.

use super::bits::IdSet;
use super::standing::Effect;
use super::timestamp::Timestamp;
use super::vocabulary::{CategoryId, Safeguard};

/// A rule's place in the snapshot that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u32);

/// A recognition's place in the snapshot that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecognitionId(pub u32);

/// May it go? Ordered from loosest to strictest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It may.
    Allow,
    /// It may once the conditions are met.
    Conditions,
    /// It may not.
    Deny,
}

impl Verdict {
    /// Every verdict with the word that the language uses for it.
    pub const WORDS: [(&'static str, Self); 3] =
        [("allow", Self::Allow), ("conditions", Self::Conditions), ("deny", Self::Deny)];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Conditions => "conditions",
            Self::Deny => "deny",
        }
    }
}

/// The decision on one transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The strictest over the categories, with what belongs to it.
    pub outcome: Outcome,
    /// The verdict for each category, in the order asked.
    pub by_category: Vec<(CategoryId, Verdict)>,
    /// Every rule that applied or was overridden and every recognition that was needed: rules first, in the order of
    /// their ids.
    pub reasons: Vec<Reason>,
    /// The rules among them that rest on a waiver, in the order of their ids.
    pub waived: Vec<RuleId>,
    /// The first later instant at which the same question gets another answer by time alone.
    pub valid_until: Option<Timestamp>,
}

impl Decision {
    /// The plain verdict.
    pub fn verdict(&self) -> Verdict {
        match self.outcome {
            Outcome::Allow => Verdict::Allow,
            Outcome::Conditions(_) => Verdict::Conditions,
            Outcome::Deny(_) => Verdict::Deny,
        }
    }

    /// What is still missing by some rule; empty unless the verdict is `conditions`.
    pub fn conditions(&self) -> &[Condition] {
        match &self.outcome {
            Outcome::Conditions(conditions) => conditions.as_slice(),
            Outcome::Allow | Outcome::Deny(_) => &[],
        }
    }
}

/// A verdict with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It may go.
    Allow,
    /// It may go once these are met.
    Conditions(Conditions),
    /// It may not go.
    Deny(Denial),
}

/// Why a transfer may not go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// A rule forbids it.
    ByRules,
    /// No rule permits it.
    NothingPermits,
    /// The policy set holds no law of the origin.
    UncoveredOrigin,
    /// The policies were not confirmed for too long.
    StalePolicy,
}

/// At least one condition: requirements in the order of the rules' ids, then approvals in that order; and, beside what
/// rules ask, perhaps that the policies are confirmed first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions {
    of_rules: Vec<Condition>,
    until_confirmed: bool,
}

impl Conditions {
    /// The conditions; `None` if there is none.
    pub fn new(conditions: Vec<Condition>) -> Option<Self> {
        (!conditions.is_empty()).then_some(Self { of_rules: conditions, until_confirmed: false })
    }

    /// These conditions, if there are any, and that the policies are confirmed first.
    pub const fn until_confirmed(conditions: Vec<Condition>) -> Self {
        Self { of_rules: conditions, until_confirmed: true }
    }

    /// The conditions that rules set.
    pub fn as_slice(&self) -> &[Condition] {
        &self.of_rules
    }

    /// Whether the answer waits for the policies to be confirmed.
    pub const fn wait_for_confirmation(&self) -> bool {
        self.until_confirmed
    }
}

/// Something that is not met yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The rule that asks for it, or that is not certain enough to permit by itself.
    pub rule: RuleId,
    /// What would meet it.
    pub missing: Missing,
}

/// What would meet a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Safeguards: what the rule's alternatives ask for beyond these, which are in place of all that they mention.
    Safeguards(IdSet<Safeguard>),
    /// A person's approval, which nobody can attest: the rule permits on less confidence than was asked for.
    Approval,
}

/// One line of the explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A rule applied, to one category at least.
    Applied(RuleId),
    /// A rule would have applied to some category, and another took its place there.
    Overridden {
        /// The rule that dropped out.
        rule: RuleId,
        /// The rule that took its place.
        by: RuleId,
    },
    /// A recognition gave what a requirement needed.
    Recognised(RecognitionId),
    /// A principle of the combination itself, where no rule speaks.
    Principle(Principle),
}

/// What decides where no rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principle {
    /// Origin and destination are the same: not a cross-border transfer.
    Domestic,
    /// No rule permits some category.
    NothingPermits,
    /// The policy set holds no law of the origin.
    UncoveredOrigin,
    /// No rule permits some category, and the policy set holds the origin's law on other data only.
    BeyondCoverage,
    /// The policies were not confirmed for too long.
    StalePolicy,
}

impl Principle {
    /// Every principle by which a policy set may decide.
    pub const ALL: [Self; 4] = [Self::Domestic, Self::NothingPermits, Self::BeyondCoverage, Self::UncoveredOrigin];

    /// The id that stands where a rule's id would.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Domestic => "domestic-transfer",
            Self::NothingPermits => "nothing-permits",
            Self::UncoveredOrigin => "uncovered-origin",
            Self::BeyondCoverage => "beyond-coverage",
            Self::StalePolicy => "stale-policy",
        }
    }

    /// What it says of a transfer.
    pub const fn effect(self) -> Effect {
        match self {
            Self::Domestic => Effect::Allow,
            Self::NothingPermits | Self::UncoveredOrigin | Self::BeyondCoverage | Self::StalePolicy => Effect::Deny,
        }
    }

    /// What it says, in one sentence.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Domestic => "Origin and destination are the same jurisdiction: this is not a cross-border transfer.",
            Self::NothingPermits => "No rule permits this transfer, and what nothing permits is denied.",
            Self::UncoveredOrigin => "The policy set holds no law of the origin, and what can't be judged is denied.",
            Self::BeyondCoverage => {
                "The policy set holds the origin's law on other data only, and what can't be judged is denied."
            }
            Self::StalePolicy => "For too long, nobody has confirmed that the policies are current.",
        }
    }
}
