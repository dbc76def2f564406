//! An answer as JSON.
//!
//! Owns the names of the fields, which are those of `selat.v1.EvaluateResponse`; enums are their words in lower case. A
//! field that has nothing to say is null or an empty list, and never left out.

use serde_json::{Value, json};

use super::answer::Answer;
use super::reasons::RECOGNITION;
use crate::engine::{Ground, Snapshot};
use crate::model::{Citation, Condition, Confidence, Decision, Principle, Reason};
use crate::policy::{Obligation, Place, format_instant};

impl Answer<'_> {
    /// For programs.
    pub(crate) fn json(&self) -> String {
        let (snapshot, decision) = (self.snapshot, self.decision);
        let conditions = decision.conditions().iter().map(|unmet| condition(snapshot, unmet));
        let obligations = snapshot.obligations(decision).map(|(ground, duty)| obligation(ground, duty));
        let reasons = decision.reasons.iter().map(|line| reason(snapshot, decision, *line));
        let categories = &snapshot.policies().vocabulary().categories;
        let by_category = decision.by_category.iter();
        let by_category =
            by_category.map(|(id, verdict)| json!({ "category": categories.word(*id), "decision": verdict.word() }));
        let object = json!({
            "decision": decision.verdict().word(),
            "conditions": conditions.collect::<Vec<_>>(),
            "obligations": obligations.collect::<Vec<_>>(),
            "reasons": reasons.collect::<Vec<_>>(),
            "by_category": by_category.collect::<Vec<_>>(),
            "valid_until": decision.valid_until.map(format_instant),
            "policy_revision": snapshot.policies().revision().as_str(),
            "simulated": self.simulated,
        });
        format!("{object:#}\n")
    }
}

fn condition(snapshot: &Snapshot, unmet: &Condition) -> Value {
    let rule = snapshot.policies().rule(unmet.rule);
    let alternatives = snapshot.condition_alternatives(unmet).into_iter();
    let alternatives = alternatives.map(|(all, missing)| json!({ "safeguards": all, "missing": missing }));
    json!({
        "id": snapshot.condition_id(unmet),
        "text": snapshot.condition_text(unmet),
        "alternatives": alternatives.collect::<Vec<_>>(),
        "rule": rule.id,
        "citations": citations(&rule.cites),
    })
}

fn obligation(ground: Ground<'_>, duty: &Obligation) -> Value {
    json!({
        "id": duty.id,
        "text": duty.text,
        "rule": ground.id(),
        "citations": citations(ground.cites()),
        "due": duty.due_seconds.map(|seconds| format!("{seconds}s")),
    })
}

fn reason(snapshot: &Snapshot, decision: &Decision, line: Reason) -> Value {
    let policies = snapshot.policies();
    let (by, overridden_by, waiver) = match line {
        Reason::Principle(named) => return principle(named),
        Reason::Applied(id) => {
            let rule = policies.rule(id);
            (Ground::Rule(rule), None, rule.waiver.as_ref().filter(|_| decision.waived.contains(&id)))
        }
        Reason::Overridden { rule, by } => (Ground::Rule(policies.rule(rule)), Some(&policies.rule(by).id), None),
        Reason::Recognised(id) => (Ground::Recognition(policies.recognition(id)), None, None),
    };
    let mut object = ground(snapshot, by);
    object["overridden_by"] = json!(overridden_by);
    object["waiver"] = json!(waiver.map(|waiver| &waiver.reference));
    object
}

fn ground(snapshot: &Snapshot, ground: Ground<'_>) -> Value {
    let (effect, place, confidence): (&str, Place, Option<Confidence>) = match ground {
        Ground::Rule(rule) => (rule.action.effect().word(), rule.place, rule.confidence),
        Ground::Recognition(recognition) => (RECOGNITION, recognition.place, recognition.confidence),
    };
    json!({
        "rule": ground.id(),
        "effect": effect,
        "text": ground.summary(),
        "authority": snapshot.authority(ground).word(),
        "citations": citations(ground.cites()),
        "overridden_by": null,
        "waiver": null,
        "source": snapshot.policies().sources().describe(place),
        "confidence": confidence.map(Confidence::word),
        "reviewed": snapshot.reviewed(ground.cites()).map(|day| day.to_string()),
    })
}

fn principle(named: Principle) -> Value {
    json!({
        "rule": named.id(),
        "effect": named.effect().word(),
        "text": named.text(),
        "authority": null,
        "citations": [],
        "overridden_by": null,
        "waiver": null,
        "source": null,
        "confidence": null,
        "reviewed": null,
    })
}

fn citations(cites: &[Citation]) -> Vec<String> {
    cites.iter().map(ToString::to_string).collect()
}
