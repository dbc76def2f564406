//! The status as JSON.
//!
//! Owns its field names.

use serde_json::{Value, json};

use crate::policy::{Diagnostic, Rejection, Revision, SourceFile, format_instant};
use crate::store::{Active, Attempt, Outcome, Status};

/// The most mistakes in a status.
const DIAGNOSTICS_MAX: usize = 1_000;

/// All of it.
pub(super) fn status(status: &Status) -> Value {
    json!({
        "policy_revision": status.active.as_ref().map(|active| active.revision().as_str()),
        "loaded_at": status.active.as_ref().map(|active| format_instant(active.loaded_at())),
        "sources": status.sources.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "counts": status.active.as_deref().map(counts),
        "last_attempt": status.last_attempt.as_ref().map(attempt),
    })
}

/// What a probe shows.
pub(super) fn readiness(status: &Status, state: &str) -> Value {
    json!({
        "status": state,
        "policy_revision": status.active.as_ref().map(|active| active.revision().as_str()),
        "last_attempt": status.last_attempt.as_ref().map(|attempt| attempt.outcome.word()),
    })
}

fn counts(active: &Active) -> Value {
    let counts = active.counts();
    json!({
        "rules": counts.rules,
        "rule_sets": counts.rule_sets,
        "regulations": counts.regulations,
        "recognitions": counts.recognitions,
        "jurisdiction_groups": counts.groups,
        "tests": counts.tests,
        "jurisdictions_covered": counts.jurisdictions_covered,
    })
}

fn attempt(attempt: &Attempt) -> Value {
    let outcome = &attempt.outcome;
    let (diagnostics, error) = match outcome {
        Outcome::Rejected { rejection, .. } => (diagnostics(rejection), None),
        Outcome::Failed { error, .. } => (Vec::new(), Some(error.as_ref())),
        Outcome::Unchanged { .. } | Outcome::Swapped { .. } => (Vec::new(), None),
    };
    json!({
        "at": format_instant(attempt.at),
        "outcome": outcome.word(),
        "from": outcome.from().map(Revision::as_str),
        "to": outcome.to().map(Revision::as_str),
        "diagnostics": diagnostics,
        "error": error,
    })
}

fn diagnostics(rejection: &Rejection) -> Vec<Value> {
    rejection.diagnostics.iter().take(DIAGNOSTICS_MAX).map(|mistake| diagnostic(rejection, mistake)).collect()
}

fn diagnostic(rejection: &Rejection, mistake: &Diagnostic) -> Value {
    let place = mistake.primary.place;
    let position = rejection.sources.position(place);
    json!({
        "code": mistake.code.name(),
        "severity": mistake.severity().word(),
        "message": mistake.message,
        "label": mistake.primary.text,
        "file": rejection.sources.get(place.source).map(SourceFile::name),
        "line": position.line,
        "column": position.column,
        "help": mistake.help,
    })
}
