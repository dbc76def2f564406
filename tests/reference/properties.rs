//! What follows from the rules of the domain, whatever the policies: of the reference evaluator and of the engine.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseResult;

use super::case::{Policies, Question, Seconds};
use super::decider::{Decider, Engine, Reference, check};
use super::generate::{self, Case, word};
use super::generate_rules::organisation_rule_set;
use super::inventory::{with_dataset, with_inventory};
use super::universe as u;

/// A test of one property for each of the two.
macro_rules! of_both {
    ($($property:ident),* $(,)?) => {
        mod of_the_reference {
            $(#[test] fn $property() { super::$property::<super::Reference>(150); })*
        }
        mod of_the_engine {
            $(#[test] fn $property() { super::$property::<super::Engine>(40); })*
        }
    };
}

of_both! {
    adding_a_safeguard_never_makes_it_stricter,
    filling_in_what_was_left_out_never_makes_it_stricter,
    a_more_special_category_never_makes_it_stricter_than_its_umbrella,
    adding_an_organisation_rule_never_makes_it_looser,
    a_waiver_that_has_run_out_never_makes_it_looser,
    several_categories_get_the_strictest_of_the_decisions_for_each_alone,
    the_answer_holds_until_it_says,
}

fn adding_a_safeguard_never_makes_it_stricter<D: Decider>(cases: u32) {
    check(cases, (generate::case(), word(&u::SAFEGUARDS)), |(Case { policies, question }, safeguard)| {
        let mut safer = question.clone();
        safer.safeguards.retain(|attested| *attested != safeguard);
        let question = safer.clone();
        safer.safeguards.push(safeguard);
        is_not_stricter::<D>((&policies, &safer), (&policies, &question))
    });
}

fn filling_in_what_was_left_out_never_makes_it_stricter<D: Decider>(cases: u32) {
    check(cases, (generate::case(), detail()), |(Case { policies, question }, detail)| {
        let left_out = detail.leave_out(question);
        if detail.is_known(&with_inventory(&policies, &left_out)) {
            return Ok(());
        }
        let filled = detail.fill_in(left_out.clone());
        is_not_stricter::<D>((&policies, &filled), (&policies, &left_out))
    });
}

fn a_more_special_category_never_makes_it_stricter_than_its_umbrella<D: Decider>(cases: u32) {
    check(cases, (generate::case(), umbrella_and_kind()), |(Case { mut policies, question }, (umbrella, kind))| {
        for category in &mut policies.vocabulary.categories {
            category.umbrella |= category.id == umbrella;
        }
        let general = Question { data: vec![umbrella], dataset: None, ..question };
        let special = Question { data: vec![kind], ..general.clone() };
        is_not_stricter::<D>((&policies, &special), (&policies, &general))
    });
}

fn adding_an_organisation_rule_never_makes_it_looser<D: Decider>(cases: u32) {
    check(cases, (generate::case(), organisation_rule_set()), |(Case { policies, question }, house)| {
        let mut tightened = policies.clone();
        tightened.rule_sets.push(house);
        is_not_stricter::<D>((&policies, &question), (&tightened, &question))
    });
}

fn a_waiver_that_has_run_out_never_makes_it_looser<D: Decider>(cases: u32) {
    check(cases, generate::case(), |Case { policies, question }| {
        let expiring = |at: Seconds| {
            let mut policies = policies.clone();
            let waivers =
                policies.rule_sets.iter_mut().flat_map(|set| &mut set.rules).filter_map(|r| r.waiver.as_mut());
            waivers.for_each(|expires| *expires = at);
            policies
        };
        is_not_stricter::<D>((&expiring(question.at + 1), &question), (&expiring(question.at), &question))
    });
}

fn several_categories_get_the_strictest_of_the_decisions_for_each_alone<D: Decider>(cases: u32) {
    check(cases, generate::case(), |Case { policies, question }| {
        let decider = D::of(&policies);
        let together = decider.answer(&question);
        let question = with_dataset(&policies, &question);
        let alone: BTreeMap<_, _> = question
            .data
            .iter()
            .map(|category| {
                let data = vec![category.clone()];
                (category.clone(), decider.answer(&Question { data, ..question.clone() }).decision)
            })
            .collect();
        prop_assert_eq!(Some(&together.decision), alone.values().max());
        prop_assert_eq!(together.by_category, alone);
        Ok(())
    });
}

fn the_answer_holds_until_it_says<D: Decider>(cases: u32) {
    check(cases, (generate::case(), select(u::asked_at())), |(Case { policies, question }, later)| {
        let decider = D::of(&policies);
        let mut answer = decider.answer(&question);
        if later > question.at && answer.valid_until.is_none_or(|end| later < end) {
            let mut then = decider.answer(&Question { at: later, ..question.clone() });
            prop_assert_eq!(answer.valid_until.take(), then.valid_until.take());
            prop_assert_eq!(answer, then);
        }
        Ok(())
    });
}

type Asked<'a> = (&'a Policies, &'a Question);

fn is_not_stricter<D: Decider>(looser: Asked<'_>, stricter: Asked<'_>) -> TestCaseResult {
    let [of_looser, of_stricter] = [looser, stricter].map(|(policies, question)| D::of(policies).answer(question));
    prop_assert!(
        of_looser.decision <= of_stricter.decision,
        "should not be stricter:\n{:?}\n{:#?}\nthan:\n{:?}\n{:#?}",
        Case { policies: looser.0.clone(), question: looser.1.clone() },
        of_looser,
        Case { policies: stricter.0.clone(), question: stricter.1.clone() },
        of_stricter
    );
    Ok(())
}

/// A detail that a question may leave out.
#[derive(Clone, Debug)]
enum Detail {
    Purpose(String),
    ExporterRole(String),
    ImporterRole(String),
    SubjectCount(u64),
}

fn detail() -> impl Strategy<Value = Detail> {
    prop_oneof![
        word(&u::PURPOSES).prop_map(Detail::Purpose),
        word(&u::ROLES).prop_map(Detail::ExporterRole),
        word(&u::ROLES).prop_map(Detail::ImporterRole),
        select(&u::SUBJECT_COUNTS[..]).prop_map(Detail::SubjectCount),
    ]
}

impl Detail {
    fn fill_in(&self, question: Question) -> Question {
        match self.clone() {
            Detail::Purpose(word) => Question { purpose: Some(word), ..question },
            Detail::ExporterRole(word) => Question { exporter_role: Some(word), ..question },
            Detail::ImporterRole(word) => Question { importer_role: Some(word), ..question },
            Detail::SubjectCount(count) => Question { subject_count: Some(count), ..question },
        }
    }

    /// Whether the question has it, by what the inventory says.
    fn is_known(&self, question: &Question) -> bool {
        match self {
            Detail::Purpose(_) => question.purpose.is_some(),
            Detail::ExporterRole(_) => question.exporter_role.is_some(),
            Detail::ImporterRole(_) => question.importer_role.is_some(),
            Detail::SubjectCount(_) => question.subject_count.is_some(),
        }
    }

    fn leave_out(&self, question: Question) -> Question {
        match self {
            Detail::Purpose(_) => Question { purpose: None, ..question },
            Detail::ExporterRole(_) => Question { exporter_role: None, ..question },
            Detail::ImporterRole(_) => Question { importer_role: None, ..question },
            Detail::SubjectCount(_) => Question { subject_count: None, ..question },
        }
    }
}

fn umbrella_and_kind() -> impl Strategy<Value = (String, String)> {
    let pairs: Vec<_> = u::PARENTS
        .iter()
        .flat_map(|parent| u::CATEGORIES.iter().map(move |category| (*parent, *category)))
        .filter(|(parent, category)| category.strip_prefix(parent).is_some_and(|rest| rest.starts_with('.')))
        .map(|(parent, category)| (parent.to_owned(), category.to_owned()))
        .collect();
    select(pairs)
}
