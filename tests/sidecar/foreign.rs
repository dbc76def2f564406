//! Clients that share nothing with us but the contract: Python's grpcio and Node's grpc-js, by what is in `proto/`.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::certificates::{Authority, Files};
use crate::support::node::Node;
use crate::support::sidecar::Sidecar;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn python_over_tcp() {
    let Some(python) = Python::ready() else { return };
    let sidecar = Sidecar::start(&[]);
    python.drive(&[&sidecar.grpc]);
}

#[test]
fn python_over_a_unix_socket() {
    let Some(python) = Python::ready() else { return };
    let place = TempDir::new().unwrap();
    let sidecar = Sidecar::start(&["--listen", &format!("unix:{}", place.path().join("grpc.sock").display())]);
    // Without a plain authority, gRPC's C core sends the path of the socket, which HTTP/2 does not allow.
    python.drive(&[&sidecar.grpc, "localhost"]);
}

#[test]
fn python_over_mutual_tls() {
    let Some(python) = Python::ready() else { return };
    let place = TempDir::new().unwrap();
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let files = Files::write(&place.path().join("tls"), &servers.sidecar(), &clients.pem());
    let own = clients.client("spiffe://acme/payments");
    for (name, text) in [("root.pem", &servers.pem()), ("client.pem", &own.certificate), ("client.key", &own.key)] {
        fs::write(place.path().join(name), text).unwrap();
    }
    let sidecar = Sidecar::start(&[&files.flags(true)[..], &["--allow-client", "spiffe://acme/payments"]].concat());
    python.drive(&[&sidecar.grpc, "--tls", place.path().to_str().unwrap()]);
}

#[test]
fn node_over_tcp() {
    let Some(node) = Node::ready() else { return };
    drive_by_node(&node, &Sidecar::start(&[]).grpc);
}

#[test]
fn node_over_a_unix_socket() {
    let Some(node) = Node::ready() else { return };
    let place = TempDir::new().unwrap();
    let sidecar = Sidecar::start(&["--listen", &format!("unix:{}", place.path().join("grpc.sock").display())]);
    drive_by_node(&node, &sidecar.grpc);
}

fn drive_by_node(node: &Node, target: &str) {
    let proto = Path::new(ROOT).join("proto");
    let output = node.run("client.js", &[proto.to_str().unwrap(), target], "").unwrap();
    let passed = String::from_utf8_lossy(&output.stdout).lines().filter(|line| line.starts_with("passed:")).count();
    assert_eq!(passed, 5, "{output:?}");
}

/// A Python with grpcio and the stubs, below the build folder.
pub struct Python {
    binary: PathBuf,
    stubs: PathBuf,
}

impl Python {
    /// Sets it up, once for all runs; `None` where that can't be done, which is an error if `CI` is set.
    pub fn ready() -> Option<Self> {
        match Self::set_up() {
            Ok(python) => Some(python),
            Err(why) if std::env::var_os("CI").is_some() => panic!("the foreign client can't be set up: {why}"),
            Err(why) => {
                // Past the capture of a test's output: a test that was skipped must be seen.
                let _unseen = writeln!(std::io::stderr(), "skipped: the foreign client can't be set up: {why}");
                None
            }
        }
    }

    fn set_up() -> Result<Self, String> {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("foreign");
        fs::create_dir_all(&home).map_err(|error| error.to_string())?;
        let lock = File::create(home.join("lock")).map_err(|error| error.to_string())?;
        lock.lock().map_err(|error| error.to_string())?;
        let (venv, stubs) = (home.join("venv"), home.join("stubs"));
        let python = Self { binary: venv.join("bin/python"), stubs };
        let requirements = Path::new(ROOT).join("tests/foreign/requirements.txt");
        let wanted = fs::read_to_string(&requirements).map_err(|error| error.to_string())?;
        let installed = home.join("installed.txt");
        if fs::read_to_string(&installed).ok().as_deref() != Some(&wanted) {
            run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
            let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
            run(Command::new(&python.binary).args(pip).arg(&requirements))?;
            fs::write(&installed, wanted).map_err(|error| error.to_string())?;
        }
        python.generate()?;
        Ok(python)
    }

    fn generate(&self) -> Result<(), String> {
        fs::create_dir_all(&self.stubs).map_err(|error| error.to_string())?;
        let out = self.stubs.display();
        let mut protoc = Command::new(&self.binary);
        protoc.current_dir(Path::new(ROOT).join("proto")).args(["-m", "grpc_tools.protoc", "-I."]);
        protoc.args([format!("--python_out={out}"), format!("--grpc_python_out={out}")]);
        run(protoc.args(["decision", "policy", "regulation"].map(|name| format!("selat/v1/{name}.proto"))))?;
        Ok(())
    }

    /// Runs a program of ours, which must end well.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(&self.binary);
        run(command.arg(Path::new(ROOT).join(program)).args(arguments).env("PYTHONPATH", &self.stubs)).unwrap()
    }

    /// Runs a program that came with a package, which must end well.
    pub fn run_tool(&self, name: &str, arguments: &[&str]) -> Output {
        run(Command::new(self.binary.with_file_name(name)).args(arguments)).unwrap()
    }

    /// Runs the client, which ends well only if every check of its passes.
    fn drive(&self, arguments: &[&str]) {
        let output = self.run("tests/foreign/client.py", arguments);
        let passed = String::from_utf8_lossy(&output.stdout).lines().filter(|line| line.starts_with("passed:")).count();
        assert_eq!(passed, 8, "{output:?}");
    }
}

fn run(command: &mut Command) -> Result<Output, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Err(format!("{command:?}: {}\n{}{}", output.status, said(&output.stdout), said(&output.stderr)))
}
