//! A collector of spans, as OpenTelemetry's own is spoken to: over gRPC, and over HTTP.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Identity, Server, ServerTlsConfig};
use tonic::{Request, Response, Status};

use super::certificates::Issued;
use super::wait::until;

/// A span, and who sent it.
#[derive(Clone, Debug)]
pub struct Received {
    pub span: Span,
    pub resource: HashMap<String, String>,
    pub authorization: Option<String>,
}

/// A collector that is running; it ends when this is dropped.
pub struct Collector {
    pub address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    server: JoinHandle<()>,
}

impl Collector {
    /// One that speaks gRPC, over TLS if it has a certificate.
    pub async fn grpc(port: u16, certificate: Option<&Issued>) -> Self {
        let mut server = Server::builder();
        if let Some(Issued { certificate, key }) = certificate {
            let tls = ServerTlsConfig::new().identity(Identity::from_pem(certificate, key));
            server = server.tls_config(tls).unwrap();
        }
        Self::run(port, |listener, received| async move {
            let service = TraceServiceServer::new(Service(received));
            server.add_service(service).serve_with_incoming(TcpListenerStream::new(listener)).await.unwrap();
        })
        .await
    }

    /// One that speaks HTTP.
    pub async fn http() -> Self {
        Self::run(0, |listener, received| async move {
            let take = async move |headers: HeaderMap, body: Bytes| {
                let authorization = headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
                keep(&received, authorization.as_deref(), ExportTraceServiceRequest::decode(body).unwrap());
                ExportTraceServiceResponse::default().encode_to_vec()
            };
            let routes = axum::Router::new().route("/v1/traces", post(take));
            axum::serve(listener, routes).await.unwrap();
        })
        .await
    }

    async fn run<F: Future<Output = ()> + Send + 'static>(
        port: u16,
        serve: impl FnOnce(TcpListener, Arc<Mutex<Vec<Received>>>) -> F,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let (address, received) = (listener.local_addr().unwrap(), Arc::default());
        let server = tokio::spawn(serve(listener, Arc::clone(&received)));
        Self { address, received, server }
    }

    /// What has come so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// What has come once it is so many spans.
    pub async fn spans(&self, count: usize) -> Vec<Received> {
        until("the spans come", async || Some(self.received()).filter(|spans| spans.len() >= count)).await
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.server.abort();
    }
}

struct Service(Arc<Mutex<Vec<Received>>>);

#[tonic::async_trait]
impl TraceService for Service {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let authorization = request.metadata().get("authorization").map(|value| value.to_str().unwrap().to_owned());
        keep(&self.0, authorization.as_deref(), request.into_inner());
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

fn keep(received: &Mutex<Vec<Received>>, authorization: Option<&str>, request: ExportTraceServiceRequest) {
    for of_resource in request.resource_spans {
        let resource = words(&of_resource.resource.unwrap_or_default().attributes);
        for span in of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans) {
            let (resource, authorization) = (resource.clone(), authorization.map(str::to_owned));
            received.lock().unwrap().push(Received { span, resource, authorization });
        }
    }
}

/// Attributes, with each value as text.
pub fn words(attributes: &[KeyValue]) -> HashMap<String, String> {
    let text = |attribute: &KeyValue| match attribute.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text.clone()),
        Value::IntValue(number) => Some(number.to_string()),
        Value::BoolValue(flag) => Some(flag.to_string()),
        other => Some(format!("{other:?}")),
    };
    attributes.iter().map(|attribute| (attribute.key.clone(), text(attribute).unwrap_or_default())).collect()
}
