//! `selat check`: every mistake in policy files.
//!
//! Owns the command's flow; what a mistake is, is up to [`policy`](crate::policy), and how it looks to `render`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::age::{self, Age};
use super::exit::Exit;
use super::policies::{load, sources};
use super::render::{self, Checked, Look};
use crate::clock;
use crate::engine::{Snapshot, compile};
use crate::policy::{Rejection, Severity};
use crate::verify;

/// What `check` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folders of policy files, or `builtin`; layers of one set, each adding to the ones before [default: builtin]
    #[arg(value_name = "DIR", env = "SELAT_POLICIES", hide_env_values = true, value_delimiter = ',')]
    layers: Vec<PathBuf>,
    /// How to show what was found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exits with 3 if there is any warning
    #[arg(long)]
    deny_warnings: bool,
    /// Warns of regulations whose last review is longer ago than this, such as 180d
    #[arg(long, value_name = "DAYS", value_parser = age::parse)]
    stale_after: Option<Age>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: each mistake under its source line
    Text,
    /// For programs: one object
    Json,
    /// For code scanning: a log of the Static Analysis Results Interchange Format, 2.1.0
    Sarif,
    /// For a workflow of GitHub: a command for each mistake, shown beside the changed lines
    Github,
}

/// Loads, tests and prints.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut checked = match load(&sources(&args.layers))? {
        Ok(policies) => test(compile(policies), args.stale_after),
        Err(Rejection { sources, diagnostics }) => {
            Checked { snapshot: None, sources, diagnostics, failed: 0, denied: false }
        }
    };
    checked.denied = args.deny_warnings && checked.diagnostics.iter().any(|d| d.severity() == Severity::Warning);
    let text = match args.format {
        Format::Text => checked.text(Look::of_stdout()),
        Format::Json => checked.json(),
        Format::Sarif => checked.sarif(),
        Format::Github => checked.github(),
    };
    render::print(&text)?;
    Ok(match &checked.snapshot {
        None => Exit::PoliciesInvalid,
        Some(_) if checked.denied => Exit::PoliciesInvalid,
        Some(_) if checked.failed > 0 => Exit::TestsFailed,
        Some(_) => Exit::Fine,
    })
}

/// Runs the tests that the set brings along, and looks for what it probably does not mean to say.
fn test(snapshot: Snapshot, stale_after: Option<Age>) -> Checked {
    let policies = snapshot.policies();
    let reports = verify::own_tests(&snapshot);
    let failures: Vec<_> = reports.iter().filter_map(verify::TestReport::diagnostic).collect();
    let failed = failures.len();
    let mut diagnostics = policies.warnings().to_vec();
    diagnostics.extend(verify::lint(policies));
    if let Some(age) = stale_after {
        diagnostics.extend(verify::stale_reviews(policies, age.before(clock::now())));
    }
    diagnostics.extend(failures);
    let sources = policies.sources().clone();
    Checked { sources, diagnostics, failed, denied: false, snapshot: Some(snapshot) }
}
