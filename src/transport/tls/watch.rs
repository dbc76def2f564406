//! Notices that certificates changed.
//!
//! Owns the time of a look: after events, when it has become quiet, and at each poll. An event is a wake-up and nothing
//! more. Works on a thread of its own.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};
use std::{io, thread};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::certificates::{Certificates, Look};
use crate::telemetry::{CertificatesRefused, CertificatesReplaced, CertificatesUnwatched, Metrics};

/// How long no event may come before files are read.
const QUIET_PERIOD: Duration = Duration::from_millis(150);

/// How long events may put that off.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// The watch could not be started.
#[derive(Debug, thiserror::Error)]
#[error("can't start the thread that watches certificates: {0}")]
pub struct CertificateWatchError(#[from] io::Error);

/// A running watch; it ends when this is dropped.
pub struct CertificateWatch {
    // The thread ends when nobody can wake it any more.
    _stop: SyncSender<Wake>,
    _events: Option<RecommendedWatcher>,
}

enum Wake {
    Event,
}

impl CertificateWatch {
    /// Watches the files of some ports.
    ///
    /// # Errors
    /// If the system gives no thread. That it gives no events is no error: then the poll alone notices changes.
    pub fn start(
        ports: Vec<Arc<Certificates>>,
        poll_interval: Duration,
        metrics: Arc<Metrics>,
    ) -> Result<Self, CertificateWatchError> {
        let (stop, woken) = sync_channel(1);
        let events = listen(&ports, stop.clone());
        thread::Builder::new().name("certificate-watch".to_owned()).spawn(move || {
            // What changed since the start, before events were asked for, gave none.
            look(&ports, &metrics);
            while wait(&woken, poll_interval) {
                look(&ports, &metrics);
            }
        })?;
        Ok(Self { _stop: stop, _events: events })
    }
}

/// Asks for events of the folders that hold the files. The folder of a mounted secret stays the same when its content is
/// exchanged: what moves is a link in it.
fn listen(ports: &[Arc<Certificates>], wake: SyncSender<Wake>) -> Option<RecommendedWatcher> {
    let folders: BTreeSet<PathBuf> = ports.iter().flat_map(|port| port.folders()).collect();
    let unwatched = |folder: &PathBuf, why: &notify::Error| CertificatesUnwatched { folder, why }.record();
    let handler = move |event: notify::Result<notify::Event>| {
        // Reading a file is an access: a look that heard of its own reading would never end.
        if event.map_or(true, |event| !matches!(event.kind, EventKind::Access(_))) {
            let _full_or_gone = wake.try_send(Wake::Event);
        }
    };
    let mut watcher = match notify::recommended_watcher(handler) {
        Ok(watcher) => watcher,
        Err(error) => {
            for folder in &folders {
                unwatched(folder, &error);
            }
            return None;
        }
    };
    for folder in folders {
        if let Err(error) = watcher.watch(&folder, RecursiveMode::NonRecursive) {
            unwatched(&folder, &error);
        }
    }
    Some(watcher)
}

/// Waits for an event and then for quiet, or for the next poll; false at the end.
fn wait(woken: &Receiver<Wake>, poll_interval: Duration) -> bool {
    match woken.recv_timeout(poll_interval) {
        Ok(Wake::Event) => {}
        Err(RecvTimeoutError::Timeout) => return true,
        Err(RecvTimeoutError::Disconnected) => return false,
    }
    let deadline = Instant::now() + LONGEST_WAIT;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match woken.recv_timeout(left.min(QUIET_PERIOD)) {
            Ok(Wake::Event) if !left.is_zero() => {}
            Ok(Wake::Event) | Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

fn look(ports: &[Arc<Certificates>], metrics: &Metrics) {
    for certificates in ports {
        match certificates.look() {
            Look::Same => {}
            Look::Swapped | Look::Mended => CertificatesReplaced(&certificates.status()).record(metrics),
            Look::Refused(why) => CertificatesRefused { port: certificates.port(), why: &why }.record(metrics),
        }
    }
}
