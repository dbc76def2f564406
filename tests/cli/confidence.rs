//! A permission that rests on little confidence waits for a person, where that is asked for.

use selat::grpc::wire::{Confidence, Decision, EvaluateRequest, Transfer};
use serde_json::{Value, json};

use super::selat;
use crate::support::sidecar::Sidecar;

/// Brunei's way by contract is of low confidence.
const ASKED: [&str; 8] =
    ["ask", "BN", "SG", "personal.contact", "--safeguard", "instrument.contract", "--exporter-role", "controller"];

fn answer(more: &[&str]) -> Value {
    let ended = selat(&[&ASKED, more, &["--json"]].concat());
    assert_eq!(ended.code, 0, "{}", ended.all());
    serde_json::from_str(&ended.stdout).expect("JSON")
}

#[test]
fn every_reason_carries_its_confidence_and_the_review_of_its_law() {
    let reasons = answer(&["--at", "2026-12-01"])["reasons"].clone();
    let reason = reasons.as_array().expect("reasons").iter().find(|reason| reason["rule"] == "bn.pdpo.transfer");
    let reason = reason.unwrap_or_else(|| panic!("{reasons:#}"));
    assert_eq!(reason["confidence"], "low");
    let law: Value = serde_json::from_str(&selat(&["regulations", "show", "bn.pdpo", "--json"]).stdout).expect("JSON");
    assert_eq!(reason["reviewed"], law["regulation"]["reviewed"]);
    let text = selat(&ASKED).stdout;
    assert!(text.contains("[bn.pdpo.transfer; require, met; statute; confidence low; reviewed 20"), "{text}");
}

#[test]
fn ask_makes_an_uncertain_permission_wait_for_a_person() {
    assert_eq!(answer(&[])["decision"], "allow");
    for least in ["medium", "high"] {
        let tempered = answer(&["--min-confidence", least]);
        assert_eq!(tempered["decision"], "conditions");
        let condition = &tempered["conditions"][0];
        assert_eq!((&condition["id"], &condition["rule"]), (&json!("low-confidence"), &json!("bn.pdpo.transfer")));
        assert!(condition["text"].as_str().expect("a text").contains("a person must look at"), "{condition:#}");
        assert_eq!(condition["citations"], json!(["bn.pdpo#s24"]));
        assert_eq!(tempered["by_category"][0]["decision"], "conditions");
    }
    let fails = selat(&[&ASKED[..], &["--min-confidence", "medium", "--fail-on", "conditions"]].concat());
    assert_eq!(fails.code, 4, "{}", fails.all());
}

#[test]
fn a_certain_permission_and_a_denial_stay_as_they_are() {
    let certain = ["ask", "SG", "MY", "commercial.order", "--json"];
    let denied = ["ask", "PH", "SG", "state.critical-infrastructure", "--json"];
    for (question, decision) in [(certain.as_slice(), "allow"), (&denied, "deny")] {
        let plain = selat(question);
        let tempered = selat(&[question, &["--min-confidence", "high"]].concat());
        assert_eq!(plain.stdout, tempered.stdout);
        assert!(plain.stdout.contains(&format!("\"decision\": \"{decision}\"")), "{}", plain.all());
    }
    let domestic = ["ask", "BN", "BN", "personal.contact", "--min-confidence", "high", "--json"];
    assert!(selat(&domestic).stdout.contains("\"decision\": \"allow\""), "no rule need permit it");
}

#[test]
fn only_marks_that_ask_for_something_are_taken() {
    let ended = selat(&[&ASKED[..], &["--min-confidence", "low"]].concat());
    assert_eq!(ended.code, 2, "{}", ended.all());
    assert!(ended.stderr.contains("possible values: medium, high"), "{}", ended.all());
}

#[tokio::test]
async fn a_sidecar_that_is_told_so_lets_no_uncertain_permission_go() {
    let question = EvaluateRequest {
        request_id: String::new(),
        transfer: Some(Transfer {
            origin: "BN".to_owned(),
            destination: "SG".to_owned(),
            data: vec!["personal.contact".to_owned()],
            safeguards: vec!["instrument.contract".to_owned()],
            exporter: Some(selat::grpc::wire::Exporter { role: "controller".to_owned(), ..Default::default() }),
            ..Transfer::default()
        }),
    };
    for (flags, decision) in [(["--min-confidence", "high"].as_slice(), Decision::Conditions), (&[], Decision::Allow)] {
        let sidecar = Sidecar::start(flags);
        let answer = sidecar.decisions().await.evaluate(question.clone()).await.expect("an answer").into_inner();
        assert_eq!(answer.decision(), decision, "{answer:#?}");
        let low = answer.reasons.iter().find(|reason| reason.rule == "bn.pdpo.transfer").expect("the rule");
        assert_eq!((low.confidence(), low.reviewed.len()), (Confidence::Low, "2026-11-23".len()));
        let ids: Vec<_> = answer.conditions.iter().map(|condition| condition.id.as_str()).collect();
        assert_eq!(ids, if decision == Decision::Allow { vec![] } else { vec!["low-confidence"] });
    }
}
