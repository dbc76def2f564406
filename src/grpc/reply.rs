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
use crate::telemetry::CallSpan;

const GRPC: HeaderValue = HeaderValue::from_static("application/grpc");
const GRPC_STATUS: HeaderName = HeaderName::from_static("grpc-status");
const OK: HeaderValue = HeaderValue::from_static("0");

/// What a response carries, and the span of its call.
pub struct Reply {
    left: Left,
    trace: CallSpan,
}

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
        let mut response = Response::new(Self::from(left));
        response.headers_mut().insert(CONTENT_TYPE, GRPC);
        response
    }

    /// The response that carries an error.
    pub(super) fn error(status: Status) -> Response<Self> {
        status.into_http::<()>().map(|()| Self::from(Left::Nothing))
    }

    /// The response of a tonic service.
    pub(super) fn general(response: Response<tonic::body::Body>) -> Response<Self> {
        response.map(|body| Self::from(Left::General(body)))
    }

    /// The response, at whose end a span ends.
    pub(super) fn traced(response: Response<Self>, mut trace: CallSpan) -> Response<Self> {
        // An error without a message has its status in the headers.
        trace.read_status(response.headers());
        response.map(|body| Self { trace, ..body })
    }
}

impl From<Left> for Reply {
    fn from(left: Left) -> Self {
        Self { left, trace: CallSpan::none() }
    }
}

impl Body for Reply {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Self { left, trace } = &mut *self;
        if let Left::General(body) = left {
            let _within = trace.enter();
            let frame = ready!(Pin::new(body).poll_frame(cx));
            if let Some(trailers) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.trailers_ref()) {
                trace.read_status(trailers);
            }
            return Poll::Ready(frame);
        }
        if let Left::Batch(batch) = left
            && let Some(part) = batch.next()
        {
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
        match mem::replace(left, Left::Nothing) {
            Left::Message(message) => {
                *left = Left::Trailers;
                Poll::Ready(Some(Ok(Frame::data(message))))
            }
            Left::Trailers | Left::Batch(_) => {
                let trailers = HeaderMap::from_iter([(GRPC_STATUS, OK)]);
                trace.read_status(&trailers);
                Poll::Ready(Some(Ok(Frame::trailers(trailers))))
            }
            Left::Nothing | Left::General(_) => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.left {
            Left::Message(_) | Left::Batch(_) | Left::Trailers => false,
            Left::Nothing => true,
            Left::General(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.left {
            Left::General(body) => body.size_hint(),
            // gRPC's length is in the message's prefix: no header says it.
            Left::Message(_) | Left::Batch(_) | Left::Trailers | Left::Nothing => SizeHint::default(),
        }
    }
}
