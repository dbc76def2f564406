//! The limits: what is beyond them is refused at once, and told so; what is within them is answered as ever.

use std::collections::BTreeSet;
use std::time::Duration;

use selat::grpc::wire::decision_service_client::DecisionServiceClient;
use selat::grpc::wire::{Decision, EvaluateBatchRequest, EvaluateRequest, EvaluateResponse};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status, Streaming};
use tonic_types::StatusExt as _;

use crate::support::frames::{DATA, END_HEADERS, END_STREAM, Frames, GOAWAY, HEADERS, PING, call, header, message};
use crate::support::mini::{self, Law};
use crate::support::sidecar::{Sidecar, fails};
use crate::support::wait::until;

const EVALUATE: &str = "/selat.v1.DecisionService/Evaluate";

fn start(more: &[&str]) -> (TempDir, Sidecar) {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), more);
    (folder, sidecar)
}

async fn evaluate(client: &mut DecisionServiceClient<Channel>) -> Result<Decision, Status> {
    client.evaluate(mini::question("")).await.map(|answer| answer.into_inner().decision())
}

/// A stream that is open: it ends when this is dropped.
struct Held {
    questions: mpsc::Sender<EvaluateRequest>,
    answers: Streaming<EvaluateResponse>,
}

impl Held {
    async fn open(client: &mut DecisionServiceClient<Channel>) -> Result<Self, Status> {
        let (questions, asked) = mpsc::channel(1);
        questions.send(mini::question("")).await.unwrap();
        let answers = client.evaluate_stream(ReceiverStream::new(asked)).await?.into_inner();
        let mut held = Self { questions, answers };
        held.answers.next().await.unwrap()?;
        Ok(held)
    }

    /// Asks once more.
    async fn evaluate(&mut self) -> Result<Decision, Status> {
        self.questions.send(mini::question("")).await.unwrap();
        self.answers.next().await.unwrap().map(|answer| answer.decision())
    }
}

#[tokio::test]
async fn a_call_too_many_is_refused_at_once_with_a_time_to_wait() {
    let (_folder, sidecar) = start(&["--max-calls", "3"]);
    let mut client = sidecar.decisions().await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(Held::open(&mut client).await.unwrap());
    }
    for n in 1..=5 {
        let status = evaluate(&mut client).await.unwrap_err();
        assert_eq!(status.code(), Code::ResourceExhausted, "{status}");
        let wait = status.get_details_retry_info().unwrap().retry_delay.unwrap();
        assert!(wait > Duration::ZERO && wait < Duration::from_secs(5), "{wait:?}");
        assert_eq!(sidecar.metric("selat_calls_shed_total"), n);
    }
    assert_eq!(Held::open(&mut client).await.err().map(|status| status.code()), Some(Code::ResourceExhausted));
    drop(held.pop());
    until("a place is free", async || evaluate(&mut client).await.ok()).await;
    drop(held);
}

#[tokio::test]
async fn a_connection_outlives_however_many_calls_are_refused_before_their_questions_come() {
    let (_folder, sidecar) = start(&["--max-calls", "1"]);
    let held = Held::open(&mut sidecar.decisions().await).await.unwrap();
    let address = sidecar.grpc.clone();
    let asking = tokio::task::spawn_blocking(move || {
        let mut frames = Frames::open(&address, &[]);
        frames.settle();
        let question = message(&[0; 100]);
        for streams in (1..400).step_by(2).collect::<Vec<u32>>().chunks(50) {
            for stream in streams {
                frames.send(HEADERS, END_HEADERS, *stream, &call(EVALUATE)).unwrap();
            }
            let mut refused = 0;
            while refused < streams.len() {
                refused += usize::from(frames.read().expect("a refusal").kind == HEADERS);
            }
            for stream in streams {
                frames.send(DATA, END_STREAM, *stream, &question).unwrap();
            }
        }
        frames.send(PING, 0, 0, &[7; 8]).unwrap();
        loop {
            let frame = frames.read().expect("the connection goes on");
            assert_ne!(frame.kind, GOAWAY, "{frame:?}");
            if frame.kind == PING {
                break;
            }
        }
    });
    tokio::time::timeout(Duration::from_secs(20), asking).await.unwrap().unwrap();
    drop(held);
}

#[tokio::test]
async fn a_connection_too_many_is_closed_at_once() {
    let (_folder, sidecar) = start(&["--max-connections", "2"]);
    let mut first = sidecar.decisions().await;
    let mut second = sidecar.decisions().await;
    assert!(evaluate(&mut first).await.is_ok() && evaluate(&mut second).await.is_ok());
    let endpoint = Endpoint::from_shared(format!("http://{}", sidecar.grpc)).unwrap();
    let third = async || match endpoint.connect().await {
        Ok(channel) => evaluate(&mut DecisionServiceClient::new(channel)).await,
        Err(error) => Err(Status::unavailable(error.to_string())),
    };
    assert!(third().await.is_err());
    assert!(sidecar.metric("selat_connections_refused_total{reason=\"too-many\"}") > 0);
    let open = || sidecar.metric("selat_connections{port=\"grpc\"}");
    assert_eq!((open(), sidecar.metric("selat_connections_max{port=\"grpc\"}")), (2, 2));
    // Whoever looks has a connection too.
    assert!(sidecar.metric("selat_connections{port=\"admin\"}") >= 1);
    assert!(evaluate(&mut first).await.is_ok(), "those that stand are not touched");
    drop(second);
    until("there is room again", async || third().await.ok()).await;
}

#[tokio::test]
async fn a_message_too_large_is_refused() {
    let (_folder, sidecar) = start(&["--max-message-size", "64KiB"]);
    let mut client = sidecar.decisions().await;
    let requests = vec![mini::question(&"x".repeat(1_000)); 100];
    let status = client.evaluate_batch(EvaluateBatchRequest { requests }).await.unwrap_err();
    assert!(matches!(status.code(), Code::OutOfRange | Code::ResourceExhausted), "{status}");
    let requests = vec![mini::question(""); 100];
    assert!(client.evaluate_batch(EvaluateBatchRequest { requests }).await.is_ok());
    assert!(evaluate(&mut client).await.is_ok());
}

#[tokio::test]
async fn requests_that_are_being_read_share_their_memory() {
    let (_folder, sidecar) = start(&["--max-request-memory", "256KiB", "--max-message-size", "128KiB"]);
    // Large messages whose last byte never comes.
    let mut frames = Frames::open(&sidecar.grpc, &[]);
    frames.settle();
    let whole = message(&vec![0; 128 << 10]);
    let refused = tokio::task::spawn_blocking(move || {
        for stream in [1, 3, 5, 7] {
            frames.send(HEADERS, END_HEADERS, stream, &call("/selat.v1.DecisionService/EvaluateBatch")).unwrap();
            for part in whole[..120 << 10].chunks(16_000) {
                frames.send(DATA, 0, stream, part).unwrap();
            }
        }
        // Two of them fit, whichever come first, and go on waiting; the others are answered.
        let mut refused = BTreeSet::new();
        while refused.len() < 2 {
            let frame = frames.read().expect("an answer");
            if frame.kind == HEADERS {
                refused.insert(frame.stream);
            }
        }
    });
    tokio::time::timeout(Duration::from_secs(20), refused).await.unwrap().unwrap();
    assert!(evaluate(&mut sidecar.decisions().await).await.is_ok());
}

#[tokio::test]
async fn headers_too_large_are_refused() {
    let (_folder, sidecar) = start(&["--max-header-size", "4KiB"]);
    let mut request = tonic::Request::new(mini::question(""));
    request.metadata_mut().insert("x-large", "y".repeat(8_000).parse().unwrap());
    let mut client = sidecar.decisions().await;
    assert!(client.evaluate(request).await.is_err());
    assert!(evaluate(&mut client).await.is_ok(), "the connection goes on");
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_ended_by_the_sidecar() {
    let (_folder, sidecar) = start(&["--max-deadline", "300ms"]);
    let mut client = sidecar.decisions().await;
    let mut held = Held::open(&mut client).await.unwrap();
    let address = sidecar.grpc.clone();
    let answer = tokio::task::spawn_blocking(move || {
        let mut frames = Frames::open(&address, &[]);
        // It asks for an hour, and never sends its question.
        let block = [call(EVALUATE), header("grpc-timeout", "1H")].concat();
        frames.send(HEADERS, END_HEADERS, 1, &block).unwrap();
        loop {
            let frame = frames.read().expect("an answer");
            if frame.kind == HEADERS {
                break frame;
            }
        }
    });
    let answer = tokio::time::timeout(Duration::from_secs(20), answer).await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&answer.payload).into_owned();
    assert_eq!(answer.stream, 1);
    assert!(!answer.payload.is_empty(), "{text}");
    assert!(held.evaluate().await.is_ok(), "a stream may be longer");
}

#[tokio::test]
async fn connections_end_with_age_and_no_call_with_them() {
    let (_folder, sidecar) = start(&["--max-connection-age", "200ms"]);
    let mut client = sidecar.decisions().await;
    let mut frames = Frames::open(&sidecar.grpc, &[]);
    let aged = tokio::task::spawn_blocking(move || frames.goaway());
    let mut answers = 0;
    while !aged.is_finished() {
        assert!(evaluate(&mut client).await.is_ok(), "after {answers} answers");
        answers += 1;
    }
    assert_eq!(aged.await.unwrap(), Some(0), "a farewell without reproach");
    for _ in 0..100 {
        assert!(evaluate(&mut client).await.is_ok());
    }
}

#[tokio::test]
async fn connections_end_when_idle_and_not_while_they_are_used() {
    let (_folder, sidecar) = start(&["--max-connection-idle", "200ms"]);
    let mut client = sidecar.decisions().await;
    let mut held = Held::open(&mut client).await.unwrap();
    let mut frames = Frames::open(&sidecar.grpc, &[]);
    let ended = tokio::task::spawn_blocking(move || frames.goaway()).await.unwrap();
    assert_eq!(ended, Some(0));
    assert!(held.evaluate().await.is_ok(), "a stream that is open is a use");
}

#[test]
fn limits_that_make_no_sense_end_with_2_and_what_was_expected() {
    for (arguments, expected) in [
        (["--max-calls", "0"], "--max-calls"),
        (["--max-connections", "many"], "--max-connections"),
        (["--max-message-size", "16"], "such as `16MiB`"),
        (["--max-header-size", "1GiB"], "such as `16MiB`"),
        (["--max-deadline", "forever"], "such as `15s`"),
        (["--socket-mode", "0999"], "octal"),
        (["--socket-mode", "0066"], "octal"),
        (["--allow-client", "payments"], "spiffe://"),
    ] {
        let (code, said) = fails(&arguments);
        assert!(code == 2 && said.contains(expected), "{arguments:?}: {code}: {said}");
    }
}
