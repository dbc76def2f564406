//! The policy set that is built into the binary.
//!
//! Owns the embedded files and their names; does not read a disk.

use rust_embed::RustEmbed;

use super::source::{PolicySource, is_policy_file};
use crate::policy::SourceFile;

#[derive(RustEmbed)]
#[folder = "policies/"]
#[exclude = "examples/*"]
struct Embedded;

/// The files of the built-in policy set, named `builtin/<path>`.
pub(super) fn files() -> impl Iterator<Item = SourceFile> {
    Embedded::iter().filter(|path| is_policy_file(path.as_ref().as_ref())).filter_map(|path| {
        let file = Embedded::get(&path)?;
        Some(SourceFile::new(format!("{}/{path}", PolicySource::BUILTIN), file.data.into_owned()))
    })
}
