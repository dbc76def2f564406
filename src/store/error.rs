//! What keeps policy files from being read.
//!
//! Owns the wording: each error names the path, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use super::walk::{ENTRIES_MAX, FILE_BYTES_MAX, FILES_MAX, TOTAL_BYTES_MAX};

/// What keeps policy files from being read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A source folder does not exist.
    #[error("the policy folder `{}` does not exist; create it, or name another with `--policies`", .folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// A source is not a folder.
    #[error("`{}` is not a folder; `--policies` takes the folder that holds the policy files", .path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// A source folder holds no policy file.
    #[error(
        "the policy folder `{}` holds no policy file; put `*.yaml` files into it, or name another with `--policies`",
        .folder.display()
    )]
    Empty {
        /// The folder.
        folder: PathBuf,
    },
    /// Two sources share files.
    #[error(
        "the policy folders `{}` and `{}` are the same or one lies in the other, so that files would be read twice; \
         leave one of them out",
        .other.display(), .folder.display()
    )]
    Overlap {
        /// The later folder.
        folder: PathBuf,
        /// The earlier folder.
        other: PathBuf,
    },
    /// The built-in policy set is named twice.
    #[error("`builtin` is named twice; leave one of them out")]
    BuiltinTwice,
    /// A link leads to itself or to a folder that it lies in.
    #[error("the link `{}` leads in a circle; remove it", .link.display())]
    Circle {
        /// The link.
        link: PathBuf,
    },
    /// A link leads out of its policy folder.
    #[error(
        "the link `{}` leads out of the policy folder, to `{}`; copy what it names into the folder, or name that \
         folder with a `--policies` of its own",
        .link.display(), .target.display()
    )]
    LeadsOutside {
        /// The link.
        link: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// A link leads nowhere.
    #[error("the link `{}` leads nowhere; mend or remove it", .link.display())]
    Dangling {
        /// The link.
        link: PathBuf,
    },
    /// Something is named like a policy file and is none.
    #[error("`{}` is named like a policy file but is not a regular file; rename or remove it", .path.display())]
    NotRegular {
        /// The path.
        path: PathBuf,
    },
    /// A policy file holds nothing: most likely it is about to be written.
    #[error("the policy file `{}` is empty; fill or remove it", .path.display())]
    EmptyFile {
        /// The file.
        path: PathBuf,
    },
    /// A policy file is too large.
    #[error("the policy file `{}` is larger than {} MiB; split it", .path.display(), FILE_BYTES_MAX >> 20)]
    FileTooLarge {
        /// The file.
        path: PathBuf,
    },
    /// All policy files together are too large.
    #[error(
        "with `{}`, the policy files are together larger than {} MiB; is `--policies` the right folder?",
        .path.display(), TOTAL_BYTES_MAX >> 20
    )]
    TotalTooLarge {
        /// The file that was one too many.
        path: PathBuf,
    },
    /// There are too many policy files.
    #[error(
        "at `{}`, there are more than {FILES_MAX} policy files, or more than {ENTRIES_MAX} files of any kind; \
         is `--policies` the right folder?",
        .path.display()
    )]
    TooMany {
        /// The path that was one too many.
        path: PathBuf,
    },
    /// Files vanish or are replaced while they are read.
    #[error("`{}` changes while it is read; it is read again at the next change or poll", .path.display())]
    Changing {
        /// What changes.
        path: PathBuf,
    },
    /// The system refuses.
    #[error("can't {action} `{}`: {error}", .path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl ReadError {
    pub(super) fn io(action: &'static str, path: &Path, error: io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), error }
    }

    /// An error about something that was there a moment ago.
    pub(super) fn vanished(action: &'static str, path: &Path, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Changing { path: path.to_owned() },
            _ => Self::io(action, path, error),
        }
    }

    /// Whether reading again at once may well succeed.
    pub(super) const fn is_passing(&self) -> bool {
        matches!(self, Self::Changing { .. } | Self::Dangling { .. })
    }
}
