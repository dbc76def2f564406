//! The status of a running sidecar, as JSON.
//!
//! Owns nothing but the way there: the names are those of the admin port's `/status`, and a test holds them together.

use serde_json::{Value, json};

use super::shadow_differences::decision_word;
use super::sidecar_status::{SidecarStatus, cause_word, instant, outcome_word, when_stale_word};
use crate::grpc::wire::{
    Diagnostic, LastGood, LoadAttempt, PolicyChanges, PolicyCounts, PolicyItem, Severity, ShadowStatus,
};

/// All of it.
pub(super) fn object(status: &SidecarStatus) -> Value {
    let policy = &status.policy;
    json!({
        "policy_revision": text(&policy.policy_revision),
        "loaded_at": text(&instant(policy.loaded_at.as_ref())),
        "sources": policy.sources,
        "counts": policy.counts.as_ref().map(counts),
        "last_success_at": text(&instant(policy.last_success_at.as_ref())),
        "confirmed_at": text(&instant(policy.confirmed_at.as_ref())),
        "max_age_seconds": policy.max_age.as_ref().map(|max| seconds(Some(max))),
        "when_stale": when_stale_word(policy),
        "stale": policy.stale,
        "last_good": policy.last_good.as_ref().map(last_good),
        "frozen_mounts": policy.frozen_mounts,
        "shadow": policy.shadow.as_ref().map(shadow),
        "last_attempt": policy.last_attempt.as_ref().map(attempt),
        "attempts": status.attempts.iter().map(attempt).collect::<Vec<_>>(),
    })
}

fn shadow(shadow: &ShadowStatus) -> Value {
    let comparisons = shadow.comparisons.iter().map(|pair| {
        json!({
            "active": decision_word(pair.active()),
            "shadow": decision_word(pair.shadow()),
            "compared": pair.compared,
            "differing": pair.differing,
        })
    });
    let skipped = shadow.skipped.iter().map(|skipped| json!({ "reason": skipped.reason, "count": skipped.count }));
    json!({
        "policy_revision": text(&shadow.policy_revision),
        "loaded_at": text(&instant(shadow.loaded_at.as_ref())),
        "sources": shadow.sources,
        "last_attempt": shadow.last_attempt.as_ref().map(attempt),
        "promoted": shadow.promoted,
        "comparisons": comparisons.collect::<Vec<_>>(),
        "skipped": skipped.collect::<Vec<_>>(),
    })
}

fn last_good(copy: &LastGood) -> Value {
    json!({ "path": copy.path, "in_force": copy.in_force, "error": text(&copy.error) })
}

fn counts(counts: &PolicyCounts) -> Value {
    json!({
        "rules": counts.rules,
        "rule_sets": counts.rule_sets,
        "regulations": counts.regulations,
        "recognitions": counts.recognitions,
        "jurisdiction_groups": counts.jurisdiction_groups,
        "tests": counts.tests,
        "jurisdictions_covered": counts.jurisdictions_covered,
    })
}

fn attempt(attempt: &LoadAttempt) -> Value {
    json!({
        "number": attempt.number,
        "at": text(&instant(attempt.at.as_ref())),
        "cause": cause_word(attempt),
        "outcome": outcome_word(attempt.outcome()),
        "from": text(&attempt.from),
        "to": text(&attempt.to),
        "seconds": seconds(attempt.duration.as_ref()),
        "files": attempt.files,
        "bytes": attempt.bytes,
        "rules": attempt.rules,
        "changes": attempt.changes.as_ref().map(changes),
        "diagnostics": attempt.diagnostics.iter().map(diagnostic).collect::<Vec<_>>(),
        "diagnostics_total": attempt.diagnostics_total,
        "error": text(&attempt.error),
    })
}

fn changes(changes: &PolicyChanges) -> Value {
    let items = |items: &[PolicyItem]| -> Value {
        items.iter().map(|item| json!({ "kind": item.kind, "id": item.id })).collect()
    };
    json!({
        "added": items(&changes.added),
        "removed": items(&changes.removed),
        "changed": items(&changes.changed),
        "added_total": changes.added_total,
        "removed_total": changes.removed_total,
        "changed_total": changes.changed_total,
    })
}

fn diagnostic(mistake: &Diagnostic) -> Value {
    let severity = match mistake.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Unspecified => "unknown",
    };
    json!({
        "code": mistake.code,
        "severity": severity,
        "message": mistake.message,
        "file": mistake.file,
        "line": mistake.line,
        "column": mistake.column,
        "help": mistake.help,
    })
}

/// A length of time in seconds; 0 for none.
pub(super) fn seconds(time: Option<&prost_types::Duration>) -> f64 {
    let time = time.and_then(|time| std::time::Duration::try_from(*time).ok());
    time.unwrap_or_default().as_secs_f64()
}

fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
