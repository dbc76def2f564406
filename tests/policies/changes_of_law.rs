//! Each change of law since 2025 is tested on the day before, on the day, and after.
//!
//! The changes are those that the policies hold: rules and recognitions that begin or end, and members who come or go.
//! A test is about a change if its question is one to which the change matters; those of the day before and of the day
//! must expect what would be wrong on the other one, so that a date that slips by a day is noticed.

use std::collections::BTreeSet;

use selat::engine::{Ground, Snapshot, judge};
use selat::model::{Interval, JurisdictionId, Moment, Timestamp};
use selat::policy::{PolicyTest, format_instant};
use selat::verify::{Observed, check};

use super::scenarios::snapshot;

/// 2025 begins, wherever in the world that is first.
const SINCE: Timestamp = Timestamp::from_seconds(1_735_689_600 - 14 * 60 * 60);

const DAY: i64 = 24 * 60 * 60;

/// Something that begins or ends.
struct Change {
    /// Its name, and for a group that of the member.
    what: String,
    /// The id by which answers name it; none for a membership.
    ground: Option<String>,
    /// Who comes or goes.
    member: Option<JurisdictionId>,
    at: Timestamp,
    begins: bool,
}

impl Change {
    /// The last instant of the day before.
    fn before(&self) -> Timestamp {
        later(self.at, -1)
    }

    /// Whether it matters to a test's question, under what the test assumes.
    fn matters_to(&self, snapshot: &Snapshot, test: &PolicyTest) -> bool {
        let [before, after] = [self.before(), self.at].map(|at| grounds(snapshot, test, at));
        match (&self.ground, self.member) {
            (Some(id), _) => if self.begins { after } else { before }.contains(id),
            (None, Some(member)) => {
                let transfer = &test.transfer;
                let ends = [transfer.origin, transfer.destination];
                let all = ends.iter().chain(&transfer.subjects).chain(&transfer.transit);
                before != after && all.into_iter().any(|place| *place == member)
            }
            (None, None) => false,
        }
    }
}

/// The instants as a person would look for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    DayBefore,
    Day,
    After,
}

impl When {
    fn of(test: &PolicyTest, change: &Change) -> Option<Self> {
        let past = test.moment.at.seconds() - change.at.seconds();
        match past {
            past if past < -DAY => None,
            past if past < 0 => Some(Self::DayBefore),
            past if past < DAY => Some(Self::Day),
            _ => Some(Self::After),
        }
    }
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_seconds(at.seconds() + seconds)
}

fn at(test: &PolicyTest, at: Timestamp) -> Moment {
    Moment { at, assumptions: test.moment.assumptions.clone() }
}

/// The rules and recognitions that a test's answer would rest on at another instant.
fn grounds(snapshot: &Snapshot, test: &PolicyTest, instant: Timestamp) -> Vec<String> {
    let decision = judge(snapshot, &test.transfer, &at(test, instant));
    snapshot.grounds(&decision).map(Ground::id).map(str::to_owned).collect()
}

/// Whether a test would fail at another instant.
fn would_fail(snapshot: &Snapshot, test: &PolicyTest, instant: Timestamp) -> bool {
    let decision = judge(snapshot, &test.transfer, &at(test, instant));
    let observed = Observed::new(snapshot, &decision);
    !check(&test.expect, &observed, snapshot.policies().vocabulary()).is_empty()
}

fn changes(snapshot: &Snapshot) -> Vec<Change> {
    let set = snapshot.policies();
    let mut changes = Vec::new();
    let mut add = |interval: Interval, what: &str, ground: Option<&str>, member: Option<JurisdictionId>| {
        let bounds = [(interval.from, true), (interval.until, false)];
        let bounds = bounds.into_iter().filter_map(|(at, begins)| Some((at.filter(|at| *at >= SINCE)?, begins)));
        changes.extend(bounds.map(|(at, begins)| {
            let (what, ground) = (what.to_owned(), ground.map(str::to_owned));
            Change { what, ground, member, at, begins }
        }));
    };
    for rule in set.rules() {
        add(rule.effective, &rule.id, Some(&rule.id), None);
    }
    for recognition in set.recognitions() {
        add(recognition.effective, &recognition.id, Some(&recognition.id), None);
    }
    for group in set.groups() {
        for membership in &group.memberships {
            let member = membership.jurisdiction;
            let what = format!("{} of {}", group.id, set.vocabulary().jurisdictions.word(member));
            add(membership.interval, &what, None, Some(member));
        }
    }
    changes
}

#[test]
#[allow(clippy::print_stdout, reason = "the count is for whoever asks the test for its output")]
fn each_change_of_law_is_tested_on_the_day_before_on_the_day_and_after() {
    let snapshot = snapshot();
    let changes = changes(&snapshot);
    let mut missing = Vec::new();
    for change in &changes {
        let mut found = BTreeSet::new();
        for test in snapshot.policies().tests() {
            let Some(when) = When::of(test, change) else { continue };
            if found.contains(&when) || !change.matters_to(&snapshot, test) {
                continue;
            }
            let shows = match when {
                When::DayBefore => would_fail(&snapshot, test, change.at),
                When::Day => would_fail(&snapshot, test, change.before()),
                When::After => true,
            };
            if shows {
                found.insert(when);
            }
        }
        let verb = if change.begins { "begins" } else { "ends" };
        let lacking = [When::DayBefore, When::Day, When::After].into_iter();
        let lacking: Vec<_> = lacking.filter(|when| !found.contains(when)).collect();
        if !lacking.is_empty() {
            missing.push(format!("{} {verb} at {}: no test of {lacking:?}", change.what, format_instant(change.at)));
        }
    }
    println!(
        "{} changes of law since 2025, {} of them tested on all three days",
        changes.len(),
        changes.len() - missing.len()
    );
    assert!(changes.len() > 50, "the policies hold fewer changes than the law had");
    assert!(missing.is_empty(), "{} of {} changes:\n{}", missing.len(), changes.len(), missing.join("\n"));
}
