//! One question put to two policy sets: is the answer the same?
//!
//! Owns what counts as another answer: what the caller must do differs. By which rules, and under which names, does not.

use super::observed::Observed;
use crate::engine::{Snapshot, decide, temper};
use crate::model::{Confidence, Draft, Known, Moment, Timestamp, Verdict};

/// What a policy set says to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// A decision.
    Decided(Observed),
    /// It can't decide it, for this reason: it does not know a word, say.
    Refused(String),
}

impl Judgement {
    /// The decision; none where there is none.
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Decided(observed) => Some(observed.decision),
            Self::Refused(_) => None,
        }
    }

    /// Whether a caller would have to do something else.
    pub fn differs_from(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Decided(this), Self::Decided(that)) => {
                (this.decision, &this.by_category, &this.missing, &this.obligations)
                    != (that.decision, &that.by_category, &that.missing, &that.obligations)
            }
            (this, that) => this != that,
        }
    }
}

/// Puts a question, asked at an instant, to a policy set; permissions of less than a confidence wait for approval.
pub fn judge(snapshot: &Snapshot, asked: &Draft<'_>, at: Timestamp, least: Option<Confidence>) -> Judgement {
    // What a wrong word may have meant is of no use here, and takes long to find.
    let known = Known { nearest: |_, _| Vec::new(), ..snapshot.policies().known() };
    let transfer = match known.resolve(asked) {
        Ok(transfer) => transfer,
        Err(fields) => {
            let said: Vec<_> = fields.iter().map(|field| format!("`{}`: {}", field.field, field.problem)).collect();
            return Judgement::Refused(said.join("; "));
        }
    };
    let moment = Moment::live(at);
    let decision = decide(snapshot, &transfer, &moment);
    let decision = match least {
        Some(least) => temper(snapshot, &transfer, &moment, decision, least),
        None => decision,
    };
    Judgement::Decided(Observed::new(snapshot, &decision))
}
