//! Reads single files and folders that people name, such as policy tests from outside a policy set.
//!
//! Owns that a file named by itself is read whatever it is called.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::error::ReadError;
use super::read::root;
use super::walk::Walk;
use crate::policy::SourceFile;

/// Reads files, and the policy files of folders, in the order given; each file once.
///
/// # Errors
/// The first path that can't be read.
pub fn read_paths(paths: &[PathBuf]) -> Result<Vec<SourceFile>, ReadError> {
    let mut walk = Walk::default();
    for path in paths {
        if path.is_dir() {
            walk.root(&root(path)?, path)?;
        } else {
            walk.named_file(path)?;
        }
    }
    // The same file may be named in two ways, such as `a.yaml` and `./a.yaml`.
    let real = |file: &SourceFile| Path::new(file.name()).canonicalize().unwrap_or_else(|_| file.name().into());
    let mut files = walk.files;
    files.sort_by(|a, b| a.name().cmp(b.name()));
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(real(file)));
    Ok(files)
}
