//! What a sidecar can't start on, it says: the place, what was expected and what to do.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use tempfile::TempDir;

use crate::support::mini::{self, Law};
use crate::support::sidecar::{Sidecar, fails};

fn on(folder: &std::path::Path) -> (i32, String) {
    fails(&["--policies", folder.to_str().unwrap()])
}

#[test]
fn a_folder_with_a_mistake_ends_with_3_and_its_place() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    fs::write(folder.path().join("worse.yaml"), "apiVersion: selat/v1\nkind: RulSet\n").unwrap();
    let (code, said) = on(folder.path());
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("worse.yaml:2:7") && said.contains("unknown-kind"), "{said}");
}

#[test]
fn a_folder_that_can_t_be_read_ends_with_1_and_its_name() {
    let parent = TempDir::new().unwrap();
    let folder = parent.path().join("policies");
    let named = folder.to_str().unwrap();
    let (code, said) = on(&folder);
    assert!(code == 1 && said.contains(named) && said.contains("does not exist"), "{code}: {said}");

    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("notes.txt"), "none").unwrap();
    let (code, said) = on(&folder);
    assert!(code == 1 && said.contains(named) && said.contains("holds no policy file"), "{code}: {said}");

    let (code, said) = on(&folder.join("notes.txt"));
    assert!(code == 1 && said.contains("is not a folder"), "{code}: {said}");
}

#[test]
fn links_are_followed_within_the_folder_alone() {
    let parent = TempDir::new().unwrap();
    let folder = parent.path().join("policies");
    mini::write(&folder, Law::Allows);
    fs::write(parent.path().join("outside.yaml"), "outside: true").unwrap();

    let link = folder.join("link.yaml");
    for (target, expected) in
        [("link.yaml", "leads in a circle"), ("../outside.yaml", "leads out of"), ("nothing.yaml", "leads nowhere")]
    {
        symlink(target, &link).unwrap();
        let (code, said) = on(&folder);
        assert!(code == 1 && said.contains("link.yaml") && said.contains(expected), "{code}: {said}");
        fs::remove_file(&link).unwrap();
    }

    fs::create_dir(folder.join("below")).unwrap();
    symlink("..", folder.join("below/above")).unwrap();
    let (code, said) = on(&folder);
    assert!(code == 1 && said.contains("above") && said.contains("leads in a circle"), "{code}: {said}");
}

#[test]
fn only_regular_files_are_opened() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let pipe = folder.path().join("pipe.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (code, said) = on(folder.path());
    assert!(code == 1 && said.contains("pipe.yaml") && said.contains("not a regular file"), "{code}: {said}");
    fs::remove_file(pipe).unwrap();

    fs::write(folder.path().join("large.yaml"), vec![b'#'; (16 << 20) + 1]).unwrap();
    let (code, said) = on(folder.path());
    assert!(code == 1 && said.contains("large.yaml") && said.contains("16 MiB"), "{code}: {said}");
}

#[test]
fn a_folder_given_twice_is_not_read_twice() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let named = folder.path().to_str().unwrap();
    let (code, said) = fails(&["--policies", named, "--policies", &format!("{named}/.")]);
    assert!(code == 1 && said.contains("read twice"), "{code}: {said}");
}

#[test]
fn hidden_files_and_others_are_left_alone() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    for name in [".hidden.yaml", "README.md", "rules.yaml~"] {
        fs::write(folder.path().join(name), ": no policy").unwrap();
    }
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join(".git/config.yaml"), ": no policy").unwrap();
    let sidecar = Sidecar::on(folder.path(), &[]);
    assert_eq!(sidecar.page("/readyz").0, 200);
    assert_eq!(sidecar.page("/livez"), (200, "ok\n".to_owned()));
}

#[test]
fn flags_that_make_no_sense_end_with_2_and_what_was_expected() {
    for (arguments, expected) in [
        (["--listen", "7443"], "--listen"),
        (["--listen", "unix:"], "unix:/path"),
        (["--admin", "localhost:99999"], "host:port"),
        (["--poll-interval", "soon"], "such as `15s`"),
        (["--poll-interval", "1ms"], "at least `50ms`"),
        (["--drain-timeout", "2d"], "--drain-timeout"),
        (["--log", "selat=loud"], "`info`"),
        (["--log-format", "xml"], "json"),
        (["--policies", ""], "--policies"),
    ] {
        let (code, said) = fails(&arguments);
        assert!(code == 2 && said.contains(expected), "{arguments:?}: {code}: {said}");
    }
}

#[test]
fn a_port_that_is_taken_ends_with_1() {
    let folder = TempDir::new().unwrap();
    mini::write(folder.path(), Law::Allows);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, said) = fails(&["--policies", folder.path().to_str().unwrap(), "--listen", &address]);
    assert!(code == 1 && said.contains(&address), "{code}: {said}");
}

#[test]
fn a_configuration_file_is_served_by_and_a_wrong_one_ends_with_2_and_its_place() {
    let place = TempDir::new().unwrap();
    let policies = place.path().join("policies");
    mini::write(&policies, Law::Allows);
    let file = place.path().join("selat.yaml");
    let socket = format!("unix:{}", place.path().join("grpc.sock").display());
    let said = format!("policies: {}\nlisten: {socket}\nadmin: 127.0.0.1:0\n", policies.display());
    fs::write(&file, &said).unwrap();
    let named = file.to_str().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_selat"));
    command.env("SELAT_DRAIN_TIMOUT", "1s").args(["serve", "--config", named]);
    let sidecar = Sidecar::spawn(command);
    assert_eq!(sidecar.grpc, socket);
    assert_eq!(sidecar.page("/readyz").0, 200);
    assert!(sidecar.page("/status").1.contains(policies.to_str().unwrap()));
    let slip = |line: &String| line.contains("SELAT_DRAIN_TIMOUT") && line.contains("`SELAT_DRAIN_TIMEOUT`");
    assert!(sidecar.log().iter().any(slip), "{:#?}", sidecar.log());

    fs::write(&file, said.replace("admin:", "admn:")).unwrap();
    let (code, said) = fails(&["--config", named]);
    assert!(code == 2 && said.contains("selat.yaml:3:1") && said.contains("`admin`"), "{code}: {said}");
}
