//! Less trust than the rules themselves deserve: where they are uncertain, and where nobody has confirmed them.

use selat::engine::{Snapshot, WhenStale, distrust, temper};
use selat::model::{
    Condition, Conditions, Confidence, Decision, Denial, Draft, Missing, Moment, Outcome, Principle, Reason, Transfer,
    Verdict,
};

use super::explained::{NOW, answer, certainty, from_vietnam, rule, transfer};

fn tempered(snapshot: &Snapshot, transfer: &Transfer, least: Confidence) -> Decision {
    temper(snapshot, transfer, &Moment::live(NOW), answer(snapshot, transfer), least)
}

/// The rules that wait for a person.
fn waiting(snapshot: &Snapshot, decision: &Decision) -> Vec<String> {
    let approvals = decision.conditions().iter().filter(|condition| condition.missing == Missing::Approval);
    approvals.map(|condition| snapshot.policies().rule(condition.rule).id.clone()).collect()
}

#[test]
fn a_permission_waits_where_the_best_of_its_rules_is_not_certain_enough() {
    let snapshot = certainty();
    let contact = |purpose| from_vietnam(&snapshot, &["personal.contact"], &[], purpose);
    for (purpose, least, waits) in [
        ("marketing", Confidence::Low, None),
        ("marketing", Confidence::Medium, Some("vn.low")),
        ("hosting", Confidence::Medium, None),
        ("hosting", Confidence::High, Some("vn.medium")),
    ] {
        let asked = contact(purpose);
        let decision = tempered(&snapshot, &asked, least);
        assert_eq!(waiting(&snapshot, &decision), Vec::from_iter(waits), "{purpose}, {least:?}");
        let verdict = if waits.is_some() { Verdict::Conditions } else { Verdict::Allow };
        assert_eq!((decision.verdict(), decision.by_category[0].1), (verdict, verdict), "{purpose}, {least:?}");
        assert_eq!(decision.reasons, answer(&snapshot, &asked).reasons);
    }
}

#[test]
fn a_requirement_waits_where_it_needs_a_recognition_that_is_not_certain_enough() {
    let snapshot = certainty();
    let health = |safeguards: &[&str]| from_vietnam(&snapshot, &["personal.health"], safeguards, "");
    let waits = |asked: &Transfer, least| waiting(&snapshot, &tempered(&snapshot, asked, least));
    let sealed = health(&["instrument.contract", "treaty.seal"]);
    assert_eq!(waits(&sealed, Confidence::High), ["vn.health"]);
    assert!(waits(&sealed, Confidence::Medium).is_empty());
    let consented = health(&["instrument.contract", "consent.explicit", "treaty.seal"]);
    assert!(waits(&consented, Confidence::High).is_empty(), "the recognition is not needed");
    let (data, safeguards) =
        (["personal.health".to_owned()], ["instrument.contract".to_owned(), "treaty.seal".to_owned()]);
    let excepted = Draft {
        origin: "VN",
        destination: "SG",
        data: &data,
        safeguards: &safeguards,
        sector: "health",
        ..Draft::default()
    };
    assert!(waits(&transfer(&snapshot, &excepted), Confidence::High).is_empty(), "an exception meets it");
}

#[test]
fn an_approval_comes_beside_what_is_missing_and_lifts_no_denial() {
    let snapshot = certainty();
    let data = ["personal.contact".to_owned()];
    let unmet = transfer(&snapshot, &Draft { origin: "SG", destination: "VN", data: &data, ..Draft::default() });
    let decision = tempered(&snapshot, &unmet, Confidence::Medium);
    let transfer_rule = rule(&snapshot, "sg.act.transfer");
    let asked: Vec<_> = decision.conditions().iter().map(|Condition { rule, missing }| (*rule, missing)).collect();
    assert!(
        matches!(asked[..], [(one, Missing::Safeguards(_)), (other, Missing::Approval)]
        if one == transfer_rule && other == transfer_rule),
        "{asked:?}"
    );
    let denied = from_vietnam(&snapshot, &["personal", "personal.contact"], &[], "marketing");
    assert_eq!(answer(&snapshot, &denied).verdict(), Verdict::Deny);
    let decision = tempered(&snapshot, &denied, Confidence::High);
    assert_eq!(decision.outcome, Outcome::Deny(Denial::NothingPermits));
    let verdicts: Vec<_> = decision.by_category.iter().map(|(_, verdict)| *verdict).collect();
    assert_eq!(verdicts, [Verdict::Deny, Verdict::Conditions]);
}

#[test]
fn what_stale_policies_let_go_stays_or_waits_or_is_denied() {
    let snapshot = certainty();
    let asked = [
        from_vietnam(&snapshot, &["personal.contact"], &[], "hosting"),
        from_vietnam(&snapshot, &["personal.contact", "personal.health"], &[], "hosting"),
    ];
    for decision in asked.map(|asked| answer(&snapshot, &asked)) {
        assert_ne!(decision.verdict(), Verdict::Deny);
        assert_eq!(distrust(decision.clone(), WhenStale::Serve, NOW), decision);
        let waits = distrust(decision.clone(), WhenStale::Conditions, NOW);
        let conditions = Conditions::until_confirmed(decision.conditions().to_vec());
        assert_eq!(waits.outcome, Outcome::Conditions(conditions));
        assert!(waits.by_category.iter().all(|(_, verdict)| *verdict == Verdict::Conditions), "{waits:?}");
        assert_eq!((&waits.reasons, waits.valid_until), (&decision.reasons, Some(NOW)));
        let denied = distrust(decision.clone(), WhenStale::Deny, NOW);
        assert_eq!(denied.outcome, Outcome::Deny(Denial::StalePolicy));
        assert!(denied.by_category.iter().all(|(_, verdict)| *verdict == Verdict::Deny), "{denied:?}");
        assert_eq!(denied.reasons.last(), Some(&Reason::Principle(Principle::StalePolicy)));
        assert_eq!(denied.reasons[..decision.reasons.len()], decision.reasons);
        assert_eq!(denied.valid_until, Some(NOW));
    }
}

#[test]
fn what_is_denied_stays_as_it_is() {
    let snapshot = certainty();
    let denied = answer(&snapshot, &from_vietnam(&snapshot, &["personal"], &[], ""));
    assert_eq!(denied.verdict(), Verdict::Deny);
    for (_, when_stale) in WhenStale::WORDS {
        assert_eq!(distrust(denied.clone(), when_stale, NOW), denied);
    }
}
