//! The digest of a policy set's content.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::set::Revision;
use super::yaml::{Content, Entry, Node};

/// Digests documents so that neither their order nor that of the items of their lists matters.
///
/// The order within a rule (of alternatives, say) counts: it is part of what is answered.
#[derive(Default)]
pub struct RevisionBuilder(Vec<[u8; 32]>);

impl RevisionBuilder {
    /// Adds a document.
    pub fn add(&mut self, document: &Node) {
        self.0.push(digest(document, 0));
    }

    /// The digest of all that were added.
    pub fn build(mut self) -> Revision {
        self.0.sort_unstable();
        let mut hasher = Sha256::new();
        for digest in self.0 {
            hasher.update(digest);
        }
        let mut digits = String::with_capacity(2 * LENGTH);
        for byte in hasher.finalize().iter().take(LENGTH) {
            // Writing to a string can't fail.
            let _ = write!(digits, "{byte:02x}");
        }
        Revision(digits)
    }
}

/// How many bytes of the digest are kept: 128 bits tell any two policy sets apart.
const LENGTH: usize = 16;

/// The lists directly in a document are collections: of rules, members, provisions, tests, words.
const COLLECTIONS: usize = 1;

/// Digests what one of a document's collections holds.
pub(super) fn digest_of_item(item: &Node) -> [u8; 32] {
    digest(item, COLLECTIONS + 1)
}

/// Digests some of a document's entries, in whatever order they are written.
pub(super) fn digest_of_entries<'n>(entries: impl Iterator<Item = &'n Entry>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    update_with_entries(&mut hasher, entries, 0);
    hasher.finalize().into()
}

fn digest(node: &Node, depth: usize) -> [u8; 32] {
    let mut hasher = Sha256::new();
    match &node.content {
        Content::Scalar { text, .. } => {
            hasher.update(b"s");
            hasher.update(text.as_bytes());
        }
        Content::Sequence(items) => {
            let mut digests: Vec<[u8; 32]> = items.iter().map(|item| digest(item, depth + 1)).collect();
            if depth == COLLECTIONS {
                digests.sort_unstable();
            }
            hasher.update(b"l");
            for digest in digests {
                hasher.update(digest);
            }
        }
        Content::Mapping(entries) => update_with_entries(&mut hasher, entries.iter(), depth),
        Content::Broken => {}
    }
    hasher.finalize().into()
}

fn update_with_entries<'n>(hasher: &mut Sha256, entries: impl Iterator<Item = &'n Entry>, depth: usize) {
    let mut digests: Vec<[u8; 64]> = entries
        .map(|entry| {
            let mut pair = [0; 64];
            pair[..32].copy_from_slice(&Sha256::digest(entry.key.as_bytes()));
            pair[32..].copy_from_slice(&digest(&entry.value, depth + 1));
            pair
        })
        .collect();
    digests.sort_unstable();
    hasher.update(b"m");
    for digest in digests {
        hasher.update(digest);
    }
}
