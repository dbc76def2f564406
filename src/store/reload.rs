//! One attempt after another to put in force what the sources hold.
//!
//! Owns what was tried last, so that nothing is tried twice; does not decide when to try.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::age::Freshness;
use super::attempts::{Attempt, Cause, Size};
use super::current::{Current, Status, Trial};
use super::fallback::{Fallback, Held};
use super::last_good::LastGoodError;
use super::load::load;
use super::mounts;
use super::outcome::Outcome;
use super::read::{Reading, read};
use super::source::PolicySource;
use crate::clock;
use crate::engine::Snapshot;
use crate::policy::{Rejection, Revision};

/// Hears of what happens to the policy set.
pub trait Observer: Send + Sync {
    /// An attempt to load a policy set ended.
    fn attempted(&self, attempt: &Attempt);

    /// Changes in a folder will be noticed late, by polling alone.
    fn unwatched(&self, folder: &Path, why: &str);

    /// The policies got too old, or no longer are.
    fn aged(&self, freshness: &Freshness);

    /// Something is mounted so that it can never change.
    fn frozen(&self, what: &str);

    /// The sources are broken, and the copy of the last good policy set is in force.
    fn restored(&self, status: &Status);

    /// The sources are broken, and the copy of the last good policy set can't take their place.
    fn not_restored(&self, why: &LastGoodError);

    /// The copy of the last good policy set could not be written.
    fn not_kept(&self, why: &str);
}

/// Puts in force what the sources hold.
pub struct Reloader {
    sources: Arc<[PolicySource]>,
    current: Arc<Current>,
    observer: Arc<dyn Observer>,
    seen: Option<Seen>,
    folders: Vec<PathBuf>,
    /// The digest of what the policy set in force was made from.
    active: Option<[u8; 32]>,
    /// Whether the last look found just that.
    is_confirmed: bool,
    fallback: Option<Fallback>,
}

/// Why what the sources hold is not in force.
#[derive(Debug)]
pub enum NotLoaded {
    /// The policy files hold mistakes.
    Rejected(Box<Rejection>),
    /// The policy files can't be read.
    Failed(Arc<str>),
}

/// What the sources held at the last attempt.
#[derive(PartialEq, Eq)]
enum Seen {
    Files([u8; 32]),
    Error(String),
}

/// What the sources hold now.
pub(super) enum Found {
    /// What they held at the last attempt.
    Same,
    /// Something else.
    Change(Change),
}

/// What a look found in the sources.
pub(super) struct Change {
    seen: Seen,
    reading: Option<Reading>,
    looked_at: Instant,
    read_in: Duration,
}

impl Change {
    /// Whether two looks found the same.
    pub(super) fn same_as(&self, other: &Self) -> bool {
        self.seen == other.seen
    }

    fn size(&self) -> Size {
        let files = self.reading.as_ref().map_or(&[][..], |reading| &reading.files);
        Size { files: files.len(), bytes: files.iter().map(|file| file.text().len()).sum(), rules: 0 }
    }
}

impl Reloader {
    /// Loads from the slot's sources into the slot.
    pub fn new(current: Arc<Current>, observer: Arc<dyn Observer>) -> Self {
        Self {
            sources: current.status().sources,
            current,
            observer,
            seen: None,
            folders: Vec::new(),
            active: None,
            is_confirmed: false,
            fallback: None,
        }
    }

    /// The same, with a copy of the last good policy set in a folder.
    #[must_use]
    pub fn with_last_good(self, folder: PathBuf) -> Self {
        Self { fallback: Some(Fallback::new(folder)), ..self }
    }

    /// Tries to put in force what the sources hold at the start.
    ///
    /// # Errors
    /// Why nothing is in force.
    pub fn start(&mut self) -> Result<(), NotLoaded> {
        let found = self.read();
        let frozen = found.reading.as_ref().map(mounts::frozen).unwrap_or_default();
        for what in &frozen {
            self.observer.frozen(what);
        }
        self.current.freeze(frozen);
        let Err(why) = self.apply(found, Cause::Start) else { return Ok(()) };
        let Some(fallback) = &self.fallback else { return Err(why) };
        match fallback.restore(&self.current) {
            Ok(()) => {
                self.observer.restored(&self.current.status());
                Ok(())
            }
            Err(error) => {
                self.observer.not_restored(&error);
                Err(why)
            }
        }
    }

    /// Sees to it that the copy of the last good policy set is the one in force.
    pub(super) fn keep(&mut self) {
        if let (Some(fallback), Some(digest), true) = (&mut self.fallback, self.active, self.is_confirmed) {
            fallback.keep(digest, &self.current, self.observer.as_ref());
        }
    }

    /// Tries to put in force what the sources hold now, whatever was tried last.
    pub(super) fn reload(&mut self) {
        let found = self.read();
        let _told = self.apply(found, Cause::Request);
    }

    /// Reads the sources, and tells what the last attempt has not seen.
    pub(super) fn look(&mut self) -> Found {
        self.current.release_retired();
        let found = self.read();
        if self.seen.as_ref() == Some(&found.seen) { Found::Same } else { Found::Change(found) }
    }

    fn read(&mut self) -> Change {
        let looked_at = Instant::now();
        let sources = self.current.sources();
        if !Arc::ptr_eq(&self.sources, &sources) {
            // Of these, nothing was tried yet.
            (self.sources, self.seen, self.active) = (sources, None, None);
        }
        let (seen, reading) = match read(&self.sources) {
            Ok(reading) => {
                self.folders.clone_from(&reading.folders);
                (Seen::Files(reading.digest), Some(reading))
            }
            Err(error) => (Seen::Error(error.to_string()), None),
        };
        self.is_confirmed = self.active.is_some_and(|active| seen == Seen::Files(active));
        if self.is_confirmed {
            self.current.freshness().confirm(looked_at);
        }
        Change { seen, reading, looked_at, read_in: looked_at.elapsed() }
    }

    /// Tries to put in force what was found; whoever observes hears how that ended.
    ///
    /// # Errors
    /// Why it is not in force.
    pub(super) fn apply(&mut self, found: Change, cause: Cause) -> Result<(), NotLoaded> {
        let started = Instant::now();
        let size = found.size();
        let loaded = match (&found.seen, found.reading) {
            (Seen::Error(error), _) => Err(NotLoaded::Failed(error.as_str().into())),
            (Seen::Files(_), None) => return Ok(()),
            (Seen::Files(_), Some(reading)) => match catch_unwind(AssertUnwindSafe(|| load(reading.files))) {
                Ok(loaded) => loaded.map_err(|rejection| NotLoaded::Rejected(Box::new(rejection))),
                // A fault of ours must not end the watch: the next edit may well load.
                Err(_) => Err(NotLoaded::Failed(FAULT.into())),
            },
        };
        let (sources, took) = (Arc::clone(&self.sources), found.read_in + started.elapsed());
        let trial = &Trial { sources, cause, looked_at: found.looked_at, took, size };
        let (attempt, ended) = match loaded {
            Ok(snapshot) => {
                self.hold(&snapshot, &found.seen);
                (self.current.swap(snapshot, trial, clock::now()), Ok(()))
            }
            Err(why) => (self.current.keep(|active| outcome(active, &why), trial, clock::now()), Err(why)),
        };
        // Where a candidate was promoted in the meantime, the next look is at its sources.
        let Some(attempt) = attempt else { return Ok(()) };
        if let (Ok(()), Seen::Files(digest)) = (&ended, &found.seen) {
            self.active = Some(*digest);
            self.is_confirmed = true;
        }
        self.seen = Some(found.seen);
        self.observer.attempted(&attempt);
        ended
    }

    /// Hands the files to whoever keeps a copy of them: the policy set in force does not have them any more.
    fn hold(&mut self, snapshot: &Snapshot, seen: &Seen) {
        if let (Some(fallback), Seen::Files(digest)) = (&mut self.fallback, seen) {
            let set = snapshot.policies();
            fallback.hold(Held { digest: *digest, revision: set.revision().clone(), files: set.sources().clone() });
        }
    }

    /// The folders in which a change matters: the ones read, the sources' own, and those that these lie in.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let mut folders = self.folders.clone();
        for source in self.sources.iter() {
            if let PolicySource::Folder(folder) = source {
                folders.push(folder.clone());
                folders.push(parent(folder));
            }
        }
        folders.sort();
        folders.dedup();
        folders
    }

    /// Where policy files come from.
    pub(super) fn sources(&self) -> &[PolicySource] {
        &self.sources
    }

    /// Who hears of what happens.
    pub(super) fn observer(&self) -> &dyn Observer {
        self.observer.as_ref()
    }
}

const FAULT: &str = "loading the policy set ended in a fault of the program; please report it";

fn outcome(active: Option<Revision>, why: &NotLoaded) -> Outcome {
    match why {
        NotLoaded::Rejected(rejection) => Outcome::rejected(active, rejection),
        NotLoaded::Failed(error) => Outcome::Failed { active, error: Arc::clone(error) },
    }
}

fn parent(folder: &Path) -> PathBuf {
    match folder.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_owned(),
        None => folder.to_owned(),
    }
}
