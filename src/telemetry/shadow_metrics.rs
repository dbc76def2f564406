//! What the metrics tell of a candidate that is decided beside the policy set in force.
//!
//! Owns the names of these metrics; their labels take few values, and never a word of a question.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;

use crate::store::{CANDIDATE_WORDS, Shadow, Skipped, Tally};

/// A candidate and its comparison.
pub(super) struct Candidate(pub(super) Arc<Shadow>);

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Candidate")
    }
}

impl Collector for Candidate {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let (shadow, record) = (&self.0, self.0.record());
        let status = shadow.candidate().status();
        if let Some(active) = status.active.filter(|_| !shadow.is_promoted()) {
            let info = Info::new([("revision", active.revision().to_string())]);
            info.encode(encoder.encode_descriptor("shadow_policy", "The candidate", None, info.metric_type())?)?;
        }
        if let Some(last) = status.attempts.last() {
            let help = "Whether the last attempt to load the candidate succeeded";
            let gauge = ConstGauge::new(i64::from(last.outcome.is_success()));
            let name = "shadow_last_reload_successful";
            gauge.encode(encoder.encode_descriptor(name, help, None, gauge.metric_type())?)?;
        }
        let help = "Questions decided by the candidate too";
        pairs(&mut encoder, "shadow_comparisons", help, record.tallies(), |tally| tally.compared)?;
        let help = "Questions to which the candidate would give another answer";
        pairs(&mut encoder, "shadow_differences", help, record.tallies(), |tally| tally.differing)?;
        let help = "Questions that were not put to the candidate";
        let mut family = encoder.encode_descriptor("shadow_skipped", help, None, MetricType::Counter)?;
        for (reason, count) in Skipped::WORDS.into_iter().zip(record.skipped()) {
            ConstCounter::new(count).encode(family.encode_family(&[("reason", reason)])?)?;
        }
        Ok(())
    }
}

fn pairs(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    tallies: impl Iterator<Item = Tally>,
    count: impl Fn(&Tally) -> u64,
) -> fmt::Result {
    let mut family = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
    for tally in tallies {
        let shadow = tally.candidate.map_or(CANDIDATE_WORDS[CANDIDATE_WORDS.len() - 1], |verdict| verdict.word());
        let labels = [("active", tally.active.word()), ("shadow", shadow)];
        ConstCounter::new(count(&tally)).encode(family.encode_family(&labels)?)?;
    }
    Ok(())
}
