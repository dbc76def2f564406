//! One case file, three front ends: every policy test of the built-in set gets its answer through the library, through
//! the command line and over gRPC.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use selat::engine::{Snapshot, compile};
use selat::grpc::wire::{self, SimulateRequest};
use selat::model::{Moment, Transfer, Verdict};
use selat::policy::{self, PolicyTest, SourceFile};
use selat::store::{self, PolicySource};
use selat::verify::{self, Mismatch, Observed, TestReport};

use crate::support::sidecar::Sidecar;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")
}

pub fn snapshot() -> Snapshot {
    let files = store::read(&[PolicySource::Builtin]).expect("the built-in files").files;
    match policy::load(files) {
        Ok(set) => compile(set),
        Err(rejection) => panic!("{}", selat::cli::diagnostics_text(&rejection)),
    }
}

/// Where a failing test stands, and what it got.
fn told<'a>(snapshot: &Snapshot, test: &PolicyTest, mismatches: impl Iterator<Item = &'a Mismatch>) -> String {
    let place = snapshot.policies().sources().describe(test.place);
    let mismatches: Vec<_> = mismatches.map(ToString::to_string).collect();
    format!("{place}: {}\n    {}", test.name, mismatches.join("\n    "))
}

#[test]
fn through_the_library() {
    let snapshot = snapshot();
    let tests = snapshot.policies().tests();
    assert!(!tests.is_empty());
    let reports: Vec<(&PolicyTest, TestReport)> =
        tests.iter().map(|test| (test, verify::run(&snapshot, test))).collect();
    let failed = reports.iter().filter(|(_, report)| !report.passed());
    let failed: Vec<_> = failed.map(|(test, report)| told(&snapshot, test, report.failures.iter())).collect();
    assert!(failed.is_empty(), "{} of {} failed\n{}", failed.len(), tests.len(), failed.join("\n"));
}

#[test]
fn through_the_command_line() {
    let snapshot = snapshot();
    let sources = snapshot.policies().sources();
    let built_in = |test: &PolicyTest| sources.get(test.place.source).map(SourceFile::name).unwrap_or_default();
    let names: BTreeSet<_> = snapshot.policies().tests().iter().map(built_in).collect();
    let paths = names.iter().map(|name| folder().join(name.trim_start_matches("builtin/")));
    let paths: Vec<_> = paths.map(|path| path.to_str().expect("a path in UTF-8").to_owned()).collect();
    let mut arguments = vec!["test"];
    arguments.extend(paths.iter().map(String::as_str));
    let ended = crate::cli::selat(&arguments);
    let expected = format!("{} passed, 0 failed\n", snapshot.policies().tests().len());
    assert_eq!((ended.code, ended.stdout.as_str()), (0, expected.as_str()), "{}", ended.all());
}

#[tokio::test]
async fn over_grpc() {
    let snapshot = snapshot();
    let sidecar = Sidecar::start(&[]);
    let mut client = sidecar.decisions().await;
    let mut failed = Vec::new();
    for test in snapshot.policies().tests() {
        let question = question(&snapshot, &test.transfer, &test.moment);
        let answer = client.simulate(question).await.unwrap_or_else(|status| panic!("{}: {status}", test.name));
        let answer = answer.into_inner();
        assert!(answer.simulated, "{}", test.name);
        assert_eq!(answer.policy_revision, snapshot.policies().revision().as_str());
        let mismatches = verify::check(&test.expect, &observed(&answer), snapshot.policies().vocabulary());
        if !mismatches.is_empty() {
            failed.push(told(&snapshot, test, mismatches.iter()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// A test's question as a client writes it; what the inventory added is attested.
pub fn question(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment) -> SimulateRequest {
    let words = snapshot.policies().vocabulary();
    let place = |id| words.jurisdictions.word(id).to_owned();
    let role = |id: Option<_>| id.map(|id| words.roles.word(id).to_owned()).unwrap_or_default();
    let in_place = transfer.safeguards.at(moment.at);
    let transfer = wire::Transfer {
        origin: place(transfer.origin),
        destination: place(transfer.destination),
        transit: transfer.transit.iter().copied().map(place).collect(),
        subjects: transfer.subjects.iter().copied().map(place).collect(),
        data: transfer.data.iter().map(|id| words.categories.word(id).to_owned()).collect(),
        purpose: transfer.purpose.map(|id| words.purposes.word(id).to_owned()).unwrap_or_default(),
        exporter: Some(wire::Exporter {
            id: String::new(),
            sector: words.sectors.word(transfer.exporter.sector).to_owned(),
            role: role(transfer.exporter.role),
        }),
        importer: Some(wire::Importer { role: role(transfer.importer.role), ..wire::Importer::default() }),
        safeguards: in_place.iter().map(|id| words.safeguards.word(id).to_owned()).collect(),
        subject_count: transfer.subject_count,
        dataset: String::new(),
    };
    SimulateRequest {
        request_id: String::new(),
        transfer: Some(transfer),
        at: Some(prost_types::Timestamp {
            seconds: moment.at.seconds(),
            nanos: i32::try_from(moment.at.nanos()).expect("below a second"),
        }),
        assume: moment.assumptions.iter().map(|id| words.assumptions.word(id).to_owned()).collect(),
    }
}

/// What an answer on the wire says.
fn observed(answer: &wire::EvaluateResponse) -> Observed {
    let in_force = || answer.reasons.iter().filter(|reason| reason.overridden_by.is_empty());
    let alternatives = answer.conditions.iter().flat_map(|condition| &condition.alternatives);
    let categories = answer.by_category.iter();
    Observed {
        decision: verdict(answer.decision()),
        missing: alternatives.flat_map(|alternative| alternative.missing.clone()).collect(),
        cites: in_force().flat_map(|reason| reason.citations.clone()).collect(),
        rules: in_force().map(|reason| reason.rule.clone()).collect(),
        obligations: answer.obligations.iter().map(|obligation| obligation.id.clone()).collect(),
        by_category: categories.map(|each| (each.category.clone(), verdict(each.decision()))).collect(),
    }
}

fn verdict(decision: wire::Decision) -> Verdict {
    match decision {
        wire::Decision::Allow => Verdict::Allow,
        wire::Decision::Conditions => Verdict::Conditions,
        wire::Decision::Deny => Verdict::Deny,
        wire::Decision::Unspecified => panic!("an answer without a decision"),
    }
}
