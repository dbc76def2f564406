//! `selat fmt`: what it changes, what it shows, and what it leaves alone.

use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::process::{Command, Stdio};

use super::{Ended, Folder, agreed};

const UNTIDY: &str =
    "apiVersion: selat/v1\nkind:   TermSet\nid: a.set  # its name\nof: categories\nmembers:\n- personal\n";
const TIDY: &str =
    "apiVersion: selat/v1\nkind: TermSet\nid: a.set  # its name\nof: categories\nmembers:\n  - personal\n";

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect("a file")
}

fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path().join("policies")).expect("a folder");
    let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Runs the program with a text on its standard input.
fn fed(text: &str, arguments: &[&str]) -> Ended {
    let mut child = Command::new(env!("CARGO_BIN_EXE_selat"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("the program reads");
    let output = child.wait_with_output().expect("the program ends");
    Ended {
        code: output.status.code().expect("the program ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

#[test]
fn files_are_brought_into_the_layout_and_named_and_the_others_left_as_they_are() {
    let folder = Folder::empty();
    folder.write("policies/below/untidy.yaml", UNTIDY);
    folder.write("policies/tidy.yaml", TIDY);
    let tidy = || fs::metadata(folder.path().join("policies/tidy.yaml")).expect("a file").ino();
    let before = tidy();
    let ended = folder.selat(&["fmt", "policies"]);
    let expected = (0, "laid out policies/below/untidy.yaml\n", "");
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), expected);
    assert_eq!(read(&folder, "policies/below/untidy.yaml"), TIDY);
    assert_eq!(tidy(), before, "a file in its layout is not written again");
    let again = folder.selat(&["fmt", "policies"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""), "{}", again.all());
}

#[test]
fn check_shows_what_would_change_and_changes_nothing() {
    let folder = Folder::empty();
    folder.write("policies/untidy.yaml", UNTIDY);
    folder.write("policies/tidy.yaml", TIDY);
    let ended = folder.selat(&["fmt", "--check", "policies"]);
    agreed("fmt-check", &ended.all());
    assert_eq!(read(&folder, "policies/untidy.yaml"), UNTIDY);
    let tidy = folder.selat(&["fmt", "--check", "policies/tidy.yaml"]);
    assert_eq!((tidy.code, tidy.stdout.as_str()), (0, ""), "{}", tidy.all());
}

#[test]
fn a_file_is_replaced_at_once_and_keeps_its_mode_and_the_link_to_it() {
    let folder = Folder::empty();
    folder.write("policies/real.yaml", UNTIDY);
    let real = folder.path().join("policies/real.yaml");
    fs::set_permissions(&real, Permissions::from_mode(0o640)).expect("a mode");
    symlink("real.yaml", folder.path().join("policies/link.yaml")).expect("a link");
    let held = fs::File::open(&real).expect("a file");
    let ended = folder.selat(&["fmt", "policies/link.yaml"]);
    assert_eq!(ended.code, 0, "{}", ended.all());
    assert_eq!(read(&folder, "policies/real.yaml"), TIDY);
    assert!(fs::symlink_metadata(folder.path().join("policies/link.yaml")).expect("a link").is_symlink());
    assert_eq!(fs::metadata(&real).expect("a file").mode() & 0o777, 0o640);
    // Whoever has the old file open reads it to its end.
    assert_eq!(std::io::read_to_string(held).expect("text"), UNTIDY);
    assert_eq!(names(&folder), ["link.yaml", "real.yaml"]);
}

#[test]
fn a_file_that_can_not_be_read_is_reported_as_check_does_and_the_others_laid_out() {
    let folder = Folder::empty();
    folder.write("policies/bad.yaml", "apiVersion: selat/v1\nkind: [TermSet\nid: a\n");
    folder.write("policies/untidy.yaml", UNTIDY);
    let ended = folder.selat(&["fmt", "policies"]);
    agreed("fmt-unreadable", &ended.all());
    assert_eq!(read(&folder, "policies/untidy.yaml"), TIDY);
    assert_eq!(read(&folder, "policies/bad.yaml"), "apiVersion: selat/v1\nkind: [TermSet\nid: a\n");
}

#[test]
fn standard_input_is_laid_out_on_standard_output() {
    let ended = fed(UNTIDY, &["fmt", "-"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, TIDY), "{}", ended.all());
    let checked = fed(UNTIDY, &["fmt", "--check", "-"]);
    assert_eq!(checked.code, 3, "{}", checked.all());
    assert!(checked.stdout.contains("+  - personal"), "{}", checked.all());
    assert_eq!(fed(TIDY, &["fmt", "--check", "-"]).code, 0);
    let bad = fed("a: [\n", &["fmt", "-"]);
    assert_eq!((bad.code, bad.stdout.as_str()), (3, ""), "{}", bad.all());
    assert!(bad.stderr.contains("yaml-syntax") && bad.stderr.contains("<stdin>:1:4"), "{}", bad.all());
}

#[test]
fn nothing_named_and_too_much_named_are_mistakes() {
    let folder = Folder::good();
    let none = folder.selat(&["fmt"]);
    assert_eq!(none.code, 2, "{}", none.all());
    let both = folder.selat(&["fmt", "-", "policies"]);
    assert_eq!(both.code, 2, "{}", both.all());
    assert!(both.stderr.contains("standard input"), "{}", both.all());
    let missing = folder.selat(&["fmt", "elsewhere.yaml"]);
    assert_eq!(missing.code, 1, "{}", missing.all());
    assert!(missing.stderr.contains("elsewhere.yaml"), "{}", missing.all());
}
