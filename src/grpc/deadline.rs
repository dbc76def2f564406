//! How long a call may take: as the client says in `grpc-timeout`, and no longer than the sidecar allows.
//!
//! Owns the header's form; a header that can't be read counts as left out, as in other servers.
//! Source: gRPC over HTTP2, "Timeout".

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use http::{HeaderMap, Response};
use tonic::Status;

use super::reply::Reply;

const HEADER: &str = "grpc-timeout";

/// The most digits of a time.
const DIGITS_MAX: usize = 8;

/// The longest that a call may take.
pub(super) struct Deadline(Duration);

impl Deadline {
    /// As the headers of a request say, up to the longest.
    pub(super) fn of(headers: &HeaderMap, longest: Duration) -> Self {
        let asked = headers.get(HEADER).and_then(|value| parse(value.to_str().ok()?));
        Self(asked.map_or(longest, |asked| asked.min(longest)))
    }

    /// The answer, or an error in its place once the time is over.
    pub(super) async fn hold<F>(self, answering: F) -> Result<Response<Reply>, Infallible>
    where
        F: Future<Output = Result<Response<Reply>, Infallible>>,
    {
        let mut answering = pin!(answering);
        let mut over = pin!(None);
        poll_fn(|cx| match answering.as_mut().poll(cx) {
            Poll::Pending => {
                // Most answers need no clock: they are there at once.
                if over.is_none() {
                    over.set(Some(tokio::time::sleep(self.0)));
                }
                over.as_mut().as_pin_mut().map_or(Poll::Pending, |over| over.poll(cx)).map(|()| Ok(expired()))
            }
            ready @ Poll::Ready(_) => ready,
        })
        .await
    }
}

/// What a server says whose time ran out before it could answer; tonic's own servers say CANCELLED there.
/// Source: gRPC, "Status codes and their use", the table of codes that libraries generate.
fn expired() -> Response<Reply> {
    Reply::error(Status::deadline_exceeded("the time for this call is over"))
}

fn parse(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: u64 = digits.parse().ok().filter(|_| digits.len() <= DIGITS_MAX)?;
    Some(match unit {
        "H" => Duration::from_secs(number * 60 * 60),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse;

    #[test]
    fn a_time_is_a_number_and_a_unit() {
        assert_eq!(parse("2H"), Some(Duration::from_secs(7_200)));
        assert_eq!(parse("3M"), Some(Duration::from_secs(180)));
        assert_eq!(parse("99999999S"), Some(Duration::from_secs(99_999_999)));
        assert_eq!(parse("5m"), Some(Duration::from_millis(5)));
        assert_eq!(parse("6u"), Some(Duration::from_micros(6)));
        assert_eq!(parse("7n"), Some(Duration::from_nanos(7)));
    }

    #[test]
    fn anything_else_is_none() {
        for text in ["", "m", "5", "5x", "-5m", "123456789m", "5 m", "5ä"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
