//! Every way in which policy files change leads to the new answer, and every bad change to the old one.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use selat::grpc::wire::{Decision, EvaluateBatchRequest, EvaluateResponse, LoadOutcome, WatchPolicyStatusRequest};
use tempfile::TempDir;
use tokio_stream::StreamExt as _;

use crate::support::mini::{self, Law};
use crate::support::sidecar::Sidecar;

/// Quick enough for a test, and with no poll within its time: what is noticed came by an event.
const BY_EVENTS: [&str; 4] = ["--quiet-period", "30ms", "--poll-interval", "1h"];

#[tokio::test]
async fn a_config_map_is_swapped_twice() {
    let folder = TempDir::new().unwrap();
    let volume = ConfigMap::new(folder.path());
    volume.show(&mini::files(Law::Allows, ""));
    let sidecar = Sidecar::on(folder.path(), &BY_EVENTS);
    let first = sidecar.answer("the first answer", Law::Allows).await;
    assert!(first.reasons[0].source.starts_with(folder.path().to_str().unwrap()));
    assert!(!first.reasons[0].source.contains(".."), "the name of a generation: {}", first.reasons[0].source);
    volume.show(&mini::files(Law::Denies, ""));
    sidecar.answer("the answer after one swap", Law::Denies).await;
    volume.show(&mini::files(Law::Requires, ""));
    sidecar.answer("the answer after two swaps", Law::Requires).await;
}

#[tokio::test]
async fn an_editor_writes_aside_and_renames() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &BY_EVENTS);
    sidecar.answer("the first answer", Law::Allows).await;
    for law in [Law::Denies, Law::Allows] {
        for (name, text) in mini::files(law, "") {
            let aside = folder.path().join(format!(".{name}.swp"));
            fs::write(&aside, text).unwrap();
            fs::rename(aside, folder.path().join(name)).unwrap();
        }
        sidecar.answer("the answer after the renames", law).await;
    }
}

#[tokio::test]
async fn a_burst_of_writes_ends_in_its_last() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &BY_EVENTS);
    for n in 0..300 {
        mini::write(folder.path(), if n % 2 == 0 { Law::Allows } else { Law::Requires });
    }
    mini::write(folder.path(), Law::Denies);
    sidecar.answer("the answer after the burst", Law::Denies).await;
    let attempts = sidecar.log().iter().filter(|line| line.contains("policy set replaced")).count();
    assert!(attempts < 30, "{attempts} reloads for one burst");
}

#[tokio::test]
async fn a_file_in_a_new_folder_counts() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &BY_EVENTS);
    let below = folder.path().join("vn");
    mini::write(&below, Law::Denies);
    for (name, _) in mini::files(Law::Allows, "") {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    sidecar.answer("the answer of the new folder", Law::Denies).await;
    mini::write(&below, Law::Requires);
    sidecar.answer("the answer after an edit there", Law::Requires).await;
}

#[tokio::test]
async fn a_folder_is_deleted_and_made_again() {
    let parent = TempDir::new().unwrap();
    let folder = parent.path().join("policies");
    mini::write(&folder, Law::Allows);
    // Long enough for the folder to be gone as a whole before it is looked at.
    let sidecar = Sidecar::on(&folder, &["--quiet-period", "250ms", "--poll-interval", "1h"]);
    fs::remove_dir_all(&folder).unwrap();
    let failed = sidecar.attempt("the folder is missed", |a| a.outcome() == LoadOutcome::Failed).await;
    assert!(failed.error.contains("does not exist"), "{}", failed.error);
    assert!(failed.error.contains(folder.to_str().unwrap()), "{}", failed.error);
    sidecar.answer("the last good answer", Law::Allows).await;
    assert_eq!(sidecar.page("/readyz").0, 200);
    mini::write(&folder, Law::Denies);
    sidecar.answer("the answer of the new folder", Law::Denies).await;
    mini::write(&folder, Law::Requires);
    sidecar.answer("the answer after an edit there", Law::Requires).await;
}

#[tokio::test]
async fn a_link_to_a_folder_is_moved_over() {
    let parent = TempDir::new().unwrap();
    let link = parent.path().join("current");
    let point_at = |release: &str, law| {
        mini::write(&parent.path().join(release), law);
        let aside = parent.path().join("aside");
        symlink(release, &aside).unwrap();
        fs::rename(aside, &link).unwrap();
    };
    point_at("first", Law::Allows);
    let sidecar = Sidecar::on(&link, &BY_EVENTS);
    sidecar.answer("the first answer", Law::Allows).await;
    point_at("second", Law::Denies);
    sidecar.answer("the answer of the other folder", Law::Denies).await;
    mini::write(&parent.path().join("second"), Law::Requires);
    sidecar.answer("the answer after an edit there", Law::Requires).await;
}

#[tokio::test]
async fn a_change_without_an_event_is_found_by_the_poll() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &["--no-file-events", "--poll-interval", "100ms"]);
    sidecar.answer("the first answer", Law::Allows).await;
    mini::write(folder.path(), Law::Denies);
    sidecar.answer("the answer after the poll", Law::Denies).await;
}

#[tokio::test]
async fn a_bad_edit_keeps_the_old_answer_and_says_so() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &BY_EVENTS);
    let good = sidecar.answer("the first answer", Law::Allows).await;

    let file = folder.path().join("health.yaml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("[personal.health]", "[personal.helth]")).unwrap();
    let rejected = sidecar.attempt("the edit is rejected", |a| a.outcome() == LoadOutcome::Rejected).await;
    let line = 1 + text.lines().position(|line| line.contains("personal.health")).unwrap();
    let mistake = &rejected.diagnostics[0];
    assert_eq!((mistake.file.as_str(), mistake.line as usize), (file.to_str().unwrap(), line), "{mistake:?}");
    assert_eq!(mistake.code, "unknown-word");
    assert_eq!((rejected.from.as_str(), rejected.to.as_str()), (&*good.policy_revision, &*good.policy_revision));
    let kept = sidecar.answer("the last good answer", Law::Allows).await;
    assert_eq!(kept.policy_revision, good.policy_revision);
    assert_eq!(sidecar.page("/readyz").0, 200);
    let status: serde_json::Value = serde_json::from_str(&sidecar.page("/status").1).unwrap();
    assert_eq!(status["last_attempt"]["outcome"], "rejected");
    assert_eq!(status["last_attempt"]["diagnostics"][0]["line"], line);
    assert!(sidecar.page("/metrics").1.contains("selat_policy_reloads_total{outcome=\"rejected\"} 1"));

    fs::write(&file, text).unwrap();
    let healed = sidecar.attempt("the old text is back", |a| a.outcome() == LoadOutcome::Unchanged).await;
    assert_eq!(healed.to, good.policy_revision);
    assert!(healed.diagnostics.is_empty());
}

#[tokio::test]
async fn a_file_that_is_about_to_be_written_is_not_taken_for_one_without_rules() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &BY_EVENTS);
    let file = folder.path().join("health.yaml");
    fs::write(&file, "").unwrap();
    let failed = sidecar.attempt("the file is empty", |a| a.outcome() == LoadOutcome::Failed).await;
    assert!(failed.error.contains("health.yaml") && failed.error.contains("is empty"), "{}", failed.error);
    sidecar.answer("the last good answer", Law::Allows).await;
    mini::write(folder.path(), Law::Denies);
    sidecar.answer("the answer when it is written", Law::Denies).await;
}

#[tokio::test]
async fn a_set_whose_own_test_fails_is_rejected() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let test = "\
apiVersion: selat/v1
kind: PolicyTest
tests:
  - name: contact data may go
    transfer: { origin: VN, destination: SG, data: [personal.contact], at: 2026-01-01T00:00:00Z }
    expect: { decision: allow }
";
    fs::write(folder.path().join("rules_test.yaml"), test).unwrap();
    let sidecar = Sidecar::on(folder.path(), &BY_EVENTS);
    assert_eq!(sidecar.status().await.counts.unwrap().tests, 1);
    mini::write(folder.path(), Law::Denies);
    let rejected = sidecar.attempt("the test fails", |a| a.outcome() == LoadOutcome::Rejected).await;
    assert_eq!(rejected.diagnostics[0].code, "policy-test-failed");
    assert!(rejected.diagnostics[0].file.ends_with("rules_test.yaml"));
    sidecar.answer("the last good answer", Law::Allows).await;
}

#[tokio::test]
async fn whoever_watches_the_status_hears_of_each_change_and_of_no_other() {
    let folder = TempDir::new().unwrap();
    let volume = ConfigMap::new(folder.path());
    volume.show(&mini::files(Law::Allows, ""));
    let sidecar = Sidecar::on(folder.path(), &["--quiet-period", "30ms", "--poll-interval", "50ms"]);
    let mut client = sidecar.policies().await;
    let mut changes = client.watch_policy_status(WatchPolicyStatusRequest {}).await.unwrap().into_inner();
    let mut heard = Vec::new();
    for law in [Law::Allows, Law::Denies, Law::Allows] {
        // The second generation has the same content: the same bytes are no change.
        volume.show(&mini::files(law, ""));
        volume.show(&mini::files(law, ""));
        sidecar.answer("the answer", law).await;
        heard.push(changes.next().await.unwrap().unwrap().status.unwrap());
    }
    let outcomes: Vec<_> = heard.iter().map(|status| status.last_attempt.as_ref().unwrap().outcome()).collect();
    assert_eq!(outcomes, [LoadOutcome::Swapped; 3]);
    assert_eq!(heard[0].policy_revision, heard[2].policy_revision);
    assert_ne!(heard[0].policy_revision, heard[1].policy_revision);
    assert_eq!(heard[1].last_attempt.as_ref().unwrap().from, heard[0].policy_revision);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_during_a_hundred_reloads_see_no_error_and_no_mixture() {
    let folder = TempDir::new().unwrap();
    let volume = ConfigMap::new(folder.path());
    volume.show(&mini::files(Law::Allows, " (0)"));
    let sidecar = Arc::new(Sidecar::on(folder.path(), &["--quiet-period", "5ms", "--poll-interval", "1h"]));
    let done = Arc::new(AtomicBool::new(false));
    let readers = [
        tokio::spawn(read_singly(Arc::clone(&sidecar), Arc::clone(&done))),
        tokio::spawn(read_in_batches(Arc::clone(&sidecar), Arc::clone(&done))),
        tokio::spawn(read_in_a_stream(Arc::clone(&sidecar), Arc::clone(&done))),
    ];
    for n in 1..=100 {
        let law = if n % 2 == 0 { Law::Allows } else { Law::Denies };
        let before = sidecar.status().await.policy_revision;
        volume.show(&mini::files(law, &format!(" ({n})")));
        sidecar.attempt("the next revision", |a| a.outcome() == LoadOutcome::Swapped && a.from == before).await;
    }
    done.store(true, Ordering::Relaxed);
    let mut by_revision: HashMap<String, Decision> = HashMap::new();
    for reader in readers {
        for (revision, decision) in reader.await.unwrap() {
            let known = *by_revision.entry(revision).or_insert(decision);
            assert_eq!(known, decision, "one revision gives two answers");
        }
    }
    assert!(by_revision.len() > 50, "the readers saw only {} revisions", by_revision.len());
}

type Seen = Vec<(String, Decision)>;

fn seen(response: &EvaluateResponse) -> (String, Decision) {
    (response.policy_revision.clone(), mini::unmixed(response))
}

async fn read_singly(sidecar: Arc<Sidecar>, done: Arc<AtomicBool>) -> Seen {
    let mut client = sidecar.decisions().await;
    let mut all = Seen::new();
    while !done.load(Ordering::Relaxed) {
        all.push(seen(&client.evaluate(mini::question("")).await.expect("an answer").into_inner()));
    }
    all
}

async fn read_in_batches(sidecar: Arc<Sidecar>, done: Arc<AtomicBool>) -> Seen {
    let mut client = sidecar.decisions().await;
    let mut all = Seen::new();
    while !done.load(Ordering::Relaxed) {
        let requests = (0..50).map(|n| mini::question(&n.to_string())).collect();
        let batch = client.evaluate_batch(EvaluateBatchRequest { requests }).await.expect("answers").into_inner();
        for response in &batch.responses {
            assert_eq!(response.policy_revision, batch.policy_revision, "a batch under two policy sets");
            all.push(seen(response));
        }
    }
    all
}

async fn read_in_a_stream(sidecar: Arc<Sidecar>, done: Arc<AtomicBool>) -> Seen {
    let mut client = sidecar.decisions().await;
    let questions = tokio_stream::iter(0_u64..)
        .take_while(move |_| !done.load(Ordering::Relaxed))
        .map(|n| mini::question(&n.to_string()));
    let mut answers = client.evaluate_stream(questions).await.expect("a stream").into_inner();
    let mut all = Seen::new();
    while let Some(answer) = answers.next().await {
        let answer = answer.expect("an answer");
        assert_eq!(answer.request_id, all.len().to_string(), "out of order");
        all.push(seen(&answer));
    }
    all
}

/// A folder that is written the way Kubernetes writes a `ConfigMap` volume.
struct ConfigMap<'a> {
    folder: &'a Path,
}

impl<'a> ConfigMap<'a> {
    fn new(folder: &'a Path) -> Self {
        Self { folder }
    }

    /// A new generation, the move of `..data` over to it, links for new entries, and the end of the old generation.
    fn show(&self, files: &[(&str, String)]) {
        let generation = tempfile::Builder::new().prefix("..2026_").tempdir_in(self.folder).unwrap().keep();
        for (name, text) in files {
            fs::write(generation.join(name), text).unwrap();
        }
        let data = self.folder.join("..data");
        let old = fs::read_link(&data).ok();
        let aside = self.folder.join("..data_tmp");
        symlink(generation.file_name().unwrap(), &aside).unwrap();
        fs::rename(aside, &data).unwrap();
        for (name, _) in files {
            let link = self.folder.join(name);
            if !link.is_symlink() {
                symlink(Path::new("..data").join(name), link).unwrap();
            }
        }
        if let Some(old) = old {
            fs::remove_dir_all(self.folder.join(old)).unwrap();
        }
    }
}
