//! A copy on disk of the last good policy set, for a start whose sources are broken.
//!
//! Owns the copy's form: a line with the digest of the rest, then JSON. It is written aside and moved over, so that there
//! is a whole one at any time; what can't be told to be whole is never used.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::source::PolicySource;
use crate::model::Timestamp;
use crate::policy::{Revision, SourceFile, Sources};

/// The copy's name, and the name that it has until it is whole.
const NAME: &str = "last-good.selat";
const ASIDE: &str = "last-good.selat.tmp";

/// How the first line begins; another version of the form would begin otherwise.
const MAGIC: &str = "selat-last-good-1 sha256:";

/// The most bytes of a copy; JSON may take twice as many as the files, and a little more.
const BYTES_MAX: u64 = 256 << 20;

/// The folder that holds the copy.
pub(super) struct LastGood {
    folder: PathBuf,
}

/// What a copy holds.
pub(super) struct Saved {
    /// The policy files.
    pub(super) files: Vec<SourceFile>,
    /// When the sources were last confirmed to hold them.
    pub(super) confirmed_at: Timestamp,
}

/// Why there is no copy, or why it is not used.
#[derive(Debug, thiserror::Error)]
pub enum LastGoodError {
    /// The system refuses.
    #[error("can't {action} `{}`: {error}", .path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// There is none.
    #[error("there is no copy at `{}` yet", .0.display())]
    None(PathBuf),
    /// It is not what was written.
    #[error("the copy `{}` is damaged ({what}), and is not used; remove it", .path.display())]
    Damaged {
        /// The copy.
        path: PathBuf,
        /// What shows it.
        what: &'static str,
    },
    /// It was made from other sources.
    #[error("the copy `{}` was made from {theirs}, and the sources are {ours}; it is not used", .path.display())]
    OtherSources {
        /// The copy.
        path: PathBuf,
        /// The sources that it was made from.
        theirs: String,
        /// The sources now.
        ours: String,
    },
    /// This program refuses what it holds.
    #[error("the copy `{}` holds policies that this version does not accept; it is not used", .0.display())]
    Refused(PathBuf),
}

impl LastGood {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where the copy is.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.join(NAME)
    }

    /// Replaces the copy.
    pub(super) fn save(
        &self,
        revision: &Revision,
        files: &Sources,
        sources: &[PolicySource],
    ) -> Result<(), LastGoodError> {
        let aside = self.folder.join(ASIDE);
        let written = self.write(&aside, &content(revision, files, sources));
        if written.is_err() {
            // On a full disk, what was written so far must not stay.
            let _gone = fs::remove_file(aside);
        }
        written
    }

    fn write(&self, aside: &Path, content: &str) -> Result<(), LastGoodError> {
        fs::create_dir_all(&self.folder).map_err(|error| io_error("make the folder", &self.folder, error))?;
        let writing = |error| io_error("write", aside, error);
        let options = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(aside);
        let mut file = options.map_err(writing)?;
        writeln!(file, "{MAGIC}{}", digest(content)).map_err(writing)?;
        file.write_all(content.as_bytes()).map_err(writing)?;
        file.sync_all().map_err(writing)?;
        drop(file);
        let path = self.path();
        fs::rename(aside, &path).map_err(|error| io_error("replace", &path, error))?;
        // Only then does the new name outlive a loss of power.
        let folder = File::open(&self.folder).and_then(|folder| folder.sync_all());
        folder.map_err(|error| io_error("write the folder", &self.folder, error))
    }

    /// Notes on the copy that the sources were just confirmed to hold the same.
    pub(super) fn confirm(&self) {
        // The time is a convenience: where it can't be noted, the copy counts as older than it is.
        let _unnoted = File::open(self.path()).and_then(|file| file.set_modified(SystemTime::now()));
    }

    /// Reads the copy, if it is whole and was made from these sources.
    pub(super) fn load(&self, sources: &[PolicySource]) -> Result<Saved, LastGoodError> {
        let path = self.path();
        let damaged = |what| LastGoodError::Damaged { path: path.clone(), what };
        let (text, confirmed_at) = self.read()?;
        let (first, content) = text.split_once('\n').ok_or_else(|| damaged("it has no first line"))?;
        let told = first.strip_prefix(MAGIC).ok_or_else(|| damaged("its first line is not known"))?;
        if told != digest(content) {
            return Err(damaged("its digest is another"));
        }
        let unknown = || damaged("its form is not known");
        let copy: Value = serde_json::from_str(content).map_err(|_| unknown())?;
        let (theirs, ours) = (&copy["sources"], names(sources));
        if *theirs != ours {
            return Err(LastGoodError::OtherSources { path, theirs: theirs.to_string(), ours: ours.to_string() });
        }
        let files = copy["files"].as_array().ok_or_else(unknown)?;
        let files = files.iter().map(|file| source_file(file).ok_or_else(unknown)).collect::<Result<_, _>>()?;
        Ok(Saved { files, confirmed_at })
    }

    fn read(&self) -> Result<(String, Timestamp), LastGoodError> {
        let path = self.path();
        let reading = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => LastGoodError::None(path.clone()),
            _ => io_error("read", &path, error),
        };
        let file = File::open(&path).map_err(reading)?;
        let confirmed = file.metadata().and_then(|found| found.modified()).map_err(reading)?;
        let mut bytes = Vec::new();
        file.take(BYTES_MAX).read_to_end(&mut bytes).map_err(reading)?;
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| LastGoodError::Damaged { path: path.clone(), what: "it is not text" })?;
        Ok((text, timestamp(confirmed)))
    }
}

fn content(revision: &Revision, files: &Sources, sources: &[PolicySource]) -> String {
    let file = |file: &SourceFile| json!({ "name": file.name(), "layer": file.layer(), "text": file.text() });
    json!({
        "revision": revision.as_str(),
        "sources": names(sources),
        "files": files.iter().map(|(_, source)| file(source)).collect::<Vec<_>>(),
    })
    .to_string()
}

fn names(sources: &[PolicySource]) -> Value {
    sources.iter().map(ToString::to_string).collect()
}

fn source_file(file: &Value) -> Option<SourceFile> {
    let text = file["text"].as_str()?.as_bytes().to_vec();
    let layer = u16::try_from(file["layer"].as_u64()?).ok()?;
    Some(SourceFile::new(file["name"].as_str()?, text).in_layer(layer))
}

fn digest(content: &str) -> String {
    Sha256::digest(content).iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string can't fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn timestamp(time: SystemTime) -> Timestamp {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Timestamp::from_seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

fn io_error(action: &'static str, path: &Path, error: io::Error) -> LastGoodError {
    LastGoodError::Io { action, path: path.to_owned(), error }
}
