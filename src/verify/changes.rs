//! What changed from one policy set to the next, by the names that people gave to its parts.
//!
//! Owns the comparison; where a rule stands, and in which order, is no change.

use crate::policy::{Item, PolicySet};

/// What one policy set says that another does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Items that are new, in their order.
    pub added: Vec<Item>,
    /// Items that are gone.
    pub removed: Vec<Item>,
    /// Items of which something else is written.
    pub changed: Vec<Item>,
}

impl Changes {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// What changed from one policy set to another.
///
/// Policy sets of one revision have no changes. The other way round, two revisions may differ in how their documents are
/// cut alone, such as one vocabulary instead of two: that is no change either.
pub fn changes(before: &PolicySet, after: &PolicySet) -> Changes {
    let (before, after) = (before.contents(), after.contents());
    let gone = before.keys().filter(|item| !after.contains_key(item));
    let mut changes = Changes { removed: gone.cloned().collect(), ..Changes::default() };
    for (item, content) in after {
        match before.get(item) {
            None => changes.added.push(item.clone()),
            Some(earlier) if earlier != content => changes.changed.push(item.clone()),
            Some(_) => {}
        }
    }
    changes
}
