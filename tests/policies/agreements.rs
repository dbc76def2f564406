//! Agreements between States permit business data to move, and nothing else.

use std::collections::BTreeSet;

use selat::engine::{Ground, Snapshot, judge};
use selat::model::{
    Attested, Authority, Categories, CategoryId, Denial, Effect, Exporter, Importer, JurisdictionId, Moment, Outcome,
    Transfer,
};
use selat::policy::{Rule, parse_instant};

use super::scenarios::snapshot;

const MEMBERS: [&str; 11] = ["BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN"];

/// Today, a year in which DEFA's phases may have begun, and one in which every transition of RCEP is over.
const INSTANTS: [&str; 3] = ["2026-11-25", "2027-06-01", "2030-06-01"];

fn moment(snapshot: &Snapshot, instant: &str, assume: &[&str]) -> Moment {
    let assume: Vec<String> = assume.iter().map(ToString::to_string).collect();
    let assumptions = snapshot.policies().known().resolve_assumptions(&assume).expect("known assumptions");
    Moment { at: parse_instant(instant).expect("an instant"), assumptions }
}

/// Every category between every two members, with nothing said or in place.
fn transfers(snapshot: &Snapshot) -> Vec<Transfer> {
    let words = snapshot.policies().vocabulary();
    let members = MEMBERS.map(|code| words.jurisdictions.find(code).expect("a member"));
    let pairs =
        members.iter().flat_map(|from| members.iter().filter(move |to| *to != from).map(move |to| (*from, *to)));
    let all = |(from, to)| words.categories.iter().map(move |(category, _)| transfer(snapshot, from, to, category));
    pairs.flat_map(all).collect()
}

fn transfer(
    snapshot: &Snapshot,
    origin: JurisdictionId,
    destination: JurisdictionId,
    category: CategoryId,
) -> Transfer {
    Transfer {
        origin,
        destination,
        transit: Vec::new(),
        subjects: vec![origin],
        data: Categories::new([category]).expect("a category"),
        purpose: None,
        exporter: Exporter { sector: snapshot.policies().vocabulary().general_sector(), role: None },
        importer: Importer { role: None },
        safeguards: Attested::default(),
        subject_count: None,
    }
}

/// The rules of treaties.
fn treaties(snapshot: &Snapshot) -> impl Iterator<Item = &Rule> {
    let set = snapshot.policies();
    set.rules().iter().filter(|rule| set.rule_set_of(rule).authority == Authority::Treaty)
}

#[test]
fn a_treaty_restricts_nothing_overrides_nothing_and_covers_nobody() {
    let snapshot = snapshot();
    assert!(treaties(&snapshot).count() > 10);
    for rule in treaties(&snapshot) {
        assert!(matches!(rule.action.effect(), Effect::Allow | Effect::Note), "{} restricts", rule.id);
        assert!(rule.overrides.is_empty(), "{} overrides", rule.id);
        assert_eq!(snapshot.policies().rule_set_of(rule).jurisdiction, None, "{} covers an origin", rule.id);
    }
}

#[test]
fn no_treaty_permits_personal_financial_or_official_data() {
    let snapshot = snapshot();
    let categories = &snapshot.policies().vocabulary().categories;
    for rule in treaties(&snapshot).filter(|rule| rule.action.effect() == Effect::Allow) {
        let data = rule.when.data.as_ref().unwrap_or_else(|| panic!("{} permits all data", rule.id));
        for id in data.holds_for.iter() {
            let kind = categories.word(id).split('.').next().expect("a word");
            assert!(
                ["commercial", "derived", "industrial"].contains(&kind),
                "{} permits {}",
                rule.id,
                categories.word(id)
            );
        }
    }
}

#[test]
fn no_live_answer_rests_on_the_digital_economy_framework_agreement() {
    let snapshot = snapshot();
    for instant in INSTANTS {
        let live = moment(&snapshot, instant, &[]);
        for transfer in transfers(&snapshot) {
            let decision = judge(&snapshot, &transfer, &live);
            let on_it: Vec<_> = snapshot.grounds(&decision).map(Ground::id).filter(|id| id.contains("defa")).collect();
            assert!(on_it.is_empty(), "{transfer:?} rests on {on_it:?}");
        }
    }
}

#[test]
fn under_its_assumptions_the_agreement_permits_business_data_and_changes_nothing_else() {
    let snapshot = snapshot();
    let words = snapshot.policies().vocabulary();
    let supposed = ["defa-in-force", "defa-phase-2", "defa-phase-3"];
    let phases: [(&[&str], usize); 4] =
        [(&supposed[..1], 1), (&supposed[..2], 7), (&supposed[..], 11), (&["defa-phase-3"], 5)];
    for (assume, expected) in phases {
        let (live, after) = (moment(&snapshot, "2027-06-01", &[]), moment(&snapshot, "2027-06-01", assume));
        let mut origins = BTreeSet::new();
        for transfer in transfers(&snapshot) {
            let [was, is] = [&live, &after].map(|moment| judge(&snapshot, &transfer, moment));
            if snapshot.grounds(&is).any(|ground| ground.id() == "asean.defa.flow") {
                origins.insert(words.jurisdictions.word(transfer.origin));
            } else {
                assert_eq!(was, is, "{transfer:?}");
            }
            // It lifts nothing: it only permits what no law spoke of.
            assert!(is.verdict() == was.verdict() || was.outcome == Outcome::Deny(Denial::NothingPermits));
        }
        assert_eq!(origins.len(), expected, "with {assume:?} it binds {origins:?}");
    }
}
