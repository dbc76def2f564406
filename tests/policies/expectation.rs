//! What each field of a policy test asks of an answer.

use selat::model::{Citation, Verdict};
use selat::policy::{self, Expectation, PolicySet, RuleName, SourceFile};
use selat::verify::{Aspect, Observed, check};

fn set() -> PolicySet {
    let file = SourceFile::new("base.yaml", include_bytes!("../fixtures/cli/base.yaml").to_vec());
    policy::load(vec![file]).unwrap_or_else(|rejection| panic!("{}", selat::cli::diagnostics_text(&rejection)))
}

fn nothing_but(decision: Verdict) -> Expectation {
    Expectation {
        decision,
        missing: Vec::new(),
        cites: Vec::new(),
        not_cites: Vec::new(),
        rules: Vec::new(),
        not_rules: Vec::new(),
        obligations: Vec::new(),
        by_category: Vec::new(),
    }
}

fn answer() -> Observed {
    Observed {
        decision: Verdict::Conditions,
        missing: vec!["consent.explicit".to_owned()],
        cites: vec!["sg.act#s26".to_owned(), "sg.active".to_owned()],
        rules: vec!["sg.act.transfer".to_owned()],
        obligations: vec!["keep-record".to_owned()],
        by_category: vec![("personal.health".to_owned(), Verdict::Conditions)],
    }
}

fn cites(citation: &str) -> Citation {
    let (regulation, provision) = match citation.split_once('#') {
        Some((regulation, provision)) => (regulation, Some(provision.to_owned())),
        None => (citation, None),
    };
    Citation { regulation: regulation.to_owned(), provision }
}

fn id(rule: &str) -> RuleName {
    RuleName::Id(rule.to_owned())
}

/// The fields that the answer does not meet.
fn unmet(expected: &Expectation) -> Vec<Aspect> {
    check(expected, &answer(), set().vocabulary()).into_iter().map(|mismatch| mismatch.aspect).collect()
}

#[test]
fn a_regulation_is_cited_by_its_provisions_and_a_provision_by_itself() {
    for (citation, is_met) in [
        ("sg.act", true),
        ("sg.act#s26", true),
        ("sg.active", true),
        ("sg.act#s2", false),
        ("sg.active#s26", false),
        ("sg", false),
    ] {
        let must = Expectation { cites: vec![cites(citation)], ..nothing_but(Verdict::Conditions) };
        let must_not = Expectation { not_cites: vec![cites(citation)], ..nothing_but(Verdict::Conditions) };
        assert_eq!(unmet(&must).is_empty(), is_met, "{citation}");
        assert_eq!(unmet(&must_not).is_empty(), !is_met, "{citation}");
    }
}

#[test]
fn what_is_met_is_no_mismatch_and_what_is_not_is_one_for_each_field() {
    let set = set();
    let words = set.vocabulary();
    let safeguard = |word| words.safeguards.find(word).expect("a safeguard");
    let category = |word| words.categories.find(word).expect("a category");
    let met = Expectation {
        missing: vec![safeguard("consent.explicit")],
        rules: vec![id("sg.act.transfer")],
        not_rules: vec![id("sg.other")],
        obligations: vec!["keep-record".to_owned()],
        by_category: vec![(category("personal.health"), Verdict::Conditions)],
        ..nothing_but(Verdict::Conditions)
    };
    assert_eq!(unmet(&met), []);
    let not_met = Expectation {
        missing: vec![safeguard("instrument.contract"), safeguard("consent.explicit")],
        rules: vec![id("sg.other")],
        not_rules: vec![id("sg.act.transfer")],
        obligations: vec!["tell".to_owned()],
        by_category: vec![(category("personal.contact"), Verdict::Conditions)],
        ..nothing_but(Verdict::Allow)
    };
    let fields = unmet(&not_met);
    let names: Vec<_> = fields.into_iter().map(Aspect::word).collect();
    assert_eq!(names, ["decision", "missing", "rules", "not_rules", "obligations", "by_category"]);
    let missing = &check(&not_met, &answer(), words)[1];
    assert_eq!((missing.expected.as_str(), missing.given.as_str()), ("instrument.contract", "consent.explicit"));
}

#[test]
fn what_several_ids_begin_with_names_the_parts_and_an_id_itself_alone() {
    let ids = ["sg.act.transfer", "sg.act.transfer-2014", "sg.agreements.au", "sg.agreements.nz"];
    for (name, given, is_met) in [
        ("sg.agreements", "sg.agreements.nz", true),
        ("sg.agreements", "sg.act.transfer", false),
        ("sg.agree", "sg.agreements.nz", false),
        ("sg.act.transfer", "sg.act.transfer", true),
        ("sg.act.transfer", "sg.act.transfer-2014", false),
    ] {
        let given = Observed { rules: vec![given.to_owned()], ..answer() };
        let name = RuleName::new(name, ids);
        let must = Expectation { rules: vec![name.clone()], ..nothing_but(Verdict::Conditions) };
        let must_not = Expectation { not_rules: vec![name.clone()], ..nothing_but(Verdict::Conditions) };
        let fails = |expected| !check(expected, &given, set().vocabulary()).is_empty();
        assert_eq!((fails(&must), fails(&must_not)), (!is_met, is_met), "{name} against {:?}", given.rules);
    }
}
