//! Ends a connection whose client sends frames that ask for nothing.
//!
//! HTTP/2 below bounds what resets, empty data and headers may cost, and answers every PING and SETTINGS for ever. Here
//! frames are told apart by their heads as they pass, and those that do no work are weighed against those that do. Owns
//! the weights; what is in a frame is not looked at.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::activity::Activity;

/// How many more frames may come that do no work than the calls account for, in [`SPAN`].
const SURPLUS_MAX: usize = 1_000;

/// A client that keeps its connection alive, or measures it, sends a few frames in this time.
const SPAN: Duration = Duration::from_secs(10);

/// For how many other frames a call accounts: windows, cancellation, measurements.
const FRAMES_OF_CALL: usize = 32;

/// For how many bytes of answers the client may send a frame, as a larger window.
const BYTES_OF_FRAME: usize = 128;

/// What a client says before its first frame (RFC 9113, section 3.4).
const PREFACE_BYTES: usize = 24;

/// Length, kind, flags and stream (RFC 9113, section 4.1).
const HEAD_BYTES: usize = 9;

const DATA: u8 = 0;
const HEADERS: u8 = 1;

/// A stream whose incoming frames are weighed.
pub(super) struct Weighed<S> {
    stream: S,
    frames: Frames,
    activity: Arc<Activity>,
}

impl<S> Weighed<S> {
    /// Weighs what comes in, and notes a flood among what happens on the connection.
    pub(super) fn new(stream: S, activity: Arc<Activity>) -> Self {
        Self { stream, frames: Frames::new(Instant::now()), activity }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Weighed<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        self.frames.take(buffer.filled().get(before..).unwrap_or_default());
        if self.frames.surplus >= SURPLUS_MAX && self.frames.is_flood(Instant::now()) {
            self.activity.flood();
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Weighed<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let sent = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes))?;
        self.frames.account_for(sent / BYTES_OF_FRAME);
        Poll::Ready(Ok(sent))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The frames of a client, told apart in a stream of bytes that may be cut anywhere.
struct Frames {
    /// How many bytes come before the next head.
    left: usize,
    head: [u8; HEAD_BYTES],
    /// How many bytes of the head are there.
    known: usize,
    surplus: usize,
    since: Instant,
}

impl Frames {
    const fn new(now: Instant) -> Self {
        Self { left: PREFACE_BYTES, head: [0; HEAD_BYTES], known: 0, surplus: 0, since: now }
    }

    fn take(&mut self, mut bytes: &[u8]) {
        loop {
            let (passed, rest) = bytes.split_at(self.left.min(bytes.len()));
            self.left -= passed.len();
            if rest.is_empty() {
                return;
            }
            let (part, rest) = rest.split_at(rest.len().min(HEAD_BYTES - self.known));
            for (to, byte) in self.head.iter_mut().skip(self.known).zip(part) {
                *to = *byte;
            }
            self.known += part.len();
            if self.known == HEAD_BYTES {
                self.known = 0;
                self.weigh();
            }
            bytes = rest;
        }
    }

    /// Weighs the frame whose head is whole.
    fn weigh(&mut self) {
        let [high, middle, low, kind, ..] = self.head;
        self.left = u32::from_be_bytes([0, high, middle, low]) as usize;
        match kind {
            HEADERS => self.account_for(FRAMES_OF_CALL),
            DATA if self.left > 0 => {}
            _ => self.surplus += 1,
        }
    }

    fn account_for(&mut self, frames: usize) {
        self.surplus = self.surplus.saturating_sub(frames);
    }

    /// Whether the surplus came in too short a time; if not, it begins anew.
    fn is_flood(&mut self, now: Instant) -> bool {
        let is_flood = now.saturating_duration_since(self.since) < SPAN;
        (self.surplus, self.since) = (0, now);
        is_flood
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PING: u8 = 6;

    fn frame(kind: u8, payload_bytes: u8) -> Vec<u8> {
        [&[0, 0, payload_bytes, kind, 0, 0, 0, 0, 0][..], &vec![HEADERS; usize::from(payload_bytes)]].concat()
    }

    fn surplus(bytes: &[u8], part_bytes: usize) -> usize {
        let mut frames = Frames::new(Instant::now());
        frames.take(&[0; PREFACE_BYTES]);
        bytes.chunks(part_bytes).for_each(|part| frames.take(part));
        frames.surplus
    }

    #[test]
    fn frames_are_the_same_wherever_the_stream_is_cut() {
        let bytes = [frame(PING, 8).repeat(50), frame(HEADERS, 200), frame(DATA, 3), frame(DATA, 0), frame(PING, 8)];
        for part_bytes in 1..400 {
            assert_eq!(surplus(&bytes.concat(), part_bytes), 50 - FRAMES_OF_CALL + 2, "in parts of {part_bytes}");
        }
    }

    #[test]
    fn calls_and_answers_account_for_other_frames_and_save_none_up() {
        assert_eq!(surplus(&[frame(HEADERS, 9).repeat(100), frame(PING, 8).repeat(7)].concat(), 64), 7);
        let mut frames = Frames::new(Instant::now());
        frames.account_for(10);
        frames.surplus = 10;
        frames.account_for(4);
        assert_eq!(frames.surplus, 6);
    }

    #[test]
    fn what_comes_slowly_is_no_flood() {
        let begun = Instant::now();
        let mut frames = Frames::new(begun);
        frames.surplus = SURPLUS_MAX;
        assert!(!frames.is_flood(begun + SPAN));
        assert_eq!(frames.surplus, 0);
        frames.surplus = SURPLUS_MAX;
        assert!(frames.is_flood(begun + SPAN + SPAN / 2));
    }
}
