//! `selat healthcheck`, asked of real sidecars.

use tempfile::TempDir;

use crate::cli::selat;
use crate::support::mini::{self, Law};
use crate::support::sidecar::Sidecar;
use crate::support::wait::until;

#[tokio::test]
async fn it_ends_with_0_only_while_the_sidecar_serves() {
    let place = TempDir::new().unwrap();
    let policies = place.path().join("policies");
    mini::write(&policies, Law::Allows);
    let socket = format!("unix:{}", place.path().join("grpc.sock").display());
    for listen in ["127.0.0.1:0", &socket] {
        let mut sidecar = Sidecar::on(&policies, &["--listen", listen, "--drain-delay", "1h"]);
        let address = sidecar.grpc.clone();
        let check = ["healthcheck", "--connect", &address];
        let ended = selat(&check);
        assert_eq!((ended.code, ended.stdout.as_str()), (0, "SERVING\n"), "{}", ended.all());
        let ended = selat(&[&check[..], &["--service", "selat.v1.DecisionService"]].concat());
        assert_eq!(ended.code, 0, "{}", ended.all());
        let ended = selat(&[&check[..], &["--service", "selat.v1.Decisions"]].concat());
        assert!(ended.code == 1 && ended.stderr.contains("no such service"), "{}", ended.all());

        sidecar.signal("TERM");
        until("it is leaving", async || (sidecar.page("/readyz").0 == 503).then_some(())).await;
        let ended = selat(&check);
        assert!(ended.code == 1 && ended.stderr.contains("NOT_SERVING"), "{}", ended.all());
        sidecar.signal("TERM");
        sidecar.wait().await;
        let ended = selat(&check);
        assert!(ended.code == 1 && ended.stderr.contains("is it running?"), "{}", ended.all());
    }
}

#[test]
fn a_server_that_does_not_answer_is_not_waited_for_without_end() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let ended = selat(&["healthcheck", "--connect", &address, "--timeout", "50ms"]);
    assert!(ended.code == 1 && ended.stderr.contains("did not answer within 50ms"), "{}", ended.all());
}
