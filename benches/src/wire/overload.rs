//! The latency of calls that are let in, while many more come than are let in.
//!
//! Batches are asked, as single questions are answered faster than they pile up: on one thread, the next one waits in its
//! socket. Each caller has a connection of its own and asks again at once; a caller that is refused waits as it is told.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use bytes::Bytes;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::client::{Client, EVALUATE_BATCH};
use super::compare::{block_on, built, sidecar};
use super::process::{LOAD_CORES, SERVER_CORES, Server};
use super::question;
use super::table::Table;

/// The most calls in flight.
const CALLS_MAX: usize = 4;

/// How many questions a call holds.
const BATCH: usize = 250;

/// As many callers as calls may be in flight, and more.
const TIMES: [usize; 3] = [1, 2, 10];

/// What callers do.
#[derive(Clone, Debug, clap::Args)]
pub struct Offer {
    /// Whom they ask
    address: String,
    /// How many they are
    callers: usize,
    /// For how long
    seconds: u64,
    /// Whether they come back at once where they are refused
    #[arg(long)]
    impatient: bool,
}

/// What callers saw: the times of calls in microseconds.
#[derive(Clone, Copy, Debug)]
struct Seen {
    answered: f64,
    p50_us: f64,
    p99_us: f64,
    refused: f64,
    refusal_p50_us: f64,
    refusal_p99_us: f64,
}

/// Runs it and prints the table.
pub fn run(rounds: usize, seconds: u64, binary: Option<PathBuf>) -> anyhow::Result<()> {
    let binary = binary.map_or_else(built, Ok)?;
    let limit = CALLS_MAX.to_string();
    let limited = sidecar(&binary, "127.0.0.1:0", SERVER_CORES, &["--max-calls", &limit])?;
    let unlimited = sidecar(&binary, "127.0.0.1:0", SERVER_CORES, &[])?;
    let mut table = Table::default();
    for round in 0..=rounds {
        let mut one = Table::default();
        // The first round warms up.
        let table = if round == 0 { &mut one } else { &mut table };
        let [alone, twice, tenfold] = TIMES.map(|times| started(&limited, times * CALLS_MAX, seconds, false));
        let (alone, tenfold) = (alone?, tenfold?);
        ensure!(alone.refused == 0.0, "as many as may be are let in");
        compare(table, "2 times as many callers", twice?, alone);
        compare(table, "10 times as many callers", tenfold, alone);
        table.add("10 times: refused calls", "p50 us of a call that is let in", tenfold.refusal_p50_us, alone.p50_us);
        table.add("10 times: slow refusals (p99)", "the same", tenfold.refusal_p99_us, alone.p50_us);
        table.add("10 times: refused calls", "answered calls", tenfold.refused, tenfold.answered);
        let impatient = started(&limited, 10 * CALLS_MAX, seconds, true)?;
        compare(table, "10 times, who come back at once", impatient, alone);
        compare(table, "10 times, without a limit", started(&unlimited, 10 * CALLS_MAX, seconds, false)?, alone);
    }
    table.print();
    Ok(())
}

fn compare(table: &mut Table, name: &str, seen: Seen, alone: Seen) {
    table.add(name, "p50 us", seen.p50_us, alone.p50_us);
    table.add(name, "p99 us", seen.p99_us, alone.p99_us);
    table.add(name, "answered calls", seen.answered, alone.answered);
}

/// Callers as a process of their own, on the core for load.
fn started(server: &Server, callers: usize, seconds: u64, impatient: bool) -> anyhow::Result<Seen> {
    let mut command = Command::new("taskset");
    command.args(["-c", LOAD_CORES]).arg(std::env::current_exe()?).args(["offer", &server.address]);
    command.args([callers.to_string(), seconds.to_string()]).args(impatient.then_some("--impatient"));
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = said.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let [answered, p50_us, p99_us, refused, refusal_p50_us, refusal_p99_us] = numbers[..] else {
        bail!("the callers ended early: {}", String::from_utf8_lossy(&output.stderr))
    };
    Ok(Seen { answered, p50_us, p99_us, refused, refusal_p50_us, refusal_p99_us })
}

/// Calls for a time, and prints how many were answered and refused, and the times of both.
pub fn offer(offered: &Offer) -> anyhow::Result<()> {
    let framed = question::framed(&question::batch(question::single(), BATCH));
    let [answered, refused] = block_on(async {
        let end = Instant::now() + Duration::from_secs(offered.seconds);
        let callers: Vec<_> = (0..offered.callers)
            .map(|_| tokio::spawn(caller(offered.address.clone(), framed.clone(), end, offered.impatient)))
            .collect();
        let mut all = [Vec::new(), Vec::new()];
        for caller in callers {
            for (all, times) in all.iter_mut().zip(caller.await??) {
                all.extend(times);
            }
        }
        anyhow::Ok(all)
    })?;
    for mut times in [answered, refused] {
        times.sort_unstable();
        let at =
            |percent: usize| times.get(times.len().saturating_sub(1) * percent / 100).map_or(0, Duration::as_micros);
        println!("{} {} {}", times.len(), at(50), at(99));
    }
    Ok(())
}

/// The times of the calls that were answered, and of those that were refused.
async fn caller(address: String, framed: Bytes, end: Instant, impatient: bool) -> anyhow::Result<[Vec<Duration>; 2]> {
    let mut client = Client::connect(&address).await?;
    let (mut answered, mut refused) = (Vec::new(), Vec::new());
    while Instant::now() < end {
        let asked = Instant::now();
        match client.call(EVALUATE_BATCH, framed.clone()).await? {
            Ok(_) => answered.push(asked.elapsed()),
            Err(status) => {
                refused.push(asked.elapsed());
                let wait = told_to_wait(&status)?;
                if !impatient {
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }
    Ok([answered, refused])
}

fn told_to_wait(status: &Status) -> anyhow::Result<Duration> {
    ensure!(status.code() == Code::ResourceExhausted, "a call is answered, or there is no room for it: {status}");
    let told = status.get_details_retry_info().and_then(|info| info.retry_delay);
    told.context("whoever is refused is told when to come back")
}
