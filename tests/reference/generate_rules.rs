//! Makes up rule sets: rules are made up one by one, and then put in an order in which they may override.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::case::{Authority, CountRange, Effect, Places, Rule, RuleSet, Tests, Words, Zone};
use super::generate::{obligations, period, some_of, word, zone};
use super::universe as u;

#[derive(Clone, Debug)]
pub struct RawRuleSet {
    authority: Authority,
    jurisdiction: Option<String>,
    zone: Zone,
    rules: Vec<RawRule>,
}

/// A rule that does not know its id yet, nor those of the rules behind it that it overrides.
#[derive(Clone, Debug)]
struct RawRule {
    rule: Rule,
    overrides: Vec<usize>,
}

pub fn raw_rule_set() -> impl Strategy<Value = RawRuleSet> {
    (authority(), weighted(0.85, jurisdiction()), zone(), vec(raw_rule(), 1..=4)).prop_map(
        |(authority, jurisdiction, zone, rules)| {
            let missing = authority.is_national().then(|| u::JURISDICTIONS[0].to_owned());
            let set = RawRuleSet { authority, jurisdiction: jurisdiction.or(missing), zone, rules };
            if authority == Authority::Organisation { set } else { set.without_waivers() }
        },
    )
}

impl RawRuleSet {
    fn without_waivers(mut self) -> Self {
        self.rules.iter_mut().for_each(|raw| raw.rule.waiver = None);
        self
    }
}

/// Gives ids, along the order in which rules override or against it, and lists what each overrides in full.
pub fn rule_sets(raw: Vec<RawRuleSet>, ascending: bool) -> Vec<RuleSet> {
    let overrides = closed_overrides(&raw);
    let count = raw.len();
    let mut place = 0;
    let mut ids = Vec::new();
    let mut sets = Vec::new();
    for (number, raw) in raw.into_iter().enumerate() {
        let set_id = format!("set{}", if ascending { number } else { count - number });
        let rules_in_set = raw.rules.len();
        let mut rules = Vec::new();
        for (number, raw) in raw.rules.into_iter().enumerate() {
            let id = format!("{set_id}.r{}", if ascending { number } else { rules_in_set - number });
            ids.push(id.clone());
            rules.push((place, Rule { id, ..raw.rule }));
            place += 1;
        }
        sets.push((set_id, raw.authority, raw.jurisdiction, raw.zone, rules));
    }
    let with_overrides = |(place, rule): (usize, Rule)| Rule {
        overrides: overrides[place].iter().map(|target| ids[*target].clone()).collect(),
        ..rule
    };
    sets.into_iter()
        .map(|(id, authority, jurisdiction, zone, rules)| RuleSet {
            id,
            authority,
            jurisdiction,
            zone,
            rules: rules.into_iter().map(with_overrides).collect(),
        })
        .collect()
}

/// An organisation's rules without waivers, to be added to a policy set.
pub fn organisation_rule_set() -> impl Strategy<Value = RuleSet> {
    raw_rule_set().prop_map(|raw| {
        let raw = RawRuleSet { authority: Authority::Organisation, ..raw.without_waivers() };
        let set = rule_sets(vec![raw], true).remove(0);
        let rules = set.rules.into_iter().map(|rule| Rule { id: format!("house.{}", rule.id), ..rule }).collect();
        RuleSet { id: "house".to_owned(), rules, ..set }
    })
}

/// What each rule overrides, by place; only rules behind it, so there is no cycle, and all that those override.
fn closed_overrides(raw: &[RawRuleSet]) -> Vec<BTreeSet<usize>> {
    let rules: Vec<(&RawRuleSet, &RawRule)> =
        raw.iter().flat_map(|set| set.rules.iter().map(move |rule| (set, rule))).collect();
    let mut closed = vec![BTreeSet::new(); rules.len()];
    for place in (0..rules.len()).rev() {
        let (set, raw) = rules[place];
        if may_override(set.authority, &raw.rule) {
            let behind =
                raw.overrides.iter().map(|distance| place + 1 + distance).filter(|target| *target < rules.len());
            let with_indirect = behind.map(|target| closed[target].iter().copied().chain([target]).collect());
            let accepted = with_indirect.filter(|all: &BTreeSet<usize>| {
                all.iter()
                    .all(|target| may_take_the_place((set, &raw.rule), (rules[*target].0, &rules[*target].1.rule)))
            });
            closed[place] = accepted.flatten().collect();
        }
    }
    closed
}

/// What the loader accepts: a rule that permits in one jurisdiction alone takes the place of what permits there alone.
fn may_take_the_place((set, rule): (&RawRuleSet, &Rule), (other_set, other): (&RawRuleSet, &Rule)) -> bool {
    let bound = set.authority != Authority::Treaty && set.jurisdiction.is_some() && may_permit(set.authority, rule);
    let alike = other_set.authority != Authority::Treaty && other_set.jurisdiction == set.jurisdiction;
    !bound || alike || !may_permit(other_set.authority, other)
}

fn may_permit(authority: Authority, rule: &Rule) -> bool {
    matches!(rule.effect, Effect::Allow | Effect::Require)
        && (authority != Authority::Organisation || rule.waiver.is_some())
}

/// What the loader accepts: a note and an organisation's rule without a waiver override nothing, nor does one whose
/// exceptions test safeguards.
fn may_override(authority: Authority, rule: &Rule) -> bool {
    (authority != Authority::Organisation || rule.waiver.is_some())
        && rule.effect != Effect::Note
        && rule.unless.iter().all(|exception| exception.safeguards.is_empty())
}

fn authority() -> impl Strategy<Value = Authority> {
    prop_oneof![
        4 => Just(Authority::Statute),
        1 => Just(Authority::Regulation),
        1 => Just(Authority::Guideline),
        2 => Just(Authority::Treaty),
        1 => Just(Authority::Organisation),
    ]
}

fn jurisdiction() -> impl Strategy<Value = String> {
    prop_oneof![6 => Just(u::JURISDICTIONS[0].to_owned()), 1 => word(&u::JURISDICTIONS), 2 => word(&u::GROUPS)]
}

// ---- Rules ----------------------------------------------------------------------------------------------------------

fn raw_rule() -> impl Strategy<Value = RawRule> {
    let scope = (tests(), exceptions(), effect(), vec(alternative(), 1..=3));
    let waiver = weighted(0.6, select(u::boundaries()));
    let rest = (rule_obligations(), period(), some_of(&u::CITATIONS, 1..=2), waiver);
    let overrides = prop_oneof![1 => Just(Vec::new()), 1 => vec(0..6_usize, 1..=2)];
    (scope, rest, overrides).prop_map(|((when, unless, effect, alternatives), rest, overrides)| {
        let (obligations, effective, cites, waiver) = rest;
        let rule = Rule {
            id: String::new(),
            when: some_test(when),
            unless: unless.into_iter().filter_map(|exception| exception_for(effect, exception)).collect(),
            effect,
            alternatives: if effect == Effect::Require { alternatives } else { Vec::new() },
            obligations,
            overrides: Vec::new(),
            effective,
            cites,
            waiver,
        };
        RawRule { rule, overrides }
    })
}

fn effect() -> impl Strategy<Value = Effect> {
    prop_oneof![
        3 => Just(Effect::Allow),
        3 => Just(Effect::Require),
        2 => Just(Effect::Deny),
        1 => Just(Effect::Note),
    ]
}

fn alternative() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![2 => some_of(&u::SAFEGUARDS, 1..=1), 1 => some_of(&u::SAFEGUARDS, 2..=3)]
}

fn rule_obligations() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![3 => Just(Vec::new()), 1 => obligations()]
}

fn exceptions() -> impl Strategy<Value = Vec<Tests>> {
    let safeguards = prop_oneof![2 => Just(Vec::new()), 1 => some_of(&u::SAFEGUARDS, 1..=2)];
    let exception = (tests(), safeguards).prop_map(|(tests, safeguards)| Tests { safeguards, ..tests });
    prop_oneof![2 => Just(Vec::new()), 1 => vec(exception, 1..=2)]
}

/// Only a restrictive rule may test safeguards, and an exception tests something.
fn exception_for(effect: Effect, exception: Tests) -> Option<Tests> {
    let safeguards = if effect.is_restrictive() { exception.safeguards } else { Vec::new() };
    let exception = Tests { safeguards, ..exception };
    (!tests_nothing(&exception)).then_some(exception)
}

/// A rule for every transfer says so.
fn some_test(when: Tests) -> Tests {
    if tests_nothing(&when) { Tests { origin: Some(Places::Any), ..when } } else { when }
}

fn tests_nothing(tests: &Tests) -> bool {
    let places = [&tests.origin, &tests.destination, &tests.transit, &tests.subjects];
    let words = [&tests.data, &tests.purpose, &tests.sector, &tests.exporter_role, &tests.importer_role];
    places.iter().all(|test| test.is_none())
        && words.iter().all(|test| test.is_none())
        && tests.subject_count.is_none()
        && !tests.domestic
        && tests.safeguards.is_empty()
}

// ---- Tests ----------------------------------------------------------------------------------------------------------

fn tests() -> impl Strategy<Value = Tests> {
    let places = (
        weighted(0.25, home_or(places())),
        weighted(0.2, places()),
        weighted(0.08, places()),
        weighted(0.08, places()),
    );
    let words = (
        weighted(0.3, words(&u::CATEGORIES, &u::CATEGORY_SETS)),
        weighted(0.15, words(&u::PURPOSES, &u::PURPOSE_SETS)),
        weighted(0.08, words(&u::SECTORS, &u::SECTOR_SETS)),
        weighted(0.08, words(&u::ROLES, &[])),
        weighted(0.08, words(&u::ROLES, &[])),
    );
    (places, words, weighted(0.08, count_range()), weighted(0.08, Just(()))).prop_map(
        |(places, words, subject_count, domestic)| Tests {
            origin: places.0,
            destination: places.1,
            transit: places.2,
            subjects: places.3,
            data: words.0,
            purpose: words.1,
            sector: words.2,
            exporter_role: words.3,
            importer_role: words.4,
            subject_count,
            domestic: domestic.is_some(),
            safeguards: Vec::new(),
        },
    )
}

fn home_or(places: impl Strategy<Value = Places>) -> impl Strategy<Value = Places> {
    prop_oneof![Just(Places::In(vec![u::JURISDICTIONS[0].to_owned()])), places]
}

fn places() -> impl Strategy<Value = Places> {
    prop_oneof![
        3 => place_terms(3).prop_map(Places::In),
        2 => place_terms(2).prop_map(Places::NotIn),
        1 => Just(Places::Any),
    ]
}

/// Places that a recognition names.
pub fn place_list() -> impl Strategy<Value = Places> {
    prop_oneof![Just(Places::Any), home_or(places())]
}

fn place_terms(most: usize) -> impl Strategy<Value = Vec<String>> {
    let terms: Vec<_> = u::JURISDICTIONS.into_iter().chain(u::GROUPS).map(str::to_owned).collect();
    subsequence(terms, 1..=most)
}

fn words(words: &[&'static str], sets: &[&'static str]) -> impl Strategy<Value = Words> + use<> {
    let terms: Vec<_> = words.iter().chain(sets).map(|term| (*term).to_owned()).collect();
    let most = terms.len().min(3);
    prop_oneof![
        3 => subsequence(terms.clone(), 1..=most).prop_map(Words::In),
        1 => subsequence(terms, 1..=most.min(2)).prop_map(Words::NotIn),
    ]
}

fn count_range() -> impl Strategy<Value = CountRange> {
    let range = |at_least, below| CountRange { at_least, below };
    select(vec![range(Some(100), None), range(None, Some(100)), range(Some(99), Some(101)), range(Some(1), None)])
}
