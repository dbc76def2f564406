//! How an attempt to load a policy set ended, as a value.
//!
//! Owns the words for it; what it looks like on a wire, in a log or in a metric is the business of whoever shows it.

use std::sync::Arc;

use super::excerpt::Excerpt;
use super::mistake::Mistake;
use crate::policy::{Item, Rejection, Revision};
use crate::verify;

/// The most mistakes, and the most items of each kind of change, that a receipt names.
const NAMED_MAX: usize = 1_000;

/// How an attempt to load a policy set ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What the files say did not change.
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
        /// What it says that the one before did not; nothing where there was none before.
        changes: Changes,
    },
    /// The policy files hold mistakes, and what was active stays.
    Rejected {
        /// The revision that stays.
        active: Option<Revision>,
        /// The mistakes.
        mistakes: Excerpt<Mistake>,
    },
    /// The policy files could not be read, and what was active stays.
    Failed {
        /// The revision that stays.
        active: Option<Revision>,
        /// Why.
        error: Arc<str>,
    },
}

/// What changed from one policy set to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Items that are new.
    pub added: Excerpt<Item>,
    /// Items that are gone.
    pub removed: Excerpt<Item>,
    /// Items of which something else is written.
    pub changed: Excerpt<Item>,
}

impl From<verify::Changes> for Changes {
    fn from(changes: verify::Changes) -> Self {
        let excerpt = |items: Vec<Item>| Excerpt::of(items.into_iter(), NAMED_MAX);
        Self { added: excerpt(changes.added), removed: excerpt(changes.removed), changed: excerpt(changes.changed) }
    }
}

impl Outcome {
    /// The word for each kind of outcome.
    pub const WORDS: [&'static str; 4] = ["unchanged", "swapped", "rejected", "failed"];

    pub(super) fn rejected(active: Option<Revision>, rejection: &Rejection) -> Self {
        let mistakes = rejection.diagnostics.iter().map(|diagnostic| Mistake::of(rejection, diagnostic));
        Self::Rejected { active, mistakes: Excerpt::of(mistakes, NAMED_MAX) }
    }

    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unchanged { .. } => Self::WORDS[0],
            Self::Swapped { .. } => Self::WORDS[1],
            Self::Rejected { .. } => Self::WORDS[2],
            Self::Failed { .. } => Self::WORDS[3],
        }
    }

    /// Whether what the sources hold is in force since.
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Unchanged { .. } | Self::Swapped { .. })
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

    /// The same with fewer names.
    pub(super) fn shortened(&self, most: usize) -> Self {
        let mut short = self.clone();
        match &mut short {
            Self::Swapped { changes, .. } => {
                for list in [&mut changes.added, &mut changes.removed, &mut changes.changed] {
                    *list = list.shortened(most);
                }
            }
            Self::Rejected { mistakes, .. } => *mistakes = mistakes.shortened(most),
            Self::Unchanged { .. } | Self::Failed { .. } => {}
        }
        short
    }
}
