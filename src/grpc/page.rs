//! Pages of a list: how large they are, and the token that asks for the next one.
//!
//! Owns the token's form. It names the last entry of a page and the filters that it was asked with, so that it stays good
//! when the policy set changes between two pages, and is refused with other filters.

use std::fmt::Write as _;

/// The entries of a page where the question does not say.
const SIZE_DEFAULT: usize = 50;

/// The most entries of a page.
const SIZE_MAX: usize = 200;

/// How many entries a page has; `None` for a number below zero.
pub(super) fn size(asked: i32) -> Option<usize> {
    match usize::try_from(asked).ok()? {
        0 => Some(SIZE_DEFAULT),
        asked => Some(asked.min(SIZE_MAX)),
    }
}

/// The token for the page after the entry with this id, in a list with these filters.
pub(super) fn token(filters: &str, last: &str) -> String {
    let mut token = format!("{:016x}", digest(filters));
    for byte in last.bytes() {
        // Writing to a string can't fail.
        let _ = write!(token, "{byte:02x}");
    }
    token
}

/// The id that a token names; `None` if it is none of ours, or was given with other filters.
pub(super) fn after(filters: &str, token: &str) -> Option<String> {
    let (digits, id) = token.split_at_checked(16)?;
    if u64::from_str_radix(digits, 16).ok()? != digest(filters) || id.len() % 2 != 0 {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(id.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..id.len()).step_by(2).map(byte).collect();
    String::from_utf8(bytes?).ok()
}

/// FNV-1a: tells filters apart, and nothing depends on its strength.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::{after, token};

    #[test]
    fn a_token_is_good_for_its_filters_alone() {
        let good = token("filters", "vn.pdpl");
        assert_eq!(after("filters", &good).as_deref(), Some("vn.pdpl"));
        assert_eq!(after("others", &good), None);
        for bad in ["", "x", "é234567890123456", &good[..good.len() - 1], &format!("{good}zz")] {
            assert_eq!(after("filters", bad), None, "{bad}");
        }
    }
}
