//! `grpc.health.v1`: SERVING from the first good policy set to the drain.
//!
//! Owns the names that can be asked for: the sidecar as a whole, and each service.

use tonic::server::NamedService;
use tonic_health::ServingStatus;
use tonic_health::pb::health_server::HealthServer;
use tonic_health::server::{HealthReporter, HealthService};

use crate::grpc::wire::decision_service_server::DecisionServiceServer;
use crate::grpc::wire::policy_service_server::PolicyServiceServer;
use crate::grpc::wire::regulation_service_server::RegulationServiceServer;
use crate::grpc::{Decisions, Policies, Regulations};

const NAMES: [&str; 4] = [
    "",
    <DecisionServiceServer<Decisions> as NamedService>::NAME,
    <PolicyServiceServer<Policies> as NamedService>::NAME,
    <RegulationServiceServer<Regulations> as NamedService>::NAME,
];

/// The health of a sidecar that has a policy set in force.
pub(super) struct Health(HealthReporter);

impl Health {
    pub(super) async fn new() -> Self {
        let health = Self(HealthReporter::new());
        health.set(ServingStatus::Serving).await;
        health
    }

    /// The service, as a server takes it.
    pub(super) fn server(&self) -> HealthServer<HealthService> {
        HealthServer::new(HealthService::from_health_reporter(self.0.clone()))
    }

    /// Says that no more calls are taken, and ends the streams of those who watch, which would hold up the drain.
    pub(super) async fn stop(mut self) {
        self.set(ServingStatus::NotServing).await;
        for name in NAMES {
            self.0.clear_service_status(name).await;
        }
    }

    async fn set(&self, status: ServingStatus) {
        for name in NAMES {
            self.0.set_service_status(name, status).await;
        }
    }
}
