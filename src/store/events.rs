//! Which file events matter.
//!
//! Owns the filter; an event that may matter is a wake-up, whatever it says.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::mpsc::SyncSender;

use notify::{Event, EventKind};

use super::source::PolicySource;
use super::watch::wake_up;

/// Wakes the watch at every event that may matter.
pub(super) fn handler(
    sources: &[PolicySource],
    wake: SyncSender<()>,
) -> impl Fn(notify::Result<Event>) + Send + 'static {
    let surroundings = Surroundings::of(sources);
    move |event| {
        if event.is_err() || event.is_ok_and(|event| surroundings.matters(&event)) {
            wake_up(&wake);
        }
    }
}

/// The folders in which the sources lie: of what happens there, only what befalls a source matters.
struct Surroundings(Vec<(PathBuf, OsString)>);

impl Surroundings {
    fn of(sources: &[PolicySource]) -> Self {
        let here = env::current_dir().unwrap_or_default();
        let place = |source: &PolicySource| match source {
            PolicySource::Folder(folder) => {
                let folder = here.join(folder);
                Some((folder.parent()?.to_owned(), folder.file_name()?.to_owned()))
            }
            PolicySource::Builtin => None,
        };
        Self(sources.iter().filter_map(place).collect())
    }

    fn matters(&self, event: &Event) -> bool {
        // Reading a file is an access: a reload that heard of its own reading would never end.
        !matches!(event.kind, EventKind::Access(_))
            && (event.paths.is_empty() || !event.paths.iter().all(|path| self.is_beside_a_source(path)))
    }

    fn is_beside_a_source(&self, path: &std::path::Path) -> bool {
        let mut lies_here = self.0.iter().filter(|(parent, _)| path.parent() == Some(parent)).peekable();
        lies_here.peek().is_some() && !lies_here.any(|(_, name)| path.file_name() == Some(name))
    }
}
