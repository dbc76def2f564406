//! Sockets in files: both ports, a file left behind, one in use, and none left at the end.

use std::fs;
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
