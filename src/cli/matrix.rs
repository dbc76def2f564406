//! `selat matrix`: one question for every origin and every destination.
//!
//! Owns the flags and the loop; every cell is the engine's own answer.

use clap::ValueEnum;

use super::exit::Exit;
use super::policies::Policies;
use super::question::{InvalidArgument, instant};
use super::render::{self, Cell, Grid, Look};
use crate::clock;
use crate::engine::{Covered, Snapshot, decide};
use crate::model::{Draft, IdSet, InvalidField, Known, Moment, Timestamp};

/// What `matrix` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Data categories, such as personal.health; may be repeated
    #[arg(long, required = true, value_delimiter = ',', value_name = "WORD")]
    data: Vec<String>,
    /// What the data is sent for
    #[arg(long, value_name = "WORD")]
    purpose: Option<String>,
    /// An origin; may be repeated [default: every jurisdiction whose law the policy set holds]
    #[arg(long, value_delimiter = ',', value_name = "CODE")]
    origin: Vec<String>,
    /// A destination; may be repeated [default: every jurisdiction whose law the policy set holds]
    #[arg(long, value_delimiter = ',', value_name = "CODE")]
    destination: Vec<String>,
    /// The exporter's sector [default: general]
    #[arg(long, value_name = "WORD")]
    sector: Option<String>,
    /// The part that the exporter plays
    #[arg(long, value_name = "WORD")]
    exporter_role: Option<String>,
    /// The part that the importer plays
    #[arg(long, value_name = "WORD")]
    importer_role: Option<String>,
    /// A fact that is in place, such as instrument.contract; may be repeated
    #[arg(long = "safeguard", value_delimiter = ',', value_name = "WORD")]
    safeguards: Vec<String>,
    /// Asks for another instant than now, such as 2026-03-01
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    at: Option<Timestamp>,
    /// Supposes that something has happened, such as defa-in-force; may be repeated
    #[arg(long, value_delimiter = ',', value_name = "WORD")]
    assume: Vec<String>,
    #[command(flatten)]
    policies: Policies,
    /// The form
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: a letter for each answer
    Text,
    /// For spreadsheets: a row for each origin, a column for each destination
    Csv,
    /// For programs: an object for each answer, with what is missing and the rules behind it
    Json,
    /// A page that stands alone, without any script
    Html,
}

/// Decides and prints.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let Some(snapshot) = args.policies.snapshot()? else { return Ok(Exit::PoliciesInvalid) };
    let grid = match args.grid(&snapshot) {
        Ok(grid) => grid,
        Err(invalid) => {
            render::show_invalid_arguments(&invalid);
            return Ok(Exit::Usage);
        }
    };
    let text = match args.format {
        Format::Text => grid.text(Look::of_stdout()),
        Format::Csv => grid.csv(),
        Format::Json => grid.json(),
        Format::Html => grid.html(),
    };
    render::print(&text)?;
    Ok(Exit::Fine)
}

impl Args {
    fn grid<'s>(&self, snapshot: &'s Snapshot) -> Result<Grid<'s>, Vec<InvalidArgument>> {
        let known = snapshot.policies().known();
        let mut invalid: Vec<InvalidField> = Vec::new();
        let assumptions = known.resolve_assumptions(&self.assume).unwrap_or_else(|fields| {
            invalid.extend(fields);
            IdSet::new()
        });
        let moment = Moment { at: self.at.unwrap_or_else(clock::now), assumptions };
        let origins = places(&self.origin, snapshot, &moment);
        let destinations = places(&self.destination, snapshot, &moment);
        let mut rows = Vec::with_capacity(origins.len());
        for origin in &origins {
            let mut row = Vec::with_capacity(destinations.len());
            for destination in &destinations {
                match known.resolve(&self.draft(origin, destination)) {
                    Ok(transfer) => row.push(Cell { decision: decide(snapshot, &transfer, &moment) }),
                    Err(fields) => {
                        let new: Vec<_> = fields.into_iter().filter(|field| !invalid.contains(field)).collect();
                        invalid.extend(new);
                    }
                }
            }
            rows.push(row);
        }
        if !invalid.is_empty() {
            return Err(named(invalid, known));
        }
        Ok(Grid {
            snapshot,
            data: self.data.clone(),
            circumstances: self.circumstances(),
            moment,
            simulated: self.at.is_some() || !self.assume.is_empty(),
            origins,
            destinations,
            rows,
        })
    }

    fn draft<'d>(&'d self, origin: &'d str, destination: &'d str) -> Draft<'d> {
        Draft {
            origin,
            destination,
            data: &self.data,
            purpose: self.purpose.as_deref().unwrap_or(""),
            sector: self.sector.as_deref().unwrap_or(""),
            exporter_role: self.exporter_role.as_deref().unwrap_or(""),
            importer_role: self.importer_role.as_deref().unwrap_or(""),
            safeguards: &self.safeguards,
            ..Draft::default()
        }
    }

    /// What the question says beside places and data, as name and word.
    fn circumstances(&self) -> Vec<(&'static str, String)> {
        let words = [
            ("purpose", self.purpose.clone()),
            ("sector", self.sector.clone()),
            ("exporter role", self.exporter_role.clone()),
            ("importer role", self.importer_role.clone()),
            ("safeguards", (!self.safeguards.is_empty()).then(|| self.safeguards.join(", "))),
            ("assumed", (!self.assume.is_empty()).then(|| self.assume.join(", "))),
        ];
        words.into_iter().filter_map(|(name, word)| Some((name, word?))).collect()
    }
}

/// The places named, each once; all that are covered if there is none.
fn places(named: &[String], snapshot: &Snapshot, moment: &Moment) -> Vec<String> {
    if named.is_empty() {
        let implied = snapshot.policies().with_implied(&moment.assumptions);
        let moment = Moment { at: moment.at, assumptions: implied };
        let all = snapshot.policies().vocabulary().jurisdictions.iter();
        let covered = all.filter(|(id, _)| snapshot.covered(*id, &moment) != Covered::Not);
        return covered.map(|(_, term)| term.word.clone()).collect();
    }
    let mut once: Vec<String> = Vec::new();
    for place in named {
        if !once.contains(place) {
            once.push(place.clone());
        }
    }
    once
}

/// The fields at fault under the names that they have here.
fn named(invalid: Vec<InvalidField>, known: Known<'_>) -> Vec<InvalidArgument> {
    let own = |argument| match argument {
        "ORIGIN" => "--origin",
        "DESTINATION" => "--destination",
        "DATA" => "--data",
        other => other,
    };
    let arguments = invalid.into_iter().map(|field| InvalidArgument::new(field, known));
    arguments.map(|invalid| InvalidArgument { argument: own(invalid.argument), ..invalid }).collect()
}
