//! A stop that is asked for: nothing new, and what is in flight is finished.

use std::time::{Duration, Instant};

use selat::grpc::wire::{Decision, WatchPolicyStatusRequest};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::support::frames::Frames;
use crate::support::mini::{self, Law};
use crate::support::sidecar::Sidecar;
use crate::support::wait::until;

#[tokio::test]
async fn a_stream_in_flight_is_finished() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let mut sidecar = Sidecar::on(folder.path(), &["--drain-timeout", "1m"]);
    let (questions, asked) = mpsc::channel(1);
    let mut client = sidecar.decisions().await;
    let mut answers = client.evaluate_stream(ReceiverStream::new(asked)).await.unwrap().into_inner();
    let mut watched =
        sidecar.policies().await.watch_policy_status(WatchPolicyStatusRequest {}).await.unwrap().into_inner();
    let mut health = HealthClient::new(sidecar.channel().await);
    let mut healths = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert_eq!(healths.next().await.unwrap().unwrap().status(), ServingStatus::Serving);
    questions.send(mini::question("before")).await.unwrap();
    assert_eq!(answers.next().await.unwrap().unwrap().request_id, "before");

    sidecar.signal("TERM");
    until("it says that it drains", async || (sidecar.page("/readyz").0 == 503).then_some(())).await;
    assert_eq!(healths.next().await.unwrap().unwrap().status(), ServingStatus::NotServing);
    assert!(healths.next().await.is_none(), "a watched health does not hold the drain up");
    while let Some(status) = watched.next().await {
        status.unwrap();
    }
    questions.send(mini::question("meanwhile")).await.unwrap();
    let answer = answers.next().await.unwrap().unwrap();
    assert_eq!((answer.request_id.as_str(), answer.decision()), ("meanwhile", Decision::Allow));
    until("no new connection is taken", async || std::net::TcpStream::connect(&sidecar.grpc).is_err().then_some(()))
        .await;
    drop(questions);
    assert!(answers.next().await.is_none());
    assert_eq!(sidecar.wait().await.code(), Some(0));
    assert!(sidecar.log().iter().any(|line| line.contains("draining")));
}

#[tokio::test]
async fn clients_are_told_to_go_while_calls_are_still_taken_and_a_second_signal_ends_it() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let mut sidecar = Sidecar::on(folder.path(), &["--drain-delay", "1h", "--drain-timeout", "1h"]);
    let mut health = HealthClient::new(sidecar.channel().await);
    let mut healths = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert_eq!(healths.next().await.unwrap().unwrap().status(), ServingStatus::Serving);
    let (questions, asked) = mpsc::channel(1);
    let mut client = sidecar.decisions().await;
    let mut answers = client.evaluate_stream(ReceiverStream::new(asked)).await.unwrap().into_inner();

    sidecar.signal("TERM");
    assert_eq!(healths.next().await.unwrap().unwrap().status(), ServingStatus::NotServing);
    assert_eq!(sidecar.page("/readyz").0, 503);
    assert_eq!(sidecar.page("/livez").0, 200);
    for name in ["", "selat.v1.DecisionService", "selat.v1.PolicyService", "selat.v1.RegulationService"] {
        let asked = HealthCheckRequest { service: name.to_owned() };
        assert_eq!(health.check(asked).await.unwrap().into_inner().status(), ServingStatus::NotServing, "{name}");
    }
    sidecar.answer("an answer on a new connection", Law::Allows).await;
    questions.send(mini::question("meanwhile")).await.unwrap();
    assert_eq!(answers.next().await.unwrap().unwrap().request_id, "meanwhile");

    sidecar.signal("TERM");
    assert_eq!(sidecar.wait().await.code(), Some(0));
    assert!(sidecar.log().iter().any(|line| line.contains("a second signal")), "{:#?}", sidecar.log());
}

#[tokio::test]
async fn a_service_that_there_is_not_is_unknown_and_stays_watched() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let mut sidecar = Sidecar::on(folder.path(), &[]);
    let mut health = HealthClient::new(sidecar.channel().await);
    let asked = HealthCheckRequest { service: "selat.v2.DecisionService".to_owned() };
    assert_eq!(health.check(asked.clone()).await.unwrap_err().code(), tonic::Code::NotFound);
    let mut healths = health.watch(asked).await.unwrap().into_inner();
    assert_eq!(healths.next().await.unwrap().unwrap().status(), ServingStatus::ServiceUnknown);
    sidecar.signal("TERM");
    assert!(healths.next().await.is_none(), "it ends with the sidecar");
    assert_eq!(sidecar.wait().await.code(), Some(0));
}

#[tokio::test]
async fn a_hangup_reads_the_policies_at_once() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &["--no-file-events", "--poll-interval", "1h"]);
    sidecar.answer("the first answer", Law::Allows).await;
    mini::write(folder.path(), Law::Denies);
    sidecar.signal("HUP");
    sidecar.answer("the answer after the signal", Law::Denies).await;
}

#[tokio::test]
async fn a_client_that_never_asked_and_does_not_leave_is_left() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let mut sidecar = Sidecar::on(folder.path(), &["--drain-timeout", "1h"]);
    let mut silent = Frames::open(&sidecar.grpc, &[]);
    silent.settle();
    sidecar.signal("TERM");
    let farewell = tokio::task::spawn_blocking(move || (silent.goaway(), silent)).await.unwrap();
    assert_eq!(farewell.0, Some(0), "it is told, and says nothing to it");
    assert_eq!(sidecar.wait().await.code(), Some(0));
    assert!(sidecar.log().iter().any(|line| line.contains(" drained")), "{:#?}", sidecar.log());
}

#[tokio::test]
async fn a_hangup_reads_the_candidate_at_once_too() {
    let folder = TempDir::new().unwrap();
    let (policies, candidate) = (folder.path().join("policies"), folder.path().join("candidate"));
    mini::write(&policies, Law::Allows);
    mini::write(&candidate, Law::Denies);
    let shadow = ["--shadow", candidate.to_str().unwrap()];
    let quiet = ["--no-file-events", "--poll-interval", "1h"];
    let sidecar = Sidecar::on(&policies, &[&shadow[..], &quiet[..]].concat());
    let revision = async || sidecar.status().await.shadow.map(|shadow| shadow.policy_revision).unwrap_or_default();
    let first = revision().await;
    mini::write(&candidate, Law::Requires);
    sidecar.signal("HUP");
    let next = until("the candidate is read", async || Some(revision().await).filter(|next| *next != first)).await;
    assert!(!first.is_empty() && !next.is_empty());
}

#[tokio::test]
async fn a_stream_that_does_not_end_is_ended() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let mut sidecar = Sidecar::on(folder.path(), &["--drain-timeout", "100ms"]);
    let (questions, asked) = mpsc::channel(1);
    let mut client = sidecar.decisions().await;
    let mut answers = client.evaluate_stream(ReceiverStream::new(asked)).await.unwrap().into_inner();
    questions.send(mini::question("")).await.unwrap();
    answers.next().await.unwrap().unwrap();
    let started = Instant::now();
    sidecar.signal("INT");
    assert_eq!(sidecar.wait().await.code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(10), "it took {:?}", started.elapsed());
}
