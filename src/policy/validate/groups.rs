//! Groups of jurisdictions, assumptions, and tests of places.

use std::collections::HashMap;

use super::names::{JURISDICTION, Names, unknown_reference, unknown_word};
use crate::model::{AssumptionId, Jurisdiction, Lexicon, Vocabulary};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::{AssumptionDocument, GroupDocument, MemberDocument, Spanned, TestDocument};
use crate::policy::set::{AssumptionEntry, Group, GroupId, Membership, PlaceRef, PlaceTest};

/// Jurisdictions and the groups of them.
pub struct Places<'v> {
    jurisdictions: &'v Lexicon<Jurisdiction>,
    groups: HashMap<String, GroupId>,
}

impl<'v> Places<'v> {
    /// Looks all groups up; they come in the order of their ids.
    pub fn resolve(
        documents: &[GroupDocument],
        vocabulary: &'v Vocabulary,
        found: &mut Vec<Diagnostic>,
    ) -> (Self, Vec<Group>) {
        let mut names = Names::default();
        let mut defined: Vec<&GroupDocument> = Vec::new();
        for document in documents {
            if vocabulary.jurisdictions.find(&document.id.value).is_some() || document.id.value == "any" {
                let message = format!("`{}` already means something else where a place is named", document.id.value);
                found.push(
                    Diagnostic::new(Code::DuplicateId, document.id.place, message).help("give the group another id"),
                );
            } else if names.define("group", &document.id, found) {
                defined.push(document);
            }
        }
        defined.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        let groups = defined.iter().map(|document| group(document, vocabulary, found)).collect();
        let ids = defined.iter().enumerate().map(|(index, d)| (d.id.value.clone(), GroupId(index))).collect();
        (Self { jurisdictions: &vocabulary.jurisdictions, groups: ids }, groups)
    }

    /// A jurisdiction or group by its name.
    pub fn find(&self, name: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<PlaceRef> {
        let known = self.lookup(&name.value);
        if known.is_none() {
            let codes = self.jurisdictions.iter().map(|(_, term)| term.word.as_str());
            found.push(unknown_word(JURISDICTION, name, &mut codes.chain(self.groups.keys().map(String::as_str))));
        }
        known
    }

    /// A jurisdiction or group by its name, without a report.
    pub fn lookup(&self, name: &str) -> Option<PlaceRef> {
        let code = self.jurisdictions.find(name).map(PlaceRef::Jurisdiction);
        code.or_else(|| self.groups.get(name).copied().map(PlaceRef::Group))
    }

    /// A test of places.
    pub fn test(&self, test: &TestDocument, found: &mut Vec<Diagnostic>) -> PlaceTest {
        if test.words.is_empty() {
            return PlaceTest::Anywhere;
        }
        let places = test.words.iter().filter_map(|name| self.find(name, found)).collect();
        if test.negated { PlaceTest::NoneOf(places) } else { PlaceTest::AnyOf(places) }
    }
}

fn group(document: &GroupDocument, vocabulary: &Vocabulary, found: &mut Vec<Diagnostic>) -> Group {
    let memberships = document.members.iter().flat_map(|member| memberships(member, vocabulary, found)).collect();
    Group { id: document.id.value.clone(), title: document.title.clone(), confidence: document.confidence, memberships }
}

fn memberships(member: &MemberDocument, vocabulary: &Vocabulary, found: &mut Vec<Diagnostic>) -> Vec<Membership> {
    let pending = member.pending.as_ref().and_then(|name| assumption(name, vocabulary, found));
    let lexicon = &vocabulary.jurisdictions;
    let mut memberships = Vec::new();
    for code in &member.codes {
        match lexicon.find(&code.value) {
            Some(jurisdiction) => {
                memberships.push(Membership { jurisdiction, interval: member.interval, pending });
            }
            None => found.push(unknown_word(JURISDICTION, code, &mut lexicon.iter().map(|(_, t)| t.word.as_str()))),
        }
    }
    memberships
}

fn assumption(name: &Spanned<String>, vocabulary: &Vocabulary, found: &mut Vec<Diagnostic>) -> Option<AssumptionId> {
    let lexicon = &vocabulary.assumptions;
    let id = lexicon.find(&name.value);
    if id.is_none() {
        found.push(unknown_reference("assumption", name, &mut lexicon.iter().map(|(_, term)| term.word.as_str())));
    }
    id
}

/// Looks assumptions up; they come in the order of their ids, one for each of the vocabulary.
pub fn assumptions(
    documents: &[AssumptionDocument],
    vocabulary: &Vocabulary,
    found: &mut Vec<Diagnostic>,
) -> Vec<AssumptionEntry> {
    let mut entries = Vec::new();
    for (_, term) in vocabulary.assumptions.iter() {
        if let Some(document) = documents.iter().find(|document| document.id.value == term.word) {
            let implies = document.implies.iter().filter_map(|name| assumption(name, vocabulary, found)).collect();
            let (summary, fact_when) = (document.summary.clone(), document.fact_when.clone());
            entries.push(AssumptionEntry { id: document.id.value.clone(), summary, fact_when, implies });
        }
    }
    report_circles(documents, &entries, found);
    entries
}

/// An assumption that implies itself says no more than one name for all on the circle would.
fn report_circles(documents: &[AssumptionDocument], entries: &[AssumptionEntry], found: &mut Vec<Diagnostic>) {
    for (index, entry) in entries.iter().enumerate() {
        let mut seen = vec![false; entries.len()];
        let mut open: Vec<usize> = entry.implies.iter().map(|id| id.index()).collect();
        while let Some(next) = open.pop() {
            if let Some(implied) = entries.get(next).filter(|_| !std::mem::replace(&mut seen[next], true)) {
                open.extend(implied.implies.iter().map(|id| id.index()));
            }
        }
        if let Some(document) = documents.iter().find(|document| document.id.value == entry.id && seen[index]) {
            let message = format!("the assumption `{}` implies itself, by way of those that it names", entry.id);
            found.push(
                Diagnostic::new(Code::CircularDefinition, document.id.place, message).help("leave one `implies` out"),
            );
        }
    }
}
