//! Certificates, made for a test and gone with it.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, SanType,
    date_time_ymd,
};

/// A certificate authority.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, in PEM.
pub struct Issued {
    pub certificate: String,
    pub key: String,
}

impl Authority {
    /// One that is valid for decades.
    pub fn new(name: &str) -> Self {
        Self::valid_until(name, 2096)
    }

    /// One that is valid until the beginning of a year.
    pub fn valid_until(name: &str, year: i32) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        (params.not_before, params.not_after) = (date_time_ymd(2000, 1, 1), date_time_ymd(year, 1, 1));
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// What those who trust it need.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for a sidecar on this machine.
    pub fn sidecar(&self) -> Issued {
        self.issue(&[], &["localhost", "127.0.0.1"], [2000, 2096])
    }

    /// A certificate for a client with a URI as its name.
    pub fn client(&self, uri: &str) -> Issued {
        self.issue(&[uri], &[], [2000, 2096])
    }

    /// A certificate for some names, valid from the beginning of one year to that of another.
    pub fn issue(&self, uris: &[&str], others: &[&str], years: [i32; 2]) -> Issued {
        let mut params = CertificateParams::new(others.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
        params.subject_alt_names.extend(uris.iter().map(|uri| SanType::URI((*uri).try_into().unwrap())));
        // A name of the old kind, which must count for nothing.
        params.distinguished_name.push(DnType::CommonName, "spiffe://acme/admin");
        (params.not_before, params.not_after) = (date_time_ymd(years[0], 1, 1), date_time_ymd(years[1], 1, 1));
        let key = KeyPair::generate().unwrap();
        Issued { certificate: params.signed_by(&key, &self.0).unwrap().pem(), key: key.serialize_pem() }
    }
}

/// The files that a sidecar is given.
pub struct Files {
    pub certificate: PathBuf,
    pub key: PathBuf,
    pub client_ca: PathBuf,
}

impl Files {
    /// Their names in a folder, which a mounted secret has too.
    pub fn within(folder: &Path) -> Self {
        Self { certificate: folder.join("tls.crt"), key: folder.join("tls.key"), client_ca: folder.join("ca.crt") }
    }

    /// Writes them.
    pub fn write(folder: &Path, issued: &Issued, client_ca: &str) -> Self {
        let files = Self::within(folder);
        fs::create_dir_all(folder).unwrap();
        fs::write(&files.certificate, &issued.certificate).unwrap();
        fs::write(&files.key, &issued.key).unwrap();
        fs::write(&files.client_ca, client_ca).unwrap();
        files
    }

    /// The flags for TLS, and for mutual TLS.
    pub fn flags(&self, mutual: bool) -> Vec<&str> {
        let mut flags = vec!["--tls-cert", utf8(&self.certificate), "--tls-key", utf8(&self.key)];
        if mutual {
            flags.extend(["--tls-client-ca", utf8(&self.client_ca)]);
        }
        flags
    }
}

fn utf8(path: &Path) -> &str {
    path.to_str().unwrap()
}
