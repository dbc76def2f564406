//! `PolicyService`: which policy set decides, and how the attempts to load one ended.
//!
//! Owns the calls, and which of them change what decides: `PromoteShadow` alone.

use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status as CallStatus};

use super::gate::Gate;
use super::policy_status::{load_attempt, policy_status};
use super::shadow::difference;
use super::wire::{
    self, GetPolicyStatusRequest, GetPolicyStatusResponse, ListReloadsRequest, ListReloadsResponse,
    ListShadowDifferencesRequest, ListShadowDifferencesResponse, PromoteShadowRequest, PromoteShadowResponse,
    WatchPolicyStatusRequest, WatchPolicyStatusResponse,
};
use crate::store::{Current, NotPromoted, Promotion};

/// Tells the status of the policy set.
#[derive(Clone)]
pub struct Policies {
    /// The policy set in force.
    pub current: Arc<Current>,
    /// The candidate, and what it takes to promote it.
    pub promotion: Arc<Promotion>,
    /// Who may change what decides.
    pub gate: Arc<Gate>,
    /// Ends the streams when it turns true.
    pub stopping: watch::Receiver<bool>,
}

impl Policies {
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
        let status = Some(policy_status(&self.current.status(), self.promotion.shadow()));
        Ok(Response::new(GetPolicyStatusResponse { status }))
    }

    async fn watch_policy_status(
        &self,
        _: Request<WatchPolicyStatusRequest>,
    ) -> Result<Response<Self::WatchPolicyStatusStream>, CallStatus> {
        let changes = WatchStream::new(self.current.watch_status()).map(Some);
        let stop = WatchStream::new(self.stopping.clone()).filter(|stopping| *stopping).map(|_| None);
        let promotion = Arc::clone(&self.promotion);
        let statuses = changes
            .merge(stop)
            .map_while(|status| status)
            .map(move |status| policy_status(&status, promotion.shadow()))
            .map(|status| Ok(WatchPolicyStatusResponse { status: Some(status) }));
        Ok(Response::new(Box::pin(statuses)))
    }

    async fn list_reloads(
        &self,
        request: Request<ListReloadsRequest>,
    ) -> Result<Response<ListReloadsResponse>, CallStatus> {
        let most = limit(request.into_inner().limit);
        let attempts = self.current.status().attempts.iter().take(most).map(load_attempt).collect();
        Ok(Response::new(ListReloadsResponse { attempts }))
    }

    async fn list_shadow_differences(
        &self,
        request: Request<ListShadowDifferencesRequest>,
    ) -> Result<Response<ListShadowDifferencesResponse>, CallStatus> {
        let most = limit(request.into_inner().limit);
        let shadow = self.promotion.shadow().ok_or(NotPromoted::NoShadow).map_err(|why| not_promoted(&why))?;
        let last = shadow.record().differences();
        let differences = last.iter().take(most).map(|found| difference(found)).collect();
        Ok(Response::new(ListShadowDifferencesResponse { differences }))
    }

    async fn promote_shadow(
        &self,
        request: Request<PromoteShadowRequest>,
    ) -> Result<Response<PromoteShadowResponse>, CallStatus> {
        self.gate.may_change(&request)?;
        let revision = request.into_inner().policy_revision;
        let promoted = self.promotion.promote(&revision).map_err(|why| not_promoted(&why))?;
        Ok(Response::new(PromoteShadowResponse { attempt: Some(load_attempt(&promoted)) }))
    }
}

fn not_promoted(why: &NotPromoted) -> CallStatus {
    CallStatus::failed_precondition(why.to_string())
}

/// The most entries of an answer; 0 asks for all.
fn limit(asked: u32) -> usize {
    match asked {
        0 => usize::MAX,
        limit => usize::try_from(limit).unwrap_or(usize::MAX),
    }
}
