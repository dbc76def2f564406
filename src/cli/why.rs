//! `selat why`: from a rule to the law and the tests, and from the law and the tests to the rules.
//!
//! Owns the command's flow; what rests on what is up to [`repository`](crate::repository).

use super::exit::Exit;
use super::policies::Policies;
use super::regulations::refuse;
use super::render::{self, Entry, Look, Why, WhyTest};
use crate::clock;
use crate::engine::{Ground, Snapshot};
use crate::policy::day_of;
use crate::repository;

/// What `why` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A rule or recognition (sg.pdpa.transfer), a regulation (sg.pdpa), one of its provisions (sg.pdpa#s26), or a test
    /// by its name or place
    #[arg(value_name = "RULE|LAW|TEST")]
    id: String,
    #[command(flatten)]
    policies: Policies,
    /// Prints JSON
    #[arg(long)]
    json: bool,
}

/// Finds and prints.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let Some(snapshot) = args.policies.snapshot()? else { return Ok(Exit::PoliciesInvalid) };
    let look = Look::of_stdout();
    let text = if let Some(ground) = ground(&snapshot, &args.id) {
        let why = Why { snapshot: &snapshot, ground, tests: &repository::hit_by(&snapshot, &args.id) };
        if args.json { why.json() } else { why.text(look) }
    } else if let Some(entry) = entry(&snapshot, &args.id) {
        if args.json { entry.json() } else { entry.text(look) }
    } else if let tests @ [_, ..] = repository::tests_named(snapshot.policies(), &args.id).as_slice() {
        let why = WhyTest { snapshot: &snapshot, tests };
        if args.json { why.json() } else { why.text(look) }
    } else {
        return Ok(refuse(&repository::nearest_ids(snapshot.policies(), &args.id)));
    };
    render::print(&text)?;
    Ok(Exit::Fine)
}

fn ground<'s>(snapshot: &'s Snapshot, id: &str) -> Option<Ground<'s>> {
    let set = snapshot.policies();
    let rule = set.rules().iter().find(|rule| rule.id == id).map(Ground::Rule);
    rule.or_else(|| set.recognitions().iter().find(|recognition| recognition.id == id).map(Ground::Recognition))
}

fn entry<'a>(snapshot: &'a Snapshot, id: &'a str) -> Option<Entry<'a>> {
    let (regulation, provision) = repository::law(snapshot.policies(), id)?;
    Some(Entry { snapshot, regulation, provision, today: day_of(clock::now()) })
}
