//! One attempt after another to put in force what the sources hold.
//!
//! Owns what was tried last, so that nothing is tried twice; does not decide when to try.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::current::Current;
use super::load::load;
use super::outcome::{Attempt, Outcome};
use super::read::{Reading, read};
use super::source::PolicySource;
use crate::clock;

/// Hears of what happens to the policy set.
pub trait Observer: Send {
    /// An attempt to load a policy set ended.
    fn attempted(&self, attempt: &Attempt);

    /// Changes in a folder will be noticed late, by polling alone.
    fn unwatched(&self, folder: &Path, why: &str);
}

/// Puts in force what the sources hold.
pub struct Reloader {
    sources: Arc<[PolicySource]>,
    current: Arc<Current>,
    observer: Box<dyn Observer>,
    seen: Option<Seen>,
    folders: Vec<PathBuf>,
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

/// Something that the last attempt has not seen.
pub(super) struct Change {
    seen: Seen,
    reading: Option<Reading>,
}

impl Change {
    /// Whether two looks found the same.
    pub(super) fn same_as(&self, other: &Self) -> bool {
        self.seen == other.seen
    }
}

impl Reloader {
    /// Loads from the slot's sources into the slot.
    pub fn new(current: Arc<Current>, observer: Box<dyn Observer>) -> Self {
        Self { sources: current.status().sources, current, observer, seen: None, folders: Vec::new() }
    }

    /// Tries to put in force what the sources hold, unless that was tried last.
    pub fn reload(&mut self) {
        if let Found::Change(change) = self.look() {
            self.apply(change);
        }
    }

    /// Reads the sources.
    pub(super) fn look(&mut self) -> Found {
        let change = match read(&self.sources) {
            Ok(reading) => {
                self.folders.clone_from(&reading.folders);
                Change { seen: Seen::Files(reading.digest), reading: Some(reading) }
            }
            Err(error) => Change { seen: Seen::Error(error.to_string()), reading: None },
        };
        if self.seen.as_ref() == Some(&change.seen) { Found::Same } else { Found::Change(change) }
    }

    /// Tries to put in force what was found.
    pub(super) fn apply(&mut self, change: Change) {
        let attempt = match (&change.seen, change.reading) {
            (Seen::Error(error), _) => self.failed(error),
            (Seen::Files(_), None) => return,
            (Seen::Files(_), Some(reading)) => match catch_unwind(AssertUnwindSafe(|| load(reading.files))) {
                Ok(Ok(snapshot)) => self.current.swap(snapshot, clock::now()),
                Ok(Err(rejection)) => self
                    .current
                    .keep(|active| Outcome::Rejected { active, rejection: Arc::new(rejection) }, clock::now()),
                // A fault of ours must not end the watch: the next edit may well load.
                Err(_) => self.failed("loading the policy set ended in a fault of the program; please report it"),
            },
        };
        self.seen = Some(change.seen);
        self.observer.attempted(&attempt);
    }

    fn failed(&self, error: &str) -> Attempt {
        self.current.keep(|active| Outcome::Failed { active, error: error.into() }, clock::now())
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

fn parent(folder: &Path) -> PathBuf {
    match folder.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_owned(),
        None => folder.to_owned(),
    }
}
