//! Notices that policy files changed.
//!
//! Owns the time of an attempt: after events, when it has become quiet; at each poll, when two looks agree. An event is
//! a wake-up and nothing more. Works on a thread of its own; does not load anything itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};
use std::{io, thread};

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use super::attempts::Cause;
use super::events;
use super::reload::{Found, Reloader};

/// When to look for changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long no event may come before files are read.
    pub quiet_period: Duration,
    /// How long events may put that off.
    pub longest_wait: Duration,
    /// How often files are read where no event comes.
    pub poll_interval: Duration,
    /// Whether to ask the system for events at all.
    pub events: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            quiet_period: Duration::from_millis(150),
            longest_wait: Duration::from_secs(2),
            poll_interval: Duration::from_secs(15),
            events: true,
        }
    }
}

/// The watch could not be started.
#[derive(Debug, thiserror::Error)]
#[error("can't start the thread that watches policy files: {0}")]
pub struct WatchError(#[from] io::Error);

/// A running watch; it ends when this is dropped.
pub struct Watch {
    stop: Arc<AtomicBool>,
    waker: Waker,
}

/// Asks a watch to load at once, whether anything changed or not.
#[derive(Clone)]
pub struct Waker {
    wake: SyncSender<()>,
    asked: Arc<AtomicBool>,
}

impl Waker {
    /// Asks for it, and does not wait.
    pub fn reload(&self) {
        self.asked.store(true, Ordering::Release);
        wake_up(&self.wake);
    }

    /// Asks for a look at the sources, and does not wait.
    pub(super) fn look(&self) {
        wake_up(&self.wake);
    }

    fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Acquire)
    }

    fn take(&self) -> bool {
        self.asked.swap(false, Ordering::AcqRel)
    }
}

impl Watch {
    /// Watches the sources of a reloader.
    ///
    /// # Errors
    /// If the system gives no thread. That it gives no events is no error: then the poll alone notices changes.
    pub fn start(reloader: Reloader, settings: Settings) -> Result<Self, WatchError> {
        let (wake, woken) = sync_channel(1);
        let stop = Arc::new(AtomicBool::new(false));
        let waker = Waker { wake, asked: Arc::default() };
        let watch = Self { stop: Arc::clone(&stop), waker: waker.clone() };
        thread::Builder::new().name("policy-watch".to_owned()).spawn(move || {
            Loop::new(reloader, settings, stop, woken, waker).run();
        })?;
        Ok(watch)
    }

    /// What asks it to load at once.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        wake_up(&self.waker.wake);
    }
}

/// Wakes the loop; one wake-up that is still to be taken stands for all.
pub(super) fn wake_up(wake: &SyncSender<()>) {
    let _full_or_gone = wake.try_send(());
}

/// What tells a folder from another one that later has its path: device and inode.
type Identity = (u64, u64);

struct Loop {
    reloader: Reloader,
    settings: Settings,
    stop: Arc<AtomicBool>,
    woken: Receiver<()>,
    waker: Waker,
    watcher: Option<RecommendedWatcher>,
    armed: BTreeMap<PathBuf, Identity>,
    deaf: BTreeSet<PathBuf>,
}

impl Loop {
    fn new(reloader: Reloader, settings: Settings, stop: Arc<AtomicBool>, woken: Receiver<()>, waker: Waker) -> Self {
        let mut watcher = None;
        if settings.events {
            match notify::recommended_watcher(events::handler(reloader.sources(), waker.wake.clone())) {
                Ok(started) => watcher = Some(started),
                Err(error) => {
                    for folder in reloader.folders() {
                        reloader.observer().unwatched(&folder, &error.to_string());
                    }
                }
            }
        }
        Self { reloader, settings, stop, woken, waker, watcher, armed: BTreeMap::new(), deaf: BTreeSet::new() }
    }

    fn run(mut self) {
        loop {
            // What happened in a folder between reading and arming it gave no event.
            while self.arm() {
                self.look_until_settled();
            }
            self.reloader.keep();
            match self.woken.recv_timeout(self.settings.poll_interval) {
                Ok(()) => self.wait_for_quiet(),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => thread::sleep(self.settings.poll_interval),
            }
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            if self.waker.take() {
                self.reloader.reload();
            } else {
                self.look_until_settled();
            }
        }
    }

    /// Waits until no event comes, unless somebody asks to load at once.
    fn wait_for_quiet(&self) {
        let deadline = Instant::now() + self.settings.longest_wait;
        while !self.waker.is_asked() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || self.woken.recv_timeout(left.min(self.settings.quiet_period)).is_err() {
                return;
            }
        }
    }

    /// Tries what two looks in a row find, so that files are not taken while they are written.
    fn look_until_settled(&mut self) {
        let deadline = Instant::now() + self.settings.longest_wait;
        let Found::Change(mut change) = self.reloader.look() else { return };
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            thread::sleep(left.min(self.settings.quiet_period));
            match self.reloader.look() {
                Found::Same => return,
                Found::Change(next) if left.is_zero() || next.same_as(&change) => {
                    let _told = self.reloader.apply(next, Cause::Change);
                    return;
                }
                Found::Change(next) => change = next,
            }
        }
    }

    /// Asks for events of every folder that matters, and says whether one of them was new.
    fn arm(&mut self) -> bool {
        let Some(watcher) = &mut self.watcher else { return false };
        let wanted: BTreeMap<PathBuf, Identity> = self
            .reloader
            .folders()
            .into_iter()
            .filter_map(|folder| fs::metadata(&folder).ok().map(|found| (folder, (found.dev(), found.ino()))))
            .collect();
        self.armed.retain(|folder, identity| {
            let keep = wanted.get(folder) == Some(identity);
            if !keep {
                // It fails where the folder is gone, and the watch with it.
                let _gone = watcher.unwatch(folder);
            }
            keep
        });
        let mut fresh = false;
        for (folder, identity) in wanted {
            if self.armed.contains_key(&folder) {
                continue;
            }
            match watcher.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.deaf.remove(&folder);
                    self.armed.insert(folder, identity);
                    fresh = true;
                }
                Err(error) => {
                    if self.deaf.insert(folder.clone()) {
                        self.reloader.observer().unwatched(&folder, &error.to_string());
                    }
                }
            }
        }
        fresh
    }
}
