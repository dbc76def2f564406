//! `selat fmt`: policy files in their canonical layout.
//!
//! Owns the command's flow; what the layout is, is up to [`policy`](crate::policy), and replacing files to
//! [`store`](crate::store).

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};

use super::exit::Exit;
use super::render;
use crate::policy::{LayoutError, SourceFile, canonical_layout};
use crate::store;

/// What stands for standard input.
const STANDARD_INPUT: &str = "-";

/// What `fmt` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Policy files, and folders with all policy files below them; `-` reads standard input and prints the result
    #[arg(value_name = "DIR|FILE", required = true)]
    paths: Vec<PathBuf>,
    /// Changes no file, shows what would change, and exits with 3 if anything would
    #[arg(long)]
    check: bool,
}

/// Lays out every file, or shows what that would change.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let is_input = |path: &PathBuf| path.as_os_str() == STANDARD_INPUT;
    if !args.paths.iter().any(is_input) {
        return files(&store::read_paths(&args.paths)?, args.check);
    }
    if args.paths.len() > 1 {
        render::show_error(&anyhow!("`-` stands for standard input, and goes with no other path"));
        return Ok(Exit::Usage);
    }
    input(args.check)
}

/// Each file by itself: one that can't be read keeps none of the others from being laid out.
fn files(files: &[SourceFile], only_check: bool) -> anyhow::Result<Exit> {
    let mut ended = Exit::Fine;
    for file in files {
        let Some(text) = laid_out(file) else {
            ended = Exit::PoliciesInvalid;
            continue;
        };
        if text == file.text() {
            continue;
        }
        if only_check {
            render::print(&render::difference(file.name(), file.text(), &text))?;
            ended = Exit::PoliciesInvalid;
        } else {
            store::replace(Path::new(file.name()), &text).with_context(|| format!("can't write `{}`", file.name()))?;
            render::print(&format!("laid out {}\n", file.name()))?;
        }
    }
    Ok(ended)
}

fn input(only_check: bool) -> anyhow::Result<Exit> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(store::FILE_BYTES_MAX + 1).read_to_end(&mut bytes).context("can't read standard input")?;
    let file = SourceFile::new("<stdin>", bytes);
    let Some(text) = laid_out(&file) else { return Ok(Exit::PoliciesInvalid) };
    if !only_check {
        render::print(&text)?;
    } else if text != file.text() {
        render::print(&render::difference(file.name(), file.text(), &text))?;
        return Ok(Exit::PoliciesInvalid);
    }
    Ok(Exit::Fine)
}

/// The canonical layout; `None` where the file has none, which is shown then.
fn laid_out(file: &SourceFile) -> Option<String> {
    match canonical_layout(file) {
        Ok(text) => return Some(text),
        Err(LayoutError::Unreadable(rejection)) => render::render_rejection(&rejection),
        Err(LayoutError::Unfaithful) => render::show_error(&anyhow!(
            "`{}` is written in a way that no other layout keeps, such as with a key of more than a line; it is left \
             as it is",
            file.name()
        )),
    }
    None
}
