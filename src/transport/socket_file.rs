//! The file of a Unix socket.
//!
//! Owns who may open it, and the care for it: one that somebody answers on is never taken away, and ours is removed at
//! the end.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, lchown};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use socket2::{Domain, SockAddr, Socket, Type};
use tokio::net::{UnixListener, UnixStream};

use super::address::ListenAddress;
use super::socket::ListenError;

/// How many connections may wait to be taken.
const BACKLOG: i32 = 1024;

/// Who may open a socket file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketAccess {
    /// Its permissions.
    pub mode: u32,
    /// Its group; that of the process where none is named.
    pub group: Option<SocketGroup>,
}

/// The group of a socket file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketGroup {
    /// By its number.
    Number(u32),
    /// By its name in `/etc/group`.
    Name(String),
}

impl Default for SocketAccess {
    fn default() -> Self {
        Self { mode: 0o660, group: None }
    }
}

impl FromStr for SocketGroup {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.parse().map_or_else(|_| Self::Name(text.to_owned()), Self::Number))
    }
}

impl SocketGroup {
    fn number(&self) -> io::Result<u32> {
        let name = match self {
            Self::Number(number) => return Ok(*number),
            Self::Name(name) => name,
        };
        let number_of = |line: &str| {
            let mut fields = line.split(':');
            if fields.next() == Some(name) { fields.nth(1)?.parse().ok() } else { None }
        };
        let groups = fs::read_to_string("/etc/group").unwrap_or_default();
        groups.lines().find_map(number_of).ok_or_else(|| {
            io::Error::other(format!("`/etc/group` has no group `{name}`; name it by its number with `--socket-group`"))
        })
    }
}

/// Opens a socket file. Nobody can connect before it listens, and when it does, only those who may can.
pub(super) fn listen(path: &Path, access: &SocketAccess) -> io::Result<(UnixListener, SocketFile)> {
    let group = access.group.as_ref().map(SocketGroup::number).transpose()?;
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.bind(&SockAddr::unix(path)?)?;
    let file = SocketFile::of(path)?;
    if let Some(group) = group {
        lchown(path, None, Some(group))?;
    }
    fs::set_permissions(path, fs::Permissions::from_mode(access.mode))?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok((UnixListener::from_std(socket.into())?, file))
}

/// Removes a socket file that a process left behind.
pub(super) async fn clear_the_way(path: &Path) -> Result<(), ListenError> {
    let Ok(found) = fs::symlink_metadata(path) else { return Ok(()) };
    if !found.file_type().is_socket() {
        return Err(ListenError::NotASocket(path.to_owned()));
    }
    match UnixStream::connect(path).await {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path)
            .map_err(|error| ListenError::Bind { address: ListenAddress::Unix(path.to_owned()), error }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(_) | Err(_) => Err(ListenError::InUse(path.to_owned())),
    }
}

/// A socket file of ours, removed when it is no longer needed.
pub struct SocketFile {
    path: PathBuf,
    identity: (u64, u64),
}

impl SocketFile {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let identity = identity(&fs::symlink_metadata(path)?);
        Ok(Self { path: path.to_owned(), identity })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Whoever came after us may have put a socket of its own here.
        if fs::symlink_metadata(&self.path).is_ok_and(|found| identity(&found) == self.identity) {
            let _gone = fs::remove_file(&self.path);
        }
    }
}

fn identity(found: &Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}
