//! The metrics, with a handle for each so that counting takes no lookup.
//!
//! Owns their names.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::events::RefusalKind;
use crate::clock;
use crate::model::Verdict;
use crate::store::{Current, Outcome};

/// The metrics of one sidecar.
pub struct Metrics {
    registry: Registry,
    decisions: [Counter; Verdict::WORDS.len()],
    simulations: [Counter; Verdict::WORDS.len()],
    refused: [Counter; RefusalKind::WORDS.len()],
    reloads: Family<[(&'static str, &'static str); 1], Counter>,
}

impl Metrics {
    /// Metrics that start at 0, and tell of the policy set in a slot.
    pub fn new(current: Arc<Current>) -> Self {
        let mut registry = Registry::with_prefix("selat");
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
        registry.register_collector(Box::new(PolicySetInForce(current)));
        Self { registry, decisions, simulations, refused, reloads }
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

    pub(super) fn count_decision(&self, verdict: Verdict, simulated: bool) {
        let counters = if simulated { &self.simulations } else { &self.decisions };
        counters[verdict as usize].inc();
    }

    pub(super) fn count_refusal(&self, kind: RefusalKind) {
        self.refused[kind as usize].inc();
    }

    pub(super) fn count_reload(&self, outcome: &Outcome) {
        self.reloads.get_or_create(&[("outcome", outcome.word())]).inc();
    }
}

fn counters<const N: usize>(
    registry: &mut Registry,
    name: &str,
    help: &str,
    label: &'static str,
    words: [&'static str; N],
) -> [Counter; N] {
    let family = Family::<[(&'static str, &'static str); 1], Counter>::default();
    registry.register(name, help, family.clone());
    words.map(|word| family.get_or_create_owned(&[(label, word)]))
}

/// The policy set in force, looked at when it is asked for.
struct PolicySetInForce(Arc<Current>);

impl fmt::Debug for PolicySetInForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PolicySetInForce")
    }
}

impl Collector for PolicySetInForce {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let Some(active) = self.0.active() else { return Ok(()) };
        let info = Info::new([("revision", active.revision().to_string())]);
        let described = encoder.encode_descriptor("policy", "The policy set in force", None, info.metric_type())?;
        info.encode(described)?;
        let age = i64::try_from(clock::seconds_since(active.loaded_at())).unwrap_or(i64::MAX);
        let rules = i64::try_from(active.counts().rules).unwrap_or(i64::MAX);
        let gauges = [
            ("policy_age_seconds", "Time since the policy set in force was loaded", age),
            ("policy_rules", "Rules of the policy set in force", rules),
        ];
        for (name, help, value) in gauges {
            let gauge = ConstGauge::new(value);
            gauge.encode(encoder.encode_descriptor(name, help, None, gauge.metric_type())?)?;
        }
        Ok(())
    }
}
