//! What a policy set is made of, item by item: each word, group, regulation, rule and test, with a digest of what is
//! written about it.
//!
//! Owns which parts of a document have a name of their own. Layout, comments and order are no content, as they are none
//! for the [revision](super::Revision).

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::document::Kind;
use super::revision::{digest_of_entries, digest_of_item};
use super::yaml::{Content, Entry, Node};

/// What kind of thing an item of a policy set is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// A rule.
    Rule,
    /// What a rule set says of all its rules.
    RuleSet,
    /// A recognition.
    Recognition,
    /// A regulation with its provisions.
    Regulation,
    /// A group of jurisdictions with its members.
    Group,
    /// A named *what if*.
    Assumption,
    /// A named set of words.
    TermSet,
    /// A word for a jurisdiction.
    Jurisdiction,
    /// A word for a data category.
    Category,
    /// A word for a purpose.
    Purpose,
    /// A word for a sector.
    Sector,
    /// A word for a role.
    Role,
    /// A word for a safeguard.
    Safeguard,
    /// An exporter of the inventory.
    Exporter,
    /// An importer of the inventory.
    Importer,
    /// A data set of the inventory.
    Dataset,
    /// A policy test.
    Test,
}

impl ItemKind {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::RuleSet => "rule-set",
            Self::Recognition => "recognition",
            Self::Regulation => "regulation",
            Self::Group => "group",
            Self::Assumption => "assumption",
            Self::TermSet => "term-set",
            Self::Jurisdiction => "jurisdiction",
            Self::Category => "category",
            Self::Purpose => "purpose",
            Self::Sector => "sector",
            Self::Role => "role",
            Self::Safeguard => "safeguard",
            Self::Exporter => "exporter",
            Self::Importer => "importer",
            Self::Dataset => "dataset",
            Self::Test => "test",
        }
    }
}

/// An item of a policy set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Its id; a policy test's name.
    pub id: String,
}

/// Every item of a policy set with a digest of its content.
pub type Contents = BTreeMap<Item, [u8; 32]>;

/// The lists of a document whose entries are items, with the key that names each.
const LISTS: [(Kind, &str, ItemKind, &str); 11] = [
    (Kind::Vocabulary, "jurisdictions", ItemKind::Jurisdiction, "id"),
    (Kind::Vocabulary, "categories", ItemKind::Category, "id"),
    (Kind::Vocabulary, "purposes", ItemKind::Purpose, "id"),
    (Kind::Vocabulary, "sectors", ItemKind::Sector, "id"),
    (Kind::Vocabulary, "roles", ItemKind::Role, "id"),
    (Kind::Vocabulary, "safeguards", ItemKind::Safeguard, "id"),
    (Kind::RuleSet, "rules", ItemKind::Rule, "id"),
    (Kind::Inventory, "exporters", ItemKind::Exporter, "id"),
    (Kind::Inventory, "importers", ItemKind::Importer, "id"),
    (Kind::Inventory, "datasets", ItemKind::Dataset, "id"),
    (Kind::PolicyTest, "tests", ItemKind::Test, "name"),
];

/// Collects what documents are made of.
#[derive(Default)]
pub struct ContentsBuilder(BTreeMap<Item, Vec<[u8; 32]>>);

impl ContentsBuilder {
    /// Adds what a document is made of.
    pub fn add(&mut self, document: &Node) {
        let Content::Mapping(entries) = &document.content else { return };
        let kind = text(document, "kind").and_then(|word| Kind::WORDS.iter().find(|(name, _)| *name == word));
        let Some((_, kind)) = kind else { return };
        let owner = text(document, "id").unwrap_or_default();
        let list = |entry: &Entry| LISTS.iter().find(|(of, key, ..)| of == kind && *key == entry.key);
        for (entry, (_, _, kind, name)) in entries.iter().filter_map(|entry| Some((entry, list(entry)?))) {
            let Content::Sequence(items) = &entry.value.content else { continue };
            for item in items {
                let id = text(item, name).unwrap_or_default().to_owned();
                // A rule that moves to another rule set says something else.
                let content = together(vec![digest_of_item(item), Sha256::digest(owner).into()]);
                self.0.entry(Item { kind: *kind, id }).or_default().push(content);
            }
        }
        if let Some(kind) = kind_of_document(*kind) {
            let content = digest_of_entries(entries.iter().filter(|entry| list(entry).is_none()));
            self.0.entry(Item { kind, id: owner.to_owned() }).or_default().push(content);
        }
    }

    /// What all documents that were added are made of.
    pub fn build(self) -> Contents {
        self.0.into_iter().map(|(item, digests)| (item, together(digests))).collect()
    }
}

/// What a document is as a whole; none where only its lists say anything.
const fn kind_of_document(kind: Kind) -> Option<ItemKind> {
    match kind {
        Kind::TermSet => Some(ItemKind::TermSet),
        Kind::JurisdictionGroup => Some(ItemKind::Group),
        Kind::Assumption => Some(ItemKind::Assumption),
        Kind::Regulation => Some(ItemKind::Regulation),
        Kind::RuleSet => Some(ItemKind::RuleSet),
        Kind::Recognition => Some(ItemKind::Recognition),
        Kind::Vocabulary | Kind::Inventory | Kind::PolicyTest => None,
    }
}

/// One digest for several, whatever their order: tests of one name are no mistake.
fn together(mut digests: Vec<[u8; 32]>) -> [u8; 32] {
    digests.sort_unstable();
    let mut hasher = Sha256::new();
    for digest in digests {
        hasher.update(digest);
    }
    hasher.finalize().into()
}

fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    let Content::Mapping(entries) = &node.content else { return None };
    match &entries.iter().find(|entry| entry.key == key)?.value.content {
        Content::Scalar { text, .. } => Some(text),
        Content::Sequence(_) | Content::Mapping(_) | Content::Broken => None,
    }
}
