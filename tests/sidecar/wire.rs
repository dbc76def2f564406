//! The contract, through the generated client.

use std::collections::BTreeMap;

use selat::grpc::wire::{
    self, Authority, Confidence, Decision, Effect, EvaluateBatchRequest, EvaluateRequest, LoadOutcome, SimulateRequest,
    Transfer,
};
use tempfile::TempDir;
use tokio_stream::StreamExt as _;
use tonic::{Code, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use tonic_types::StatusExt as _;

use crate::support::mini::{self, Law};
use crate::support::sidecar::Sidecar;

fn sidecar(law: Law) -> (TempDir, Sidecar) {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), law);
    let sidecar = Sidecar::on(folder.path(), &[]);
    (folder, sidecar)
}

fn violations(status: &Status) -> Vec<(String, String)> {
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let details = status.get_details_bad_request().expect("google.rpc.BadRequest");
    details.field_violations.into_iter().map(|v| (v.field, v.description)).collect()
}

fn asking(change: impl FnOnce(&mut Transfer)) -> EvaluateRequest {
    let mut transfer = mini::transfer();
    change(&mut transfer);
    EvaluateRequest { request_id: "asked".to_owned(), transfer: Some(transfer) }
}

#[tokio::test]
async fn an_answer_explains_itself() {
    let (folder, sidecar) = sidecar(Law::Requires);
    let mut client = sidecar.decisions().await;
    let question = asking(|t| t.safeguards = vec!["instrument.contract".to_owned()]);
    let answer = client.evaluate(question.clone()).await.unwrap().into_inner();
    assert_eq!(answer.request_id, "asked");
    assert_eq!(answer.decision(), Decision::Conditions);
    assert!(!answer.simulated && answer.refusal.is_none() && answer.valid_until.is_none());
    assert_eq!(answer.policy_revision.len(), 32);

    let condition = &answer.conditions[1];
    assert_eq!((condition.id.as_str(), condition.rule.as_str()), ("vn.health.rule", "vn.health.rule"));
    assert_eq!(condition.text, "The law speaks of this data.");
    assert_eq!(condition.citations, ["vn.law#art2"]);
    let mut safeguards = condition.alternatives[0].safeguards.clone();
    safeguards.sort();
    assert_eq!(safeguards, ["filing.dossier", "instrument.contract"]);
    assert_eq!(condition.alternatives[0].missing, ["filing.dossier"]);

    let reason = &answer.reasons[0];
    assert_eq!(reason.rule, "vn.contact.rule");
    assert_eq!((reason.effect(), reason.authority()), (Effect::Require, Authority::Statute));
    assert_eq!(reason.confidence(), Confidence::High);
    let place = folder.path().join("contact.yaml").display().to_string();
    assert!(reason.source.starts_with(&format!("{place}:7:")), "{}", reason.source);

    let duty = &answer.obligations[0];
    assert_eq!((duty.id.as_str(), duty.rule.as_str()), ("keep-record", "vn.contact.rule"));
    assert_eq!(duty.due.unwrap().seconds, 5 * 24 * 60 * 60);
    let again = client.evaluate(question).await.unwrap().into_inner();
    assert_ne!(answer.decision_id, again.decision_id);
}

#[tokio::test]
async fn what_no_rule_decides_is_explained_too() {
    let (_folder, sidecar) = sidecar(Law::Allows);
    let mut client = sidecar.decisions().await;
    for (origin, destination, principle, decision, effect) in [
        ("SG", "VN", "uncovered-origin", Decision::Deny, Effect::Deny),
        ("VN", "VN", "domestic-transfer", Decision::Allow, Effect::Allow),
    ] {
        let question = asking(|t| {
            t.origin = origin.to_owned();
            t.destination = destination.to_owned();
        });
        let answer = client.evaluate(question).await.unwrap().into_inner();
        let reason = &answer.reasons[0];
        assert_eq!((answer.decision(), reason.rule.as_str()), (decision, principle));
        assert_eq!((reason.effect(), reason.authority()), (effect, Authority::Unspecified));
        assert!(reason.citations.is_empty() && !reason.text.is_empty() && reason.source.is_empty());
    }
}

#[tokio::test]
async fn a_bad_question_names_every_field_at_fault() {
    let (_folder, sidecar) = sidecar(Law::Allows);
    let mut client = sidecar.decisions().await;
    let nothing = EvaluateRequest { request_id: String::new(), transfer: None };
    let missing = violations(&client.evaluate(nothing).await.unwrap_err());
    assert_eq!(missing, [("transfer".to_owned(), "required, and left out".to_owned())]);

    let question = asking(|t| {
        t.origin = "VM".to_owned();
        t.destination = String::new();
        t.data[1] = "personal.helth".to_owned();
        t.dataset = "patients".to_owned();
        t.exporter.as_mut().unwrap().role = "controler".to_owned();
        t.importer.as_mut().unwrap().id = "acme".to_owned();
        t.safeguards = vec!["instrument.contract".to_owned(), "x".repeat(1_000_000)];
    });
    let status = client.evaluate(question).await.unwrap_err();
    let all: BTreeMap<_, _> = violations(&status).into_iter().collect();
    let fields: Vec<_> = all.keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "transfer.data[1]",
            "transfer.dataset",
            "transfer.destination",
            "transfer.exporter.role",
            "transfer.importer.id",
            "transfer.origin",
            "transfer.safeguards[1]"
        ]
    );
    let category = &all["transfer.data[1]"];
    assert!(category.contains("`personal.helth`") && category.contains("`personal.health`"), "{category}");
    assert!(all["transfer.safeguards[1]"].len() < 200, "the value is cut");
    assert!(status.message().contains("6 more fields are at fault"), "{}", status.message());
    assert!(sidecar.page("/metrics").1.contains("selat_questions_refused_total{reason=\"invalid\"} 2"));
}

#[tokio::test]
async fn a_question_with_too_much_at_fault_is_refused_within_the_limits_of_headers() {
    let (_folder, sidecar) = sidecar(Law::Allows);
    let mut client = sidecar.decisions().await;
    let status = client.evaluate(asking(|t| t.data = vec!["nonsense".to_owned(); 900])).await.unwrap_err();
    let all = violations(&status);
    assert!(all.len() < 900 && all.last().unwrap().1.contains("more fields are at fault"), "{all:?}");
    assert!(status.details().len() < 8_000);
    let status = client.evaluate(asking(|t| t.data = vec!["nonsense".to_owned(); 1_001])).await.unwrap_err();
    assert_eq!(violations(&status)[0].0, "transfer.data");
}

#[tokio::test]
async fn a_batch_answers_in_order_and_a_bad_question_in_its_place() {
    let (_folder, sidecar) = sidecar(Law::Denies);
    let mut client = sidecar.decisions().await;
    let mut requests: Vec<_> = (0..10_000).map(|n| mini::question(&n.to_string())).collect();
    requests[7].transfer.as_mut().unwrap().purpose = "hostin".to_owned();
    requests[8].transfer = None;
    let batch = client.evaluate_batch(EvaluateBatchRequest { requests: requests.clone() }).await.unwrap().into_inner();
    assert_eq!(batch.responses.len(), 10_000);
    for (n, response) in batch.responses.iter().enumerate() {
        assert_eq!(response.request_id, n.to_string());
        assert_eq!(response.policy_revision, batch.policy_revision);
        match n {
            7 | 8 => {
                assert_eq!(response.decision(), Decision::Unspecified);
                assert!(response.decision_id.is_empty() && response.reasons.is_empty());
            }
            _ => assert_eq!(mini::unmixed(response), Decision::Deny),
        }
    }
    let field = |n: usize| batch.responses[n].refusal.as_ref().unwrap().violations[0].field.as_str();
    assert_eq!((field(7), field(8)), ("transfer.purpose", "transfer"));
    let metrics = sidecar.page("/metrics").1;
    assert!(metrics.contains("selat_decisions_total{decision=\"deny\"} 9998"), "{metrics}");

    requests.push(mini::question("one too many"));
    let status = client.evaluate_batch(EvaluateBatchRequest { requests }).await.unwrap_err();
    assert_eq!(violations(&status)[0].0, "requests");
    let empty = client.evaluate_batch(EvaluateBatchRequest::default()).await.unwrap().into_inner();
    assert!(empty.responses.is_empty() && empty.policy_revision == batch.policy_revision);
}

#[tokio::test]
async fn a_stream_goes_on_after_a_bad_question() {
    let (_folder, sidecar) = sidecar(Law::Allows);
    let mut client = sidecar.decisions().await;
    let mut bad = mini::question("bad");
    bad.transfer.as_mut().unwrap().origin = "Vietnam".to_owned();
    let questions = tokio_stream::iter([mini::question("first"), bad, mini::question("last")]);
    let answers = client.evaluate_stream(questions).await.unwrap().into_inner();
    let answers: Vec<_> = answers.map(Result::unwrap).collect().await;
    let ids: Vec<_> = answers.iter().map(|answer| answer.request_id.as_str()).collect();
    assert_eq!(ids, ["first", "bad", "last"]);
    assert_eq!(answers[1].refusal.as_ref().unwrap().violations[0].field, "transfer.origin");
    assert_eq!(mini::unmixed(&answers[2]), Decision::Allow);
}

#[tokio::test]
async fn a_simulation_says_so_and_may_assume() {
    let (folder, sidecar) = sidecar(Law::Allows);
    let gate = "\
apiVersion: selat/v1
kind: RuleSet
id: vn.gate
authority: statute
jurisdiction: VN
rules:
  - id: vn.gate.closed
    summary: Nothing leaves but to friends, from 2030 on.
    when: { origin: VN, destination: { not: friends } }
    effect: deny
    effective: { from: 2030-01-01 }
    cites: [\"vn.law#art1\"]
";
    std::fs::write(folder.path().join("gate.yaml"), gate).unwrap();
    sidecar.attempt("the gate is in force", |a| a.outcome() == LoadOutcome::Swapped && !a.from.is_empty()).await;
    let mut client = sidecar.decisions().await;
    let live = client.evaluate(mini::question("")).await.unwrap().into_inner();
    assert_eq!(live.valid_until.unwrap().seconds, 1_893_456_000);

    let question = |at: Option<i64>, assume: &[&str]| SimulateRequest {
        request_id: "sim".to_owned(),
        transfer: Some(mini::transfer()),
        at: at.map(|seconds| prost_types::Timestamp { seconds, nanos: 0 }),
        assume: assume.iter().map(ToString::to_string).collect(),
    };
    for (at, assume, decision) in [
        (None, [].as_slice(), Decision::Allow),
        (Some(1_893_456_000), &[], Decision::Deny),
        (Some(1_893_456_000), &["opened"], Decision::Allow),
    ] {
        let answer = client.simulate(question(at, assume)).await.unwrap().into_inner();
        assert!(answer.simulated);
        assert_eq!((answer.request_id.as_str(), answer.decision()), ("sim", decision), "{at:?} {assume:?}");
    }
    let status = client.simulate(question(Some(i64::MAX), &["opened", "openned"])).await.unwrap_err();
    let all = violations(&status);
    assert_eq!((all[0].0.as_str(), all[1].0.as_str()), ("at", "assume[1]"));
    assert!(all[1].1.contains("`opened`"), "{}", all[1].1);
}

#[tokio::test]
async fn the_status_tells_what_is_loaded() {
    let (folder, sidecar) = sidecar(Law::Allows);
    let status = sidecar.status().await;
    assert_eq!(status.sources, [folder.path().to_str().unwrap()]);
    let counts = status.counts.unwrap();
    assert_eq!((counts.rules, counts.rule_sets, counts.regulations, counts.jurisdictions_covered), (2, 2, 1, 1));
    let attempt = status.last_attempt.unwrap();
    assert_eq!(attempt.outcome(), LoadOutcome::Swapped);
    assert_eq!((attempt.from.as_str(), &attempt.to), ("", &status.policy_revision));
    let metrics = sidecar.page("/metrics").1;
    let info = format!("\nselat_policy_info{{revision=\"{}\"}} 1\n", status.policy_revision);
    assert!(metrics.contains(&info), "{metrics}");
    assert!(metrics.contains("\nselat_policy_age_seconds ") && metrics.ends_with("# EOF\n"), "{metrics}");
}

#[tokio::test]
async fn health_and_reflection_are_the_standard_ones() {
    let (_folder, sidecar) = sidecar(Law::Allows);
    let mut health = HealthClient::new(sidecar.channel().await);
    for service in ["", "selat.v1.DecisionService", "selat.v1.PolicyService"] {
        let answer = health.check(HealthCheckRequest { service: service.to_owned() }).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{service}");
    }
    let unknown = health.check(HealthCheckRequest { service: "nobody".to_owned() }).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);

    let question = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut reflection = ServerReflectionClient::new(sidecar.channel().await);
    let mut answers = reflection.server_reflection_info(tokio_stream::once(question)).await.unwrap().into_inner();
    let Some(MessageResponse::ListServicesResponse(list)) = answers.next().await.unwrap().unwrap().message_response
    else {
        panic!("no list of services")
    };
    let names: Vec<_> = list.service.into_iter().map(|service| service.name).collect();
    for name in ["selat.v1.DecisionService", "selat.v1.PolicyService", "grpc.health.v1.Health"] {
        assert!(names.iter().any(|known| known == name), "{name} is not among {names:?}");
    }
}

#[tokio::test]
async fn a_message_that_is_too_large_is_refused_and_the_rest_goes_on() {
    let (_folder, sidecar) = sidecar(Law::Allows);
    let mut client = sidecar.decisions().await;
    let status = client.evaluate(mini::question(&"x".repeat(17 << 20))).await.unwrap_err();
    assert!(matches!(status.code(), Code::OutOfRange | Code::ResourceExhausted), "{status:?}");
    let answer: wire::EvaluateResponse = client.evaluate(mini::question("")).await.unwrap().into_inner();
    assert_eq!(mini::unmixed(&answer), Decision::Allow);
}
