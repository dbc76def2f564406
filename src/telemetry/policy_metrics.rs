//! What the metrics tell of the policy set, looked at when they are asked for.
//!
//! Owns the names of these metrics; what they tell is the status that everybody else sees too.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeGaugeValue, EncodeMetric as _};
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;

use crate::clock;
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
        encode_attempts(&mut encoder, &status)
    }
}

fn encode_active(encoder: &mut DescriptorEncoder<'_>, active: &Active) -> fmt::Result {
    let info = Info::new([("revision", active.revision().to_string())]);
    info.encode(encoder.encode_descriptor("policy", "The policy set in force", None, info.metric_type())?)?;
    let age = number(clock::seconds_since(active.loaded_at()));
    let size = active.size();
    gauge(encoder, "policy_age_seconds", "Time since the policy set in force was loaded", age)?;
    gauge(encoder, "policy_rules", "Rules of the policy set in force", number(active.counts().rules))?;
    gauge(encoder, "policy_files", "Files of the policy set in force", number(size.files))?;
    gauge(encoder, "policy_size_bytes", "Bytes of the files of the policy set in force", number(size.bytes))
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
