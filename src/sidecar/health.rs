//! `grpc.health.v1`: serving from the first good policy set until the sidecar is about to stop, not serving from then on.
//!
//! Owns the names that can be asked for: the sidecar as a whole, and each service.

use std::pin::Pin;

use tokio::sync::watch::Receiver;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _, once};
use tonic::server::NamedService;
use tonic::{Request, Response, Status, async_trait};
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_server::{self, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};

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

type Answer = Result<HealthCheckResponse, Status>;

/// The health of a sidecar that has a policy set in force.
#[derive(Clone)]
pub(super) struct Health {
    /// Turns true when clients should go elsewhere.
    pub(super) leaving: Receiver<bool>,
    /// Turns true when no more calls are taken; whoever watches would hold up the drain.
    pub(super) stopping: Receiver<bool>,
}

impl Health {
    /// The service, as a server takes it.
    pub(super) fn into_server(self) -> HealthServer<Self> {
        HealthServer::new(self)
    }

    fn status(&self) -> ServingStatus {
        if *self.leaving.borrow() { ServingStatus::NotServing } else { ServingStatus::Serving }
    }
}

fn response(status: ServingStatus) -> HealthCheckResponse {
    HealthCheckResponse { status: status.into() }
}

fn becomes_true(flag: &Receiver<bool>) -> impl Stream<Item = ()> + Send + use<> {
    WatchStream::new(flag.clone()).filter_map(|is_set| is_set.then_some(()))
}

#[async_trait]
impl health_server::Health for Health {
    async fn check(&self, request: Request<HealthCheckRequest>) -> Result<Response<HealthCheckResponse>, Status> {
        if NAMES.contains(&request.get_ref().service.as_str()) {
            Ok(Response::new(response(self.status())))
        } else {
            Err(Status::not_found("no such service"))
        }
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Answer> + Send>>;

    async fn watch(&self, request: Request<HealthCheckRequest>) -> Result<Response<Self::WatchStream>, Status> {
        let is_known = NAMES.contains(&request.get_ref().service.as_str());
        let now = if is_known { self.status() } else { ServingStatus::ServiceUnknown };
        let may_change = usize::from(now == ServingStatus::Serving);
        let change = becomes_true(&self.leaving).take(may_change).map(|()| response(ServingStatus::NotServing));
        let end = becomes_true(&self.stopping).take(1).filter_map(|()| None);
        Ok(Response::new(Box::pin(once(response(now)).chain(change).chain(end).map(Ok))))
    }
}
