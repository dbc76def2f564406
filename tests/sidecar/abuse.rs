//! What a hostile client can do: the sidecar ends it or holds it back, goes on answering others, and stays small.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use prost::Message as _;
use selat::grpc::wire::Decision;
use tempfile::TempDir;

use crate::support::certificates::{Authority, Files};
use crate::support::frames::{
    CONTINUATION, DATA, END_HEADERS, END_STREAM, Frames, HEADERS, INITIAL_WINDOW_SIZE, PING, PRIORITY, RST_STREAM,
    SETTINGS, WINDOW_UPDATE, call, frame, header, message,
};
use crate::support::mini::{self, Law};
use crate::support::sidecar::Sidecar;
use crate::support::tls::TlsClient;
use crate::support::wait::{until, until_blocking};

const EVALUATE: &str = "/selat.v1.DecisionService/Evaluate";
const STREAM: &str = "/selat.v1.DecisionService/EvaluateStream";
const ENHANCE_YOUR_CALM: u32 = 11;

/// How much a sidecar may grow under any of this.
const GROWTH_MAX_KIB: u64 = 48 * 1024;

fn start(more: &[&str]) -> (TempDir, Sidecar) {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), more);
    (folder, sidecar)
}

fn question() -> Vec<u8> {
    message(&mini::question("").encode_to_vec())
}

fn resident_kib(sidecar: &Sidecar) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", sidecar.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Lets an abuser loose, and asks meanwhile and afterwards as others do.
async fn beside<T: Send + 'static>(sidecar: &Sidecar, abuse: impl FnOnce(&str) -> T + Send + 'static) -> T {
    let mut client = sidecar.decisions().await;
    client.evaluate(mini::question("")).await.unwrap();
    let before = resident_kib(sidecar);
    let address = sidecar.grpc.clone();
    let abuse = tokio::task::spawn_blocking(move || abuse(&address));
    loop {
        let ended = abuse.is_finished();
        let answer = client.evaluate(mini::question("")).await.unwrap().into_inner();
        assert_eq!(answer.decision(), Decision::Allow);
        let grown = resident_kib(sidecar).saturating_sub(before);
        assert!(grown < GROWTH_MAX_KIB, "it has grown by {grown} KiB");
        if ended {
            break;
        }
    }
    assert!(sidecar.decisions().await.evaluate(mini::question("")).await.is_ok(), "new connections are taken");
    abuse.await.unwrap()
}

/// Streams of a client: odd and rising.
fn streams() -> impl Iterator<Item = u32> {
    (0..).map(|n| 2 * n + 1)
}

#[tokio::test]
async fn streams_that_are_reset_at_once_end_the_connection() {
    let (_folder, sidecar) = start(&[]);
    let reason = beside(&sidecar, |address| {
        let mut frames = Frames::open(address, &[]);
        let block = call(EVALUATE);
        for some in streams().take(50_000).collect::<Vec<_>>().chunks(100) {
            let burst: Vec<u8> = some
                .iter()
                .flat_map(|stream| {
                    let headers = frame(HEADERS, END_HEADERS, *stream, &block);
                    [headers, frame(RST_STREAM, 0, *stream, &8_u32.to_be_bytes())].concat()
                })
                .collect();
            if frames.send_bytes(&burst).is_err() {
                break;
            }
        }
        frames.goaway()
    })
    .await;
    assert!(reason.is_none_or(|reason| reason == ENHANCE_YOUR_CALM), "{reason:?}");
}

#[tokio::test]
async fn headers_without_end_end_the_connection() {
    let (_folder, sidecar) = start(&[]);
    let sent = beside(&sidecar, |address| {
        let mut frames = Frames::open(address, &[]);
        frames.send(HEADERS, 0, 1, &call(EVALUATE)).unwrap();
        let more = header("x", &"y".repeat(1_000));
        (0..100_000).take_while(|_| frames.send(CONTINUATION, 0, 1, &more).is_ok()).count()
    })
    .await;
    assert!(sent < 100_000, "it went on taking them");
}

#[tokio::test]
async fn empty_frames_end_the_connection() {
    let (_folder, sidecar) = start(&[]);
    let sent = beside(&sidecar, |address| {
        let mut frames = Frames::open(address, &[]);
        frames.send(HEADERS, END_HEADERS, 1, &call(STREAM)).unwrap();
        (0..1_000_000).take_while(|_| frames.send(DATA, 0, 1, &[]).is_ok()).count()
    })
    .await;
    assert!(sent < 1_000_000, "it went on taking them");
}

#[tokio::test]
async fn a_header_bomb_is_not_unpacked() {
    let (_folder, sidecar) = start(&[]);
    beside(&sidecar, |address| {
        let mut frames = Frames::open(address, &[]);
        // One large header enters the table, and is then named by one byte, ten thousand times.
        let mut entry = header("x", &"y".repeat(4_000));
        entry[0] = 0x40;
        let bomb = [call(EVALUATE), entry, vec![0xbe; 10_000]].concat();
        for stream in streams().take(200) {
            let sent = frames.send(HEADERS, END_HEADERS | END_STREAM, stream, &bomb);
            if sent.is_err() {
                break;
            }
        }
    })
    .await;
}

/// Frames that ask for nothing.
fn idle_frames() -> [(u8, Vec<u8>); 5] {
    const UNKNOWN: u8 = 0x42;
    [
        (PING, vec![0; 8]),
        (SETTINGS, Vec::new()),
        (PRIORITY, vec![0, 0, 0, 1, 16]),
        (WINDOW_UPDATE, 1_u32.to_be_bytes().to_vec()),
        (UNKNOWN, Vec::new()),
    ]
}

#[tokio::test]
async fn floods_of_frames_that_ask_for_nothing_end_the_connection() {
    let (_folder, sidecar) = start(&[]);
    for (flooded, (kind, payload)) in (1..).zip(idle_frames()) {
        let sent = beside(&sidecar, move |address| {
            let mut frames = Frames::open(address, &[]);
            // Whoever reads the answers can go on asking for them.
            let reading = frames.read_on();
            let stream = if kind == PRIORITY { 3 } else { 0 };
            let burst = frame(kind, 0, stream, &payload).repeat(1_000);
            let sent = (0..10_000).take_while(|_| frames.send_bytes(&burst).is_ok()).count();
            reading.join().unwrap();
            sent
        })
        .await;
        assert!(sent < 10_000, "it went on taking frames of the kind {kind}");
        let counted = || sidecar.metric("selat_connections_refused_total{reason=\"flooded\"}") == flooded;
        until("it is counted", async || counted().then_some(())).await;
    }
}

#[tokio::test]
async fn a_flood_whose_answers_are_not_read_takes_no_memory() {
    let (_folder, sidecar) = start(&[]);
    for (kind, payload) in idle_frames().into_iter().take(2) {
        beside(&sidecar, move |address| {
            let mut frames = Frames::open(address, &[]);
            let burst = frame(kind, 0, 0, &payload).repeat(1_000);
            (0..1_000).take_while(|_| frames.send_bytes(&burst).is_ok()).count()
        })
        .await;
    }
}

#[tokio::test]
async fn a_client_that_asks_may_send_other_frames_too() {
    let (_folder, sidecar) = start(&[]);
    beside(&sidecar, |address| {
        let mut frames = Frames::open(address, &[]);
        frames.settle();
        for stream in streams().take(300) {
            frames.send(HEADERS, END_HEADERS, stream, &call(EVALUATE)).unwrap();
            frames.send(DATA, END_STREAM, stream, &question()).unwrap();
            frames.send_bytes(&frame(PING, 0, 0, &[0; 8]).repeat(20)).unwrap();
            frames.send(WINDOW_UPDATE, 0, 0, &4_096_u32.to_be_bytes()).unwrap();
            let mut ended = false;
            while !ended {
                let frame = frames.read().expect("the connection stands");
                ended = frame.kind == HEADERS && frame.stream == stream && frame.flags & END_STREAM != 0;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_client_that_reads_nothing_holds_up_nobody_else() {
    let (_folder, sidecar) = start(&["--max-streams", "50"]);
    beside(&sidecar, |address| {
        let mut readers = Vec::new();
        for _ in 0..20 {
            let mut frames = Frames::open(address, &[(INITIAL_WINDOW_SIZE, 0)]);
            for stream in streams().take(500) {
                let asked = frames.send(HEADERS, END_HEADERS, stream, &call(EVALUATE));
                if asked.and_then(|()| frames.send(DATA, END_STREAM, stream, &question())).is_err() {
                    break;
                }
            }
            readers.push(frames);
        }
        readers.len()
    })
    .await;
}

#[tokio::test]
async fn connections_that_never_speak_are_closed() {
    let (_folder, sidecar) = start(&["--handshake-timeout", "300ms"]);
    beside(&sidecar, |address| {
        let silent: Vec<_> = (0..100).map(|_| TcpStream::connect(address).unwrap()).collect();
        for mut stream in silent {
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let mut said = Vec::new();
            let ended = stream.read_to_end(&mut said);
            assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset));
        }
    })
    .await;
    let counted = || sidecar.metric("selat_connections_refused_total{reason=\"too-late\"}") == 100;
    until("they are counted", async || counted().then_some(())).await;
}

#[tokio::test]
async fn a_handshake_that_drags_on_is_ended() {
    let folder = TempDir::new().unwrap();
    mini::write(&folder.path().join("policies"), Law::Allows);
    let servers = Authority::new("servers");
    let files = Files::write(&folder.path().join("tls"), &servers.sidecar(), &servers.pem());
    let flags = [&files.flags(false)[..], &["--handshake-timeout", "300ms"]].concat();
    let sidecar = Sidecar::on(&folder.path().join("policies"), &flags);
    let slow: Vec<_> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(&sidecar.grpc).unwrap();
            // The first bytes of a record that never comes to its end.
            stream.write_all(&[22, 3, 1, 2, 0]).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            stream
        })
        .collect();
    let client = TlsClient::new(&servers.pem(), None, &["h2"]);
    let channel = client.channel(&sidecar.grpc).await.unwrap();
    let mut others = selat::grpc::wire::decision_service_client::DecisionServiceClient::new(channel);
    assert_eq!(others.evaluate(mini::question("")).await.unwrap().into_inner().decision(), Decision::Allow);
    tokio::task::spawn_blocking(move || {
        for mut stream in slow {
            let _reset = stream.read_to_end(&mut Vec::new());
        }
    })
    .await
    .unwrap();
    let counted = || sidecar.metric("selat_connections_refused_total{reason=\"too-late\"}") == 100;
    until("they are counted", async || counted().then_some(())).await;
}

#[test]
fn what_is_no_http2_is_closed() {
    let (_folder, sidecar) = start(&[]);
    let mut stream = TcpStream::connect(&sidecar.grpc).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut said = Vec::new();
    let _reset = stream.read_to_end(&mut said);
    assert!(!said.starts_with(b"HTTP/1"), "{said:?}");
    until_blocking("it still answers", || (sidecar.page("/readyz").0 == 200).then_some(()));
}
