//! `selat test`: which tests run, what a failure shows, what programs get, and what is reached.

use serde_json::{Value, json};

use super::{Ended, Folder, agreed};

/// Rules with exceptions, and tests that fail in every way that a rule can end.
const FAILING: &str = "\
apiVersion: selat/v1
kind: PolicyTest
tests:
  - name: health data <& the ministry's \"approval\"
    transfer: { origin: SG, destination: VN, data: [personal.health], at: 2026-06-01 }
    expect:
      decision: allow
      rules: [sg.act.transfer, sg.health.season]
      not_rules: [sg.health.marketing]
  - name: an exception that does not hold
    transfer: { origin: SG, destination: VN, data: personal.contact, purpose: hosting, at: 2026-06-01 }
    expect: { decision: allow, rules: [sg.more.contact] }
  - name: nothing crosses a border
    transfer: { origin: SG, destination: SG, data: personal.contact, at: 2026-06-01 }
    expect: { decision: allow, rules: [sg.act.transfer] }
  - name: no law at the origin
    transfer: { origin: \"NO\", destination: SG, data: personal.contact, at: 2026-06-01 }
    expect: { decision: allow, rules: [sg.act.transfer] }
  - name: this one passes
    transfer:
      { origin: SG, destination: VN, data: personal.contact, purpose: marketing, safeguards: instrument.contract, at: 2026-06-01 }
    expect: { decision: allow }
";

const MORE: &str = "\
apiVersion: selat/v1
kind: PolicyTest
tests:
  - name: more
    transfer:
      { origin: SG, destination: VN, data: personal.health, safeguards: consent.explicit, at: 2026-06-01, purpose: hosting }
    expect: { decision: allow }
";

const EXCEPTIONS: &str = "\
apiVersion: selat/v1
kind: RuleSet
id: sg.more
authority: statute
jurisdiction: SG
rules:
  - id: sg.more.contact
    summary: Contact data for hosting stays, but for a processor or with consent.
    when: { origin: SG, destination: { not: SG }, data: [personal.contact], purpose: hosting }
    unless:
      - { importer_role: processor, purpose: hosting }
      - { sector: health, safeguards: consent.explicit }
    effect: deny
    cites: [sg.act]
";

fn folder() -> Folder {
    let folder = Folder::good();
    folder.write("policies/exceptions.yaml", EXCEPTIONS);
    folder.write("cases/failing.yaml", FAILING);
    folder.write("cases/more.yaml", MORE);
    folder
}

fn test(folder: &Folder, more: &[&str]) -> Ended {
    folder.selat(&[&["test", "cases", "--policies", "policies"], more].concat())
}

fn json_of(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {}", ended.all()))
}

fn last(ended: &Ended) -> &str {
    ended.stdout.lines().last().unwrap_or_default()
}

#[test]
fn a_failure_shows_what_became_of_the_rules_and_why() {
    let ended = test(&folder(), &[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (4, ""), "{}", ended.all());
    agreed("test-trace", &ended.all());
}

#[test]
fn a_filter_takes_tests_by_name_file_or_rule() {
    let folder = folder();
    let passed = |filters: &[&str]| {
        let flags: Vec<&str> = filters.iter().flat_map(|filter| ["--filter", filter]).collect();
        last(&test(&folder, &flags)).to_owned()
    };
    assert_eq!(passed(&["this one"]), "1 passed, 0 failed");
    assert_eq!(passed(&["This ONE"]), "1 passed, 0 failed");
    assert_eq!(passed(&["cases/more"]), "1 passed, 0 failed");
    assert_eq!(passed(&["sg.more.contact"]), "0 passed, 1 failed");
    assert_eq!(passed(&["sg.health.approval"]), "1 passed, 1 failed");
    assert_eq!(passed(&["this one", "cases/more"]), "2 passed, 0 failed");
    let none = test(&folder, &["--filter", "no such thing"]);
    assert_eq!((none.code, none.stdout.as_str()), (1, ""), "{}", none.all());
    assert!(none.stderr.contains("`no such thing`"), "{}", none.all());
}

#[test]
fn json_has_every_test_and_what_became_of_the_rules() {
    let ended = test(&folder(), &["--format", "json", "--coverage"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (4, ""), "{}", ended.all());
    let report = json_of(&ended);
    assert_eq!(json!([report["passed"], report["failed"]]), json!([2, 4]));
    let tests = report["tests"].as_array().expect("a list");
    assert_eq!(tests.len(), 6);
    let one = tests.iter().find(|test| test["name"] == "an exception that does not hold").expect("the test");
    assert_eq!(one["place"], json!({ "file": "cases/failing.yaml", "line": 10, "column": 11 }));
    assert_eq!(one["passed"], json!(false));
    assert_eq!(one["failures"], json!([{ "field": "decision", "expected": "allow", "given": "deny" }]));
    let rule = &one["rules"][0];
    assert_eq!(
        json!([rule["rule"], rule["end"], rule["overridden_by"], rule["categories"]]),
        json!(["sg.more.contact", "may-apply", null, ["personal.contact"]])
    );
    assert_eq!(
        json!([rule["when"], rule["unless"]]),
        json!([
            { "origin": "true", "destination": "true", "data": "true", "purpose": "true" },
            [{ "purpose": "true", "importer_role": "unknown" }, { "sector": "false", "safeguards": "false" }],
        ])
    );
    let passed = tests.iter().find(|test| test["name"] == "this one passes").expect("the test");
    assert_eq!(json!([passed["passed"], passed["failures"], passed["rules"]]), json!([true, [], []]));
    let rules = &report["coverage"]["rules"];
    assert_eq!(rules["total"], json!(7));
    assert_eq!(rules["missed"], json!(["org.group.internal", "pact.flow", "sg.health.season"]));
    assert_eq!(json_of(&test(&folder(), &["--format", "json"]))["coverage"], Value::Null);
}

#[test]
fn junit_is_well_formed_and_has_a_suite_for_each_file() {
    let ended = test(&folder(), &["--format", "junit"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (4, ""), "{}", ended.all());
    let (tags, texts) = xml(&ended.stdout);
    let count = |name: &str| tags.iter().filter(|(tag, _)| tag == name).count();
    assert_eq!((count("testsuites"), count("testsuite"), count("testcase"), count("failure")), (1, 2, 6, 4));
    let attribute = |tag: &str, name: &str| -> Vec<String> {
        let of_tag = tags.iter().filter(|(named, _)| named == tag);
        of_tag.filter_map(|(_, all)| all.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())).collect()
    };
    assert_eq!(attribute("testsuites", "failures"), ["4"]);
    assert_eq!(attribute("testsuite", "name"), ["cases/failing.yaml", "cases/more.yaml"]);
    assert_eq!(attribute("testsuite", "tests"), ["5", "1"]);
    assert_eq!(attribute("testcase", "name")[0], "health data <& the ministry's \"approval\"");
    assert!(attribute("failure", "message").iter().all(|message| message.contains("expected")));
    assert!(texts.iter().any(|text| text.contains("what became of the rules")), "{}", ended.all());
}

#[test]
fn coverage_is_shown_before_the_closing_line() {
    let folder = folder();
    let passing = ["--filter", "cases/more", "--filter", "this one"];
    agreed("test-coverage", &test(&folder, &[&passing[..], &["--coverage", "--verbose"]].concat()).all());
    let short = test(&folder, &[&passing[..], &["--coverage"]].concat());
    assert!(!short.stdout.contains("Not reached"), "{}", short.all());
    assert_eq!(last(&short), "2 passed, 0 failed");
}

#[test]
fn too_little_coverage_has_the_exit_code_of_a_failed_test() {
    let folder = folder();
    let passing = ["--filter", "cases/more", "--filter", "this one"];
    let enough = test(&folder, &[&passing[..], &["--min-coverage", "28"]].concat());
    assert_eq!((enough.code, enough.stderr.as_str()), (0, ""), "{}", enough.all());
    let low = test(&folder, &[&passing[..], &["--min-coverage", "29"]].concat());
    assert_eq!((low.code, low.stdout.as_str()), (4, "2 passed, 0 failed\n"), "{}", low.all());
    assert!(low.stderr.contains("reach 28% of the rules (2 of 7)") && low.stderr.contains("29%"), "{}", low.all());
    assert_eq!(test(&folder, &["--min-coverage", "101"]).code, 2);
    assert_eq!(test(&folder, &["--verbose"]).code, 2);
}

type Attributes = Vec<(String, String)>;

/// The elements with their attributes, and the texts; panics where a document is not well-formed.
fn xml(document: &str) -> (Vec<(String, Attributes)>, Vec<String>) {
    let body = document.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("a declaration");
    let (mut open, mut tags, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = body;
    while let Some((text, after)) = rest.split_once('<') {
        assert!(!text.contains('>'), "a bare > in {text:?}");
        assert!(!open.is_empty() || tags.is_empty() || text.trim().is_empty(), "{text:?} outside of the document");
        texts.push(unescaped(text));
        let (tag, after) = after.split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "tags do not match");
            continue;
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        tags.push((name.to_owned(), attributes_of(attributes)));
        if !empty {
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?} are still open before {rest:?}");
    (tags, texts)
}

fn attributes_of(mut text: &str) -> Attributes {
    let mut attributes: Attributes = Vec::new();
    while let Some((name, after)) = text.split_once("=\"") {
        let (value, after) = after.split_once('"').expect("an attribute ends");
        let name = name.trim().to_owned();
        assert!(attributes.iter().all(|(other, _)| *other != name), "{name} stands twice");
        attributes.push((name, unescaped(value)));
        text = after;
    }
    assert_eq!(text.trim(), "");
    attributes
}

fn unescaped(text: &str) -> String {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (entity, after) = part.split_once(';').expect("an entity ends");
        plain += match entity {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            other => panic!("unknown entity {other}"),
        };
        plain += after;
    }
    plain
}
