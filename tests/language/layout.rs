//! Layout, order and encoding do not change what is read.

use selat::policy::{self, PolicySet, SourceFile};

const BASE: &str = include_str!("../fixtures/base.yaml");

fn load(text: impl Into<Vec<u8>>) -> PolicySet {
    load_files(vec![SourceFile::new("a.yaml", text.into())])
}

fn load_files(files: Vec<SourceFile>) -> PolicySet {
    policy::load(files).unwrap_or_else(|rejection| panic!("{:#?}", rejection.diagnostics))
}

#[test]
fn a_byte_order_mark_is_no_content() {
    assert_eq!(load(format!("\u{feff}{BASE}")).revision(), load(BASE).revision());
}

#[test]
fn line_ends_of_either_kind_are_the_same() {
    assert_eq!(load(BASE.replace('\n', "\r\n")).revision(), load(BASE).revision());
}

#[test]
fn comments_and_blank_lines_are_no_content() {
    let spaced = BASE.replace("\nkind:", "\n# a comment\n\nkind:");
    assert_eq!(load(spaced).revision(), load(BASE).revision());
}

#[test]
fn the_order_of_documents_and_files_is_no_content() {
    let documents: Vec<&str> = BASE.split("---\n").collect();
    let reversed: Vec<&str> = documents.iter().rev().copied().collect();
    assert_eq!(load(reversed.join("---\n")).revision(), load(BASE).revision());
    let files =
        documents.iter().enumerate().map(|(n, text)| SourceFile::new(format!("{n}.yaml"), text.as_bytes().to_vec()));
    assert_eq!(load_files(files.collect()).revision(), load(BASE).revision());
}

#[test]
fn a_changed_word_changes_the_revision() {
    assert_ne!(load(BASE.replace("consent.explicit]", "instrument.contract]")).revision(), load(BASE).revision());
}
