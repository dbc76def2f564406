//! What is said to be about to change is what changes.

use std::collections::BTreeSet;

use selat::engine::{Ground, Snapshot, decide, judge};
use selat::model::{Categories, CategoryId, Exporter, Importer, JurisdictionId, Moment, Timestamp, Transfer, Verdict};
use selat::policy::{SourceFile, parse_instant};
use selat::repository::{Change, Circumstances, Shift, Subject, Turn, upcoming};

use super::explained::loaded;
use super::scenarios::snapshot;

fn from() -> Timestamp {
    parse_instant("2026-11-25").expect("an instant")
}

fn changes(snapshot: &Snapshot) -> Vec<Change> {
    let until = Timestamp::from_seconds(from().seconds() + 90 * 24 * 60 * 60);
    upcoming(snapshot, &Moment::live(from()), until)
}

/// A question, as `ask` would put it.
fn question(
    snapshot: &Snapshot,
    said: &Circumstances,
    [origin, destination]: [JurisdictionId; 2],
    category: CategoryId,
) -> Transfer {
    let general = snapshot.policies().vocabulary().general_sector();
    Transfer {
        origin,
        destination,
        transit: Vec::new(),
        subjects: vec![origin],
        data: Categories::new([category]).expect("a category"),
        purpose: said.purpose,
        exporter: Exporter { sector: said.sector.unwrap_or(general), role: said.exporter_role },
        importer: Importer { role: said.importer_role },
        safeguards: said.safeguards.clone(),
        subject_count: said.subject_count,
    }
}

#[test]
fn every_answer_that_is_said_to_change_changes_so() {
    let snapshot = snapshot();
    let mut asked = 0_usize;
    for change in changes(&snapshot) {
        let before = Moment::live(Timestamp::from_seconds(change.at.seconds() - 1));
        let after = Moment::live(change.at);
        for shift in &change.shifts {
            for group in &shift.groups {
                let pairs = group.destinations.iter().flat_map(|to| group.data.iter().map(move |data| (*to, *data)));
                for (destination, category) in pairs {
                    let transfer = question(&snapshot, &shift.circumstances, [shift.origin, destination], category);
                    let [was, is] = [&before, &after].map(|moment| judge(&snapshot, &transfer, moment));
                    assert_eq!((was.verdict(), is.verdict()), (shift.before, shift.after), "{shift:?}");
                    let rests: Vec<&str> = snapshot.grounds(&is).map(Ground::id).collect();
                    assert!(shift.gained.iter().all(|id| rests.contains(&id.as_str())), "{shift:?} rests on {rests:?}");
                    assert!(!shift.lost.iter().any(|id| rests.contains(&id.as_str())), "{shift:?} rests on {rests:?}");
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 1_000, "{asked} questions");
}

#[test]
fn no_answer_ends_at_an_instant_that_is_not_told() {
    let snapshot = snapshot();
    let told: BTreeSet<Timestamp> = changes(&snapshot).iter().map(|change| change.at).collect();
    let horizon = from().seconds() + 90 * 24 * 60 * 60;
    let words = snapshot.policies().vocabulary();
    let places = |codes: &[&str]| -> Vec<JurisdictionId> {
        codes.iter().map(|code| words.jurisdictions.find(code).expect("a jurisdiction")).collect()
    };
    let categories = ["personal.contact", "personal.health", "commercial.order", "financial.payment", "state"];
    let categories = categories.map(|word| words.categories.find(word).expect("a category"));
    let mut ended = 0_usize;
    for origin in places(&["BN", "CN", "DE", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN"]) {
        for destination in places(&["AU", "DE", "ID", "JP", "SG", "US", "VN"]) {
            for category in categories {
                let transfer = question(&snapshot, &Circumstances::default(), [origin, destination], category);
                let answer = decide(&snapshot, &transfer, &Moment::live(from()));
                if let Some(until) = answer.valid_until.filter(|until| until.seconds() <= horizon) {
                    assert!(told.contains(&until), "{transfer:?} gets another answer at {until:?}");
                    ended += 1;
                }
            }
        }
    }
    assert!(ended > 10, "{ended} answers end within the time");
}

#[test]
fn a_new_party_whose_own_law_is_not_held_is_a_destination_all_the_same() {
    let snapshot = snapshot();
    let from = parse_instant("2025-04-20").expect("an instant");
    let changes = upcoming(&snapshot, &Moment::live(from), Timestamp::from_seconds(from.seconds() + 24 * 60 * 60));
    let jurisdictions = &snapshot.policies().vocabulary().jurisdictions;
    let [singapore, new_zealand] = ["SG", "NZ"].map(|code| jurisdictions.find(code).expect("a jurisdiction"));
    let gains = |shift: &&Shift| shift.origin == singapore && shift.gained == ["intl.aanzfta.flow"];
    let shifts: Vec<_> = changes.iter().flat_map(|change| &change.shifts).filter(gains).collect();
    let to: BTreeSet<_> = shifts.iter().flat_map(|shift| &shift.groups).flat_map(|group| &group.destinations).collect();
    assert!(to.contains(&new_zealand), "{shifts:?}");
}

#[test]
fn what_the_inventory_records_until_a_day_is_told_with_the_answers_that_rest_on_it() {
    let inventory = "apiVersion: selat/v1\nkind: Inventory\nimporters:\n  - id: hanoi\n    jurisdictions: [VN]\n    \
                     safeguards: [{ safeguard: instrument.contract, until: 2027-01-01 }]\n";
    let snapshot = loaded(vec![SourceFile::new("inventory.yaml", inventory.as_bytes().to_vec())]);
    let found = changes(&snapshot);
    let [change] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(Some(change.at), parse_instant("2027-01-01"));
    let ends = |turn: &Turn| !turn.begins && matches!(&turn.what, Subject::Safeguard { entry, .. } if entry == "hanoi");
    assert!(change.turns.iter().all(ends), "{:?}", change.turns);
    let [shift] = change.shifts.as_slice() else { panic!("{:?}", change.shifts) };
    assert_eq!((shift.before, shift.after), (Verdict::Allow, Verdict::Conditions));
    let word = |id: JurisdictionId| snapshot.policies().vocabulary().jurisdictions.word(id).to_owned();
    let to: BTreeSet<String> = shift.groups.iter().flat_map(|group| &group.destinations).map(|id| word(*id)).collect();
    assert_eq!((word(shift.origin).as_str(), Vec::from_iter(to)), ("SG", vec!["VN".to_owned()]));
}
