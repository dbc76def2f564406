//! What happens: each event is logged and counted in one place.
//!
//! Owns the wording of the log.

use std::fmt::{self, Display};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tracing::field::display;
use tracing::{debug, error, info, warn};

use super::metrics::Metrics;
use super::traces::decided;
use crate::model::Verdict;
use crate::policy::{Revision, Severity};
use crate::store::{Attempt, Excerpt, Freshness, LastGoodError, Mistake, Observer, Outcome, Status};

/// How many mistakes of a policy set the log names.
const MISTAKES_LOGGED: usize = 3;

/// A transfer was decided.
#[derive(Debug)]
pub struct Decided<'a> {
    /// What was decided.
    pub verdict: Verdict,
    /// Whether it was a simulation.
    pub simulated: bool,
    /// The answer's name.
    pub decision_id: &'a str,
    /// What it was decided by.
    pub revision: &'a Revision,
}

impl Decided<'_> {
    /// Logs and counts it, and adds it to the span of its call.
    pub fn record(&self, metrics: &Metrics) {
        metrics.count_decision(self.verdict, self.simulated);
        decided(self);
        debug!(
            decision = self.verdict.word(),
            decision_id = self.decision_id,
            revision = %self.revision,
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
        self.0.count_reload(attempt);
        let Attempt { number, took, size, outcome, .. } = attempt;
        let (files, bytes, rules) = (size.files, size.bytes, size.rules);
        let (attempt, cause, outcome_word) = (number, attempt.cause.word(), outcome.word());
        // The fields are the same whatever happened, so that a query over the log finds every attempt.
        macro_rules! log {
            ($level:ident, $($rest:tt)+) => {
                $level!(attempt, cause, outcome = outcome_word, ?took, files, bytes, $($rest)+)
            };
        }
        match outcome {
            Outcome::Unchanged { revision } => {
                log!(info, rules, %revision, "policy files were read, and what they say did not change");
            }
            Outcome::Swapped { from: None, to, .. } => log!(info, rules, revision = %to, "policy set in force"),
            Outcome::Swapped { from: Some(from), to, changes } => {
                let (added, removed, changed) = (changes.added.total, changes.removed.total, changes.changed.total);
                log!(info, rules, %from, revision = %to, added, removed, changed, "policy set replaced");
            }
            Outcome::Rejected { active, mistakes } => {
                let (revision, kept, first) = (active.as_ref().map(display), kept(active.as_ref()), Named(mistakes));
                log!(error, revision, mistakes = mistakes.total, "policy files rejected, {kept}: {first}");
            }
            Outcome::Failed { active, error } => {
                let (revision, kept) = (active.as_ref().map(display), kept(active.as_ref()));
                log!(error, revision, "policy files can't be read, {kept}: {error}");
            }
        }
    }

    fn unwatched(&self, folder: &Path, why: &str) {
        let folder = folder.display();
        warn!(%folder, "no file events for this folder, changes are noticed by polling alone: {why}");
    }

    fn aged(&self, freshness: &Freshness) {
        let age = freshness.age();
        let max_age = freshness.limit().map(|limit| limit.max_age);
        if let Some(when_stale) = freshness.stale() {
            let when_stale = when_stale.word();
            warn!(?age, ?max_age, when_stale, "policies are stale: nothing has confirmed them for too long");
        } else {
            info!(?age, ?max_age, "policies are confirmed again");
        }
    }

    fn frozen(&self, what: &str) {
        warn!("policies that can never change: {what}");
    }

    fn restored(&self, status: &Status) {
        let revision = status.active.as_ref().map(|active| display(active.revision().to_string()));
        let copy = status.copy.as_ref().map(|copy| display(copy.path.display().to_string()));
        let age = status.freshness.age();
        warn!(revision, copy, ?age, "the sources are broken, and the copy of the last good policy set is in force");
    }

    fn not_restored(&self, why: &LastGoodError) {
        error!("no last good policy set to start from: {why}");
    }

    fn not_kept(&self, why: &str) {
        warn!("the last good policy set can't be kept on disk: {why}");
    }
}

fn kept(active: Option<&Revision>) -> &'static str {
    if active.is_some() { "what is in force stays" } else { "nothing is in force" }
}

/// The first mistakes of a policy set.
pub(super) struct Named<'a>(pub(super) &'a Excerpt<Mistake>);

impl Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.0.first.iter().filter(|mistake| mistake.severity() == Severity::Error);
        for (place, mistake) in errors.take(MISTAKES_LOGGED).enumerate() {
            let separator = if place == 0 { "" } else { "; " };
            write!(f, "{separator}{mistake}")?;
        }
        Ok(())
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

/// A stop was asked for.
#[derive(Debug)]
pub struct Draining {
    /// The signal that asked for it.
    pub signal: &'static str,
    /// How long calls are still taken.
    pub delay: Duration,
    /// How long calls in flight have after that.
    pub timeout: Duration,
}

impl Draining {
    /// Logs it.
    pub fn record(&self) {
        info!(signal = self.signal, delay = ?self.delay, timeout = ?self.timeout, "draining");
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
            warn!("stopped with calls in flight: the drain timeout has passed, or a second signal came");
        }
    }
}
