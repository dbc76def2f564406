//! The status of a running sidecar, for people.
//!
//! Owns what counts as a problem, and the layout.

use std::fmt::Write as _;

use super::look::Look;
use super::page::Page;
use super::shadow_differences::decision_word;
use super::sidecar_status_json;
use crate::engine::WhenStale;
use crate::grpc::wire::{self, LoadAttempt, LoadCause, LoadOutcome, PolicyChanges, PolicyStatus, ShadowStatus};
use crate::model::{Timestamp, Verdict};
use crate::policy::format_instant;

/// How many names of a kind a line has room for.
const NAMED: usize = 5;

/// What a sidecar says of itself.
pub(crate) struct SidecarStatus {
    /// Which policy set decides.
    pub(crate) policy: PolicyStatus,
    /// How it came to that, newest first.
    pub(crate) attempts: Vec<LoadAttempt>,
}

impl SidecarStatus {
    /// What keeps it from deciding by what its sources hold.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.policy.policy_revision.is_empty() {
            problems.push("no policy set is in force".to_owned());
        }
        match self.policy.last_attempt.as_ref().map(LoadAttempt::outcome) {
            Some(LoadOutcome::Rejected) => {
                problems.push("the policy files hold mistakes, and what was in force before stays".to_owned());
            }
            Some(LoadOutcome::Failed) => {
                problems.push("the policy files can't be read, and what was in force before stays".to_owned());
            }
            Some(LoadOutcome::Unchanged | LoadOutcome::Swapped | LoadOutcome::Unspecified) | None => {}
        }
        if self.policy.last_good.as_ref().is_some_and(|copy| copy.in_force) {
            problems.push("the copy of the last good policy set decides".to_owned());
        }
        if self.policy.stale {
            problems.push("the policies are stale: nothing has confirmed them for too long".to_owned());
        }
        problems
    }

    /// It as JSON.
    pub(crate) fn json(&self) -> String {
        format!("{:#}\n", sidecar_status_json::object(self))
    }

    /// It as text.
    pub(crate) fn text(&self, look: Look) -> String {
        let policy = &self.policy;
        let mut page = Page::new(look);
        let problems = self.problems();
        if problems.is_empty() {
            page.line(&format!("{}  what the sources hold is in force", look.banner(Verdict::Allow, "FINE")));
        }
        for problem in &problems {
            page.hanging(&format!("{}  ", look.banner(Verdict::Deny, "NOT FINE")), problem);
        }
        page.blank();
        for (name, said) in self.lines() {
            page.hanging(&format!("  {name:<14}"), &said);
        }
        if let Some(shadow) = &policy.shadow {
            candidate(&mut page, shadow, look);
        }
        if !self.attempts.is_empty() {
            page.heading("The last attempts to load");
        }
        for attempt in &self.attempts {
            receipt(&mut page, attempt, look);
        }
        page.finish()
    }

    fn lines(&self) -> Vec<(&'static str, String)> {
        let policy = &self.policy;
        let mut lines = vec![
            ("revision", policy.policy_revision.clone()),
            ("loaded", instant(policy.loaded_at.as_ref())),
            ("last success", instant(policy.last_success_at.as_ref())),
            ("confirmed", self.confirmed()),
            ("sources", policy.sources.join(", ")),
        ];
        if let Some(counts) = &policy.counts {
            let holds = format!(
                "{} rules in {} rule sets, {} regulations, {} recognitions, {} groups, {} tests",
                counts.rules,
                counts.rule_sets,
                counts.regulations,
                counts.recognitions,
                counts.jurisdiction_groups,
                counts.tests
            );
            lines.push(("holds", holds));
        }
        if let Some(copy) = &policy.last_good {
            let error = if copy.error.is_empty() { String::new() } else { format!(": {}", copy.error) };
            lines.push(("last good", format!("{}{error}", copy.path)));
        }
        lines.extend(policy.frozen_mounts.iter().map(|frozen| ("never changes", frozen.clone())));
        lines.retain(|(_, said)| !said.is_empty());
        lines
    }
}

impl SidecarStatus {
    fn confirmed(&self) -> String {
        let policy = &self.policy;
        let at = instant(policy.confirmed_at.as_ref());
        match &policy.max_age {
            None => at,
            Some(max) => {
                let then = when_stale_word(policy).unwrap_or_default();
                format!("{at}, which may be {} s ago, then: {then}", sidecar_status_json::seconds(Some(max)))
            }
        }
    }
}

/// The word for what becomes of answers by stale policies.
pub(super) fn when_stale_word(policy: &PolicyStatus) -> Option<&'static str> {
    match policy.when_stale() {
        wire::WhenStale::Unspecified => None,
        wire::WhenStale::Serve => Some(WhenStale::Serve.word()),
        wire::WhenStale::Conditions => Some(WhenStale::Conditions.word()),
        wire::WhenStale::Deny => Some(WhenStale::Deny.word()),
    }
}

fn candidate(page: &mut Page, shadow: &ShadowStatus, look: Look) {
    page.heading("Candidate");
    let state = if shadow.promoted { "promoted: it is in force" } else { "decided beside the policies in force" };
    let sources = shadow.sources.join(", ");
    for (name, said) in [("revision", &shadow.policy_revision), ("sources", &sources), ("state", &state.to_owned())] {
        page.hanging(&format!("  {name:<14}"), said);
    }
    for pair in &shadow.comparisons {
        let pair_of_words = format!("{} → {}", decision_word(pair.active()), decision_word(pair.shadow()));
        let said = format!("{pair_of_words:<24} {} compared, {} differ", pair.compared, pair.differing);
        page.line(&format!("  {:<14}{said}", "answers"));
    }
    for skipped in &shadow.skipped {
        page.hanging("  skipped       ", &format!("{} ({})", skipped.count, skipped.reason));
    }
    let broken = [LoadOutcome::Rejected, LoadOutcome::Failed];
    if let Some(attempt) = shadow.last_attempt.as_ref().filter(|attempt| broken.contains(&attempt.outcome())) {
        receipt(page, attempt, look);
    }
}

fn receipt(page: &mut Page, attempt: &LoadAttempt, look: Look) {
    let outcome = outcome_word(attempt.outcome());
    let word = match attempt.outcome() {
        LoadOutcome::Rejected | LoadOutcome::Failed => look.error(outcome),
        LoadOutcome::Unchanged | LoadOutcome::Swapped | LoadOutcome::Unspecified => look.strong(outcome),
    };
    let milliseconds = sidecar_status_json::seconds(attempt.duration.as_ref()) * 1e3;
    let lead = format!("  {:>4}  ", attempt.number);
    let said = format!(
        "{} {word} ({}): {} files, {} bytes, in {milliseconds:.0} ms",
        instant(attempt.at.as_ref()),
        cause_word(attempt),
        attempt.files,
        attempt.bytes
    );
    page.hanging(&lead, &said);
    if attempt.outcome() == LoadOutcome::Swapped {
        page.paragraph(lead.len(), &format!("now {}", attempt.to));
    }
    if let Some(changes) = &attempt.changes {
        for said in changes_in_words(changes) {
            page.paragraph(lead.len(), &said);
        }
    }
    for mistake in attempt.diagnostics.iter().take(NAMED) {
        let place = format!("{}:{}:{}", mistake.file, mistake.line, mistake.column);
        page.paragraph(lead.len(), &format!("{place} {}: {}", mistake.code, mistake.message));
    }
    let total = attempt.diagnostics_total as usize;
    if total > NAMED {
        page.paragraph(lead.len(), &format!("and {} more mistakes", total - NAMED));
    }
    if !attempt.error.is_empty() {
        page.paragraph(lead.len(), &attempt.error);
    }
}

fn changes_in_words(changes: &PolicyChanges) -> impl Iterator<Item = String> {
    let lists = [
        ("added", &changes.added, changes.added_total),
        ("removed", &changes.removed, changes.removed_total),
        ("changed", &changes.changed, changes.changed_total),
    ];
    lists.into_iter().filter(|(_, _, total)| *total > 0).map(|(word, items, total)| {
        let mut said = format!("{word} {total}:");
        for (place, item) in items.iter().take(NAMED).enumerate() {
            let separator = if place == 0 { "" } else { "," };
            // Writing to a string can't fail.
            let _ = write!(said, "{separator} {} {}", item.kind, item.id);
        }
        if total as usize > NAMED {
            said.push_str(", …");
        }
        said
    })
}

/// The word for an outcome.
pub(super) const fn outcome_word(outcome: LoadOutcome) -> &'static str {
    match outcome {
        LoadOutcome::Unchanged => "unchanged",
        LoadOutcome::Swapped => "swapped",
        LoadOutcome::Rejected => "rejected",
        LoadOutcome::Failed => "failed",
        LoadOutcome::Unspecified => "unknown",
    }
}

/// The word for what led to an attempt.
pub(super) fn cause_word(attempt: &LoadAttempt) -> &'static str {
    match attempt.cause() {
        LoadCause::Start => "start",
        LoadCause::Change => "change",
        LoadCause::Request => "request",
        LoadCause::Promotion => "promotion",
        LoadCause::Unspecified => "unknown",
    }
}

/// An instant as people write it; nothing for none.
pub(super) fn instant(at: Option<&prost_types::Timestamp>) -> String {
    let instant = at.and_then(|at| Timestamp::new(at.seconds, u32::try_from(at.nanos).ok()?));
    instant.map_or_else(String::new, format_instant)
}
