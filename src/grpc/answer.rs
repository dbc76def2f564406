//! From a decision to the wire.
//!
//! Owns how each noun of the model looks on the wire; adds nothing to what was decided.

use super::wire;
use crate::engine::{Ground, Snapshot};
use crate::model::{
    Authority, CategoryId, Citation, Condition, Confidence, Decision, Effect, Outcome, Principle, Reason, RuleId,
    Timestamp, Verdict,
};
use crate::policy::{Obligation, PolicySet};
use crate::store::Active;

/// What would meet the condition that policies be confirmed: with a space in it, it is a word of no vocabulary.
const CURRENT_POLICIES: &str = "current policies";

/// A decision as the policy set in force explains it. The caller adds what names it.
pub(super) fn answer(active: &Active, decision: &Decision) -> wire::EvaluateResponse {
    let snapshot = active.snapshot();
    let set = snapshot.policies();
    wire::EvaluateResponse {
        request_id: String::new(),
        decision_id: String::new(),
        decision: verdict(decision.verdict()).into(),
        conditions: conditions(snapshot, decision),
        obligations: snapshot.obligations(decision).map(|(ground, duty)| obligation(ground, duty)).collect(),
        reasons: decision.reasons.iter().map(|line| reason(active, &decision.waived, *line)).collect(),
        by_category: decision.by_category.iter().map(|(id, decided)| category(set, *id, *decided)).collect(),
        valid_until: decision.valid_until.map(timestamp),
        policy_revision: set.revision().to_string(),
        simulated: false,
        refusal: None,
    }
}

/// An instant.
pub(super) fn timestamp(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.seconds(), nanos: i32::try_from(at.nanos()).unwrap_or(0) }
}

/// The verdict on one category.
pub(super) fn category(set: &PolicySet, category: CategoryId, decided: Verdict) -> wire::CategoryDecision {
    wire::CategoryDecision {
        category: set.vocabulary().categories.word(category).to_owned(),
        decision: verdict(decided).into(),
    }
}

/// A plain verdict.
pub(super) fn verdict(verdict: Verdict) -> wire::Decision {
    match verdict {
        Verdict::Allow => wire::Decision::Allow,
        Verdict::Conditions => wire::Decision::Conditions,
        Verdict::Deny => wire::Decision::Deny,
    }
}

fn conditions(snapshot: &Snapshot, decision: &Decision) -> Vec<wire::Condition> {
    let of_rules = decision.conditions().iter().map(|open| condition(snapshot, open));
    of_rules.chain(waits_for_confirmation(decision).then(confirmation)).collect()
}

/// Whether the policies must be confirmed first.
pub(super) fn waits_for_confirmation(decision: &Decision) -> bool {
    matches!(&decision.outcome, Outcome::Conditions(conditions) if conditions.wait_for_confirmation())
}

/// That the policies are confirmed first, which no caller can bring about.
pub(super) fn confirmation() -> wire::Condition {
    let current = || vec![CURRENT_POLICIES.to_owned()];
    wire::Condition {
        id: Principle::StalePolicy.id().to_owned(),
        text: Principle::StalePolicy.text().to_owned(),
        alternatives: vec![wire::Alternative { safeguards: current(), missing: current() }],
        ..wire::Condition::default()
    }
}

/// A requirement that is not met.
pub(super) fn condition(snapshot: &Snapshot, open: &Condition) -> wire::Condition {
    let rule = snapshot.policies().rule(open.rule);
    let words = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
    let alternatives = snapshot.condition_alternatives(open).into_iter();
    wire::Condition {
        id: snapshot.condition_id(open).to_owned(),
        text: snapshot.condition_text(open).into_owned(),
        alternatives: alternatives
            .map(|(all, missing)| wire::Alternative { safeguards: words(all), missing: words(missing) })
            .collect(),
        rule: rule.id.clone(),
        citations: citations(&rule.cites),
    }
}

/// A duty.
pub(super) fn obligation(ground: Ground<'_>, duty: &Obligation) -> wire::Obligation {
    let due = |seconds| prost_types::Duration { seconds: i64::try_from(seconds).unwrap_or(i64::MAX), nanos: 0 };
    wire::Obligation {
        id: duty.id.clone(),
        text: duty.text.clone(),
        rule: ground.id().to_owned(),
        citations: citations(ground.cites()),
        due: duty.due_seconds.map(due),
    }
}

/// One line of the explanation of a decision in which some rules rest on their waivers.
pub(super) fn reason(active: &Active, waived: &[RuleId], reason: Reason) -> wire::Reason {
    let set = active.snapshot().policies();
    match reason {
        Reason::Applied(id) => wire::Reason { waiver: waiver(set, waived, id).to_owned(), ..rule_reason(active, id) },
        Reason::Overridden { rule, by } => {
            wire::Reason { overridden_by: set.rule(by).id.clone(), ..rule_reason(active, rule) }
        }
        Reason::Recognised(id) => {
            let recognition = set.recognition(id);
            wire::Reason {
                source: active.recognition_place(id).to_owned(),
                confidence: confidence(recognition.confidence).into(),
                ..grounded(active, Ground::Recognition(recognition), wire::Effect::Recognition)
            }
        }
        Reason::Principle(principle) => wire::Reason {
            rule: principle.id().to_owned(),
            effect: effect(principle.effect()).into(),
            text: principle.text().to_owned(),
            ..wire::Reason::default()
        },
    }
}

/// The reference of the waiver that a rule rests on, or nothing.
pub(super) fn waiver<'s>(set: &'s PolicySet, waived: &[RuleId], id: RuleId) -> &'s str {
    let rests_on = set.rule(id).waiver.as_ref().filter(|_| waived.contains(&id));
    rests_on.map_or("", |waiver| &waiver.reference)
}

/// The reason of a rule that applied.
pub(super) fn rule_reason(active: &Active, id: RuleId) -> wire::Reason {
    let rule = active.snapshot().policies().rule(id);
    wire::Reason {
        source: active.rule_place(id).to_owned(),
        confidence: confidence(rule.confidence).into(),
        ..grounded(active, Ground::Rule(rule), effect(rule.action.effect()))
    }
}

fn grounded(active: &Active, ground: Ground<'_>, effect: wire::Effect) -> wire::Reason {
    wire::Reason {
        rule: ground.id().to_owned(),
        effect: effect.into(),
        text: ground.summary().to_owned(),
        authority: authority(active.snapshot().authority(ground)).into(),
        citations: citations(ground.cites()),
        reviewed: active.snapshot().reviewed(ground.cites()).map_or_else(String::new, |day| day.to_string()),
        ..wire::Reason::default()
    }
}

/// The law behind something.
pub(super) fn citations(cites: &[Citation]) -> Vec<String> {
    cites.iter().map(ToString::to_string).collect()
}

/// What a rule says.
pub(super) fn effect(effect: Effect) -> wire::Effect {
    match effect {
        Effect::Allow => wire::Effect::Allow,
        Effect::Require => wire::Effect::Require,
        Effect::Deny => wire::Effect::Deny,
        Effect::Note => wire::Effect::Note,
    }
}

/// The force of a rule set or regulation.
pub(super) fn authority(authority: Authority) -> wire::Authority {
    match authority {
        Authority::Treaty => wire::Authority::Treaty,
        Authority::Statute => wire::Authority::Statute,
        Authority::Regulation => wire::Authority::Regulation,
        Authority::Guideline => wire::Authority::Guideline,
        Authority::Organisation => wire::Authority::Organisation,
    }
}

/// A mark, or that there is none.
pub(super) fn confidence(confidence: Option<Confidence>) -> wire::Confidence {
    match confidence {
        None => wire::Confidence::Unspecified,
        Some(Confidence::Low) => wire::Confidence::Low,
        Some(Confidence::Medium) => wire::Confidence::Medium,
        Some(Confidence::High) => wire::Confidence::High,
    }
}
