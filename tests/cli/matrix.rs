//! `selat matrix`: every cell is the answer that the same question gets elsewhere.

use std::collections::BTreeMap;

use selat::grpc::wire::{Decision, EvaluateBatchRequest, EvaluateRequest, EvaluateResponse, Exporter, Transfer};
use serde_json::{Value, json};

use super::{Ended, selat};
use crate::support::sidecar::Sidecar;

fn matrix(more: &[&str]) -> String {
    let ended = selat(&[&["matrix"], more].concat());
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.all());
    ended.stdout
}

fn told(more: &[&str]) -> Value {
    serde_json::from_str(&matrix(&[more, &["--format", "json"]].concat())).expect("JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// The decision of every cell, by origin and destination.
type Cells = BTreeMap<(String, String), String>;

fn cells(told: &Value) -> Cells {
    let cell = |cell: &Value| {
        let [origin, destination, decision] =
            ["origin", "destination", "decision"].map(|field| cell[field].as_str().expect("a word").to_owned());
        ((origin, destination), decision)
    };
    list(&told["cells"]).iter().map(cell).collect()
}

fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "allow",
        Decision::Conditions => "conditions",
        Decision::Deny => "deny",
        Decision::Unspecified => panic!("an answer without a decision"),
    }
}

/// What a cell says must be what a live answer says.
fn assert_same(cell: &Value, answer: &EvaluateResponse) {
    assert_eq!(cell["decision"], word(answer.decision()), "{cell:#}");
    let unmet: Vec<_> = answer.conditions.iter().map(|condition| condition.rule.as_str()).collect();
    assert_eq!(cell["unmet"], json!(unmet), "{cell:#}");
    let in_force = answer.reasons.iter().filter(|reason| reason.overridden_by.is_empty());
    let rules: Vec<_> = in_force.map(|reason| reason.rule.as_str()).collect();
    assert_eq!(cell["rules"], json!(rules), "{cell:#}");
    assert_eq!(cell["valid_until"].is_null(), answer.valid_until.is_none(), "{cell:#}");
}

#[tokio::test]
async fn every_cell_is_what_the_sidecar_answers() {
    let sidecar = Sidecar::start(&[]);
    let mut client = sidecar.decisions().await;
    let plain: (&[&str], Transfer) = (
        &["--data", "personal.contact,commercial.order"],
        Transfer { data: vec!["personal.contact".to_owned(), "commercial.order".to_owned()], ..Default::default() },
    );
    let full: (&[&str], Transfer) = (
        &[
            "--data",
            "personal.health",
            "--purpose",
            "hosting",
            "--sector",
            "health",
            "--exporter-role",
            "controller",
            "--safeguard",
            "instrument.contract",
        ],
        Transfer {
            data: vec!["personal.health".to_owned()],
            purpose: "hosting".to_owned(),
            exporter: Some(Exporter {
                sector: "health".to_owned(),
                role: "controller".to_owned(),
                ..Default::default()
            }),
            safeguards: vec!["instrument.contract".to_owned()],
            ..Default::default()
        },
    );
    for (flags, transfer) in [plain, full] {
        let told = told(flags);
        let found = list(&told["cells"]);
        let (origins, destinations) = (list(&told["origins"]), list(&told["destinations"]));
        assert!(origins.len() > 40 && found.len() == origins.len() * destinations.len());
        let requests = found.iter().map(|cell| {
            let code = |field: &str| cell[field].as_str().expect("a code").to_owned();
            let transfer = Transfer { origin: code("origin"), destination: code("destination"), ..transfer.clone() };
            EvaluateRequest { request_id: String::new(), transfer: Some(transfer) }
        });
        let batch = EvaluateBatchRequest { requests: requests.collect() };
        let answers = client.evaluate_batch(batch).await.expect("answers").into_inner();
        assert_eq!((answers.responses.len(), &json!(answers.policy_revision)), (found.len(), &told["policy_revision"]));
        for (cell, answer) in found.iter().zip(&answers.responses) {
            assert_same(cell, answer);
        }
        let kinds: std::collections::BTreeSet<_> = cells(&told).into_values().collect();
        assert!(kinds.len() > 1, "a matrix of one answer shows little: {kinds:?}");
    }
}

const FIXED: [&str; 9] =
    ["--data", "personal.health", "--purpose", "hosting", "--origin", "VN,SG,DE,PH", "--at", "2026-12-01", "--assume"];

fn fixed(more: &[&str]) -> Vec<&'static str> {
    // The flags are leaked so that one list can serve every form; there are a handful of them.
    let more = more.iter().map(|flag| &*Box::leak((*flag).to_owned().into_boxed_str()));
    FIXED.into_iter().chain(["defa-in-force"]).chain(more).collect()
}

#[test]
fn every_form_shows_the_same_answers() {
    let told = told(&fixed(&[]));
    assert_eq!((&told["simulated"], &told["at"]), (&json!(true), &json!("2026-12-01T00:00:00Z")));
    assert_eq!(told["with"], json!({ "purpose": "hosting", "assumed": "defa-in-force" }));
    let expected = cells(&told);
    assert_eq!(from_csv(&matrix(&fixed(&["--format", "csv"]))), expected);
    assert_eq!(from_text(&matrix(&fixed(&[]))), expected);
    let html = matrix(&fixed(&["--format", "html"]));
    assert_eq!(from_html(&html), expected);
    for part in ["<!doctype html>", "default-src 'none'", "title=\"Vietnam\"", "; at 2026-12-01T00:00:00Z (simulated)"]
    {
        assert!(html.contains(part), "{part:?} is not in\n{html}");
    }
    assert!(!html.contains("<script") && !html.contains("src="), "it stands alone");
}

fn from_csv(text: &str) -> Cells {
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let (head, rows) = rows.split_first().expect("a head");
    assert_eq!(head[0], "origin");
    let pairs = rows.iter().flat_map(|row| head.iter().zip(row).skip(1).map(|(to, word)| (row[0], *to, *word)));
    pairs.map(|(from, to, word)| ((from.to_owned(), to.to_owned()), word.to_owned())).collect()
}

fn from_html(text: &str) -> Cells {
    let between = |text: &str, start: &str, end: &str| -> Vec<String> {
        text.split(start).skip(1).filter_map(|rest| rest.split(end).next()).map(str::to_owned).collect()
    };
    let inner = |cell: &String| cell.split_once('>').expect("a tag's end").1.to_owned();
    let head: Vec<String> = between(text, "<th scope=\"col\" title", "</th>").iter().map(inner).collect();
    let mut cells = Cells::new();
    for row in between(text, "<tr><th scope=\"row\"", "</tr>") {
        let from = inner(&row.split("</th>").next().expect("a head").to_owned());
        let words = between(&row, "<td", "</td>");
        assert_eq!(words.len(), head.len());
        cells.extend(head.iter().zip(&words).map(|(to, word)| ((from.clone(), to.clone()), inner(word))));
    }
    cells
}

fn from_text(text: &str) -> Cells {
    let mut cells = Cells::new();
    let mut head: Vec<&str> = Vec::new();
    for line in text.lines().skip_while(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if line.starts_with("   ") {
            head = words;
        } else if words.len() == head.len() + 1 && words[0].len() == 2 {
            cells.extend(head.iter().zip(&words[1..]).map(|(to, letter)| {
                let word = match *letter {
                    "a" => "allow",
                    "C" => "conditions",
                    "D" => "deny",
                    other => panic!("`{other}` in {line}"),
                };
                ((words[0].to_owned(), (*to).to_owned()), word.to_owned())
            }));
        }
    }
    cells
}

#[test]
fn a_cell_is_what_ask_answers() {
    let told = told(&fixed(&["--destination", "SG,ID"]));
    for cell in list(&told["cells"]).iter().filter(|cell| cell["origin"] != "SG") {
        let place = |field: &str| cell[field].as_str().expect("a code");
        let ended = selat(&[
            "ask",
            place("origin"),
            place("destination"),
            "personal.health",
            "--purpose",
            "hosting",
            "--at",
            "2026-12-01",
            "--assume",
            "defa-in-force",
            "--json",
        ]);
        let answer: Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert_eq!(
            (&answer["decision"], &answer["valid_until"]),
            (&cell["decision"], &cell["valid_until"]),
            "{cell:#}"
        );
    }
}

fn refused(ended: &Ended, says: &[&str]) {
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{}", ended.all());
    for part in says {
        assert!(ended.stderr.contains(part), "{part:?} is not in {}", ended.all());
    }
}

#[test]
fn wrong_words_are_named_with_their_flags_each_once() {
    let ended = selat(&["matrix", "--data", "personal.helth", "--origin", "VX", "--purpose", "hostin"]);
    refused(&ended, &["--data: `personal.helth`", "`personal.health`", "--origin: `VX`", "--purpose: `hostin`"]);
    assert_eq!(ended.stderr.matches("`personal.helth`").count(), 1, "{}", ended.all());
    refused(&selat(&["matrix"]), &["--data"]);
    refused(&selat(&["matrix", "--data", "personal", "--format", "xml"]), &["text, csv, json, html"]);
}

#[test]
fn places_are_taken_as_named_and_each_once() {
    let told = told(&["--data", "personal", "--origin", "ZA,SG,ZA", "--destination", "SG"]);
    assert_eq!((&told["origins"], &told["destinations"]), (&json!(["ZA", "SG"]), &json!(["SG"])));
    let decisions: Vec<_> = list(&told["cells"]).iter().map(|cell| &cell["decision"]).collect();
    assert_eq!(decisions, ["deny", "allow"], "no law of the one, no border for the other");
}
