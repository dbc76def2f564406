//! Sockets in files: both ports, a file left behind, one in use, and none left at the end.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::net::UnixListener;

use tempfile::TempDir;

use crate::support::mini::{self, Law};
use crate::support::sidecar::{Sidecar, fails};

#[tokio::test]
async fn both_ports_can_be_files_and_are_removed_at_the_end() {
    let place = TempDir::new().unwrap();
    let policies = place.path().join("policies");
    mini::write(&policies, Law::Allows);
    let (grpc, admin) = (place.path().join("grpc.sock"), place.path().join("admin.sock"));
    // A socket that a process left behind when it was killed.
    drop(UnixListener::bind(&grpc).unwrap());
    assert!(grpc.exists());

    let address = |path: &std::path::Path| format!("unix:{}", path.display());
    let mut sidecar = Sidecar::on(&policies, &["--listen", &address(&grpc), "--admin", &address(&admin)]);
    assert_eq!(sidecar.grpc, address(&grpc));
    sidecar.answer("an answer", Law::Allows).await;
    assert_eq!(sidecar.page("/readyz").0, 200);

    let (code, said) = fails(&["--policies", policies.to_str().unwrap(), "--listen", &address(&grpc)]);
    assert!(code == 1 && said.contains("another process answers on it"), "{code}: {said}");
    sidecar.answer("an answer still", Law::Allows).await;

    sidecar.signal("TERM");
    assert_eq!(sidecar.wait().await.code(), Some(0));
    assert_eq!((grpc.exists(), admin.exists()), (false, false), "{:#?}", sidecar.log());
}

#[test]
fn a_file_that_is_no_socket_is_not_taken_away() {
    let place = TempDir::new().unwrap();
    let policies = place.path().join("policies");
    mini::write(&policies, Law::Allows);
    let file = place.path().join("precious");
    fs::write(&file, "kept").unwrap();
    let address = format!("unix:{}", file.display());
    let (code, said) = fails(&["--policies", policies.to_str().unwrap(), "--listen", &address]);
    assert!(code == 1 && said.contains("no socket"), "{code}: {said}");
    assert_eq!(fs::read_to_string(file).unwrap(), "kept");
}

/// The permissions and the group of a file.
fn access(path: &std::path::Path) -> (u32, u32) {
    let found = fs::symlink_metadata(path).unwrap();
    (found.mode() & 0o7777, found.gid())
}

#[test]
fn only_the_user_and_the_group_may_open_a_socket_file_unless_said_otherwise() {
    let place = TempDir::new().unwrap();
    let policies = place.path().join("policies");
    mini::write(&policies, Law::Allows);
    let (grpc, admin) = (place.path().join("grpc.sock"), place.path().join("admin.sock"));
    let address = |path: &std::path::Path| format!("unix:{}", path.display());
    let (grpc_address, admin_address) = (address(&grpc), address(&admin));
    let listen = ["--listen", &grpc_address, "--admin", &admin_address];

    let sidecar = Sidecar::on(&policies, &listen);
    let (mode, group) = access(&grpc);
    assert_eq!((mode, access(&admin).0), (0o660, 0o660));
    drop(sidecar);

    let group = group.to_string();
    let sidecar = Sidecar::on(&policies, &[&listen[..], &["--socket-mode", "0600", "--socket-group", &group]].concat());
    assert_eq!(access(&grpc).0, 0o600);
    drop(sidecar);
}

#[test]
fn a_group_that_does_not_exist_is_no_start_and_leaves_no_socket_file() {
    let place = TempDir::new().unwrap();
    let policies = place.path().join("policies");
    mini::write(&policies, Law::Allows);
    let socket = place.path().join("grpc.sock");
    let address = format!("unix:{}", socket.display());
    let arguments = ["--policies", policies.to_str().unwrap(), "--listen", &address, "--socket-group", "no-such-group"];
    let (code, said) = fails(&arguments);
    assert!(code == 1 && said.contains("no-such-group") && said.contains("--socket-group"), "{code}: {said}");
    assert!(!socket.exists());
}

#[tokio::test]
async fn the_kernel_says_which_user_asks() {
    let place = TempDir::new().unwrap();
    let policies = place.path().join("policies");
    mini::write(&policies, Law::Allows);
    let own = fs::metadata(place.path()).unwrap().uid();
    let socket = format!("unix:{}", place.path().join("grpc.sock").display());
    for (user, may_ask) in [(own, true), (own + 1, false)] {
        let allowed = format!("uid:{user}");
        let sidecar = Sidecar::on(&policies, &["--listen", &socket, "--allow-client", &allowed]);
        let answered = sidecar.decisions().await.evaluate(mini::question("")).await;
        let code = answered.err().map(|status| status.code());
        assert_eq!(code, (!may_ask).then_some(tonic::Code::PermissionDenied), "{allowed}");
    }
}
