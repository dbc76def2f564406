//! Policies that nobody confirms grow old, and answers say so; a copy of the last good set bridges a broken start.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use selat::grpc::wire::{Decision, EvaluateResponse, LoadOutcome, PolicyStatus, WhenStale};
use tempfile::TempDir;

use crate::cli::{Ended, selat};
use crate::support::mini::{self, Law};
use crate::support::sidecar::{Sidecar, fails};
use crate::support::wait::until;

const QUICK: [&str; 4] = ["--quiet-period", "10ms", "--poll-interval", "50ms"];

fn aging(when_stale: &str) -> Vec<&str> {
    [&QUICK[..], &["--max-policy-age", "1s", "--when-stale", when_stale]].concat()
}

async fn status_when(sidecar: &Sidecar, what: &str, is_it: impl Fn(&PolicyStatus) -> bool) -> PolicyStatus {
    until(what, async || Some(sidecar.status().await).filter(|status| is_it(status))).await
}

async fn answer_when(sidecar: &Sidecar, what: &str, decision: Decision) -> EvaluateResponse {
    let mut client = sidecar.decisions().await;
    until(what, async || {
        let response = client.evaluate(mini::question("")).await.unwrap().into_inner();
        (response.decision() == decision).then_some(response)
    })
    .await
}

fn break_an_edit(folder: &Path) {
    fs::write(folder.join("health.yaml"), "kind: [").unwrap();
}

fn status(sidecar: &Sidecar) -> Ended {
    selat(&["status", "--connect", &sidecar.grpc])
}

fn metric(sidecar: &Sidecar, line: &str) -> bool {
    sidecar.page("/metrics").1.contains(&format!("\n{line}\n"))
}

#[tokio::test]
async fn what_is_let_go_by_stale_policies_waits_until_they_are_confirmed() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &aging("conditions"));
    let fresh = answer_when(&sidecar, "a fresh answer", Decision::Allow).await;
    assert!(metric(&sidecar, "selat_policy_stale 0"));

    break_an_edit(folder.path());
    let stale = answer_when(&sidecar, "a stale answer", Decision::Conditions).await;
    let condition = &stale.conditions[0];
    assert_eq!((stale.conditions.len(), condition.id.as_str(), condition.rule.as_str()), (1, "stale-policy", ""));
    assert_eq!(condition.alternatives[0].missing, ["current policies"]);
    assert_eq!(mini::unmixed(&stale), Decision::Conditions);
    assert_eq!((stale.policy_revision.as_str(), &stale.reasons), (fresh.policy_revision.as_str(), &fresh.reasons));
    // No client may keep it: it is another as soon as the policies are confirmed.
    assert!(stale.valid_until.is_some());
    let told = status_when(&sidecar, "the status says stale", |status| status.stale).await;
    assert_eq!(told.when_stale(), WhenStale::Conditions);
    assert_eq!(told.max_age.unwrap().seconds, 1);
    assert!(metric(&sidecar, "selat_policy_stale 1") && metric(&sidecar, "selat_policy_max_age_seconds 1.0"));
    assert_eq!(sidecar.page("/readyz").0, 200);
    let shown = status(&sidecar);
    assert!(shown.code == 5 && shown.stdout.contains("stale"), "{}", shown.all());
    until("the log says stale", async || {
        sidecar.log().iter().find(|line| line.contains("policies are stale")).cloned()
    })
    .await;

    mini::write(folder.path(), Law::Allows);
    let healed = answer_when(&sidecar, "a fresh answer again", Decision::Allow).await;
    assert_eq!(healed.policy_revision, fresh.policy_revision);
    until("the log says so", async || sidecar.log().iter().find(|line| line.contains("confirmed again")).cloned())
        .await;
    let told = sidecar.status().await;
    assert!(!told.stale && told.confirmed_at.unwrap().seconds >= told.loaded_at.unwrap().seconds);
}

#[tokio::test]
async fn what_is_let_go_by_stale_policies_is_denied_where_that_is_asked_for() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &aging("deny"));
    answer_when(&sidecar, "a fresh answer", Decision::Allow).await;
    fs::remove_dir_all(folder.path()).unwrap();
    let stale = answer_when(&sidecar, "a stale answer", Decision::Deny).await;
    assert_eq!(mini::unmixed(&stale), Decision::Deny);
    assert_eq!(stale.reasons.last().unwrap().rule, "stale-policy");
    assert_eq!(sidecar.page("/readyz").0, 200);
    mini::write(folder.path(), Law::Allows);
    answer_when(&sidecar, "a fresh answer again", Decision::Allow).await;
}

#[tokio::test]
async fn stale_policies_are_served_and_shown_where_nothing_else_is_asked_for() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &aging("serve"));
    break_an_edit(folder.path());
    status_when(&sidecar, "the status says stale", |status| status.stale).await;
    answer_when(&sidecar, "the same answer", Decision::Allow).await;
}

#[tokio::test]
async fn a_look_that_finds_nothing_new_confirms() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &aging("deny"));
    let first = sidecar.status().await;
    let age = |status: &PolicyStatus| status.confirmed_at.map(|at| (at.seconds, at.nanos));
    let later = status_when(&sidecar, "a later confirmation", |status| age(status) > age(&first)).await;
    assert_eq!((&later.last_attempt, later.stale), (&first.last_attempt, false));
    // Three seconds of looks, and the answer of policies that may be one second old is the same.
    let until_then = age(&first).unwrap().0 + 3;
    status_when(&sidecar, "three seconds", |status| age(status).unwrap().0 >= until_then && !status.stale).await;
    answer_when(&sidecar, "a fresh answer", Decision::Allow).await;
}

#[test]
fn an_age_that_ends_before_the_next_look_is_a_mistake() {
    let (code, said) = fails(&["--max-policy-age", "20s", "--poll-interval", "15s"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("max-policy-age") && said.contains("at least twice"), "{said}");
}

#[tokio::test]
async fn a_start_on_a_broken_folder_is_served_from_the_last_good_copy_and_says_so() {
    let place = TempDir::new().unwrap();
    let (folder, copy) = (place.path().join("policies"), place.path().join("kept"));
    mini::write(&folder, Law::Allows);
    let flags = [&QUICK[..], &["--last-good", copy.to_str().unwrap()]].concat();
    let file = copy.join("last-good.selat");
    let first = {
        let sidecar = Sidecar::on(&folder, &flags);
        until("the copy is written", async || file.exists().then_some(())).await;
        assert!(metric(&sidecar, "selat_policy_last_good 0"));
        sidecar.status().await.policy_revision
    };
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    fs::remove_dir_all(&folder).unwrap();
    let sidecar = Sidecar::on(&folder, &flags);
    sidecar.answer("the answer of the copy", Law::Allows).await;
    let told = sidecar.status().await;
    assert_eq!(told.policy_revision, first);
    assert!(told.last_good.unwrap().in_force);
    assert_eq!(told.last_attempt.unwrap().outcome(), LoadOutcome::Failed);
    assert_eq!(told.last_success_at, None);
    assert!(metric(&sidecar, "selat_policy_last_good 1") && metric(&sidecar, "selat_policy_last_reload_successful 0"));
    let shown = status(&sidecar);
    assert!(
        shown.code == 5 && shown.stdout.contains("the copy of the last good policy set decides"),
        "{}",
        shown.all()
    );
    assert!(
        sidecar.log().iter().any(|line| line.contains("WARN") && line.contains("last good")),
        "{:#?}",
        sidecar.log()
    );

    mini::write(&folder, Law::Allows);
    let healed =
        status_when(&sidecar, "the folder is back", |s| s.last_good.as_ref().is_some_and(|c| !c.in_force)).await;
    assert_eq!((healed.policy_revision, healed.last_attempt.unwrap().outcome()), (first, LoadOutcome::Unchanged));
    assert!(metric(&sidecar, "selat_policy_last_good 0"));
    assert_eq!(status(&sidecar).code, 0);
}

#[tokio::test]
async fn a_copy_is_as_old_as_its_last_confirmation() {
    let place = TempDir::new().unwrap();
    let (folder, copy) = (place.path().join("policies"), place.path().join("kept"));
    mini::write(&folder, Law::Allows);
    let flags = [&QUICK[..], &["--last-good", copy.to_str().unwrap()]].concat();
    let file = copy.join("last-good.selat");
    {
        let _sidecar = Sidecar::on(&folder, &flags);
        until("the copy is written", async || file.exists().then_some(())).await;
    }
    let yesterday = std::time::SystemTime::now() - std::time::Duration::from_secs(86_400);
    fs::File::open(&file).unwrap().set_modified(yesterday).unwrap();
    break_an_edit(&folder);
    let more = ["--max-policy-age", "23h", "--when-stale", "deny"];
    let sidecar = Sidecar::on(&folder, &[&flags[..], &more].concat());
    assert!(sidecar.status().await.stale);
    answer_when(&sidecar, "a stale answer", Decision::Deny).await;
}

#[tokio::test]
async fn a_copy_that_is_damaged_or_of_other_sources_is_refused() {
    let place = TempDir::new().unwrap();
    let (folder, copy) = (place.path().join("policies"), place.path().join("kept"));
    mini::write(&folder, Law::Allows);
    let kept = ["--last-good", copy.to_str().unwrap()];
    let file = copy.join("last-good.selat");
    {
        let _sidecar = Sidecar::on(&folder, &[&QUICK[..], &kept].concat());
        until("the copy is written", async || file.exists().then_some(())).await;
    }
    let missing = place.path().join("elsewhere");
    let (code, said) = fails(&[&["--policies", missing.to_str().unwrap()], &kept[..]].concat());
    assert!(code == 1 && said.contains("was made from") && said.contains("elsewhere"), "{code}: {said}");

    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("effect: allow", "effect: note!")).unwrap();
    break_an_edit(&folder);
    let (code, said) = fails(&[&["--policies", folder.to_str().unwrap()], &kept[..]].concat());
    assert!(code == 3 && said.contains("damaged") && said.contains("digest"), "{code}: {said}");
    fs::write(&file, &text[..text.len() / 2]).unwrap();
    let (code, said) = fails(&[&["--policies", folder.to_str().unwrap()], &kept[..]].concat());
    assert!(code == 3 && said.contains("damaged"), "{code}: {said}");
}

#[tokio::test]
async fn a_folder_that_can_not_be_written_is_a_warning_and_stops_nothing() {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("policies");
    mini::write(&folder, Law::Allows);
    // A device on which every write finds the disk full, and a path that can be no folder.
    let full = place.path().join("full");
    fs::create_dir(&full).unwrap();
    std::os::unix::fs::symlink("/dev/full", full.join("last-good.selat.tmp")).unwrap();
    let no_folder = place.path().join("file");
    fs::write(&no_folder, "").unwrap();
    for (copy, why) in [(&full, "No space left"), (&no_folder, "can't make the folder")] {
        let sidecar = Sidecar::on(&folder, &[&QUICK[..], &["--last-good", copy.to_str().unwrap()]].concat());
        let failed = |status: &PolicyStatus| status.last_good.as_ref().is_some_and(|copy| copy.error.contains(why));
        status_when(&sidecar, "the status says why", failed).await;
        sidecar.answer("an answer", Law::Allows).await;
        assert!(metric(&sidecar, "selat_policy_last_good_kept 0"));
        let warnings = || sidecar.log().iter().filter(|line| line.contains("can't be kept on disk")).count();
        until("a warning", async || (warnings() > 0).then_some(())).await;
        if copy == &full {
            // The disk has room again; what was written half is gone.
            assert!(fs::symlink_metadata(full.join("last-good.selat.tmp")).is_err());
            let kept = |status: &PolicyStatus| status.last_good.as_ref().is_some_and(|copy| copy.error.is_empty());
            status_when(&sidecar, "the copy is kept", kept).await;
        }
        assert_eq!(warnings(), 1, "one warning for one reason: {:#?}", sidecar.log());
    }
}

#[test]
fn a_file_that_is_mounted_by_itself_is_said_to_never_change() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let file = folder.path().join("health.yaml");
    // A user may make mounts of its own in a namespace of its own; where the system forbids that, there is none to see.
    let script = "mount --bind \"$1\" \"$1\" && exec timeout 20 \"$2\" serve --listen 127.0.0.1:0 --admin 127.0.0.1:0 \
                  --policies \"$3\" --drain-timeout 1ms";
    let mut command = Command::new("unshare");
    command.args(["-r", "-m", "sh", "-c", script, "sh"]).arg(&file).arg(env!("CARGO_BIN_EXE_selat")).arg(folder.path());
    let Some(lines) = first_lines(command) else { return };
    let warning = lines.iter().find(|line| line.contains("policies that can never change"));
    assert!(warning.is_some_and(|line| line.contains("health.yaml") && line.contains("WARN")), "{lines:#?}");
}

/// What a sidecar says until it listens; none where the system gives no namespace.
fn first_lines(mut command: Command) -> Option<Vec<String>> {
    use std::io::{BufRead as _, BufReader};
    let mut child = command.stderr(std::process::Stdio::piped()).spawn().ok()?;
    let mut lines = Vec::new();
    for line in BufReader::new(child.stderr.take().expect("piped")).lines().map_while(Result::ok) {
        lines.push(line);
        if lines.last().is_some_and(|line| line.contains("listening grpc=")) {
            break;
        }
    }
    let _ended_already = child.kill();
    let _reaped = child.wait();
    lines.iter().any(|line| line.contains("listening")).then_some(lines)
}
