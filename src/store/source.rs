//! Where policy files come from.
//!
//! Owns the names of sources and of policy files; opens nothing.

use std::fmt;
use std::path::{Path, PathBuf};

/// One layer of a policy set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicySource {
    /// The policy set built into the binary.
    Builtin,
    /// A folder with all that is below it.
    Folder(PathBuf),
}

impl PolicySource {
    /// The word that names the built-in policy set where a folder could stand.
    pub const BUILTIN: &'static str = "builtin";
}

impl From<PathBuf> for PolicySource {
    /// The built-in set for its name, else the folder; a folder of that name is `./builtin`.
    fn from(path: PathBuf) -> Self {
        if path.as_os_str() == Self::BUILTIN { Self::Builtin } else { Self::Folder(path) }
    }
}

impl fmt::Display for PolicySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Builtin => f.write_str(Self::BUILTIN),
            Self::Folder(path) => path.display().fmt(f),
        }
    }
}

/// The name of a file by which a folder says that it is no part of the source that it lies in.
pub(super) const IGNORE_FILE: &str = ".selatignore";

/// Whether a file of that name holds policies.
pub(super) fn is_policy_file(path: &Path) -> bool {
    let is = |wanted| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted));
    is("yaml") || is("yml")
}
