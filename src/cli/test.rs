//! `selat test`: policy tests, those of a policy set or those in other files.
//!
//! Owns the command's flow; what a test expects is up to [`verify`](crate::verify), and how a failure looks to `render`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::exit::Exit;
use super::policies::{Policies, load};
use super::render::{self, Look};
use crate::engine::{Snapshot, compile};
use crate::policy::{self, Code, Rejection, Sources};
use crate::store;
use crate::verify::{self, TestReport};

/// What `test` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and folders with policy tests from outside the policy set [default: the tests of the set itself]
    #[arg(value_name = "DIR|FILE")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policies: Policies,
    /// How to show what failed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: expected against given, and a last line `N passed, N failed`
    Text,
}

/// Runs the tests and prints what failed.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let policies = match load(&args.policies.sources())? {
        Ok(policies) => policies,
        Err(rejection) => {
            render::render_rejection(&rejection);
            return Ok(Exit::PoliciesInvalid);
        }
    };
    let snapshot = compile(policies);
    if args.paths.is_empty() {
        return report(args.format, &snapshot, &verify::own_tests(&snapshot), snapshot.policies().sources());
    }
    match policy::load_tests(store::read_paths(&args.paths)?, snapshot.policies()) {
        Ok(files) if files.tests.is_empty() => {
            anyhow::bail!("no policy test in {}; name files or folders that hold PolicyTest documents", named(args))
        }
        Ok(files) => {
            let reports: Vec<_> = files.tests.iter().map(|test| verify::run(&snapshot, test)).collect();
            report(args.format, &snapshot, &reports, &files.sources)
        }
        Err(rejection) => {
            reject(args, rejection);
            Ok(Exit::PoliciesInvalid)
        }
    }
}

/// Shows the mistakes; documents that are no tests are shown once and counted, as a whole policy set is full of them.
fn reject(args: &Args, mut rejection: Rejection) {
    let mut misplaced = 0_usize;
    rejection.diagnostics.retain(|diagnostic| {
        misplaced += usize::from(diagnostic.code == Code::MisplacedDocument);
        diagnostic.code != Code::MisplacedDocument || misplaced == 1
    });
    render::render_rejection(&rejection);
    if misplaced > 1 {
        render::show_help(&advice(args, misplaced - 1));
    }
}

fn report(format: Format, snapshot: &Snapshot, reports: &[TestReport], sources: &Sources) -> anyhow::Result<Exit> {
    let text = match format {
        Format::Text => render::test_reports(reports, sources, snapshot.policies().sources(), Look::of_stdout()),
    };
    render::print(&text)?;
    Ok(if reports.iter().all(TestReport::passed) { Exit::Fine } else { Exit::TestsFailed })
}

/// What to do where a policy set was given in place of tests from outside it.
fn advice(args: &Args, more: usize) -> String {
    let folders = args.paths.iter().filter(|path| path.is_dir()).map(|path| path.display().to_string());
    let folders: Vec<_> = folders.collect();
    let folders = if folders.is_empty() { "DIR".to_owned() } else { folders.join(" --policies ") };
    format!(
        "{more} more such documents in {} are no PolicyTest; to run the tests of a policy set, use `selat test \
         --policies {folders}`",
        named(args)
    )
}

fn named(args: &Args) -> String {
    let paths: Vec<_> = args.paths.iter().map(|path| format!("`{}`", path.display())).collect();
    paths.join(", ")
}
