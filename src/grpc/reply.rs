//! The response to a call.
//!
//! Owns how a message that is encoded already goes out: the headers and trailers are those that tonic sends.

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use http_body::{Body, Frame, SizeHint};
use tonic::Status;

use super::batch::Batch;

const GRPC: HeaderValue = HeaderValue::from_static("application/grpc");
const GRPC_STATUS: HeaderName = HeaderName::from_static("grpc-status");
const OK: HeaderValue = HeaderValue::from_static("0");

/// What a response carries.
pub struct Reply(Left);

enum Left {
    /// A message behind its prefix, and trailers after it.
    Message(Bytes),
    /// The same in parts, as they are taken.
    Batch(Box<Batch>),
    Trailers,
    Nothing,
    /// What a tonic service answers.
    General(tonic::body::Body),
}

impl Reply {
    /// The response that carries one message, which stands behind its prefix.
    pub(super) fn message(framed: Bytes) -> Response<Self> {
        Self::answer(Left::Message(framed))
    }

    /// The response that carries the answers of a batch.
    pub(super) fn batch(batch: Batch) -> Response<Self> {
        Self::answer(Left::Batch(Box::new(batch)))
    }

    fn answer(left: Left) -> Response<Self> {
        let mut response = Response::new(Self(left));
        response.headers_mut().insert(CONTENT_TYPE, GRPC);
        response
    }

    /// The response that carries an error.
    pub(super) fn error(status: Status) -> Response<Self> {
        status.into_http::<()>().map(|()| Self(Left::Nothing))
    }

    /// The response of a tonic service.
    pub(super) fn general(response: Response<tonic::body::Body>) -> Response<Self> {
        response.map(|body| Self(Left::General(body)))
    }
}

impl Body for Reply {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if let Left::General(body) = &mut self.0 {
            let frame = ready!(Pin::new(body).poll_frame(cx));
            return Poll::Ready(frame);
        }
        if let Left::Batch(batch) = &mut self.0
            && let Some(part) = batch.next()
        {
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
        match mem::replace(&mut self.0, Left::Nothing) {
            Left::Message(message) => {
                self.0 = Left::Trailers;
                Poll::Ready(Some(Ok(Frame::data(message))))
            }
            Left::Trailers | Left::Batch(_) => {
                Poll::Ready(Some(Ok(Frame::trailers(HeaderMap::from_iter([(GRPC_STATUS, OK)])))))
            }
            Left::Nothing | Left::General(_) => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Left::Message(_) | Left::Batch(_) | Left::Trailers => false,
            Left::Nothing => true,
            Left::General(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Left::General(body) => body.size_hint(),
            // gRPC's length is in the message's prefix: no header says it.
            Left::Message(_) | Left::Batch(_) | Left::Trailers | Left::Nothing => SizeHint::default(),
        }
    }
}
