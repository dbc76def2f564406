//! Reads the policy files of all sources.
//!
//! Owns what counts as a policy file set and its limits; does not look into the files.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::builtin;
use super::error::ReadError;
use super::source::PolicySource;
use super::walk::Walk;
use crate::policy::SourceFile;

/// How often a folder that changes while it is read is read again.
const ATTEMPTS: usize = 5;

/// The policy files of all sources at one time.
pub struct Reading {
    /// The files.
    pub files: Vec<SourceFile>,
    /// What tells these names and contents from any others.
    pub digest: [u8; 32],
    /// Every folder that was looked into.
    pub folders: Vec<PathBuf>,
}

/// Reads the policy files of all sources.
///
/// # Errors
/// The first thing that can't be read, or can't be a policy folder.
pub fn read(sources: &[PolicySource]) -> Result<Reading, ReadError> {
    let mut attempt = 1;
    loop {
        match read_once(sources) {
            Err(error) if error.is_passing() && attempt < ATTEMPTS => attempt += 1,
            ended => return ended,
        }
    }
}

fn read_once(sources: &[PolicySource]) -> Result<Reading, ReadError> {
    let mut walk = Walk::default();
    let mut roots: Vec<(PathBuf, &Path)> = Vec::new();
    let mut has_builtin = false;
    for (layer, source) in sources.iter().enumerate() {
        walk.layer = u16::try_from(layer).unwrap_or(u16::MAX);
        match source {
            PolicySource::Builtin if has_builtin => return Err(ReadError::BuiltinTwice),
            PolicySource::Builtin => {
                has_builtin = true;
                walk.files.extend(builtin::files().map(|file| file.in_layer(walk.layer)));
            }
            PolicySource::Folder(folder) => {
                let root = root(folder)?;
                if let Some((_, other)) = roots.iter().find(|(r, _)| r.starts_with(&root) || root.starts_with(r)) {
                    return Err(ReadError::Overlap { folder: folder.clone(), other: other.to_path_buf() });
                }
                let before = walk.files.len();
                walk.root(&root, folder)?;
                if walk.files.len() == before {
                    return Err(ReadError::Empty { folder: folder.clone() });
                }
                roots.push((root, folder));
            }
        }
    }
    Ok(Reading { digest: digest(&walk.files), files: walk.files, folders: walk.folders })
}

/// The real path of a source folder.
pub(super) fn root(folder: &Path) -> Result<PathBuf, ReadError> {
    let root = folder.canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::Missing { folder: folder.to_owned() },
        _ => ReadError::io("find", folder, error),
    })?;
    if root.is_dir() { Ok(root) } else { Err(ReadError::NotAFolder { path: folder.to_owned() }) }
}

fn digest(files: &[SourceFile]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for file in files {
        for part in [file.name(), file.text()] {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        hash.update(file.invalid_utf8_at().map_or(u64::MAX, |at| at as u64).to_le_bytes());
    }
    hash.finalize().into()
}
