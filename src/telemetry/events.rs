//! What happens: each event is logged and counted in one place.
//!
//! Owns the wording of the log.

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tracing::{debug, error, info, warn};

use super::metrics::Metrics;
use crate::model::Verdict;
use crate::policy::{Rejection, Revision, Severity};
use crate::store::{Attempt, Observer, Outcome};

/// How many mistakes of a policy set the log names.
const MISTAKES_LOGGED: usize = 10;

/// A transfer was decided.
#[derive(Debug)]
pub struct Decided<'a> {
    /// What was decided.
    pub verdict: Verdict,
    /// Whether it was a simulation.
    pub simulated: bool,
    /// The answer's name.
    pub decision_id: &'a str,
}

impl Decided<'_> {
    /// Logs and counts it.
    pub fn record(&self, metrics: &Metrics) {
        metrics.count_decision(self.verdict, self.simulated);
        debug!(
            decision = self.verdict.word(),
            decision_id = self.decision_id,
            simulated = self.simulated,
            "transfer decided"
        );
    }
}

/// The kind of reason why a question or a call got no decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The question can't be decided.
    Invalid,
    /// The batch is too large.
    BatchTooLarge,
    /// There is nothing to decide by.
    NoPolicySet,
}

impl RefusalKind {
    /// The word for each kind.
    pub const WORDS: [&'static str; 3] = ["invalid", "batch-too-large", "no-policy-set"];
}

/// A question or a call got no decision.
pub struct Refused<'a> {
    /// The kind of reason.
    pub kind: RefusalKind,
    /// The reason.
    pub why: &'a dyn Display,
}

impl Refused<'_> {
    /// Logs and counts it.
    pub fn record(&self, metrics: &Metrics) {
        metrics.count_refusal(self.kind);
        debug!(reason = RefusalKind::WORDS[self.kind as usize], "question refused: {}", self.why);
    }
}

/// Logs and counts attempts to load a policy set.
pub struct Reloads(pub Arc<Metrics>);

impl Observer for Reloads {
    fn attempted(&self, attempt: &Attempt) {
        let outcome = &attempt.outcome;
        self.0.count_reload(outcome);
        match outcome {
            Outcome::Unchanged { revision } => info!(%revision, "policy files changed, and what they say did not"),
            Outcome::Swapped { from: None, to } => info!(revision = %to, "policy set in force"),
            Outcome::Swapped { from: Some(from), to } => info!(%from, revision = %to, "policy set replaced"),
            // At the start nothing is in force, and what is wrong is shown in full when the start is given up.
            Outcome::Rejected { active: None, rejection } => {
                error!(diagnostics = rejection.diagnostics.len(), "policy files rejected");
            }
            Outcome::Rejected { active: Some(active), rejection } => rejected(active, rejection),
            Outcome::Failed { active: None, .. } => error!("policy files can't be read"),
            Outcome::Failed { active: Some(active), error } => {
                error!(%active, "policy files can't be read, what is in force stays: {error}");
            }
        }
    }

    fn unwatched(&self, folder: &Path, why: &str) {
        let folder = folder.display();
        warn!(%folder, "no file events for this folder, changes are noticed by polling alone: {why}");
    }
}

fn rejected(active: &Revision, rejection: &Rejection) {
    let diagnostics = &rejection.diagnostics;
    error!(%active, diagnostics = diagnostics.len(), "policy files rejected, what is in force stays");
    let mistakes = diagnostics.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
    for mistake in mistakes.take(MISTAKES_LOGGED) {
        let place = rejection.sources.describe(mistake.primary.place);
        error!(code = mistake.code.name(), place, "policy mistake: {}", mistake.message);
    }
}

/// The environment has a variable that is probably meant for us, and says nothing to us.
#[derive(Debug)]
pub struct UnknownVariable<'a> {
    /// Its name.
    pub name: &'a str,
    /// The known name that is nearest.
    pub nearest: &'a str,
}

impl UnknownVariable<'_> {
    /// Logs it.
    pub fn record(&self) {
        warn!(variable = self.name, "no setting has this variable; did you mean `{}`?", self.nearest);
    }
}

/// The listeners are open.
pub struct Listening<'a> {
    /// Where gRPC is served.
    pub grpc: &'a dyn Display,
    /// Where the admin pages are served.
    pub admin: &'a dyn Display,
}

impl Listening<'_> {
    /// Logs it.
    pub fn record(&self) {
        info!(grpc = %self.grpc, admin = %self.admin, "listening");
    }
}

/// No call is taken any more.
#[derive(Debug)]
pub struct Draining {
    /// The signal that asked for it.
    pub signal: &'static str,
    /// How long calls in flight have.
    pub timeout: Duration,
}

impl Draining {
    /// Logs it.
    pub fn record(&self) {
        info!(signal = self.signal, timeout = ?self.timeout, "draining");
    }
}

/// The end.
#[derive(Debug)]
pub struct Drained {
    /// Whether every call in flight was finished.
    pub complete: bool,
}

impl Drained {
    /// Logs it.
    pub fn record(&self) {
        if self.complete {
            info!("drained");
        } else {
            warn!("stopped with calls in flight: the drain timeout has passed");
        }
    }
}
