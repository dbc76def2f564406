//! A whole decision in the sidecar, against an echo that answers the same bytes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use bytes::Bytes;

use super::client::{Client, EVALUATE, EVALUATE_BATCH};
use super::load::{Asked, Measured, Shape, alone, h2load};
use super::process::{LOAD_CORES, SERVER_CORES, Server};
use super::question;
use super::table::Table;

const MANY: Shape = Shape { connections: 10, streams: 10, cores: LOAD_CORES };
const ONE_AT_A_TIME: Shape = Shape { connections: 1, streams: 1, cores: LOAD_CORES };
const ONE_CONNECTION: Shape = Shape { connections: 1, streams: 32, cores: LOAD_CORES };

/// How many questions a batch holds.
const BATCH: usize = 1_000;

/// Runs it and prints the table.
pub fn run(rounds: usize, seconds: u64, binary: Option<PathBuf>) -> anyhow::Result<()> {
    let place = tempfile::tempdir()?;
    let binary = binary.map_or_else(built, Ok)?;
    let (question, answer) = (place.path().join("question"), place.path().join("answer"));
    fs::write(&question, question::framed(&question::single()))?;
    let asked = Asked { path: EVALUATE, question: &question };

    let tcp = sidecar(&binary, "127.0.0.1:0", SERVER_CORES, &[])?;
    let unix = sidecar(&binary, &format!("unix:{}", place.path().join("grpc.sock").display()), SERVER_CORES, &[])?;
    let plain = sidecar(&binary, "127.0.0.1:0", SERVER_CORES, &["--plain"])?;
    let bytes = block_on(async { Client::connect(&tcp.address).await?.ask(EVALUATE, read(&question)?).await })?;
    println!("question {} B, answer {} B", fs::metadata(&question)?.len(), bytes.len());
    fs::write(&answer, &bytes)?;
    let ourselves = env::current_exe()?;
    let echo_arguments = ["echo", "127.0.0.1:0", answer.to_str().context("a path in UTF-8")?];
    let echo = Server::start(SERVER_CORES, ourselves.to_str().context("a path in UTF-8")?, &echo_arguments, "echo=")?;
    let (certificate, key) = certificate(place.path())?;
    let tls_echo = [&echo_arguments[..], &[&certificate, &key]].concat();
    let tls_echo = Server::start(SERVER_CORES, ourselves.to_str().context("a path in UTF-8")?, &tls_echo, "echo=")?;
    let tls = sidecar(&binary, "127.0.0.1:0", SERVER_CORES, &["--tls-cert", &certificate, "--tls-key", &key])?;
    let (tls, tls_echo) = (tls.over_tls(), tls_echo.over_tls());
    let batches = [("3 kB", question::single()), ("short", question::domestic())].map(|(answers, question)| {
        let (one, many) = (place.path().join(format!("one {answers}")), place.path().join(format!("many {answers}")));
        fs::write(&one, question::framed(&question))?;
        fs::write(&many, question::framed(&question::batch(question, BATCH)))?;
        anyhow::Ok((answers, one, many))
    });
    let batches = batches.into_iter().collect::<anyhow::Result<Vec<_>>>()?;

    let mut table = Table::default();
    for round in 0..=rounds {
        let mut one = Table::default();
        // The first round warms up.
        let table = if round == 0 { &mut one } else { &mut table };
        for (name, shape) in [("10x10", MANY), ("1x32", ONE_CONNECTION)] {
            let theirs = h2load(&echo, shape, asked, seconds)?;
            compare(table, &format!("TCP {name}"), h2load(&tcp, shape, asked, seconds)?, theirs);
            compare(table, &format!("TCP {name} --plain"), h2load(&plain, shape, asked, seconds)?, theirs);
            let theirs = h2load(&tls_echo, shape, asked, seconds)?;
            compare(table, &format!("TLS {name}, echo over TLS"), h2load(&tls, shape, asked, seconds)?, theirs);
        }
        let theirs = alone(&echo, asked, seconds)?;
        compare(table, "TCP alone", alone(&tcp, asked, seconds)?, theirs);
        compare(table, "Unix alone, echo on TCP", alone(&unix, asked, seconds)?, theirs);
        for (answers, one, many) in &batches {
            let single = h2load(&tcp, MANY, Asked { path: EVALUATE, question: one }, seconds)?.cpu_us;
            let batch = Asked { path: EVALUATE_BATCH, question: many };
            let each = h2load(&tcp, ONE_AT_A_TIME, batch, seconds)?.cpu_us / BATCH as f64;
            table.add(&format!("decisions of a core, {answers} answers: batches of {BATCH}"), "Evaluate", single, each);
        }
    }
    table.print();
    for (name, server) in [("sidecar", &tcp), ("echo", &echo)] {
        println!("memory of the {name}: {:.1} MiB", server.memory_bytes()? as f64 / f64::from(1 << 20));
    }
    drop((tcp, unix, plain, echo, tls, tls_echo));
    cores(&binary, asked, rounds, seconds)
}

/// One core against two: as many requests as come, from the load that both cores are left with.
fn cores(binary: &Path, asked: Asked<'_>, rounds: usize, seconds: u64) -> anyhow::Result<()> {
    let mut table = Table::default();
    let both = Shape { cores: "0,1", ..MANY };
    let one = sidecar(binary, "127.0.0.1:0", "0,1", &["--threads", "1"])?;
    let two = sidecar(binary, "127.0.0.1:0", "0,1", &["--threads", "2"])?;
    for _ in 0..rounds {
        let theirs = h2load(&one, both, asked, seconds)?;
        let ours = h2load(&two, both, asked, seconds)?;
        table.add("two threads", "one: CPU per request", ours.cpu_us, theirs.cpu_us);
        table.add("two threads", "one: requests per second", ours.per_second, theirs.per_second);
    }
    table.print();
    Ok(())
}

fn compare(table: &mut Table, name: &str, ours: Measured, theirs: Measured) {
    table.add(name, "CPU us per request", ours.cpu_us, theirs.cpu_us);
    table.add(name, "requests per second", ours.per_second, theirs.per_second);
    table.add(name, "p50 us", ours.p50_us, theirs.p50_us);
    table.add(name, "p99 us", ours.p99_us, theirs.p99_us);
}

/// The files of a certificate and its key.
fn certificate(folder: &Path) -> anyhow::Result<(String, String)> {
    let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let write = |name: &str, pem: String| {
        let path = folder.join(name);
        fs::write(&path, pem)?;
        anyhow::Ok(path.to_str().context("a path in UTF-8")?.to_owned())
    };
    Ok((write("certificate", issued.cert.pem())?, write("key", issued.signing_key.serialize_pem())?))
}

/// A sidecar on some cores.
pub(super) fn sidecar(binary: &Path, address: &str, cores: &str, more: &[&str]) -> anyhow::Result<Server> {
    let arguments = [&["serve", "--listen", address, "--admin", "127.0.0.1:0"], more].concat();
    Server::start(cores, binary.to_str().context("a path in UTF-8")?, &arguments, "listening grpc=")
}

/// The binary of this repository.
pub(super) fn built() -> anyhow::Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let built = Command::new("cargo").args(["build", "--release", "--bin", "selat"]).current_dir(&root).status()?;
    ensure!(built.success(), "the binary can't be built");
    Ok(env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("release/selat"))
}

fn read(path: &Path) -> anyhow::Result<Bytes> {
    Ok(Bytes::from(fs::read(path)?))
}

/// Does asynchronous work on this thread.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}
