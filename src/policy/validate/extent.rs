//! What a test of words means, worked out for every word of the vocabulary in three-valued logic.

use crate::model::{Id, IdSet, Lexicon};

/// The words for which a test is true, and those for which it is unknown; for all others it is false.
#[derive(Clone)]
pub struct Extent<K> {
    /// True for these.
    pub holds: IdSet<K>,
    /// Unknown for these.
    pub unknown: IdSet<K>,
}

impl<K> Extent<K> {
    fn by(lexicon: &Lexicon<K>, value: impl Fn(Id<K>) -> Option<bool>) -> Self {
        let mut extent = Self { holds: IdSet::new(), unknown: IdSet::new() };
        for (id, _) in lexicon.iter() {
            match value(id) {
                Some(true) => extent.holds.insert(id),
                Some(false) => false,
                None => extent.unknown.insert(id),
            };
        }
        extent
    }

    fn value(&self, id: Id<K>) -> Option<bool> {
        if self.holds.contains(id) {
            Some(true)
        } else if self.unknown.contains(id) {
            None
        } else {
            Some(false)
        }
    }

    /// Is it this word, or one below it? Unknown for an umbrella above it.
    pub fn of_word(lexicon: &Lexicon<K>, word: Id<K>) -> Self {
        Self::by(lexicon, |id| {
            let umbrella_above = || lexicon.term(id).is_some_and(|term| term.umbrella) && lexicon.is_within(word, id);
            if lexicon.is_within(id, word) {
                Some(true)
            } else if umbrella_above() {
                None
            } else {
                Some(false)
            }
        })
    }

    /// Is any of these true?
    pub fn any(lexicon: &Lexicon<K>, parts: &[Self]) -> Self {
        Self::by(lexicon, |id| {
            let mut unknown = false;
            for part in parts {
                match part.value(id) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => unknown = true,
                }
            }
            if unknown { None } else { Some(false) }
        })
    }

    /// Is it not so?
    pub fn not(&self, lexicon: &Lexicon<K>) -> Self {
        Self::by(lexicon, |id| self.value(id).map(|value| !value))
    }

    /// Is it so, and not the other?
    pub fn and_not(&self, other: &Self, lexicon: &Lexicon<K>) -> Self {
        Self::by(lexicon, |id| match (self.value(id), other.value(id)) {
            (Some(false), _) | (_, Some(true)) => Some(false),
            (Some(true), Some(false)) => Some(true),
            _ => None,
        })
    }
}
