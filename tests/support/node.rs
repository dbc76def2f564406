//! Node with the packages of `tests/foreign/package-lock.json`, below the build folder.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Where the packages are.
pub struct Node {
    pub modules: PathBuf,
}

impl Node {
    /// Sets it up, once for all runs; `None` where that can't be done, which is an error if `CI` is set.
    pub fn ready() -> Option<Self> {
        match Self::set_up() {
            Ok(node) => Some(node),
            Err(why) if std::env::var_os("CI").is_some() => panic!("Node's packages can't be set up: {why}"),
            Err(why) => {
                // Past the capture of a test's output: a test that was skipped must be seen.
                let _unseen = writeln!(std::io::stderr(), "skipped: Node's packages can't be set up: {why}");
                None
            }
        }
    }

    fn set_up() -> Result<Self, String> {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("node");
        fs::create_dir_all(&home).map_err(|error| error.to_string())?;
        let lock = File::create(home.join("lock")).map_err(|error| error.to_string())?;
        lock.lock().map_err(|error| error.to_string())?;
        let wanted = fs::read_to_string(foreign("package-lock.json")).map_err(|error| error.to_string())?;
        let installed = home.join("installed.json");
        if fs::read_to_string(&installed).ok().as_deref() != Some(&wanted) {
            for name in ["package.json", "package-lock.json"] {
                fs::copy(foreign(name), home.join(name)).map_err(|error| error.to_string())?;
            }
            let arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
            run(Command::new("npm").current_dir(&home).args(arguments), "")?;
            fs::write(&installed, wanted).map_err(|error| error.to_string())?;
        }
        run(Command::new("node").arg("--version"), "")?;
        Ok(Self { modules: home.join("node_modules") })
    }

    /// Runs a program of `tests/foreign`, with an input.
    pub fn run(&self, program: &str, arguments: &[&str], input: &str) -> Result<Output, String> {
        let mut command = Command::new("node");
        run(command.arg(foreign(program)).args(arguments).env("NODE_PATH", &self.modules), input)
    }
}

fn foreign(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign").join(name)
}

fn run(command: &mut Command, input: &str) -> Result<Output, String> {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().map_err(|error| format!("{piped:?}: {error}"))?;
    let mut stdin = child.stdin.take().ok_or("no standard input")?;
    stdin.write_all(input.as_bytes()).map_err(|error| error.to_string())?;
    drop(stdin);
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(output);
    }
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Err(format!("{command:?}: {}\n{}{}", output.status, said(&output.stdout), said(&output.stderr)))
}
