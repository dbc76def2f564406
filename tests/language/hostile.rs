//! Files that mean harm are refused, quickly and in little memory; a large honest one is read.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use selat::policy::{self, Code, SourceFile};
use tempfile::TempDir;

/// How much memory the program may take for what it refuses, in KiB of address space.
const MEMORY_KIB: usize = 100 * 1024;

fn codes(text: String) -> Vec<Code> {
    let rejection = policy::load(vec![SourceFile::new("a.yaml", text.into_bytes())]).err().expect("it is refused");
    rejection.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// Runs `selat check` over a folder in an address space that is too small for anything to explode in.
fn check(folder: &Path) -> Output {
    let script = format!("ulimit -v {MEMORY_KIB} && exec \"$0\" check \"$1\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_selat")]).arg(folder);
    command.output().expect("a shell runs")
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

#[test]
fn an_alias_bomb_of_100_kb_is_refused_in_little_memory() {
    let items = "personal, ".repeat(5_000);
    let uses = "*a, ".repeat(12_000);
    let bomb = format!(
        "apiVersion: selat/v1\nkind: TermSet\nid: a\nof: categories\nmembers: &a [{items}]\nexcept: [{uses}]\n"
    );
    assert!(bomb.len() > 95_000);
    let output = check(folder(&[("bomb.yaml", &bomb)]).path());
    assert_eq!(output.status.code(), Some(3), "{}", &said(&output)[..2_000.min(said(&output).len())]);
    assert!(said(&output).contains("yaml-feature"));
}

#[test]
fn a_nest_of_100_000_is_refused_in_little_memory() {
    let nest =
        format!("apiVersion: selat/v1\nkind: TermSet\nmembers: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let output = check(folder(&[("nest.yaml", &nest)]).path());
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("limit-exceeded"), "{}", said(&output));
}

#[test]
fn an_honest_file_of_50_000_rules_is_read() {
    let mut text = include_str!("../fixtures/base.yaml").to_owned();
    text.push_str(
        "---\napiVersion: selat/v1\nkind: RuleSet\nid: sg.many\nauthority: statute\njurisdiction: SG\nrules:\n",
    );
    for n in 0..50_000 {
        let rule = "summary: A rule., when: { origin: SG, data: [personal.contact] }, effect: note, cites: [sg.act]";
        writeln!(text, "  - {{ id: sg.many.r{n}, {rule} }}").expect("text");
    }
    let loaded = policy::load(vec![SourceFile::new("a.yaml", text.into_bytes())]);
    let set = loaded.unwrap_or_else(|rejection| panic!("{:?}", rejection.diagnostics.first()));
    assert_eq!(set.rules().len(), 50_002);
}

#[test]
fn tabs_and_unfinished_files_are_syntax_errors_and_no_panic() {
    let base = include_str!("../fixtures/base.yaml");
    let tabbed = "apiVersion: selat/v1\nkind: TermSet\nid:\n\t- a\n".to_owned();
    assert!(codes(tabbed).contains(&Code::YamlSyntax));
    for length in (0..base.len()).step_by(37) {
        // Whatever a cut file is taken for, reading it ends.
        let _ = policy::load(vec![SourceFile::new("a.yaml", base.as_bytes()[..length].to_vec())]);
    }
}

#[test]
fn links_that_lead_outside_are_refused() {
    let outside = folder(&[("secret.yaml", "apiVersion: selat/v1\n")]);
    let inside = folder(&[("good.yaml", include_str!("../fixtures/base.yaml"))]);
    symlink(outside.path().join("secret.yaml"), inside.path().join("link.yaml")).expect("a link");
    let output = check(inside.path());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("link.yaml"), "{}", said(&output));
}

#[test]
fn a_pipe_is_refused_and_never_waited_for() {
    let with_pipe = folder(&[("good.yaml", include_str!("../fixtures/base.yaml"))]);
    let pipe = with_pipe.path().join("pipe.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    is_no_policy_file(&check(with_pipe.path()), &pipe);
}

/// Read, `/dev/zero` would never end, and `/dev/null` would pass for a file without rules.
#[test]
fn a_device_is_refused_and_never_read() {
    for device in ["/dev/zero", "/dev/null"] {
        let named = Command::new(env!("CARGO_BIN_EXE_selat")).args(["fmt", "--check", device]).output();
        is_no_policy_file(&named.expect("the program runs"), Path::new(device));
        let linked = folder(&[("good.yaml", include_str!("../fixtures/base.yaml"))]);
        symlink(device, linked.path().join("link.yaml")).expect("a link");
        let output = check(linked.path());
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("link.yaml") && said(&output).contains("leads out"), "{}", said(&output));
    }
}

/// Only root can make one; without the right to, the devices of the test before this one have to do.
#[test]
fn a_device_in_the_folder_is_refused_and_never_read() {
    let with_device = folder(&[("good.yaml", include_str!("../fixtures/base.yaml"))]);
    let device = with_device.path().join("zero.yaml");
    let made = Command::new("mknod").arg(&device).args(["c", "1", "5"]).output().expect("mknod runs");
    if made.status.success() {
        is_no_policy_file(&check(with_device.path()), &device);
        fs::remove_file(&device).expect("it can be removed");
        assert_eq!(check(with_device.path()).status.code(), Some(0));
    }
}

fn is_no_policy_file(output: &Output, path: &Path) {
    assert_eq!(output.status.code(), Some(1), "{}", said(output));
    let said = said(output);
    assert!(said.contains(&*path.to_string_lossy()) && said.contains("regular file"), "{said}");
}

#[test]
fn a_folder_of_100_000_files_is_refused() {
    let many = tempfile::tempdir().expect("a folder");
    for n in 0..100_001 {
        fs::File::create(many.path().join(format!("{n}.txt"))).expect("a file");
    }
    let output = check(many.path());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("100000") || said(&output).contains("100,000"), "{}", said(&output));
}
