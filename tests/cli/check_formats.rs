//! `selat check` for programs, code scanning and workflows, and what it makes of warnings.

use serde_json::{Value, json};

use super::{Ended, Folder, agreed};

/// The small good set with two files of mistakes, one of which has a name that must be escaped.
fn mistaken() -> Folder {
    let folder = Folder::good();
    folder.write("policies/bad, 100%.yaml", include_str!("../fixtures/cli/unknown-word.yaml"));
    folder.write("policies/worse.yaml", include_str!("../fixtures/cli/duplicate-id.yaml"));
    folder
}

fn check(folder: &Folder, more: &[&str]) -> Ended {
    folder.selat(&[&["check", "policies"], more].concat())
}

fn json_of(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {}", ended.all()))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

/// A region counts from 1 and does not end before it begins.
fn assert_region(region: &Value) {
    let number = |name: &str| region[name].as_u64().unwrap_or_else(|| panic!("no {name}: {region}"));
    let (start, end) = ((number("startLine"), number("startColumn")), (number("endLine"), number("endColumn")));
    assert!(start.0 >= 1 && start.1 >= 1 && start <= end, "{region}");
}

fn assert_artifact(artifact: &Value) {
    let uri = artifact["uri"].as_str().unwrap_or_default();
    assert!(uri.starts_with("policies/") && !uri.contains([' ', ',']), "{artifact}");
}

fn assert_place(location: &Value) {
    assert_artifact(&location["physicalLocation"]["artifactLocation"]);
    assert_region(&location["physicalLocation"]["region"]);
}

#[test]
fn sarif_has_the_structure_that_code_scanning_reads() {
    let ended = check(&mistaken(), &["--format", "sarif"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (3, ""), "{}", ended.all());
    let log = json_of(&ended);
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().is_some_and(|schema| schema.ends_with("sarif-schema-2.1.0.json")), "{log}");
    let [run] = list(&log["runs"]) else { panic!("one run: {log}") };
    assert_eq!((&run["tool"]["driver"]["name"], &run["columnKind"]), (&json!("selat"), &json!("unicodeCodePoints")));
    let rules = list(&run["tool"]["driver"]["rules"]);
    assert_eq!(rules.len(), selat::policy::Code::ALL.len());
    for rule in rules {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[text]["text"].as_str().is_some_and(|text| !text.is_empty()), "{rule}");
        }
        assert!(["error", "warning"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap_or_default()));
    }
    let results = list(&run["results"]);
    assert_eq!(results.len(), 9, "{}", ended.all());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("an index");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_eq!(rules[index]["defaultConfiguration"]["level"], result["level"]);
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{result}");
        let [location] = list(&result["locations"]) else { panic!("one location: {result}") };
        assert_place(location);
        for related in list(&result["relatedLocations"]) {
            assert!(related["message"]["text"].is_string() && related["id"].is_u64(), "{related}");
            assert_place(related);
        }
    }
}

#[test]
fn sarif_carries_the_edits_that_are_certain() {
    let log = json_of(&check(&mistaken(), &["--format", "sarif"]));
    let results = list(&log["runs"][0]["results"]);
    let fixed: Vec<_> = results.iter().filter(|result| !result["fixes"].is_null()).collect();
    let mut inserted = Vec::new();
    for result in &fixed {
        for fix in list(&result["fixes"]) {
            assert!(fix["description"]["text"].is_string(), "{fix}");
            let [change] = list(&fix["artifactChanges"]) else { panic!("one change: {fix}") };
            assert_artifact(&change["artifactLocation"]);
            let [replacement] = list(&change["replacements"]) else { panic!("one replacement: {fix}") };
            assert_region(&replacement["deletedRegion"]);
            inserted.push(&replacement["insertedContent"]["text"]);
        }
    }
    assert_eq!(json!(inserted), json!(["asean.member", "personal.health", "consent.explicit"]));
    let duplicate = results.iter().find(|result| result["ruleId"] == "duplicate-id").expect("a duplicate");
    assert_eq!(list(&duplicate["relatedLocations"]).len(), 1);
}

#[test]
fn json_carries_the_edits_that_are_certain() {
    let report = json_of(&check(&mistaken(), &["--format", "json"]));
    let fixes: Vec<_> = list(&report["diagnostics"]).iter().map(|found| &found["fix"]).collect();
    assert_eq!(fixes.iter().filter(|fix| !fix.is_null()).count(), 3, "{report}");
    let first = fixes.into_iter().find(|fix| !fix.is_null()).expect("a fix");
    let file = "policies/bad, 100%.yaml";
    assert_eq!(
        *first,
        json!({
            "file": file, "line": 10, "column": 39, "end_line": 10, "end_column": 52, "replacement": "asean.member",
        })
    );
}

#[test]
fn a_good_set_is_an_empty_log() {
    let ended = check(&Folder::good(), &["--format", "sarif"]);
    assert_eq!(ended.code, 0, "{}", ended.all());
    assert_eq!(json_of(&ended)["runs"][0]["results"], json!([]));
}

#[test]
fn github_gets_a_command_for_every_mistake() {
    let ended = check(&mistaken(), &["--format", "github"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (3, ""), "{}", ended.all());
    agreed("check-github", &ended.all());
}

#[test]
fn warnings_are_denied_where_that_is_asked_for() {
    let folder = Folder::good();
    let fine = check(&folder, &["--deny-warnings"]);
    assert_eq!(fine.code, 0, "{}", fine.all());
    folder.write(
        "policies/set.yaml",
        "apiVersion: selat/v1\nkind: TermSet\nid: spare\nof: categories\nmembers: [personal]\n",
    );
    let warned = check(&folder, &[]);
    assert_eq!(warned.code, 0, "{}", warned.all());
    let denied = check(&folder, &["--deny-warnings"]);
    assert_eq!(denied.code, 3, "{}", denied.all());
    let last = denied.stdout.lines().last().unwrap_or_default();
    assert!(last.starts_with("0 errors, 1 warning: ") && last.ends_with("; warnings are denied"), "{last}");
    let report = json_of(&check(&folder, &["--deny-warnings", "--format", "json"]));
    assert_eq!((&report["valid"], &report["warnings"]), (&json!(false), &json!(1)));
    folder.write("policies/bad.yaml", include_str!("../fixtures/cli/policy-test-failed.yaml"));
    assert_eq!(check(&folder, &[]).code, 4);
    assert_eq!(check(&folder, &["--deny-warnings"]).code, 3);
}

#[test]
fn a_review_that_is_too_old_is_a_warning_where_that_is_asked_for() {
    let folder = Folder::good();
    folder.write(
        "policies/old.yaml",
        "apiVersion: selat/v1\nkind: Regulation\nid: sg.old\ntitle: An old Act\njurisdiction: SG\nauthority: statute\n\
         status: in-force\nsummary: An old Act.\nconfidence: high\nreviewed: 2001-02-03\nbackground: true\nsources:\n  \
         - { title: Gazette, seen: 2001-02-03 }\n",
    );
    let all = check(&folder, &["--deny-warnings"]);
    assert_eq!(all.code, 0, "{}", all.all());
    let century = check(&folder, &["--deny-warnings", "--stale-after", "36500d"]);
    assert_eq!(century.code, 0, "{}", century.all());
    let year = check(&folder, &["--stale-after", "365d"]);
    assert_eq!(year.code, 0, "{}", year.all());
    assert!(year.stdout.contains("warning[stale-review]: `sg.old` was last reviewed on 2001-02-03"), "{}", year.all());
    assert_eq!(check(&folder, &["--deny-warnings", "--stale-after", "365d"]).code, 3);
    let wrong = check(&folder, &["--stale-after", "6m"]);
    assert_eq!(wrong.code, 2, "{}", wrong.all());
    assert!(wrong.stderr.contains("`180d`"), "{}", wrong.all());
}

#[test]
fn ten_different_mistakes_are_ten_reports_of_one_run() {
    let codes = [
        "duplicate-key",
        "invalid-date",
        "invalid-duration",
        "invalid-number",
        "missing-field",
        "reversed-interval",
        "unknown-choice",
        "unknown-field",
        "unknown-word",
        "yaml-syntax",
    ];
    let folder = Folder::good();
    for (number, code) in codes.iter().enumerate() {
        let path = format!("{}/tests/bad/{code}.yaml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("an example");
        // The examples share ids, and only their own mistakes are wanted.
        folder.write(&format!("policies/{code}.yaml"), &text.replace("sg.more", &format!("sg.more{number}")));
    }
    let ended = check(&folder, &[]);
    assert_eq!(ended.code, 3, "{}", ended.all());
    for code in codes {
        assert!(ended.stdout.contains(&format!("error[{code}]")), "{code} is missing: {}", ended.all());
    }
}
