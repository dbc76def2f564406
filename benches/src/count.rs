//! Instructions under callgrind, which do not depend on the machine's mood.
//!
//! What starts and stops a process is left out by counting twice and taking the difference.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use prost::Message as _;
use selat::engine::decide;
use selat::grpc::wire;

use crate::shipped;

/// How much more than on record is too much.
const TOLERANCE: f64 = 0.05;

/// How often the shipped questions are answered in the shorter and in the longer count.
const TIMES: [usize; 2] = [1, 6];

/// The requests of the shorter and of the longer count.
const REQUESTS: [usize; 2] = [500, 2_500];

/// Counts, and holds the figures against those on record.
pub fn run(record: bool) -> Result<(), Box<dyn Error>> {
    let questions = shipped::questions(&shipped::snapshot()).len();
    let counted =
        [("decide", difference(TIMES, of_repeat)? / questions as f64), ("request", difference(REQUESTS, of_requests)?)];
    let file = here().join("counts.txt");
    if record {
        let lines = counted.map(|(name, count)| format!("{name} {count:.0}\n"));
        fs::write(&file, lines.concat())?;
        println!("{}", lines.concat());
        return Ok(());
    }
    let on_record = fs::read_to_string(&file)?;
    let mut worse = false;
    for (name, count) in counted {
        let line = on_record.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
        let known = line.ok_or_else(|| format!("`{}` has no line for `{name}`", file.display()))?;
        let change = (count / known - 1.0) * 100.0;
        println!("{name}: {count:.0} instructions, {known:.0} on record ({change:+.1} %)");
        worse |= count > known * (1.0 + TOLERANCE);
    }
    if worse {
        return Err(
            "more instructions than on record; if that is meant, put them on record with `count --record`".into()
        );
    }
    Ok(())
}

/// Answers the shipped questions some times over.
pub fn repeat(times: usize) {
    let snapshot = shipped::snapshot();
    for _ in 0..times {
        for (transfer, moment) in &shipped::questions(&snapshot) {
            std::hint::black_box(decide(&snapshot, transfer, moment));
        }
    }
}

fn difference(sizes: [usize; 2], count: impl Fn(usize) -> Result<u64, Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let [less, more] = sizes;
    let extra = count(more)?.checked_sub(count(less)?).ok_or("the longer count came out shorter")?;
    Ok(extra as f64 / (more - less) as f64)
}

fn of_repeat(times: usize) -> Result<u64, Box<dyn Error>> {
    let out = scratch("repeat")?;
    let mut command = callgrind(&out);
    let done = command.arg(env::current_exe()?).arg("repeat").arg(times.to_string()).status()?;
    if !done.success() {
        return Err(format!("valgrind ended with {done}").into());
    }
    total(&out)
}

/// Counts a server that answers a question so many times over one connection.
fn of_requests(requests: usize) -> Result<u64, Box<dyn Error>> {
    let out = scratch("request")?;
    let server = here().join("../target/release/selat");
    let mut command = callgrind(&out);
    command.arg(server).args(["serve", "--threads", "1", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
    let mut serving = Serving::start(command)?;
    ask(&serving.address, requests)?;
    serving.stop()?;
    total(&out)
}

/// A server under callgrind.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(mut command: Command) -> Result<Self, Box<dyn Error>> {
        use std::io::BufRead as _;
        let mut child = command.args(["--log-format", "json"]).stderr(Stdio::piped()).spawn()?;
        let log = child.stderr.take().ok_or("the server's log is not there")?;
        let mut lines = std::io::BufReader::new(log).lines();
        for line in lines.by_ref() {
            if let Some((_, rest)) = line?.split_once("\"grpc\":\"") {
                let address = rest.split('"').next().unwrap_or_default().to_owned();
                // Whoever closes the log ends the server.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(Self { child, address });
            }
        }
        let ended = child.wait()?;
        Err(format!("the server ended with {ended}; is it built, and is valgrind installed?").into())
    }

    fn stop(&mut self) -> Result<(), Box<dyn Error>> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let ended = self.child.wait()?;
        if asked.success() && ended.success() { Ok(()) } else { Err(format!("the server ended with {ended}").into()) }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ended = self.child.kill();
    }
}

fn ask(address: &str, requests: usize) -> Result<(), Box<dyn Error>> {
    let transfer = wire::Transfer {
        origin: "VN".to_owned(),
        destination: "SG".to_owned(),
        data: vec!["personal.health".to_owned()],
        purpose: "hosting".to_owned(),
        exporter: Some(wire::Exporter {
            sector: "health".to_owned(),
            role: "controller".to_owned(),
            ..Default::default()
        }),
        importer: Some(wire::Importer { role: "processor".to_owned(), ..Default::default() }),
        safeguards: vec!["instrument.contract".to_owned()],
        subject_count: Some(50_000),
        ..Default::default()
    };
    let message = wire::EvaluateRequest { request_id: "1".to_owned(), transfer: Some(transfer) }.encode_to_vec();
    let mut framed = vec![0];
    framed.extend(u32::try_from(message.len())?.to_be_bytes());
    framed.extend(message);
    let body = scratch("question")?;
    fs::write(&body, framed)?;
    let asked = Command::new("h2load")
        .args(["-c", "1", "-m", "1", "-n", &requests.to_string(), "-d"])
        .arg(&body)
        .args(["-H", "content-type: application/grpc", "-H", "te: trailers"])
        .arg(format!("http://{address}/selat.v1.DecisionService/Evaluate"))
        .output()?;
    let said = String::from_utf8_lossy(&asked.stdout);
    if said.contains(&format!("{requests} succeeded")) { Ok(()) } else { Err(format!("h2load failed:\n{said}").into()) }
}

fn callgrind(out: &Path) -> Command {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--quiet"]).arg(format!("--callgrind-out-file={}", out.display()));
    command
}

/// The instructions that callgrind counted in all.
fn total(out: &Path) -> Result<u64, Box<dyn Error>> {
    let text = fs::read_to_string(out)?;
    let line = text.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
    Ok(line.ok_or("callgrind counted nothing")?.trim().parse()?)
}

fn scratch(name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let folder = here().join("../target/count");
    fs::create_dir_all(&folder)?;
    Ok(folder.join(name))
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
