//! What the environment says of traces, by the names of the OpenTelemetry specification.
//!
//! Owns what is taken from it, and what is said of a value that can't be. Where to send, with which headers and how long to
//! wait is read by the exporter itself; here it is seen that it can be read. Source: OpenTelemetry 1.x, "Environment
//! Variable Specification" and "OTLP Exporter Configuration".

use std::fmt;
use std::path::PathBuf;

use http::Uri;
use opentelemetry_sdk::trace::Sampler;
use tonic::transport::{Certificate, ClientTlsConfig, Identity};

use crate::transport::tls::{ClientFiles, TlsError};

const CA: &str = "OTEL_EXPORTER_OTLP_CERTIFICATE";
const CERTIFICATE: &str = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE";
const KEY: &str = "OTEL_EXPORTER_OTLP_CLIENT_KEY";
const QUEUE: &str = "OTEL_BSP_MAX_QUEUE_SIZE";
const SAMPLERS: &str = "`always_on`, `always_off`, `traceidratio`, `parentbased_always_on`, `parentbased_always_off` or \
                        `parentbased_traceidratio`";

/// The most spans that wait, where nothing else is said.
const QUEUE_MAX: usize = 2_048;

/// What is asked for, where a collector is named.
pub(super) struct Environment {
    /// How the collector is spoken to.
    pub(super) protocol: Protocol,
    /// Which calls get a span.
    pub(super) sampler: Sampler,
    /// Whether a caller's own choice goes before it.
    pub(super) follows_parent: bool,
    /// The most spans that wait to be sent.
    pub(super) queue_max: usize,
    /// What this service is called; nothing where its attributes say so.
    pub(super) service_name: Option<String>,
    /// What a connection over TLS needs.
    files: Option<ClientFiles>,
}

/// How a collector is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Grpc,
    Http,
}

/// A variable that can't be taken at its word.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misread {
    /// The variable.
    pub(super) name: &'static str,
    /// What it must be.
    pub(super) expected: &'static str,
    /// What holds in its place.
    pub(super) instead: &'static str,
}

impl fmt::Display for Misread {
    /// Without the value: headers are secrets, and an address may hold one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the variable `{}` is not {}; {}", self.name, self.expected, self.instead)
    }
}

impl Protocol {
    pub(super) const fn word(self) -> &'static str {
        ["grpc", "http/protobuf"][self as usize]
    }
}

/// No spans: what is asked for can't be done.
const NOTHING: &str = "no spans are sent";

impl Environment {
    /// Reads it, by a look-up of variables; nothing where no collector is named, or no spans are wanted.
    pub(super) fn read(variable: impl Fn(&str) -> Option<String>, mut tell: impl FnMut(Misread)) -> Option<Self> {
        let look =
            Look(|name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()));
        let (endpoint_name, endpoint) =
            look.first(["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"])?;
        if look.is_off(&mut tell) {
            return None;
        }
        look.check_values(&mut tell);
        let read = look.collector(endpoint_name, &endpoint);
        let (protocol, files) = read.map_err(&mut tell).ok()?;
        let (sampler, follows_parent) = look.sampler(&mut tell);
        let is_named = look.get("OTEL_RESOURCE_ATTRIBUTES").is_some_and(|list| list.contains("service.name="));
        let service_name = look.get("OTEL_SERVICE_NAME").or_else(|| (!is_named).then(|| "selat".to_owned()));
        let queue_max = look.get(QUEUE).and_then(|size| size.parse().ok()).filter(|size| *size > 0);
        let queue_max = queue_max.unwrap_or(QUEUE_MAX);
        Some(Self { protocol, sampler, follows_parent, queue_max, service_name, files })
    }

    /// What a connection over TLS needs, where the collector is reached so.
    pub(super) fn tls(&self) -> Result<Option<ClientTlsConfig>, TlsError> {
        let Some(files) = &self.files else { return Ok(None) };
        let material = files.load()?;
        let config = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(material.ca));
        Ok(Some(match material.identity {
            Some([certificate, key]) => config.identity(Identity::from_pem(certificate, key)),
            None => config,
        }))
    }
}

/// Variables that are set to something.
struct Look<F>(F);

impl<F: Fn(&str) -> Option<String>> Look<F> {
    fn get(&self, name: &str) -> Option<String> {
        (self.0)(name)
    }

    /// The first that is set: what is said of traces goes before what is said of all signals.
    fn first(&self, names: [&'static str; 2]) -> Option<(&'static str, String)> {
        names.into_iter().find_map(|name| Some((name, self.get(name)?)))
    }

    fn is_off(&self, tell: &mut impl FnMut(Misread)) -> bool {
        let disabled = self.get("OTEL_SDK_DISABLED").unwrap_or_default().to_ascii_lowercase();
        if !["", "true", "false"].contains(&disabled.as_str()) {
            let expected = "`true` or `false`";
            tell(Misread { name: "OTEL_SDK_DISABLED", expected, instead: "it counts as `false`" });
        }
        let exporters = self.get("OTEL_TRACES_EXPORTER").unwrap_or_else(|| "otlp".to_owned());
        let exporters: Vec<_> = exporters.split(',').map(str::trim).collect();
        let is_otlp = exporters.contains(&"otlp");
        if !is_otlp && exporters != ["none"] {
            tell(Misread { name: "OTEL_TRACES_EXPORTER", expected: "`otlp` or `none`", instead: NOTHING });
        }
        disabled == "true" || !is_otlp
    }

    /// How the collector is spoken to, and by which files.
    fn collector(&self, name: &'static str, endpoint: &str) -> Result<(Protocol, Option<ClientFiles>), Misread> {
        let misread = |name, expected| Err(Misread { name, expected, instead: NOTHING });
        let uri: Option<Uri> = endpoint.parse().ok().filter(|uri: &Uri| uri.host().is_some());
        let scheme = uri.as_ref().and_then(Uri::scheme_str);
        let Some(scheme @ ("http" | "https")) = scheme else {
            return misread(name, "an address such as `http://127.0.0.1:4317`");
        };
        let asked = self.first(["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"]);
        let protocol = match asked.as_ref().map(|(name, protocol)| (*name, protocol.as_str())) {
            None | Some((_, "http/protobuf")) => Protocol::Http,
            Some((_, "grpc")) => Protocol::Grpc,
            Some((name, _)) => return misread(name, "`grpc` or `http/protobuf`"),
        };
        if scheme == "http" {
            return Ok((protocol, None));
        }
        if protocol == Protocol::Http {
            return misread(name, "`http://…`, or `https://…` with `OTEL_EXPORTER_OTLP_PROTOCOL=grpc`");
        }
        let Some(ca) = self.get(CA) else {
            return misread(CA, "the roots that vouch for the collector, which TLS needs");
        };
        if self.get(CERTIFICATE).is_some() != self.get(KEY).is_some() {
            return misread(CERTIFICATE, "given together with `OTEL_EXPORTER_OTLP_CLIENT_KEY`");
        }
        let identity = self.get(CERTIFICATE).zip(self.get(KEY));
        let identity = identity.map(|(certificate, key)| [(CERTIFICATE, certificate.into()), (KEY, key.into())]);
        Ok((protocol, Some(ClientFiles { ca: (CA, PathBuf::from(ca)), identity })))
    }

    /// Which calls get a span, and whether the caller's own choice goes before it.
    fn sampler(&self, tell: &mut impl FnMut(Misread)) -> (Sampler, bool) {
        let named = self.get("OTEL_TRACES_SAMPLER").unwrap_or_else(|| "parentbased_always_on".to_owned());
        let (name, follows_parent) = match named.strip_prefix("parentbased_") {
            Some(root) => (root, true),
            None => (named.as_str(), false),
        };
        let root = match name {
            "always_on" => Sampler::AlwaysOn,
            "always_off" => Sampler::AlwaysOff,
            "traceidratio" => Sampler::TraceIdRatioBased(self.ratio(tell)),
            _ => {
                let instead = "`parentbased_always_on` holds";
                tell(Misread { name: "OTEL_TRACES_SAMPLER", expected: SAMPLERS, instead });
                return (Sampler::ParentBased(Box::new(Sampler::AlwaysOn)), true);
            }
        };
        (if follows_parent { Sampler::ParentBased(Box::new(root)) } else { root }, follows_parent)
    }

    fn ratio(&self, tell: &mut impl FnMut(Misread)) -> f64 {
        let Some(text) = self.get("OTEL_TRACES_SAMPLER_ARG") else { return 1.0 };
        let ratio = text.parse().ok().filter(|ratio| (0.0..=1.0).contains(ratio));
        ratio.unwrap_or_else(|| {
            let expected = "a share between `0` and `1`";
            tell(Misread { name: "OTEL_TRACES_SAMPLER_ARG", expected, instead: "`1` holds" });
            1.0
        })
    }

    /// Tells of values that are passed over by who reads them.
    fn check_values(&self, tell: &mut impl FnMut(Misread)) {
        let passed_over = "it is passed over";
        for name in [
            "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
            "OTEL_EXPORTER_OTLP_TIMEOUT",
            "OTEL_BSP_SCHEDULE_DELAY",
            "OTEL_BSP_EXPORT_TIMEOUT",
            "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
            QUEUE,
        ] {
            if self.get(name).is_some_and(|value| !value.parse::<u64>().is_ok_and(|number| number > 0)) {
                tell(Misread {
                    name,
                    expected: "a whole number above 0 (times are in milliseconds)",
                    instead: passed_over,
                });
            }
        }
        for name in ["OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_RESOURCE_ATTRIBUTES"] {
            let is_pair = |pair: &str| pair.split_once('=').is_some_and(|(key, _)| !key.trim().is_empty());
            if self.get(name).is_some_and(|list| !list.split(',').all(is_pair)) {
                let instead = "what is no pair is passed over";
                tell(Misread { name, expected: "a list such as `name=value,other=value`", instead });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINT: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");

    /// What some variables ask for, and which of them were misread.
    fn read(variables: &[(&str, &str)]) -> (Option<Environment>, Vec<&'static str>) {
        let mut misread = Vec::new();
        let value =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let read = Environment::read(value, |what| misread.push(what.name));
        (read, misread)
    }

    #[test]
    fn nothing_is_sent_unless_a_collector_is_named_and_spans_are_wanted() {
        for variables in [
            &[][..],
            &[("OTEL_EXPORTER_OTLP_ENDPOINT", " ")],
            &[("OTEL_SERVICE_NAME", "x"), ("OTEL_TRACES_SAMPLER", "always_on"), ("OTEL_TRACES_EXPORTER", "otlp")],
            &[ENDPOINT, ("OTEL_SDK_DISABLED", "TRUE")],
            &[ENDPOINT, ("OTEL_TRACES_EXPORTER", "none")],
        ] {
            let (read, misread) = read(variables);
            assert!(read.is_none() && misread.is_empty(), "{variables:?}: {misread:?}");
        }
        let (read, misread) = read(&[ENDPOINT]);
        let read = read.unwrap();
        assert_eq!(
            (read.protocol, read.follows_parent, read.queue_max, misread.len()),
            (Protocol::Http, true, 2_048, 0)
        );
    }

    #[test]
    fn what_is_said_of_traces_goes_before_what_is_said_of_all_signals() {
        let (read, misread) = read(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4317"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "nonsense"),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"),
        ]);
        assert_eq!((read.unwrap().protocol, misread), (Protocol::Grpc, vec![]));
    }

    #[test]
    fn what_can_t_be_done_is_told_and_not_half_done() {
        for (variables, name) in [
            (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")][..], "OTEL_EXPORTER_OTLP_ENDPOINT"),
            (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://collector")], "OTEL_EXPORTER_OTLP_ENDPOINT"),
            (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector")], "OTEL_EXPORTER_OTLP_ENDPOINT"),
            (&[ENDPOINT, ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")], "OTEL_EXPORTER_OTLP_PROTOCOL"),
            (&[ENDPOINT, ("OTEL_TRACES_EXPORTER", "zipkin")], "OTEL_TRACES_EXPORTER"),
            (
                &[("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")],
                "OTEL_EXPORTER_OTLP_CERTIFICATE",
            ),
        ] {
            let (read, misread) = read(variables);
            assert!(read.is_none(), "{variables:?}");
            assert_eq!(misread, [name]);
        }
    }

    #[test]
    fn what_can_be_passed_over_is_told_and_passed_over() {
        for (name, value) in [
            ("OTEL_SDK_DISABLED", "yes"),
            ("OTEL_TRACES_SAMPLER", "xray"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "10s"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "authorization"),
            ("OTEL_RESOURCE_ATTRIBUTES", "=x"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "0"),
            ("OTEL_BSP_SCHEDULE_DELAY", "-1"),
        ] {
            let (read, misread) = read(&[ENDPOINT, (name, value)]);
            assert!(read.is_some(), "{name}");
            assert_eq!(misread, [name]);
        }
    }

    #[test]
    fn samplers_are_those_of_the_specification() {
        let sampler = |name: &str, share: &str| {
            let variables = [ENDPOINT, ("OTEL_TRACES_SAMPLER", name), ("OTEL_TRACES_SAMPLER_ARG", share)];
            let (read, misread) = read(&variables);
            let read = read.unwrap();
            (format!("{:?}", read.sampler), read.follows_parent, misread)
        };
        assert_eq!(sampler("always_off", ""), ("AlwaysOff".to_owned(), false, vec![]));
        assert_eq!(sampler("traceidratio", "0.25"), ("TraceIdRatioBased(0.25)".to_owned(), false, vec![]));
        let parent_based = sampler("parentbased_traceidratio", "0.5");
        assert_eq!(parent_based, ("ParentBased(TraceIdRatioBased(0.5))".to_owned(), true, vec![]));
        for share in ["2", "-0.1", "half", "NaN"] {
            let (sampler, _, misread) = sampler("traceidratio", share);
            assert_eq!((sampler.as_str(), misread), ("TraceIdRatioBased(1.0)", vec!["OTEL_TRACES_SAMPLER_ARG"]));
        }
    }
}
