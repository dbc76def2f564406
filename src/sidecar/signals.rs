//! The signals that a sidecar listens to.
//!
//! Owns which ones they are: SIGTERM and SIGINT ask for the end, SIGHUP asks for a look at the policy files, the
//! candidate's too.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals, caught from the moment that this is made.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The end, by the signal of that name.
    End(&'static str),
    /// A look at the policy files, now.
    Reload,
}

impl Signals {
    /// Catches them from now on.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// What the next one asks for.
    pub(super) async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.terminate.recv() => Asked::End("SIGTERM"),
            _ = self.interrupt.recv() => Asked::End("SIGINT"),
            _ = self.hangup.recv() => Asked::Reload,
        }
    }

    /// The name of the next one that asks for the end; `reload` is called for whatever asks for that before.
    pub(super) async fn end(&mut self, reload: impl Fn()) -> &'static str {
        loop {
            match self.next().await {
                Asked::End(signal) => return signal,
                Asked::Reload => reload(),
            }
        }
    }
}
