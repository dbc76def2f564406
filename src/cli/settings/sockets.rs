//! Who may open the socket files of a sidecar.

use super::values::Mode;
use crate::transport::SocketGroup;

/// Its socket files.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Unix sockets")]
pub(in crate::cli) struct Sockets {
    /// The permissions of a socket file, in octal digits
    #[arg(long, value_name = "MODE", env = "SELAT_SOCKET_MODE", default_value = "0660")]
    pub(in crate::cli) socket_mode: Mode,
    /// The group of a socket file: a name or a number [default: the group of the process]
    #[arg(long, value_name = "GROUP", env = "SELAT_SOCKET_GROUP")]
    pub(in crate::cli) socket_group: Option<SocketGroup>,
}
