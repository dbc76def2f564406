//! From the words of a question to a transfer, with every word that is wrong.

use std::collections::BTreeMap;
use std::fmt;

use super::bits::IdSet;
use super::inventory::{DatasetEntry, ExporterEntry, ImporterEntry, Inventory};
use super::transfer::{Attested, Categories, Exporter, Importer, Transfer};
use super::vocabulary::{Assumption, Id, JurisdictionId, Lexicon, RoleId, Vocabulary};

/// A question as a caller wrote it, in words of whatever kind; an empty string or list counts as left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Draft<'a, W = String> {
    /// `origin`
    pub origin: &'a str,
    /// `destination`
    pub destination: &'a str,
    /// `transit`
    pub transit: &'a [W],
    /// `subjects`
    pub subjects: &'a [W],
    /// `data`
    pub data: &'a [W],
    /// `dataset`
    pub dataset: &'a str,
    /// `purpose`
    pub purpose: &'a str,
    /// `exporter.id`
    pub exporter_id: &'a str,
    /// `exporter.sector`
    pub sector: &'a str,
    /// `exporter.role`
    pub exporter_role: &'a str,
    /// `importer.id`
    pub importer_id: &'a str,
    /// `importer.role`
    pub importer_role: &'a str,
    /// `safeguards`
    pub safeguards: &'a [W],
    /// `subject_count`
    pub subject_count: Option<u64>,
}

/// A field of a question at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidField {
    /// The field's path within the transfer, such as `data[1]` or `exporter.role`.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a field of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It must be given.
    Required,
    /// Nothing known has that name.
    Unknown {
        /// What the field names, such as `data category`.
        kind: &'static str,
        /// The word as given.
        value: String,
        /// The known words nearest to it, the nearest first.
        nearest: Vec<String>,
    },
    /// The inventory says otherwise of the entry that the question names.
    Contradiction {
        /// The word as given.
        value: String,
        /// The entry.
        entry: String,
        /// What the inventory says.
        recorded: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("required, and left out"),
            Self::Unknown { kind, value, nearest } => {
                write!(f, "`{value}` is not a known {kind}")?;
                match nearest.as_slice() {
                    [] => Ok(()),
                    [one] => write!(f, "; did you mean `{one}`?"),
                    many => write!(f, "; did you mean one of `{}`?", many.join("`, `")),
                }
            }
            Self::Contradiction { value, entry, recorded } => {
                write!(
                    f,
                    "`{value}` contradicts the inventory, which records `{recorded}` for `{entry}`; leave the field out, or correct one of them"
                )
            }
        }
    }
}

/// Finds the words of a list that are nearest to a given one.
pub type Nearest = fn(&str, &mut dyn Iterator<Item = &str>) -> Vec<String>;

/// Everything that a question may name.
#[derive(Clone, Copy)]
pub struct Known<'k> {
    /// Words.
    pub vocabulary: &'k Vocabulary,
    /// Named entries.
    pub inventory: &'k Inventory,
    /// How to find what was probably meant.
    pub nearest: Nearest,
}

impl Known<'_> {
    /// Looks a question's words and entries up. What an entry says is added to what the question says.
    ///
    /// # Errors
    /// Every field at fault, in the order of the question's fields.
    pub fn resolve<W: AsRef<str>>(&self, draft: &Draft<'_, W>) -> Result<Transfer, Vec<InvalidField>> {
        let v = self.vocabulary;
        let mut lookup = Lookup { nearest: self.nearest, invalid: Vec::new() };
        let exporter_entry = self.inventory.exporters.get(draft.exporter_id);
        let importer_entry = self.inventory.importers.get(draft.importer_id);
        let dataset = self.inventory.datasets.get(draft.dataset);
        let origin = lookup.required("origin", JURISDICTION, draft.origin, &v.jurisdictions);
        let destination = self.destination(draft, importer_entry, &mut lookup);
        let transit = lookup.list("transit", JURISDICTION, draft.transit, &v.jurisdictions);
        let mut subjects = lookup.list("subjects", JURISDICTION, draft.subjects, &v.jurisdictions);
        let mut data = lookup.list("data", "data category", draft.data, &v.categories);
        if draft.data.is_empty() && dataset.is_none() && draft.dataset.is_empty() {
            lookup.fail("data", Problem::Required);
        }
        lookup.entry("dataset", "data set of the inventory", draft.dataset, &self.inventory.datasets);
        data.extend(dataset.iter().flat_map(|entry| &entry.categories));
        subjects.extend(dataset.iter().flat_map(|entry| &entry.subjects));
        let purpose = lookup.optional("purpose", "purpose", draft.purpose, &v.purposes);
        lookup.entry("exporter.id", "exporter of the inventory", draft.exporter_id, &self.inventory.exporters);
        let exporter = self.exporter(draft, exporter_entry, &mut lookup);
        lookup.entry("importer.id", "importer of the inventory", draft.importer_id, &self.inventory.importers);
        let recorded = importer_entry.and_then(|entry| entry.role).map(|role| (draft.importer_id, role));
        let importer_role = self.role("importer.role", draft.importer_role, recorded, &mut lookup);
        let safeguards = Attested {
            always: lookup.list("safeguards", "safeguard", draft.safeguards, &v.safeguards).into_iter().collect(),
            dated: dated(exporter_entry, importer_entry),
        };
        match (origin, destination, Categories::new(data)) {
            (Some(origin), Some(destination), Some(data)) if lookup.invalid.is_empty() => Ok(Transfer {
                origin,
                destination,
                transit,
                subjects: if subjects.is_empty() { vec![origin] } else { subjects },
                data,
                purpose,
                exporter,
                importer: Importer { role: importer_role },
                safeguards,
                subject_count: draft.subject_count.or(dataset.and_then(|entry: &DatasetEntry| entry.subject_count)),
            }),
            _ => Err(lookup.invalid),
        }
    }

    /// Looks the assumptions of a simulation up.
    ///
    /// # Errors
    /// Every word that names no assumption, with the field path `assume[n]`.
    pub fn resolve_assumptions(&self, words: &[String]) -> Result<IdSet<Assumption>, Vec<InvalidField>> {
        let mut lookup = Lookup { nearest: self.nearest, invalid: Vec::new() };
        let ids = lookup.list("assume", "assumption", words, &self.vocabulary.assumptions);
        if lookup.invalid.is_empty() { Ok(ids.into_iter().collect()) } else { Err(lookup.invalid) }
    }

    /// The destination: as given, and then among the importer's; or the importer's only one.
    fn destination<W>(
        &self,
        draft: &Draft<'_, W>,
        importer: Option<&ImporterEntry>,
        lookup: &mut Lookup,
    ) -> Option<JurisdictionId> {
        let lexicon = &self.vocabulary.jurisdictions;
        let recorded = importer.map_or(&[][..], |entry| entry.jurisdictions.as_slice());
        if let ("", [only]) = (draft.destination, recorded) {
            return Some(*only);
        }
        let given = lookup.required("destination", JURISDICTION, draft.destination, lexicon)?;
        if importer.is_some() && !recorded.contains(&given) {
            let words: Vec<&str> = recorded.iter().map(|id| lexicon.word(*id)).collect();
            lookup.contradiction("destination", draft.destination, draft.importer_id, &words.join("`, `"));
        }
        Some(given)
    }

    fn exporter<W>(&self, draft: &Draft<'_, W>, entry: Option<&ExporterEntry>, lookup: &mut Lookup) -> Exporter {
        let lexicon = &self.vocabulary.sectors;
        let given = lookup.optional("exporter.sector", "sector", draft.sector, lexicon);
        let recorded = entry.and_then(|entry| entry.sector);
        if let (Some(given), Some(recorded)) = (given, recorded)
            && given != recorded
        {
            lookup.contradiction("exporter.sector", draft.sector, draft.exporter_id, lexicon.word(recorded));
        }
        let role = entry.and_then(|entry| entry.role).map(|role| (draft.exporter_id, role));
        Exporter {
            sector: given.or(recorded).unwrap_or(self.vocabulary.general_sector()),
            role: self.role("exporter.role", draft.exporter_role, role, lookup),
        }
    }

    /// A role as given, or as recorded for the entry that the question names.
    fn role(&self, field: &str, word: &str, recorded: Option<(&str, RoleId)>, lookup: &mut Lookup) -> Option<RoleId> {
        let lexicon = &self.vocabulary.roles;
        let given = lookup.optional(field, "role", word, lexicon);
        if let (Some(given), Some((entry, recorded))) = (given, recorded)
            && given != recorded
        {
            lookup.contradiction(field, word, entry, lexicon.word(recorded));
        }
        given.or(recorded.map(|(_, role)| role))
    }
}

fn dated(exporter: Option<&ExporterEntry>, importer: Option<&ImporterEntry>) -> Vec<super::DatedSafeguard> {
    let held = exporter.into_iter().flat_map(|entry| &entry.safeguards);
    let with_importer = importer.into_iter().flat_map(|entry| &entry.safeguards);
    held.chain(with_importer).cloned().collect()
}

const JURISDICTION: &str = "jurisdiction";

struct Lookup {
    nearest: Nearest,
    invalid: Vec<InvalidField>,
}

impl Lookup {
    fn fail(&mut self, field: &str, problem: Problem) {
        self.invalid.push(InvalidField { field: field.to_owned(), problem });
    }

    fn contradiction(&mut self, field: &str, value: &str, entry: &str, recorded: &str) {
        let (value, entry, recorded) = (value.to_owned(), entry.to_owned(), recorded.to_owned());
        self.fail(field, Problem::Contradiction { value, entry, recorded });
    }

    fn required<K>(&mut self, field: &str, kind: &'static str, word: &str, lexicon: &Lexicon<K>) -> Option<Id<K>> {
        if word.is_empty() {
            self.fail(field, Problem::Required);
            return None;
        }
        self.optional(field, kind, word, lexicon)
    }

    fn optional<K>(&mut self, field: &str, kind: &'static str, word: &str, lexicon: &Lexicon<K>) -> Option<Id<K>> {
        if word.is_empty() {
            return None;
        }
        let found = lexicon.find(word);
        if found.is_none() {
            self.unknown(field, kind, word, &mut lexicon.iter().map(|(_, term)| term.word.as_str()));
        }
        found
    }

    fn list<K, W: AsRef<str>>(
        &mut self,
        field: &str,
        kind: &'static str,
        words: &[W],
        lexicon: &Lexicon<K>,
    ) -> Vec<Id<K>> {
        let mut found = Vec::with_capacity(words.len());
        for (n, word) in words.iter().map(AsRef::as_ref).enumerate() {
            // The path of a field is spelt out only where it is at fault.
            match lexicon.find(word) {
                Some(id) => found.push(id),
                None => found.extend(self.required(&format!("{field}[{n}]"), kind, word, lexicon)),
            }
        }
        found
    }

    /// Reports the name of an entry that the inventory does not have.
    fn entry<E>(&mut self, field: &str, kind: &'static str, name: &str, entries: &BTreeMap<String, E>) {
        if !name.is_empty() && !entries.contains_key(name) {
            self.unknown(field, kind, name, &mut entries.keys().map(String::as_str));
        }
    }

    fn unknown(&mut self, field: &str, kind: &'static str, word: &str, known: &mut dyn Iterator<Item = &str>) {
        let nearest = (self.nearest)(word, known);
        self.fail(field, Problem::Unknown { kind, value: word.to_owned(), nearest });
    }
}
