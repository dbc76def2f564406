//! What happens to a candidate: its attempts to load are logged, and told from those of the policy set in force.
//!
//! Owns the wording; what is counted of a candidate is in `shadow_metrics`.

use std::path::Path;

use tracing::{info, warn};

use super::events::Named;
use crate::store::{Attempt, Freshness, LastGoodError, Observer, Outcome, Status};

/// Logs the attempts to load a candidate.
pub struct Candidates;

impl Observer for Candidates {
    fn attempted(&self, attempt: &Attempt) {
        let (number, cause, outcome) = (attempt.number, attempt.cause.word(), attempt.outcome.word());
        match &attempt.outcome {
            Outcome::Unchanged { revision } | Outcome::Swapped { to: revision, .. } => {
                info!(attempt = number, cause, outcome, took = ?attempt.took, %revision, "candidate loaded");
            }
            Outcome::Rejected { mistakes, .. } => {
                let (total, first) = (mistakes.total, Named(mistakes));
                warn!(attempt = number, cause, outcome, mistakes = total, "candidate rejected: {first}");
            }
            Outcome::Failed { error, .. } => {
                warn!(attempt = number, cause, outcome, "candidate can't be read: {error}");
            }
        }
    }

    fn unwatched(&self, folder: &Path, why: &str) {
        warn!(folder = %folder.display(), "no file events for this folder of the candidate, it is polled alone: {why}");
    }

    fn frozen(&self, what: &str) {
        warn!("a candidate that can never change: {what}");
    }

    // A candidate may be of any age, and no copy of it is kept.
    fn aged(&self, _: &Freshness) {}
    fn restored(&self, _: &Status) {}
    fn not_restored(&self, _: &LastGoodError) {}
    fn not_kept(&self, _: &str) {}
}
