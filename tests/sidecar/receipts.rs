//! Every attempt to load leaves a receipt, and whoever looks, wherever, sees the same.

use std::fs;

use selat::grpc::wire::{ListReloadsRequest, LoadAttempt, LoadCause, LoadOutcome, PolicyItem};
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{Ended, selat};
use crate::support::mini::{self, Law};
use crate::support::sidecar::Sidecar;
use crate::support::wait::until;

const BY_EVENTS: [&str; 4] = ["--quiet-period", "30ms", "--poll-interval", "1h"];

fn status(sidecar: &Sidecar, more: &[&str]) -> Ended {
    selat(&[&["status", "--connect", &sidecar.grpc], more].concat())
}

async fn receipts(sidecar: &Sidecar, limit: u32) -> Vec<LoadAttempt> {
    sidecar.policies().await.list_reloads(ListReloadsRequest { limit }).await.unwrap().into_inner().attempts
}

#[tokio::test]
async fn a_bad_edit_is_a_failure_wherever_one_looks_and_its_end_a_success() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &BY_EVENTS);
    let good = sidecar.status().await;
    let before = status(&sidecar, &[]);
    assert_eq!(before.code, 0, "{}", before.all());
    assert!(before.stdout.starts_with("FINE"), "{}", before.all());

    let file = folder.path().join("health.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let place = format!("{}:9:", file.display());
    fs::write(&file, text.replace("[personal.health]", "[personal.helth]")).unwrap();
    sidecar.attempt("the edit is rejected", |a| a.outcome() == LoadOutcome::Rejected).await;

    // The call.
    let told = &receipts(&sidecar, 0).await[0];
    assert_eq!((told.outcome(), told.cause(), told.number), (LoadOutcome::Rejected, LoadCause::Change, 2));
    assert_eq!((told.to.as_str(), told.diagnostics_total), (good.policy_revision.as_str(), 1));
    assert_eq!(sidecar.status().await.last_success_at, good.last_success_at);
    // The page.
    let page: Value = serde_json::from_str(&sidecar.page("/status").1).unwrap();
    assert_eq!(page["last_attempt"]["outcome"], "rejected");
    assert_eq!(page["attempts"][0], page["last_attempt"]);
    assert_eq!(page["attempts"][1]["outcome"], "swapped");
    // The command.
    let shown = status(&sidecar, &[]);
    assert_eq!(shown.code, 5, "{}", shown.all());
    assert!(shown.stdout.starts_with("NOT FINE") && shown.stdout.contains(&place), "{}", shown.all());
    // The metrics.
    let metrics = sidecar.page("/metrics").1;
    for line in ["selat_policy_reloads_total{outcome=\"rejected\"} 1", "selat_policy_last_reload_successful 0"] {
        assert!(metrics.contains(&format!("\n{line}\n")), "{line} is not in {metrics}");
    }
    // The log: one line, with the place.
    let log = until("a line for the attempt", async || {
        let lines: Vec<_> = sidecar.log().into_iter().filter(|line| line.contains("attempt=2")).collect();
        (!lines.is_empty()).then_some(lines)
    })
    .await;
    assert_eq!(log.len(), 1, "{log:#?}");
    assert!(log[0].contains("ERROR") && log[0].contains("outcome=\"rejected\""), "{log:#?}");
    assert!(log[0].contains(&place), "{log:#?}");

    fs::write(&file, text).unwrap();
    let healed = sidecar.attempt("the old text is back", |a| a.outcome() == LoadOutcome::Unchanged).await;
    assert_eq!((healed.to.as_str(), healed.diagnostics_total), (good.policy_revision.as_str(), 0));
    assert_eq!(sidecar.status().await.last_success_at, healed.at);
    assert!(sidecar.page("/metrics").1.contains("\nselat_policy_last_reload_successful 1\n"));
    assert_eq!(status(&sidecar, &[]).code, 0);
}

#[tokio::test]
async fn a_receipt_tells_what_changed_how_long_it_took_and_how_large_it_was() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &BY_EVENTS);
    let first = sidecar.status().await.last_attempt.unwrap();
    assert_eq!((first.cause(), first.number, first.changes), (LoadCause::Start, 1, None));
    let bytes: u64 = mini::files(Law::Allows, "").iter().map(|(_, text)| text.len() as u64).sum();
    assert_eq!((first.files, first.bytes, first.rules), (3, bytes, 2));
    assert!(first.duration.is_some_and(|took| took.nanos > 0 || took.seconds > 0));

    fs::remove_file(folder.path().join("contact.yaml")).unwrap();
    let file = folder.path().join("health.yaml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("effect: allow", "effect: deny")).unwrap();
    let health = [PolicyItem { kind: "rule".to_owned(), id: "vn.health.rule".to_owned() }];
    let is_health = |a: &LoadAttempt| a.changes.as_ref().is_some_and(|changes| changes.changed == health);
    let changes = sidecar.attempt("the edit is in force", is_health).await.changes.unwrap();
    // The file may have been missed before the other was edited: then it is in the receipt before.
    let both = receipts(&sidecar, 0).await.into_iter().filter_map(|attempt| attempt.changes);
    let removed: Vec<_> = both.flat_map(|changes| changes.removed).map(|item| (item.kind, item.id)).collect();
    let expected = [("rule", "vn.contact.rule"), ("rule-set", "vn.contact")];
    assert_eq!(removed, expected.map(|(kind, id)| (kind.to_owned(), id.to_owned())));
    assert_eq!((changes.added.len(), changes.changed_total), (0, 1));
    let shown = status(&sidecar, &[]).stdout;
    assert!(shown.contains("changed 1: rule vn.health.rule"), "{shown}");
}

#[tokio::test]
async fn the_command_and_the_page_say_the_same_over_a_socket_too() {
    let place = TempDir::new().unwrap();
    let policies = place.path().join("policies");
    mini::write(&policies, Law::Allows);
    let socket = format!("unix:{}", place.path().join("selat.sock").display());
    let sidecar = Sidecar::on(&policies, &[&BY_EVENTS[..], &["--listen", &socket]].concat());
    fs::write(policies.join("contact.yaml"), "kind: [").unwrap();
    sidecar.attempt("the edit is rejected", |a| a.outcome() == LoadOutcome::Rejected).await;
    mini::write(&policies, Law::Denies);
    sidecar.attempt("the other law is in force", |a| a.outcome() == LoadOutcome::Swapped && a.number > 1).await;
    let command: Value = serde_json::from_str(&status(&sidecar, &["--json", "--attempts", "100"]).stdout).unwrap();
    let page: Value = serde_json::from_str(&sidecar.page("/status").1).unwrap();
    assert_eq!(command, page);
    let few = status(&sidecar, &["--json", "--attempts", "1"]).stdout;
    assert_eq!(serde_json::from_str::<Value>(&few).unwrap()["attempts"].as_array().unwrap().len(), 1);
}

#[test]
fn a_sidecar_that_is_not_there_is_an_error_and_not_a_status() {
    let place = TempDir::new().unwrap();
    let socket = format!("unix:{}", place.path().join("none.sock").display());
    let ended = selat(&["status", "--connect", &socket]);
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""), "{}", ended.all());
    assert!(ended.stderr.contains(&socket) && ended.stderr.contains("is it running?"), "{}", ended.all());
}
