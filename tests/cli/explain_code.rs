//! `selat explain-code`.

use selat::policy::Code;

use super::{agreed, selat};

#[test]
fn a_code_is_explained_with_an_example_and_its_report() {
    agreed("explain-override-gap", &selat(&["explain-code", "override-gap"]).all());
    for code in Code::ALL {
        let ended = selat(&["explain-code", code.name()]);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.all());
        for part in ["\nExample\n  ", "\nWhat is said of it\n  ", &format!("[{}]", code.name())] {
            assert!(ended.stdout.contains(part), "{part:?} is missing: {}", ended.all());
        }
    }
}

#[test]
fn without_a_code_all_are_listed() {
    let ended = selat(&["explain-code"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.all());
    let begins = |code: &&Code| ended.stdout.lines().any(|line| line.starts_with(&format!("{} ", code.name())));
    let left_out: Vec<_> = Code::ALL.iter().filter(|code| !begins(code)).collect();
    assert!(left_out.is_empty(), "{left_out:?}: {}", ended.all());
}

#[test]
fn an_unknown_code_is_answered_with_the_nearest() {
    let near = selat(&["explain-code", "unknown-wrod"]);
    assert_eq!((near.code, near.stdout.as_str()), (2, ""), "{}", near.all());
    assert!(near.stderr.contains("`unknown-wrod`") && near.stderr.contains("`unknown-word`"), "{}", near.all());
    let far = selat(&["explain-code", "xyz"]);
    assert_eq!(far.code, 2, "{}", far.all());
    assert!(!far.stderr.contains("nearest") && far.stderr.contains("selat explain-code"), "{}", far.all());
}
