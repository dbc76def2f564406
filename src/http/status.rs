//! The status as JSON.
//!
//! Owns its field names.

use serde_json::{Value, json};

use crate::model::Verdict;
use crate::policy::{Item, Revision, format_instant};
use crate::store::{Active, Attempt, Changes, Copy, Excerpt, Mistake, Outcome, Shadow, Skipped, Status};
use crate::transport::tls::CertificateStatus;

/// All of it.
pub(super) fn status(status: &Status, shadow: Option<&Shadow>) -> Value {
    json!({
        "policy_revision": status.active.as_ref().map(|active| active.revision().as_str()),
        "loaded_at": status.active.as_ref().map(|active| format_instant(active.loaded_at())),
        "sources": status.sources.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "counts": status.active.as_deref().map(counts),
        "last_success_at": status.last_success_at.map(format_instant),
        "confirmed_at": status.freshness.confirmed_at().map(format_instant),
        "max_age_seconds": status.freshness.limit().map(|limit| limit.max_age.as_secs_f64()),
        "when_stale": status.freshness.limit().map(|limit| limit.when_stale.word()),
        "stale": status.freshness.stale().is_some(),
        "last_good": status.copy.as_ref().map(|copy| last_good(copy, status.active.as_deref())),
        "frozen_mounts": &*status.frozen,
        "shadow": shadow.map(shadow_status),
        "last_attempt": status.attempts.last().map(attempt),
        "attempts": status.attempts.iter().map(attempt).collect::<Vec<_>>(),
    })
}

/// What secures a port.
pub(super) fn certificate(status: &CertificateStatus) -> Value {
    json!({
        "port": status.port.word(),
        "sha256": status.fingerprint,
        "expires_at": format_instant(status.expires_at),
        "loaded_at": format_instant(status.loaded_at),
        "asks_clients": status.asks_clients,
        "error": status.error.as_deref(),
    })
}

/// What a probe shows.
pub(super) fn readiness(status: &Status, state: &str) -> Value {
    json!({
        "status": state,
        "policy_revision": status.active.as_ref().map(|active| active.revision().as_str()),
        "last_attempt": status.attempts.last().map(|attempt| attempt.outcome.word()),
    })
}

fn shadow_status(shadow: &Shadow) -> Value {
    let status = shadow.candidate().status();
    let tallies = shadow.record().tallies().filter(|tally| tally.compared > 0).map(|tally| {
        json!({
            "active": tally.active.word(),
            "shadow": tally.candidate.map_or("refused", Verdict::word),
            "compared": tally.compared,
            "differing": tally.differing,
        })
    });
    let skipped = Skipped::WORDS.into_iter().zip(shadow.record().skipped()).filter(|(_, count)| *count > 0);
    json!({
        "policy_revision": status.active.as_ref().map(|active| active.revision().as_str()),
        "loaded_at": status.active.as_ref().map(|active| format_instant(active.loaded_at())),
        "sources": status.sources.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "last_attempt": status.attempts.last().map(attempt),
        "promoted": shadow.is_promoted(),
        "comparisons": tallies.collect::<Vec<_>>(),
        "skipped": skipped.map(|(reason, count)| json!({ "reason": reason, "count": count })).collect::<Vec<_>>(),
    })
}

fn last_good(copy: &Copy, active: Option<&Active>) -> Value {
    json!({
        "path": copy.path.display().to_string(),
        "in_force": active.is_some_and(Active::is_restored),
        "error": copy.error.as_deref(),
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
    let Attempt { number, cause, at, took, size, outcome } = attempt;
    let mut shown = json!({
        "number": number,
        "at": format_instant(*at),
        "cause": cause.word(),
        "outcome": outcome.word(),
        "from": outcome.from().map(Revision::as_str),
        "to": outcome.to().map(Revision::as_str),
        "seconds": took.as_secs_f64(),
        "files": size.files,
        "bytes": size.bytes,
        "rules": size.rules,
        "changes": null,
        "diagnostics": [],
        "diagnostics_total": 0,
        "error": null,
    });
    match outcome {
        Outcome::Swapped { from: Some(_), changes: made, .. } => shown["changes"] = changes(made),
        Outcome::Rejected { mistakes, .. } => {
            shown["diagnostics"] = mistakes.first.iter().map(diagnostic).collect();
            shown["diagnostics_total"] = mistakes.total.into();
        }
        Outcome::Failed { error, .. } => shown["error"] = error.as_ref().into(),
        Outcome::Unchanged { .. } | Outcome::Swapped { from: None, .. } => {}
    }
    shown
}

fn changes(changes: &Changes) -> Value {
    let items = |items: &Excerpt<Item>| -> Value {
        items.first.iter().map(|item| json!({ "kind": item.kind.word(), "id": item.id })).collect()
    };
    json!({
        "added": items(&changes.added),
        "removed": items(&changes.removed),
        "changed": items(&changes.changed),
        "added_total": changes.added.total,
        "removed_total": changes.removed.total,
        "changed_total": changes.changed.total,
    })
}

fn diagnostic(mistake: &Mistake) -> Value {
    json!({
        "code": mistake.code.name(),
        "severity": mistake.severity().word(),
        "message": mistake.text(),
        "file": mistake.file,
        "line": mistake.line,
        "column": mistake.column,
        "help": mistake.help.as_deref().unwrap_or_default(),
    })
}
