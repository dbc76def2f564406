//! Keeps the last good policy set on disk, and starts from it where the sources are broken.
//!
//! Owns what was kept last and whether that failed; whatever fails here is said, and stops nothing.

use std::path::PathBuf;
use std::sync::Arc;

use super::attempts::Size;
use super::current::Current;
use super::last_good::{LastGood, LastGoodError};
use super::load::load;
use super::reload::Observer;
use crate::policy::{Revision, Sources};

/// The copy on disk, as far as this process knows it.
pub(super) struct Fallback {
    copy: LastGood,
    kept: Option<[u8; 32]>,
    /// The files of the policy set in force, until the copy holds them.
    held: Option<Held>,
    error: Option<String>,
}

/// A policy set as it was read.
pub(super) struct Held {
    /// The digest of its files.
    pub(super) digest: [u8; 32],
    pub(super) revision: Revision,
    pub(super) files: Sources,
}

impl Fallback {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self { copy: LastGood::new(folder), kept: None, held: None, error: None }
    }

    /// Takes the files of what is put in force, to keep them once they are confirmed.
    pub(super) fn hold(&mut self, held: Held) {
        self.held = Some(held);
    }

    /// Sees to it that the copy holds the policy set in force, which has this digest and was confirmed just now.
    pub(super) fn keep(&mut self, digest: [u8; 32], current: &Current, observer: &dyn Observer) {
        if self.kept == Some(digest) {
            self.copy.confirm();
            return;
        }
        let Some(held) = self.held.as_ref().filter(|held| held.digest == digest) else { return };
        let ended = self.copy.save(&held.revision, &held.files, &current.status().sources);
        if ended.is_ok() {
            self.kept = Some(digest);
            self.held = None;
        }
        let error = ended.err().map(|error| error.to_string());
        if let Some(error) = &error
            && self.error.as_ref() != Some(error)
        {
            observer.not_kept(error);
        }
        current.kept(self.copy.path(), error.as_deref().map(Arc::from));
        self.error = error;
    }

    /// Puts the copy in force.
    ///
    /// # Errors
    /// Why it is not.
    pub(super) fn restore(&self, current: &Current) -> Result<(), LastGoodError> {
        let saved = self.copy.load(&current.status().sources)?;
        let bytes = saved.files.iter().map(|file| file.text().len()).sum();
        let size = Size { files: saved.files.len(), bytes, rules: 0 };
        let snapshot = load(saved.files).map_err(|_| LastGoodError::Refused(self.copy.path()))?;
        current.restore(snapshot, size, saved.confirmed_at, self.copy.path());
        Ok(())
    }
}
