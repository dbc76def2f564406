//! Names for answers.
//!
//! Owns their being unique, in this process and among others; they mean nothing.

use std::cell::Cell;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// How many numbers a thread takes at once, so that threads seldom meet.
const NUMBERS_OF_THREAD: u64 = 1 << 12;

/// Gives each answer a name that no other has.
#[derive(Debug)]
pub(super) struct DecisionIds {
    process: u64,
}

/// A name: a number of the process, and one within it, both in hexadecimal digits.
pub(super) struct DecisionId {
    text: [u8; 33],
    length: usize,
}

impl DecisionIds {
    /// Names of this process.
    pub(super) fn new() -> Self {
        let random = RandomState::new();
        Self { process: random.hash_one((crate::clock::now(), std::process::id())) }
    }

    /// The next name.
    pub(super) fn next(&self) -> DecisionId {
        let mut text = [b'-'; 33];
        hexadecimal(self.process, &mut text[..16]);
        let number = next_number();
        let digits = ((u64::BITS - (number | 1).leading_zeros()).div_ceil(4)) as usize;
        hexadecimal(number, &mut text[17..17 + digits]);
        DecisionId { text, length: 17 + digits }
    }
}

impl DecisionId {
    pub(super) fn as_str(&self) -> &str {
        str::from_utf8(&self.text[..self.length]).unwrap_or_default()
    }
}

fn hexadecimal(mut number: u64, to: &mut [u8]) {
    for digit in to.iter_mut().rev() {
        *digit = b"0123456789abcdef"[(number & 0xf) as usize];
        number >>= 4;
    }
}

/// A number that no other call gets, whichever thread asks.
fn next_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    thread_local! {
        static NUMBER: Cell<u64> = const { Cell::new(0) };
    }
    NUMBER.with(|number| {
        let last = number.get();
        // A multiple is the last of its thread's numbers, or none was taken yet.
        let next = if last.is_multiple_of(NUMBERS_OF_THREAD) {
            NEXT.fetch_add(NUMBERS_OF_THREAD, Ordering::Relaxed) + 1
        } else {
            last + 1
        };
        number.set(next);
        next
    })
}

#[cfg(test)]
mod tests {
    use super::{DecisionIds, NUMBERS_OF_THREAD};

    #[test]
    fn no_two_are_equal_whichever_thread_asks() {
        let count = NUMBERS_OF_THREAD + 10;
        let take = move || {
            let (a, b) = (DecisionIds::new(), DecisionIds::new());
            (0..count).flat_map(|_| [a.next(), b.next()]).map(|id| id.as_str().to_owned()).collect::<Vec<_>>()
        };
        let others = std::thread::spawn(take);
        let mut names = take();
        names.extend(others.join().unwrap());
        names.sort();
        names.dedup();
        assert_eq!(names.len() as u64, 4 * count);
    }

    #[test]
    fn a_name_is_two_numbers() {
        let name = DecisionIds::new().next().as_str().to_owned();
        let (process, number) = name.split_once('-').unwrap();
        assert_eq!(process.len(), 16);
        assert!(!number.is_empty() && !number.starts_with('0'), "{name}");
        assert!(name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'), "{name}");
    }
}
