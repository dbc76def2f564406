//! Whom a certificate names.
//!
//! Owns the reading of subject alternative names; that the certificate is to be trusted was seen before.

use rustls::pki_types::CertificateDer;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use crate::transport::SubjectNames;

/// The names in a certificate; none where there are none, or where they can't be read.
pub(super) fn subject_names(certificate: &CertificateDer<'_>) -> SubjectNames {
    let mut names = SubjectNames::default();
    let Ok(parsed) = Certificate::from_der(certificate) else { return names };
    let Ok(Some((_, SubjectAltName(found)))) = parsed.tbs_certificate().get_extension::<SubjectAltName>() else {
        return names;
    };
    for name in found {
        match name {
            GeneralName::UniformResourceIdentifier(uri) => names.uris.push(uri.to_string()),
            GeneralName::DnsName(name) => names.dns_names.push(name.to_string()),
            _ => {}
        }
    }
    names
}
