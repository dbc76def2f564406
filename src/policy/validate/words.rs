//! The vocabulary from its documents.

use super::names::Names;
use crate::model::{Category, Lexicon, Term, Vocabulary, VocabularyParts};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::{AssumptionDocument, TermDocument, VocabularyDocument, WordKind};
use crate::policy::nearest::did_you_mean;
use crate::policy::source::{Place, SourceId};

/// Builds the vocabulary; `None`, with a report, if there is none or it lacks what the language needs.
pub fn vocabulary(
    documents: &[VocabularyDocument],
    assumptions: &[AssumptionDocument],
    found: &mut Vec<Diagnostic>,
) -> Option<Vocabulary> {
    let mut parts = VocabularyParts::default();
    let mut names: [Names; 6] = Default::default();
    let terms: Vec<&TermDocument> = documents.iter().flat_map(|document| &document.terms).collect();
    for term in &terms {
        if names[slot(term.kind)].define(noun(term.kind), &term.id, found) {
            add(&mut parts, term);
        }
    }
    report_overflow(&terms, found);
    report_missing_parents(&terms, found);
    let mut assumption_names = Names::default();
    for assumption in assumptions {
        if assumption_names.define("assumption", &assumption.id, found) {
            parts.assumptions.add(plain(&assumption.id.value, &assumption.summary));
        }
    }
    let vocabulary = Vocabulary::new(parts);
    if vocabulary.is_none() {
        found.push(no_vocabulary(&terms));
    }
    vocabulary
}

fn no_vocabulary(terms: &[&TermDocument]) -> Diagnostic {
    let start = Place { source: SourceId(0), start: 0, end: 0 };
    match terms.first() {
        None => Diagnostic::new(
            Code::NoVocabulary,
            start,
            "the policy set has no vocabulary, so no word in it is known",
        )
        .help("put the built-in set below it with `--policies builtin --policies DIR`, or add a `Vocabulary` document")
        .unknown("Vocabulary"),
        Some(first) => {
            let message = format!("the vocabulary has no sector `{}`", Vocabulary::GENERAL_SECTOR);
            Diagnostic::new(Code::NoVocabulary, first.id.place, message)
                .help("add it: it stands for a sector that a question leaves out")
                .unknown(Vocabulary::GENERAL_SECTOR)
        }
    }
}

fn add(parts: &mut VocabularyParts, document: &TermDocument) {
    let term = Term {
        word: document.id.value.clone(),
        title: document.title.clone(),
        description: document.description.clone(),
        dpv: document.dpv.clone(),
        umbrella: document.umbrella,
    };
    match document.kind {
        WordKind::Jurisdiction => parts.jurisdictions.add(term),
        WordKind::Category => parts.categories.add(term),
        WordKind::Purpose => parts.purposes.add(term),
        WordKind::Sector => parts.sectors.add(term),
        WordKind::Role => parts.roles.add(term),
        WordKind::Safeguard => parts.safeguards.add(term),
    }
}

fn plain(word: &str, title: &str) -> Term {
    Term { word: word.to_owned(), title: title.to_owned(), description: None, dpv: None, umbrella: false }
}

/// What a word of that kind is called in messages.
pub const fn noun(kind: WordKind) -> &'static str {
    match kind {
        WordKind::Jurisdiction => "jurisdiction",
        WordKind::Category => "data category",
        WordKind::Purpose => "purpose",
        WordKind::Sector => "sector",
        WordKind::Role => "role",
        WordKind::Safeguard => "safeguard",
    }
}

const fn slot(kind: WordKind) -> usize {
    match kind {
        WordKind::Jurisdiction => 0,
        WordKind::Category => 1,
        WordKind::Purpose => 2,
        WordKind::Sector => 3,
        WordKind::Role => 4,
        WordKind::Safeguard => 5,
    }
}

/// Words beyond what a lexicon holds would be lost.
fn report_overflow(terms: &[&TermDocument], found: &mut Vec<Diagnostic>) {
    let mut counts = [0_usize; 6];
    for term in terms {
        let count = &mut counts[slot(term.kind)];
        *count += 1;
        if *count == Lexicon::<Category>::CAPACITY + 1 {
            let message = format!("there are more than {} words of this kind", Lexicon::<Category>::CAPACITY);
            found.push(
                Diagnostic::new(Code::LimitExceeded, term.id.place, message).help("leave out what no rule needs"),
            );
        }
    }
}

/// A category below one that does not exist would be matched by no rule that its name promises.
fn report_missing_parents(terms: &[&TermDocument], found: &mut Vec<Diagnostic>) {
    let categories: Vec<&TermDocument> = terms.iter().copied().filter(|t| t.kind == WordKind::Category).collect();
    let known: std::collections::HashSet<&str> = categories.iter().map(|term| term.id.value.as_str()).collect();
    for term in &categories {
        if let Some((parent, _)) = term.id.value.rsplit_once('.')
            && !known.contains(parent)
        {
            let near = crate::policy::nearest::nearest(
                parent,
                &mut known.iter().copied().filter(|word| *word != term.id.value),
            );
            let message = format!("`{}` stands below `{parent}`, which is not a category", term.id.value);
            found.push(
                Diagnostic::new(Code::MissingParent, term.id.place, message)
                    .help(did_you_mean(&near).unwrap_or_else(|| format!("define `{parent}` too")))
                    .unknown(parent),
            );
        }
    }
}
