//! Selat beside Cerbos, with the same rules: what a request costs, and what happens when rules change.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use super::client::Client;
use super::compare::{block_on, built};
use super::load::{Asked, Shape, alone, h2load};
use super::process::{LOAD_CORES, SERVER_CORES, Server, free_address};
use super::rival::{Question, Rival, SIZES, Size};
use super::table::Table;

const MANY: Shape = Shape { connections: 10, streams: 10, cores: LOAD_CORES };

/// How often the rules are changed.
const CHANGES: usize = 42;

/// How long an answer, or another one, is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is measured, and where.
pub struct Peers {
    /// The binary of each.
    selat: PathBuf,
    cerbos: PathBuf,
    place: tempfile::TempDir,
}

/// Runs it and prints the tables.
pub fn run(rounds: usize, seconds: u64, selat: Option<PathBuf>, cerbos: PathBuf) -> anyhow::Result<()> {
    let peers = Peers { selat: selat.map_or_else(built, Ok)?, cerbos, place: tempfile::tempdir()? };
    for size in SIZES {
        let mut table = Table::default();
        peers.load(size, rounds, seconds, &mut table)?;
        peers.starts(size, rounds, &mut table)?;
        println!("\n{}, Selat / Cerbos:\n", size.name);
        table.print();
    }
    println!("\n{CHANGES} changes of a file, 100 rules, two callers asking meanwhile:\n");
    println!(
        "| | file changed to changed answer, ms: min / median / max | answers | wrong | failed |\n|---|---|---|---|---|"
    );
    peers.changes("Selat", Rival::Selat, SIZES[1], &[])?;
    peers.changes("Selat, `--quiet-period 5ms`", Rival::Selat, SIZES[1], &["--quiet-period", "5ms"])?;
    peers.changes("Cerbos", Rival::Cerbos, SIZES[1], &[])?;
    Ok(())
}

impl Peers {
    fn folder(&self, rival: Rival, size: Size) -> PathBuf {
        self.place.path().join(format!("{}-{}-{}", rival.name(), size.origins.len(), size.rules))
    }

    /// Starts one of them on rules that are there; it may not answer yet.
    fn spawn(&self, rival: Rival, policies: &Path, more: &[&str]) -> anyhow::Result<Server> {
        let address = free_address()?;
        let policies = policies.to_str().context("a path in UTF-8")?;
        match rival {
            Rival::Selat => {
                let arguments = ["serve", "--policies", policies, "--listen", &address, "--admin", "127.0.0.1:0"];
                Server::spawn(SERVER_CORES, &self.selat, &[&arguments, more].concat(), &address)
            }
            Rival::Cerbos => {
                let set = |what: String| format!("--set={what}");
                let arguments = [
                    "server".to_owned(),
                    "--debug-listen-addr=".to_owned(),
                    "--log-level=error".to_owned(),
                    set(format!("server.grpcListenAddr={address}")),
                    set(format!("server.httpListenAddr={}", free_address()?)),
                    set("storage.driver=disk".to_owned()),
                    set(format!("storage.disk.directory={policies}")),
                    set("storage.disk.watchForChanges=true".to_owned()),
                    set("telemetry.disabled=true".to_owned()),
                    set("audit.enabled=false".to_owned()),
                ];
                let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
                Server::spawn(SERVER_CORES, &self.cerbos, &arguments, &address)
            }
        }
    }

    /// Starts one of them, and waits for the right answer.
    fn start(&self, rival: Rival, size: Size, more: &[&str]) -> anyhow::Result<Server> {
        let folder = self.folder(rival, size);
        rival.write(&folder, size, true)?;
        let server = self.spawn(rival, &folder, more)?;
        wait_for(rival, &server, &size.question(), true)?;
        Ok(server)
    }

    /// What a request costs, and the memory after many.
    fn load(&self, size: Size, rounds: usize, seconds: u64, table: &mut Table) -> anyhow::Result<()> {
        let rivals = [Rival::Selat, Rival::Cerbos];
        let [ours, theirs] = rivals.map(|rival| self.start(rival, size, &[]));
        let (ours, theirs) = (ours?, theirs?);
        let mut questions = Vec::new();
        for rival in rivals {
            let file = self.place.path().join(format!("question-{}", rival.name()));
            fs::write(&file, rival.asked(&size.question()))?;
            questions.push(file);
        }
        let asked = |n: usize| Asked { path: rivals[n].path(), question: &questions[n] };
        for round in 0..=rounds {
            let mut one = Table::default();
            // The first round warms up.
            let table = if round == 0 { &mut one } else { &mut *table };
            let many = (h2load(&ours, MANY, asked(0), seconds)?, h2load(&theirs, MANY, asked(1), seconds)?);
            table.add("10x10", "CPU us per request", many.0.cpu_us, many.1.cpu_us);
            table.add("10x10", "requests per second", many.0.per_second, many.1.per_second);
            table.add("10x10", "p50 us", many.0.p50_us, many.1.p50_us);
            table.add("10x10", "p99 us", many.0.p99_us, many.1.p99_us);
            let one = (alone(&ours, asked(0), seconds)?, alone(&theirs, asked(1), seconds)?);
            table.add("one in flight", "p50 us", one.0.p50_us, one.1.p50_us);
            table.add("one in flight", "p99 us", one.0.p99_us, one.1.p99_us);
            let mebibytes = |server: &Server| anyhow::Ok(server.memory_bytes()? as f64 / f64::from(1 << 20));
            table.add("under this load", "memory MiB", mebibytes(&ours)?, mebibytes(&theirs)?);
        }
        Ok(())
    }

    /// From the start of the process to the first right answer.
    fn starts(&self, size: Size, rounds: usize, table: &mut Table) -> anyhow::Result<()> {
        for _ in 0..rounds {
            // Their policies are there.
            let [ours, theirs] = [Rival::Selat, Rival::Cerbos].map(|rival| {
                let started = Instant::now();
                self.start(rival, size, &[]).map(|_| started.elapsed().as_secs_f64() * 1e3)
            });
            table.add("start", "ms to the first right answer", ours?, theirs?);
        }
        Ok(())
    }

    /// Changes the last rule again and again, and prints how soon that is answered, and what others are answered meanwhile.
    fn changes(&self, name: &str, rival: Rival, size: Size, more: &[&str]) -> anyhow::Result<()> {
        let server = self.start(rival, size, more)?;
        let folder = self.folder(rival, size);
        let stop = Arc::new(AtomicBool::new(false));
        let callers: Vec<_> = (0..2)
            .map(|_| {
                let (stop, address) = (Arc::clone(&stop), server.address.clone());
                thread::spawn(move || steady(rival, &address, &size.question(), &stop))
            })
            .collect();
        let mut times = Vec::new();
        for change in 0..CHANGES {
            let permits = change % 2 == 1;
            let changed = Instant::now();
            rival.write(&folder, size, permits)?;
            wait_for(rival, &server, &size.last_question(), permits)?;
            times.push(changed.elapsed().as_secs_f64() * 1e3);
        }
        stop.store(true, Ordering::Relaxed);
        let mut seen = Steady::default();
        for caller in callers {
            let one = caller.join().expect("a caller does not panic")?;
            seen.answers += one.answers;
            seen.wrong += one.wrong;
            seen.failed += one.failed;
        }
        times.sort_by(f64::total_cmp);
        let Steady { answers, wrong, failed } = seen;
        let [least, median, most] = [times[0], times[CHANGES / 2], times[CHANGES - 1]];
        println!("| {name} | {least:.0} / {median:.0} / {most:.0} | {answers} | {wrong} | {failed} |");
        Ok(())
    }
}

/// Asks until the answer is as expected.
fn wait_for(rival: Rival, server: &Server, question: &Question, permits: bool) -> anyhow::Result<()> {
    let asked = rival.asked(question);
    block_on(async {
        let started = Instant::now();
        loop {
            // Nobody may be there yet, or somebody with another answer.
            if let Ok(mut client) = Client::connect(&server.address).await {
                while let Ok(message) = client.ask(rival.path(), asked.clone()).await {
                    if rival.permits(&message)? == permits {
                        return Ok(());
                    }
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    ensure!(started.elapsed() < PATIENCE, "{} never gave the answer", rival.name());
                }
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
            ensure!(started.elapsed() < PATIENCE, "{} never answered", rival.name());
        }
    })
}

/// What callers saw whose question every version of the rules answers alike.
#[derive(Clone, Copy, Debug, Default)]
struct Steady {
    answers: usize,
    wrong: usize,
    failed: usize,
}

fn steady(rival: Rival, address: &str, question: &Question, stop: &AtomicBool) -> anyhow::Result<Steady> {
    let asked = rival.asked(question);
    block_on(async {
        let mut client = Client::connect(address).await?;
        let mut seen = Steady::default();
        while !stop.load(Ordering::Relaxed) {
            match client.call(rival.path(), asked.clone()).await {
                Ok(Ok(message)) => {
                    seen.answers += 1;
                    seen.wrong += usize::from(!rival.permits(&message)?);
                }
                Ok(Err(_)) | Err(_) => {
                    seen.failed += 1;
                    client = Client::connect(address).await?;
                }
            }
        }
        Ok(seen)
    })
}
