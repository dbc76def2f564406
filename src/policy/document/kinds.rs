//! The head of a document, and the kind that it leads to.

use super::fields::{Fields, Findings, is_null};
use super::groups::{ASSUMPTION, AssumptionDocument, GROUP, GroupDocument};
use super::inventory::{INVENTORY, InventoryDocument};
use super::policy_tests::{POLICY_TEST, PolicyTestDocument, read_tests};
use super::recognitions::{RECOGNITION, RecognitionDocument};
use super::regulations::{REGULATION, RegulationDocument};
use super::rules::{RULE_SET, RuleSetDocument};
use super::scalars::{choice, scalar};
use super::shape::{Field, Shape, Value, names, required};
use super::vocabulary::{TERM_SET, TermSetDocument, VOCABULARY, VocabularyDocument};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::yaml::{Content, Node};

/// The version of the language that this program reads.
const API_VERSION: &str = "selat/v1";

/// A document of any kind.
pub enum Document {
    /// Words.
    Vocabulary(VocabularyDocument),
    /// A named set of words.
    TermSet(TermSetDocument),
    /// A named group of jurisdictions.
    JurisdictionGroup(GroupDocument),
    /// A named *what if*.
    Assumption(AssumptionDocument),
    /// An entry of the repository of regulations.
    Regulation(RegulationDocument),
    /// Rules.
    RuleSet(RuleSetDocument),
    /// A safeguard that satisfies another.
    Recognition(RecognitionDocument),
    /// The platform team's own entities, importers and data sets.
    Inventory(InventoryDocument),
    /// Transfers and the answers that they must get.
    PolicyTests(Vec<PolicyTestDocument>),
}

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Vocabulary,
    /// A named set of words.
    TermSet,
    /// A named group of jurisdictions.
    JurisdictionGroup,
    /// A named *what if*.
    Assumption,
    /// An entry of the repository of regulations.
    Regulation,
    /// Rules.
    RuleSet,
    /// A safeguard that satisfies another.
    Recognition,
    /// A company's own entities, importers and data sets.
    Inventory,
    /// Transfers and the answers that they must get.
    PolicyTest,
}

impl Kind {
    /// Every kind with the word that the language uses for it.
    pub const WORDS: [(&'static str, Self); 9] = [
        ("Vocabulary", Self::Vocabulary),
        ("TermSet", Self::TermSet),
        ("JurisdictionGroup", Self::JurisdictionGroup),
        ("Assumption", Self::Assumption),
        ("Regulation", Self::Regulation),
        ("RuleSet", Self::RuleSet),
        ("Recognition", Self::Recognition),
        ("Inventory", Self::Inventory),
        ("PolicyTest", Self::PolicyTest),
    ];

    /// What documents of this kind look like.
    pub fn shape(self) -> &'static Shape {
        match self {
            Self::Vocabulary => &VOCABULARY,
            Self::TermSet => &TERM_SET,
            Self::JurisdictionGroup => &GROUP,
            Self::Assumption => &ASSUMPTION,
            Self::Regulation => &REGULATION,
            Self::RuleSet => &RULE_SET,
            Self::Recognition => &RECOGNITION,
            Self::Inventory => &INVENTORY,
            Self::PolicyTest => &POLICY_TEST,
        }
    }
}

const KIND_NAMES: [&str; 9] = names(&Kind::WORDS);

/// The fields with which every document begins.
pub const HEAD: &[Field] = &[
    required("apiVersion", Value::Choice(&[API_VERSION]), "The version of the language."),
    required("kind", Value::Choice(&KIND_NAMES), "What the document holds; its other fields depend on it."),
];

/// A document of whatever kind.
pub const DOCUMENT: Shape =
    Shape { owner: "a policy document", doc: "A document of a Selat policy set.", groups: &[HEAD] };

/// Reads a document of any kind; `None` where its head can't be read.
pub fn read(node: &Node, found: &mut Findings) -> Option<Document> {
    let kind = head(node, found)?;
    match kind {
        Kind::Vocabulary => VocabularyDocument::read(node, found).map(Document::Vocabulary),
        Kind::TermSet => TermSetDocument::read(node, found).map(Document::TermSet),
        Kind::JurisdictionGroup => GroupDocument::read(node, found).map(Document::JurisdictionGroup),
        Kind::Assumption => AssumptionDocument::read(node, found).map(Document::Assumption),
        Kind::Regulation => RegulationDocument::read(node, found).map(Document::Regulation),
        Kind::RuleSet => RuleSetDocument::read(node, found).map(Document::RuleSet),
        Kind::Recognition => RecognitionDocument::read(node, found).map(Document::Recognition),
        Kind::Inventory => InventoryDocument::read(node, found).map(Document::Inventory),
        Kind::PolicyTest => read_tests(node, found).map(Document::PolicyTests),
    }
}

fn head(node: &Node, found: &mut Findings) -> Option<Kind> {
    let Content::Mapping(_) = &node.content else {
        // Nothing stands between two `---`, or after the last.
        if node.content != Content::Broken && !is_null(node) {
            found.push(
                Diagnostic::new(Code::WrongType, node.place, "a policy document is a mapping")
                    .help(format!("begin it with `apiVersion: {API_VERSION}` and `kind:`")),
            );
        }
        return None;
    };
    let fields = Fields::open_in_part(node, &DOCUMENT, found)?;
    if let Some(version) = fields.get("apiVersion", found)
        && let Some(given) = scalar(version, "a version", found)
        && given != API_VERSION
    {
        found.push(
            Diagnostic::new(
                Code::UnknownVersion,
                version.place,
                format!("`{given}` is not a version that can be read"),
            )
            .help(format!("write `apiVersion: {API_VERSION}`")),
        );
        return None;
    }
    let kind = fields.get("kind", found)?;
    let mut unknown = Vec::new();
    let choice = choice(kind, &Kind::WORDS, &mut unknown).map(|kind| kind.value);
    found.extend(unknown.into_iter().map(|diagnostic| Diagnostic { code: as_kind(diagnostic.code), ..diagnostic }));
    choice
}

fn as_kind(code: Code) -> Code {
    if code == Code::UnknownChoice { Code::UnknownKind } else { code }
}
