//! Whether a sidecar may be served as it is asked to be.
//!
//! Owns what must agree with what: whatever was asked for and can't be had is an error, never left out.

use std::sync::Arc;

use crate::access::{AllowList, Caller, Permissions};
use crate::telemetry::{CertificatesLoaded, Metrics};
use crate::transport::tls::{Certificates, Port, TlsError, TlsFiles};
use crate::transport::{ListenAddress, ListenError, Reach, SocketAccess};

/// How a sidecar is protected.
#[derive(Clone, Debug, Default)]
pub struct Security {
    /// Who may open its socket files.
    pub sockets: SocketAccess,
    /// The files for TLS on the port for questions; without TLS where there are none.
    pub tls: Option<TlsFiles>,
    /// The same on the admin port.
    pub admin_tls: Option<TlsFiles>,
    /// Whether other machines may reach the port for questions without TLS.
    pub insecure_listen: bool,
    /// The same of the admin port.
    pub insecure_admin: bool,
    /// Who may ask; anybody where nobody is named.
    pub allow_clients: Vec<Caller>,
    /// Who may change what decides; the sidecar's own user and root where nobody is named.
    pub allow_admin_clients: Vec<Caller>,
}

/// A sidecar can't be served as it is asked to be.
#[derive(Debug, thiserror::Error)]
pub enum SecurityError {
    /// The files for TLS can't be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// TLS is asked for on a socket file.
    #[error(
        "`{flag}` is given, and `{address}` is a socket file, which is guarded by its permissions and not by TLS; \
         leave the flag out and see `--socket-mode`, or listen on `host:port`"
    )]
    SocketFile {
        /// The flag.
        flag: &'static str,
        /// The address.
        address: ListenAddress,
    },
    /// A port without TLS would be reached from other machines.
    #[error("{listen}; give `{tls}` and its key, or say that it is meant with `{insecure}`")]
    Exposed {
        /// The address.
        listen: ListenError,
        /// The flag for TLS.
        tls: &'static str,
        /// The flag that allows it.
        insecure: &'static str,
    },
    /// A caller can never prove who they are.
    #[error("`{flag}` names `{caller}`, and nobody can prove to be that here: {needs}")]
    Unprovable {
        /// The flag.
        flag: &'static str,
        /// The caller.
        caller: Caller,
        /// What it would take.
        needs: &'static str,
    },
}

const ALLOW_CLIENT: &str = "--allow-client";
const ALLOW_ADMIN_CLIENT: &str = "--allow-admin-client";

impl Security {
    /// Whether all that is asked for can be had on these addresses.
    pub(super) fn check(&self, listen: &ListenAddress, admin: &ListenAddress) -> Result<(), SecurityError> {
        for (files, flag, address) in [(&self.tls, "--tls-cert", listen), (&self.admin_tls, "--admin-tls-cert", admin)]
        {
            if files.is_some() && matches!(address, ListenAddress::Unix(_)) {
                return Err(SecurityError::SocketFile { flag, address: address.clone() });
            }
        }
        for (flag, callers) in [(ALLOW_CLIENT, &self.allow_clients), (ALLOW_ADMIN_CLIENT, &self.allow_admin_clients)] {
            for caller in callers {
                if let Some(needs) = self.needs(caller, listen) {
                    return Err(SecurityError::Unprovable { flag, caller: caller.clone(), needs });
                }
            }
        }
        Ok(())
    }

    /// What it would take for a caller to be known, where that is not given.
    fn needs(&self, caller: &Caller, listen: &ListenAddress) -> Option<&'static str> {
        let is_mutual = self.tls.as_ref().is_some_and(|files| files.client_ca.is_some());
        match (caller, listen) {
            (Caller::Uri(_) | Caller::Dns(_), _) if is_mutual => None,
            (Caller::Uri(_) | Caller::Dns(_), _) => Some("it takes certificates of clients, see `--tls-client-ca`"),
            (Caller::User(_) | Caller::Group(_), ListenAddress::Unix(_)) => None,
            (Caller::User(_) | Caller::Group(_), ListenAddress::Tcp(_)) => {
                Some("it takes a Unix socket, see `--listen unix:/path`")
            }
            (Caller::Loopback, ListenAddress::Tcp(_)) if !is_mutual => None,
            (Caller::Loopback, _) => Some("it takes a TCP address without `--tls-client-ca`"),
        }
    }

    /// From where a port may be reached.
    pub(super) fn reach(&self, port: Port) -> Reach {
        let (files, may) = match port {
            Port::Grpc => (&self.tls, self.insecure_listen),
            Port::Admin => (&self.admin_tls, self.insecure_admin),
        };
        if files.is_some() || may { Reach::Network } else { Reach::Loopback }
    }

    /// Who may do what.
    pub(super) fn permissions(&self) -> Permissions {
        let list = |callers: &Vec<Caller>| (!callers.is_empty()).then(|| AllowList(callers.clone()));
        Permissions {
            ask: list(&self.allow_clients),
            change: list(&self.allow_admin_clients),
            own_user: rustix::process::geteuid().as_raw(),
        }
    }
}

/// The certificates of a port, where it has some.
pub(super) fn load(files: Option<TlsFiles>, metrics: &Metrics) -> Result<Option<Arc<Certificates>>, SecurityError> {
    let Some(files) = files else { return Ok(None) };
    let certificates = Certificates::load(files)?;
    CertificatesLoaded(&certificates.status()).record(metrics);
    Ok(Some(Arc::new(certificates)))
}
