//! A candidate decides beside the policies in force: what differs is told, never answered, and one call promotes it.

use std::fs;
use std::path::Path;

use selat::grpc::wire::{
    Decision, EvaluateBatchRequest, ListShadowDifferencesRequest, LoadCause, LoadOutcome, PromoteShadowRequest,
    ShadowDifference, ShadowStatus, SimulateRequest,
};
use serde_json::Value;
use tempfile::TempDir;
use tonic::Code;

use crate::cli::{Ended, selat};
use crate::support::mini::{self, Law};
use crate::support::sidecar::Sidecar;
use crate::support::wait::until;

/// The policies in force allow; the candidate is as asked.
struct Pair {
    place: TempDir,
    sidecar: Sidecar,
}

impl Pair {
    /// Whoever comes over loopback may promote.
    fn new(candidate: Law) -> Self {
        Self::with(candidate, &["--allow-admin-client", "loopback"])
    }

    fn with(candidate: Law, more: &[&str]) -> Self {
        let place = TempDir::new().unwrap();
        let (active, shadow) = (place.path().join("active"), place.path().join("candidate"));
        mini::write(&active, Law::Allows);
        mini::write(&shadow, candidate);
        let flags = ["--quiet-period", "10ms", "--poll-interval", "100ms", "--shadow", shadow.to_str().unwrap()];
        let sidecar = Sidecar::on(&active, &[&flags[..], more].concat());
        Self { place, sidecar }
    }

    fn folder(&self, name: &str) -> std::path::PathBuf {
        self.place.path().join(name)
    }

    async fn shadow(&self, what: &str, is_it: impl Fn(&ShadowStatus) -> bool) -> ShadowStatus {
        until(what, async || self.sidecar.status().await.shadow.filter(|shadow| is_it(shadow))).await
    }

    async fn ask(&self) -> Decision {
        let mut client = self.sidecar.decisions().await;
        client.evaluate(mini::question("")).await.unwrap().into_inner().decision()
    }

    async fn differences(&self) -> Vec<ShadowDifference> {
        let request = ListShadowDifferencesRequest { limit: 0 };
        self.sidecar.policies().await.list_shadow_differences(request).await.unwrap().into_inner().differences
    }

    async fn promote(&self, revision: &str) -> Result<selat::grpc::wire::LoadAttempt, tonic::Status> {
        let request = PromoteShadowRequest { policy_revision: revision.to_owned() };
        let answer = self.sidecar.policies().await.promote_shadow(request).await?;
        Ok(answer.into_inner().attempt.unwrap())
    }

    fn selat(&self, arguments: &[&str]) -> Ended {
        selat(&[arguments, &["--connect", &self.sidecar.grpc]].concat())
    }
}

fn compared(shadow: &ShadowStatus) -> u64 {
    shadow.comparisons.iter().map(|pair| pair.compared).sum()
}

#[tokio::test]
async fn what_the_candidate_says_is_counted_and_kept_and_never_answered() {
    let pair = Pair::new(Law::Denies);
    for _ in 0..3 {
        assert_eq!(pair.ask().await, Decision::Allow);
    }
    let shadow = pair.shadow("three comparisons", |shadow| compared(shadow) == 3).await;
    let counted = &shadow.comparisons[0];
    assert_eq!((counted.active(), counted.shadow()), (Decision::Allow, Decision::Deny));
    assert_eq!((shadow.comparisons.len(), counted.compared, counted.differing), (1, 3, 3));

    let differences = pair.differences().await;
    assert_eq!(differences.iter().map(|found| found.number).collect::<Vec<_>>(), [3, 2, 1]);
    let (active, candidate) = (differences[0].active.as_ref().unwrap(), differences[0].shadow.as_ref().unwrap());
    assert_eq!((active.decision(), candidate.decision()), (Decision::Allow, Decision::Deny));
    assert_eq!(active.policy_revision, pair.sidecar.status().await.policy_revision);
    assert_eq!(candidate.policy_revision, shadow.policy_revision);
    assert_eq!(candidate.rules[..2], ["vn.contact.rule", "vn.health.rule"]);
    assert_eq!(differences[0].transfer, Some(mini::transfer()));

    let metrics = pair.sidecar.page("/metrics").1;
    for line in [
        "selat_shadow_differences_total{active=\"allow\",shadow=\"deny\"} 3",
        "selat_shadow_comparisons_total{active=\"allow\",shadow=\"allow\"} 0",
        "selat_shadow_skipped_total{reason=\"queue-full\"} 0",
        "selat_shadow_last_reload_successful 1",
        // The answers are those of the policies in force alone.
        "selat_decisions_total{decision=\"allow\"} 3",
        "selat_decisions_total{decision=\"deny\"} 0",
    ] {
        assert!(metrics.contains(&format!("\n{line}\n")), "{line} is not in {metrics}");
    }
    let shown = pair.selat(&["shadow", "list"]);
    assert!(shown.code == 0 && shown.stdout.contains("allow → deny"), "{}", shown.all());
    let shown: Value = serde_json::from_str(&pair.selat(&["shadow", "list", "--json", "--limit", "1"]).stdout).unwrap();
    assert_eq!(shown["differences"].as_array().unwrap().len(), 1);
    assert_eq!(shown["differences"][0]["shadow"]["decision"], "deny");
    // A poll in between confirms the policies once more.
    let page = until("the command says what the page says", async || {
        let command: Value =
            serde_json::from_str(&pair.selat(&["status", "--json", "--attempts", "100"]).stdout).unwrap();
        let page: Value = serde_json::from_str(&pair.sidecar.page("/status").1).unwrap();
        (command == page).then_some(page)
    })
    .await;
    assert_eq!(page["shadow"]["comparisons"][0]["differing"], 3);
    assert!(pair.selat(&["status"]).stdout.contains("allow → deny"));
}

#[tokio::test]
async fn batches_and_streams_are_compared_and_simulations_are_not() {
    let pair = Pair::new(Law::Allows);
    let mut client = pair.sidecar.decisions().await;
    let requests: Vec<_> = (0..20).map(|n| mini::question(&n.to_string())).collect();
    client.evaluate_batch(EvaluateBatchRequest { requests: requests.clone() }).await.unwrap();
    let mut answers = client.evaluate_stream(tokio_stream::iter(requests)).await.unwrap().into_inner();
    while answers.message().await.unwrap().is_some() {}
    let simulated = SimulateRequest { transfer: Some(mini::transfer()), ..SimulateRequest::default() };
    client.simulate(simulated).await.unwrap();
    assert_eq!(pair.ask().await, Decision::Allow);
    let shadow = pair.shadow("41 comparisons", |shadow| compared(shadow) >= 41).await;
    assert_eq!((compared(&shadow), shadow.comparisons[0].differing), (41, 0));
    assert_eq!(pair.differences().await, []);
}

#[tokio::test]
async fn a_candidate_that_does_not_know_a_word_refuses_and_one_that_is_broken_stops_nothing() {
    let pair = Pair::new(Law::Allows);
    let without = |text: &str| text.replace("  - { id: hosting, title: Hosting }", "  - { id: other, title: Other }");
    let file = pair.folder("candidate").join("vocabulary.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let first = pair.shadow("the candidate", |shadow| !shadow.policy_revision.is_empty()).await.policy_revision;
    fs::write(&file, without(&text)).unwrap();
    pair.shadow("the other candidate", |shadow| shadow.policy_revision != first).await;
    assert_eq!(pair.ask().await, Decision::Allow);
    let shadow = pair.shadow("a comparison", |shadow| compared(shadow) == 1).await;
    assert_eq!(shadow.comparisons[0].shadow(), Decision::Unspecified);
    let refused = pair.differences().await[0].shadow.clone().unwrap();
    assert!(refused.refusal.contains("`hosting` is not a known purpose"), "{refused:?}");

    fs::write(&file, "kind: [").unwrap();
    let is_rejected = |shadow: &ShadowStatus| {
        shadow.last_attempt.as_ref().is_some_and(|attempt| attempt.outcome() == LoadOutcome::Rejected)
    };
    let broken = pair.shadow("the edit is rejected", is_rejected).await;
    assert_eq!(broken.policy_revision, shadow.policy_revision);
    assert_eq!(pair.ask().await, Decision::Allow);
    // It is the candidate that is broken, not the sidecar.
    assert_eq!(pair.selat(&["status"]).code, 0);
    assert!(pair.sidecar.page("/metrics").1.contains("\nselat_shadow_last_reload_successful 0\n"));
    let refusal = pair.promote(&broken.policy_revision).await.unwrap_err();
    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert!(refusal.message().contains("broken"), "{refusal:?}");
}

#[tokio::test]
async fn a_promoted_candidate_decides_and_its_folder_is_the_source_from_then_on() {
    let pair = Pair::new(Law::Denies);
    let shadow = pair.shadow("the candidate", |shadow| !shadow.policy_revision.is_empty()).await;
    let other = pair.promote("0123").await.unwrap_err();
    assert_eq!(other.code(), Code::FailedPrecondition);
    assert!(other.message().contains(&shadow.policy_revision), "{other:?}");
    assert_eq!(pair.ask().await, Decision::Allow);

    let before = pair.sidecar.status().await.policy_revision;
    let receipt = pair.promote(&shadow.policy_revision).await.unwrap();
    assert_eq!((receipt.outcome(), receipt.cause()), (LoadOutcome::Swapped, LoadCause::Promotion));
    assert_eq!((&receipt.from, &receipt.to), (&before, &shadow.policy_revision));
    let changed: Vec<_> = receipt.changes.unwrap().changed.into_iter().map(|item| item.id).collect();
    assert_eq!(changed, ["vn.contact.rule", "vn.health.rule"]);
    assert_eq!(pair.ask().await, Decision::Deny);
    let status = pair.sidecar.status().await;
    assert_eq!(status.sources, [pair.folder("candidate").to_str().unwrap()]);
    assert!(status.shadow.unwrap().promoted);

    edit(&pair.folder("active"), Law::Requires);
    edit(&pair.folder("candidate"), Law::Requires);
    let last = pair.sidecar.answer("the edit of the candidate's folder is in force", Law::Requires).await;
    assert!(last.reasons[0].source.starts_with(pair.folder("candidate").to_str().unwrap()), "{last:?}");
    fs::remove_dir_all(pair.folder("active")).unwrap();
    edit(&pair.folder("candidate"), Law::Allows);
    pair.sidecar.answer("the next edit too, with the old folder gone", Law::Allows).await;
    assert_eq!(pair.selat(&["status"]).code, 0);

    let again = pair.promote(&last.policy_revision).await.unwrap_err();
    assert!(again.message().contains("already"), "{again:?}");
}

#[tokio::test]
async fn who_may_ask_alone_may_not_promote() {
    let pair = Pair::with(Law::Denies, &[]);
    let shadow = pair.shadow("the candidate", |shadow| !shadow.policy_revision.is_empty()).await;
    assert_eq!(pair.promote(&shadow.policy_revision).await.unwrap_err().code(), Code::PermissionDenied);
    assert_eq!(pair.ask().await, Decision::Allow);
}

#[tokio::test]
async fn the_command_promotes_and_says_so_where_it_can_not() {
    let pair = Pair::new(Law::Denies);
    let shadow = pair.shadow("the candidate", |shadow| !shadow.policy_revision.is_empty()).await;
    let wrong = pair.selat(&["shadow", "promote", "0123"]);
    assert!(wrong.code == 1 && wrong.stderr.contains("the candidate is"), "{}", wrong.all());
    let ended = pair.selat(&["shadow", "promote", &shadow.policy_revision]);
    assert!(ended.code == 0 && ended.stdout.contains(&shadow.policy_revision), "{}", ended.all());
    assert_eq!(pair.ask().await, Decision::Deny);

    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let alone = Sidecar::on(folder.path(), &[]);
    let none = selat(&["shadow", "list", "--connect", &alone.grpc]);
    assert!(none.code == 1 && none.stderr.contains("without `--shadow`"), "{}", none.all());
}

fn edit(folder: &Path, law: Law) {
    mini::write(folder, law);
}
