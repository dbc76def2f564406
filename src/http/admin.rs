//! The routes of the admin port.
//!
//! Owns what each answers, and with which HTTP status.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use tokio::sync::watch;

use super::status;
use crate::store::{Current, Promotion};
use crate::telemetry::Metrics;
use crate::transport::tls::Certificates;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the admin port tells about.
#[derive(Clone)]
pub struct Admin {
    /// The policy set.
    pub current: Arc<Current>,
    /// The candidate, and what it takes to promote it.
    pub promotion: Arc<Promotion>,
    /// The metrics.
    pub metrics: Arc<Metrics>,
    /// Turns true when the sidecar takes no more calls.
    pub stopping: watch::Receiver<bool>,
    /// The certificates of the ports that have some.
    pub certificates: Arc<[Arc<Certificates>]>,
}

/// The routes of the admin port.
pub fn router(admin: Admin) -> Router {
    Router::new()
        .route("/livez", get(live))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/status", get(policy_status))
        .route("/certificates", get(certificates))
        .with_state(admin)
}

async fn live() -> &'static str {
    "ok\n"
}

async fn ready(State(admin): State<Admin>) -> Response {
    let status = admin.current.status();
    let (code, state) = match (*admin.stopping.borrow(), &status.active) {
        (true, _) => (StatusCode::SERVICE_UNAVAILABLE, "draining"),
        (false, None) => (StatusCode::SERVICE_UNAVAILABLE, "no policy set"),
        (false, Some(_)) => (StatusCode::OK, "ready"),
    };
    (code, Json(status::readiness(&status, state))).into_response()
}

async fn metrics(State(admin): State<Admin>) -> Response {
    match admin.metrics.encode() {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "a metric can't be written\n").into_response(),
    }
}

async fn policy_status(State(admin): State<Admin>) -> Response {
    Json(status::status(&admin.current.status(), admin.promotion.shadow())).into_response()
}

async fn certificates(State(admin): State<Admin>) -> Response {
    let statuses = admin.certificates.iter().map(|port| status::certificate(&port.status()));
    Json(statuses.collect::<Vec<_>>()).into_response()
}
