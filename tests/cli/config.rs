//! One file, variables and flags: what holds, what is refused, and what is published of it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{Ended, Folder, selat};

const SCHEMA: &str = "docs/selat-config.schema.json";

/// Runs the program in a folder with these variables and no others of ours.
fn selat_with(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_selat"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SELAT_")) {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied()).args(arguments).current_dir(folder).stdin(Stdio::null());
    let output = command.output().expect("the program starts");
    Ended {
        code: output.status.code().expect("the program ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// What holds for one setting, and where it comes from.
fn effective(ended: &Ended, key: &str) -> (String, String) {
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.all());
    let line = ended.stdout.lines().find(|line| line.trim_start_matches("# ").starts_with(&format!("{key}:")));
    let (said, origin) = line.expect("the setting").rsplit_once(" # ").expect("an origin");
    let value = said.split_once(':').expect("a value").1;
    (value.trim().to_owned(), origin.to_owned())
}

#[test]
fn a_flag_goes_before_its_variable_and_a_variable_before_the_file() {
    let folder = Folder::empty();
    folder.write("selat.yaml", "drain-timeout: 1s\npoll-interval: 2s\nquiet-period: 3s\npolicies: [builtin, mine]\n");
    let print = ["config", "print", "--effective", "--config", "selat.yaml"];
    let variables = [("SELAT_POLL_INTERVAL", "20s"), ("SELAT_QUIET_PERIOD", "30s"), ("SELAT_LOG", "warn")];
    let ended = selat_with(folder.path(), &variables, &[&print[..], &["--quiet-period", "300s"]].concat());
    for (key, value, origin) in [
        ("policies", "[builtin, mine]", "file selat.yaml:4"),
        ("drain-timeout", "1s", "file selat.yaml:1"),
        ("poll-interval", "20s", "environment SELAT_POLL_INTERVAL"),
        ("quiet-period", "300s", "flag"),
        ("log", "warn", "environment SELAT_LOG"),
        ("listen", "127.0.0.1:7443", "default"),
        ("min-confidence", "", "not set"),
    ] {
        assert_eq!(effective(&ended, key), (value.to_owned(), origin.to_owned()), "{}", ended.all());
    }
}

#[test]
fn the_variable_names_the_file_too_and_what_is_printed_can_be_read_again() {
    let folder = Folder::empty();
    let text = "listen: '[::1]:7443'\nno-file-events: true\npolicies: builtin\nlog: 'selat=debug,h2=warn'\n";
    folder.write("first.yaml", text);
    let print = ["config", "print", "--effective"];
    let first = selat_with(folder.path(), &[("SELAT_CONFIG", "first.yaml")], &print);
    assert_eq!(effective(&first, "listen"), ("\"[::1]:7443\"".to_owned(), "file first.yaml:1".to_owned()));
    assert_eq!(effective(&first, "no-file-events").0, "true");
    folder.write("second.yaml", &first.stdout);
    let second = selat_with(folder.path(), &[], &[&print[..], &["--config", "second.yaml"]].concat());
    let values = |ended: &Ended| {
        let lines = ended.stdout.lines().filter_map(|line| line.rsplit_once(" # ").map(|(said, _)| said.to_owned()));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(values(&first), values(&second));
    assert!(values(&first).len() > 5, "{}", first.all());
}

#[test]
fn what_is_printed_without_more_sets_nothing() {
    let folder = Folder::empty();
    folder.write("selat.yaml", &selat(&["config", "print"]).stdout);
    let print = ["config", "print", "--effective", "--config", "selat.yaml"];
    let ended = selat_with(folder.path(), &[], &print);
    assert_eq!(effective(&ended, "listen").1, "default");
    assert!(!ended.stdout.contains("file selat.yaml"), "{}", ended.all());
}

#[test]
fn every_mistake_in_a_file_is_shown_with_its_place_and_stops_the_start() {
    let folder = Folder::empty();
    folder.write(
        "selat.yaml",
        "listen: [a:1, b:2]\ndrain_timeout: 5s\npoll-interval: 1ms\nlog-format: xml\nno-file-events: perhaps\n\
         quiet-period: 150\nadmin:\npolicies: []\nmin-confidence: { a: b }\nlisten: c:3\ncolour: red\n",
    );
    for command in [&["serve"][..], &["config", "print", "--effective"]] {
        let ended = selat_with(folder.path(), &[], &[command, &["--config", "selat.yaml"]].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{}", ended.all());
        for expected in [
            "this value of `listen` is a list",
            "selat.yaml:1:9",
            "there is no setting `drain_timeout`",
            "selat.yaml:2:1",
            "did you mean `drain-timeout`?",
            "`poll-interval` can't be `1ms`",
            "selat.yaml:3:16",
            "expected at least `50ms`",
            "`log-format` can't be `xml`",
            "expected `text` or `json`",
            "expected `true` or `false`",
            "`quiet-period` can't be `150`",
            "such as `15s`",
            "`admin` has no value",
            "`policies` is an empty list",
            "this value of `min-confidence` is a mapping",
            "the key `listen` stands here twice",
            "there is no setting `colour`",
            "11 errors in the configuration file",
        ] {
            assert!(ended.stderr.contains(expected), "{expected:?} is missing: {}", ended.all());
        }
    }
}

#[test]
fn a_file_that_is_no_configuration_is_refused() {
    let folder = Folder::empty();
    for (text, expected) in [
        ("- listen\n", "is a mapping of settings"),
        ("listen: [\n", "not well-formed YAML"),
        ("log: warn\n---\nlog: info\n", "a second one begins here"),
        ("log: &a warn\nlisten: *a\n", "no tags, aliases or merge keys"),
        ("config: other.yaml\n", "there is no setting `config`"),
    ] {
        folder.write("selat.yaml", text);
        let ended = selat_with(folder.path(), &[], &["serve", "--config", "selat.yaml"]);
        assert!(ended.code == 2 && ended.stderr.contains(expected), "{text:?}: {}", ended.all());
    }
    let ended = selat_with(folder.path(), &[], &["serve", "--config", "nothing.yaml"]);
    assert!(ended.code == 1 && ended.stderr.contains("can't read the configuration file `nothing.yaml`"));
}

#[test]
fn the_schema_that_is_checked_in_is_the_one_that_is_printed() {
    let printed = selat(&["config", "schema"]).stdout;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHEMA);
    let checked_in = fs::read_to_string(path).unwrap_or_default();
    assert!(checked_in == printed, "out of date; run: cargo run -- config schema > {SCHEMA}");
}

#[test]
fn every_setting_has_a_flag_a_variable_and_a_line_in_the_docs() {
    let schema: Value = serde_json::from_str(&selat(&["config", "schema"]).stdout).expect("JSON");
    let help = selat(&["serve", "--help"]).stdout;
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operation.md");
    let page = fs::read_to_string(page).expect("the page on operation");
    let settings = schema["properties"].as_object().expect("settings");
    assert!(settings.len() >= 9, "{schema}");
    for (key, setting) in settings {
        let variable = format!("[env: SELAT_{}=", key.to_uppercase().replace('-', "_"));
        assert!(help.contains(&format!("--{key}")) && help.contains(&variable), "{key}: {help}");
        assert!(page.contains(&format!("| `{key}` |")), "docs/operation.md does not name `{key}`");
        let described = setting["description"].as_str().expect("a description");
        assert!(!described.is_empty() && !described.ends_with('.'), "{key}: {described}");
    }
}
