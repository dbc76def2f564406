//! The tests that a policy set brings along, each asked of the layers that it was written for.
//!
//! A layer may tighten what the layers below it say, so their tests are asked of them alone.

use super::run::{TestReport, run};
use crate::engine::{Snapshot, compile};
use crate::policy::{self, Place, PolicyTest, SourceFile, Sources};

/// Runs the tests of a policy set, those of each layer against that layer and the ones below it.
///
/// A layer that can't be used without one above it is tested together with that one.
pub fn own_tests(snapshot: &Snapshot) -> Vec<TestReport> {
    let sources = snapshot.policies().sources();
    let top = sources.iter().map(|(_, file)| file.layer()).max().unwrap_or_default();
    let mut reports = Vec::new();
    let mut next = 0;
    for layer in 0..top {
        let below: Vec<SourceFile> =
            sources.iter().filter(|(_, file)| file.layer() <= layer).map(|(_, file)| file.clone()).collect();
        if let Ok(set) = policy::load(below) {
            let part = compile(set);
            reports.extend(run_layers(&part, next..=layer).map(|report| moved(report, &part, sources)));
            next = layer + 1;
        }
    }
    reports.extend(run_layers(snapshot, next..=top));
    reports
}

fn run_layers(snapshot: &Snapshot, layers: std::ops::RangeInclusive<u16>) -> impl Iterator<Item = TestReport> {
    let sources = snapshot.policies().sources();
    let is_meant =
        move |test: &&PolicyTest| sources.get(test.place.source).is_some_and(|file| layers.contains(&file.layer()));
    snapshot.policies().tests().iter().filter(is_meant).map(|test| run(snapshot, test))
}

/// The same report with its places among the files of the whole set.
fn moved(report: TestReport, part: &Snapshot, whole: &Sources) -> TestReport {
    let move_place = |place: Place| {
        let name = part.policies().sources().get(place.source).map(SourceFile::name);
        let found = whole.iter().find(|(_, file)| Some(file.name()) == name);
        found.map_or(place, |(source, _)| Place { source, ..place })
    };
    let mut report = report;
    report.place = move_place(report.place);
    for deciding in &mut report.deciding {
        deciding.place = deciding.place.map(move_place);
    }
    for followed in &mut report.followed {
        followed.place = move_place(followed.place);
    }
    report
}
