//! Load on a server, and what each request took.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail};

use super::process::{LOAD_CORES, Server};

/// What was measured under load.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// Processor time of the server for each request, in microseconds.
    pub cpu_us: f64,
    /// Requests in a second.
    pub per_second: f64,
    /// The median of the time that a request took, in microseconds.
    pub p50_us: f64,
    /// The 99th percentile of it.
    pub p99_us: f64,
}

/// How h2load asks.
#[derive(Clone, Copy)]
pub struct Shape {
    /// How many connections.
    pub connections: usize,
    /// How many questions in flight on each.
    pub streams: usize,
    /// How many cores load has.
    pub cores: &'static str,
}

/// A question, and whom it is put to.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The method's path.
    pub path: &'a str,
    /// The file that holds the question behind its prefix.
    pub question: &'a Path,
}

/// Load by h2load, which speaks no Unix sockets.
pub fn h2load(server: &Server, shape: Shape, asked: Asked<'_>, seconds: u64) -> anyhow::Result<Measured> {
    let log = tempfile::NamedTempFile::new()?;
    let before = server.cpu_time()?;
    let output = Command::new("taskset")
        .args(["-c", shape.cores, "h2load", "-t", "1"])
        .args(["-c", &shape.connections.to_string(), "-m", &shape.streams.to_string()])
        .args(["-D", &seconds.to_string(), "-H", "content-type: application/grpc", "-H", "te: trailers"])
        .arg("-d")
        .arg(asked.question)
        .arg(format!("--log-file={}", log.path().display()))
        .arg(format!("{}://{}{}", server.scheme, server.address, asked.path))
        .output()
        .context("h2load can't be run; it is in the package nghttp2-client")?;
    let used = server.cpu_time()? - before;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || !said.contains(" 0 failed, 0 errored, 0 timeout") {
        bail!("h2load had errors:\n{said}{}", String::from_utf8_lossy(&output.stderr));
    }
    let mut times: Vec<u64> =
        std::fs::read_to_string(log.path())?.lines().filter_map(|line| line.split('\t').nth(2)?.parse().ok()).collect();
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len().saturating_sub(1) * percent / 100).map_or(0.0, |us| *us as f64);
    let (p50_us, p99_us) = (at(50), at(99));
    Ok(measured(used, times.len(), seconds, p50_us, p99_us))
}

/// One question after another, over TCP or a Unix socket.
pub fn alone(server: &Server, asked: Asked<'_>, seconds: u64) -> anyhow::Result<Measured> {
    let before = server.cpu_time()?;
    let output = Command::new("taskset")
        .args(["-c", LOAD_CORES])
        .arg(std::env::current_exe()?)
        .args(["client", &server.address, asked.path])
        .arg(asked.question)
        .arg(seconds.to_string())
        .output()?;
    let used = server.cpu_time()? - before;
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = said.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let [requests, p50, p99] = numbers[..] else {
        bail!("the client ended early: {}", String::from_utf8_lossy(&output.stderr))
    };
    Ok(measured(used, requests as usize, seconds, p50 / 1e3, p99 / 1e3))
}

fn measured(used: Duration, requests: usize, seconds: u64, p50_us: f64, p99_us: f64) -> Measured {
    let requests = requests.max(1) as f64;
    let cpu_us = used.as_secs_f64() * 1e6 / requests;
    Measured { cpu_us, per_second: requests / seconds as f64, p50_us, p99_us }
}
