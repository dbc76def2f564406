//! `Vocabulary` and `TermSet`.

use super::fields::{Fields, Findings, Spanned};
use super::kinds::open;
use super::scalars::{boolean, choice, id, items, possibly_no_words, text, words};
use crate::policy::yaml::Node;

/// The kinds of words that a vocabulary holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// Jurisdictions.
    Jurisdiction,
    /// Data categories.
    Category,
    /// Purposes.
    Purpose,
    /// Sectors.
    Sector,
    /// Roles.
    Role,
    /// Safeguards.
    Safeguard,
}

const SECTIONS: [(&str, WordKind); 6] = [
    ("jurisdictions", WordKind::Jurisdiction),
    ("categories", WordKind::Category),
    ("purposes", WordKind::Purpose),
    ("sectors", WordKind::Sector),
    ("roles", WordKind::Role),
    ("safeguards", WordKind::Safeguard),
];

/// A document of kind `Vocabulary`.
pub struct VocabularyDocument {
    /// Its words.
    pub terms: Vec<TermDocument>,
}

/// One word of a vocabulary.
pub struct TermDocument {
    /// What it is a word for.
    pub kind: WordKind,
    /// The word.
    pub id: Spanned<String>,
    /// A short name.
    pub title: String,
    /// What it means.
    pub description: Option<String>,
    /// The corresponding term of the W3C Data Privacy Vocabulary.
    pub dpv: Option<String>,
    /// Only an umbrella over more special words.
    pub umbrella: bool,
}

impl VocabularyDocument {
    pub(super) fn read(node: &Node, found: &mut Findings) -> Option<Self> {
        let sections: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
        let fields = open(node, "a Vocabulary", &sections, found)?;
        let mut terms = Vec::new();
        for (name, kind) in SECTIONS {
            if let Some(section) = fields.optional(name, found) {
                terms.extend(items(section, "words", found).iter().filter_map(|item| term(item, kind, found)));
            }
        }
        Some(Self { terms })
    }
}

fn term(node: &Node, kind: WordKind, found: &mut Findings) -> Option<TermDocument> {
    let category = kind == WordKind::Category;
    let known: &[&str] = if category {
        &["id", "title", "description", "dpv", "abstract"]
    } else {
        &["id", "title", "description", "dpv"]
    };
    let fields = Fields::open(node, "a word of the vocabulary", known, found)?;
    let id = fields.required("id", found).and_then(|node| id(node, found));
    let title = fields.required("title", found).and_then(|node| text(node, found));
    let description = fields.optional("description", found).and_then(|node| text(node, found));
    let dpv = fields.optional("dpv", found).and_then(|node| text(node, found));
    let umbrella = fields.optional("abstract", found).filter(|_| category).and_then(|node| boolean(node, found));
    Some(TermDocument {
        kind,
        id: id?,
        title: title.map_or_else(String::new, |title| title.value),
        description: description.map(|description| description.value),
        dpv: dpv.map(|dpv| dpv.value),
        umbrella: umbrella.is_some_and(|umbrella| umbrella.value),
    })
}

/// A document of kind `TermSet`.
pub struct TermSetDocument {
    /// Its id.
    pub id: Spanned<String>,
    /// What its members are words for.
    pub of: Option<WordKind>,
    /// Words and sets that are in it.
    pub members: Vec<Spanned<String>>,
    /// Words and sets that are taken out again.
    pub except: Vec<Spanned<String>>,
    /// The law behind it.
    pub cites: Vec<Spanned<String>>,
    /// It stands there for other layers to name.
    pub background: bool,
}

impl TermSetDocument {
    pub(super) fn read(node: &Node, found: &mut Findings) -> Option<Self> {
        let fields =
            open(node, "a TermSet", &["id", "title", "of", "members", "except", "cites", "background"], found)?;
        let id = fields.required("id", found).and_then(|node| id(node, found));
        let kinds =
            [("categories", WordKind::Category), ("sectors", WordKind::Sector), ("purposes", WordKind::Purpose)];
        let of = fields.required("of", found).and_then(|node| choice(node, &kinds, found));
        let members = fields.required("members", found).map_or_else(Vec::new, |node| words(node, found));
        let except = fields.optional("except", found).map_or_else(Vec::new, |node| possibly_no_words(node, found));
        let cites = fields.optional("cites", found).map_or_else(Vec::new, |node| words(node, found));
        fields.optional("title", found).and_then(|node| text(node, found));
        let background = fields.optional("background", found).and_then(|node| boolean(node, found));
        let background = background.is_some_and(|background| background.value);
        Some(Self { id: id?, of: of.map(|of| of.value), members, except, cites, background })
    }
}
