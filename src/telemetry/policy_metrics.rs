//! What the metrics tell of the policy set, looked at when they are asked for.
//!
//! Owns the names of these metrics; what they tell is the status that everybody else sees too.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeGaugeValue, EncodeMetric as _};
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;

use crate::model::Timestamp;
use crate::store::{Active, Current, Status};

/// The policy set in force.
pub(super) struct PolicySetInForce(Arc<Current>);

impl PolicySetInForce {
    /// The one in a slot.
    pub(super) const fn new(current: Arc<Current>) -> Self {
        Self(current)
    }
}

impl fmt::Debug for PolicySetInForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PolicySetInForce")
    }
}

impl Collector for PolicySetInForce {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let status = self.0.status();
        if let Some(active) = &status.active {
            encode_active(&mut encoder, active)?;
        }
        encode_freshness(&mut encoder, &status)?;
        encode_attempts(&mut encoder, &status)
    }
}

fn encode_active(encoder: &mut DescriptorEncoder<'_>, active: &Active) -> fmt::Result {
    let info = Info::new([("revision", active.revision().to_string())]);
    info.encode(encoder.encode_descriptor("policy", "The policy set in force", None, info.metric_type())?)?;
    let size = active.size();
    let help = "When the policy set in force was loaded";
    gauge(encoder, "policy_loaded_timestamp_seconds", help, seconds(active.loaded_at()))?;
    let help = "Whether the copy of the last good policy set is in force, because the sources are broken";
    gauge(encoder, "policy_last_good", help, i64::from(active.is_restored()))?;
    gauge(encoder, "policy_rules", "Rules of the policy set in force", number(active.counts().rules))?;
    gauge(encoder, "policy_files", "Files of the policy set in force", number(size.files))?;
    gauge(encoder, "policy_size_bytes", "Bytes of the files of the policy set in force", number(size.bytes))
}

fn encode_freshness(encoder: &mut DescriptorEncoder<'_>, status: &Status) -> fmt::Result {
    let freshness = &status.freshness;
    if let (Some(at), Some(age)) = (freshness.confirmed_at(), freshness.age()) {
        let help = "When the sources were last confirmed to hold the policy set in force";
        gauge(encoder, "policy_confirmed_timestamp_seconds", help, seconds(at))?;
        let help = "Time since the sources were last confirmed to hold the policy set in force";
        gauge(encoder, "policy_age_seconds", help, age.as_secs_f64())?;
    }
    if let Some(limit) = freshness.limit() {
        let help = "The age from which on the policies are stale";
        gauge(encoder, "policy_max_age_seconds", help, limit.max_age.as_secs_f64())?;
    }
    let help = "Whether the policies are older than they may get";
    gauge(encoder, "policy_stale", help, i64::from(freshness.stale().is_some()))?;
    if let Some(copy) = &status.copy {
        let help = "Whether the copy of the last good policy set is the one in force";
        gauge(encoder, "policy_last_good_kept", help, i64::from(copy.error.is_none()))?;
    }
    let help = "Policy files and folders that are mounted so that they can never change";
    gauge(encoder, "policy_frozen_mounts", help, number(status.frozen.len()))
}

fn encode_attempts(encoder: &mut DescriptorEncoder<'_>, status: &Status) -> fmt::Result {
    let Some(last) = status.attempts.last() else { return Ok(()) };
    let help = "Whether the last attempt to load put in force what the sources hold, or found it in force";
    gauge(encoder, "policy_last_reload_successful", help, i64::from(last.outcome.is_success()))?;
    let help = "When the last attempt to load ended";
    gauge(encoder, "policy_last_reload_timestamp_seconds", help, seconds(last.at))?;
    let Some(at) = status.last_success_at else { return Ok(()) };
    let help = "When an attempt to load last succeeded";
    gauge(encoder, "policy_last_reload_success_timestamp_seconds", help, seconds(at))
}

fn gauge<N: EncodeGaugeValue>(encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str, value: N) -> fmt::Result {
    let gauge = ConstGauge::new(value);
    gauge.encode(encoder.encode_descriptor(name, help, None, gauge.metric_type())?)
}

fn number<N: TryInto<i64>>(number: N) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

fn seconds(at: Timestamp) -> f64 {
    // Exact to a microsecond for the next hundred years.
    #[allow(clippy::cast_precision_loss)]
    let whole = at.seconds() as f64;
    whole + f64::from(at.nanos()) / 1e9
}
