//! The files below `src`, parsed.

use std::fs;
use std::path::Path;

/// A file below `src`.
pub struct File {
    /// Its path below `src`.
    pub path: String,
    /// The module that it is.
    pub module: Vec<String>,
    /// Its text.
    pub text: String,
    /// Its items.
    pub syntax: syn::File,
}

impl File {
    /// A file by its path below `src` and its text.
    pub fn parse(path: &str, text: &str) -> Self {
        let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("src/{path}: {error}"));
        let names = path.trim_end_matches(".rs").split('/').filter(|name| !matches!(*name, "mod" | "lib" | "main"));
        Self { path: path.to_owned(), module: names.map(str::to_owned).collect(), text: text.to_owned(), syntax }
    }

    /// The module right below the crate that it belongs to; empty for the crate itself.
    pub fn top(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    /// What is wrong at a line.
    pub fn wrong(&self, line: usize, what: &str) -> String {
        format!("src/{}:{line}: {what}", self.path)
    }
}

/// Every file below `src`.
pub fn all() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).expect("a path below src").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            files.push(File::parse(&name, &text));
        }
    }
}

/// Whether an item is compiled for tests alone.
pub fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|argument| argument == "test")
    })
}
