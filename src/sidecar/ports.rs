//! The ports of a sidecar: their sockets, and what secures them.
//!
//! Owns the order: what can't be secured is not opened.

use std::sync::Arc;

use super::Settings;
use super::SidecarError;
use super::security::{Security, SecurityError, load};
use crate::telemetry::Metrics;
use crate::transport::tls::{CertificateWatch, Certificates, Port};
use crate::transport::{ListenAddress, ListenError, Listener};

/// The ports of a sidecar.
pub(super) struct Ports {
    /// Where questions are asked.
    pub(super) grpc: Listener,
    /// What secures it.
    pub(super) certificates: Option<Arc<Certificates>>,
    /// Where probes, metrics and the status are served.
    pub(super) admin: Listener,
    /// What secures it.
    pub(super) admin_certificates: Option<Arc<Certificates>>,
}

impl Ports {
    /// Opens them.
    pub(super) async fn open(settings: &Settings, metrics: &Metrics) -> Result<Self, SidecarError> {
        let security = &settings.security;
        security.check(&settings.listen, &settings.admin)?;
        let certificates = load(security.tls.clone(), metrics)?;
        let admin_certificates = load(security.admin_tls.clone(), metrics)?;
        let grpc = bind(&settings.listen, Port::Grpc, security).await?;
        let admin = bind(&settings.admin, Port::Admin, security).await?;
        Ok(Self { grpc, certificates, admin, admin_certificates })
    }

    /// The certificates of both.
    pub(super) fn all_certificates(&self) -> Vec<Arc<Certificates>> {
        [&self.certificates, &self.admin_certificates].into_iter().flatten().map(Arc::clone).collect()
    }

    /// Notices that certificates changed, where there are some.
    pub(super) fn watch(
        &self,
        settings: &Settings,
        metrics: &Arc<Metrics>,
    ) -> Result<Option<CertificateWatch>, SidecarError> {
        let certificates = self.all_certificates();
        if certificates.is_empty() {
            return Ok(None);
        }
        Ok(Some(CertificateWatch::start(certificates, settings.watch.poll_interval, Arc::clone(metrics))?))
    }
}

async fn bind(address: &ListenAddress, port: Port, security: &Security) -> Result<Listener, SidecarError> {
    let (tls, insecure) = match port {
        Port::Grpc => ("--tls-cert", "--insecure-listen"),
        Port::Admin => ("--admin-tls-cert", "--insecure-admin"),
    };
    match Listener::bind(address, &security.sockets, security.reach(port)).await {
        Err(listen @ ListenError::Exposed(_)) => Err(SecurityError::Exposed { listen, tls, insecure }.into()),
        bound => Ok(bound?),
    }
}
