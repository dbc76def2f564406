//! Questions to which a candidate would give another answer.
//!
//! Owns the layout, and the names of the JSON fields.

use serde_json::{Value, json};

use super::look::Look;
use super::page::Page;
use super::sidecar_status::instant;
use crate::grpc::wire::{Decision, ShadowDifference, ShadowJudgement, Transfer};

/// As text.
pub(crate) fn differences_text(differences: &[ShadowDifference], look: Look) -> String {
    let mut page = Page::new(look);
    if differences.is_empty() {
        page.line("no difference so far");
    }
    for found in differences {
        page.blank();
        let (active, shadow) = (found.active.clone().unwrap_or_default(), found.shadow.clone().unwrap_or_default());
        let verdicts = format!("{} → {}", decision_word(active.decision()), decision_word(shadow.decision()));
        page.line(&format!("{:>4}  {} {}", found.number, instant(found.at.as_ref()), look.strong(&verdicts)));
        page.hanging("      question   ", &question(found.transfer.as_ref()));
        for (name, said) in [("active", &active), ("candidate", &shadow)] {
            page.hanging(&format!("      {name:<11}"), &judgement(said));
        }
    }
    page.finish()
}

/// As JSON.
pub(crate) fn differences_json(differences: &[ShadowDifference]) -> String {
    let differences: Vec<Value> = differences
        .iter()
        .map(|found| {
            json!({
                "number": found.number,
                "at": instant(found.at.as_ref()),
                "transfer": found.transfer.as_ref().map(transfer),
                "active": found.active.as_ref().map(judgement_json),
                "shadow": found.shadow.as_ref().map(judgement_json),
            })
        })
        .collect();
    format!("{:#}\n", json!({ "differences": differences }))
}

/// The word for what a policy set says.
pub(super) const fn decision_word(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "allow",
        Decision::Conditions => "conditions",
        Decision::Deny => "deny",
        Decision::Unspecified => "refused",
    }
}

fn question(transfer: Option<&Transfer>) -> String {
    let Some(transfer) = transfer else { return String::new() };
    let lists = [
        ("via", &transfer.transit),
        ("about people in", &transfer.subjects),
        ("data", &transfer.data),
        ("in place", &transfer.safeguards),
    ];
    let exporter = transfer.exporter.clone().unwrap_or_default();
    let importer = transfer.importer.clone().unwrap_or_default();
    let words = [
        ("data set", &transfer.dataset),
        ("for", &transfer.purpose),
        ("exporter", &exporter.id),
        ("sector", &exporter.sector),
        ("as", &exporter.role),
        ("importer", &importer.id),
        ("as", &importer.role),
    ];
    let lists = lists.into_iter().map(|(name, words)| (name, words.join(" ")));
    let words = words.into_iter().map(|(name, word)| (name, word.clone()));
    let given =
        lists.chain(words).filter(|(_, words)| !words.is_empty()).map(|(name, words)| format!("{name} {words}"));
    let places = format!("{} to {}", transfer.origin, transfer.destination);
    let count = transfer.subject_count.map(|count| format!("people {count}"));
    std::iter::once(places).chain(given).chain(count).collect::<Vec<_>>().join(", ")
}

fn judgement(judgement: &ShadowJudgement) -> String {
    let lists = [("lacks", &judgement.missing), ("by", &judgement.rules), ("duties", &judgement.obligations)];
    let given = lists.into_iter().filter(|(_, words)| !words.is_empty());
    let given = given.map(|(name, words)| format!("{name} {}", words.join(", ")));
    let decision = decision_word(judgement.decision()).to_owned();
    let refusal = Some(judgement.refusal.clone()).filter(|why| !why.is_empty());
    std::iter::once(decision).chain(given).chain(refusal).collect::<Vec<_>>().join("; ")
}

fn judgement_json(judgement: &ShadowJudgement) -> Value {
    let categories = judgement.by_category.iter();
    json!({
        "policy_revision": judgement.policy_revision,
        "decision": decision_word(judgement.decision()),
        "by_category": categories
            .map(|category| json!({ "category": category.category, "decision": decision_word(category.decision()) }))
            .collect::<Vec<_>>(),
        "missing": judgement.missing,
        "rules": judgement.rules,
        "obligations": judgement.obligations,
        "refusal": Some(&judgement.refusal).filter(|why| !why.is_empty()),
    })
}

fn transfer(transfer: &Transfer) -> Value {
    let exporter = transfer.exporter.clone().unwrap_or_default();
    let importer = transfer.importer.clone().unwrap_or_default();
    json!({
        "origin": transfer.origin,
        "destination": transfer.destination,
        "transit": transfer.transit,
        "subjects": transfer.subjects,
        "data": transfer.data,
        "dataset": transfer.dataset,
        "purpose": transfer.purpose,
        "exporter": { "id": exporter.id, "sector": exporter.sector, "role": exporter.role },
        "importer": { "id": importer.id, "role": importer.role },
        "safeguards": transfer.safeguards,
        "subject_count": transfer.subject_count,
    })
}
