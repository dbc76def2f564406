//! `selat check`.

use serde_json::{Value, json};

use super::{Folder, agreed, selat};

#[test]
fn the_built_in_set_is_fine() {
    let ended = selat(&["check"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.all());
    let last = ended.stdout.lines().last().unwrap_or_default();
    assert!(last.starts_with("0 errors") && last.contains(" rule sets, "), "{}", ended.all());
}

#[test]
fn the_variable_of_the_other_commands_names_the_set_too() {
    let folder = Folder::good();
    let set = |variable: &str, arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_selat"));
        command.arg("check").args(arguments).current_dir(folder.path()).env("SELAT_POLICIES", variable);
        String::from_utf8(command.output().expect("the program starts").stdout).expect("UTF-8")
    };
    assert!(set("policies", &[]).contains(" 2 regulations; "), "{}", set("policies", &[]));
    assert_eq!(set("nowhere", &["policies"]), set("policies", &[]), "an argument comes first");
}

#[test]
fn folders_are_layers_of_one_set() {
    let folder = Folder::good();
    folder.write(
        "layer/rules.yaml",
        "apiVersion: selat/v1\nkind: TermSet\nid: sg.all\nof: categories\nmembers: [personal]\n",
    );
    let both = folder.selat(&["check", "policies", "layer"]);
    assert_eq!(both.code, 0, "{}", both.all());
    let alone = folder.selat(&["check", "layer"]);
    assert_eq!(alone.code, 3, "{}", alone.all());
    assert!(alone.stdout.contains("no-vocabulary"), "{}", alone.all());
}

#[test]
fn every_mistake_is_shown_under_its_line() {
    let folder = Folder::good();
    folder.write("policies/bad.yaml", include_str!("../fixtures/cli/unknown-word.yaml"));
    folder.write("policies/worse.yaml", include_str!("../fixtures/cli/duplicate-id.yaml"));
    let ended = folder.selat(&["check", "policies"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (3, ""), "{}", ended.all());
    agreed("check-mistakes", &ended.all());
}

#[test]
fn a_failing_test_of_the_set_has_a_code_of_its_own() {
    let folder = Folder::good();
    folder.write("policies/bad.yaml", include_str!("../fixtures/cli/policy-test-failed.yaml"));
    let ended = folder.selat(&["check", "policies"]);
    assert_eq!(ended.code, 4, "{}", ended.all());
    agreed("check-failing-test", &ended.all());
}

#[test]
fn json_names_every_mistake_and_its_place() {
    let folder = Folder::good();
    folder.write("policies/bad.yaml", "apiVersion: selat/v1\nkind: RuelSet\n");
    let ended = folder.selat(&["check", "policies", "--format", "json"]);
    assert_eq!(ended.code, 3, "{}", ended.all());
    let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!((&report["valid"], &report["errors"]), (&json!(false), &json!(1)));
    let found = &report["diagnostics"][0];
    assert_eq!((&found["severity"], &found["code"]), (&json!("error"), &json!("unknown-kind")));
    let place = &found["primary"];
    assert_eq!(
        json!([place["file"], place["line"], place["column"], place["end_line"], place["end_column"]]),
        json!(["policies/bad.yaml", 2, 7, 2, 14])
    );
    let fine: Value =
        serde_json::from_str(&Folder::good().selat(&["check", "policies", "--format", "json"]).stdout).expect("JSON");
    assert_eq!((&fine["valid"], &fine["counts"]["rules"]), (&json!(true), &json!(6)));
}

#[test]
fn what_can_not_be_read_is_not_a_mistake_in_a_policy() {
    let folder = Folder::good();
    for path in ["nowhere", "policies/base.yaml"] {
        let ended = folder.selat(&["check", path]);
        assert_eq!(ended.code, 1, "{}", ended.all());
        assert!(ended.stderr.contains(&format!("`{path}`")), "{}", ended.all());
    }
}
