//! Less trust than the policies themselves deserve: nobody has confirmed for too long that they are current.

use crate::model::{Conditions, Decision, Denial, Outcome, Principle, Reason, Timestamp, Verdict};

/// What becomes of answers by policies that were not confirmed for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenStale {
    /// They stay as they are.
    Serve,
    /// What would be let go waits until the policies are confirmed.
    Conditions,
    /// What would be let go is denied.
    Deny,
}

impl WhenStale {
    /// Each with its word.
    pub const WORDS: [(&'static str, Self); 3] =
        [("serve", Self::Serve), ("conditions", Self::Conditions), ("deny", Self::Deny)];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Serve => "serve",
            Self::Conditions => "conditions",
            Self::Deny => "deny",
        }
    }
}

/// The same decision by policies that were not confirmed for too long.
///
/// What is denied stays so. Whatever else changes holds for no longer than the instant `at` at which it was asked for: as
/// soon as the policies are confirmed the answer is another.
pub fn distrust(decision: Decision, when_stale: WhenStale, at: Timestamp) -> Decision {
    let (verdict, outcome) = match (when_stale, &decision.outcome) {
        (WhenStale::Serve, _) | (_, Outcome::Deny(_)) => return decision,
        (WhenStale::Conditions, Outcome::Allow | Outcome::Conditions(_)) => {
            let conditions = Conditions::until_confirmed(decision.conditions().to_vec());
            (Verdict::Conditions, Outcome::Conditions(conditions))
        }
        (WhenStale::Deny, Outcome::Allow | Outcome::Conditions(_)) => {
            (Verdict::Deny, Outcome::Deny(Denial::StalePolicy))
        }
    };
    let mut reasons = decision.reasons;
    if verdict == Verdict::Deny {
        reasons.push(Reason::Principle(Principle::StalePolicy));
    }
    let by_category = decision.by_category.into_iter().map(|(category, was)| (category, was.max(verdict))).collect();
    Decision { outcome, by_category, reasons, valid_until: Some(at), ..decision }
}
