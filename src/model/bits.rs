//! Sets of vocabulary words as bits.

use std::fmt;
use std::marker::PhantomData;

use super::vocabulary::Id;

const BITS: usize = u64::BITS as usize;

/// A set of words of one kind.
///
/// Two sets with the same members are equal, however they were built.
pub struct IdSet<K> {
    blocks: Vec<u64>,
    kind: PhantomData<fn() -> K>,
}

impl<K> IdSet<K> {
    /// The empty set.
    pub const fn new() -> Self {
        Self { blocks: Vec::new(), kind: PhantomData }
    }

    /// Adds a word; true if it was not there yet.
    pub fn insert(&mut self, id: Id<K>) -> bool {
        let (block, bit) = position(id);
        if block >= self.blocks.len() {
            self.blocks.resize(block + 1, 0);
        }
        let fresh = self.blocks[block] & bit == 0;
        self.blocks[block] |= bit;
        fresh
    }

    /// Whether the word is a member.
    pub fn contains(&self, id: Id<K>) -> bool {
        let (block, bit) = position(id);
        self.blocks.get(block).is_some_and(|b| b & bit != 0)
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.blocks.iter().all(|b| *b == 0)
    }

    /// Whether every member is also in `other`.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.blocks.iter().enumerate().all(|(i, b)| b & !other.blocks.get(i).copied().unwrap_or(0) == 0)
    }

    /// Whether some member is also in `other`.
    pub fn intersects(&self, other: &Self) -> bool {
        self.blocks.iter().zip(&other.blocks).any(|(a, b)| a & b != 0)
    }

    /// Adds all members of `other`.
    pub fn extend_from(&mut self, other: &Self) {
        if other.blocks.len() > self.blocks.len() {
            self.blocks.resize(other.blocks.len(), 0);
        }
        for (mine, theirs) in self.blocks.iter_mut().zip(&other.blocks) {
            *mine |= theirs;
        }
    }

    /// The members in the order of the vocabulary.
    pub fn iter(&self) -> impl Iterator<Item = Id<K>> + '_ {
        self.blocks.iter().enumerate().flat_map(|(i, block)| {
            (0..BITS).filter(move |bit| block & (1 << bit) != 0).map(move |bit| Id::from_index(i * BITS + bit))
        })
    }
}

fn position<K>(id: Id<K>) -> (usize, u64) {
    (id.index() / BITS, 1 << (id.index() % BITS))
}

impl<K> Clone for IdSet<K> {
    fn clone(&self) -> Self {
        Self { blocks: self.blocks.clone(), kind: PhantomData }
    }
}

impl<K> Default for IdSet<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> fmt::Debug for IdSet<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<K> PartialEq for IdSet<K> {
    fn eq(&self, other: &Self) -> bool {
        self.is_subset(other) && other.is_subset(self)
    }
}

impl<K> Eq for IdSet<K> {}

impl<K> FromIterator<Id<K>> for IdSet<K> {
    fn from_iter<I: IntoIterator<Item = Id<K>>>(ids: I) -> Self {
        let mut set = Self::new();
        for id in ids {
            set.insert(id);
        }
        set
    }
}
