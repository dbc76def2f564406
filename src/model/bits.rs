//! Sets of vocabulary words as bits.

use std::fmt;
use std::marker::PhantomData;

use super::vocabulary::Id;

const BITS: usize = u64::BITS as usize;

/// How many blocks need no heap: enough for every kind of word but jurisdictions.
const INLINE: usize = 2;

/// A set of words of one kind.
///
/// Two sets with the same members are equal, however they were built.
pub struct IdSet<K> {
    first: [u64; INLINE],
    rest: Box<[u64]>,
    kind: PhantomData<fn() -> K>,
}

impl<K> IdSet<K> {
    /// The empty set.
    pub fn new() -> Self {
        Self { first: [0; INLINE], rest: Box::default(), kind: PhantomData }
    }

    /// Adds a word; true if it was not there yet.
    pub fn insert(&mut self, id: Id<K>) -> bool {
        let (index, bit) = position(id);
        let block = self.block_mut(index);
        let fresh = *block & bit == 0;
        *block |= bit;
        fresh
    }

    /// Whether the word is a member.
    pub fn contains(&self, id: Id<K>) -> bool {
        let (index, bit) = position(id);
        self.block(index) & bit != 0
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.first == [0; INLINE] && self.rest.iter().all(|block| *block == 0)
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.blocks().map(|block| block.count_ones() as usize).sum()
    }

    /// Whether every member is also in `other`.
    pub fn is_subset(&self, other: &Self) -> bool {
        let inline = self.first.iter().zip(&other.first).all(|(mine, theirs)| mine & !theirs == 0);
        inline && self.rest.iter().zip(INLINE..).all(|(block, index)| block & !other.block(index) == 0)
    }

    /// Whether some member is also in `other`.
    pub fn intersects(&self, other: &Self) -> bool {
        let inline = self.first.iter().zip(&other.first).any(|(mine, theirs)| mine & theirs != 0);
        inline || self.rest.iter().zip(&other.rest).any(|(mine, theirs)| mine & theirs != 0)
    }

    /// Adds all members of `other`.
    pub fn extend_from(&mut self, other: &Self) {
        for (index, block) in other.blocks().enumerate().filter(|(_, block)| *block != 0) {
            *self.block_mut(index) |= block;
        }
    }

    /// Takes away what is not in `other`.
    pub fn retain_from(&mut self, other: &Self) {
        for index in 0..INLINE + self.rest.len() {
            *self.block_mut(index) &= other.block(index);
        }
    }

    /// The members in the order of the vocabulary.
    pub fn iter(&self) -> impl Iterator<Item = Id<K>> + '_ {
        self.blocks().enumerate().flat_map(|(index, block)| {
            (0..BITS).filter(move |bit| block & (1 << bit) != 0).map(move |bit| Id::from_index(index * BITS + bit))
        })
    }

    fn blocks(&self) -> impl Iterator<Item = u64> + '_ {
        self.first.iter().chain(&self.rest).copied()
    }

    fn block(&self, index: usize) -> u64 {
        match index.checked_sub(INLINE) {
            None => self.first[index],
            Some(beyond) => self.rest.get(beyond).copied().unwrap_or(0),
        }
    }

    fn block_mut(&mut self, index: usize) -> &mut u64 {
        let Some(beyond) = index.checked_sub(INLINE) else { return &mut self.first[index] };
        if beyond >= self.rest.len() {
            let mut longer = std::mem::take(&mut self.rest).into_vec();
            longer.resize(beyond + 1, 0);
            self.rest = longer.into_boxed_slice();
        }
        &mut self.rest[beyond]
    }
}

fn position<K>(id: Id<K>) -> (usize, u64) {
    (id.index() / BITS, 1 << (id.index() % BITS))
}

impl<K> Clone for IdSet<K> {
    fn clone(&self) -> Self {
        Self { first: self.first, rest: self.rest.clone(), kind: PhantomData }
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
