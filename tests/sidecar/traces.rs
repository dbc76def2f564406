//! Spans of calls at a collector: what they say, which calls get one, and that no collector ever costs an answer.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use selat::grpc::wire::{Decision, EvaluateBatchRequest, SimulateRequest};
use tempfile::TempDir;
use tonic::{Code, Request};

use crate::support::certificates::Authority;
use crate::support::collector::{Collector, words};
use crate::support::mini::{self, Law};
use crate::support::raw::{Call, Raw, framed};
use crate::support::sidecar::{Sidecar, command};
use crate::support::wait::until;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";
const EVALUATE: &str = "/selat.v1.DecisionService/Evaluate";

/// A sidecar with some variables, and its policies.
fn start(variables: &[(&str, &str)]) -> (TempDir, Sidecar) {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let mut command = command(&["--policies", folder.path().to_str().unwrap()]);
    command.envs(variables.iter().copied());
    (folder, Sidecar::spawn(command))
}

/// The same, sending at once to a collector over gRPC.
fn sending_to(collector: &Collector, more: &[(&str, &str)]) -> (TempDir, Sidecar) {
    let endpoint = format!("http://{}", collector.address);
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_BSP_SCHEDULE_DELAY", "10"),
    ];
    start(&[&variables, more].concat())
}

fn traced(flags: &str) -> Request<selat::grpc::wire::EvaluateRequest> {
    let mut request = Request::new(mini::question("of-the-caller"));
    request.metadata_mut().insert("traceparent", format!("00-{TRACE}-{PARENT}-{flags}").parse().unwrap());
    request.metadata_mut().insert("tracestate", "vendor=opaque".parse().unwrap());
    request
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .map(|digit| char::from(b"0123456789abcdef"[digit as usize]))
        .collect()
}

#[tokio::test]
async fn a_call_of_a_trace_has_its_span_there_over_grpc_and_over_http() {
    for protocol in ["grpc", "http/protobuf"] {
        let collector = if protocol == "grpc" { Collector::grpc(0, None).await } else { Collector::http().await };
        let (_folder, sidecar) = sending_to(
            &collector,
            &[
                ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
                ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20secret"),
                ("OTEL_RESOURCE_ATTRIBUTES", "service.namespace=acme,service.name=unused"),
                ("OTEL_SERVICE_NAME", "payments-selat"),
            ],
        );
        let answer = sidecar.decisions().await.evaluate(traced("01")).await.unwrap().into_inner();
        let received = collector.spans(1).await.remove(0);
        let span = received.span;
        assert_eq!((hex(&span.trace_id), hex(&span.parent_span_id)), (TRACE.to_owned(), PARENT.to_owned()));
        assert_eq!((span.trace_state.as_str(), span.kind()), ("vendor=opaque", SpanKind::Server));
        assert_eq!(span.name, "selat.v1.DecisionService/Evaluate");
        assert!(span.end_time_unix_nano >= span.start_time_unix_nano && span.span_id.len() == 8);
        let said = words(&span.attributes);
        for (name, value) in [
            ("rpc.system", "grpc"),
            ("rpc.service", "selat.v1.DecisionService"),
            ("rpc.method", "Evaluate"),
            ("rpc.grpc.status_code", "0"),
            ("selat.decision", "allow"),
            ("selat.decision_id", &answer.decision_id),
            ("selat.revision", &answer.policy_revision),
        ] {
            assert_eq!(said.get(name).map(String::as_str), Some(value), "{protocol}: {name} in {said:?}");
        }
        assert_eq!(said.len(), 7, "nothing of the question: {said:?}");
        assert_eq!(received.resource["service.name"], "payments-selat");
        assert_eq!(received.resource["service.namespace"], "acme");
        assert_eq!(received.authorization.as_deref(), Some("Bearer secret"));
        until("it is counted", async || {
            (sidecar.metric("selat_trace_spans_total{outcome=\"exported\"}") == 1).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_collector_is_reached_over_tls() {
    let authority = Authority::new("collectors");
    let collector = Collector::grpc(0, Some(&authority.sidecar())).await;
    let folder = TempDir::new().unwrap();
    let ca = folder.path().join("ca.crt");
    std::fs::write(&ca, authority.pem()).unwrap();
    let endpoint = format!("https://localhost:{}", collector.address.port());
    let variables =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_EXPORTER_OTLP_CERTIFICATE", ca.to_str().unwrap())];
    let (_policies, sidecar) = sending_to(&collector, &variables);
    sidecar.decisions().await.evaluate(traced("01")).await.unwrap();
    collector.spans(1).await;

    let gone = [variables[0], ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/ca.crt")];
    let (_policies, sidecar) = sending_to(&collector, &gone);
    let log = sidecar.log().join("\n");
    assert!(log.contains("can't read `/nowhere/ca.crt`, which `OTEL_EXPORTER_OTLP_CERTIFICATE` names"), "{log}");
    assert!(sidecar.decisions().await.evaluate(traced("01")).await.is_ok());
}

#[tokio::test]
async fn a_batch_tells_each_decision_and_an_error_its_status() {
    let collector = Collector::grpc(0, None).await;
    let (_folder, sidecar) = sending_to(&collector, &[]);
    let mut client = sidecar.decisions().await;
    let requests = vec![mini::question("a"), selat::grpc::wire::EvaluateRequest::default(), mini::question("b")];
    let answers =
        client.evaluate_batch(EvaluateBatchRequest { requests: requests.clone() }).await.unwrap().into_inner();
    let mut streamed = client.evaluate_stream(tokio_stream::iter(requests)).await.unwrap().into_inner();
    while streamed.message().await.unwrap().is_some() {}
    let refused = client.evaluate(selat::grpc::wire::EvaluateRequest::default()).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    client.simulate(SimulateRequest { transfer: Some(mini::transfer()), ..Default::default() }).await.unwrap();
    let open =
        Call { frames: vec![framed(&mini::question(""))], ends: false, ..Call::new(EVALUATE, bytes::Bytes::new()) };
    let late = Raw::to(&sidecar).await.call(open.with("grpc-timeout", Some("50m"))).await;
    assert_eq!(late.code(), Some("4"));
    Raw::to(&sidecar).await.call(Call::new("/no.such.Service/Method", bytes::Bytes::new())).await;

    let received = collector.spans(6).await;
    let span = |name: &str, code: &str| {
        let mut spans = received.iter().map(|received| &received.span).filter(|span| span.name.ends_with(name));
        let found = spans.find(|span| words(&span.attributes)["rpc.grpc.status_code"] == code);
        found.unwrap_or_else(|| panic!("no {name} with {code} in {received:#?}"))
    };
    for name in ["/EvaluateBatch", "/EvaluateStream"] {
        let events = &span(name, "0").events;
        let said: Vec<_> = events.iter().map(|event| words(&event.attributes)).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(events.iter().all(|event| event.name == "selat.decided"));
        assert!(said.iter().all(|said| said["selat.decision"] == "allow"), "{said:?}");
        if name == "/EvaluateBatch" {
            assert_eq!(said[1]["selat.decision_id"], answers.responses[2].decision_id);
        }
    }
    assert!(span("/Evaluate", "3").status.clone().unwrap_or_default().code == 0, "the caller's mistake is no fault");
    assert_eq!(words(&span("/Simulate", "0").attributes)["selat.simulated"], "true");
    assert_eq!(span("/Evaluate", "4").status.clone().unwrap_or_default().code, 2, "a deadline is a fault");
    assert_eq!(words(&span("other", "12").attributes)["rpc.method"], "_OTHER");
    let text = format!("{received:?}");
    for word in ["hosting", "personal.contact", "instrument.contract", "no.such.Service"] {
        assert!(!text.contains(word), "{word} is a caller's word");
    }
}

#[tokio::test]
async fn which_calls_get_a_span_is_the_callers_choice_and_the_samplers() {
    for (sampler, unsampled, sampled, none) in [
        ("parentbased_always_on", false, true, true),
        ("parentbased_always_off", false, true, false),
        ("always_on", true, true, true),
        ("always_off", false, false, false),
    ] {
        let collector = Collector::grpc(0, None).await;
        let (_folder, mut sidecar) = sending_to(&collector, &[("OTEL_TRACES_SAMPLER", sampler)]);
        let mut client = sidecar.decisions().await;
        client.evaluate(traced("00")).await.unwrap();
        client.evaluate(traced("01")).await.unwrap();
        client.evaluate(mini::question("")).await.unwrap();
        sidecar.signal("TERM");
        sidecar.wait().await;
        let received = collector.received();
        let of_the_trace = received.iter().filter(|received| hex(&received.span.trace_id) == TRACE).count();
        let expected = usize::from(unsampled) + usize::from(sampled);
        assert_eq!((of_the_trace, received.len() - of_the_trace), (expected, usize::from(none)), "{sampler}");
    }
}

#[tokio::test]
async fn nothing_is_sent_where_no_collector_is_named_or_it_is_turned_off() {
    let collector = Collector::grpc(0, None).await;
    let endpoint = format!("http://{}", collector.address);
    let named = ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str());
    for variables in [
        &[("OTEL_SERVICE_NAME", "selat"), ("OTEL_TRACES_SAMPLER", "always_on")][..],
        &[named, ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_SDK_DISABLED", "true")],
        &[named, ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_TRACES_EXPORTER", "none")],
    ] {
        let (_folder, mut sidecar) = start(variables);
        sidecar.decisions().await.evaluate(traced("01")).await.unwrap();
        let log = sidecar.log().join("\n");
        assert!(!log.contains("spans"), "{log}");
        for outcome in ["exported", "failed", "dropped"] {
            assert_eq!(sidecar.metric(&format!("selat_trace_spans_total{{outcome=\"{outcome}\"}}")), 0);
        }
        sidecar.signal("TERM");
        sidecar.wait().await;
        assert!(collector.received().is_empty());
    }
}

#[tokio::test]
async fn the_last_spans_are_sent_at_the_end() {
    let collector = Collector::grpc(0, None).await;
    let (_folder, mut sidecar) = sending_to(&collector, &[("OTEL_BSP_SCHEDULE_DELAY", "3600000")]);
    sidecar.decisions().await.evaluate(traced("01")).await.unwrap();
    assert!(collector.received().is_empty());
    sidecar.signal("TERM");
    assert_eq!(sidecar.wait().await.code(), Some(0));
    assert_eq!(collector.received().len(), 1);
}

#[tokio::test]
async fn a_collector_that_is_gone_costs_spans_and_no_answer() {
    let collector = Collector::grpc(0, None).await;
    let port = collector.address.port();
    let (_folder, sidecar) = sending_to(&collector, &[("OTEL_EXPORTER_OTLP_TIMEOUT", "200")]);
    drop(collector);
    let mut client = sidecar.decisions().await;
    let spans = |outcome: &str| sidecar.metric(&format!("selat_trace_spans_total{{outcome=\"{outcome}\"}}"));
    until("spans are lost", async || {
        assert_eq!(client.evaluate(traced("01")).await.unwrap().into_inner().decision(), Decision::Allow);
        (spans("failed") > 0).then_some(())
    })
    .await;
    until("the port is free", async || TcpListener::bind(("127.0.0.1", port)).ok().map(drop)).await;
    let collector = Collector::grpc(port, None).await;
    until("spans come again", async || {
        client.evaluate(traced("01")).await.unwrap();
        (!collector.received().is_empty()).then_some(())
    })
    .await;
    let told = |what: &str| sidecar.log().iter().filter(|line| line.contains(what)).count();
    until("it is said that they are sent again", async || (told("spans are sent again") > 0).then_some(())).await;
    assert_eq!(told("spans can't be sent"), 1, "{:#?}", sidecar.log());
}

#[tokio::test]
async fn a_collector_that_never_answers_holds_up_neither_calls_nor_the_end() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let (_folder, mut sidecar) = start(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "10"),
        ("OTEL_BSP_SCHEDULE_DELAY", "10"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "60000"),
    ]);
    let mut client = sidecar.decisions().await;
    let dropped = || sidecar.metric("selat_trace_spans_total{outcome=\"dropped\"}");
    for n in 1..=30 {
        client.evaluate(traced("01")).await.unwrap_or_else(|status| panic!("call {n}: {status}"));
    }
    until("what finds no room is dropped", async || (dropped() == 20).then_some(())).await;
    let started = Instant::now();
    sidecar.signal("TERM");
    assert_eq!(sidecar.wait().await.code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(20), "it took {:?}", started.elapsed());
}

#[tokio::test]
async fn a_variable_that_can_t_be_taken_is_named_and_its_value_is_not() {
    let collector = Collector::grpc(0, None).await;
    let variables = [
        ("OTEL_EXPORTER_OTLP_HEADERS", "secret-without-a-name"),
        ("OTEL_TRACES_SAMPLER", "sometimes"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "10s"),
    ];
    let (_folder, sidecar) = sending_to(&collector, &variables);
    let log = sidecar.log().join("\n");
    for (name, value) in variables {
        assert!(log.contains(&format!("the variable `{name}` is not ")) && !log.contains(value), "{name}: {log}");
    }
    sidecar.decisions().await.evaluate(traced("01")).await.unwrap();
    collector.spans(1).await;
    let (_folder, sidecar) = start(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]);
    assert!(sidecar.log().join("\n").contains("an address such as `http://127.0.0.1:4317`; no spans are sent"));
    assert!(sidecar.decisions().await.evaluate(traced("01")).await.is_ok());
}
