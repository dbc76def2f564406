//! `selat test --watch`.

use std::io::{BufRead as _, BufReader, Read};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use super::Folder;
use crate::support::wait::until_blocking;

const CASE: &str = "apiVersion: selat/v1\nkind: PolicyTest\ntests:\n  - name: contacts\n    \
                    transfer: { origin: SG, destination: VN, data: personal.contact, at: 2026-06-01 }\n    \
                    expect: { decision: conditions }\n";

/// A program that runs until it is told to end, and the lines that it has written.
struct Watching {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _reaped = self.child.wait();
    }
}

impl Watching {
    fn start(folder: &Folder) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_selat"))
            .args(["test", "cases", "--policies", "policies", "--watch"])
            .current_dir(folder.path())
            .env_remove("SELAT_POLICIES")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let said = Arc::default();
        collect(child.stdout.take().expect("piped"), &said);
        collect(child.stderr.take().expect("piped"), &said);
        Self { child, said }
    }

    /// Waits for a line that holds these words, and forgets all that was said so far.
    fn says(&self, words: &str) {
        until_blocking(words, || {
            let mut said = self.said.lock().unwrap();
            said.iter().any(|line| line.contains(words)).then(|| said.clear())
        });
    }
}

fn collect(stream: impl Read + Send + 'static, said: &Arc<Mutex<Vec<String>>>) {
    let said = Arc::clone(said);
    std::thread::spawn(move || {
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.for_each(|line| said.lock().unwrap().push(line));
    });
}

#[test]
fn tests_run_again_when_a_file_changes_and_end_with_an_interrupt() {
    let folder = Folder::good();
    folder.write("cases/a.yaml", CASE);
    let mut watching = Watching::start(&folder);
    watching.says("ctrl-c");
    folder.write("cases/a.yaml", &CASE.replace("conditions", "deny"));
    watching.says("0 passed, 1 failed");
    folder.write("cases/a.yaml", "tests: [\n");
    watching.says("error[yaml-syntax]");
    folder.write("cases/a.yaml", "");
    watching.says("is empty");
    folder.write("cases/a.yaml", CASE);
    watching.says("1 passed, 0 failed");
    folder.write("policies/bad.yaml", "apiVersion: selat/v1\nkind: RuelSet\n");
    watching.says("error[unknown-kind]");
    let pid = watching.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill runs").success());
    let status = watching.child.wait().expect("it ends");
    assert_eq!(status.signal(), Some(2), "{status}");
}

#[test]
fn what_keeps_the_first_run_from_taking_place_ends_it() {
    let ended = Folder::good().selat(&["test", "nowhere", "--policies", "policies", "--watch"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""), "{}", ended.all());
}

#[test]
fn nobody_to_read_the_output_ends_it() {
    let folder = Folder::good();
    folder.write("cases/a.yaml", CASE);
    let mut watching = Command::new(env!("CARGO_BIN_EXE_selat"))
        .args(["test", "cases", "--policies", "policies", "--watch"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    drop(watching.stdout.take());
    let mut turn = 0;
    until_blocking("the program ends", || {
        turn += 1;
        folder.write("cases/a.yaml", &format!("# {}\n{CASE}", turn / 200));
        watching.try_wait().expect("a status")
    });
}
