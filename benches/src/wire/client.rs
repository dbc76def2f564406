//! A client with one question in flight, over TCP or a Unix socket; and single calls, whose refusals are told apart.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpStream, UnixStream};
use tonic::{Code, Status};

/// The path of the single question.
pub const EVALUATE: &str = "/selat.v1.DecisionService/Evaluate";
/// The path of a batch.
pub const EVALUATE_BATCH: &str = "/selat.v1.DecisionService/EvaluateBatch";

/// A connection.
pub struct Client(SendRequest<Full<Bytes>>);

impl Client {
    /// Connects to `host:port` or `unix:/path`.
    pub async fn connect(address: &str) -> anyhow::Result<Self> {
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2.initial_stream_window_size(1 << 30).initial_connection_window_size(1 << 30);
        if let Some(path) = address.strip_prefix("unix:") {
            let (send, connection) = http2.handshake(TokioIo::new(UnixStream::connect(path).await?)).await?;
            tokio::spawn(connection);
            return Ok(Self(send));
        }
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (send, connection) = http2.handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self(send))
    }

    /// Asks, and gives the answer's message.
    pub async fn ask(&mut self, path: &str, framed: Bytes) -> anyhow::Result<Bytes> {
        Ok(self.call(path, framed).await??)
    }

    /// Calls, and gives the answer's message, or the status of a call that is refused.
    pub async fn call(&mut self, path: &str, framed: Bytes) -> anyhow::Result<Result<Bytes, Status>> {
        let request = Request::post(format!("http://localhost{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(Full::new(framed))?;
        let (head, body) = self.0.send_request(request).await?.into_parts();
        let answer = body.collect().await?;
        let trailers = answer.trailers().unwrap_or(&head.headers);
        let status = Status::from_header_map(trailers).context("an answer has a status")?;
        Ok(if status.code() == Code::Ok { Ok(answer.to_bytes().slice(5..)) } else { Err(status) })
    }
}

/// Asks one question after another for a time, and prints how many, and the median and 99th percentile in nanoseconds.
pub fn run(address: &str, path: &str, question: &Path, seconds: u64) -> anyhow::Result<()> {
    let question = Bytes::from(fs::read(question)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut times = runtime.block_on(async {
        let mut client = Client::connect(address).await?;
        let started = Instant::now();
        let mut times = Vec::new();
        while started.elapsed() < Duration::from_secs(seconds) {
            let asked = Instant::now();
            client.ask(path, question.clone()).await?;
            times.push(asked.elapsed().as_nanos());
        }
        anyhow::Ok(times)
    })?;
    times.sort_unstable();
    let percentile = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("{} {} {}", times.len(), percentile(50), percentile(99));
    Ok(())
}
