//! What an operator sees: metrics by the names that alerts, dashboard and docs use, and log lines that belong together.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tonic::Request;

use crate::support::certificates::{Authority, Files};
use crate::support::mini::{self, Law};
use crate::support::sidecar::Sidecar;
use crate::support::wait::until;

/// The names that a scrape tells of, with what the text format adds to them.
fn served(scrape: &str) -> BTreeSet<String> {
    let types = scrape.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let names = types.flat_map(|(name, kind)| {
        let ends: &[&str] = match kind {
            "counter" => &["_total"],
            "info" => &["_info"],
            "histogram" => &["", "_bucket", "_sum", "_count"],
            _ => &[""],
        };
        ends.iter().map(move |end| format!("{name}{end}"))
    });
    names.collect()
}

/// The names of ours in a text.
fn named(file: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(path).expect("the file");
    let words = text.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
    words.filter(|word| word.starts_with("selat_")).map(str::to_owned).collect()
}

#[tokio::test]
async fn alerts_dashboard_and_docs_name_only_metrics_that_are_served() {
    let folder = TempDir::new().unwrap();
    let policies = folder.path().join("policies");
    mini::write(&policies, Law::Allows);
    let last_good = folder.path().join("last-good");
    fs::create_dir(&last_good).unwrap();
    let authority = Authority::new("servers");
    let files = Files::write(&folder.path().join("tls"), &authority.sidecar(), &authority.pem());
    let candidate = policies.to_str().unwrap();
    let more = ["--max-policy-age", "12h", "--last-good", last_good.to_str().unwrap(), "--shadow", candidate];
    let sidecar = Sidecar::on(&policies, &[&files.flags(false)[..], &more].concat());
    let served = until("the copy of the policies is kept", async || {
        let served = served(&sidecar.page("/metrics").1);
        served.contains("selat_policy_last_good_kept").then_some(served)
    })
    .await;
    for file in ["observability/alerts.yaml", "observability/dashboard.json", "docs/operation.md"] {
        let named = named(file);
        let unknown: Vec<_> = named.difference(&served).collect();
        assert!(unknown.is_empty() && named.len() >= 5, "{file} names {unknown:?}, and there are {served:?}");
    }
    let documented = named("docs/operation.md");
    let silent: Vec<_> = served.iter().filter(|name| !documented.contains(*name)).collect();
    let silent: Vec<_> =
        silent.iter().filter(|name| !["_bucket", "_sum", "_count"].iter().any(|end| name.ends_with(end))).collect();
    assert!(silent.is_empty(), "docs/operation.md does not name {silent:?}");
    serde_json::from_str::<serde_json::Value>(&fs::read_to_string("observability/dashboard.json").unwrap()).unwrap();
}

#[tokio::test]
async fn a_call_is_counted_timed_and_joined_to_its_trace() {
    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const PARENT: &str = "00f067aa0ba902b7";
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let sidecar = Sidecar::on(folder.path(), &["--log", "selat=debug"]);
    let mut client = sidecar.decisions().await;
    let mut request = Request::new(mini::question(""));
    request.metadata_mut().insert("traceparent", format!("00-{TRACE}-{PARENT}-01").parse().unwrap());
    let decision_id = client.evaluate(request).await.unwrap().into_inner().decision_id;
    client.evaluate(mini::question("")).await.unwrap();

    let lines = until("both decisions are logged", async || {
        let lines = sidecar.log();
        (lines.iter().filter(|line| line.contains("transfer decided")).count() == 2).then_some(lines)
    })
    .await;
    let line = lines.iter().find(|line| line.contains(&decision_id)).expect("the line of the decision");
    assert!(line.contains(TRACE) && line.contains(PARENT) && line.contains("Evaluate"), "{line}");
    assert_eq!(lines.iter().filter(|line| line.contains(TRACE)).count(), 1, "{lines:#?}");

    let counted = "selat_call_duration_seconds_count{method=\"Evaluate\"} 2";
    let scrape = until("both calls have ended", async || {
        let scrape = sidecar.page("/metrics").1;
        scrape.contains(counted).then_some(scrape)
    })
    .await;
    assert!(scrape.contains("selat_decisions_total{decision=\"allow\"} 2"), "{scrape}");
    assert!(scrape.contains("selat_calls_in_flight 0"), "{scrape}");
    assert!(scrape.contains("selat_build_info{version="), "{scrape}");
    let value = |name: &str| {
        let line = scrape.lines().find_map(|line| line.strip_prefix(&format!("{name}{{method=\"Evaluate\"}} ")));
        line.expect("the metric").parse::<f64>().unwrap()
    };
    assert!(value("selat_call_duration_seconds_sum") > 0.0, "{scrape}");
    let last = "selat_call_duration_seconds_bucket{le=\"+Inf\",method=\"Evaluate\"} 2";
    assert!(scrape.contains(last), "{scrape}");
}
