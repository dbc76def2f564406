//! The decision, by the numbered rules of the domain: every rule of every rule set is looked at anew for each question.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Authority, Effect, Policies, Question, Recognition, Rule, RuleSet, Seconds};
use super::inventory::{dated_safeguards, with_inventory};
use super::matching::{is_domestic, place_is_in, places_hold, role_is_named, tests_hold};
use super::outcome::{Answer, Decision, Reason};
use super::truth::{Truth, all, any};

/// The answer to a question, with the instant until which it holds.
pub fn evaluate(policies: &Policies, question: &Question) -> Answer {
    let answer = answer_without_end(policies, question);
    Answer { valid_until: next_change(policies, question, &answer), ..answer }
}

/// The next instant at which time alone changes the answer.
fn next_change(policies: &Policies, question: &Question, answer: &Answer) -> Option<Seconds> {
    let later = boundaries(policies, question).into_iter().filter(|boundary| *boundary > question.at);
    later.into_iter().find(|boundary| {
        let later_question = Question { at: *boundary, ..question.clone() };
        answer_without_end(policies, &later_question) != *answer
    })
}

fn boundaries(policies: &Policies, question: &Question) -> BTreeSet<Seconds> {
    let rules = || policies.rule_sets.iter().flat_map(|set| &set.rules);
    let waivers = rules().filter_map(|rule| rule.waiver);
    let rules = rules().map(|rule| rule.effective);
    let members = policies.groups.iter().flat_map(|group| &group.members).map(|members| members.period);
    let recognitions = policies.recognitions.iter().map(|recognition| recognition.effective);
    let safeguards = dated_safeguards(policies, question).map(|dated| dated.in_place);
    let periods = rules.chain(members).chain(recognitions).chain(safeguards);
    periods.flat_map(|period| period.ends().collect::<Vec<_>>()).chain(waivers).collect()
}

fn answer_without_end(policies: &Policies, question: &Question) -> Answer {
    let question = &with_inventory(policies, question);
    let transfer = Transfer { policies, question };
    // Rule 7: domestic is judged before coverage.
    if is_domestic(question) || transfer.is_covered() { transfer.answer() } else { uncovered(question) }
}

/// Failing closed: an origin without law of its own is denied, and no rules are listed.
fn uncovered(question: &Question) -> Answer {
    Answer {
        decision: Decision::Deny,
        by_category: question.data.iter().map(|category| (category.clone(), Decision::Deny)).collect(),
        conditions: BTreeMap::new(),
        obligations: BTreeSet::new(),
        reasons: BTreeSet::from([Reason::UncoveredOrigin]),
        waived: BTreeSet::new(),
        valid_until: None,
    }
}

#[derive(Clone, Copy)]
struct Transfer<'a> {
    policies: &'a Policies,
    question: &'a Question,
}

impl<'a> Transfer<'a> {
    fn answer(self) -> Answer {
        let by_category: BTreeMap<_, _> =
            self.question.data.iter().map(|category| (category.clone(), self.decide(category))).collect();
        // Rule 6: the strictest over the categories.
        let decision = by_category.values().copied().max().unwrap_or(Decision::Deny);
        let conditions = if decision == Decision::Conditions { self.conditions() } else { BTreeMap::new() };
        let reasons = self.reasons();
        let obligations = self.obligations(&reasons);
        Answer { decision, by_category, conditions, obligations, reasons, waived: self.waived(), valid_until: None }
    }

    // ---- The rules in question --------------------------------------------------------------------------------------

    /// Rule 7: within one jurisdiction only a rule that asks for it by name, or that tests the transit, counts.
    fn considered(self) -> impl Iterator<Item = (&'a RuleSet, &'a Rule)> {
        let rules = self.policies.rule_sets.iter().flat_map(|set| set.rules.iter().map(move |rule| (set, rule)));
        rules.filter(move |(_, rule)| {
            rule.effective.contains(self.question.at)
                && (!is_domestic(self.question) || rule.when.domestic || rule.when.transit.is_some())
        })
    }

    fn when(self, rule: &Rule, category: &str) -> Truth {
        tests_hold(self.policies, self.question, &rule.when, category)
    }

    /// Rule 1: `unless` is the *or* of its exceptions.
    fn unless(self, rule: &Rule, category: &str) -> Truth {
        any(rule.unless.iter().map(|exception| tests_hold(self.policies, self.question, exception, category)))
    }

    /// Rule 1: the value of a `require` is that of its `when`, of any other rule `when and not unless`.
    fn value(self, rule: &Rule, category: &str) -> Truth {
        match rule.effect {
            Effect::Require => self.when(rule, category),
            _ => all([self.when(rule, category), !self.unless(rule, category)]),
        }
    }

    /// Rule 1: what is not known can only make the answer stricter.
    fn applies(self, rule: &Rule, category: &str) -> bool {
        match self.value(rule, category) {
            Truth::True => true,
            Truth::Unknown => rule.effect.is_restrictive(),
            Truth::False => false,
        }
    }

    /// Rule 3: true, no exception true or unknown, not itself overridden, and not a note; an organisation's by waiver only.
    fn overrides_actively(self, set: &RuleSet, rule: &Rule, category: &str) -> bool {
        rule.effect != Effect::Note
            && (set.authority != Authority::Organisation || self.is_waived(rule))
            && self.value(rule, category) == Truth::True
            && self.unless(rule, category) == Truth::False
            && self.overrider(rule, category).is_none()
    }

    /// Rule 3: the first by id of the rules that override this one.
    fn overrider(self, rule: &Rule, category: &str) -> Option<&'a str> {
        self.considered()
            .filter(|(set, other)| other.overrides.contains(&rule.id) && self.overrides_actively(set, other, category))
            .map(|(_, other)| other.id.as_str())
            .min()
    }

    /// Rule 5: the rules left for a category.
    fn left(self, category: &str) -> impl Iterator<Item = (&'a RuleSet, &'a Rule)> {
        self.considered()
            .filter(move |(_, rule)| self.applies(rule, category) && self.overrider(rule, category).is_none())
    }

    // ---- The decision -----------------------------------------------------------------------------------------------

    /// Rules 2 and 5: each category by itself.
    fn decide(self, category: &str) -> Decision {
        if self.is_denied(category) || self.nothing_permits(category) {
            Decision::Deny
        } else if self.unmet(category).next().is_some() {
            Decision::Conditions
        } else {
            Decision::Allow
        }
    }

    /// Rule 5: any `deny` gives deny.
    fn is_denied(self, category: &str) -> bool {
        self.left(category).any(|(_, rule)| rule.effect == Effect::Deny)
    }

    /// Rules 5 and 7: a cross-border transfer needs an `allow`, or a `require` that is true; a domestic one needs nothing.
    fn nothing_permits(self, category: &str) -> bool {
        !is_domestic(self.question) && !self.left(category).any(|(set, rule)| self.permits(set, rule, category))
    }

    /// Rule 5 and authority: treaties, the origin's own law, and what an organisation waives for that origin.
    fn permits(self, set: &RuleSet, rule: &Rule, category: &str) -> bool {
        let may_permit = match set.authority {
            Authority::Treaty => true,
            Authority::Organisation => {
                self.is_waived(rule) && (set.jurisdiction.is_none() || self.is_of_the_origin(set))
            }
            Authority::Statute | Authority::Regulation | Authority::Guideline => self.is_origins_law(set),
        };
        may_permit
            && matches!(rule.effect, Effect::Allow | Effect::Require)
            && self.value(rule, category) == Truth::True
    }

    /// Rule 5: what is still missing.
    fn unmet(self, category: &str) -> impl Iterator<Item = (&'a RuleSet, &'a Rule)> {
        self.left(category)
            .filter(move |(set, rule)| rule.effect == Effect::Require && !self.is_met(set, rule, category))
    }

    /// Rule 1: while an exception of it is true, a `require` counts as met.
    fn is_met(self, set: &RuleSet, rule: &Rule, category: &str) -> bool {
        self.unless(rule, category) == Truth::True
            || rule.alternatives.iter().any(|alternative| self.missing(set, alternative).is_empty())
    }

    /// What an alternative lacks after attested and recognised safeguards.
    fn missing(self, set: &RuleSet, alternative: &[String]) -> BTreeSet<String> {
        let has = |safeguard: &String| {
            self.is_attested(safeguard)
                || (self.is_origins_law(set) && self.recognitions_for(safeguard).next().is_some())
        };
        alternative.iter().filter(|safeguard| !has(safeguard)).cloned().collect()
    }

    fn is_attested(self, safeguard: &String) -> bool {
        self.question.safeguards.contains(safeguard)
    }

    // ---- Whose law --------------------------------------------------------------------------------------------------

    /// The origin's own law.
    fn is_origins_law(self, set: &RuleSet) -> bool {
        set.authority.is_national() && self.is_of_the_origin(set)
    }

    /// Its jurisdiction is the origin, or a group that the origin is a member of.
    fn is_of_the_origin(self, set: &RuleSet) -> bool {
        set.jurisdiction
            .as_ref()
            .is_some_and(|jurisdiction| place_is_in(self.policies, self.question, &self.question.origin, jurisdiction))
    }

    /// A waiver holds until it expires.
    fn is_waived(self, rule: &Rule) -> bool {
        rule.waiver.is_some_and(|expires| self.question.at < expires)
    }

    fn is_covered(self) -> bool {
        self.policies.rule_sets.iter().any(|set| self.is_origins_law(set))
    }

    // ---- Recognitions -----------------------------------------------------------------------------------------------

    /// Rule 4: between named origins and destinations, for named roles and dates.
    fn recognises(self, recognition: &Recognition) -> bool {
        let place_holds = |test, place| places_hold(self.policies, self.question, test, std::slice::from_ref(place));
        recognition.effective.contains(self.question.at)
            && place_holds(&recognition.origin, &self.question.origin)
            && recognition.destination.as_ref().is_none_or(|test| place_holds(test, &self.question.destination))
            && role_is_named(self.question.exporter_role.as_ref(), &recognition.exporter_role)
            && role_is_named(self.question.importer_role.as_ref(), &recognition.importer_role)
    }

    /// Rule 4: one step, no chain, so only an attested safeguard is recognised as another.
    fn recognitions_for(self, safeguard: &String) -> impl Iterator<Item = &'a Recognition> {
        self.policies.recognitions.iter().filter(move |recognition| {
            recognition.satisfies == *safeguard
                && self.is_attested(&recognition.safeguard)
                && self.recognises(recognition)
        })
    }

    /// Rule 4: those that gave what a requirement needed, all of them.
    fn recognitions_needed(self) -> BTreeSet<&'a str> {
        let mut needed = BTreeSet::new();
        for category in &self.question.data {
            for (set, rule) in self.left(category) {
                if self.is_met_by_recognition(set, rule, category) {
                    needed.extend(self.recognitions_that_meet(set, rule));
                }
            }
        }
        needed
    }

    fn is_met_by_recognition(self, set: &RuleSet, rule: &Rule, category: &str) -> bool {
        let met_as_attested = self.unless(rule, category) == Truth::True
            || rule.alternatives.iter().any(|alternative| alternative.iter().all(|word| self.is_attested(word)));
        rule.effect == Effect::Require && !met_as_attested && self.is_met(set, rule, category)
    }

    fn recognitions_that_meet(self, set: &RuleSet, rule: &'a Rule) -> impl Iterator<Item = &'a str> {
        let satisfied = rule.alternatives.iter().filter(|alternative| self.missing(set, alternative).is_empty());
        let recognised = satisfied.flatten().filter(|safeguard| !self.is_attested(safeguard));
        let ids: Vec<_> = recognised.flat_map(|safeguard| self.recognitions_for(safeguard)).collect();
        ids.into_iter().map(|recognition| recognition.id.as_str())
    }

    // ---- The answer -------------------------------------------------------------------------------------------------

    /// Rule 5: all the unmet requirements are listed.
    fn conditions(self) -> BTreeMap<String, Vec<BTreeSet<String>>> {
        let unmet = self.question.data.iter().flat_map(|category| self.unmet(category));
        unmet
            .map(|(set, rule)| {
                let missing = rule.alternatives.iter().map(|alternative| self.missing(set, alternative));
                (rule.id.clone(), missing.collect())
            })
            .collect()
    }

    fn reasons(self) -> BTreeSet<Reason> {
        let rules = self.question.data.iter().flat_map(|category| self.rule_reasons(category));
        let recognitions = self.recognitions_needed().into_iter().map(|id| Reason::Recognition(id.to_owned()));
        rules.chain(recognitions).chain(self.base_reasons()).collect()
    }

    /// Rule 3: a rule applied, or would have if another did not override it.
    fn rule_reasons(self, category: &str) -> impl Iterator<Item = Reason> {
        self.considered().filter(move |(_, rule)| self.applies(rule, category)).map(move |(_, rule)| {
            match self.overrider(rule, category) {
                Some(by) => Reason::Overridden { rule: rule.id.clone(), by: by.to_owned() },
                None => Reason::Applied(rule.id.clone()),
            }
        })
    }

    /// The answer says that it rests on a waiver, where such a rule is left and certain.
    fn waived(self) -> BTreeSet<String> {
        let left =
            self.question.data.iter().flat_map(|category| self.left(category).map(move |(_, rule)| (rule, category)));
        left.filter(|(rule, category)| self.is_waived(rule) && self.value(rule, category) == Truth::True)
            .map(|(rule, _)| rule.id.clone())
            .collect()
    }

    fn base_reasons(self) -> impl Iterator<Item = Reason> {
        let domestic = is_domestic(self.question).then_some(Reason::Domestic);
        let unpermitted =
            self.question.data.iter().any(|category| !self.is_denied(category) && self.nothing_permits(category));
        domestic.into_iter().chain(unpermitted.then_some(Reason::NothingPermits))
    }

    /// Every rule that applied and every recognition that was needed brings its own.
    fn obligations(self, reasons: &BTreeSet<Reason>) -> BTreeSet<(String, String)> {
        let rules = self.policies.rule_sets.iter().flat_map(|set| &set.rules);
        let of_rules = rules
            .filter(|rule| reasons.contains(&Reason::Applied(rule.id.clone())))
            .flat_map(|rule| rule.obligations.iter().map(|duty| (rule.id.clone(), duty.clone())));
        let of_recognitions = self
            .policies
            .recognitions
            .iter()
            .filter(|recognition| reasons.contains(&Reason::Recognition(recognition.id.clone())))
            .flat_map(|recognition| recognition.obligations.iter().map(|duty| (recognition.id.clone(), duty.clone())));
        of_rules.chain(of_recognitions).collect()
    }
}
