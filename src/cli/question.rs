//! The question that `ask` takes from its arguments.
//!
//! Owns the flags of a question and the way from a field at fault back to the flag that gave it; looks no word up
//! itself.

use crate::model::{Draft, InvalidField, Known, Lexicon, Moment, Problem, Timestamp, Transfer};
use crate::policy::parse_instant;

/// A transfer, and when it is asked about, as words.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Question {
    /// The jurisdiction that the data leaves: an ISO 3166-1 alpha-2 code, such as VN
    origin: String,
    /// The jurisdiction where the importer gets the data or can read it
    destination: String,
    /// Data categories, such as personal.health; several arguments, or one with commas
    #[arg(required_unless_present = "dataset", value_delimiter = ',', value_name = "DATA")]
    data: Vec<String>,
    /// The data set of the inventory that is sent; its categories and subjects are added to those named
    #[arg(long, value_name = "ID")]
    dataset: Option<String>,
    /// What the data is sent for
    #[arg(long, value_name = "WORD")]
    purpose: Option<String>,
    /// A fact that is in place, such as instrument.contract; may be repeated
    #[arg(long = "safeguard", value_delimiter = ',', value_name = "WORD")]
    safeguards: Vec<String>,
    /// The exporter of the inventory that sends
    #[arg(long, value_name = "ID")]
    exporter: Option<String>,
    /// The importer of the inventory that receives
    #[arg(long, value_name = "ID")]
    importer: Option<String>,
    /// The exporter's sector [default: general]
    #[arg(long, value_name = "WORD")]
    sector: Option<String>,
    /// The part that the exporter plays
    #[arg(long, value_name = "WORD")]
    exporter_role: Option<String>,
    /// The part that the importer plays
    #[arg(long, value_name = "WORD")]
    importer_role: Option<String>,
    /// Where the data subjects live or whose nationals they are; may be repeated [default: the origin]
    #[arg(long, value_delimiter = ',', value_name = "CODE")]
    subjects: Vec<String>,
    /// A jurisdiction that the data passes through without access there; may be repeated
    #[arg(long, value_delimiter = ',', value_name = "CODE")]
    transit: Vec<String>,
    /// How many data subjects this series of transfers covers so far
    #[arg(long, value_name = "N", value_parser = subject_count, allow_negative_numbers = true)]
    subject_count: Option<u64>,
    /// Asks for another instant than now, such as 2026-03-01T00:00:00Z or 2026-03-01; the answer is a simulation
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    at: Option<Timestamp>,
    /// Supposes that something has happened, such as defa-in-force; may be repeated; the answer is a simulation
    #[arg(long, value_delimiter = ',', value_name = "WORD")]
    assume: Vec<String>,
}

fn subject_count(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("expected a whole number from 0 to {}, such as 50000", u64::MAX))
}

/// An instant, or a date.
pub(super) fn instant(text: &str) -> Result<Timestamp, String> {
    parse_instant(text)
        .ok_or_else(|| "expected an instant such as 2026-03-01T00:00:00Z, or a date such as 2026-03-01".to_owned())
}

impl Question {
    /// Whether it is about another instant or a supposed state of the law.
    pub(super) fn is_simulated(&self) -> bool {
        self.at.is_some() || !self.assume.is_empty()
    }

    /// Looks its words up.
    ///
    /// # Errors
    /// Every argument at fault.
    pub(super) fn resolve(&self, known: Known<'_>, now: Timestamp) -> Result<(Transfer, Moment), Vec<InvalidArgument>> {
        match (known.resolve(&self.draft()), known.resolve_assumptions(&self.assume)) {
            (Ok(transfer), Ok(assumptions)) => Ok((transfer, Moment { at: self.at.unwrap_or(now), assumptions })),
            (transfer, assumptions) => {
                let fields = transfer.err().into_iter().chain(assumptions.err()).flatten();
                Err(fields.map(|field| InvalidArgument::new(field, known)).collect())
            }
        }
    }

    fn draft(&self) -> Draft<'_> {
        Draft {
            origin: &self.origin,
            destination: &self.destination,
            transit: &self.transit,
            subjects: &self.subjects,
            data: &self.data,
            dataset: said(self.dataset.as_ref()),
            purpose: said(self.purpose.as_ref()),
            exporter_id: said(self.exporter.as_ref()),
            sector: said(self.sector.as_ref()),
            exporter_role: said(self.exporter_role.as_ref()),
            importer_id: said(self.importer.as_ref()),
            importer_role: said(self.importer_role.as_ref()),
            safeguards: &self.safeguards,
            subject_count: self.subject_count,
        }
    }
}

fn said(word: Option<&String>) -> &str {
    word.map_or("", String::as_str)
}

/// An argument of a question at fault.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InvalidArgument {
    /// The argument or flag.
    pub(super) argument: &'static str,
    /// What is wrong with it.
    pub(super) problem: Problem,
    /// The words that it takes, or how many there are, where no known word is near.
    pub(super) known: Vec<String>,
}

/// The most words that an error lists.
const KNOWN_MAX: usize = 100;

impl InvalidArgument {
    pub(super) fn new(InvalidField { field, problem }: InvalidField, known: Known<'_>) -> Self {
        let argument = argument(&field);
        let known = match &problem {
            Problem::Unknown { nearest, .. } if nearest.is_empty() => known_words(argument, known),
            Problem::Unknown { .. } | Problem::Required | Problem::Contradiction { .. } => Vec::new(),
        };
        Self { argument, problem, known }
    }
}

/// The argument of `ask` that gives a field of the question.
fn argument(field: &str) -> &'static str {
    match field.split('[').next().unwrap_or(field) {
        "origin" => "ORIGIN",
        "destination" => "DESTINATION",
        "purpose" => "--purpose",
        "exporter.sector" => "--sector",
        "exporter.role" => "--exporter-role",
        "importer.role" => "--importer-role",
        "exporter.id" => "--exporter",
        "importer.id" => "--importer",
        "dataset" => "--dataset",
        "safeguards" => "--safeguard",
        "subjects" => "--subjects",
        "transit" => "--transit",
        "assume" => "--assume",
        _ => "DATA",
    }
}

fn known_words(argument: &str, known: Known<'_>) -> Vec<String> {
    let (vocabulary, inventory) = (known.vocabulary, known.inventory);
    let words = match argument {
        "ORIGIN" | "DESTINATION" | "--subjects" | "--transit" => words(&vocabulary.jurisdictions),
        "--purpose" => words(&vocabulary.purposes),
        "--safeguard" => words(&vocabulary.safeguards),
        "--sector" => words(&vocabulary.sectors),
        "--exporter-role" | "--importer-role" => words(&vocabulary.roles),
        "--assume" => words(&vocabulary.assumptions),
        "--exporter" => inventory.exporters.keys().cloned().collect(),
        "--importer" => inventory.importers.keys().cloned().collect(),
        "--dataset" => inventory.datasets.keys().cloned().collect(),
        _ => words(&vocabulary.categories),
    };
    match words.as_slice() {
        [first, second, ..] if words.len() > KNOWN_MAX => {
            vec![format!("{} words, such as {first}, {second}", words.len())]
        }
        _ => words,
    }
}

fn words<K>(lexicon: &Lexicon<K>) -> Vec<String> {
    lexicon.iter().map(|(_, term)| term.word.clone()).collect()
}
