//! Questions answered from the bytes they came in, held against tonic's services: a client can't tell which it asked.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use prost::Message as _;
use selat::grpc::wire::{EvaluateBatchRequest, EvaluateBatchResponse, EvaluateRequest, EvaluateResponse, Transfer};

use crate::policies::scenarios::{self, snapshot};
use crate::support::mini;
use crate::support::raw::{Call, Raw, Seen, framed, prefixed};
use crate::support::sidecar::Sidecar;

const EVALUATE: &str = "/selat.v1.DecisionService/Evaluate";
const EVALUATE_BATCH: &str = "/selat.v1.DecisionService/EvaluateBatch";

/// Two sidecars on the same policies, one of which takes no shortcut.
struct Both {
    direct: Raw,
    plain: Raw,
    _sidecars: [Sidecar; 2],
}

impl Both {
    async fn start(arguments: &[&str]) -> Self {
        // On one thread the names of answers are equally long on both.
        let arguments = [&["--threads", "1"], arguments].concat();
        let direct = Sidecar::start(&arguments);
        let plain = Sidecar::start(&[&["--plain"], arguments.as_slice()].concat());
        Self { direct: Raw::to(&direct).await, plain: Raw::to(&plain).await, _sidecars: [direct, plain] }
    }

    /// What a client sees, after a look that it sees the same on both.
    async fn same(&mut self, what: &str, call: Call) -> Seen {
        let direct = nameless(self.direct.call(call.clone()).await);
        let plain = nameless(self.plain.call(call).await);
        assert!(direct == plain, "{what}\ndirect {direct:?}\nplain  {plain:?}");
        direct
    }
}

/// The names of answers differ, and nothing else may.
fn nameless(mut seen: Seen) -> Seen {
    let message = seen.body.get(5..).unwrap_or_default();
    let single = EvaluateResponse::decode(message).map(|response| vec![response.decision_id]);
    let batch = EvaluateBatchResponse::decode(message)
        .map(|batch| batch.responses.into_iter().map(|response| response.decision_id).collect());
    let mut after = 0;
    for name in single.or(batch).unwrap_or_default().into_iter().filter(|name| !name.is_empty()) {
        let found = seen.body[after..].windows(name.len()).position(|window| window == name.as_bytes());
        let start = after + found.expect("a name stands in its answer, behind those before it");
        after = start + name.len();
        seen.body[start..after].fill(b'x');
    }
    seen
}

fn question(change: impl FnOnce(&mut Transfer)) -> EvaluateRequest {
    let mut request = mini::question("asked");
    change(request.transfer.as_mut().unwrap());
    request
}

#[tokio::test]
async fn every_question_of_the_policy_tests_gets_the_same_bytes() {
    let snapshot = snapshot();
    for arguments in [[].as_slice(), &["--min-confidence", "high"]] {
        let mut both = Both::start(arguments).await;
        let mut requests = Vec::new();
        for test in snapshot.policies().tests() {
            let request = EvaluateRequest {
                request_id: test.name.chars().take(20).collect(),
                transfer: scenarios::question(&snapshot, &test.transfer, &test.moment).transfer,
            };
            let seen = both.same(&test.name, Call::new(EVALUATE, framed(&request))).await;
            assert_eq!((seen.status, seen.code(), &seen.broken), (200, Some("0"), &None), "{}", test.name);
            requests.push(request);
        }
        let batch = EvaluateBatchRequest { requests };
        let seen = both.same("all in one batch", Call::new(EVALUATE_BATCH, framed(&batch))).await;
        let answers = EvaluateBatchResponse::decode(&seen.body[5..]).unwrap().responses;
        assert_eq!(answers.len(), snapshot.policies().tests().len());
    }
}

#[tokio::test]
async fn refusals_are_the_same_with_their_details() {
    let mut both = Both::start(&[]).await;
    let words = |count: usize| vec!["nonsense".to_owned(); count];
    let questions = [
        EvaluateRequest::default(),
        EvaluateRequest { request_id: String::new(), transfer: Some(Transfer::default()) },
        question(|t| t.origin = "Vietnam".to_owned()),
        question(|t| t.data = words(2)),
        question(|t| t.data = words(900)),
        question(|t| t.transit = words(1_001)),
        question(|t| t.importer.as_mut().unwrap().id = "nobody".to_owned()),
        question(|t| t.dataset = "x".repeat(100_000)),
    ];
    for question in &questions {
        let seen = both.same("a refused question", Call::new(EVALUATE, framed(question))).await;
        assert_eq!(seen.code(), Some("3"), "{seen:?}");
        assert!(seen.headers.iter().any(|(name, _)| name == "grpc-status-details-bin"), "{seen:?}");
    }
    let mixed = [&questions[..], &[mini::question("good")]].concat();
    let seen = both.same("refused in place", Call::new(EVALUATE_BATCH, framed(&batch(mixed)))).await;
    assert_eq!(seen.code(), Some("0"));
    let many = vec![EvaluateRequest::default(); 10_001];
    let seen = both.same("too many", Call::new(EVALUATE_BATCH, framed(&batch(many)))).await;
    assert_eq!(seen.code(), Some("3"));
    both.same("none", Call::new(EVALUATE_BATCH, framed(&batch(Vec::new())))).await;
}

fn batch(requests: Vec<EvaluateRequest>) -> EvaluateBatchRequest {
    EvaluateBatchRequest { requests }
}

/// A field of wire type 2.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    [&[number << 3 | 2, u8::try_from(bytes.len()).unwrap()], bytes].concat()
}

#[tokio::test]
async fn messages_are_read_as_the_general_decoder_reads_them() {
    let mut both = Both::start(&[]).await;
    let transfer = mini::transfer().encode_to_vec();
    let good = field(2, &transfer);
    let joined = |parts: &[&[u8]]| parts.concat();
    let messages: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a scalar that comes twice: the last counts", joined(&[&field(1, b"first"), &good, &field(1, b"last")]), "0"),
        ("a message that comes twice: both are merged", joined(&[&good, &field(2, &field(1, b"SG"))]), "0"),
        ("a party that comes twice", field(2, &joined(&[&transfer, &field(7, &field(2, b"health"))])), "0"),
        ("fields nobody knows", joined(&[&field(15, b"?"), &good, &[0x78, 1], &[0x7d, 1, 2, 3, 4]]), "0"),
        ("a group nobody knows", joined(&[&good, &[0x7b, 0x08, 1, 0x7c]]), "0"),
        ("a number for a text", joined(&[&[0x08, 1], &good]), "13"),
        ("a text for a number", field(2, &joined(&[&transfer, &field(10, b"7")])), "13"),
        ("no UTF-8", joined(&[&field(1, &[0xff]), &good]), "13"),
        ("a length beyond the end", joined(&[&good, &[0x0a, 9, b'x']]), "13"),
        ("a field without a number", joined(&[&good, &[0x02, 0]]), "13"),
        ("a number without an end", joined(&[&good, &[0x78], &[0xff; 11]]), "13"),
        ("an end of a group without a start", joined(&[&good, &[0x7c]]), "13"),
        ("the largest number", field(2, &joined(&[&transfer, &[0x50], &[0xff; 9], &[1]])), "0"),
        ("nothing", Vec::new(), "3"),
    ];
    for (what, message, code) in &messages {
        let seen = both.same(what, Call::new(EVALUATE, prefixed(0, message))).await;
        assert_eq!(seen.code(), Some(*code), "{what}: {seen:?}");
        let within = field(1, message);
        both.same(what, Call::new(EVALUATE_BATCH, prefixed(0, &joined(&[&field(1, &good), &within])))).await;
    }
}

#[tokio::test]
async fn bodies_are_taken_as_tonic_takes_them() {
    let mut both = Both::start(&[]).await;
    let good = framed(&mini::question("asked"));
    let bytes = |parts: &[&[u8]]| Bytes::from(parts.concat());
    let bodies = [
        ("an empty body", Bytes::new()),
        ("a part of a prefix", good.slice(..3)),
        ("a message cut off", good.slice(..good.len() - 1)),
        ("two messages", bytes(&[&good, &good])),
        ("a message and more", bytes(&[&good, b"\0\0"])),
        ("a message and a broken one", bytes(&[&good, &[9, 0, 0, 0, 0]])),
        ("a compressed message that nobody announced", prefixed(1, &good[5..])),
        ("a flag nobody knows", prefixed(2, &good[5..])),
        ("an endless message announced", bytes(&[&[0, 0xff, 0xff, 0xff, 0xff], &good])),
        ("a message that is too long", prefixed(0, &vec![0; (16 << 20) + 1])),
        ("a message as long as may be", framed(&mini::question(&"x".repeat((16 << 20) - 200)))),
    ];
    for (what, body) in &bodies {
        for path in [EVALUATE, EVALUATE_BATCH] {
            both.same(what, Call::new(path, body.clone())).await;
        }
    }
    let mut bytewise = Call::new(EVALUATE, Bytes::new());
    bytewise.frames = good.iter().map(|byte| Bytes::copy_from_slice(&[*byte])).collect();
    assert_eq!(both.same("a byte in each frame", bytewise).await.code(), Some("0"));
    let mut trailed = Call::new(EVALUATE, good);
    trailed.trailers = Some(HeaderMap::from_iter([("x-note".parse().unwrap(), HeaderValue::from_static("end"))]));
    assert_eq!(both.same("trailers of the client", trailed).await.code(), Some("0"));
}

#[tokio::test]
async fn heads_are_taken_as_tonic_takes_them() {
    let mut both = Both::start(&[]).await;
    let good = || Call::new(EVALUATE, framed(&mini::question("asked")));
    let types = [
        None,
        Some("application/json"),
        Some("application/grpc+proto"),
        Some("application/grpc+json"),
        Some("text/plain"),
    ];
    for value in types {
        both.same(&format!("content-type {value:?}"), good().with("content-type", value)).await;
    }
    for value in ["identity", "gzip", "deflate", "nonsense", ""] {
        both.same(&format!("grpc-encoding {value}"), good().with("grpc-encoding", Some(value))).await;
        both.same(&format!("accepts {value}"), good().with("grpc-accept-encoding", Some(value))).await;
    }
    for value in ["1H", "30S", "soon", "-1S", "123456789S"] {
        let seen = both.same(&format!("grpc-timeout {value}"), good().with("grpc-timeout", Some(value))).await;
        assert_eq!(seen.code(), Some("0"), "what is answered at once is answered: {seen:?}");
    }
    both.same("no te", good().with("te", None)).await;
    for method in [Method::GET, Method::PUT, Method::OPTIONS] {
        both.same(&format!("{method}"), Call { method, ..good() }).await;
    }
    for path in
        ["/", "/selat.v1.DecisionService", "/selat.v1.DecisionService/", "/selat.v1.DecisionService/Evaluat", "/a.B/C"]
    {
        both.same(path, Call { path: path.to_owned(), ..good() }).await;
    }
    both.same("a query", Call { path: format!("{EVALUATE}?x=1"), ..good() }).await;
}

#[tokio::test]
async fn a_question_that_does_not_end_is_given_up_at_its_deadline() {
    let mut both = Both::start(&[]).await;
    for frames in [vec![], vec![framed(&mini::question("asked")).slice(..20)], vec![framed(&mini::question("asked"))]] {
        let call = Call { frames, ends: false, ..Call::new(EVALUATE, Bytes::new()) };
        let seen = both.same("an open question", call.with("grpc-timeout", Some("50m"))).await;
        assert_eq!(seen.code(), Some("4"), "DEADLINE_EXCEEDED: {seen:?}");
    }
}
