//! A candidate beside the policy set in force: each live question is put to it too, and its answers are never given.
//!
//! Owns the queue between those who answer and the one thread that compares: a caller never waits for it. What the
//! comparison shows is kept in [`Record`].

mod promotion;
mod record;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::mpsc;

use super::active::Active;
use super::current::Current;
use super::reload::{Observer, Reloader};
use super::watch::{Settings as WatchSettings, Watch, WatchError};
use crate::model::{Confidence, Draft, Timestamp};
use crate::verify::judge;

pub use promotion::{NotPromoted, Promotion};
pub use record::{CANDIDATE_WORDS, Difference, Record, Said, Skipped, Tally};
pub use words::Words;

/// How many questions may wait to be compared.
const QUEUE_MAX: usize = 1024;

/// A candidate, and what its comparison with the policy set in force has shown.
pub struct Shadow {
    candidate: Arc<Current>,
    record: Arc<Record>,
    queue: mpsc::Sender<Asked>,
    /// Gone when the candidate is promoted.
    watch: Mutex<Option<Watch>>,
    is_promoted: AtomicBool,
}

/// A question that was decided.
struct Asked {
    words: Words,
    at: Timestamp,
    active: Arc<Active>,
}

impl Shadow {
    /// Loads a candidate into its slot, and again whenever its sources change; `least_confidence` is that of the answers.
    ///
    /// A candidate that can't be loaded is no error: whoever observes hears of it, and the next change may mend it.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn start(
        candidate: Arc<Current>,
        settings: WatchSettings,
        least_confidence: Option<Confidence>,
        observer: Arc<dyn Observer>,
    ) -> Result<Arc<Self>, WatchError> {
        let mut reloader = Reloader::new(Arc::clone(&candidate), observer);
        let _told = reloader.start();
        let watch = Mutex::new(Some(Watch::start(reloader, settings)?));
        let record = Arc::new(Record::default());
        let (queue, asked) = mpsc::channel(QUEUE_MAX);
        let compares = Comparing { candidate: Arc::clone(&candidate), record: Arc::clone(&record), least_confidence };
        thread::Builder::new().name("policy-shadow".to_owned()).spawn(move || compares.run(asked))?;
        Ok(Arc::new(Self { candidate, record, queue, watch, is_promoted: AtomicBool::new(false) }))
    }

    /// Hands over a question that the policy set in force has decided. Never waits; what finds no room is counted.
    pub fn offer<W: AsRef<str>>(&self, active: &Arc<Active>, at: Timestamp, asked: &Draft<'_, W>) {
        if self.is_promoted() {
            return;
        }
        if words::bytes(asked) > words::WORDS_BYTES_MAX {
            self.record.skip(Skipped::TooLarge);
            return;
        }
        match self.queue.try_reserve() {
            Ok(place) => place.send(Asked { words: Words::of(asked), at, active: Arc::clone(active) }),
            Err(_) => self.record.skip(Skipped::QueueFull),
        }
    }

    /// The candidate's slot, with the receipts of its own loading.
    pub fn candidate(&self) -> &Current {
        &self.candidate
    }

    /// What the comparison has shown.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Whether the candidate was promoted: then nothing is compared any more.
    pub fn is_promoted(&self) -> bool {
        self.is_promoted.load(Ordering::Acquire)
    }

    /// Asks for the candidate's sources to be read at once, and does not wait; one that was promoted is loaded as what is
    /// in force.
    pub fn reload(&self) {
        if let Some(watch) = &*self.watch.lock().unwrap_or_else(PoisonError::into_inner) {
            watch.waker().reload();
        }
    }

    fn retire(&self) {
        self.is_promoted.store(true, Ordering::Release);
        drop(self.watch.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// Puts questions to two policy sets.
struct Comparing {
    candidate: Arc<Current>,
    record: Arc<Record>,
    least_confidence: Option<Confidence>,
}

impl Comparing {
    fn run(self, mut queue: mpsc::Receiver<Asked>) {
        while let Some(asked) = queue.blocking_recv() {
            // A fault of ours must not end the comparison: the next question may well be decided.
            let _compared = catch_unwind(AssertUnwindSafe(|| self.compare(asked)));
        }
    }

    fn compare(&self, Asked { words, at, active }: Asked) {
        let Some(candidate) = self.candidate.active() else {
            self.record.skip(Skipped::NoCandidate);
            return;
        };
        let said =
            |by: &Active| (by.revision().clone(), judge(by.snapshot(), &words.draft(), at, self.least_confidence));
        let (active, candidate) = (said(&active), said(&candidate));
        self.record.add(at, words, active, candidate);
    }
}
