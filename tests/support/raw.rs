//! Calls as bytes on HTTP/2: what goes out is not held to any contract, and what comes back is kept whole.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{BufMut as _, Bytes, BytesMut};
use http::{HeaderMap, Method, Request};
use http_body::{Body, Frame};
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::net::TcpStream;

use super::sidecar::Sidecar;

/// A connection.
pub struct Raw(SendRequest<Chunks>);

/// A request.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    /// The frames of its body.
    pub frames: Vec<Bytes>,
    /// Whether the body ends after them, or stays open.
    pub ends: bool,
    pub trailers: Option<HeaderMap>,
}

/// All that a client can see of a response.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub trailers: Vec<(String, String)>,
    /// How the stream broke off, if it did.
    pub broken: Option<String>,
}

impl Call {
    /// A well-formed call with a body of one frame.
    pub fn new(path: &str, body: impl Into<Bytes>) -> Self {
        Self {
            method: Method::POST,
            path: path.to_owned(),
            headers: vec![("content-type", "application/grpc".to_owned()), ("te", "trailers".to_owned())],
            frames: vec![body.into()],
            ends: true,
            trailers: None,
        }
    }

    /// The same with another value for a header, or without it.
    pub fn with(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.extend(value.map(|value| (name, value.to_owned())));
        self
    }
}

/// A message behind its prefix.
pub fn framed(message: &impl Message) -> Bytes {
    prefixed(0, &message.encode_to_vec())
}

/// Bytes behind a prefix.
pub fn prefixed(flag: u8, message: &[u8]) -> Bytes {
    let mut framed = BytesMut::new();
    framed.put_u8(flag);
    framed.put_u32(u32::try_from(message.len()).unwrap());
    framed.put_slice(message);
    framed.freeze()
}

impl Raw {
    pub async fn to(sidecar: &Sidecar) -> Self {
        let stream = TcpStream::connect(&sidecar.grpc).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (send, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self(send)
    }

    pub async fn call(&mut self, call: Call) -> Seen {
        let mut request = Request::builder().method(call.method).uri(format!("http://localhost{}", call.path));
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        let body = Chunks { frames: call.frames.into(), ends: call.ends, trailers: call.trailers };
        self.0.ready().await.unwrap();
        let response = match self.0.send_request(request.body(body).unwrap()).await {
            Ok(response) => response,
            Err(error) => return Seen { status: 0, broken: Some(reason(&error)), ..Seen::nothing() },
        };
        let (head, mut body) = response.into_parts();
        let mut seen = Seen { status: head.status.as_u16(), headers: listed(&head.headers), ..Seen::nothing() };
        while let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
            match frame.map(Frame::into_data) {
                Ok(Ok(data)) => seen.body.extend(data),
                Ok(Err(frame)) => seen.trailers = listed(frame.trailers_ref().unwrap()),
                Err(error) => seen.broken = Some(reason(&error)),
            }
        }
        seen
    }
}

impl Seen {
    const fn nothing() -> Self {
        Self { status: 0, headers: Vec::new(), body: Vec::new(), trailers: Vec::new(), broken: None }
    }

    /// The code in `grpc-status`, wherever it stands.
    pub fn code(&self) -> Option<&str> {
        let all = || self.headers.iter().chain(&self.trailers);
        all().find(|(name, _)| name == "grpc-status").map(|(_, value)| value.as_str())
    }
}

fn reason(error: &hyper::Error) -> String {
    use std::error::Error as _;
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

/// All but the time of day, in the order of the names.
fn listed(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut all: Vec<_> = headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    all.retain(|(name, _)| name != "date");
    all.sort();
    all
}

/// A body as it is told.
struct Chunks {
    frames: VecDeque<Bytes>,
    ends: bool,
    trailers: Option<HeaderMap>,
}

impl Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match (self.frames.pop_front(), self.ends) {
            (Some(frame), _) => Poll::Ready(Some(Ok(Frame::data(frame)))),
            (None, true) => Poll::Ready(self.trailers.take().map(|trailers| Ok(Frame::trailers(trailers)))),
            // Whoever dropped the body needs no wake-up.
            (None, false) => Poll::Pending,
        }
    }
}
