//! Walks a policy folder and opens its policy files.
//!
//! Owns which entries count and the care with links and special files; only regular files are ever opened, and nothing
//! outside the folder.

use std::fs::{self, Metadata, OpenOptions};
use std::io::Read as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::error::ReadError;
use super::projected;
use super::source::{IGNORE_FILE, is_policy_file};
use crate::policy::SourceFile;

/// The most bytes in one policy file.
pub const FILE_BYTES_MAX: u64 = 16 << 20;
/// The most bytes in all policy files.
pub(super) const TOTAL_BYTES_MAX: u64 = 64 << 20;
/// The most policy files.
pub(super) const FILES_MAX: usize = 10_000;
/// The most entries of any kind in all folders.
pub(super) const ENTRIES_MAX: usize = 100_000;

/// What was found so far.
#[derive(Default)]
pub(super) struct Walk {
    /// Policy files.
    pub(super) files: Vec<SourceFile>,
    /// Folders that were looked into.
    pub(super) folders: Vec<PathBuf>,
    /// The layer that files are taken into.
    pub(super) layer: u16,
    root: PathBuf,
    trail: Vec<PathBuf>,
    entries: usize,
    bytes: u64,
}

impl Walk {
    /// Takes in a source folder: `root` is its real path, `shown` the name that people know it by.
    pub(super) fn root(&mut self, root: &Path, shown: &Path) -> Result<(), ReadError> {
        root.clone_into(&mut self.root);
        self.trail.clear();
        self.folder(shown, shown)
    }

    /// Takes in a file, whatever it is called and wherever its links lead.
    pub(super) fn named_file(&mut self, path: &Path) -> Result<(), ReadError> {
        let found = fs::metadata(path).map_err(|error| ReadError::io("find", path, error))?;
        if found.is_file() { self.file(path, path) } else { Err(ReadError::NotRegular { path: path.to_owned() }) }
    }

    fn folder(&mut self, path: &Path, shown: &Path) -> Result<(), ReadError> {
        let real = path.canonicalize().map_err(|error| ReadError::vanished("find", path, error))?;
        if self.trail.contains(&real) {
            return Err(ReadError::Circle { link: shown.to_owned() });
        }
        self.folders.push(path.to_owned());
        self.trail.push(real);
        if let Some(link) = projected::link(path) {
            self.projected(&link, shown)?;
        }
        self.children(path, shown)?;
        self.trail.pop();
        Ok(())
    }

    /// Takes in what a projected volume shows now; the volume is replaced as a whole, and so it is read as a whole.
    fn projected(&mut self, link: &Path, shown: &Path) -> Result<(), ReadError> {
        let generation = self.follow(link)?;
        let outcome = self.children(&generation, shown);
        if self.follow(link)? == generation { outcome } else { Err(ReadError::Changing { path: shown.to_owned() }) }
    }

    fn children(&mut self, path: &Path, shown: &Path) -> Result<(), ReadError> {
        let listing = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut names: Vec<_> = listing
            .map_err(|error| ReadError::vanished("list the folder", path, error))?
            .iter()
            .map(fs::DirEntry::file_name)
            .filter(|name| !name.as_encoded_bytes().starts_with(b"."))
            .collect();
        names.sort();
        for name in names {
            self.entry(&path.join(&name), &shown.join(&name))?;
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, shown: &Path) -> Result<(), ReadError> {
        self.entries += 1;
        if self.entries > ENTRIES_MAX {
            return Err(ReadError::TooMany { path: shown.to_owned() });
        }
        let mut found = fs::symlink_metadata(path).map_err(|error| ReadError::vanished("look at", shown, error))?;
        if found.is_symlink() {
            if projected::is_shown_by(path) {
                return Ok(());
            }
            let target = self.follow(path)?;
            found = metadata(&target)?;
        }
        if found.is_dir() && path.join(IGNORE_FILE).exists() {
            Ok(())
        } else if found.is_dir() {
            self.folder(path, shown)
        } else if !is_policy_file(shown) {
            Ok(())
        } else if found.is_file() {
            self.file(path, shown)
        } else {
            Err(ReadError::NotRegular { path: shown.to_owned() })
        }
    }

    /// Where a link leads in the end, which must be within the source folder.
    fn follow(&self, link: &Path) -> Result<PathBuf, ReadError> {
        let target = link.canonicalize().map_err(|error| match error.raw_os_error() {
            Some(libc::ELOOP) => ReadError::Circle { link: link.to_owned() },
            Some(libc::ENOENT) => ReadError::Dangling { link: link.to_owned() },
            _ => ReadError::io("follow the link", link, error),
        })?;
        if target.starts_with(&self.root) {
            Ok(target)
        } else {
            Err(ReadError::LeadsOutside { link: link.to_owned(), target })
        }
    }

    fn file(&mut self, path: &Path, shown: &Path) -> Result<(), ReadError> {
        // Without O_NONBLOCK, a pipe put here since it was looked at would stop everything until somebody writes.
        let file = OpenOptions::new()
            .read(true)
            .custom_flags(libc::O_NONBLOCK)
            .open(path)
            .map_err(|error| ReadError::vanished("open", shown, error))?;
        if !file.metadata().map_err(|error| ReadError::io("look at", shown, error))?.is_file() {
            return Err(ReadError::NotRegular { path: shown.to_owned() });
        }
        let mut bytes = Vec::new();
        let length = file
            .take(FILE_BYTES_MAX + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| ReadError::io("read", shown, error))?;
        let length = length as u64;
        self.bytes += length;
        if length > FILE_BYTES_MAX {
            return Err(ReadError::FileTooLarge { path: shown.to_owned() });
        }
        // To take a file that is being written for one without rules would be to drop its rules.
        if length == 0 {
            return Err(ReadError::EmptyFile { path: shown.to_owned() });
        }
        if self.bytes > TOTAL_BYTES_MAX {
            return Err(ReadError::TotalTooLarge { path: shown.to_owned() });
        }
        if self.files.len() == FILES_MAX {
            return Err(ReadError::TooMany { path: shown.to_owned() });
        }
        self.files.push(SourceFile::new(shown.to_string_lossy(), bytes).in_layer(self.layer));
        Ok(())
    }
}

fn metadata(path: &Path) -> Result<Metadata, ReadError> {
    fs::metadata(path).map_err(|error| ReadError::vanished("look at", path, error))
}
