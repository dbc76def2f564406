//! How long something takes: a histogram into which each thread counts by itself.
//!
//! Owns the buckets. Nothing is locked, and threads share no line of the cache: counting takes a few nanoseconds, and a
//! scrape adds up.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use prometheus_client::encoding::{MetricEncoder, NoLabelSet};

/// More than the threads that answer, on most machines; where there are more, some share.
const SHARDS: usize = 16;

/// The first bucket ends at 2^13 ns, about 8 µs; each one after it at twice the one before; the last at about 4 s.
const FIRST_POWER: u32 = 13;
const BUCKETS: usize = 20;

/// A histogram of times.
pub(super) struct Latency(Box<[Shard]>);

/// What some threads counted, on lines of the cache of their own.
#[derive(Default)]
#[repr(align(128))]
struct Shard {
    started: AtomicU64,
    buckets: [AtomicU64; BUCKETS + 1],
    nanoseconds: AtomicU64,
}

impl Latency {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self((0..SHARDS).map(|_| Shard::default()).collect())
    }

    /// Something begins.
    pub(super) fn start(&self) {
        self.shard().started.fetch_add(1, Ordering::Relaxed);
    }

    /// It took so long.
    pub(super) fn end(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let shard = self.shard();
        if let Some(bucket) = shard.buckets.get(bucket(nanoseconds)) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        shard.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// How much has begun and has not ended.
    pub(super) fn in_flight(&self) -> u64 {
        // The ends first: what begins and ends meanwhile then counts as in flight, and nothing as less than nothing.
        let ended: u64 = (0..=BUCKETS).map(|bucket| self.count(bucket)).sum();
        self.sum(|shard| &shard.started).saturating_sub(ended)
    }

    /// Writes it for a scrape.
    pub(super) fn encode(&self, mut encoder: MetricEncoder<'_>) -> std::fmt::Result {
        let counts: Vec<(f64, u64)> = (0..=BUCKETS).map(|bucket| (end_of(bucket), self.count(bucket))).collect();
        let total = counts.iter().map(|(_, count)| count).sum();
        let seconds = Duration::from_nanos(self.sum(|shard| &shard.nanoseconds)).as_secs_f64();
        encoder.encode_histogram::<NoLabelSet>(seconds, total, &counts, None)
    }

    fn shard(&self) -> &Shard {
        &self.0[thread_number() % self.0.len()]
    }

    fn count(&self, bucket: usize) -> u64 {
        self.0.iter().filter_map(|shard| shard.buckets.get(bucket)).map(|count| count.load(Ordering::Relaxed)).sum()
    }

    fn sum(&self, of: impl Fn(&Shard) -> &AtomicU64) -> u64 {
        self.0.iter().map(|shard| of(shard).load(Ordering::Relaxed)).fold(0, u64::saturating_add)
    }
}

/// The first bucket that holds a time.
fn bucket(nanoseconds: u64) -> usize {
    let power = u64::BITS - nanoseconds.saturating_sub(1).leading_zeros();
    (power.saturating_sub(FIRST_POWER) as usize).min(BUCKETS)
}

/// Where a bucket ends, in seconds; the last one nowhere.
fn end_of(bucket: usize) -> f64 {
    if bucket == BUCKETS {
        return f64::INFINITY;
    }
    Duration::from_nanos(1 << (FIRST_POWER as usize + bucket)).as_secs_f64()
}

/// A number for each thread, from 0 up.
fn thread_number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static NUMBER: usize = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    NUMBER.try_with(|number| *number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BUCKETS, Latency, bucket, end_of};

    #[test]
    fn a_time_falls_into_the_first_bucket_that_ends_no_sooner() {
        for (nanoseconds, expected) in [(0, 0), (1, 0), (8_192, 0), (8_193, 1), (16_384, 1), (16_385, 2)] {
            assert_eq!(bucket(nanoseconds), expected, "{nanoseconds}");
        }
        assert_eq!(bucket(u64::MAX), BUCKETS);
        for n in [1, 9_999, 123_456, 7_654_321, 999_999_999] {
            let (seconds, at) = (Duration::from_nanos(n).as_secs_f64(), bucket(n));
            assert!(seconds <= end_of(at) && (at == 0 || seconds > end_of(at - 1)), "{n}");
        }
    }

    #[test]
    fn threads_count_into_one_histogram() {
        let latency = Latency::new();
        std::thread::scope(|scope| {
            for _ in 0..40 {
                scope.spawn(|| {
                    for _ in 0..100 {
                        latency.start();
                        latency.end(Duration::from_micros(10));
                    }
                    latency.start();
                });
            }
        });
        assert_eq!(latency.count(1), 4_000);
        assert_eq!(latency.in_flight(), 40);
        assert_eq!(latency.sum(|shard| &shard.nanoseconds), 40_000_000);
    }
}
