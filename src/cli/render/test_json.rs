//! How policy tests went, as JSON.
//!
//! Owns the names of the fields; lines and columns count from 1, columns in characters.

use serde_json::{Map, Value, json};

use super::coverage;
use super::followed::{end_word, exception_tests};
use super::tested::Tested;
use crate::engine::Truth;
use crate::policy::{Place, SourceFile, Sources};
use crate::verify::{Deciding, End, Followed, TestReport};

/// Every test, and how many passed.
pub(super) fn object(tested: &Tested<'_>) -> Value {
    json!({
        "passed": tested.passed(),
        "failed": tested.failed().count(),
        "tests": tested.reports.iter().map(|report| test(report, tested)).collect::<Vec<_>>(),
        "coverage": tested.coverage.map(coverage::object),
        "policy_revision": tested.snapshot.policies().revision().as_str(),
    })
}

fn test(report: &TestReport, tested: &Tested<'_>) -> Value {
    let failures = report.failures.iter().map(
        |mismatch| json!({ "field": mismatch.aspect.word(), "expected": mismatch.expected, "given": mismatch.given }),
    );
    let policies = tested.policies();
    json!({
        "name": report.name,
        "place": place(report.place, tested.sources),
        "passed": report.passed(),
        "failures": failures.collect::<Vec<_>>(),
        "decided_by": report.deciding.iter().map(|rule| deciding(rule, policies)).collect::<Vec<_>>(),
        "rules": report.followed.iter().map(|rule| followed(rule, policies)).collect::<Vec<_>>(),
    })
}

fn deciding(deciding: &Deciding, policies: &Sources) -> Value {
    json!({ "rule": deciding.id, "place": deciding.place.map(|at| place(at, policies)) })
}

fn followed(followed: &Followed, policies: &Sources) -> Value {
    let by = match &followed.end {
        End::Overridden(by) => Some(by),
        _ => None,
    };
    let unless = followed.unless.iter().map(|exception| values(exception_tests(exception)));
    json!({
        "rule": followed.rule,
        "place": place(followed.place, policies),
        "categories": followed.categories,
        "end": end_word(&followed.end),
        "overridden_by": by,
        "when": values(followed.when.iter().map(|(field, value)| (field.word(), *value))),
        "unless": unless.collect::<Vec<_>>(),
    })
}

fn values(tests: impl Iterator<Item = (&'static str, Truth)>) -> Map<String, Value> {
    tests.map(|(field, value)| (field.to_owned(), value.word().into())).collect()
}

fn place(place: Place, sources: &Sources) -> Value {
    let position = sources.position(place);
    json!({
        "file": sources.get(place.source).map(SourceFile::name),
        "line": position.line,
        "column": position.column,
    })
}
