//! Arguments that make no sense.

use super::{Folder, agreed, selat};

#[test]
fn a_flag_that_makes_no_sense_is_named_with_what_was_expected() {
    let ask = ["ask", "VN", "SG", "personal"];
    let wrong: [(&[&str], &[&str]); 8] = [
        (&["--at", "yesterday"], &["--at", "yesterday", "2026-03-01T00:00:00Z"]),
        (&["--subject-count", "many"], &["--subject-count", "many", "whole number"]),
        (&["--subject-count", "-1"], &["--subject-count", "-1"]),
        (&["--fail-on", "allow"], &["--fail-on", "conditions", "deny"]),
        (&["--purpose"], &["--purpose", "value is required"]),
        (&["--safegard", "x"], &["--safegard", "--safeguard"]),
        (&["--policies", ""], &["--policies", "value is required"]),
        (&["--purpose", "backup", "--purpose", "hosting"], &["--purpose", "multiple times"]),
    ];
    for (arguments, words) in wrong {
        let ended = selat(&[&ask, arguments].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{}", ended.all());
        for word in words {
            assert!(ended.stderr.contains(word), "{arguments:?} without {word:?}: {}", ended.all());
        }
    }
}

#[test]
fn arguments_left_out_are_named() {
    let ended = selat(&["ask", "VN"]);
    assert_eq!(ended.code, 2, "{}", ended.all());
    assert!(ended.stderr.contains("<DESTINATION>") && ended.stderr.contains("<DATA>"), "{}", ended.all());
    let none = selat(&[]);
    assert_eq!(none.code, 2, "{}", none.all());
}

#[test]
fn help_says_what_there_is() {
    for command in ["ask", "check", "explain-code", "fmt", "test"] {
        let ended = selat(&[command, "--help"]);
        assert_eq!(ended.code, 0, "{}", ended.all());
        agreed(&format!("help-{command}"), &ended.stdout);
    }
}

#[test]
fn nothing_is_coloured_away_from_a_terminal() {
    let ended = Folder::good().selat(&["ask", "SG", "VN", "personal", "wrong", "--policies", "policies"]);
    assert!(!ended.all().contains('\u{1b}'), "{}", ended.all());
}
