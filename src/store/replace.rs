//! Puts a new text in the place of a policy file's old one.
//!
//! Owns that a reader finds the one or the other, and never a part of either.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::Builder;

/// Replaces the text of a file, and keeps its mode; where the path is a link, of the file that it leads to.
///
/// # Errors
/// Where the new text can't be written beside the file, or can't take its place; the file is then as it was.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    // A name with a dot in front is no policy file's, so nobody reads it half-written.
    let mut beside = Builder::new().prefix(".selat-").tempfile_in(folder)?;
    beside.write_all(text.as_bytes())?;
    beside.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    beside.as_file().sync_all()?;
    beside.persist(&path)?;
    Ok(())
}
