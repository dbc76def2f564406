//! The two that answer questions, behind one face: the reference evaluator, and the engine with the loader before it.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::{self, available_parallelism};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRunner};
use selat::engine::{Snapshot, compile, decide};
use selat::model::{self, Draft, Moment, Principle, Timestamp, Verdict};
use selat::policy::{Obligation, PolicySet, Rejection, SourceFile, load};

use super::case::{Policies, Question};
use super::evaluate::evaluate;
use super::outcome::{Answer, Decision, Reason};
use super::yaml;

pub trait Decider {
    fn of(policies: &Policies) -> Self;
    fn answer(&self, question: &Question) -> Answer;
}

pub struct Reference(Policies);

impl Decider for Reference {
    fn of(policies: &Policies) -> Self {
        Self(policies.clone())
    }

    fn answer(&self, question: &Question) -> Answer {
        evaluate(&self.0, question)
    }
}

pub struct Engine(Snapshot);

impl Decider for Engine {
    fn of(policies: &Policies) -> Self {
        Self::load(vec![("policies.yaml".to_owned(), yaml::file(&yaml::documents(policies)))])
    }

    fn answer(&self, question: &Question) -> Answer {
        let set = self.0.policies();
        let transfer = set.known().resolve(&draft(question)).expect("the question is valid");
        let assumptions = set.known().resolve_assumptions(&question.assume).expect("they are known");
        let moment = Moment { at: Timestamp::from_seconds(question.at), assumptions };
        read(&self.0, &decide(&self.0, &transfer, &moment))
    }
}

impl Engine {
    /// Loads files by name and text.
    pub fn load(files: Vec<(String, String)>) -> Self {
        let files = files.into_iter().map(|(name, text)| SourceFile::new(name, text.into_bytes())).collect();
        match load(files) {
            Ok(set) => Self(compile(set)),
            Err(rejection) => panic!("the loader rejects it:\n{}", explain(&rejection)),
        }
    }

    pub fn revision(&self) -> String {
        self.0.policies().revision().to_string()
    }
}

fn explain(rejection: &Rejection) -> String {
    let lines = rejection.diagnostics.iter().map(|diagnostic| {
        let place = rejection.sources.describe(diagnostic.primary.place);
        format!("{place}: {}: {} ({})\n", diagnostic.code.name(), diagnostic.message, diagnostic.primary.text)
    });
    lines.collect()
}

fn draft(question: &Question) -> Draft<'_> {
    Draft {
        origin: &question.origin,
        destination: &question.destination,
        transit: &question.transit,
        subjects: &question.subjects,
        data: &question.data,
        dataset: question.dataset.as_deref().unwrap_or_default(),
        purpose: question.purpose.as_deref().unwrap_or_default(),
        exporter_id: question.exporter.as_deref().unwrap_or_default(),
        sector: question.sector.as_deref().unwrap_or_default(),
        exporter_role: question.exporter_role.as_deref().unwrap_or_default(),
        importer_id: question.importer.as_deref().unwrap_or_default(),
        importer_role: question.importer_role.as_deref().unwrap_or_default(),
        safeguards: &question.safeguards,
        subject_count: question.subject_count,
    }
}

// ---- Reading the engine's answer ------------------------------------------------------------------------------------

fn read(snapshot: &Snapshot, decision: &model::Decision) -> Answer {
    let set = snapshot.policies();
    let categories = &set.vocabulary().categories;
    let safeguards = &set.vocabulary().safeguards;
    let by_category =
        decision.by_category.iter().map(|(id, verdict)| (categories.word(*id).to_owned(), strictness(*verdict)));
    let conditions = decision.conditions().iter().map(|condition| {
        let words = |missing: &Vec<_>| missing.iter().map(|id| safeguards.word(*id).to_owned()).collect();
        (set.rule(condition.rule).id.clone(), snapshot.lacking(condition).iter().map(words).collect())
    });
    Answer {
        decision: strictness(decision.verdict()),
        by_category: by_category.collect(),
        conditions: conditions.collect(),
        obligations: decision.reasons.iter().flat_map(|reason| obligations(set, *reason)).collect(),
        reasons: decision.reasons.iter().map(|reason| reason_of(set, *reason)).collect(),
        waived: decision.waived.iter().map(|rule| set.rule(*rule).id.clone()).collect(),
        valid_until: decision.valid_until.map(Timestamp::seconds),
    }
}

fn strictness(verdict: Verdict) -> Decision {
    match verdict {
        Verdict::Allow => Decision::Allow,
        Verdict::Conditions => Decision::Conditions,
        Verdict::Deny => Decision::Deny,
    }
}

fn reason_of(set: &PolicySet, reason: model::Reason) -> Reason {
    match reason {
        model::Reason::Applied(rule) => Reason::Applied(set.rule(rule).id.clone()),
        model::Reason::Overridden { rule, by } => {
            Reason::Overridden { rule: set.rule(rule).id.clone(), by: set.rule(by).id.clone() }
        }
        model::Reason::Recognised(recognition) => Reason::Recognition(set.recognition(recognition).id.clone()),
        model::Reason::Principle(Principle::Domestic) => Reason::Domestic,
        // What lies beyond a set's coverage is denied because nothing permits it, and that reason stands beside this one.
        model::Reason::Principle(Principle::NothingPermits | Principle::BeyondCoverage) => Reason::NothingPermits,
        model::Reason::Principle(Principle::UncoveredOrigin) => Reason::UncoveredOrigin,
        model::Reason::Principle(Principle::StalePolicy) => panic!("a decision that knows how old its policies are"),
    }
}

fn obligations(set: &PolicySet, reason: model::Reason) -> BTreeSet<(String, String)> {
    let (id, obligations): (&str, &[Obligation]) = match reason {
        model::Reason::Applied(rule) => (&set.rule(rule).id, &set.rule(rule).obligations),
        model::Reason::Recognised(recognition) => {
            (&set.recognition(recognition).id, &set.recognition(recognition).obligations)
        }
        model::Reason::Overridden { .. } | model::Reason::Principle(_) => ("", &[]),
    };
    obligations.iter().map(|obligation| (id.to_owned(), obligation.id.clone())).collect()
}

// ---- Running a property ---------------------------------------------------------------------------------------------

/// Tries a property on as many generated values as are asked for.
pub fn check<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value) -> TestCaseResult) {
    check_exactly(asked_for(cases), strategy, property);
}

/// As many as `PROPTEST_CASES` says, or as many as given.
pub fn asked_for(cases: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases)
}

/// Where random numbers come from. The default is good enough for secrets, and takes most of the time of a test.
pub const RANDOM: RngAlgorithm = RngAlgorithm::XorShift;

/// Tries a property on so many generated values.
pub fn check_exactly<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value) -> TestCaseResult) {
    let config = Config {
        cases,
        max_shrink_iters: 20_000,
        failure_persistence: None,
        rng_algorithm: RANDOM,
        ..Config::default()
    };
    if let Err(failure) = TestRunner::new(config).run(&strategy, property) {
        panic!("{failure}");
    }
}

/// Tries a property on at least so many generated values, a share of them on each core; no two cores make up the same.
pub fn check_on_all_cores<S: Strategy>(
    cases: u32,
    strategy: impl Fn() -> S + Sync,
    property: impl Fn(S::Value) -> TestCaseResult + Sync,
) {
    let cores = available_parallelism().map_or(1, NonZero::get);
    let share = cases.div_ceil(u32::try_from(cores).unwrap_or(1));
    thread::scope(|scope| {
        let shares: Vec<_> = (0..cores).map(|_| scope.spawn(|| check_exactly(share, strategy(), &property))).collect();
        for share in shares {
            if let Err(failure) = share.join() {
                resume_unwind(failure);
            }
        }
    });
}
