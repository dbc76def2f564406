//! References to the law.

use std::collections::HashMap;

use super::names::{Names, unknown_reference};
use crate::model::{Citation, Regulation};
use crate::policy::diagnostic::{Diagnostic, Fix};
use crate::policy::document::{RegulationDocument, Spanned};
use crate::policy::source::Place;

use super::groups::Places;

/// The repository of regulations while citations are looked up.
pub struct Regulations {
    entries: Vec<Regulation>,
    places: Vec<Place>,
    index: HashMap<String, usize>,
}

impl Regulations {
    /// Looks the entries up; they come in the order of their ids.
    pub fn resolve(documents: Vec<RegulationDocument>, places: &Places<'_>, found: &mut Vec<Diagnostic>) -> Self {
        let mut names = Names::default();
        let mut entries = Vec::new();
        for document in documents {
            if let Some(jurisdiction) = &document.jurisdiction {
                places.find(jurisdiction, found);
            }
            let mut provisions = Names::default();
            for provision in &document.provisions {
                provisions.define("provision", provision, found);
            }
            if names.define("regulation", &document.id, found) {
                entries.push((document.entry, document.id.place));
            }
        }
        entries.sort_by(|(a, _): &(Regulation, Place), (b, _)| a.id.cmp(&b.id));
        let (entries, places): (Vec<Regulation>, Vec<Place>) = entries.into_iter().unzip();
        let index = entries.iter().enumerate().map(|(index, entry)| (entry.id.clone(), index)).collect();
        Self { entries, places, index }
    }

    /// The citations of a rule; one that leads nowhere is reported.
    pub fn cite(&self, citations: &[Spanned<String>], found: &mut Vec<Diagnostic>) -> Vec<Citation> {
        citations.iter().filter_map(|written| self.find(written, found)).collect()
    }

    fn find(&self, written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<Citation> {
        let citation = parse(&written.value);
        let Some(regulation) = self.index.get(&citation.regulation).map(|index| &self.entries[*index]) else {
            found.push(unknown_regulation(written, &mut self.index.keys().map(String::as_str)));
            return None;
        };
        if let Some(provision) = &citation.provision
            && !regulation.provisions.iter().any(|known| known.id == *provision)
        {
            let known: Vec<String> =
                regulation.provisions.iter().map(|known| format!("{}#{}", regulation.id, known.id)).collect();
            found.push(unknown_reference("provision", written, &mut known.iter().map(String::as_str)));
            return None;
        }
        Some(citation)
    }

    /// The entries, where each stands, and where each id is among them.
    pub fn into_parts(self) -> (Vec<Regulation>, Vec<Place>, HashMap<String, usize>) {
        (self.entries, self.places, self.index)
    }
}

/// Reports a citation of a regulation that is not in the repository.
pub fn unknown_regulation(written: &Spanned<String>, known: &mut dyn Iterator<Item = &str>) -> Diagnostic {
    let Citation { regulation, provision } = parse(&written.value);
    let mistake = unknown_reference("regulation", &Spanned { value: regulation, place: written.place }, known);
    // The place is that of the whole citation.
    let fix = mistake
        .fix
        .clone()
        .map(|fix| Fix { replacement: Citation { regulation: fix.replacement, provision }.to_string(), ..fix });
    mistake.fix(fix)
}

/// A citation as it is written: `sg.pdpa` or `sg.pdpa#s26`.
pub fn parse(written: &str) -> Citation {
    match written.split_once('#') {
        Some((regulation, provision)) => {
            Citation { regulation: regulation.to_owned(), provision: Some(provision.to_owned()) }
        }
        None => Citation { regulation: written.to_owned(), provision: None },
    }
}
