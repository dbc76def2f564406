//! `selat ask`.

use serde_json::{Value, json};

use super::{Ended, Folder, agreed, selat};

const MANY: [&str; 16] = [
    "ask",
    "SG",
    "VN",
    "personal.health,personal.contact",
    "--purpose",
    "hosting",
    "--sector",
    "health",
    "--exporter-role",
    "controller",
    "--importer-role",
    "processor",
    "--safeguard",
    "instrument.clauses",
    "--policies",
    "policies",
];

fn ask(folder: &Folder, more: &[&str]) -> Ended {
    folder.selat(&[&MANY, more].concat())
}

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {}", ended.all()))
}

#[test]
fn the_answer_shows_what_is_missing_why_and_for_how_long() {
    let ended = ask(&Folder::good(), &["--at", "2026-06-01", "--subject-count", "50000"]);
    agreed("ask-conditions", &ended.all());
}

#[test]
fn an_override_and_an_assumption_are_shown() {
    let arguments = [
        "ask",
        "SG",
        "VN",
        "personal.contact",
        "--assume",
        "pact-in-force",
        "--at",
        "2026-06-01",
        "--policies",
        "policies",
    ];
    agreed("ask-override", &Folder::good().selat(&arguments).all());
}

#[test]
fn a_denial_shows_the_rule_that_denies_first() {
    let arguments = ["ask", "SG", "VN", "personal.health", "--at", "2026-06-01", "--policies", "policies"];
    agreed("ask-deny", &Folder::good().selat(&arguments).all());
}

#[test]
fn a_waiver_is_named_with_who_approved_it() {
    let arguments = [
        "ask",
        "SG",
        "VN",
        "personal.contact",
        "--purpose",
        "marketing",
        "--importer-role",
        "processor",
        "--at",
        "2026-06-01",
        "--policies",
        "policies",
    ];
    agreed("ask-waiver", &Folder::good().selat(&arguments).all());
    let answer = json(&Folder::good().selat(&[&arguments[..], &["--json"]].concat()));
    let waivers: Vec<_> =
        answer["reasons"].as_array().expect("a list").iter().map(|r| (&r["rule"], &r["waiver"])).collect();
    assert_eq!(json!(waivers), json!([["org.group.internal", "RISK-17"], ["sg.act.transfer", null]]));
}

#[test]
fn entries_of_the_inventory_complete_the_question() {
    let arguments = [
        "ask",
        "SG",
        "VN",
        "--dataset",
        "patients",
        "--exporter",
        "clinic",
        "--importer",
        "host",
        "--at",
        "2026-06-01",
        "--policies",
        "policies",
    ];
    agreed("ask-inventory", &Folder::good().selat(&arguments).all());
    let wrong =
        ["ask", "SG", "NO", "--dataset", "patient", "--importer", "host", "--exporter", "x", "--policies", "policies"];
    agreed("ask-inventory-wrong", &Folder::good().selat(&wrong).all());
}

#[test]
fn where_no_rule_speaks_the_principle_is_named() {
    let folder = Folder::good();
    let domestic = folder.selat(&["ask", "SG", "SG", "personal", "--policies", "policies"]);
    assert_eq!(domestic.code, 0, "{}", domestic.all());
    assert!(
        domestic.stdout.starts_with("ALLOW") && domestic.stdout.contains("domestic-transfer"),
        "{}",
        domestic.all()
    );
    let uncovered = folder.selat(&["ask", "NO", "SG", "personal", "--policies", "policies"]);
    assert_eq!(uncovered.code, 0, "{}", uncovered.all());
    assert!(
        uncovered.stdout.starts_with("DENY") && uncovered.stdout.contains("uncovered-origin"),
        "{}",
        uncovered.all()
    );
}

#[test]
fn json_has_the_fields_of_the_contract() {
    let ended = ask(&Folder::good(), &["--at", "2026-06-01", "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.all());
    let mut answer = json(&ended);
    let revision = answer["policy_revision"].take();
    assert_eq!(revision.as_str().map(str::len), Some(32), "{revision}");
    let reasons = answer["reasons"].take();
    let mut expected = json!({
        "decision": "conditions",
        "conditions": [{
            "id": "sg.health.approval",
            "text": "Health records leave with the ministry's approval and under a contract, or with the person's \
                     consent.",
            "alternatives": [
                { "safeguards": ["approval.ministry", "instrument.contract"], "missing": ["approval.ministry"] },
                { "safeguards": ["consent.explicit"], "missing": ["consent.explicit"] },
            ],
            "rule": "sg.health.approval",
            "citations": ["sg.health#art3", "sg.act#s26", "sg.health"],
        }],
        "obligations": [],
        "reasons": null,
        "by_category": [
            { "category": "personal.health", "decision": "conditions" },
            { "category": "personal.contact", "decision": "allow" },
        ],
        "valid_until": "2026-12-31T16:00:00Z",
        "policy_revision": null,
        "simulated": true,
    });
    let obligations = answer["obligations"].take();
    expected["obligations"] = Value::Null;
    assert_eq!(answer, expected);
    let due: Vec<_> = obligations.as_array().expect("a list").iter().map(|duty| (&duty["id"], &duty["due"])).collect();
    assert_eq!(
        json!(due),
        json!([
            ["keep-record", null],
            ["tell-ministry", "5184000s"],
            ["report-breach", "259200s"],
            ["keep-clauses", null]
        ])
    );
    let reasons: Vec<_> =
        reasons.as_array().expect("a list").iter().map(|r| (&r["rule"], &r["effect"], &r["overridden_by"])).collect();
    assert_eq!(
        json!(reasons),
        json!([
            ["sg.act.transfer", "require", null],
            ["sg.health.approval", "require", null],
            ["sg.act.transfer", "require", "sg.health.approval"],
            ["sg.clauses", "recognition", null],
        ])
    );
}

#[test]
fn a_live_answer_is_not_simulated() {
    assert_eq!(json(&ask(&Folder::good(), &["--json"]))["simulated"], json!(false));
    assert_eq!(json(&ask(&Folder::good(), &["--json", "--assume", "pact-in-force"]))["simulated"], json!(true));
}

#[test]
fn fail_on_gives_its_exit_code_to_that_answer_and_stricter_ones() {
    let folder = Folder::good();
    let allowed = ["--safeguard", "approval.ministry"];
    let denied = ["ask", "SG", "VN", "personal.health", "--policies", "policies"];
    assert_eq!(ask(&folder, &["--fail-on", "conditions"]).code, 4);
    assert_eq!(ask(&folder, &["--fail-on", "deny"]).code, 0);
    assert_eq!(ask(&folder, &[&allowed[..], &["--fail-on", "conditions"]].concat()).code, 0);
    assert_eq!(folder.selat(&[&denied[..], &["--fail-on", "conditions"]].concat()).code, 4);
    assert_eq!(folder.selat(&[&denied[..], &["--fail-on", "deny"]].concat()).code, 4);
}

#[test]
fn every_wrong_word_is_shown_with_the_nearest_known_ones() {
    let ended = Folder::good().selat(&[
        "ask",
        "sg",
        "VM",
        "personal.helth",
        "nothing",
        "--purpose",
        "host",
        "--exporter-role",
        "xyz",
        "--safeguard",
        "instrument.contrat",
        "--assume",
        "pact",
        "--subjects",
        "XX",
        "--policies",
        "policies",
    ]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{}", ended.all());
    agreed("ask-wrong-words", &ended.all());
}

#[test]
fn invalid_policies_and_missing_folders_have_codes_of_their_own() {
    let folder = Folder::good();
    folder.write("policies/bad.yaml", "apiVersion: selat/v1\nkind: RuelSet\n");
    let invalid = ask(&folder, &[]);
    assert_eq!((invalid.code, invalid.stdout.as_str()), (3, ""), "{}", invalid.all());
    assert!(invalid.stderr.contains("policies/bad.yaml:2:7"), "{}", invalid.all());
    let missing = selat(&["ask", "SG", "VN", "personal", "--policies", "nowhere"]);
    assert_eq!(missing.code, 1, "{}", missing.all());
    assert!(missing.stderr.contains("`nowhere`"), "{}", missing.all());
}

#[test]
fn the_hospital_of_the_readme_gets_the_law_of_vietnam() {
    let question = [
        "ask",
        "VN",
        "SG",
        "personal.health",
        "--purpose",
        "hosting",
        "--sector",
        "health",
        "--exporter-role",
        "controller",
        "--importer-role",
        "processor",
        "--subject-count",
        "50000",
        "--safeguard",
        "instrument.contract",
        "--json",
    ];
    let answer = json(&selat(&question));
    assert_eq!(answer["decision"], "conditions");
    let asked: Vec<_> = answer["conditions"].as_array().expect("a list").iter().collect();
    let dossier = asked.iter().find(|c| c["rule"] == "vn.pdpl.transfer-dossier").expect("the dossier is asked for");
    assert!(dossier["citations"].as_array().expect("a list").contains(&json!("vn.pdpl#art20")), "{dossier}");
    let mut attested = question.to_vec();
    for condition in &asked {
        for safeguard in condition["alternatives"][0]["missing"].as_array().expect("a list") {
            attested.extend(["--safeguard", safeguard.as_str().expect("a word")]);
        }
    }
    assert_eq!(json(&selat(&attested))["decision"], "allow");
}
