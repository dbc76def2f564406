//! What rules, overrides, recognitions and waivers do in an answer.

use super::case::{Authority, Effect, Recognition, Rule, RuleSet};
use super::constructs::{Asked, Constructs};
use super::matching::{is_umbrella, place_is_in, places_hold};
use super::outcome::{Decision, Reason};
use super::truth::Truth;

pub fn of_rule(asked: &Asked<'_>, set: &RuleSet, rule: &Rule, found: &mut Constructs) {
    let applied = asked.answer.reasons.contains(&Reason::Applied(rule.id.clone()));
    if applied {
        found.insert(format!("{:?} applies", rule.effect));
        found.insert(format!("a rule of a {:?} applies", set.authority));
        found.extend((!rule.obligations.is_empty()).then(|| "obligations come with a rule".to_owned()));
    }
    if asked.answer.conditions.contains_key(&rule.id) {
        let several = if rule.alternatives.len() > 1 { "several" } else { "one" };
        found.insert(format!("a requirement of {several} alternatives is unmet"));
    }
    if !asked.considers(rule) {
        return;
    }
    for category in &asked.completed.data {
        let (when, unless) = (asked.when(rule, category), asked.unless(rule, category));
        if when == Truth::True && unless != Truth::False {
            found.insert(format!("an exception of {:?} is {unless:?}", rule.effect));
        }
        if when == Truth::Unknown {
            found.insert(format!("{:?} is unknown", rule.effect));
        }
        if applied && spares_one(asked, rule, category) {
            found.extend((when == Truth::Unknown).then(|| "an unknown rule overrides nothing".to_owned()));
            let excepted = when == Truth::True && unless != Truth::False && rule.effect == Effect::Require;
            found.extend(excepted.then(|| format!("a requirement overrides nothing, an exception being {unless:?}")));
        }
    }
    of_waiver(asked, set, rule, applied, found);
}

/// Whether a rule that it would override applies all the same.
fn spares_one(asked: &Asked<'_>, rule: &Rule, category: &str) -> bool {
    let applies = |id: &String| asked.answer.reasons.contains(&Reason::Applied(id.clone())) && !is_dropped(asked, id);
    let mut others = asked.rules().filter(|(_, other)| rule.overrides.contains(&other.id) && applies(&other.id));
    others.any(|(_, other)| asked.when(other, category) != Truth::False)
}

fn is_dropped(asked: &Asked<'_>, id: &String) -> bool {
    asked.answer.reasons.iter().any(|reason| matches!(reason, Reason::Overridden { rule, .. } if rule == id))
}

fn of_waiver(asked: &Asked<'_>, set: &RuleSet, rule: &Rule, applied: bool, found: &mut Constructs) {
    let Some(expires) = rule.waiver.filter(|_| applied) else { return };
    let overrides = asked.answer.reasons.iter().any(|reason| match reason {
        Reason::Overridden { by, .. } => *by == rule.id,
        _ => false,
    });
    let of_the_origin = set
        .jurisdiction
        .as_ref()
        .map(|place| place_is_in(asked.policies, &asked.completed, &asked.completed.origin, place));
    if asked.answer.waived.contains(&rule.id) {
        found.insert(match of_the_origin {
            None => "a waiver holds for any origin".to_owned(),
            Some(true) => "a waiver holds for the origin".to_owned(),
            Some(false) => "a waiver holds for another origin".to_owned(),
        });
        found.insert(format!("a waiver of {:?} holds", rule.effect));
        found.extend(overrides.then(|| "a waiver overrides".to_owned()));
    } else if expires <= asked.question.at {
        found.insert(format!("a waiver of {:?} has expired", rule.effect));
        let spares = asked.completed.data.iter().any(|category| spares_one(asked, rule, category));
        found.extend(spares.then(|| "an expired waiver overrides nothing".to_owned()));
    } else {
        found.insert("a waiver holds, and its rule is uncertain".to_owned());
    }
}

pub fn of_answer(asked: &Asked<'_>, found: &mut Constructs) {
    let answer = &asked.answer;
    found.insert(format!("the answer is {:?}", answer.decision));
    found.extend(answer.valid_until.map(|_| "the answer ends".to_owned()));
    let differ = answer.by_category.values().any(|decision| *decision != answer.decision);
    found.extend(differ.then(|| "categories differ".to_owned()));
    for reason in &answer.reasons {
        match reason {
            Reason::UncoveredOrigin | Reason::NothingPermits => {
                found.insert(format!("{reason:?}"));
            }
            Reason::Domestic => {
                found.insert(format!("a domestic transfer gets {:?}", answer.decision));
                let passing = answer.decision != Decision::Allow && !asked.completed.transit.is_empty();
                found.extend(passing.then(|| "a domestic transfer through elsewhere is restricted".to_owned()));
            }
            Reason::Overridden { rule, .. } => of_overridden(asked, rule, found),
            Reason::Applied(_) | Reason::Recognition(_) => {}
        }
    }
    let umbrella = asked.completed.data.iter().any(|category| is_umbrella(asked.policies, category));
    found.extend(umbrella.then(|| "an umbrella is asked about".to_owned()));
}

fn of_overridden(asked: &Asked<'_>, id: &str, found: &mut Constructs) {
    let Some((_, rule)) = asked.rules().find(|(_, rule)| rule.id == id) else { return };
    found.insert(format!("{:?} is overridden", rule.effect));
    let dropped = |id: &String| is_dropped(asked, id);
    found.extend(rule.overrides.iter().any(dropped).then(|| "what overrides is overridden".to_owned()));
    let deep = asked.rules().filter(|(_, other)| rule.overrides.contains(&other.id) && dropped(&other.id));
    let deeper = deep.flat_map(|(_, other)| &other.overrides).any(dropped);
    found.extend(deeper.then(|| "what overrides what overrides is overridden".to_owned()));
}

pub fn of_recognitions(asked: &Asked<'_>, found: &mut Constructs) {
    for recognition in &asked.policies.recognitions {
        if asked.answer.reasons.contains(&Reason::Recognition(recognition.id.clone())) {
            found.insert("a recognition is needed".to_owned());
            let special = [
                (recognition.destination.is_some(), "destination"),
                (!recognition.exporter_role.is_empty(), "exporter_role"),
                (!recognition.importer_role.is_empty(), "importer_role"),
                (!recognition.obligations.is_empty(), "obligations"),
            ];
            let special = special.into_iter().filter(|(has, _)| *has);
            found.extend(special.map(|(_, field)| format!("a recognition with {field} is needed")));
        }
        of_kept_off(asked, recognition, found);
    }
}

/// What keeps a recognition of something attested from helping.
fn of_kept_off(asked: &Asked<'_>, recognition: &Recognition, found: &mut Constructs) {
    let question = &asked.completed;
    let here = |test, place| places_hold(asked.policies, question, test, std::slice::from_ref(place));
    if !question.safeguards.contains(&recognition.safeguard) || question.safeguards.contains(&recognition.satisfies) {
        return;
    }
    let lacking = asked.answer.conditions.values().flatten().any(|missing| missing.contains(&recognition.satisfies));
    let reasons = [
        (!recognition.effective.contains(question.at), "its dates"),
        (!here(&recognition.origin, &question.origin), "its origin"),
        (recognition.destination.as_ref().is_some_and(|test| !here(test, &question.destination)), "its destination"),
        (!recognition.exporter_role.is_empty() && question.exporter_role.is_none(), "an unknown exporter_role"),
        (!recognition.importer_role.is_empty() && question.importer_role.is_none(), "an unknown importer_role"),
    ];
    let holding: Vec<_> = reasons.into_iter().filter(|(holds, _)| *holds).collect();
    match holding.as_slice() {
        [(_, why)] if lacking => _ = found.insert(format!("a recognition is kept off by {why}")),
        [] if lacking => _ = found.insert("a recognition does not help other law".to_owned()),
        [] => of_chain(asked, recognition, found),
        _ => {}
    }
}

/// What is recognised would be recognised for something else in turn, and is not.
fn of_chain(asked: &Asked<'_>, first: &Recognition, found: &mut Constructs) {
    let question = &asked.completed;
    let origin = std::slice::from_ref(&question.origin);
    let lacking = |word: &String| asked.answer.conditions.values().flatten().any(|missing| missing.contains(word));
    let chained = asked.policies.recognitions.iter().any(|next| {
        next.safeguard == first.satisfies
            && next.effective.contains(question.at)
            && places_hold(asked.policies, question, &next.origin, origin)
            && lacking(&next.satisfies)
    });
    found.extend(chained.then(|| "recognitions make no chain".to_owned()));
}

/// Everything that this part may find.
pub fn expected() -> Vec<String> {
    let effects = [Effect::Allow, Effect::Require, Effect::Deny, Effect::Note];
    let authorities =
        [Authority::Treaty, Authority::Statute, Authority::Regulation, Authority::Guideline, Authority::Organisation];
    let of_effects = effects.into_iter().flat_map(|effect| {
        [
            format!("{effect:?} applies"),
            format!("{effect:?} is unknown"),
            format!("{effect:?} is overridden"),
            format!("an exception of {effect:?} is True"),
            format!("an exception of {effect:?} is Unknown"),
            format!("a waiver of {effect:?} holds"),
            format!("a waiver of {effect:?} has expired"),
        ]
    });
    let of_authorities = authorities.into_iter().map(|authority| format!("a rule of a {authority:?} applies"));
    of_effects.chain(of_authorities).chain(OTHERS.map(str::to_owned)).collect()
}

const OTHERS: [&str; 38] = [
    "obligations come with a rule",
    "a requirement of one alternatives is unmet",
    "a requirement of several alternatives is unmet",
    "an unknown rule overrides nothing",
    "a requirement overrides nothing, an exception being True",
    "a requirement overrides nothing, an exception being Unknown",
    "what overrides is overridden",
    "what overrides what overrides is overridden",
    "a waiver holds for any origin",
    "a waiver holds for the origin",
    "a waiver holds for another origin",
    "a waiver overrides",
    "an expired waiver overrides nothing",
    "a waiver holds, and its rule is uncertain",
    "the answer is Allow",
    "the answer is Conditions",
    "the answer is Deny",
    "the answer ends",
    "categories differ",
    "UncoveredOrigin",
    "NothingPermits",
    "a domestic transfer gets Allow",
    "a domestic transfer gets Conditions",
    "a domestic transfer gets Deny",
    "a domestic transfer through elsewhere is restricted",
    "an umbrella is asked about",
    "a recognition is needed",
    "a recognition with destination is needed",
    "a recognition with exporter_role is needed",
    "a recognition with importer_role is needed",
    "a recognition with obligations is needed",
    "a recognition is kept off by its dates",
    "a recognition is kept off by its origin",
    "a recognition is kept off by its destination",
    "a recognition is kept off by an unknown exporter_role",
    "a recognition is kept off by an unknown importer_role",
    "a recognition does not help other law",
    "recognitions make no chain",
];
