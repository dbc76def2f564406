//! Every path that a file names, held against the table.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::source::{File, is_test};
use super::table::{self, Entry};

/// Imports that the table forbids.
pub fn imports(file: &File) -> Vec<String> {
    let Some(entry) = table::entry(file.top()) else { return Vec::new() };
    let mut paths = Paths(Vec::new());
    paths.visit_file(&file.syntax);
    let mut found: Vec<_> = paths
        .0
        .iter()
        .filter_map(|(path, span)| Some((span.start().line, forbidden(entry, &resolve(&file.module, path))?)))
        .map(|(line, what)| file.wrong(line, &format!("`{}` may not import {what}", file.top())))
        .collect();
    found.sort();
    found.dedup();
    found
}

fn forbidden(entry: &Entry, path: &[String]) -> Option<String> {
    let name = path.get(1).map_or("", String::as_str);
    match path.first()?.as_str() {
        "crate" if name == entry.module || table::entry(name).is_none() => None,
        "crate" if !entry.may.include(name) => Some(format!("`{name}`")),
        "crate" if entry.module == "engine" && name == "policy" => {
            let item = path.get(2)?;
            (!valid_set().contains(item)).then(|| format!("`policy::{item}`, which is not the valid policy set"))
        }
        "std" => {
            let rest = path[1..].join("::");
            let banned = entry.never_std.iter().find(|never| is_within(&rest, never))?;
            Some(format!("`std::{banned}`"))
        }
        other if dependencies().iter().any(|dependency| dependency == other) => {
            (!entry.crates.include(other)).then(|| format!("the crate `{other}`"))
        }
        _ => None,
    }
}

fn is_within(path: &str, ancestor: &str) -> bool {
    path.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// A path from the crate's root, where it is one within the crate.
fn resolve(module: &[String], path: &[String]) -> Vec<String> {
    let ups = path.iter().take_while(|segment| *segment == "super").count();
    let own = match path.first().map(String::as_str) {
        Some("self") => Some((module.len(), 1)),
        Some("super") => Some((module.len().saturating_sub(ups), ups)),
        _ => None,
    };
    match own {
        Some((kept, skipped)) => {
            ["crate".to_owned()].into_iter().chain(module[..kept].to_vec()).chain(path[skipped..].to_vec()).collect()
        }
        None => path.to_vec(),
    }
}

/// The names of the crates that the package depends on, as Rust writes them.
fn dependencies() -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let manifest = fs::read_to_string(manifest).expect("the manifest");
        let lines = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
        let lines = lines.take_while(|line| !line.starts_with('['));
        lines.filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().replace('-', "_")).collect()
    })
}

/// What `policy` re-exports from the valid policy set: all of it that `engine` may know.
fn valid_set() -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/policy/mod.rs");
        let module = File::parse("policy/mod.rs", &fs::read_to_string(module).expect("src/policy/mod.rs"));
        let mut paths = Paths(Vec::new());
        paths.visit_file(&module.syntax);
        let of_set = paths.0.into_iter().map(|(path, _)| path).filter(|path| path.first().is_some_and(|p| p == "set"));
        of_set.filter_map(|path| path.last().cloned()).collect()
    })
}

/// Collects the paths that are named outside of tests, each with its place.
struct Paths(Vec<(Vec<String>, Span)>);

impl Paths {
    fn tree(&mut self, tree: &syn::UseTree, prefix: &[String]) {
        let with = |ident: &syn::Ident| [prefix, &[ident.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident)),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item, prefix)),
            syn::UseTree::Name(name) => self.0.push((with(&name.ident), name.ident.span())),
            syn::UseTree::Rename(rename) => self.0.push((with(&rename.ident), rename.ident.span())),
            syn::UseTree::Glob(glob) => {
                self.0.push(([prefix, &["*".to_owned()]].concat(), glob.star_token.spans[0]));
            }
        }
    }

    /// Macros are tokens: whatever looks like a path is one.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<(String, Span)> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if colons == 2 => path.push((ident.to_string(), ident.span())),
                TokenTree::Ident(ident) => {
                    self.flush(&mut path);
                    path.push((ident.to_string(), ident.span()));
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => {
                    self.flush(&mut path);
                    self.tokens(group.stream());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => self.flush(&mut path),
            }
            colons = 0;
        }
        self.flush(&mut path);
    }

    fn flush(&mut self, path: &mut Vec<(String, Span)>) {
        if path.len() > 1 {
            let span = path[0].1;
            self.0.push((path.iter().map(|(segment, _)| segment.clone()).collect(), span));
        }
        path.clear();
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(first) = path.segments.first().filter(|_| path.segments.len() > 1) {
            self.0.push((path.segments.iter().map(|s| s.ident.to_string()).collect(), first.ident.span()));
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.tokens(called.tokens.clone());
        visit::visit_macro(self, called);
    }
}
