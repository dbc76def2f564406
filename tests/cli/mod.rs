//! The real binary, as a person or a script runs it.

mod ask;
mod check;
mod check_formats;
mod confidence;
mod config;
mod explain_code;
mod fmt;
mod matrix;
mod regulations;
mod test;
mod test_formats;
mod usage;
mod watch;
mod why;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// How a run of the program ended.
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs the program without a terminal, away from whatever the environment would tell it.
pub fn selat(arguments: &[&str]) -> Ended {
    selat_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

/// Runs the program in a folder.
pub fn selat_in(folder: &Path, arguments: &[&str]) -> Ended {
    selat_with(folder, &[], arguments)
}

/// Runs the program in a folder, with some variables.
pub fn selat_with(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_selat"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("SELAT_POLICIES")
        .env_remove("NO_COLOR")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    Ended {
        code: output.status.code().expect("the program ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

impl Ended {
    /// Both streams, for a message or a snapshot.
    pub fn all(&self) -> String {
        format!("exit code {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// A folder with a small policy set, and whatever a test adds to it.
pub struct Folder(TempDir);

impl Folder {
    /// The small good set, with rules of every effect.
    pub fn good() -> Self {
        let folder = Self::empty();
        folder.write("policies/base.yaml", include_str!("../fixtures/cli/base.yaml"));
        folder.write("policies/more.yaml", include_str!("../fixtures/cli/more.yaml"));
        folder
    }

    pub fn empty() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Runs the program in it.
    pub fn selat(&self, arguments: &[&str]) -> Ended {
        selat_in(self.0.path(), arguments)
    }
}

/// Holds a text against the one agreed on under that name, whatever revision it names.
pub fn agreed(name: &str, text: &str) {
    let is_revision = |word: &str| word.len() == 32 && word.chars().all(|c| c.is_ascii_hexdigit());
    let words = text.split_inclusive(char::is_whitespace);
    let text = words.map(|word| {
        if is_revision(word.trim_end()) { word.replace(word.trim_end(), "<revision>") } else { word.to_owned() }
    });
    let text = text.collect::<String>();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/cli");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
