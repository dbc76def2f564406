//! `selat check`: every mistake in policy files.
//!
//! Owns the command's flow; what a mistake is, is up to [`policy`](crate::policy), and how it looks to `render`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::exit::Exit;
use super::policies::{load, sources};
use super::render::{self, Checked, Look};
use crate::engine::{Snapshot, compile};
use crate::policy::Rejection;
use crate::verify;

/// What `check` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folders of policy files, or `builtin`; layers of one set, each adding to the ones before [default: builtin]
    #[arg(value_name = "DIR")]
    layers: Vec<PathBuf>,
    /// How to show what was found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: each mistake under its source line
    Text,
    /// For programs: one object
    Json,
}

/// Loads, tests and prints.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let checked = match load(&sources(&args.layers))? {
        Ok(policies) => test(compile(policies)),
        Err(Rejection { sources, diagnostics }) => Checked { snapshot: None, sources, diagnostics, failed: 0 },
    };
    let text = match args.format {
        Format::Text => checked.text(Look::of_stdout()),
        Format::Json => checked.json(),
    };
    render::print(&text)?;
    Ok(match &checked.snapshot {
        None => Exit::PoliciesInvalid,
        Some(_) if checked.failed > 0 => Exit::TestsFailed,
        Some(_) => Exit::Fine,
    })
}

/// Runs the tests that the set brings along.
fn test(snapshot: Snapshot) -> Checked {
    let policies = snapshot.policies();
    let reports = verify::own_tests(&snapshot);
    let failures: Vec<_> = reports.iter().filter_map(verify::TestReport::diagnostic).collect();
    let failed = failures.len();
    let mut diagnostics = policies.warnings().to_vec();
    diagnostics.extend(verify::lint(policies));
    diagnostics.extend(failures);
    Checked { sources: policies.sources().clone(), diagnostics, failed, snapshot: Some(snapshot) }
}
