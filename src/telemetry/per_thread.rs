//! A number that each thread adds to in a place of its own.
//!
//! Owns the places: threads that count at the same time don't wait for one another, and whoever reads adds up.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use prometheus_client::metrics::counter::Atomic;

/// How many places there are; threads beyond that share.
const PLACES: usize = 16;

/// A number, in parts.
#[derive(Debug, Default)]
pub(super) struct PerThread([Place; PLACES]);

/// As far from the next as processors fetch memory at once.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Place(AtomicU64);

impl PerThread {
    fn place(&self) -> &AtomicU64 {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        thread_local! {
            static NUMBER: usize = NEXT.fetch_add(1, Ordering::Relaxed) % PLACES;
        }
        &self.0[NUMBER.with(|number| *number)].0
    }
}

impl Atomic<u64> for PerThread {
    fn inc(&self) -> u64 {
        self.inc_by(1)
    }

    fn inc_by(&self, more: u64) -> u64 {
        self.place().fetch_add(more, Ordering::Relaxed)
    }

    fn get(&self) -> u64 {
        self.0.iter().map(|place| place.0.load(Ordering::Relaxed)).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use prometheus_client::metrics::counter::Atomic as _;

    use super::{PLACES, PerThread};

    #[test]
    fn nothing_is_lost_however_many_threads_count() {
        let number = PerThread::default();
        thread::scope(|scope| {
            for _ in 0..2 * PLACES {
                scope.spawn(|| (0..1_000).for_each(|_| _ = number.inc()));
            }
        });
        assert_eq!(number.get(), 2 * 1_000 * PLACES as u64);
    }
}
