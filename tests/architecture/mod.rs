//! The shape of the source: who may import whom, and what a file may look like.

mod form;
mod imports;
mod source;
mod table;

use form::{length, modules, panics, printing};
use imports::imports;
use source::File;

/// Every check; each says what is wrong with a file, as `file:line: what`.
const CHECKS: [fn(&File) -> Vec<String>; 5] = [imports, length, modules, panics, printing];

fn violations(file: &File) -> Vec<String> {
    CHECKS.iter().flat_map(|check| check(file)).collect()
}

#[test]
fn the_source_has_the_shape_that_the_architecture_asks_for() {
    let files = source::all();
    assert!(files.len() > 20, "only {} files found below src/", files.len());
    let found: Vec<_> = files.iter().flat_map(violations).collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_module_is_in_the_table() {
    let unknown: Vec<_> =
        source::all().iter().map(|file| file.top().to_owned()).filter(|top| table::entry(top).is_none()).collect();
    assert!(unknown.is_empty(), "add to the table of tests/architecture/table.rs: {unknown:?}");
}

/// What the checks say of a file of this name and text.
fn said(path: &str, text: &str) -> String {
    violations(&File::parse(path, text)).join("\n")
}

#[test]
fn a_forbidden_import_is_found_however_it_is_written() {
    let forbidden = [
        ("model/a.rs", "use crate::engine::Snapshot;"),
        ("model/a.rs", "use super::super::engine::Snapshot;"),
        ("model/a.rs", "use crate::{policy, model::Id};"),
        ("model/a.rs", "fn f() -> crate::policy::Rule { todo() }"),
        ("model/a.rs", "fn f() { let _ = std::time::SystemTime::now(); }"),
        ("model/a.rs", "use std::{fmt, fs};"),
        ("model/a.rs", "use jiff::Timestamp;"),
        ("engine/a/b.rs", "fn f() { assert_eq!(1, serde_json::from_str(\"1\")); }"),
        ("engine/a.rs", "use crate::policy::load;"),
        ("engine/a.rs", "use crate::policy::{Rule, SourceFile};"),
        ("verify/a.rs", "fn f() { std::env::var(\"HOME\"); }"),
        ("store/a.rs", "use crate::grpc::wire;"),
        ("store/a.rs", "use tonic::Status;"),
        ("audit/a.rs", "use crate::store::Current;"),
        ("grpc/a.rs", "use std::fs::File;"),
        ("sidecar/a.rs", "use crate::cli::Exit;"),
        ("telemetry.rs", "use crate::cli::Exit;"),
    ];
    for (path, text) in forbidden {
        let said = said(path, &format!("//! Documented.\n\n{text}\n"));
        assert!(said.contains(&format!("src/{path}:3: ")), "{path} with `{text}`: {said:?}");
    }
}

#[test]
fn what_the_table_allows_is_not_found() {
    let allowed = [
        ("model/a.rs", "use super::bits::IdSet; use std::fmt; use std::time::Duration;"),
        ("policy/a.rs", "use crate::model::Id; use jiff::tz::TimeZone; use super::super::model::Verdict;"),
        ("engine/a.rs", "use crate::policy::{PolicySet, Rule}; use super::Snapshot;"),
        ("verify/a.rs", "use crate::{engine::decide, policy::Diagnostic};"),
        ("store/a.rs", "use std::fs; use crate::engine::compile;"),
        ("cli/a.rs", "use crate::store; fn f() { println!(); }"),
        ("model/a.rs", "#[cfg(test)] mod tests { use crate::policy::Rule; fn f() { None::<u8>.unwrap(); } }"),
    ];
    for (path, text) in allowed {
        assert_eq!(said(path, text), "", "{path} with `{text}`");
    }
}

#[test]
fn a_file_in_bad_form_is_found() {
    let bad = [
        ("engine/a.rs", "fn f() { println!(\"hello\"); }", "prints"),
        ("grpc/a.rs", "fn f() { tokio::spawn(async { dbg!(1) }); }", "prints"),
        ("engine/a.rs", "fn f() { None::<u8>.unwrap(); }", "unwrap"),
        ("cli/a.rs", "fn f() { None::<u8>.expect(\"some\"); }", "expect"),
        ("cli/a.rs", "fn f() { vec![Some(1).unwrap()]; }", "unwrap"),
        ("store/a.rs", "fn f() { unreachable!() }", "unreachable!"),
        ("engine/mod.rs", "mod a; pub use a::A; pub struct B;", "holds"),
    ];
    for (path, text, word) in bad {
        let said = said(path, text);
        assert!(said.starts_with(&format!("src/{path}:1: ")) && said.contains(word), "{path} with `{text}`: {said:?}");
    }
    let long = "//! One line.\n".repeat(401);
    assert_eq!(said("engine/a.rs", &long), "src/engine/a.rs:401: 401 lines; the most are 400: split the file");
    assert_eq!(said("engine/a.rs", &"//! One line.\n".repeat(400)), "");
}
