//! Writes what one turn of a connection produced in one go.
//!
//! HTTP/2 sends an answer as several frames, and the implementation below flushes after every larger one: each answer
//! would cost several system calls. Here frames are gathered while the connection is polled, and written once it has
//! nothing more to do. Owns the bytes in between; [`Outbox::poll_send`] must be polled after every turn.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How many bytes are gathered before they must go out.
const BYTES_MAX: usize = 64 * 1024;

/// How much room a connection keeps for the next turn.
const BYTES_KEPT: usize = 16 * 1024;

/// Gathers what is written to a stream: the stream to write to, and what sends it.
pub(super) fn gather<S>(stream: S) -> (Gathering<S>, Outbox<S>) {
    let shared = Arc::new(Mutex::new(Gathered { stream, bytes: Vec::new(), sent: 0, full: false, received: 0 }));
    (Gathering(Arc::clone(&shared)), Outbox(shared))
}

/// A stream whose writes are gathered.
pub(super) struct Gathering<S>(Arc<Mutex<Gathered<S>>>);

/// Sends what was gathered.
pub(super) struct Outbox<S>(Arc<Mutex<Gathered<S>>>);

struct Gathered<S> {
    stream: S,
    bytes: Vec<u8>,
    sent: usize,
    full: bool,
    received: u64,
}

/// Both ends are on one thread: the lock is never waited for, and nothing that panics runs under it.
fn lock<S>(shared: &Mutex<Gathered<S>>) -> MutexGuard<'_, Gathered<S>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<S: AsyncWrite + Unpin> Outbox<S> {
    /// Sends everything that was gathered. Ready with true where the writer was held up meanwhile and can go on.
    pub(super) fn poll_send(&self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let mut gathered = lock(&self.0);
        ready!(gathered.poll_send(cx))?;
        gathered.bytes.shrink_to(BYTES_KEPT);
        Poll::Ready(Ok(std::mem::take(&mut gathered.full)))
    }
}

impl<S> Outbox<S> {
    /// How many bytes have come in.
    pub(super) fn received_bytes(&self) -> u64 {
        lock(&self.0).received
    }
}

impl<S: AsyncWrite + Unpin> Gathered<S> {
    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.bytes.is_empty() {
            return Poll::Ready(Ok(()));
        }
        while let Some(left) = self.bytes.get(self.sent..).filter(|left| !left.is_empty()) {
            match ready!(Pin::new(&mut self.stream).poll_write(cx, left))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                sent => self.sent += sent,
            }
        }
        self.sent = 0;
        self.bytes.clear();
        Pin::new(&mut self.stream).poll_flush(cx)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Gathering<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut gathered = lock(&self.0);
        let before = buffer.filled().len();
        let read = Pin::new(&mut gathered.stream).poll_read(cx, buffer);
        gathered.received += (buffer.filled().len() - before) as u64;
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Gathering<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut gathered = lock(&self.0);
        if gathered.bytes.len() >= BYTES_MAX && gathered.poll_send(cx)?.is_pending() {
            gathered.full = true;
            return Poll::Pending;
        }
        if gathered.bytes.len() + bytes.len() > BYTES_KEPT {
            // Room for all that is gathered at once, and for the frame that goes beyond it.
            let room = (BYTES_MAX + bytes.len()).saturating_sub(gathered.bytes.len());
            gathered.bytes.reserve(room);
        }
        gathered.bytes.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    /// Says yes: whoever polls the connection sends afterwards.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut gathered = lock(&self.0);
        ready!(gathered.poll_send(cx))?;
        Pin::new(&mut gathered.stream).poll_shutdown(cx)
    }
}
