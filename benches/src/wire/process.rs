//! A server as a process of its own, pinned to one core, and what it uses.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};

/// The core that servers have; load has the other one.
pub const SERVER_CORES: &str = "0";
/// The core that load has.
pub const LOAD_CORES: &str = "1";

/// A running server; it ends when this is dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// `http`, or `https` where it speaks TLS.
    pub scheme: &'static str,
}

impl Server {
    /// Starts a command on some cores and waits until a line of its log tells the address after `word`.
    pub fn start(cores: &str, program: &str, arguments: &[&str], word: &str) -> anyhow::Result<Self> {
        let mut command = Command::new("taskset");
        command.args(["-c", cores, program]).args(arguments);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().context("taskset can't be run")?;
        let mut log = BufReader::new(child.stderr.take().context("piped")?).lines();
        for line in log.by_ref() {
            let line = line?;
            if let Some(address) = line.split_once(word).and_then(|(_, rest)| rest.split_whitespace().next()) {
                let address = address.to_owned();
                std::thread::spawn(move || log.for_each(drop));
                return Ok(Self { child, address, scheme: "http" });
            }
        }
        bail!("`{program}` ended before it listened")
    }

    /// Starts a command on some cores that will listen on an address, and does not wait for it.
    pub fn spawn(cores: &str, program: &Path, arguments: &[&str], address: &str) -> anyhow::Result<Self> {
        let mut command = Command::new("taskset");
        command.args(["-c", cores]).arg(program).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().context("taskset can't be run")?;
        Ok(Self { child, address: address.to_owned(), scheme: "http" })
    }

    /// The same, spoken to by TLS.
    pub fn over_tls(mut self) -> Self {
        self.scheme = "https";
        self
    }

    /// The processor time that all its threads have used.
    pub fn cpu_time(&self) -> anyhow::Result<Duration> {
        let mut nanos = 0;
        for task in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let times = fs::read_to_string(task?.path().join("schedstat"))?;
            nanos += times.split(' ').next().context("schedstat")?.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanos))
    }

    /// Its memory, in bytes.
    pub fn memory_bytes(&self) -> anyhow::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
    }
}

/// An address on the loopback where nobody listened just now.
pub fn free_address() -> anyhow::Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}
