//! `selat why`: from a rule to its law, sources and tests, and back.

use serde_json::{Value, json};

use super::selat;

fn told(id: &str) -> Value {
    let ended = selat(&["why", id, "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.all());
    serde_json::from_str(&ended.stdout).expect("JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[test]
fn a_rule_leads_to_its_law_its_provisions_its_sources_and_its_tests() {
    let why = told("vn.pdpl.transfer-dossier");
    assert_eq!(
        (&why["effect"], &why["confidence"], &why["authority"]),
        (&json!("require"), &json!("high"), &json!("statute"))
    );
    assert_eq!((&why["from"], &why["until"]), (&json!("2025-12-31T17:00:00Z"), &json!(null)));
    assert!(text(&why["source"]).starts_with("builtin/vn/rules.yaml:"), "{why:#}");
    assert!(list(&why["citations"]).contains(&json!("vn.pdpl#art20")), "{why:#}");
    assert!(list(&why["overridden_by"]).contains(&json!("vn.pdpl.exempt-self")), "{why:#}");

    let law = list(&why["regulations"]).iter().find(|law| law["id"] == "vn.pdpl").expect("the law");
    assert_eq!((&law["number"], &law["reviewed"]), (&json!("91/2025/QH15"), &why["reviewed"]));
    assert!(list(&law["provisions"]).iter().any(|provision| provision["id"] == "art20"), "{law:#}");
    assert!(list(&law["sources"]).iter().all(|source| source["seen"].is_string()), "{law:#}");

    // Where a test stands: the file is the shipped one, and the line bears its name.
    let test = list(&why["tests"]).first().expect("a test");
    let place: Vec<_> = text(&test["source"]).trim_start_matches("builtin/").split(':').collect();
    let path = format!("{}/policies/{}", env!("CARGO_MANIFEST_DIR"), place[0]);
    let file = std::fs::read_to_string(path).expect("the file of a test");
    let line = file.lines().nth(place[1].parse::<usize>().expect("a line") - 1).expect("that line");
    assert!(line.contains(text(&test["name"])), "{line}");
}

#[test]
fn a_regulation_and_a_provision_lead_back_to_the_rules() {
    let rules = |id: &str| {
        let entry = told(id);
        list(&entry["regulation"]["cited_by"]).iter().map(|by| text(&by["rule"]).to_owned()).collect::<Vec<_>>()
    };
    let (law, article) = (rules("vn.pdpl"), rules("vn.pdpl#art26"));
    assert!(law.contains(&"vn.pdpl.transfer-dossier".to_owned()) && article.iter().all(|rule| law.contains(rule)));
    assert_eq!(article, ["vn.pdpl.health-disclosure"]);
}

#[test]
fn a_test_leads_back_to_the_rules_that_its_answer_rests_on() {
    let why = told("vn.pdpl.transfer-dossier");
    for test in list(&why["tests"]).iter().take(3) {
        for id in [text(&test["name"]), text(&test["source"])] {
            let found = told(id);
            let back = list(&found["tests"]).iter().find(|one| one["source"] == test["source"]).expect("the test");
            let rules: Vec<_> = list(&back["rules"]).iter().map(|rule| text(&rule["rule"])).collect();
            assert!(rules.contains(&"vn.pdpl.transfer-dossier"), "{id}: {rules:?}");
            assert_eq!(back["test"], test["name"]);
        }
    }
}

#[test]
fn every_rule_and_recognition_leads_somewhere_and_its_law_leads_back() {
    // One command for each rule would be hundreds; one of each kind stands for the rest.
    for id in ["asean.mcc.sg", "asean.defa.flow", "bn.pdpo.not-commenced", "us.baseline", "cn.old.assessment"] {
        let why = told(id);
        assert!(!list(&why["tests"]).is_empty(), "{why:#}");
        for citation in list(&why["citations"]) {
            let back = told(text(citation));
            let rules: Vec<_> = list(&back["regulation"]["cited_by"]).iter().map(|by| text(&by["rule"])).collect();
            assert!(rules.contains(&id), "{citation} leads to {rules:?}");
        }
    }
}

#[test]
fn why_reads_well() {
    let rule = selat(&["why", "asean.mcc.sg"]).stdout;
    for part in [
        "asean.mcc.sg Singapore's regulator accepts the ASEAN model clauses",
        "  effect        recognition\n",
        "  needs         instrument.asean-mcc, which it takes for instrument.contract\n",
        "  in force      from 2021-01-22\n",
        "  confidence    high\n",
        "  stands at     builtin/asean/recognitions.yaml:",
        "The law behind it\n  - asean.mcc ASEAN Model Contractual Clauses",
        "    source: ",
        "Tests whose answers rest on it: ",
    ] {
        assert!(rule.contains(part), "{part:?} is not in\n{rule}");
    }
    let article = selat(&["why", "vn.pdpl#art26"]).stdout;
    assert!(article.contains("  § vn.pdpl#art26 ") && !article.contains("vn.pdpl#art20"), "{article}");
    assert!(article.contains("\n      vn.pdpl.health-disclosure "), "{article}");
    let test = selat(&["why", "the ASEAN clauses carry customer contacts from Singapore to Hanoi"]).stdout;
    assert!(test.contains("asean.mcc.sg") && test.contains("at builtin/asean/rules_test.yaml:"), "{test}");
}

#[test]
fn what_is_not_there_is_said_with_what_is_near() {
    for (id, near) in [
        ("vn.pdpl.transfer-dosier", "`vn.pdpl.transfer-dossier`"),
        ("vn.pdpl#art02", "`vn.pdpl#art20`"),
        ("vn.pdlp", "`vn.pdpl`"),
    ] {
        let ended = selat(&["why", id]);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{}", ended.all());
        assert!(ended.stderr.contains(near), "{}", ended.all());
    }
}
