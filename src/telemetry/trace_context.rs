//! The trace that a call belongs to, as its client says in `traceparent`.
//!
//! Owns the header's form. Source: W3C Trace Context, section 3.2. A header that can't be read counts as left out.

/// The name of the header.
pub const TRACEPARENT: &str = "traceparent";

/// A trace, and the span in it that called us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceParent<'a> {
    /// The trace: 32 hexadecimal digits.
    pub trace_id: &'a str,
    /// The caller's span: 16 hexadecimal digits.
    pub parent_id: &'a str,
    /// Whether the caller keeps what it records of the trace.
    pub is_sampled: bool,
}

impl<'a> TraceParent<'a> {
    /// Reads the header.
    pub fn parse(header: &'a str) -> Option<Self> {
        let mut parts = header.split('-');
        let version = hex(parts.next()?, 2)?;
        let trace_id = hex(parts.next()?, 32)?;
        let parent_id = hex(parts.next()?, 16)?;
        let flags = u8::from_str_radix(hex(parts.next()?, 2)?, 16).ok()?;
        // Later versions may add parts at the end.
        let is_whole = version != "00" || parts.next().is_none();
        let is_nothing = |id: &str| id.bytes().all(|digit| digit == b'0');
        let is_valid = version != "ff" && is_whole && !is_nothing(trace_id) && !is_nothing(parent_id);
        is_valid.then_some(Self { trace_id, parent_id, is_sampled: flags & 1 == 1 })
    }
}

fn hex(text: &str, digits: usize) -> Option<&str> {
    let is_hex = text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    (text.len() == digits && is_hex).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::TraceParent;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const PARENT: &str = "00f067aa0ba902b7";

    #[test]
    fn the_header_of_the_standard_is_read() {
        let header = format!("00-{TRACE}-{PARENT}-01");
        let expected = TraceParent { trace_id: TRACE, parent_id: PARENT, is_sampled: true };
        assert_eq!(TraceParent::parse(&header), Some(expected));
        let not_sampled = format!("00-{TRACE}-{PARENT}-00");
        assert_eq!(TraceParent::parse(&not_sampled), Some(TraceParent { is_sampled: false, ..expected }));
        let later = format!("01-{TRACE}-{PARENT}-01-more");
        assert_eq!(TraceParent::parse(&later), Some(expected));
    }

    #[test]
    fn anything_else_is_none() {
        let zeros = "0".repeat(32);
        for header in [
            String::new(),
            format!("00-{TRACE}-{PARENT}"),
            format!("ff-{TRACE}-{PARENT}-01"),
            format!("00-{TRACE}-{PARENT}-01-more"),
            format!("00-{zeros}-{PARENT}-01"),
            format!("00-{TRACE}-{}-01", &zeros[..16]),
            format!("00-{}-{PARENT}-01", TRACE.to_uppercase()),
            format!("00-{TRACE}-{PARENT}-0g"),
            format!("00-{TRACE}ä-{PARENT}-01"),
        ] {
            assert_eq!(TraceParent::parse(&header), None, "{header}");
        }
    }
}
