//! Reads single files and folders that people name, such as policy tests from outside a policy set.
//!
//! Owns that a file named by itself is read whatever it is called.

use std::path::PathBuf;

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
    let mut files = walk.files;
    files.sort_by(|a, b| a.name().cmp(b.name()));
    files.dedup_by(|a, b| a.name() == b.name());
    Ok(files)
}
