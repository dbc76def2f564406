//! The policy set that decides now, and the status that everybody sees.
//!
//! Owns the slot: readers never wait, and a status is never ahead of the slot. It does not load anything.

use std::mem;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::{ArcSwapOption, Guard};
use tokio::sync::watch;

use super::active::{Active, Prepare};
use super::age::{AgeLimit, Freshness};
use super::attempts::{Attempt, Attempts, Cause, Size};
use super::outcome::{Changes, Outcome};
use super::source::PolicySource;
use crate::clock;
use crate::engine::Snapshot;
use crate::model::Timestamp;
use crate::policy::Revision;
use crate::verify;

/// What everybody may know: which policy set is active, and how the attempts to load one ended.
#[derive(Clone, Default)]
pub struct Status {
    /// What policy sets are loaded from, in the order of the layers.
    pub sources: Arc<[PolicySource]>,
    /// The policy set in force.
    pub active: Option<Arc<Active>>,
    /// The receipts of the last attempts to load one.
    pub attempts: Attempts,
    /// When an attempt last put in force what the sources hold, or found it in force.
    pub last_success_at: Option<Timestamp>,
    /// When the sources were last confirmed to hold the policy set in force.
    pub freshness: Arc<Freshness>,
    /// The copy of the last good policy set, where one is kept.
    pub copy: Option<Copy>,
    /// What is mounted so that it can never change, in words.
    pub frozen: Arc<[String]>,
}

/// The copy of the last good policy set on disk.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Where it is.
    pub path: PathBuf,
    /// Why it does not hold the policy set in force, if it does not.
    pub error: Option<Arc<str>>,
}

/// What is known of an attempt before it has ended.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    pub(super) sources: Arc<[PolicySource]>,
    pub(super) cause: Cause,
    pub(super) looked_at: Instant,
    pub(super) took: Duration,
    pub(super) size: Size,
}

/// What a receipt says beside the outcome.
#[derive(Clone, Copy)]
struct Receipt {
    cause: Cause,
    at: Timestamp,
    took: Duration,
    size: Size,
}

impl Receipt {
    const fn of(trial: &Trial, at: Timestamp) -> Self {
        Self { cause: trial.cause, at, took: trial.took, size: trial.size }
    }
}

/// The slot that holds the policy set in force.
pub struct Current {
    slot: ArcSwapOption<Active>,
    status: watch::Sender<Status>,
    freshness: Arc<Freshness>,
    /// Held by whoever fills the slot, until the status says so too.
    filling: Mutex<()>,
    prepare: Option<Prepare>,
    /// Policy sets that were replaced and that somebody may still decide by.
    retired: Mutex<Vec<Arc<Active>>>,
}

impl Current {
    /// An empty slot, to be filled from these sources, with a limit on how old that may get.
    pub fn new(sources: impl Into<Arc<[PolicySource]>>, limit: Option<AgeLimit>) -> Self {
        let freshness = Arc::new(Freshness::new(limit));
        let status = Status { sources: sources.into(), freshness: Arc::clone(&freshness), ..Status::default() };
        let (slot, status) = (ArcSwapOption::empty(), watch::Sender::new(status));
        Self { slot, status, freshness, filling: Mutex::new(()), prepare: None, retired: Mutex::default() }
    }

    /// The same, with something prepared for each policy set before it is put in force.
    #[must_use]
    pub fn preparing(self, prepare: Prepare) -> Self {
        Self { prepare: Some(prepare), ..self }
    }

    /// A short look at the policy set in force, for one decision: no other thread is touched for it.
    pub fn peek(&self) -> Guard<Option<Arc<Active>>> {
        self.slot.load()
    }

    /// The policy set in force; `None` before the first good one. Never waits.
    pub fn active(&self) -> Option<Arc<Active>> {
        self.slot.load_full()
    }

    /// When the sources were last confirmed to hold the policy set in force.
    pub fn freshness(&self) -> &Freshness {
        &self.freshness
    }

    /// The status now.
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// The status now and at every change.
    pub fn watch_status(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// What policy sets are loaded from.
    pub(super) fn sources(&self) -> Arc<[PolicySource]> {
        Arc::clone(&self.status.borrow().sources)
    }

    /// Puts a policy set from these sources in force, and says how that ended; `None` where the sources are no longer
    /// those of the slot.
    pub(super) fn swap(&self, snapshot: Snapshot, trial: &Trial, at: Timestamp) -> Option<Arc<Attempt>> {
        let _filling = self.filling.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.loads_from(&trial.sources) {
            return None;
        }
        let before = self.active();
        let to = snapshot.policies().revision().clone();
        let same = before.as_deref().filter(|active| *active.revision() == to);
        let size = Size { rules: snapshot.policies().rules().len(), ..trial.size };
        let outcome = match same {
            Some(_) => Outcome::Unchanged { revision: to },
            None => Outcome::Swapped {
                from: before.as_deref().map(|active| active.revision().clone()),
                to,
                changes: before.as_deref().map_or_else(Changes::default, |active| changes(active, &snapshot)),
            },
        };
        let loaded_at = same.map_or(at, Active::loaded_at);
        // The same revision is put in place too: what it says is the same, where it says so may have moved.
        let active = self.prepared(Active::new(snapshot, size, loaded_at));
        self.freshness.confirm(trial.looked_at);
        self.put(&active);
        Some(self.publish(Some(active), Receipt { size, ..Receipt::of(trial, at) }, outcome))
    }

    /// Keeps what is in force, and says why; `None` where the sources are no longer those of the slot.
    pub(super) fn keep(
        &self,
        outcome: impl FnOnce(Option<Revision>) -> Outcome,
        trial: &Trial,
        at: Timestamp,
    ) -> Option<Arc<Attempt>> {
        let _filling = self.filling.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.loads_from(&trial.sources) {
            return None;
        }
        let active = self.active();
        let outcome = outcome(active.as_deref().map(|active| active.revision().clone()));
        Some(self.publish(active, Receipt::of(trial, at), outcome))
    }

    /// Puts what is in force in another slot in force here too, and loads from its sources from now on.
    pub(super) fn adopt(&self, other: &Status, candidate: &Arc<Active>, at: Timestamp) -> Arc<Attempt> {
        let _filling = self.filling.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.active();
        let to = candidate.revision().clone();
        let outcome = match before.as_deref() {
            Some(active) if *active.revision() == to => Outcome::Unchanged { revision: to },
            Some(active) => Outcome::Swapped {
                from: Some(active.revision().clone()),
                to,
                changes: changes(active, candidate.snapshot()),
            },
            None => Outcome::Swapped { from: None, to, changes: Changes::default() },
        };
        self.freshness.confirmed_as(&other.freshness);
        self.put(candidate);
        self.status.send_modify(|status| {
            status.sources = Arc::clone(&other.sources);
            status.frozen = Arc::clone(&other.frozen);
        });
        let receipt = Receipt { cause: Cause::Promotion, at, took: Duration::ZERO, size: candidate.size() };
        self.publish(Some(Arc::clone(candidate)), receipt, outcome)
    }

    fn loads_from(&self, sources: &Arc<[PolicySource]>) -> bool {
        Arc::ptr_eq(&self.status.borrow().sources, sources)
    }

    /// Puts the copy of the last good policy set in force, which was confirmed at an instant.
    pub(super) fn restore(&self, snapshot: Snapshot, size: Size, confirmed_at: Timestamp, path: PathBuf) {
        let _filling = self.filling.lock().unwrap_or_else(PoisonError::into_inner);
        let size = Size { rules: snapshot.policies().rules().len(), ..size };
        let active = self.prepared(Active::new(snapshot, size, clock::now()).restored());
        self.freshness.confirmed_before(confirmed_at);
        self.put(&active);
        self.status.send_modify(|status| {
            status.active = Some(active);
            status.copy = Some(Copy { path, error: None });
        });
    }

    /// Notes whether the copy holds the policy set in force.
    pub(super) fn kept(&self, path: PathBuf, error: Option<Arc<str>>) {
        self.status.send_if_modified(|status| {
            let is_news = status.copy.as_ref().is_none_or(|copy| copy.error != error);
            status.copy = Some(Copy { path, error });
            is_news
        });
    }

    /// Notes what is mounted so that it can never change.
    pub(super) fn freeze(&self, frozen: Vec<String>) {
        self.status.send_modify(|status| status.frozen = frozen.into());
    }

    /// Tells everybody who watches the status that its age matters now, or no longer does.
    pub(super) fn announce(&self) {
        self.status.send_modify(|_| ());
    }

    fn prepared(&self, active: Active) -> Arc<Active> {
        Arc::new(match self.prepare {
            Some(prepare) => active.with(prepare),
            None => active,
        })
    }

    /// Puts it in the slot. What was there is kept until nobody decides by it any more, so that it is taken apart on the
    /// thread that loads, and never on one that answers.
    fn put(&self, active: &Arc<Active>) {
        let replaced = self.slot.swap(Some(Arc::clone(active)));
        self.retired.lock().unwrap_or_else(PoisonError::into_inner).extend(replaced);
    }

    /// Lets go of the policy sets that nobody decides by any more.
    pub(super) fn release_retired(&self) {
        let mut retired = self.retired.lock().unwrap_or_else(PoisonError::into_inner);
        let (held, free): (Vec<_>, Vec<_>) =
            mem::take(&mut *retired).into_iter().partition(|active| Arc::strong_count(active) > 1);
        *retired = held;
        drop(retired);
        drop(free);
    }

    fn publish(&self, active: Option<Arc<Active>>, receipt: Receipt, outcome: Outcome) -> Arc<Attempt> {
        let number = self.status.borrow().attempts.last().map_or(1, |last| last.number + 1);
        let Receipt { cause, at, took, size } = receipt;
        let attempt = Arc::new(Attempt { number, cause, at, took, size, outcome });
        self.status.send_modify(|status| {
            status.active = active;
            status.attempts = status.attempts.with(Arc::clone(&attempt));
            if attempt.outcome.is_success() {
                status.last_success_at = Some(at);
            }
        });
        attempt
    }
}

fn changes(before: &Active, after: &Snapshot) -> Changes {
    verify::changes(before.snapshot().policies(), after.policies()).into()
}
