//! What the numbers of an answer stand for, and whose law is held.

use selat::engine::{Covered, Snapshot, WhenStale, compile, decide};
use selat::model::{
    Authority, Citation, Condition, Confidence, Decision, Denial, Draft, Missing, Moment, Outcome, PartialDate,
    Principle, Reason, RuleId, Timestamp, Transfer,
};
use selat::policy::{self, PlaceRef, SourceFile};

/// 2026-06-01.
pub const NOW: Timestamp = Timestamp::from_seconds(1_780_272_000);

/// The small good set, and laws of different certainty.
pub fn certainty() -> Snapshot {
    loaded(Vec::new())
}

/// The same, and some files.
pub fn loaded(mut files: Vec<SourceFile>) -> Snapshot {
    let base = SourceFile::new("base.yaml", include_bytes!("../fixtures/base.yaml").to_vec());
    let more = SourceFile::new("certainty.yaml", include_bytes!("../fixtures/certainty.yaml").to_vec());
    files.extend([base, more]);
    let loaded = policy::load(files);
    compile(loaded.unwrap_or_else(|rejection| panic!("{}", selat::cli::diagnostics_text(&rejection))))
}

pub fn transfer(snapshot: &Snapshot, draft: &Draft<'_>) -> Transfer {
    snapshot.policies().known().resolve(draft).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

/// From Viet Nam to Singapore.
pub fn from_vietnam(snapshot: &Snapshot, data: &[&str], safeguards: &[&str], purpose: &str) -> Transfer {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let (data, safeguards) = (words(data), words(safeguards));
    let draft =
        Draft { origin: "VN", destination: "SG", data: &data, safeguards: &safeguards, purpose, ..Draft::default() };
    transfer(snapshot, &draft)
}

pub fn answer(snapshot: &Snapshot, transfer: &Transfer) -> Decision {
    decide(snapshot, transfer, &Moment::live(NOW))
}

pub fn rule(snapshot: &Snapshot, id: &str) -> RuleId {
    let at = snapshot.policies().rules().iter().position(|rule| rule.id == id).expect("the rule");
    RuleId(u32::try_from(at).expect("few rules"))
}

#[test]
fn a_condition_says_who_asks_for_what_and_what_is_lacking() {
    let snapshot = certainty();
    let decision = answer(&snapshot, &from_vietnam(&snapshot, &["personal.health"], &["instrument.contract"], ""));
    let [condition] = decision.conditions() else { panic!("{decision:?}") };
    assert_eq!(snapshot.condition_id(condition), "vn.health");
    assert_eq!(snapshot.condition_text(condition), "Health data goes under a contract and with consent.");
    let takes = vec!["instrument.contract", "consent.explicit"];
    assert_eq!(snapshot.condition_alternatives(condition), [(takes, vec!["consent.explicit"])]);
    let consent = snapshot.policies().vocabulary().safeguards.find("consent.explicit").expect("a safeguard");
    assert_eq!(snapshot.lacking(condition), [[consent]]);
}

#[test]
fn an_approval_is_asked_of_a_person_and_of_no_safeguard() {
    let snapshot = certainty();
    let condition = Condition { rule: rule(&snapshot, "vn.low"), missing: Missing::Approval };
    assert_eq!(snapshot.condition_id(&condition), "low-confidence");
    assert!(snapshot.condition_text(&condition).contains("`vn.low`"));
    assert_eq!(snapshot.condition_alternatives(&condition), [(vec!["human approval"], vec!["human approval"])]);
    assert!(snapshot.lacking(&condition).is_empty());
}

#[test]
fn the_grounds_of_an_answer_are_its_rules_and_the_recognitions_that_it_needed() {
    let snapshot = certainty();
    let safeguards = ["instrument.contract", "treaty.seal"];
    let decision = answer(&snapshot, &from_vietnam(&snapshot, &["personal.health"], &safeguards, ""));
    let grounds: Vec<_> = snapshot.grounds(&decision).collect();
    let said: Vec<_> = grounds.iter().map(|ground| (ground.id(), ground.summary(), ground.confidence())).collect();
    assert_eq!(
        said,
        [
            ("vn.health", "Health data goes under a contract and with consent.", Some(Confidence::High)),
            ("treaty.seal", "A seal stands for consent.", Some(Confidence::Medium)),
        ]
    );
    let forces: Vec<_> = grounds.iter().map(|ground| snapshot.authority(*ground)).collect();
    assert_eq!(forces, [Authority::Regulation, Authority::Treaty]);
    let cites = |at: usize| grounds[at].cites().iter().map(Citation::to_string).collect::<Vec<_>>();
    assert_eq!((cites(0), cites(1)), (vec!["vn.law".to_owned(), "sg.act#s26".to_owned()], vec!["sg.act".to_owned()]));
    let duties: Vec<_> = snapshot.obligations(&decision).map(|(by, duty)| (by.id(), duty.id.as_str())).collect();
    assert_eq!(duties, [("vn.health", "vn-record"), ("treaty.seal", "show-seal")]);
    let oldest = PartialDate { year: 2025, month: Some(3), day: Some(1) };
    assert_eq!(snapshot.reviewed(grounds[0].cites()), Some(oldest));
    assert_eq!(snapshot.reviewed(&[]), None);
}

#[test]
fn the_law_of_a_country_is_held_where_a_rule_set_of_law_says_so() {
    let snapshot = certainty();
    let jurisdiction = |code| snapshot.policies().vocabulary().jurisdictions.find(code).expect("a country");
    let moment = Moment::live(NOW);
    for (code, held) in [("VN", vec!["vn.law"]), ("SG", vec!["sg.act"]), ("NO", vec![])] {
        let sets: Vec<_> = snapshot.covering(jurisdiction(code), &moment).map(|set| set.id.as_str()).collect();
        assert_eq!(sets, held, "{code}");
        let covered = snapshot.covered(jurisdiction(code), &moment);
        assert_eq!(covered, if held.is_empty() { Covered::Not } else { Covered::Fully }, "{code}");
        let contact = snapshot.policies().vocabulary().categories.find("personal.contact").expect("a category");
        assert_eq!(covered.includes(contact), !held.is_empty(), "{code}");
    }
    let members = snapshot.policies().groups().iter().position(|group| group.id == "asean.member").expect("a group");
    let members = PlaceRef::Group(policy::GroupId(members));
    assert!(snapshot.is_in(jurisdiction("VN"), members, &moment));
    assert!(!snapshot.is_in(jurisdiction("NO"), members, &moment));
    assert!(!snapshot.is_in(jurisdiction("VN"), members, &Moment::live(Timestamp::from_seconds(0))));
}

#[test]
fn the_words_for_what_becomes_of_stale_answers_are_those_that_are_read() {
    for (word, when_stale) in WhenStale::WORDS {
        assert_eq!(when_stale.word(), word);
    }
}

#[test]
fn a_denial_says_whether_a_rule_denies_nothing_permits_or_the_law_is_not_held() {
    let norway = "apiVersion: selat/v1\nkind: RuleSet\nid: no.law\nauthority: statute\njurisdiction: \"NO\"\n\
                  covers: [personal.health]\nrules:\n  - id: no.law.marketing\n    summary: Health data is not for \
                  marketing.\n    when: { origin: \"NO\", data: [personal.health], purpose: [marketing] }\n    \
                  effect: deny\n    cites: [sg.act]\n";
    let snapshot = loaded(vec![SourceFile::new("norway.yaml", norway.as_bytes().to_vec())]);
    let by_rule = Reason::Applied(rule(&snapshot, "no.law.marketing"));
    let [unpermitted, beyond] = [Principle::NothingPermits, Principle::BeyondCoverage].map(Reason::Principle);
    for (data, purpose, denial, reasons) in [
        (&["personal.health"][..], "marketing", Denial::ByRules, vec![by_rule]),
        (&["personal.health"], "hosting", Denial::NothingPermits, vec![unpermitted]),
        (&["personal.contact"], "hosting", Denial::NothingPermits, vec![unpermitted, beyond]),
        (&["personal.contact", "personal.health"], "marketing", Denial::ByRules, vec![by_rule, unpermitted, beyond]),
    ] {
        let asked = data.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let draft = Draft { origin: "NO", destination: "SG", data: &asked, purpose, ..Draft::default() };
        let decision = answer(&snapshot, &transfer(&snapshot, &draft));
        assert_eq!(decision.outcome, Outcome::Deny(denial), "{data:?}, {purpose}");
        assert_eq!(decision.reasons, reasons, "{data:?}, {purpose}");
    }
}

#[test]
fn an_origin_whose_law_is_not_held_yet_is_denied_until_it_is() {
    let nordic = "apiVersion: selat/v1\nkind: JurisdictionGroup\nid: nordic\nmembers: [{ codes: [\"NO\"], since: \
                  2027-01-01, until: 2028-01-01 }]\n---\napiVersion: selat/v1\nkind: RuleSet\nid: nordic.law\n\
                  authority: statute\njurisdiction: nordic\nrules:\n  - { id: nordic.free, summary: Data moves., \
                  when: { origin: nordic, data: [personal] }, effect: allow, cites: [sg.act] }\n";
    let snapshot = loaded(vec![SourceFile::new("nordic.yaml", nordic.as_bytes().to_vec())]);
    let data = ["personal.contact".to_owned()];
    let asked = transfer(&snapshot, &Draft { origin: "NO", destination: "SG", data: &data, ..Draft::default() });
    let (begins, ends) = (policy::parse_instant("2027-01-01"), policy::parse_instant("2028-01-01"));
    let at = |at| decide(&snapshot, &asked, &Moment::live(at));
    let before = at(NOW);
    assert_eq!((before.outcome, before.valid_until), (Outcome::Deny(Denial::UncoveredOrigin), begins));
    let within = at(begins.expect("a day"));
    assert_eq!((within.outcome, within.valid_until), (Outcome::Allow, ends));
    let after = at(ends.expect("a day"));
    assert_eq!((after.outcome, after.valid_until), (Outcome::Deny(Denial::UncoveredOrigin), None));
}
