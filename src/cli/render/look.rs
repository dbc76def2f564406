//! Colour and width of what is shown.
//!
//! Owns the decision what the stream at hand can take; knows nothing of what is shown on it.

use std::env;
use std::io::{IsTerminal, stderr, stdout};
use std::os::fd::AsFd;

use clap::builder::styling::{AnsiColor, Style};
use terminal_size::terminal_size_of;

use crate::model::Verdict;

/// The width where there is no terminal.
const WIDTH_DEFAULT: usize = 100;
/// Below this, wrapping does more harm than good.
const WIDTH_MIN: usize = 40;
/// Beyond this, lines are hard to read.
const WIDTH_MAX: usize = 120;

/// How something is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// Whether to use colour.
    pub(crate) colour: bool,
    /// The most columns in a line.
    pub(crate) width: usize,
}

impl Look {
    /// What a file can take.
    pub(crate) const PLAIN: Self = Self { colour: false, width: WIDTH_DEFAULT };

    /// What standard output can take.
    pub(crate) fn of_stdout() -> Self {
        Self::of(&stdout())
    }

    /// What standard error can take.
    pub(crate) fn of_stderr() -> Self {
        Self::of(&stderr())
    }

    fn of(stream: &(impl IsTerminal + AsFd)) -> Self {
        if !stream.is_terminal() {
            return Self::PLAIN;
        }
        let columns = terminal_size_of(stream).map_or(WIDTH_DEFAULT, |(width, _)| usize::from(width.0));
        Self { colour: allows_colour(), width: columns.clamp(WIDTH_MIN, WIDTH_MAX) }
    }

    /// Strong text.
    pub(super) fn strong(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// Text that may be passed over.
    pub(super) fn faint(self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// A word that names an error.
    pub(super) fn error(self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default().bold(), text)
    }

    /// A word that names help.
    pub(super) fn help(self, text: &str) -> String {
        self.paint(AnsiColor::Cyan.on_default().bold(), text)
    }

    /// Text in the colour of a verdict.
    pub(super) fn verdict(self, verdict: Verdict, text: &str) -> String {
        self.paint(colour_of(verdict).on_default().bold(), text)
    }

    /// Text on the colour of a verdict.
    pub(super) fn banner(self, verdict: Verdict, text: &str) -> String {
        if self.colour {
            self.paint(colour_of(verdict).on_default().bold().invert(), &format!(" {text} "))
        } else {
            text.to_owned()
        }
    }

    fn paint(self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

const fn colour_of(verdict: Verdict) -> AnsiColor {
    match verdict {
        Verdict::Allow => AnsiColor::Green,
        Verdict::Conditions => AnsiColor::Yellow,
        Verdict::Deny => AnsiColor::Red,
    }
}

fn allows_colour() -> bool {
    let forbidden = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    !forbidden && !dumb
}
