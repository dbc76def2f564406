//! The `--min-confidence` of the commands that decide.
//!
//! Owns the flag's words; what becomes of an answer is up to [`temper`](crate::engine::temper).

use clap::ValueEnum;

use crate::model::Confidence;

/// The least confidence that a permission may rest on without a person's approval. Low would ask for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MinConfidence {
    /// A reputable guide, or the text of the law in part
    Medium,
    /// The text of the law or the regulator's own page, or several reliable sources that agree
    High,
}

impl MinConfidence {
    /// The mark in the words of the model.
    pub(super) const fn mark(self) -> Confidence {
        match self {
            Self::Medium => Confidence::Medium,
            Self::High => Confidence::High,
        }
    }
}
