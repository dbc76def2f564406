//! What an editor makes of the schema: yaml-language-server, driven as an editor drives it.

use serde_json::{Value, json};

use super::shipped::shipped;
use crate::support::node::Node;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Stands where the cursor is; what stands before it is typed already.
const CURSOR: char = '‸';

/// The language server takes a file's own word for its first document alone (redhat-developer/yaml-language-server#946).
const EVERY_DOCUMENT: &str = concat!("file://", env!("CARGO_MANIFEST_DIR"), "/policies/selat-policy.schema.json");

#[test]
fn an_editor_finds_nothing_wrong_with_the_shipped_policies() {
    let Some(editor) = Editor::ready() else { return };
    let files = shipped();
    let questions = files.iter().map(|(path, text)| question(path, text)).collect();
    for ((path, _), answer) in files.iter().zip(editor.ask(&questions, &[EVERY_DOCUMENT])) {
        assert_eq!(answer["diagnostics"], json!([]), "{path}");
    }
}

#[test]
fn an_editor_shows_mistakes_where_they_are() {
    let Some(editor) = Editor::ready() else { return };
    let found = &editor.ask(&json!([question("policies/xx/rules.yaml", BAD)]), &[])[0]["diagnostics"];
    let mut found: Vec<_> = found.as_array().expect("a list").iter().map(shown).collect();
    found.sort();
    let expected = [
        " 4: letters, digits and hyphens, in parts joined by dots, such as personal.health",
        " 5: Value is not accepted. Valid values: \"treaty\", \"statute\", \"regulation\", \"guideline\", \"organisation\".",
        " 7: Missing property \"summary\".",
        " 8: Property sumary is not allowed.",
        " 9: Property destnation is not allowed.",
        " 9: Value must be true.",
        "11: Array has too few items. Expected 1 or more.",
        "12: a date such as 2026-01-01, or an instant such as \"2026-01-01T09:00:00+07:00\"",
        "13: Incorrect type. Expected \"string\".",
    ];
    assert_eq!(found, expected);
}

const BAD: &str = "\
# yaml-language-server: $schema=../selat-policy.schema.json
apiVersion: selat/v1
kind: RuleSet
id: xx..act
authority: statut
rules:
  - id: xx.act.one
    sumary: One.
    when: { origin: XX, destnation: YY, domestic: false }
    effect: require
    require: { any_of: [] }
    effective: { from: 2026-1-1 }
    obligations: [{ id: a, text: b, due: 60 }]
";

#[test]
fn an_editor_told_of_the_schema_looks_into_every_document() {
    let Some(editor) = Editor::ready() else { return };
    let text = "apiVersion: selat/v1\nkind: Vocabulary\n---\napiVersion: selat/v2\nkind: Regulation\nid: a\ncites: b\n";
    let found = &editor.ask(&json!([question("policies/xx/rules.yaml", text)]), &[EVERY_DOCUMENT])[0]["diagnostics"];
    let mut lines: Vec<_> = found.as_array().expect("a list").iter().map(|found| found["line"].as_u64()).collect();
    lines.dedup();
    assert!(lines.contains(&Some(3)) && lines.contains(&Some(6)), "{found}");
}

#[test]
fn an_editor_shows_mistakes_in_a_configuration_file_too() {
    let Some(editor) = Editor::ready() else { return };
    let text = "\
# yaml-language-server: $schema=selat-config.schema.json
policies: [builtin, 7]
listn: 127.0.0.1:7443
drain-timeout: 15
log-format: xml
poll-interval: soon
no-file-events: true
";
    let found = &editor.ask(&json!([question("docs/selat.yaml", text)]), &[])[0]["diagnostics"];
    let mut found: Vec<_> = found.as_array().expect("a list").iter().map(shown).collect();
    found.sort();
    let expected = [
        " 2: Incorrect type. Expected \"string\".",
        " 3: Property listn is not allowed.",
        " 4: Incorrect type. Expected \"string\".",
        " 5: Value is not accepted. Valid values: \"text\", \"json\".",
        " 6: a whole number with ms, s, m, h or d, such as 15s",
    ];
    assert_eq!(found, expected);
}

fn shown(diagnostic: &Value) -> String {
    let line = diagnostic["line"].as_u64().expect("a line") + 1;
    format!("{line:2}: {}", diagnostic["message"].as_str().expect("a message"))
}

#[test]
fn an_editor_offers_the_fields_and_words_that_fit() {
    let Some(editor) = Editor::ready() else { return };
    let head = "# yaml-language-server: $schema=../selat-policy.schema.json\napiVersion: selat/v1\n";
    let rule_set = format!("{head}kind: RuleSet\nid: xx.act\nauthority: statute\n");
    let places = [
        (format!("{head}kind: ‸\n"), vec!["RuleSet", "Regulation", "PolicyTest"], "RuleSett"),
        (format!("{head}kind: Regulation\n‸\n"), vec!["id", "title", "status", "provisions"], "rules"),
        (format!("{rule_set}‸\n"), vec!["jurisdiction", "timezone", "rules"], "status"),
        (format!("{rule_set}rules:\n  - id: xx.act.a\n    ‸\n"), vec!["summary", "when", "unless", "effect"], "rules"),
        (
            format!("{rule_set}rules:\n  - id: xx.act.a\n    when:\n      ‸\n"),
            vec!["origin", "destination", "data"],
            "safeguards",
        ),
        (
            format!("{rule_set}rules:\n  - id: xx.act.a\n    effect: ‸\n"),
            vec!["allow", "require", "deny", "note"],
            "any",
        ),
        (
            format!("{head}kind: PolicyTest\ntests:\n  - name: A\n    expect:\n      decision: ‸\n"),
            vec!["allow", "conditions", "deny"],
            "note",
        ),
    ];
    let questions = places.iter().enumerate().map(|(n, (text, ..))| question(&format!("policies/xx/{n}.yaml"), text));
    for ((text, expected, other), answer) in places.iter().zip(editor.ask(&questions.collect(), &[])) {
        let offered = answer["offered"][0].as_array().expect("a list");
        let offers = |label: &str| offered.iter().any(|offer| offer == label);
        let missing: Vec<_> = expected.iter().filter(|label| !offers(label)).collect();
        assert!(missing.is_empty() && !offers(other), "{text}\nlacks {missing:?} among {offered:?}");
    }
}

/// A text at a path, and the places of the cursor in it.
fn question(path: &str, text: &str) -> Value {
    let cursors: Vec<_> = text.match_indices(CURSOR).map(|(at, _)| position(&text[..at])).collect();
    json!({ "uri": format!("file://{ROOT}/{path}"), "text": text.replace(CURSOR, ""), "at": cursors })
}

fn position(before: &str) -> Value {
    let last = before.rsplit('\n').next().unwrap_or(before);
    json!({ "line": before.matches('\n').count(), "character": last.chars().filter(|c| *c != CURSOR).count() })
}

/// A language server.
struct Editor(Node);

impl Editor {
    /// The server; `None` where it can't be set up.
    fn ready() -> Option<Self> {
        Node::ready().map(Self)
    }

    fn ask(&self, questions: &Value, schema: &[&str]) -> Vec<Value> {
        let server = self.0.modules.join("yaml-language-server/bin/yaml-language-server");
        let arguments = [&[server.to_str().expect("a path in UTF-8")], schema].concat();
        let output = self.0.run("editor.js", &arguments, &questions.to_string()).expect("answers");
        serde_json::from_slice(&output.stdout).expect("a list in JSON")
    }
}
