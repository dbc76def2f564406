//! The head of a document, and the kind that it leads to.

use super::fields::{Fields, Findings, is_null};
use super::groups::{AssumptionDocument, GroupDocument};
use super::inventory::InventoryDocument;
use super::policy_tests::{PolicyTestDocument, read_tests};
use super::regulations::RegulationDocument;
use super::rules::{RecognitionDocument, RuleSetDocument};
use super::scalars::{choice, scalar};
use super::vocabulary::{TermSetDocument, VocabularyDocument};
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

#[derive(Clone, Copy)]
enum Kind {
    Vocabulary,
    TermSet,
    JurisdictionGroup,
    Assumption,
    Regulation,
    RuleSet,
    Recognition,
    Inventory,
    PolicyTest,
}

const KINDS: [(&str, Kind); 9] = [
    ("Vocabulary", Kind::Vocabulary),
    ("TermSet", Kind::TermSet),
    ("JurisdictionGroup", Kind::JurisdictionGroup),
    ("Assumption", Kind::Assumption),
    ("Regulation", Kind::Regulation),
    ("RuleSet", Kind::RuleSet),
    ("Recognition", Kind::Recognition),
    ("Inventory", Kind::Inventory),
    ("PolicyTest", Kind::PolicyTest),
];

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

/// Opens a document of a known kind: its own fields beside those of the head.
pub fn open<'n>(node: &'n Node, owner: &'static str, own: &[&str], found: &mut Findings) -> Option<Fields<'n>> {
    let known: Vec<&str> = ["apiVersion", "kind"].iter().chain(own).copied().collect();
    Fields::open(node, owner, &known, found)
}

fn head(node: &Node, found: &mut Findings) -> Option<Kind> {
    let Content::Mapping(entries) = &node.content else {
        // Nothing stands between two `---`, or after the last.
        if node.content != Content::Broken && !is_null(node) {
            found.push(
                Diagnostic::new(Code::WrongType, node.place, "a policy document is a mapping")
                    .help(format!("begin it with `apiVersion: {API_VERSION}` and `kind:`")),
            );
        }
        return None;
    };
    let known: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    let fields = Fields::open(node, "a policy document", &known, found)?;
    if let Some(version) = fields.required("apiVersion", found)
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
    let kind = fields.required("kind", found)?;
    let mut unknown = Vec::new();
    let choice = choice(kind, &KINDS, &mut unknown).map(|kind| kind.value);
    found.extend(unknown.into_iter().map(|diagnostic| Diagnostic { code: as_kind(diagnostic.code), ..diagnostic }));
    choice
}

fn as_kind(code: Code) -> Code {
    if code == Code::UnknownChoice { Code::UnknownKind } else { code }
}
