//! The real binary as a child process.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

use selat::grpc::wire::decision_service_client::DecisionServiceClient;
use selat::grpc::wire::policy_service_client::PolicyServiceClient;
use selat::grpc::wire::regulation_service_client::RegulationServiceClient;
use selat::grpc::wire::{self, EvaluateResponse, GetPolicyStatusRequest, LoadAttempt, PolicyStatus};
use tonic::transport::{Channel, Endpoint};

use super::wait::{until, until_blocking};
use super::{http, mini};

/// A client of the repository of regulations.
pub type Regulations = RegulationServiceClient<Channel>;

/// A sidecar that is listening; it ends when this is dropped.
pub struct Sidecar {
    child: Kept,
    log: Arc<Mutex<Vec<String>>>,
    pub grpc: String,
    pub admin: String,
}

/// The command with free ports and without the variables of whoever runs the tests.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_selat"));
    let is_ours = |name: &str| name.starts_with("SELAT_") || name.starts_with("OTEL_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_ours(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command.arg("serve");
    for flag in ["--listen", "--admin"] {
        if !arguments.contains(&flag) {
            command.args([flag, "127.0.0.1:0"]);
        }
    }
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

impl Sidecar {
    /// Starts one and waits until it listens.
    pub fn start(arguments: &[&str]) -> Self {
        Self::spawn(command(arguments))
    }

    /// Starts one by a command of its own and waits until it listens.
    pub fn spawn(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = Kept(command.spawn().expect("the binary starts"));
        let log = Arc::new(Mutex::new(Vec::new()));
        let (lines, sink) = (BufReader::new(child.0.stderr.take().expect("piped")), Arc::clone(&log));
        std::thread::spawn(move || {
            lines.lines().map_while(Result::ok).for_each(|line| sink.lock().unwrap().push(line));
        });
        let mut sidecar = Self { child, log, grpc: String::new(), admin: String::new() };
        let line = until_blocking("the sidecar listens", || {
            assert_eq!(sidecar.child.0.try_wait().unwrap(), None, "the sidecar ended: {:#?}", sidecar.log());
            sidecar.log().into_iter().find(|line| line.contains("listening grpc="))
        });
        let word = |name: &str| line.split_once(name).and_then(|(_, rest)| rest.split(' ').next()).unwrap().to_owned();
        (sidecar.grpc, sidecar.admin) = (word("grpc="), word("admin="));
        sidecar
    }

    /// Starts one on a folder.
    pub fn on(folder: &std::path::Path, more: &[&str]) -> Self {
        let folder = folder.to_str().expect("a path in UTF-8");
        Self::start(&[&["--policies", folder], more].concat())
    }

    /// What it has logged so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// A connection for gRPC.
    pub async fn channel(&self) -> Channel {
        let uri = if self.grpc.starts_with("unix:") { self.grpc.clone() } else { format!("http://{}", self.grpc) };
        Endpoint::from_shared(uri).unwrap().connect().await.expect("the sidecar takes connections")
    }

    pub async fn decisions(&self) -> DecisionServiceClient<Channel> {
        DecisionServiceClient::new(self.channel().await).max_decoding_message_size(usize::MAX)
    }

    pub async fn policies(&self) -> PolicyServiceClient<Channel> {
        PolicyServiceClient::new(self.channel().await)
    }

    pub async fn regulations(&self) -> Regulations {
        RegulationServiceClient::new(self.channel().await)
    }

    pub async fn status(&self) -> PolicyStatus {
        let mut client = self.policies().await;
        client.get_policy_status(GetPolicyStatusRequest {}).await.unwrap().into_inner().status.unwrap()
    }

    /// The last attempt to load a policy set, once it is as asked.
    pub async fn attempt(&self, what: &str, is_it: impl Fn(&LoadAttempt) -> bool) -> LoadAttempt {
        until(what, async || self.status().await.last_attempt.filter(|attempt| is_it(attempt))).await
    }

    /// The answer to the mini set's question, once the law is as asked.
    pub async fn answer(&self, what: &str, law: mini::Law) -> EvaluateResponse {
        let mut client = self.decisions().await;
        until(what, async || {
            let response = client.evaluate(mini::question("")).await.unwrap().into_inner();
            let both = response.by_category.iter().map(wire::CategoryDecision::decision);
            (both.collect::<Vec<_>>() == [law.decision(); 2]).then_some(response)
        })
        .await
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.0.id()
    }

    /// What an admin page answers.
    pub fn page(&self, path: &str) -> (u16, String) {
        http::get(&self.admin, path).expect("the admin port answers")
    }

    /// The value of a metric, named with its labels as they are written.
    pub fn metric(&self, name: &str) -> u64 {
        let text = self.page("/metrics").1;
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no metric `{name}` in:\n{text}"))
    }

    /// Sends it a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([format!("-{name}"), self.child.0.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// How it ended.
    pub async fn wait(&mut self) -> ExitStatus {
        until("the sidecar ends", async || self.child.0.try_wait().unwrap()).await
    }
}

/// A child that does not outlive its test.
struct Kept(Child);

impl Drop for Kept {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// Runs a sidecar that must not come up: its exit code and what it says.
pub fn fails(arguments: &[&str]) -> (i32, String) {
    let mut child = Kept(command(arguments).spawn().expect("the binary starts"));
    let ended = until_blocking("a start that must fail ends", || child.0.try_wait().unwrap());
    let said = std::io::read_to_string(child.0.stderr.take().expect("piped")).unwrap();
    (ended.code().expect("an exit code"), said)
}
