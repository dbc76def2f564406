//! The memory of requests that are being read.
//!
//! A client may send most of a message and keep the rest to itself. Owns how much such halves may take in all.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tonic::Status;

use super::gate::over_capacity;
use super::message::PREFIX_BYTES;

/// How many bytes requests that are being read may take. Each connection has its own, which all count together.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    taken: Arc<AtomicUsize>,
    bytes_max: usize,
}

impl Budget {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self { taken: Arc::default(), bytes_max }
    }
}

/// A request's body, whose unfinished message counts against a budget.
pub(super) struct Metered<B> {
    body: B,
    message: Message,
    budget: Arc<Budget>,
    taken: usize,
}

impl<B> Metered<B> {
    pub(super) fn new(body: B, budget: Arc<Budget>) -> Self {
        Self { body, message: Message::default(), budget, taken: 0 }
    }

    /// Counts what is unfinished after some bytes more.
    fn count(&mut self, bytes: &[u8]) -> Result<(), Status> {
        self.message.advance(bytes);
        let unfinished = self.message.bytes();
        if unfinished > self.taken {
            let more = unfinished - self.taken;
            self.taken = unfinished;
            if self.budget.taken.fetch_add(more, Ordering::Relaxed) + more > self.budget.bytes_max {
                return Err(over_capacity("requests that are being read take all the memory that they may"));
            }
        } else if unfinished < self.taken {
            self.budget.taken.fetch_sub(self.taken - unfinished, Ordering::Relaxed);
            self.taken = unfinished;
        }
        Ok(())
    }
}

impl<B> Drop for Metered<B> {
    fn drop(&mut self) {
        // Most bodies took nothing: then no other thread is touched.
        if self.taken > 0 {
            self.budget.taken.fetch_sub(self.taken, Ordering::Relaxed);
        }
    }
}

impl<B: Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Unpin> Body for Metered<B> {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(cx)) else { return Poll::Ready(None) };
        let frame = frame.map_err(Into::into)?;
        if let Some(bytes) = frame.data_ref() {
            self.count(bytes)?;
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, Default)]
struct Message {
    prefix: [u8; PREFIX_BYTES],
    come: usize,
}

impl Message {
    /// The bytes that have come of it.
    fn bytes(self) -> usize {
        self.come
    }

    /// Goes on by some bytes, over the ends of as many messages as they hold.
    fn advance(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.come < PREFIX_BYTES {
                self.prefix[self.come] = bytes[0];
                (self.come, bytes) = (self.come + 1, &bytes[1..]);
            } else {
                let taken = bytes.len().min(self.left());
                (self.come, bytes) = (self.come + taken, &bytes[taken..]);
            }
            if self.come >= PREFIX_BYTES && self.left() == 0 {
                self.come = 0;
            }
        }
    }

    /// The bytes still to come once its length is known.
    fn left(self) -> usize {
        let [_, length @ ..] = self.prefix;
        (u32::from_be_bytes(length) as usize + PREFIX_BYTES).saturating_sub(self.come)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(length: usize) -> Vec<u8> {
        [&[0][..], &u32::try_from(length).unwrap().to_be_bytes(), &vec![7; length]].concat()
    }

    #[test]
    fn only_what_is_unfinished_counts_however_it_is_cut() {
        let bytes = [message(3), message(0), message(300), message(70_000)].concat();
        let ends = [8, 13, 318, 318 + 70_005];
        for cut in [1, 2, 5, 7, 100, 16_384, bytes.len()] {
            let mut message = Message::default();
            let mut come = 0;
            for part in bytes.chunks(cut) {
                message.advance(part);
                come += part.len();
                let begun = ends.iter().rev().find(|end| **end <= come).unwrap_or(&0);
                assert_eq!(message.bytes(), come - begun, "after {come} bytes in parts of {cut}");
            }
        }
    }

    #[test]
    fn a_budget_is_shared_and_given_back() {
        let budget = Arc::new(Budget::new(1_000));
        let metered = || Metered::new((), Arc::clone(&budget));
        let (mut first, mut second) = (metered(), metered());
        assert!(first.count(&message(2_000)[..600]).is_ok());
        let refused = second.count(&message(2_000)[..600]).unwrap_err();
        assert_eq!(refused.code(), tonic::Code::ResourceExhausted);
        drop((first, second));
        let mut third = metered();
        assert!(third.count(&message(2_000)[..900]).is_ok());
        assert!(third.count(&message(2_000)[900..]).is_ok(), "a message that is whole counts no more");
        assert!(third.count(&message(5_000)[..900]).is_ok());
    }
}
