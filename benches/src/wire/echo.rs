//! What the sidecar is held against: an idiomatic tonic service on tokio's runtime, which decides nothing.

use std::fs;
use std::path::{Path, PathBuf};

use prost::Message as _;
use selat::grpc::wire::decision_service_server::{DecisionService, DecisionServiceServer};
use selat::grpc::wire::{
    EvaluateBatchRequest, EvaluateBatchResponse, EvaluateRequest, EvaluateResponse, SimulateRequest,
};
use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Identity, Server, ServerTlsConfig};
use tonic::{Request, Response, Status, Streaming};

struct Echo(EvaluateResponse);

#[tonic::async_trait]
impl DecisionService for Echo {
    type EvaluateStreamStream = tokio_stream::Empty<Result<EvaluateResponse, Status>>;

    async fn evaluate(&self, request: Request<EvaluateRequest>) -> Result<Response<EvaluateResponse>, Status> {
        let request = request.into_inner();
        Ok(Response::new(EvaluateResponse { request_id: request.request_id, ..self.0.clone() }))
    }

    async fn evaluate_batch(
        &self,
        _: Request<EvaluateBatchRequest>,
    ) -> Result<Response<EvaluateBatchResponse>, Status> {
        Err(Status::unimplemented("an echo answers single questions"))
    }

    async fn evaluate_stream(
        &self,
        _: Request<Streaming<EvaluateRequest>>,
    ) -> Result<Response<Self::EvaluateStreamStream>, Status> {
        Err(Status::unimplemented("an echo answers single questions"))
    }

    async fn simulate(&self, _: Request<SimulateRequest>) -> Result<Response<EvaluateResponse>, Status> {
        Err(Status::unimplemented("an echo answers single questions"))
    }
}

/// Answers every question with the message in a file; over TLS where the files of a certificate and a key are given.
pub fn serve(address: &str, answer: &Path, certificate: Option<&(PathBuf, PathBuf)>) -> anyhow::Result<()> {
    let answer = EvaluateResponse::decode(fs::read(answer)?.as_slice())?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind(address).await?;
        eprintln!("listening echo={}", listener.local_addr()?);
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        let mut server = Server::builder();
        if let Some((certificate, key)) = certificate {
            let identity = Identity::from_pem(fs::read(certificate)?, fs::read(key)?);
            server = server.tls_config(ServerTlsConfig::new().identity(identity))?;
        }
        Ok(server.add_service(DecisionServiceServer::new(Echo(answer))).serve_with_incoming(incoming).await?)
    })
}
