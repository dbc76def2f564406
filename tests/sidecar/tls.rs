//! TLS: what is served over it, who is let in, and that nothing ever goes without it once it is asked for.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use selat::grpc::wire::decision_service_client::DecisionServiceClient;
use selat::grpc::wire::{Decision, EvaluateResponse};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tonic::{Code, Status};

use crate::support::certificates::{Authority, Files, Issued};
use crate::support::mini::{self, Law};
use crate::support::sidecar::{Sidecar, fails};
use crate::support::tls::TlsClient;
use crate::support::wait::until;

const PAYMENTS: &str = "spiffe://acme/payments";

/// A folder for policies and one for certificates, and a CA for each end.
struct Place {
    folder: TempDir,
    servers: Authority,
    clients: Authority,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        mini::write(&folder.path().join("policies"), Law::Allows);
        Self { folder, servers: Authority::new("servers"), clients: Authority::new("clients") }
    }

    fn policies(&self) -> String {
        self.folder.path().join("policies").to_str().unwrap().to_owned()
    }

    fn files(&self) -> Files {
        Files::write(&self.folder.path().join("tls"), &self.servers.sidecar(), &self.clients.pem())
    }

    fn start(&self, files: &Files, mutual: bool, more: &[&str]) -> Sidecar {
        Sidecar::on(&self.folder.path().join("policies"), &[&files.flags(mutual), more].concat())
    }

    fn client(&self, shown: Option<&Issued>) -> TlsClient {
        TlsClient::new(&self.servers.pem(), shown, &["h2"])
    }
}

/// What a client is answered, over a connection of its own.
async fn ask(sidecar: &Sidecar, client: &TlsClient) -> Result<EvaluateResponse, Status> {
    let channel = client.channel(&sidecar.grpc).await.map_err(|error| Status::unavailable(error.to_string()))?;
    Ok(DecisionServiceClient::new(channel).evaluate(mini::question("")).await?.into_inner())
}

#[tokio::test]
async fn a_client_that_trusts_the_sidecar_is_answered_and_plaintext_is_not() {
    let place = Place::new();
    let sidecar = place.start(&place.files(), false, &[]);
    assert_eq!(ask(&sidecar, &place.client(None)).await.unwrap().decision(), Decision::Allow);

    let stranger = TlsClient::new(&Authority::new("others").pem(), None, &["h2"]);
    assert!(stranger.connect(&sidecar.grpc).await.is_err(), "a client takes only a sidecar that it trusts");
    let plain = tonic::transport::Endpoint::from_shared(format!("http://{}", sidecar.grpc)).unwrap().connect().await;
    let answered = match plain {
        Ok(channel) => DecisionServiceClient::new(channel).evaluate(mini::question("")).await.is_ok(),
        Err(_) => false,
    };
    assert!(!answered, "nothing is answered in plaintext");
}

#[tokio::test]
async fn only_http2_is_spoken_within() {
    let place = Place::new();
    let sidecar = place.start(&place.files(), false, &[]);
    let old = TlsClient::new(&place.servers.pem(), None, &["http/1.1"]);
    assert!(old.connect(&sidecar.grpc).await.is_err(), "the handshake fails");
    let silent = TlsClient::new(&place.servers.pem(), None, &[]);
    let mut stream = silent.connect(&sidecar.grpc).await.unwrap();
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes).await;
    assert!(bytes.is_empty(), "closed without a word: {ended:?}, {bytes:?}");
}

#[tokio::test]
async fn with_a_client_ca_only_its_clients_are_answered() {
    let place = Place::new();
    let sidecar = place.start(&place.files(), true, &[]);
    let own = place.clients.client(PAYMENTS);
    assert_eq!(ask(&sidecar, &place.client(Some(&own))).await.unwrap().decision(), Decision::Allow);
    let foreign = Authority::new("clients").client(PAYMENTS);
    let expired = place.clients.issue(&[PAYMENTS], &[], [2000, 2001]);
    for (who, shown) in [("nobody", None), ("a stranger", Some(&foreign)), ("one of the past", Some(&expired))] {
        assert!(ask(&sidecar, &place.client(shown)).await.is_err(), "{who}");
    }
    // A client may try more than once.
    let counted = || sidecar.metric("selat_connections_refused_total{reason=\"handshake-failed\"}") >= 3;
    until("they are counted", async || counted().then_some(())).await;
}

#[tokio::test]
async fn with_an_allow_list_only_those_on_it_are_answered() {
    let place = Place::new();
    let allowed = ["--allow-client", "spiffe://acme/payments,dns:billing.acme"];
    let sidecar = place.start(&place.files(), true, &allowed);
    let billing = place.clients.issue(&[], &["Billing.acme"], [2000, 2096]);
    for listed in [&place.clients.client(PAYMENTS), &billing] {
        assert!(ask(&sidecar, &place.client(Some(listed))).await.is_ok());
    }
    let unlisted = ["spiffe://acme/payments/x", "spiffe://acme/admin", "spiffe://other/payments"];
    for (n, uri) in (1..).zip(unlisted) {
        let status = ask(&sidecar, &place.client(Some(&place.clients.client(uri)))).await.unwrap_err();
        assert_eq!(status.code(), Code::PermissionDenied, "{status}");
        assert!(status.message().contains(uri) && status.message().contains("--allow-client"), "{status}");
        assert_eq!(sidecar.metric("selat_calls_denied_total{action=\"ask\"}"), n);
    }
}

/// The flags that start a sidecar must refuse, and what it says.
fn refused(place: &Place, flags: &[&str]) -> String {
    let policies = place.policies();
    let (code, said) = fails(&[&["--policies", &policies], flags].concat());
    assert!(code == 1 || code == 2, "{flags:?}: {code}: {said}");
    assert!(!said.contains("listening"), "{flags:?}: {said}");
    // As long lines are broken where a terminal's are.
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn half_a_configuration_is_no_start() {
    let place = Place::new();
    let files = place.files();
    let (certificate, key) = (files.certificate.to_str().unwrap(), files.key.to_str().unwrap());
    let ca = files.client_ca.to_str().unwrap();
    for (flags, missing) in [
        (vec!["--tls-cert", certificate], "--tls-key"),
        (vec!["--tls-key", key], "--tls-cert"),
        (vec!["--tls-client-ca", ca], "--tls-cert"),
        (vec!["--admin-tls-cert", certificate], "--admin-tls-key"),
        (vec!["--admin-tls-client-ca", ca], "--admin-tls-cert"),
        (vec!["--allow-client", PAYMENTS], "--tls-client-ca"),
        (vec!["--tls-cert", certificate, "--tls-key", key, "--allow-client", PAYMENTS], "--tls-client-ca"),
        (vec!["--allow-client", "uid:1000"], "unix:"),
        (vec!["--allow-admin-client", "dns:ops.acme"], "--tls-client-ca"),
    ] {
        let said = refused(&place, &flags);
        assert!(said.contains(flags[flags.len() - 2]) && said.contains(missing), "{flags:?}: {said}");
    }
    let socket = format!("unix:{}", place.folder.path().join("s").display());
    let said = refused(&place, &["--listen", &socket, "--tls-cert", certificate, "--tls-key", key]);
    assert!(said.contains("--tls-cert") && said.contains("--socket-mode"), "{said}");
}

#[test]
fn files_that_can_t_be_used_are_no_start() {
    let place = Place::new();
    let Files { certificate, key, client_ca } = place.files();
    let past = place.servers.issue(&[], &["localhost"], [2000, 2001]);
    let future = place.servers.issue(&[], &["localhost"], [2090, 2091]);
    let cases: [(&Path, &str, &str, &str); 10] = [
        (&certificate, "", "--tls-cert", "no certificate in PEM"),
        (&certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "--tls-cert", "can't be used"),
        (&certificate, &past.certificate, "--tls-cert", "expired at 2001-01-01"),
        (&certificate, &future.certificate, "--tls-cert", "not valid before 2090-01-01"),
        (&certificate, &place.servers.sidecar().certificate, "--tls-key", "is not the key of"),
        (&key, "", "--tls-key", "no private key in PEM"),
        (&key, &past.key, "--tls-key", "is not the key of"),
        (&client_ca, "", "--tls-client-ca", "no certificate in PEM"),
        (&client_ca, "# rotated away\n", "--tls-client-ca", "no certificate in PEM"),
        (&client_ca, &Authority::valid_until("old", 2001).pem(), "--tls-client-ca", "expired at 2001-01-01"),
    ];
    for (file, text, flag, expected) in cases {
        let files = place.files();
        fs::write(file, text).unwrap();
        let said = refused(&place, &files.flags(true));
        let name = file.to_str().unwrap();
        assert!(said.contains(flag) && said.contains(name) && said.contains(expected), "{expected}: {said}");
    }
    for (file, flag) in [(&certificate, "--tls-cert"), (&key, "--tls-key"), (&client_ca, "--tls-client-ca")] {
        let files = place.files();
        fs::remove_file(file).unwrap();
        let said = refused(&place, &files.flags(true));
        assert!(said.contains(flag) && said.contains(file.to_str().unwrap()), "{said}");
    }
}

#[tokio::test]
async fn an_expired_root_beside_a_good_one_is_left_out() {
    let place = Place::new();
    let old = Authority::valid_until("old", 2001);
    let both = format!("{}{}", old.pem(), place.clients.pem());
    let files = Files::write(&place.folder.path().join("tls"), &place.servers.sidecar(), &both);
    let sidecar = place.start(&files, true, &[]);
    assert!(ask(&sidecar, &place.client(Some(&place.clients.client(PAYMENTS)))).await.is_ok());
    assert!(ask(&sidecar, &place.client(Some(&old.client(PAYMENTS)))).await.is_err());
}

#[test]
fn an_address_that_other_machines_reach_is_not_served_without_tls() {
    let place = Place::new();
    for (flag, insecure) in [("--listen", "--insecure-listen"), ("--admin", "--insecure-admin")] {
        for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
            let said = refused(&place, &[flag, address]);
            let expected = format!("other machines reach `{address}`");
            assert!(said.contains(&expected) && said.contains(insecure), "{said}");
        }
        // An address for examples, which no machine has: that it is meant is not what keeps it from being served.
        let said = refused(&place, &[flag, "192.0.2.1:0", insecure]);
        assert!(said.contains("can't listen on `192.0.2.1:0`"), "{said}");
        let sidecar = Sidecar::on(&place.folder.path().join("policies"), &[flag, "localhost:0"]);
        assert_eq!(sidecar.page("/readyz").0, 200);
    }
}

/// What an admin page answers over TLS.
async fn page(sidecar: &Sidecar, client: &TlsClient, path: &str) -> std::io::Result<String> {
    let mut stream = client.connect(&sidecar.admin).await?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: selat\r\nConnection: close\r\n\r\n").as_bytes()).await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    Ok(text)
}

#[tokio::test]
async fn the_admin_port_can_ask_for_certificates_of_its_own() {
    let place = Place::new();
    let Files { certificate, key, client_ca } = place.files();
    let [certificate, key, client_ca] = [&certificate, &key, &client_ca].map(|path| path.to_str().unwrap());
    let flags = ["--admin-tls-cert", certificate, "--admin-tls-key", key, "--admin-tls-client-ca", client_ca];
    let sidecar = Sidecar::on(&place.folder.path().join("policies"), &flags);
    let client = |shown: Option<&Issued>| TlsClient::new(&place.servers.pem(), shown, &["http/1.1"]);
    let own = place.clients.client("spiffe://acme/prometheus");
    let metrics = page(&sidecar, &client(Some(&own)), "/metrics").await.unwrap();
    assert!(metrics.starts_with("HTTP/1.1 200") && metrics.contains("selat_policy_info"), "{metrics}");
    assert!(metrics.contains("selat_certificate_expiry_timestamp_seconds{port=\"admin\"} 3976"), "{metrics}");
    assert!(page(&sidecar, &client(None), "/metrics").await.is_err(), "without a certificate nothing is shown");
    let plain = crate::support::http::get(&sidecar.admin, "/metrics");
    assert_eq!(plain, None, "and nothing in plaintext");
    assert!(sidecar.decisions().await.evaluate(mini::question("")).await.is_ok(), "the other port is as it was");
}

/// What the admin port shows of the certificate in force.
fn in_force(sidecar: &Sidecar) -> serde_json::Value {
    let certificates: serde_json::Value = serde_json::from_str(&sidecar.page("/certificates").1).unwrap();
    certificates[0].clone()
}

#[tokio::test]
async fn new_certificates_are_used_at_once_and_bad_ones_never() {
    let place = Place::new();
    let sidecar = place.start(&place.files(), true, &["--poll-interval", "200ms"]);
    let client = place.client(Some(&place.clients.client(PAYMENTS)));
    let channel = client.channel(&sidecar.grpc).await.unwrap();
    let mut standing = DecisionServiceClient::new(channel);
    let before = in_force(&sidecar);

    let key = place.folder.path().join("tls/tls.key");
    fs::write(&key, "no key").unwrap();
    until("the mistake is seen", async || in_force(&sidecar)["error"].as_str().map(str::to_owned)).await;
    let seen = in_force(&sidecar);
    assert!(seen["error"].as_str().unwrap().contains("--tls-key") && seen["sha256"] == before["sha256"], "{seen}");
    assert!(ask(&sidecar, &client).await.is_ok(), "what was in force stays");
    let metrics = sidecar.page("/metrics").1;
    assert!(metrics.contains("certificate_reloads_total{port=\"grpc\",outcome=\"refused\"} 1"), "{metrics}");
    assert!(sidecar.log().iter().any(|line| line.contains("--tls-key")), "{:#?}", sidecar.log());

    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    Files::write(&place.folder.path().join("tls"), &servers.sidecar(), &clients.pem());
    until("the new ones are in force", async || (in_force(&sidecar)["sha256"] != before["sha256"]).then_some(())).await;
    until("the mistake is gone", async || in_force(&sidecar)["error"].is_null().then_some(())).await;
    assert!(ask(&sidecar, &client).await.is_err(), "neither end knows the other any more");
    let client = TlsClient::new(&servers.pem(), Some(&clients.client(PAYMENTS)), &["h2"]);
    assert!(ask(&sidecar, &client).await.is_ok());
    assert!(standing.evaluate(mini::question("")).await.is_ok(), "a connection that stands goes on");
}

#[tokio::test]
async fn a_mounted_secret_is_exchanged_as_a_whole() {
    let place = Place::new();
    let mount = place.folder.path().join("mount");
    let generation = |name: &str, servers: &Authority| {
        Files::write(&mount.join(name), &servers.sidecar(), &place.clients.pem());
        symlink(name, mount.join("..data_tmp")).unwrap();
        fs::rename(mount.join("..data_tmp"), mount.join("..data")).unwrap();
    };
    generation("..1", &place.servers);
    for file in ["tls.crt", "tls.key", "ca.crt"] {
        symlink(Path::new("..data").join(file), mount.join(file)).unwrap();
    }
    // So far apart that only an event can be what wakes it.
    let sidecar = place.start(&Files::within(&mount), true, &["--poll-interval", "1h"]);
    let shown = place.clients.client(PAYMENTS);
    assert!(ask(&sidecar, &place.client(Some(&shown))).await.is_ok());

    let next = Authority::new("servers");
    generation("..2", &next);
    fs::remove_dir_all(mount.join("..1")).unwrap();
    let client = TlsClient::new(&next.pem(), Some(&shown), &["h2"]);
    until("the new certificate is shown", async || ask(&sidecar, &client).await.ok()).await;
    assert!(!sidecar.log().iter().any(|line| line.contains("can't be used")), "{:#?}", sidecar.log());
}
