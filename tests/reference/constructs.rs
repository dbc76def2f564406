//! Which constructs of the language an answer touches: those that were looked at, each with what came of it.

use std::collections::BTreeSet;

use super::case::{Policies, Question, Rule, RuleSet};
use super::constructs_of_rules::{of_answer, of_recognitions, of_rule};
use super::constructs_of_tests::{of_terms, of_tests};
use super::constructs_of_time::{of_edges, of_inventory, of_members};
use super::evaluate::evaluate;
use super::inventory::with_inventory;
use super::matching::{is_domestic, tests_hold};
use super::outcome::{Answer, Reason};
use super::truth::{Truth, any};

/// A question with its answer, and the question as the inventory completes it.
pub struct Asked<'a> {
    pub policies: &'a Policies,
    pub question: &'a Question,
    pub completed: Question,
    pub answer: Answer,
}

pub type Constructs = BTreeSet<String>;

pub fn constructs(policies: &Policies, question: &Question) -> Constructs {
    let completed = with_inventory(policies, question);
    let asked = &Asked { policies, question, completed, answer: evaluate(policies, question) };
    let mut found = Constructs::new();
    of_answer(asked, &mut found);
    if asked.answer.reasons.contains(&Reason::UncoveredOrigin) {
        return found;
    }
    for (_, rule) in asked.rules().filter(|(_, rule)| asked.considers(rule)) {
        for category in &asked.completed.data {
            of_tests(asked, "when", &rule.when, category, &mut found);
            if asked.when(rule, category) != Truth::False {
                for exception in &rule.unless {
                    of_tests(asked, "unless", exception, category, &mut found);
                }
            }
            of_terms(asked, &rule.when, category, &mut found);
        }
    }
    for (set, rule) in asked.rules() {
        of_rule(asked, set, rule, &mut found);
    }
    of_recognitions(asked, &mut found);
    of_members(asked, &mut found);
    of_edges(asked, &mut found);
    of_inventory(asked, &mut found);
    found
}

impl Asked<'_> {
    pub fn rules(&self) -> impl Iterator<Item = (&RuleSet, &Rule)> {
        self.policies.rule_sets.iter().flat_map(|set| set.rules.iter().map(move |rule| (set, rule)))
    }

    /// Rule 7, and its dates.
    pub fn considers(&self, rule: &Rule) -> bool {
        rule.effective.contains(self.question.at)
            && (!is_domestic(&self.completed) || rule.when.domestic || rule.when.transit.is_some())
    }

    pub fn when(&self, rule: &Rule, category: &str) -> Truth {
        tests_hold(self.policies, &self.completed, &rule.when, category)
    }

    pub fn unless(&self, rule: &Rule, category: &str) -> Truth {
        any(rule.unless.iter().map(|exception| tests_hold(self.policies, &self.completed, exception, category)))
    }
}
