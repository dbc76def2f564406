//! How an attempt to load a policy set ended, as a value.
//!
//! Owns the words for it; what it looks like on a wire, in a log or in a metric is the business of whoever shows it.

use std::sync::Arc;

use crate::model::Timestamp;
use crate::policy::{Rejection, Revision};

/// An attempt to load a policy set.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// When it ended.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
}

/// How an attempt to load a policy set ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The files changed and what they say did not.
    Unchanged {
        /// The revision that stays.
        revision: Revision,
    },
    /// Another revision is active.
    Swapped {
        /// The revision that was active before.
        from: Option<Revision>,
        /// The revision that is active since.
        to: Revision,
    },
    /// The policy files hold mistakes, and what was active stays.
    Rejected {
        /// The revision that stays.
        active: Option<Revision>,
        /// The mistakes.
        rejection: Arc<Rejection>,
    },
    /// The policy files could not be read, and what was active stays.
    Failed {
        /// The revision that stays.
        active: Option<Revision>,
        /// Why.
        error: Arc<str>,
    },
}

impl Outcome {
    /// The word for each kind of outcome.
    pub const WORDS: [&'static str; 4] = ["unchanged", "swapped", "rejected", "failed"];

    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unchanged { .. } => Self::WORDS[0],
            Self::Swapped { .. } => Self::WORDS[1],
            Self::Rejected { .. } => Self::WORDS[2],
            Self::Failed { .. } => Self::WORDS[3],
        }
    }

    /// The revision that was active before.
    pub const fn from(&self) -> Option<&Revision> {
        match self {
            Self::Unchanged { revision } => Some(revision),
            Self::Swapped { from: active, .. } | Self::Rejected { active, .. } | Self::Failed { active, .. } => {
                active.as_ref()
            }
        }
    }

    /// The revision that is active since.
    pub const fn to(&self) -> Option<&Revision> {
        match self {
            Self::Unchanged { revision: active } | Self::Swapped { to: active, .. } => Some(active),
            Self::Rejected { active, .. } | Self::Failed { active, .. } => active.as_ref(),
        }
    }
}
