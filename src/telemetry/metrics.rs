//! The metrics, with a handle for each so that counting takes no lookup.
//!
//! Owns their names, but for those of the policy set, which `policy_metrics` looks at when it is asked.

use std::fmt;
use std::sync::Arc;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::calls::{CallMetrics, Scraped};
use super::connections::ConnectionMetrics;
use super::events::RefusalKind;
use super::per_thread::PerThread;
use super::policy_metrics::PolicySetInForce;
use super::security::SecurityMetrics;
use super::shadow_metrics::Candidate;
use crate::model::Verdict;
use crate::store::{Attempt, Current, Outcome, Shadow};

/// A counter on the way to an answer.
pub(super) type HotCounter = Counter<u64, PerThread>;

/// What becomes of a span.
const SPAN_OUTCOMES: [&str; 3] = ["exported", "failed", "dropped"];

/// The metrics of one sidecar.
pub struct Metrics {
    registry: Registry,
    calls: CallMetrics,
    decisions: [HotCounter; Verdict::WORDS.len()],
    simulations: [HotCounter; Verdict::WORDS.len()],
    refused: [HotCounter; RefusalKind::WORDS.len()],
    reloads: Family<[(&'static str, &'static str); 1], Counter>,
    reload_duration: Histogram,
    #[cfg_attr(not(feature = "otlp"), expect(dead_code, reason = "served as 0 where no spans are sent"))]
    pub(super) spans: [HotCounter; SPAN_OUTCOMES.len()],
    pub(super) connections: ConnectionMetrics,
    pub(super) security: SecurityMetrics,
}

impl Metrics {
    /// Metrics that start at 0, and tell of the policy set in a slot.
    pub fn new(current: Arc<Current>) -> Self {
        let mut registry = Registry::with_prefix("selat");
        registry.register("build", "The program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        let calls = CallMetrics::new();
        registry.register_collector(Box::new(Scraped(calls.clone())));
        let verdicts = Verdict::WORDS.map(|(word, _)| word);
        let decisions = counters(&mut registry, "decisions", "Decisions of live evaluations", "decision", verdicts);
        let simulations = counters(&mut registry, "simulations", "Decisions of simulations", "decision", verdicts);
        let refused = counters(
            &mut registry,
            "questions_refused",
            "Questions and calls that got no decision",
            "reason",
            RefusalKind::WORDS,
        );
        let reloads = Family::default();
        registry.register("policy_reloads", "Attempts to load a policy set", reloads.clone());
        for word in Outcome::WORDS {
            drop(reloads.get_or_create(&[("outcome", word)]));
        }
        // From 1 ms, what a small set takes, to half a minute.
        let reload_duration = Histogram::new(exponential_buckets(0.001, 2.0, 16));
        let help = "Time that attempts to load a policy set took";
        registry.register("policy_reload_duration_seconds", help, reload_duration.clone());
        registry.register_collector(Box::new(PolicySetInForce::new(current)));
        let spans = counters(&mut registry, "trace_spans", "Spans of calls that ended", "outcome", SPAN_OUTCOMES);
        let connections = ConnectionMetrics::new(&mut registry);
        let security = SecurityMetrics::new(&mut registry);
        Self {
            registry,
            calls,
            decisions,
            simulations,
            refused,
            reloads,
            reload_duration,
            spans,
            connections,
            security,
        }
    }

    /// The same, and what they tell of a candidate.
    #[must_use]
    pub fn with_shadow(mut self, shadow: Option<&Arc<Shadow>>) -> Self {
        if let Some(shadow) = shadow {
            self.registry.register_collector(Box::new(Candidate(Arc::clone(shadow))));
        }
        self
    }

    /// What a scrape gets, in the text format of `OpenMetrics`.
    ///
    /// # Errors
    /// If a metric can't be written.
    pub fn encode(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &self.registry)?;
        Ok(text)
    }

    /// What counts and times calls.
    pub fn calls(&self) -> CallMetrics {
        self.calls.clone()
    }

    pub(super) fn count_decision(&self, verdict: Verdict, simulated: bool) {
        let counters = if simulated { &self.simulations } else { &self.decisions };
        counters[verdict as usize].inc();
    }

    pub(super) fn count_refusal(&self, kind: RefusalKind) {
        self.refused[kind as usize].inc();
    }

    pub(super) fn count_reload(&self, attempt: &Attempt) {
        self.reloads.get_or_create(&[("outcome", attempt.outcome.word())]).inc();
        self.reload_duration.observe(attempt.took.as_secs_f64());
    }
}

pub(super) fn counters<const N: usize>(
    registry: &mut Registry,
    name: &str,
    help: &str,
    label: &'static str,
    words: [&'static str; N],
) -> [HotCounter; N] {
    let family = Family::<[(&'static str, &'static str); 1], HotCounter>::default();
    registry.register(name, help, family.clone());
    words.map(|word| family.get_or_create_owned(&[(label, word)]))
}
