//! How much is taken at once, and for how long.
//!
//! Owns the limits of connections; each is a setting.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

/// How much is taken at once, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most connections.
    pub connections: usize,
    /// The most calls in flight on one connection; a client waits with more, as HTTP/2 asks.
    pub calls_of_connection: u32,
    /// The most bytes of a request's headers.
    pub header_bytes: u32,
    /// How long a client may take to begin: the TLS handshake, and the first words of HTTP/2.
    pub handshake: Duration,
    /// How long a connection may be without a call.
    pub idle: Duration,
    /// How long a connection may be used, give or take a tenth.
    pub age: Duration,
    /// How long calls in flight may hold up the end of a connection.
    pub grace: Duration,
}

impl Limits {
    /// The age of one connection, so that those that began together do not end together.
    pub(super) fn age_of_one(&self) -> Duration {
        let chance = u32::try_from(RandomState::new().hash_one(()) % 201).unwrap_or(100);
        self.age * (900 + chance) / 1_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_differ_by_a_tenth_at_most() {
        let [handshake, idle, age, grace] = [1, 60, 3_600, 30].map(Duration::from_secs);
        let (connections, calls_of_connection, header_bytes) = (1, 1, 1 << 10);
        let limits = Limits { connections, calls_of_connection, header_bytes, handshake, idle, age, grace };
        let ages: Vec<_> = (0..100).map(|_| limits.age_of_one()).collect();
        assert!(ages.iter().all(|age| *age >= limits.age * 9 / 10 && *age <= limits.age * 11 / 10), "{ages:?}");
        assert!(ages.iter().any(|age| *age != ages[0]));
    }
}
