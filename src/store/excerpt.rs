//! The beginning of a list that may be long.
//!
//! Owns that a receipt stays small whatever went wrong, and still says how much there was.

/// The beginning of a list, and how long the list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt<T> {
    /// The beginning.
    pub first: Vec<T>,
    /// How many there are in all.
    pub total: usize,
}

impl<T: Clone> Excerpt<T> {
    /// The beginning of a list.
    pub(super) fn of(all: impl ExactSizeIterator<Item = T>, most: usize) -> Self {
        Self { total: all.len(), first: all.take(most).collect() }
    }

    /// A shorter beginning of the same list.
    pub(super) fn shortened(&self, most: usize) -> Self {
        Self { first: self.first.iter().take(most).cloned().collect(), total: self.total }
    }
}

impl<T> Default for Excerpt<T> {
    fn default() -> Self {
        Self { first: Vec::new(), total: 0 }
    }
}
