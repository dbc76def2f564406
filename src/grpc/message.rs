//! The one message of a request, taken out of its frames without a copy where it came in one.
//!
//! Owns the plain case: an uncompressed message, whole, and nothing after it. Whatever else comes is handed on with all
//! that was read. Source: gRPC over HTTP2, "Length-Prefixed-Message".

use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf as _, Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};

/// The bytes before a message: whether it is compressed, and its length.
pub(super) const PREFIX_BYTES: usize = 5;

/// What stands before an uncompressed message; `None` where it is longer than gRPC can say.
pub(super) fn prefix(message_bytes: usize) -> Option<[u8; PREFIX_BYTES]> {
    let [a, b, c, d] = u32::try_from(message_bytes).ok()?.to_be_bytes();
    Some([0, a, b, c, d])
}

/// Reads a body until it ends.
pub(super) struct Reading<B> {
    body: B,
    read: Read,
    message_bytes_max: usize,
}

#[derive(Default)]
enum Read {
    #[default]
    Nothing,
    One(Bytes),
    Joined(BytesMut),
}

/// Why a body was not read to its end.
pub(super) enum Unread<E> {
    /// It is too long.
    TooLong,
    /// The stream ended before it.
    Failed(E),
}

/// A body that was read in part: what was read, and then the rest.
pub(super) struct Resumed<B: Body> {
    read: Option<Bytes>,
    failed: Option<B::Error>,
    rest: B,
}

impl<B: Body<Data = Bytes> + Unpin> Reading<B> {
    /// Reads a message of at most so many bytes; what is longer is not read to its end.
    pub(super) fn new(body: B, message_bytes_max: usize) -> Self {
        Self { body, read: Read::Nothing, message_bytes_max }
    }

    /// Everything up to the end.
    pub(super) async fn read(&mut self) -> Result<Bytes, Unread<B::Error>> {
        while let Some(frame) = poll_fn(|cx| Pin::new(&mut self.body).poll_frame(cx)).await {
            // Trailers of a request mean nothing.
            let Ok(data) = frame.map_err(Unread::Failed)?.into_data() else { continue };
            self.read.add(data);
            if self.read.len() > PREFIX_BYTES + self.message_bytes_max {
                return Err(Unread::TooLong);
            }
        }
        Ok(mem::take(&mut self.read).into_bytes())
    }

    /// The body as if nothing of it had been read.
    pub(super) fn resume(self, read: Result<Bytes, Unread<B::Error>>) -> Resumed<B> {
        let (read, failed) = match read {
            Ok(read) => (read, None),
            Err(Unread::TooLong) => (self.read.into_bytes(), None),
            Err(Unread::Failed(error)) => (self.read.into_bytes(), Some(error)),
        };
        Resumed { read: Some(read).filter(|read| !read.is_empty()), failed, rest: self.body }
    }
}

/// The message behind its prefix, if it is one plain message and nothing else.
pub(super) fn plain(read: &Bytes) -> Option<Bytes> {
    let (prefix, message) = read.split_at_checked(PREFIX_BYTES)?;
    let length = (&prefix[1..]).try_get_u32().ok()?;
    (prefix[0] == 0 && usize::try_from(length) == Ok(message.len())).then(|| read.slice(PREFIX_BYTES..))
}

impl Read {
    fn add(&mut self, data: Bytes) {
        *self = match mem::take(self) {
            Self::Nothing => Self::One(data),
            Self::One(first) => {
                let mut joined = BytesMut::with_capacity(expected(&first).max(first.len() + data.len()));
                joined.extend_from_slice(&first);
                joined.extend_from_slice(&data);
                Self::Joined(joined)
            }
            Self::Joined(mut joined) => {
                joined.extend_from_slice(&data);
                Self::Joined(joined)
            }
        };
    }

    fn len(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::One(data) => data.len(),
            Self::Joined(joined) => joined.len(),
        }
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::Nothing => Bytes::new(),
            Self::One(data) => data,
            Self::Joined(joined) => joined.freeze(),
        }
    }
}

/// How many bytes a message's prefix announces, so far as that is believed before they have come.
fn expected(first: &Bytes) -> usize {
    const BELIEVED_MAX: usize = 256 * 1024;
    let announced = first.get(1..PREFIX_BYTES).and_then(|mut length| length.try_get_u32().ok()).unwrap_or(0);
    usize::try_from(announced).map_or(BELIEVED_MAX, |length| BELIEVED_MAX.min(length + PREFIX_BYTES))
}

impl<B: Body<Data = Bytes, Error: Unpin> + Unpin> Body for Resumed<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        if let Some(read) = self.read.take() {
            return Poll::Ready(Some(Ok(Frame::data(read))));
        }
        if let Some(failed) = self.failed.take() {
            return Poll::Ready(Some(Err(failed)));
        }
        Pin::new(&mut self.rest).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.read.is_none() && self.failed.is_none() && self.rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{Read, plain};

    #[test]
    fn a_plain_message_is_whole_and_alone() {
        let held = |bytes: &'static [u8]| plain(&Bytes::from_static(bytes));
        assert_eq!(held(&[0, 0, 0, 0, 2, 7, 8]).unwrap(), [7, 8].as_slice());
        assert_eq!(held(&[0, 0, 0, 0, 0]).unwrap(), [].as_slice());
        for other in [[].as_slice(), &[0, 0, 0, 0], &[0, 0, 0, 0, 2, 7], &[0, 0, 0, 0, 1, 7, 8], &[1, 0, 0, 0, 1, 7]] {
            assert!(plain(&Bytes::copy_from_slice(other)).is_none(), "{other:?}");
        }
    }

    #[test]
    fn frames_are_joined() {
        let mut read = Read::default();
        for frame in [[0_u8, 0].as_slice(), &[0, 0, 3, 1], &[2], &[3]] {
            read.add(Bytes::copy_from_slice(frame));
        }
        assert_eq!(plain(&read.into_bytes()).unwrap(), [1, 2, 3].as_slice());
    }
}
