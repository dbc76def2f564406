//! `Vocabulary` and `TermSet`.

use super::fields::{Fields, Findings, Spanned};
use super::kinds::HEAD;
use super::scalars::{boolean, choice, id, items, possibly_no_words, text, words};
use super::shape::{Field, Shape, Value, names, optional, required};
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

/// A document of kind `Vocabulary`.
pub const VOCABULARY: Shape = Shape {
    owner: "a Vocabulary",
    doc: "The words that rules and questions may use; several such documents add up.",
    groups: &[
        HEAD,
        &[
            optional("jurisdictions", TERMS, "Places that have laws, by their country codes."),
            optional(
                "categories",
                Value::List(&Value::Mapping(&CATEGORY), 0),
                "Kinds of data; dots give the hierarchy, as in `personal.health`.",
            ),
            optional("purposes", TERMS, "What data is sent for."),
            optional("sectors", TERMS, "Lines of business."),
            optional("roles", TERMS, "Parts that the parties play, such as `controller`."),
            optional("safeguards", TERMS, "What can be in place, such as a contract; dots give the family."),
        ],
    ],
};

const TERMS: Value = Value::List(&Value::Mapping(&TERM), 0);

const TERM_FIELDS: &[Field] = &[
    required("id", Value::Id, "The word."),
    required("title", Value::Text, "A short name for people."),
    optional("description", Value::Text, "What it means."),
    optional("dpv", Value::Text, "The IRI of the corresponding term of the W3C Data Privacy Vocabulary."),
];

const TERM: Shape =
    Shape { owner: "a word of the vocabulary", doc: "A word of the vocabulary.", groups: &[TERM_FIELDS] };

const CATEGORY: Shape = Shape {
    owner: "a word of the vocabulary",
    doc: "A data category.",
    groups: &[
        TERM_FIELDS,
        &[optional(
            "abstract",
            Value::Boolean,
            "An umbrella: asked about as such, it means some kind of it, not said which.",
        )],
    ],
};

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
        let fields = Fields::open(node, &VOCABULARY, found)?;
        let mut terms = Vec::new();
        for (name, kind) in SECTIONS {
            if let Some(section) = fields.get(name, found) {
                terms.extend(items(section, "words", found).iter().filter_map(|item| term(item, kind, found)));
            }
        }
        Some(Self { terms })
    }
}

fn term(node: &Node, kind: WordKind, found: &mut Findings) -> Option<TermDocument> {
    let fields = Fields::open(node, if kind == WordKind::Category { &CATEGORY } else { &TERM }, found)?;
    let id = fields.get("id", found).and_then(|node| id(node, found));
    let title = fields.get("title", found).and_then(|node| text(node, found));
    let description = fields.get("description", found).and_then(|node| text(node, found));
    let dpv = fields.get("dpv", found).and_then(|node| text(node, found));
    let umbrella = fields.get("abstract", found).and_then(|node| boolean(node, found));
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
pub const TERM_SET: Shape = Shape {
    owner: "a TermSet",
    doc: "Categories, sectors or purposes under one name, which may stand wherever one of them may.",
    groups: &[
        HEAD,
        &[
            required("id", Value::Id, "The name by which rules call the set, such as `vn.sensitive`."),
            optional("title", Value::Text, "A short name for people."),
            required("of", Value::Choice(&SET_NAMES), "What its members are."),
            required("members", Value::Words, "Words, and other sets of the same kind."),
            optional("except", Value::WordsOrNone, "What is taken out again."),
            optional("cites", Value::Citations, "The law behind it."),
            optional(
                "background",
                Value::Boolean,
                "It stands there for other layers to name, and need not be used in this one.",
            ),
        ],
    ],
};

const SETS: [(&str, WordKind); 3] =
    [("categories", WordKind::Category), ("sectors", WordKind::Sector), ("purposes", WordKind::Purpose)];
const SET_NAMES: [&str; 3] = names(&SETS);

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
        let fields = Fields::open(node, &TERM_SET, found)?;
        let id = fields.get("id", found).and_then(|node| id(node, found));
        let of = fields.get("of", found).and_then(|node| choice(node, &SETS, found));
        let members = fields.get("members", found).map_or_else(Vec::new, |node| words(node, found));
        let except = fields.get("except", found).map_or_else(Vec::new, |node| possibly_no_words(node, found));
        let cites = fields.get("cites", found).map_or_else(Vec::new, |node| words(node, found));
        fields.get("title", found).and_then(|node| text(node, found));
        let background = fields.get("background", found).and_then(|node| boolean(node, found));
        let background = background.is_some_and(|background| background.value);
        Some(Self { id: id?, of: of.map(|of| of.value), members, except, cites, background })
    }
}
