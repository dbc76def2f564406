//! From files to a policy set, or to everything that is wrong with them.

use super::code::Code;
use super::contents::ContentsBuilder;
use super::diagnostic::{Diagnostic, Severity};
use super::document::{Document, read};
use super::fix::settle;
use super::revision::RevisionBuilder;
use super::set::{PolicySet, PolicyTest};
use super::source::{SourceFile, Sources};
use super::unread::Unread;
use super::validate::{Expectable, resolve_tests, validate};
use super::yaml::{Limits, parse};

/// A policy set or test file that can't be used, and every reason why.
#[derive(Debug)]
pub struct Rejection {
    /// The files that the diagnostics point into.
    pub sources: Sources,
    /// The mistakes, sorted by file and place; never empty.
    pub diagnostics: Vec<Diagnostic>,
}

/// Policy tests from outside a policy set, with the files they came from.
#[derive(Debug)]
pub struct TestFiles {
    /// The files that the tests' places point into.
    pub sources: Sources,
    /// The tests, in the order of files and places.
    pub tests: Vec<PolicyTest>,
}

/// Reads and validates a policy set.
///
/// # Errors
/// Every mistake in every file.
pub fn load(files: Vec<SourceFile>) -> Result<PolicySet, Rejection> {
    let sources = Sources::new(files);
    let mut found = Vec::new();
    let (mut documents, mut unread) = (Vec::new(), Unread::default());
    let (mut revision, mut contents) = (RevisionBuilder::default(), ContentsBuilder::default());
    // A file's tree is many times as large as the file, so that only one is held at a time.
    for (id, file) in sources.iter() {
        let before = found.len();
        let nodes = parse(id, file, Limits::default(), &mut found);
        unread.add_beside(&nodes, &found[before..], file);
        for node in &nodes {
            match read(node, &mut found) {
                Some(document) => documents.push(document),
                None => unread.add(node.place),
            }
            revision.add(node);
            contents.add(node);
        }
    }
    let set = validate(documents, revision.build(), &mut found);
    unread.hold_back(&mut found, &sources);
    match set {
        Some(set) if is_usable(&found) => {
            Ok(PolicySet { warnings: sorted(found, &sources), contents: contents.build(), sources, ..set })
        }
        _ => Err(rejection(sources, found)),
    }
}

/// Reads `PolicyTest` documents from outside a policy set, in its words.
///
/// # Errors
/// Every mistake in every file; a document of another kind is one.
pub fn load_tests(files: Vec<SourceFile>, set: &PolicySet) -> Result<TestFiles, Rejection> {
    let sources = Sources::new(files);
    let mut found = Vec::new();
    let rule_ids = set.rules().iter().map(|rule| rule.id.as_str());
    let known = Expectable {
        known: set.known(),
        regulations: set.regulations(),
        rules: rule_ids.chain(set.recognitions().iter().map(|r| r.id.as_str())).collect(),
    };
    let mut tests = Vec::new();
    let nodes =
        sources.iter().flat_map(|(id, file)| parse(id, file, Limits::default(), &mut found)).collect::<Vec<_>>();
    for node in nodes {
        match read(&node, &mut found) {
            Some(Document::PolicyTests(documents)) => tests.extend(resolve_tests(&documents, &known, &mut found)),
            Some(_) => found.push(
                Diagnostic::new(Code::MisplacedDocument, node.place, "only `PolicyTest` documents can be run as tests")
                    .help("name the folder with `--policies` to use its other documents"),
            ),
            None => {}
        }
    }
    if is_usable(&found) { Ok(TestFiles { sources, tests }) } else { Err(rejection(sources, found)) }
}

fn is_usable(found: &[Diagnostic]) -> bool {
    found.iter().all(|diagnostic| diagnostic.severity() != Severity::Error)
}

fn rejection(sources: Sources, found: Vec<Diagnostic>) -> Rejection {
    let diagnostics = sorted(found, &sources);
    Rejection { sources, diagnostics }
}

fn sorted(mut diagnostics: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| a.primary.place.cmp(&b.primary.place).then_with(|| a.code.cmp(&b.code)));
    diagnostics.dedup();
    settle(&mut diagnostics, sources);
    diagnostics
}
