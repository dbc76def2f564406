//! The policy files that come with the program.

use std::fs;
use std::path::{Path, PathBuf};

/// Every YAML file below `policies/`, examples too: its path from the root of the project, and its text.
pub fn shipped() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from("policies")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            let path = folder.join(name);
            if root().join(&path).is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                let text = fs::read_to_string(root().join(&path)).expect("text");
                files.push((path.to_str().expect("a name in UTF-8").to_owned(), text));
            }
        }
    }
    assert!(files.len() > 50, "only {} files", files.len());
    files.sort();
    files
}

/// The root of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
