//! The commands that ask a running sidecar, over TLS and mutual TLS, and what they say where the two ends do not agree.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::cli::{Ended, selat, selat_with};
use crate::support::certificates::{Authority, Files, Issued};
use crate::support::mini::{self, Law};
use crate::support::sidecar::Sidecar;

const OPERATOR: &str = "spiffe://acme/operator";

/// A sidecar that answers only clients with a certificate, and what a client of it needs.
struct Place {
    folder: TempDir,
    sidecar: Sidecar,
    ca: String,
    certificate: String,
    key: String,
    clients: Authority,
}

impl Place {
    fn new(mutual: bool) -> Self {
        let folder = TempDir::new().unwrap();
        let (policies, candidate) = (folder.path().join("policies"), folder.path().join("candidate"));
        mini::write(&policies, Law::Allows);
        mini::write(&candidate, Law::Denies);
        let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
        let files = Files::write(&folder.path().join("tls"), &servers.sidecar(), &clients.pem());
        let more = ["--shadow", candidate.to_str().unwrap(), "--allow-admin-client", OPERATOR];
        let more = if mutual { &more[..] } else { &more[..2] };
        let sidecar = Sidecar::on(&policies, &[&files.flags(mutual)[..], more].concat());
        let issued = clients.client(OPERATOR);
        let ca = written(folder.path(), "servers.crt", &servers.pem());
        let certificate = written(folder.path(), "operator.crt", &issued.certificate);
        let key = written(folder.path(), "operator.key", &issued.key);
        Self { folder, sidecar, ca, certificate, key, clients }
    }

    /// What `healthcheck` says with some flags.
    fn check(&self, flags: &[&str]) -> Ended {
        selat(&[&["healthcheck", "--connect", &self.sidecar.grpc], flags].concat())
    }

    fn flags(&self) -> [&str; 6] {
        ["--tls-ca", &self.ca, "--tls-cert", &self.certificate, "--tls-key", &self.key]
    }

    /// Another certificate to show, in files of its own.
    fn other(&self, issued: &Issued) -> [String; 2] {
        let place = self.folder.path();
        [written(place, "other.crt", &issued.certificate), written(place, "other.key", &issued.key)]
    }
}

fn written(folder: &Path, name: &str, text: &str) -> String {
    fs::write(folder.join(name), text).unwrap();
    folder.join(name).to_str().unwrap().to_owned()
}

/// The words that a command says, however its lines are broken.
fn said(ended: &Ended) -> String {
    ended.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_command_reaches_a_sidecar_that_asks_for_a_certificate() {
    let place = Place::new(true);
    let ask = |command: &[&str]| selat(&[command, &["--connect", &place.sidecar.grpc], &place.flags()].concat());
    let checked = place.check(&place.flags());
    assert_eq!((checked.code, checked.stdout.as_str()), (0, "SERVING\n"), "{}", checked.all());
    let status = ask(&["status", "--json"]);
    assert_eq!(status.code, 0, "{}", status.all());
    let status: serde_json::Value = serde_json::from_str(&status.stdout).unwrap();
    let candidate = status["shadow"]["policy_revision"].as_str().unwrap().to_owned();
    let listed = ask(&["shadow", "list", "--json"]);
    assert_eq!(listed.code, 0, "{}", listed.all());
    let promoted = ask(&["shadow", "promote", &candidate]);
    assert!(promoted.code == 0 && promoted.stdout.contains(&candidate), "{}", promoted.all());
}

#[test]
fn the_environment_says_the_same_as_the_flags() {
    let place = Place::new(true);
    let variables = [
        ("SELAT_LISTEN", place.sidecar.grpc.as_str()),
        ("SELAT_CONNECT", &place.sidecar.grpc),
        ("SELAT_CONNECT_TLS_CA", &place.ca),
        ("SELAT_CONNECT_TLS_CERT", &place.certificate),
        ("SELAT_CONNECT_TLS_KEY", &place.key),
        ("SELAT_CONNECT_TLS_NAME", "localhost"),
    ];
    for command in ["healthcheck", "status"] {
        let ended = selat_with(place.folder.path(), &variables, &[command]);
        assert_eq!(ended.code, 0, "{}", ended.all());
    }
}

#[test]
fn a_sidecar_that_asks_for_no_certificate_needs_only_the_roots() {
    let place = Place::new(false);
    assert_eq!(place.check(&["--tls-ca", &place.ca]).code, 0);
    let ended = place.check(&["--tls-ca", &place.ca, "--tls-name", "selat.acme.internal"]);
    assert!(ended.code == 1 && said(&ended).contains("has another name; `--tls-name`"), "{}", ended.all());
}

#[test]
fn ends_that_do_not_agree_are_told_what_to_change() {
    let place = Place::new(true);
    let ended = place.check(&[]);
    assert!(ended.code == 1 && said(&ended).contains("if it serves over TLS, `--tls-ca` names"), "{}", ended.all());
    let ended = place.check(&["--tls-ca", &place.ca]);
    assert!(ended.code == 1 && said(&ended).contains("if it asks for a certificate, `--tls-cert`"), "{}", ended.all());
    let stranger = written(place.folder.path(), "stranger.crt", &Authority::new("servers").pem());
    let ended = place.check(&["--tls-ca", &stranger]);
    assert!(ended.code == 1 && said(&ended).contains("roots of `--tls-ca` do not vouch"), "{}", ended.all());
    let [certificate, key] = place.other(&Authority::new("others").client(OPERATOR));
    let ended = place.check(&["--tls-ca", &place.ca, "--tls-cert", &certificate, "--tls-key", &key]);
    assert!(ended.code == 1 && said(&ended).contains("`--tls-client-ca` must vouch"), "{}", ended.all());

    let plain = Sidecar::on(&place.folder.path().join("policies"), &[]);
    let ended = selat(&["status", "--connect", &plain.grpc, "--tls-ca", &place.ca]);
    assert!(ended.code == 1 && said(&ended).contains("does not speak TLS; leave out `--tls-ca`"), "{}", ended.all());
    let ended = selat(&["status", "--connect", "unix:/run/selat.sock", "--tls-ca", &place.ca]);
    assert!(ended.code == 1 && said(&ended).contains("is a socket file"), "{}", ended.all());
}

#[test]
fn files_that_can_t_be_used_are_named_with_their_flag() {
    let place = Place::new(true);
    let gone = place.folder.path().join("gone.pem").to_str().unwrap().to_owned();
    let empty = written(place.folder.path(), "empty.pem", "");
    let [_, other_key] = place.other(&place.clients.client(OPERATOR));
    let [ca, certificate, key] = [&place.ca, &place.certificate, &place.key];
    for (files, flag, expected) in [
        ([&gone, certificate, key], "--tls-ca", "can't read"),
        ([ca, &gone, key], "--tls-cert", "can't read"),
        ([ca, certificate, &gone], "--tls-key", "can't read"),
        ([&empty, certificate, key], "--tls-ca", "no certificate in PEM"),
        ([ca, certificate, &empty], "--tls-key", "no private key in PEM"),
        ([ca, certificate, &other_key], "--tls-key", "is not the key of"),
    ] {
        let ended = place.check(&["--tls-ca", files[0], "--tls-cert", files[1], "--tls-key", files[2]]);
        let said = said(&ended);
        assert!(ended.code == 1 && said.contains(flag) && said.contains(expected), "{expected}: {}", ended.all());
    }
    for (half, missing) in [
        (["--tls-ca", ca, "--tls-cert", certificate], "--tls-key"),
        (["--tls-ca", ca, "--tls-key", key], "--tls-cert"),
        (["--tls-cert", certificate, "--tls-key", key], "--tls-ca"),
    ] {
        let ended = place.check(&half);
        assert!(ended.code == 2 && ended.stderr.contains(missing), "{}", ended.all());
    }
}

#[test]
fn a_client_that_may_ask_may_still_not_promote() {
    let place = Place::new(true);
    let [certificate, key] = place.other(&place.clients.client("spiffe://acme/payments"));
    let flags = ["--tls-ca", &place.ca, "--tls-cert", &certificate, "--tls-key", &key];
    let ended = selat(&[&["shadow", "promote", "0123", "--connect", &place.sidecar.grpc], &flags[..]].concat());
    assert!(ended.code == 1 && said(&ended).contains("spiffe://acme/payments"), "{}", ended.all());
}
