//! How long ago the sources were last confirmed to hold the policy set in force.
//!
//! Owns what counts as too long; what then becomes of an answer is the engine's business. Asking takes no lock and does
//! not depend on the thread that reads the files, which may hang.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;

use super::current::Current;
use super::reload::Observer;
use super::watch::WatchError;
use crate::clock;
use crate::engine::{WhenStale, distrust};
use crate::model::{Decision, Timestamp};

/// How old policies may get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeLimit {
    /// How long the last confirmation may be ago.
    pub max_age: Duration,
    /// What becomes of answers then.
    pub when_stale: WhenStale,
}

/// When the sources were last confirmed to hold the policy set in force, and how long ago that may be.
#[derive(Default)]
pub struct Freshness {
    limit: Option<AgeLimit>,
    confirmed: ArcSwapOption<Confirmation>,
}

/// A look that found the policy set in force in its sources.
struct Confirmation {
    at: Timestamp,
    /// The age runs on the clock that nobody sets.
    known_since: Instant,
    age_then: Duration,
}

impl Confirmation {
    fn age(&self) -> Duration {
        self.age_then.saturating_add(self.known_since.elapsed())
    }
}

impl Freshness {
    pub(super) const fn new(limit: Option<AgeLimit>) -> Self {
        Self { limit, confirmed: ArcSwapOption::const_empty() }
    }

    /// How old policies may get, if there is a limit.
    pub const fn limit(&self) -> Option<AgeLimit> {
        self.limit
    }

    /// When they were last confirmed.
    pub fn confirmed_at(&self) -> Option<Timestamp> {
        self.confirmed.load().as_ref().map(|confirmation| confirmation.at)
    }

    /// How long that is ago.
    pub fn age(&self) -> Option<Duration> {
        self.confirmed.load().as_ref().map(|confirmation| confirmation.age())
    }

    /// What becomes of answers, if the policies are too old.
    pub fn stale(&self) -> Option<WhenStale> {
        let limit = self.limit?;
        let is_fresh = self.age().is_some_and(|age| age <= limit.max_age);
        (!is_fresh).then_some(limit.when_stale)
    }

    /// The decision, or what becomes of it because the policies are too old at the instant at which it was asked for.
    pub fn distrust(&self, decision: Decision, at: Timestamp) -> Decision {
        match self.stale() {
            Some(when_stale) => distrust(decision, when_stale, at),
            None => decision,
        }
    }

    /// A look that began at an instant confirmed them.
    pub(super) fn confirm(&self, looked_at: Instant) {
        let age_then = looked_at.elapsed();
        let at = clock::before_now(age_then);
        self.confirmed.store(Some(Arc::new(Confirmation { at, known_since: Instant::now(), age_then })));
    }

    /// They come from another slot, and were confirmed there.
    pub(super) fn confirmed_as(&self, other: &Self) {
        self.confirmed.store(other.confirmed.load_full());
    }

    /// Another process confirmed them at an instant; one to come counts as now.
    pub(super) fn confirmed_before(&self, at: Timestamp) {
        let age_then = Duration::from_secs(clock::seconds_since(at));
        self.confirmed.store(Some(Arc::new(Confirmation { at, known_since: Instant::now(), age_then })));
    }
}

/// How often policies that are too old are looked at again.
const WHILE_STALE: Duration = Duration::from_millis(250);

/// Says when policies get too old, and when they no longer are; it ends when this is dropped.
pub struct AgeWatch {
    _stop: SyncSender<()>,
}

impl AgeWatch {
    /// Watches the policy set of a slot; `None` where nothing limits its age.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(current: &Arc<Current>, observer: Arc<dyn Observer>) -> Result<Option<Self>, WatchError> {
        let Some(limit) = current.freshness().limit() else { return Ok(None) };
        let (stop, stopped) = sync_channel(0);
        let current = Arc::clone(current);
        thread::Builder::new().name("policy-age".to_owned()).spawn(move || {
            let mut was_stale = false;
            loop {
                let freshness = current.freshness();
                let is_stale = freshness.stale().is_some();
                if is_stale != was_stale {
                    current.announce();
                    observer.aged(freshness);
                    was_stale = is_stale;
                }
                let left = limit.max_age.saturating_sub(freshness.age().unwrap_or_default());
                let wait = if is_stale { WHILE_STALE } else { left + Duration::from_millis(1) };
                if stopped.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        })?;
        Ok(Some(Self { _stop: stop }))
    }
}
