//! `PolicyService`: which policy set decides, and how the attempts to load one ended.
//!
//! Owns the calls; changes nothing.

use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status as CallStatus};

use super::policy_status::{load_attempt, policy_status};
use super::wire::{
    self, GetPolicyStatusRequest, GetPolicyStatusResponse, ListReloadsRequest, ListReloadsResponse,
    WatchPolicyStatusRequest, WatchPolicyStatusResponse,
};
use crate::store::{ATTEMPTS_MAX, Current};

/// Tells the status of the policy set.
#[derive(Clone)]
pub struct Policies {
    current: Arc<Current>,
    stopping: watch::Receiver<bool>,
}

impl Policies {
    /// The service; its streams end when `stopping` turns true.
    pub fn new(current: Arc<Current>, stopping: watch::Receiver<bool>) -> Self {
        Self { current, stopping }
    }

    /// The service, as a server takes it.
    pub fn into_server(self) -> wire::policy_service_server::PolicyServiceServer<Self> {
        wire::policy_service_server::PolicyServiceServer::new(self)
    }
}

#[tonic::async_trait]
impl wire::policy_service_server::PolicyService for Policies {
    type WatchPolicyStatusStream = Pin<Box<dyn Stream<Item = Result<WatchPolicyStatusResponse, CallStatus>> + Send>>;

    async fn get_policy_status(
        &self,
        _: Request<GetPolicyStatusRequest>,
    ) -> Result<Response<GetPolicyStatusResponse>, CallStatus> {
        let status = Some(policy_status(&self.current.status()));
        Ok(Response::new(GetPolicyStatusResponse { status }))
    }

    async fn watch_policy_status(
        &self,
        _: Request<WatchPolicyStatusRequest>,
    ) -> Result<Response<Self::WatchPolicyStatusStream>, CallStatus> {
        let changes = WatchStream::new(self.current.watch_status()).map(Some);
        let stop = WatchStream::new(self.stopping.clone()).filter(|stopping| *stopping).map(|_| None);
        let statuses = changes
            .merge(stop)
            .map_while(|status| status)
            .map(|status| Ok(WatchPolicyStatusResponse { status: Some(policy_status(&status)) }));
        Ok(Response::new(Box::pin(statuses)))
    }

    async fn list_reloads(
        &self,
        request: Request<ListReloadsRequest>,
    ) -> Result<Response<ListReloadsResponse>, CallStatus> {
        let most = match request.into_inner().limit {
            0 => ATTEMPTS_MAX,
            limit => usize::try_from(limit).unwrap_or(ATTEMPTS_MAX),
        };
        let attempts = self.current.status().attempts.iter().take(most).map(load_attempt).collect();
        Ok(Response::new(ListReloadsResponse { attempts }))
    }
}
