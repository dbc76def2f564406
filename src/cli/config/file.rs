//! A configuration file: YAML, one mapping, a key for each flag.
//!
//! Owns what such a file may say. What a setting takes is asked of its flag, so that a file and a flag agree.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use clap::{Arg, Command};

use super::check::{check, key_of};
use crate::policy::{
    Code, Content, Diagnostic, Entry, Limits, Node, Place, SourceFile, SourceId, Sources, did_you_mean, nearest, parse,
};

/// Far more than every setting there is takes.
const LIMITS: Limits = Limits { bytes: 1 << 20, depth: 8, nodes: 10_000, keys: 1_000 };

/// What a configuration file says.
pub(in crate::cli) struct ConfigFile {
    sources: Sources,
    given: Vec<Given>,
}

/// One setting in a file.
pub(super) struct Given {
    /// The id of its flag.
    pub(super) id: clap::Id,
    /// What it says, as a flag would have it.
    pub(super) values: Vec<String>,
    place: Place,
}

/// A file that can't be used.
pub(in crate::cli) struct InvalidFile {
    /// The file.
    pub(in crate::cli) sources: Sources,
    /// All that is wrong with it, in the order of its lines.
    pub(in crate::cli) mistakes: Vec<Mistake>,
}

/// Something that is wrong in a configuration file.
pub(in crate::cli) struct Mistake {
    /// Where.
    pub(in crate::cli) place: Place,
    /// What.
    pub(in crate::cli) message: String,
    /// What to do.
    pub(in crate::cli) help: Option<String>,
}

impl ConfigFile {
    /// Reads a file for the flags of a command.
    ///
    /// # Errors
    /// The outer one where it can't be read; the inner one with every mistake in it.
    pub(super) fn read(path: &Path, command: &Command) -> anyhow::Result<Result<Self, InvalidFile>> {
        let named = path.display();
        let bytes = fs::read(path).with_context(|| format!("can't read the configuration file `{named}`"))?;
        let sources = Sources::new(vec![SourceFile::new(named.to_string(), bytes)]);
        let mut mistakes = Vec::new();
        let given = given(&sources, command, &mut mistakes);
        mistakes.sort_by_key(|mistake: &Mistake| mistake.place);
        Ok(if mistakes.is_empty() { Ok(Self { sources, given }) } else { Err(InvalidFile { sources, mistakes }) })
    }

    /// What it says.
    pub(super) fn given(&self) -> &[Given] {
        &self.given
    }

    /// Where it says something of a setting, as `file:line`.
    pub(super) fn origin(&self, id: &clap::Id) -> Option<String> {
        let given = self.given.iter().find(|given| given.id == *id)?;
        let file = self.sources.get(given.place.source).map_or("", SourceFile::name);
        Some(format!("{file}:{}", self.sources.position(given.place).line))
    }
}

fn given(sources: &Sources, command: &Command, mistakes: &mut Vec<Mistake>) -> Vec<Given> {
    let source = SourceId(0);
    let Some(file) = sources.get(source) else { return Vec::new() };
    let mut found = Vec::new();
    let documents = parse(source, file, LIMITS, &mut found);
    mistakes.extend(found.into_iter().map(malformed));
    if let Some(second) = documents.get(1) {
        mistakes.push(Mistake {
            place: Place { end: second.place.start, ..second.place },
            message: "a configuration file is one document, and a second one begins here".to_owned(),
            help: Some("leave out the line `---` above, and what follows if it was not meant".to_owned()),
        });
    }
    let entries = documents.first().map_or(&[][..], |document| entries(document, mistakes));
    entries.iter().filter_map(|entry| setting(entry, command).map_err(|mistake| mistakes.push(mistake)).ok()).collect()
}

/// What is wrong with a file as YAML, in words that do not speak of policies.
fn malformed(found: Diagnostic) -> Mistake {
    let (message, help) = match found.code {
        Code::YamlFeature => ("a configuration file has no tags, aliases or merge keys".to_owned(), None),
        Code::LimitExceeded => ("this is more than a configuration file holds".to_owned(), None),
        Code::YamlSyntax => (found.message, Some("mind indentation, brackets and quotes".to_owned())),
        _ => (found.message, found.help),
    };
    Mistake { place: found.primary.place, message, help }
}

fn entries<'n>(document: &'n Node, mistakes: &mut Vec<Mistake>) -> &'n [Entry] {
    match &document.content {
        Content::Mapping(entries) => entries,
        // Every line of it may be a comment.
        Content::Scalar { text, plain: true } if text.is_empty() => &[],
        Content::Broken => &[],
        Content::Scalar { .. } | Content::Sequence(_) => {
            mistakes.push(Mistake {
                place: document.place,
                message: "a configuration file is a mapping of settings, and this is none".to_owned(),
                help: Some("write `setting: value` on each line; `selat config print` lists what there is".to_owned()),
            });
            &[]
        }
    }
}

fn setting(entry: &Entry, command: &Command) -> Result<Given, Mistake> {
    let flags = || command.get_arguments().filter_map(|arg| Some((key_of(arg)?, arg)));
    let (_, arg) = flags().find(|(key, _)| *key == entry.key).ok_or_else(|| {
        let near = nearest(&entry.key, &mut flags().map(|(key, _)| key));
        Mistake {
            place: entry.key_place,
            message: format!("there is no setting `{}`", entry.key),
            help: did_you_mean(&near).or_else(|| Some("`selat config print` lists the settings".to_owned())),
        }
    })?;
    let values = values(&entry.key, entry, arg)?;
    Ok(Given { id: arg.get_id().clone(), values, place: entry.key_place })
}

/// The values of a setting, each of which its flag would take.
fn values(key: &str, entry: &Entry, arg: &Arg) -> Result<Vec<String>, Mistake> {
    let takes_many = matches!(arg.get_action(), clap::ArgAction::Append);
    let nodes = match &entry.value.content {
        Content::Sequence(items) if takes_many && !items.is_empty() => items.iter().collect(),
        _ => vec![&entry.value],
    };
    nodes.into_iter().map(|node| value(key, node, arg, takes_many)).collect()
}

fn value(key: &str, node: &Node, arg: &Arg, takes_many: bool) -> Result<String, Mistake> {
    let wrong = |message: String, help: String| Mistake { place: node.place, message, help: Some(help) };
    let takes = if takes_many { "one value or a list of them" } else { "one value" };
    let expected = || format!("`{key}` takes {takes}: {}", arg.get_help().map(ToString::to_string).unwrap_or_default());
    match &node.content {
        Content::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") => {
            let help = "give it a value, or leave the line out".to_owned();
            Err(Mistake { place: node.place, message: format!("`{key}` has no value"), help: Some(help) })
        }
        Content::Scalar { text, .. } => match check(arg, text) {
            Ok(()) => Ok(text.clone()),
            Err(help) => Err(wrong(format!("`{key}` can't be `{text}`"), help)),
        },
        Content::Sequence(items) if items.is_empty() => Err(wrong(format!("`{key}` is an empty list"), expected())),
        Content::Sequence(_) => Err(wrong(format!("this value of `{key}` is a list"), expected())),
        Content::Mapping(_) | Content::Broken => Err(wrong(format!("this value of `{key}` is a mapping"), expected())),
    }
}
