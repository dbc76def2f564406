//! `selat test`: policy tests, those of a policy set or those in other files.
//!
//! Owns the command's flow; what a test expects is up to [`verify`](crate::verify), and how it looks to `render`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::bail;
use clap::ValueEnum;

use super::exit::Exit;
use super::policies::Policies;
use super::render::{self, Look, Tested};
use super::watch::watch;
use crate::engine::{Snapshot, compile};
use crate::policy::{self, Code, PolicyTest, Rejection, SourceFile, Sources};
use crate::store;
use crate::verify::{self, Coverage, TestReport};

/// What `test` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and folders with policy tests from outside the policy set [default: the tests of the set itself]
    #[arg(value_name = "DIR|FILE")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policies: Policies,
    /// Runs only the tests with this in their name, their file's name, or the id of a rule that they name or that
    /// applies; in any case, and may be repeated for more
    #[arg(long = "filter", value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    filters: Vec<String>,
    /// How to show what came out
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Shows how much of the rules, their alternatives, the provisions cited and the pairs of jurisdictions is reached
    #[arg(long)]
    coverage: bool,
    /// Names what the tests do not reach
    #[arg(long, requires = "coverage")]
    verbose: bool,
    /// Exits with 4 if the tests reach less than this percentage of the rules
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_coverage: Option<u8>,
    /// Runs again whenever a policy or test file changes, until it is interrupted
    #[arg(long)]
    watch: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: expected against given, what became of the rules, and a last line `N passed, N failed`
    Text,
    /// For programs: one object
    Json,
    /// For a build server: `JUnit` XML, a test suite for each file
    Junit,
}

/// The files that tests are run from.
#[derive(Clone, PartialEq, Eq)]
struct Files {
    policies: Vec<SourceFile>,
    /// Those from outside the policy set, where some are named.
    tests: Option<Vec<SourceFile>>,
}

/// Runs the tests and prints what came out, once or again and again.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if args.watch { watch(|| read(args), |files| once(args, files)) } else { once(args, read(args)?) }
}

fn read(args: &Args) -> anyhow::Result<Files> {
    let policies = store::read(&args.policies.sources())?.files;
    let tests = if args.paths.is_empty() { None } else { Some(store::read_paths(&args.paths)?) };
    Ok(Files { policies, tests })
}

fn once(args: &Args, files: Files) -> anyhow::Result<Exit> {
    let snapshot = match policy::load(files.policies) {
        Ok(policies) => compile(policies),
        Err(rejection) => {
            render::render_rejection(&rejection);
            return Ok(Exit::PoliciesInvalid);
        }
    };
    let Some(tests) = files.tests else {
        let (set, reports) = (snapshot.policies(), verify::own_tests(&snapshot));
        return report(args, &snapshot, set.tests(), reports, set.sources());
    };
    match policy::load_tests(tests, snapshot.policies()) {
        Ok(files) if files.tests.is_empty() => {
            bail!("no policy test in {}; name files or folders that hold PolicyTest documents", named(args))
        }
        Ok(files) => {
            let reports = files.tests.iter().map(|test| verify::run(&snapshot, test)).collect();
            report(args, &snapshot, &files.tests, reports, &files.sources)
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

fn report(
    args: &Args,
    snapshot: &Snapshot,
    tests: &[PolicyTest],
    mut reports: Vec<TestReport>,
    sources: &Sources,
) -> anyhow::Result<Exit> {
    let all = reports.len();
    reports.retain(|report| is_asked_for(&args.filters, report, sources));
    if reports.is_empty() && all > 0 {
        bail!("none of the {all} policy tests has `{}` in its name, file or rules", args.filters.join("` or `"));
    }
    let run: BTreeSet<_> = reports.iter().map(|report| report.place).collect();
    let wanted = args.coverage || args.min_coverage.is_some();
    let coverage = wanted.then(|| Coverage::of(snapshot, tests.iter().filter(|test| run.contains(&test.place))));
    let shown = coverage.as_ref().filter(|_| args.coverage);
    let tested = Tested { snapshot, reports: &reports, sources, coverage: shown, verbose: args.verbose };
    let text = match args.format {
        Format::Text => tested.text(Look::of_stdout()),
        Format::Json => tested.json(),
        Format::Junit => tested.junit(),
    };
    // A watch that nobody reads must end, so it has to hear of it.
    if args.watch {
        render::write(&text)?;
    } else {
        render::print(&text)?;
    }
    if !reports.iter().all(TestReport::passed) {
        return Ok(Exit::TestsFailed);
    }
    if let (Some(least), Some(rules)) = (args.min_coverage, coverage.map(|coverage| coverage.rules))
        && rules.percent() < usize::from(least)
    {
        render::show_low_coverage(&rules, least);
        return Ok(Exit::CoverageTooLow);
    }
    Ok(Exit::Fine)
}

fn is_asked_for(filters: &[String], report: &TestReport, sources: &Sources) -> bool {
    let file = sources.get(report.place.source).map_or("", SourceFile::name);
    let texts = [report.name.as_str(), file].into_iter().chain(report.rules.iter().map(String::as_str));
    let texts: Vec<_> = texts.map(str::to_lowercase).collect();
    let mut filters = filters.iter().map(|filter| filter.to_lowercase()).peekable();
    filters.peek().is_none() || filters.any(|filter| texts.iter().any(|text| text.contains(&filter)))
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
