//! Flags over variables over the configuration file over defaults.
//!
//! Owns the layering: what a file says becomes the default of its flag, and clap does the rest.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use super::check::key_of;
use super::file::{ConfigFile, InvalidFile};

/// The arguments with the configuration file that they name, if they name one.
pub(in crate::cli) struct Layered {
    /// What the commands read.
    pub(in crate::cli) matches: ArgMatches,
    file: Option<ConfigFile>,
}

/// A setting of a command, in the words of its flag.
pub(super) struct Setting<'a> {
    /// Its flag.
    pub(super) arg: &'a clap::Arg,
    /// Its key in a file.
    pub(super) key: &'a str,
    /// Its values; none where it is not set.
    pub(super) values: Vec<String>,
    /// Where they come from.
    pub(super) origin: String,
}

impl Layered {
    /// Reads the arguments, and the file that they or the environment name.
    ///
    /// # Errors
    /// The outer one where the file can't be read; the inner one where it holds mistakes. Arguments that make no sense
    /// end the program, as a call for help does.
    pub(in crate::cli) fn read(command: &Command, arguments: &[OsString]) -> anyhow::Result<Result<Self, InvalidFile>> {
        let matches = parse(command.clone(), arguments);
        let (path, leaf) = leaf(&matches);
        let Ok(Some(file)) = leaf.try_get_one::<PathBuf>("config") else {
            return Ok(Ok(Self { matches, file: None }));
        };
        let Some(taker) = path.iter().try_fold(command, |at, name| at.find_subcommand(name)) else {
            return Ok(Ok(Self { matches, file: None }));
        };
        let file = match ConfigFile::read(file, taker)? {
            Ok(file) => file,
            Err(invalid) => return Ok(Err(invalid)),
        };
        let names: Vec<_> = path.iter().map(|name| (*name).to_owned()).collect();
        let matches = parse(with_defaults(command.clone(), &names, &file), arguments);
        Ok(Ok(Self { matches, file: Some(file) }))
    }

    /// The settings of the command that was asked for.
    pub(super) fn settings<'a>(&self, command: &'a Command) -> Vec<Setting<'a>> {
        let (_, leaf) = leaf(&self.matches);
        let settings = command.get_arguments().filter_map(|arg| {
            let key = key_of(arg)?;
            let raw = leaf.try_get_raw(arg.get_id().as_str()).ok()?;
            let values = raw.into_iter().flatten().map(|value| value.to_string_lossy().into_owned()).collect();
            Some(Setting { arg, key, values, origin: self.origin(leaf, arg) })
        });
        settings.collect()
    }

    fn origin(&self, leaf: &ArgMatches, arg: &clap::Arg) -> String {
        match leaf.value_source(arg.get_id().as_str()) {
            Some(ValueSource::CommandLine) => "flag".to_owned(),
            Some(ValueSource::EnvVariable) => {
                format!("environment {}", arg.get_env().unwrap_or_default().to_string_lossy())
            }
            Some(_) => {
                let file = self.file.as_ref().and_then(|file| file.origin(arg.get_id()));
                file.map_or_else(|| "default".to_owned(), |origin| format!("file {origin}"))
            }
            None => "not set".to_owned(),
        }
    }
}

fn parse(command: Command, arguments: &[OsString]) -> ArgMatches {
    command.try_get_matches_from(arguments).unwrap_or_else(|error| error.exit())
}

/// The names of the commands that were asked for, and what the last of them was told.
fn leaf(matches: &ArgMatches) -> (Vec<&str>, &ArgMatches) {
    let (mut path, mut at) = (Vec::new(), matches);
    while let Some((name, below)) = at.subcommand() {
        path.push(name);
        at = below;
    }
    (path, at)
}

fn with_defaults(command: Command, path: &[String], file: &ConfigFile) -> Command {
    match path {
        [name, below @ ..] => command.mut_subcommand(name, |command| with_defaults(command, below, file)),
        [] => file
            .given()
            .iter()
            .fold(command, |command, given| command.mut_arg(&given.id, |arg| arg.default_values(given.values.clone()))),
    }
}
