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

/// The copy on disk, as far as this process knows it.
pub(super) struct Fallback {
    copy: LastGood,
    kept: Option<[u8; 32]>,
    error: Option<String>,
}

impl Fallback {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self { copy: LastGood::new(folder), kept: None, error: None }
    }

    /// Sees to it that the copy holds the policy set in force, which has this digest and was confirmed just now.
    pub(super) fn keep(&mut self, digest: [u8; 32], current: &Current, observer: &dyn Observer) {
        if self.kept == Some(digest) {
            self.copy.confirm();
            return;
        }
        let status = current.status();
        let Some(active) = &status.active else { return };
        let ended = self.copy.save(active.snapshot().policies(), &status.sources);
        if ended.is_ok() {
            self.kept = Some(digest);
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
