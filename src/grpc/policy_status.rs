//! The status of the policy set on the wire.
//!
//! Owns how a status and a receipt look there; what they say comes from the store.

use std::time::Duration;

use super::answer::timestamp;
use super::shadow::shadow_status;
use super::wire::{self, PolicyStatus};
use crate::engine::WhenStale;
use crate::policy::{Item, Revision, Severity};
use crate::store::{
    Active, AgeLimit, Attempt, Cause, Changes, Copy, Counts, Excerpt, Mistake, Outcome, Shadow, Status,
};

/// A status, with what is known of a candidate.
pub(super) fn policy_status(status: &Status, shadow: Option<&Shadow>) -> PolicyStatus {
    let active = status.active.as_deref();
    PolicyStatus {
        policy_revision: active.map_or_else(String::new, |active| active.revision().to_string()),
        loaded_at: active.map(|active| timestamp(active.loaded_at())),
        sources: status.sources.iter().map(ToString::to_string).collect(),
        counts: active.map(|active| counts(active.counts())),
        last_attempt: status.attempts.last().map(load_attempt),
        last_success_at: status.last_success_at.map(timestamp),
        confirmed_at: status.freshness.confirmed_at().map(timestamp),
        max_age: status.freshness.limit().map(|limit| duration(limit.max_age)),
        when_stale: when_stale(status.freshness.limit()).into(),
        stale: status.freshness.stale().is_some(),
        last_good: status.copy.as_ref().map(|copy| last_good(copy, active)),
        frozen_mounts: status.frozen.to_vec(),
        shadow: shadow.map(shadow_status),
    }
}

fn when_stale(limit: Option<AgeLimit>) -> wire::WhenStale {
    match limit.map(|limit| limit.when_stale) {
        None => wire::WhenStale::Unspecified,
        Some(WhenStale::Serve) => wire::WhenStale::Serve,
        Some(WhenStale::Conditions) => wire::WhenStale::Conditions,
        Some(WhenStale::Deny) => wire::WhenStale::Deny,
    }
}

fn last_good(copy: &Copy, active: Option<&Active>) -> wire::LastGood {
    wire::LastGood {
        path: copy.path.display().to_string(),
        in_force: active.is_some_and(Active::is_restored),
        error: copy.error.as_deref().unwrap_or_default().to_owned(),
    }
}

fn counts(counts: Counts) -> wire::PolicyCounts {
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

/// A receipt.
pub(super) fn load_attempt(attempt: &Attempt) -> wire::LoadAttempt {
    let outcome = &attempt.outcome;
    let digits = |revision: Option<&Revision>| revision.map_or_else(String::new, ToString::to_string);
    let mut on_wire = wire::LoadAttempt {
        number: attempt.number,
        at: Some(timestamp(attempt.at)),
        duration: Some(duration(attempt.took)),
        from: digits(outcome.from()),
        to: digits(outcome.to()),
        files: count(attempt.size.files),
        bytes: attempt.size.bytes as u64,
        rules: count(attempt.size.rules),
        ..wire::LoadAttempt::default()
    };
    on_wire.set_cause(match attempt.cause {
        Cause::Start => wire::LoadCause::Start,
        Cause::Change => wire::LoadCause::Change,
        Cause::Request => wire::LoadCause::Request,
        Cause::Promotion => wire::LoadCause::Promotion,
    });
    on_wire.set_outcome(match outcome {
        Outcome::Unchanged { .. } => wire::LoadOutcome::Unchanged,
        Outcome::Swapped { .. } => wire::LoadOutcome::Swapped,
        Outcome::Rejected { .. } => wire::LoadOutcome::Rejected,
        Outcome::Failed { .. } => wire::LoadOutcome::Failed,
    });
    match outcome {
        Outcome::Swapped { from: Some(_), changes: made, .. } => on_wire.changes = Some(changes(made)),
        Outcome::Rejected { mistakes, .. } => {
            on_wire.diagnostics = mistakes.first.iter().map(diagnostic).collect();
            on_wire.diagnostics_total = count(mistakes.total);
        }
        Outcome::Failed { error, .. } => on_wire.error = error.to_string(),
        Outcome::Unchanged { .. } | Outcome::Swapped { from: None, .. } => {}
    }
    on_wire
}

fn changes(changes: &Changes) -> wire::PolicyChanges {
    let items = |items: &Excerpt<Item>| {
        let on_wire = |item: &Item| wire::PolicyItem { kind: item.kind.word().to_owned(), id: item.id.clone() };
        items.first.iter().map(on_wire).collect()
    };
    wire::PolicyChanges {
        added: items(&changes.added),
        removed: items(&changes.removed),
        changed: items(&changes.changed),
        added_total: count(changes.added.total),
        removed_total: count(changes.removed.total),
        changed_total: count(changes.changed.total),
    }
}

fn diagnostic(mistake: &Mistake) -> wire::Diagnostic {
    wire::Diagnostic {
        code: mistake.code.name().to_owned(),
        severity: match mistake.severity() {
            Severity::Error => wire::Severity::Error,
            Severity::Warning => wire::Severity::Warning,
        }
        .into(),
        message: mistake.text(),
        file: mistake.file.clone(),
        line: mistake.line,
        column: mistake.column,
        help: mistake.help.clone().unwrap_or_default(),
    }
}

fn duration(time: Duration) -> prost_types::Duration {
    // Below a second, nanoseconds always fit.
    let nanos = i32::try_from(time.subsec_nanos()).unwrap_or(0);
    prost_types::Duration { seconds: i64::try_from(time.as_secs()).unwrap_or(i64::MAX), nanos }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
