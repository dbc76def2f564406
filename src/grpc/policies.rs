//! `PolicyService`: which policy set decides, and how the last attempt to load one ended.
//!
//! Owns the status on the wire; changes nothing.

use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status as CallStatus};

use super::answer::timestamp;
use super::wire::{
    self, GetPolicyStatusRequest, GetPolicyStatusResponse, PolicyStatus, WatchPolicyStatusRequest,
    WatchPolicyStatusResponse,
};
use crate::policy::{Diagnostic, Rejection, Revision, Severity};
use crate::store::{Attempt, Counts, Current, Outcome, Status};

/// The most mistakes in a status, so that it fits into what a client takes.
const DIAGNOSTICS_MAX: usize = 1_000;

/// Tells the status of the policy set.
#[derive(Clone)]
pub struct Policies {
    current: Arc<Current>,
    stopping: watch::Receiver<bool>,
}

impl Policies {
    /// The service; its streams end when `stopping` turns true.
    pub fn new(current: Arc<Current>, stopping: watch::Receiver<bool>) -> Self {
        Self { current, stopping }
    }

    /// The service, as a server takes it.
    pub fn into_server(self) -> wire::policy_service_server::PolicyServiceServer<Self> {
        wire::policy_service_server::PolicyServiceServer::new(self)
    }
}

#[tonic::async_trait]
impl wire::policy_service_server::PolicyService for Policies {
    type WatchPolicyStatusStream = Pin<Box<dyn Stream<Item = Result<WatchPolicyStatusResponse, CallStatus>> + Send>>;

    async fn get_policy_status(
        &self,
        _: Request<GetPolicyStatusRequest>,
    ) -> Result<Response<GetPolicyStatusResponse>, CallStatus> {
        let status = Some(policy_status(&self.current.status()));
        Ok(Response::new(GetPolicyStatusResponse { status }))
    }

    async fn watch_policy_status(
        &self,
        _: Request<WatchPolicyStatusRequest>,
    ) -> Result<Response<Self::WatchPolicyStatusStream>, CallStatus> {
        let changes = WatchStream::new(self.current.watch_status()).map(Some);
        let stop = WatchStream::new(self.stopping.clone()).filter(|stopping| *stopping).map(|_| None);
        let statuses = changes
            .merge(stop)
            .map_while(|status| status)
            .map(|status| Ok(WatchPolicyStatusResponse { status: Some(policy_status(&status)) }));
        Ok(Response::new(Box::pin(statuses)))
    }
}

fn policy_status(status: &Status) -> PolicyStatus {
    let active = status.active.as_deref();
    PolicyStatus {
        policy_revision: active.map_or_else(String::new, |active| active.revision().to_string()),
        loaded_at: active.map(|active| timestamp(active.loaded_at())),
        sources: status.sources.iter().map(ToString::to_string).collect(),
        counts: active.map(|active| counts(active.counts())),
        last_attempt: status.last_attempt.as_ref().map(load_attempt),
    }
}

fn counts(counts: Counts) -> wire::PolicyCounts {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    wire::PolicyCounts {
        rules: count(counts.rules),
        rule_sets: count(counts.rule_sets),
        regulations: count(counts.regulations),
        recognitions: count(counts.recognitions),
        jurisdiction_groups: count(counts.groups),
        tests: count(counts.tests),
        jurisdictions_covered: count(counts.jurisdictions_covered),
    }
}

fn load_attempt(attempt: &Attempt) -> wire::LoadAttempt {
    let outcome = &attempt.outcome;
    let digits = |revision: Option<&Revision>| revision.map_or_else(String::new, ToString::to_string);
    let mut on_wire = wire::LoadAttempt {
        at: Some(timestamp(attempt.at)),
        from: digits(outcome.from()),
        to: digits(outcome.to()),
        ..wire::LoadAttempt::default()
    };
    on_wire.set_outcome(match outcome {
        Outcome::Unchanged { .. } => wire::LoadOutcome::Unchanged,
        Outcome::Swapped { .. } => wire::LoadOutcome::Swapped,
        Outcome::Rejected { .. } => wire::LoadOutcome::Rejected,
        Outcome::Failed { .. } => wire::LoadOutcome::Failed,
    });
    match outcome {
        Outcome::Rejected { rejection, .. } => {
            let told = rejection.diagnostics.iter().take(DIAGNOSTICS_MAX);
            on_wire.diagnostics = told.map(|mistake| diagnostic(rejection, mistake)).collect();
        }
        Outcome::Failed { error, .. } => on_wire.error = error.to_string(),
        Outcome::Unchanged { .. } | Outcome::Swapped { .. } => {}
    }
    on_wire
}

fn diagnostic(rejection: &Rejection, mistake: &Diagnostic) -> wire::Diagnostic {
    let place = mistake.primary.place;
    let position = rejection.sources.position(place);
    let said = &mistake.primary.text;
    wire::Diagnostic {
        code: mistake.code.name().to_owned(),
        severity: match mistake.severity() {
            Severity::Error => wire::Severity::Error,
            Severity::Warning => wire::Severity::Warning,
        }
        .into(),
        message: if said.is_empty() { mistake.message.clone() } else { format!("{}: {said}", mistake.message) },
        file: rejection.sources.get(place.source).map_or_else(String::new, |file| file.name().to_owned()),
        line: position.line,
        column: position.column,
        help: mistake.help.clone().unwrap_or_default(),
    }
}
