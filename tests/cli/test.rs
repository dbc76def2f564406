//! `selat test`.

use super::{Folder, agreed, selat};

const PASSING: &str = "\
apiVersion: selat/v1
kind: PolicyTest
tests:
  - name: contacts under a contract
    transfer: { origin: SG, destination: VN, data: personal.contact, safeguards: instrument.contract, at: 2026-06-01 }
    expect: { decision: allow }
";

const FAILING: &str = "\
apiVersion: selat/v1
kind: PolicyTest
tests:
  - name: health and contacts with nothing in place
    transfer:
      { origin: SG, destination: VN, data: [personal.health, personal.contact], purpose: hosting, at: 2026-06-01 }
    expect:
      decision: allow
      missing: [instrument.clauses, consent.explicit]
      cites: [\"sg.health#art4\"]
      not_cites: [sg.act]
      rules: [pact.flow]
      not_rules: [sg.health.approval]
      obligations: [keep-clauses]
      by_category: { personal.contact: allow, personal.health: deny }
";

#[test]
fn the_tests_of_the_built_in_set_pass() {
    let ended = selat(&["test"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.all());
    let last = ended.stdout.lines().last().unwrap_or_default();
    assert!(last.ends_with(" passed, 0 failed") && !last.starts_with('0'), "{}", ended.all());
}

#[test]
fn the_tests_of_a_named_set_run_without_paths() {
    let ended = Folder::good().selat(&["test", "--policies", "policies"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, "1 passed, 0 failed\n"), "{}", ended.all());
}

#[test]
fn a_failure_shows_expected_against_given_and_the_deciding_rules_place() {
    let folder = Folder::good();
    folder.write("cases/failing.yaml", FAILING);
    folder.write("cases/passing.yaml", PASSING);
    let ended = folder.selat(&["test", "cases", "--policies", "policies"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (4, ""), "{}", ended.all());
    agreed("test-failure", &ended.all());
}

#[test]
fn files_and_folders_are_run_together() {
    let folder = Folder::good();
    folder.write("cases/a.yaml", PASSING);
    folder.write("b.txt", PASSING);
    let ended = folder.selat(&["test", "cases", "b.txt", "--policies", "policies"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, "2 passed, 0 failed\n"), "{}", ended.all());
}

#[test]
fn mistakes_in_test_files_are_all_shown() {
    let folder = Folder::good();
    folder.write("cases/a.yaml", &PASSING.replace("SG", "SQ").replace("allow", "alow"));
    folder.write("cases/b.yaml", "tests: [\n");
    let ended = folder.selat(&["test", "cases", "--policies", "policies"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{}", ended.all());
    agreed("test-mistakes", &ended.all());
}

#[test]
fn a_policy_folder_in_place_of_tests_says_what_to_do() {
    let ended = Folder::good().selat(&["test", "policies", "--policies", "policies"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{}", ended.all());
    let said = ended.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("misplaced-document") && said.contains("use `selat test --policies policies`"), "{said}");
}

#[test]
fn what_can_not_be_read_or_holds_no_test_could_not_run() {
    let folder = Folder::good();
    folder.write("empty/readme.txt", "");
    for path in ["nowhere.yaml", "empty"] {
        let ended = folder.selat(&["test", path, "--policies", "policies"]);
        assert_eq!((ended.code, ended.stdout.as_str()), (1, ""), "{}", ended.all());
        assert!(ended.stderr.contains(&format!("`{path}`")), "{}", ended.all());
    }
}
