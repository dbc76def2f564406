//! Names for answers.
//!
//! Owns their being unique, in this process and among others; they mean nothing.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// Gives each answer a name that no other has.
#[derive(Debug)]
pub(super) struct DecisionIds {
    process: u64,
    next: AtomicU64,
}

impl DecisionIds {
    /// Names of this process.
    pub(super) fn new() -> Self {
        let random = RandomState::new();
        Self { process: random.hash_one((crate::clock::now(), std::process::id())), next: AtomicU64::new(1) }
    }

    /// The next name.
    pub(super) fn next(&self) -> String {
        format!("{:016x}-{:x}", self.process, self.next.fetch_add(1, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::DecisionIds;

    #[test]
    fn no_two_are_equal() {
        let (a, b) = (DecisionIds::new(), DecisionIds::new());
        let mut names: Vec<_> = (0..100).flat_map(|_| [a.next(), b.next()]).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 200);
    }
}
