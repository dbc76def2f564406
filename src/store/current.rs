//! The policy set that decides now, and the status that everybody sees.
//!
//! Owns the slot: readers never wait, and a status is never ahead of the slot. It does not load anything.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use tokio::sync::watch;

use super::outcome::{Attempt, Outcome};
use super::source::PolicySource;
use crate::engine::Snapshot;
use crate::model::{Moment, RecognitionId, RuleId, Timestamp};
use crate::policy::Revision;

/// A policy set in force.
pub struct Active {
    snapshot: Snapshot,
    rule_places: Vec<Box<str>>,
    recognition_places: Vec<Box<str>>,
    loaded_at: Timestamp,
    counts: Counts,
}

impl Active {
    pub(super) fn new(snapshot: Snapshot, loaded_at: Timestamp) -> Self {
        let set = snapshot.policies();
        let describe = |place| set.sources().describe(place).into_boxed_str();
        Self {
            rule_places: set.rules().iter().map(|rule| describe(rule.place)).collect(),
            recognition_places: set.recognitions().iter().map(|recognition| describe(recognition.place)).collect(),
            counts: Counts::of(&snapshot, loaded_at),
            loaded_at,
            snapshot,
        }
    }

    /// What decides.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Its revision.
    pub fn revision(&self) -> &Revision {
        self.snapshot.policies().revision()
    }

    /// Where a rule stands, as `file:line:column`.
    pub fn rule_place(&self, id: RuleId) -> &str {
        self.rule_places.get(id.0 as usize).map_or("", AsRef::as_ref)
    }

    /// Where a recognition stands, as `file:line:column`.
    pub fn recognition_place(&self, id: RecognitionId) -> &str {
        self.recognition_places.get(id.0 as usize).map_or("", AsRef::as_ref)
    }

    /// When it was loaded.
    pub fn loaded_at(&self) -> Timestamp {
        self.loaded_at
    }

    /// What it holds.
    pub fn counts(&self) -> Counts {
        self.counts
    }
}

/// What a policy set holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Rules.
    pub rules: usize,
    /// Rule sets.
    pub rule_sets: usize,
    /// Regulations in the repository.
    pub regulations: usize,
    /// Recognitions.
    pub recognitions: usize,
    /// Groups of jurisdictions.
    pub groups: usize,
    /// Policy tests.
    pub tests: usize,
    /// Jurisdictions whose own law it held when it was loaded.
    pub jurisdictions_covered: usize,
}

impl Counts {
    fn of(snapshot: &Snapshot, at: Timestamp) -> Self {
        let set = snapshot.policies();
        let moment = Moment::live(at);
        let covers = |jurisdiction| snapshot.covering(jurisdiction, &moment).next().is_some();
        Self {
            rules: set.rules().len(),
            rule_sets: set.rule_sets().len(),
            regulations: set.regulations().len(),
            recognitions: set.recognitions().len(),
            groups: set.groups().len(),
            tests: set.tests().len(),
            jurisdictions_covered: set.vocabulary().jurisdictions.iter().filter(|(id, _)| covers(*id)).count(),
        }
    }
}

/// What everybody may know: which policy set is active, and how the last attempt to load one ended.
#[derive(Clone, Default)]
pub struct Status {
    /// What policy sets are loaded from, in the order of the layers.
    pub sources: Arc<[PolicySource]>,
    /// The policy set in force.
    pub active: Option<Arc<Active>>,
    /// The last attempt to load one.
    pub last_attempt: Option<Attempt>,
}

/// The slot that holds the policy set in force.
pub struct Current {
    slot: ArcSwapOption<Active>,
    status: watch::Sender<Status>,
}

impl Current {
    /// An empty slot, to be filled from these sources.
    pub fn new(sources: impl Into<Arc<[PolicySource]>>) -> Self {
        let status = Status { sources: sources.into(), ..Status::default() };
        Self { slot: ArcSwapOption::empty(), status: watch::Sender::new(status) }
    }

    /// The policy set in force; `None` before the first good one. Never waits.
    pub fn active(&self) -> Option<Arc<Active>> {
        self.slot.load_full()
    }

    /// The status now.
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// The status now and at every change.
    pub fn watch_status(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// Puts a policy set in force, and says how that ended.
    pub(super) fn swap(&self, snapshot: Snapshot, at: Timestamp) -> Attempt {
        let from = self.revision();
        let to = snapshot.policies().revision().clone();
        let unchanged = from.as_ref() == Some(&to);
        let loaded_at = match self.active() {
            Some(active) if unchanged => active.loaded_at(),
            _ => at,
        };
        // The same revision is put in place too: what it says is the same, where it says so may have moved.
        let active = Arc::new(Active::new(snapshot, loaded_at));
        self.slot.store(Some(Arc::clone(&active)));
        let outcome = if unchanged { Outcome::Unchanged { revision: to } } else { Outcome::Swapped { from, to } };
        self.publish(Some(active), Attempt { at, outcome })
    }

    /// Keeps what is in force, and says why.
    pub(super) fn keep(&self, outcome: impl FnOnce(Option<Revision>) -> Outcome, at: Timestamp) -> Attempt {
        self.publish(self.active(), Attempt { at, outcome: outcome(self.revision()) })
    }

    fn publish(&self, active: Option<Arc<Active>>, attempt: Attempt) -> Attempt {
        self.status.send_modify(|status| {
            status.active = active;
            status.last_attempt = Some(attempt.clone());
        });
        attempt
    }

    fn revision(&self) -> Option<Revision> {
        self.active().map(|active| active.revision().clone())
    }
}
