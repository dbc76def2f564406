//! Volumes that Kubernetes projects into a pod: `ConfigMap`s and secrets.
//!
//! Such a folder holds a link `..data` to the folder of its newest generation, and a link through it for each entry. An
//! update makes a new generation and moves `..data` over, so that all files change at once. Owns the names; reads no
//! file.

use std::fs;
use std::path::{Path, PathBuf};

const LINK: &str = "..data";

/// The link to the newest generation, if this folder is such a volume.
pub(super) fn link(folder: &Path) -> Option<PathBuf> {
    let link = folder.join(LINK);
    fs::symlink_metadata(&link).is_ok_and(|found| found.is_symlink()).then_some(link)
}

/// Whether a link is an entry of such a volume, and so leads through `..data`.
pub(super) fn is_shown_by(link: &Path) -> bool {
    fs::read_link(link).is_ok_and(|target| target.starts_with(LINK))
}
