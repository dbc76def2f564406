//! `selat regulations`: the repository of regulations, and what is about to change.
//!
//! Owns the commands' flow and flags; what is found is up to [`repository`](crate::repository), how it looks to `render`.

use clap::{Subcommand, ValueEnum};

use super::exit::Exit;
use super::policies::Policies;
use super::question::{InvalidArgument, instant};
use super::render::{self, Entry, Holdings, Look, Upcoming};
use crate::clock;
use crate::engine::Snapshot;
use crate::model::{Authority, Moment, PartialDate, Problem, Regulation, Status, Timestamp};
use crate::policy::{day_of, parse_day};
use crate::repository::{self, Filter};
use crate::verify;

/// What `regulations` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the regulations that pass every filter given
    List(List),
    /// Shows one regulation: provisions, dates, sources, and the rules that cite it
    Show(Show),
    /// Shows whose law is held, how much of it, and how much of that the policy set's own tests reach
    Coverage(Output),
    /// Lists the regulations that were not reviewed for a time
    Stale(Stale),
    /// Shows what comes into force or ends, and which decisions that changes
    Upcoming(Next),
}

#[derive(Debug, clap::Args)]
struct List {
    /// A jurisdiction's code, which finds the law of its groups too; or the id of a group
    #[arg(long, value_name = "CODE")]
    jurisdiction: Option<String>,
    /// The force
    #[arg(long, value_name = "WORD")]
    authority: Option<AuthorityWord>,
    /// Where the regulation stands
    #[arg(long, value_name = "WORD")]
    status: Option<StatusWord>,
    /// Words that must all stand in the id, the titles, the number, the issuer, the summaries or the sources
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// A day on which the regulation must be in force, such as 2027-01-16
    #[arg(long, value_name = "DATE", value_parser = day)]
    in_force_on: Option<PartialDate>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The regulation's id, such as sg.pdpa, or that of one of its provisions, such as sg.pdpa#s26
    id: String,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
struct Stale {
    /// How long ago the last review must be, in days
    #[arg(long, value_name = "DAYS", default_value = "180d", value_parser = days)]
    after: u32,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
struct Next {
    /// How far to look ahead, in days
    #[arg(long, value_name = "DAYS", default_value = "90d", value_parser = days)]
    within: u32,
    /// The day or instant from which to look [default: now]
    #[arg(long, value_name = "DATE", value_parser = instant)]
    at: Option<Timestamp>,
    /// Supposes that something has happened, such as defa-in-force; may be repeated
    #[arg(long, value_delimiter = ',', value_name = "WORD")]
    assume: Vec<String>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
struct Output {
    #[command(flatten)]
    policies: Policies,
    /// Prints JSON, with the names that the gRPC contract gives its fields
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AuthorityWord {
    Treaty,
    Statute,
    Regulation,
    Guideline,
    Organisation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StatusWord {
    InForce,
    Enacted,
    Draft,
    Repealed,
}

impl From<AuthorityWord> for Authority {
    fn from(word: AuthorityWord) -> Self {
        match word {
            AuthorityWord::Treaty => Self::Treaty,
            AuthorityWord::Statute => Self::Statute,
            AuthorityWord::Regulation => Self::Regulation,
            AuthorityWord::Guideline => Self::Guideline,
            AuthorityWord::Organisation => Self::Organisation,
        }
    }
}

impl From<StatusWord> for Status {
    fn from(word: StatusWord) -> Self {
        match word {
            StatusWord::InForce => Self::InForce,
            StatusWord::Enacted => Self::Enacted,
            StatusWord::Draft => Self::Draft,
            StatusWord::Repealed => Self::Repealed,
        }
    }
}

fn day(text: &str) -> Result<PartialDate, String> {
    parse_day(text).ok_or_else(|| "expected a day such as 2027-01-16".to_owned())
}

fn days(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix('d').and_then(|digits| digits.parse().ok());
    number
        .filter(|days| *days <= 36_500)
        .ok_or_else(|| "expected a number of days such as 90d, up to 36500d".to_owned())
}

/// Finds and prints.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let output = match &args.command {
        Command::List(List { output, .. })
        | Command::Show(Show { output, .. })
        | Command::Coverage(output)
        | Command::Stale(Stale { output, .. })
        | Command::Upcoming(Next { output, .. }) => output,
    };
    let Some(snapshot) = output.policies.snapshot()? else { return Ok(Exit::PoliciesInvalid) };
    match &args.command {
        Command::List(list) => run_list(list, &snapshot),
        Command::Show(show) => run_show(show, &snapshot),
        Command::Coverage(output) => run_coverage(output, &snapshot),
        Command::Stale(stale) => run_stale(stale, &snapshot),
        Command::Upcoming(next) => run_upcoming(next, &snapshot),
    }
}

fn run_list(list: &List, snapshot: &Snapshot) -> anyhow::Result<Exit> {
    let filter = Filter {
        jurisdiction: list.jurisdiction.clone(),
        authority: list.authority.map(Authority::from),
        status: list.status.map(Status::from),
        text: list.text.clone().unwrap_or_default(),
        in_force_on: list.in_force_on,
    };
    match repository::find(snapshot, &filter, &Moment::live(clock::now())) {
        Ok(found) => print_list(snapshot, &found, list.output.json),
        Err(problem) => Ok(refuse(&problem)),
    }
}

fn print_list(snapshot: &Snapshot, found: &[&Regulation], json: bool) -> anyhow::Result<Exit> {
    let today = day_of(clock::now());
    let text = if json {
        render::regulations_json(snapshot, found, today)
    } else {
        render::regulations_text(found, today, Look::of_stdout())
    };
    render::print(&text)?;
    Ok(Exit::Fine)
}

fn run_show(show: &Show, snapshot: &Snapshot) -> anyhow::Result<Exit> {
    let Some((regulation, provision)) = repository::law(snapshot.policies(), &show.id) else {
        return Ok(refuse(&repository::nearest_law(snapshot.policies(), &show.id)));
    };
    let entry = Entry { snapshot, regulation, provision, today: day_of(clock::now()) };
    render::print(&if show.output.json { entry.json() } else { entry.text(Look::of_stdout()) })?;
    Ok(Exit::Fine)
}

fn run_coverage(output: &Output, snapshot: &Snapshot) -> anyhow::Result<Exit> {
    let holdings = Holdings { snapshot, moment: &Moment::live(clock::now()), laws: &verify::by_law(snapshot) };
    render::print(&if output.json { holdings.json() } else { holdings.text(Look::of_stdout()) })?;
    Ok(Exit::Fine)
}

fn run_stale(stale: &Stale, snapshot: &Snapshot) -> anyhow::Result<Exit> {
    let today = day_of(clock::now());
    let is_stale = |regulation: &&Regulation| repository::review_age_days(regulation, today) > stale.after;
    let found: Vec<&Regulation> = snapshot.policies().regulations().iter().filter(is_stale).collect();
    print_list(snapshot, &found, stale.output.json)
}

fn run_upcoming(next: &Next, snapshot: &Snapshot) -> anyhow::Result<Exit> {
    let known = snapshot.policies().known();
    let assumptions = match known.resolve_assumptions(&next.assume) {
        Ok(assumptions) => assumptions,
        Err(fields) => {
            let invalid: Vec<_> = fields.into_iter().map(|field| InvalidArgument::new(field, known)).collect();
            render::show_invalid_arguments(&invalid);
            return Ok(Exit::Usage);
        }
    };
    let from = Moment { at: next.at.unwrap_or_else(clock::now), assumptions };
    let until = Timestamp::from_seconds(from.at.seconds().saturating_add(i64::from(next.within) * 24 * 60 * 60));
    let changes = repository::upcoming(snapshot, &from, until);
    let upcoming = Upcoming { snapshot, from: from.at, until, changes: &changes };
    render::print(&if next.output.json { upcoming.json() } else { upcoming.text(Look::of_stdout()) })?;
    Ok(Exit::Fine)
}

/// Shows what is not known, with what is near.
pub(super) fn refuse(problem: &Problem) -> Exit {
    render::show_error(&anyhow::anyhow!("{problem}"));
    Exit::Usage
}
