//! Every kind of mistake has a file, and its report is a snapshot.

use std::fs;
use std::path::{Path, PathBuf};

use selat::cli::diagnostics_text;
use selat::model::PartialDate;
use selat::policy::{self, Code, PolicySet, Rejection, Severity, SourceFile};
use selat::verify;

pub fn path(code: Code) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad").join(format!("{}.yaml", code.name()))
}

pub fn file(code: Code) -> SourceFile {
    let bytes = fs::read(path(code)).unwrap_or_else(|error| panic!("{}: {error}", path(code).display()));
    SourceFile::new(format!("{}.yaml", code.name()), bytes)
}

pub fn base() -> SourceFile {
    SourceFile::new("base.yaml", include_bytes!("../fixtures/base.yaml").to_vec())
}

/// The report on a code's file, added to the small good set; some mistakes show only in other company.
pub fn report(code: Code) -> Rejection {
    let files = vec![base(), file(code)];
    match code {
        Code::NoVocabulary => rejection(policy::load(vec![file(code)])),
        Code::MisplacedDocument => rejection(policy::load_tests(vec![file(code)], &loaded(vec![base()]))),
        Code::PolicyTestFailed => rejection(selat::store::load(files)),
        _ if code.severity() == Severity::Warning => warnings(&loaded(files)),
        _ => rejection(policy::load(files)),
    }
}

fn loaded(files: Vec<SourceFile>) -> PolicySet {
    policy::load(files).unwrap_or_else(|rejection| panic!("{}", diagnostics_text(&rejection)))
}

fn rejection<T>(result: Result<T, Rejection>) -> Rejection {
    result.err().expect("a mistake is found")
}

/// All that is said of a set that can be used all the same.
fn warnings(set: &PolicySet) -> Rejection {
    let before = PartialDate { year: 2025, month: Some(1), day: Some(1) };
    let mut diagnostics = set.warnings().to_vec();
    diagnostics.extend(verify::lint(set));
    diagnostics.extend(verify::stale_reviews(set, before));
    Rejection { sources: set.sources().clone(), diagnostics }
}

#[test]
fn every_code_has_a_file_whose_report_is_as_agreed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/diagnostics");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for code in Code::ALL {
            let rejection = report(*code);
            let codes: Vec<&str> = rejection.diagnostics.iter().map(|d| d.code.name()).collect();
            assert!(codes.contains(&code.name()), "{}: found {codes:?}", path(*code).display());
            insta::assert_snapshot!(code.name(), diagnostics_text(&rejection));
        }
    });
}

#[test]
fn every_file_is_some_codes() {
    let names: Vec<String> = Code::ALL.iter().map(|code| format!("{}.yaml", code.name())).collect();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad")).expect("tests/bad") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name in UTF-8");
        assert!(names.contains(&name), "tests/bad/{name} is named after no code");
    }
}

#[test]
fn one_run_shows_every_mistake_of_every_file() {
    let codes = [Code::UnknownWord, Code::InvalidDate, Code::DuplicateKey, Code::YamlSyntax];
    let files = codes.iter().map(|code| file(*code)).chain([base()]).collect();
    let rejection = policy::load(files).err().expect("a rejection");
    for code in codes {
        assert!(rejection.diagnostics.iter().any(|d| d.code == code), "{} is missing", code.name());
    }
}

#[test]
fn the_small_good_set_is_beyond_reproach() {
    assert_eq!(warnings(&loaded(vec![base()])).diagnostics, []);
}

#[test]
fn every_code_is_explained() {
    for code in Code::ALL {
        assert!(code.explanation().len() > 40, "{} is not explained", code.name());
    }
}
