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
