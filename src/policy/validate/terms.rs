//! Term sets, and tests of words that may name them.

use std::collections::HashMap;

use super::extent::Extent;
use super::names::{Names, unknown_word};
use super::words::noun;
use crate::model::{Category, Lexicon, Purpose, Sector, Vocabulary};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::{Spanned, TermSetDocument, WordKind};

/// Words of one kind and the named sets of them.
pub struct Words<'v, K> {
    noun: &'static str,
    lexicon: &'v Lexicon<K>,
    sets: HashMap<String, Extent<K>>,
}

impl<'v, K> Words<'v, K> {
    /// Words without named sets.
    pub fn plain(kind: WordKind, lexicon: &'v Lexicon<K>) -> Self {
        Self { noun: noun(kind), lexicon, sets: HashMap::new() }
    }

    /// What a test means: any of the words, or none of them.
    pub fn test(&self, words: &[Spanned<String>], negated: bool, found: &mut Vec<Diagnostic>) -> Extent<K> {
        let any = self.any(words, found);
        if negated { any.not(self.lexicon) } else { any }
    }

    fn any(&self, words: &[Spanned<String>], found: &mut Vec<Diagnostic>) -> Extent<K> {
        let parts: Vec<Extent<K>> = words.iter().filter_map(|word| self.word(word, found)).collect();
        Extent::any(self.lexicon, &parts)
    }

    fn word(&self, word: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<Extent<K>> {
        if let Some(id) = self.lexicon.find(&word.value) {
            return Some(Extent::of_word(self.lexicon, id));
        }
        if let Some(set) = self.sets.get(&word.value) {
            return Some(Extent { holds: set.holds.clone(), unknown: set.unknown.clone() });
        }
        let words = self.lexicon.iter().map(|(_, term)| term.word.as_str());
        found.push(unknown_word(self.noun, word, &mut words.chain(self.sets.keys().map(String::as_str))));
        None
    }
}

/// The words that term sets may be made of.
pub struct TermSets<'v> {
    /// Data categories and their sets.
    pub categories: Words<'v, Category>,
    /// Purposes and their sets.
    pub purposes: Words<'v, Purpose>,
    /// Sectors and their sets.
    pub sectors: Words<'v, Sector>,
}

impl<'v> TermSets<'v> {
    /// Works all term sets out.
    pub fn resolve(documents: &[TermSetDocument], vocabulary: &'v Vocabulary, found: &mut Vec<Diagnostic>) -> Self {
        let mut names = Names::default();
        let defined: Vec<&TermSetDocument> =
            documents.iter().filter(|document| names.define("term set", &document.id, found)).collect();
        let of = |kind: WordKind| defined.iter().copied().filter(move |d| d.of == Some(kind)).collect::<Vec<_>>();
        let v = vocabulary;
        Self {
            categories: resolve_kind(WordKind::Category, &v.categories, &of(WordKind::Category), found),
            purposes: resolve_kind(WordKind::Purpose, &v.purposes, &of(WordKind::Purpose), found),
            sectors: resolve_kind(WordKind::Sector, &v.sectors, &of(WordKind::Sector), found),
        }
    }
}

/// Works the sets of one kind out, those first that name no other open set.
fn resolve_kind<'v, K>(
    kind: WordKind,
    lexicon: &'v Lexicon<K>,
    documents: &[&TermSetDocument],
    found: &mut Vec<Diagnostic>,
) -> Words<'v, K> {
    let mut words = Words::plain(kind, lexicon);
    let mut open: Vec<&TermSetDocument> = Vec::new();
    for document in documents {
        if lexicon.find(&document.id.value).is_some() {
            let message = format!("`{}` is a {} already, so a set can't have that name", document.id.value, noun(kind));
            found.push(Diagnostic::new(Code::DuplicateId, document.id.place, message).help("give the set another id"));
        } else {
            open.push(document);
        }
    }
    while !open.is_empty() {
        let is_open = |word: &Spanned<String>| open.iter().any(|other| other.id.value == word.value);
        let (later, ready): (Vec<_>, Vec<_>) =
            open.iter().partition(|document| document.members.iter().chain(&document.except).any(is_open));
        if ready.is_empty() {
            report_circles(&later, found);
            break;
        }
        for document in ready {
            let members = words.any(&document.members, found);
            let except = words.any(&document.except, found);
            words.sets.insert(document.id.value.clone(), members.and_not(&except, lexicon));
        }
        open = later;
    }
    words
}

fn report_circles(documents: &[&TermSetDocument], found: &mut Vec<Diagnostic>) {
    for document in documents {
        let message = format!("the set `{}` contains itself, by way of the sets that it names", document.id.value);
        found.push(Diagnostic::new(Code::CircularDefinition, document.id.place, message).help("name words instead"));
    }
}
