//! What the comparison of two policy sets has shown so far.
//!
//! Owns the counts, and the last differences with the questions that they are about; none of it is ever an answer.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::words::Words;
use crate::model::{Timestamp, Verdict};
use crate::policy::Revision;
use crate::verify::Judgement;

/// How many differences are kept.
pub const DIFFERENCES_MAX: usize = 100;

/// A question to which two policy sets give different answers.
#[derive(Debug)]
pub struct Difference {
    /// Which difference of this process it is, from 1.
    pub number: u64,
    /// When it was asked.
    pub at: Timestamp,
    /// The question.
    pub words: Words,
    /// What the policy set in force says.
    pub active: Said,
    /// What the candidate would say.
    pub candidate: Said,
}

/// What a policy set says to a question, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The policy set's revision.
    pub revision: Revision,
    /// The decision; none where it can't decide the question.
    pub decision: Option<Verdict>,
    /// The decision for each category.
    pub by_category: Vec<(String, Verdict)>,
    /// The safeguards that the open alternatives lack.
    pub missing: Vec<String>,
    /// What decided: rules, recognitions, principles.
    pub rules: Vec<String>,
    /// The duties.
    pub obligations: Vec<String>,
    /// Why it can't decide the question, where it can't.
    pub refusal: Option<String>,
}

impl Said {
    fn of(revision: Revision, judgement: Judgement) -> Self {
        let decision = judgement.verdict();
        let (observed, refusal) = match judgement {
            Judgement::Decided(observed) => (Some(observed), None),
            Judgement::Refused(why) => (None, Some(why)),
        };
        let (mut by_category, mut missing, mut rules, mut obligations) = Default::default();
        if let Some(observed) = observed {
            (by_category, missing) = (observed.by_category, observed.missing);
            (rules, obligations) = (observed.rules, observed.obligations);
        }
        Self { revision, decision, by_category, missing, rules, obligations, refusal }
    }
}

/// Why a question was not put to the candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// Too many others wait.
    QueueFull,
    /// Its words are too long.
    TooLarge,
    /// There is no candidate: its files hold mistakes, or can't be read.
    NoCandidate,
}

impl Skipped {
    /// The word for each reason.
    pub const WORDS: [&'static str; 3] = ["queue-full", "too-large", "no-candidate"];
}

/// What a candidate says, by verdict; the last is that it can't decide.
pub const CANDIDATE_WORDS: [&str; 4] = ["allow", "conditions", "deny", "refused"];

/// How often a pair of answers came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What the policy set in force says.
    pub active: Verdict,
    /// What the candidate would say; none where it can't decide.
    pub candidate: Option<Verdict>,
    /// How many questions got this pair.
    pub compared: u64,
    /// How many of them got answers that differ: two that ask for conditions may ask for different ones.
    pub differing: u64,
}

/// What the policy set of a revision says.
pub(super) type Judged = (Revision, Judgement);

/// The counts and the last differences.
#[derive(Default)]
pub struct Record {
    compared: [[AtomicU64; CANDIDATE_WORDS.len()]; Verdict::WORDS.len()],
    differing: [[AtomicU64; CANDIDATE_WORDS.len()]; Verdict::WORDS.len()],
    skipped: [AtomicU64; Skipped::WORDS.len()],
    last: Mutex<VecDeque<Arc<Difference>>>,
}

impl Record {
    /// How often each pair of answers came, for all pairs.
    pub fn tallies(&self) -> impl Iterator<Item = Tally> {
        let candidates = || Verdict::WORDS.into_iter().map(|(_, verdict)| Some(verdict)).chain([None]);
        Verdict::WORDS.into_iter().flat_map(move |(_, active)| {
            candidates().map(move |candidate| Tally {
                active,
                candidate,
                compared: self.compared[active as usize][place(candidate)].load(Ordering::Relaxed),
                differing: self.differing[active as usize][place(candidate)].load(Ordering::Relaxed),
            })
        })
    }

    /// How many questions were not compared, for each reason.
    pub fn skipped(&self) -> [u64; Skipped::WORDS.len()] {
        self.skipped.each_ref().map(|count| count.load(Ordering::Relaxed))
    }

    /// The last differences, newest first.
    pub fn differences(&self) -> Vec<Arc<Difference>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(super) fn skip(&self, why: Skipped) {
        self.skipped[why as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a comparison of what the policy set in force and the candidate say, and keeps it where they differ.
    pub(super) fn add(&self, at: Timestamp, words: Words, active: Judged, candidate: Judged) {
        // The policy set in force has decided it before: a refusal here is impossible, and counts as the strictest.
        let row = active.1.verdict().unwrap_or(Verdict::Deny) as usize;
        let column = place(candidate.1.verdict());
        self.compared[row][column].fetch_add(1, Ordering::Relaxed);
        if !candidate.1.differs_from(&active.1) {
            return;
        }
        self.differing[row][column].fetch_add(1, Ordering::Relaxed);
        let (active, candidate) = (Said::of(active.0, active.1), Said::of(candidate.0, candidate.1));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let number = last.front().map_or(1, |newest| newest.number + 1);
        last.truncate(DIFFERENCES_MAX - 1);
        last.push_front(Arc::new(Difference { number, at, words, active, candidate }));
    }
}

const fn place(candidate: Option<Verdict>) -> usize {
    match candidate {
        Some(verdict) => verdict as usize,
        None => CANDIDATE_WORDS.len() - 1,
    }
}
