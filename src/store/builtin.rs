//! The policy set that is built into the binary.
//!
//! Owns the embedded files and their names; does not read a disk.

use std::path::Path;

use rust_embed::RustEmbed;

use super::source::{EXAMPLES, PolicySource, is_policy_file};
use crate::policy::SourceFile;

#[derive(RustEmbed)]
#[folder = "policies/"]
struct Embedded;

/// The files of the built-in policy set, named `builtin/<path>`.
pub(super) fn files() -> impl Iterator<Item = SourceFile> {
    Embedded::iter().filter(|path| is_part_of_set(path.as_ref().as_ref())).filter_map(|path| {
        let file = Embedded::get(&path)?;
        Some(SourceFile::new(format!("{}/{path}", PolicySource::BUILTIN), file.data.into_owned()))
    })
}

fn is_part_of_set(path: &Path) -> bool {
    is_policy_file(path) && path.iter().all(|part| part != EXAMPLES)
}
