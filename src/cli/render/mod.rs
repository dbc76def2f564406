//! What the commands show: text for people, JSON for programs.
//!
//! Owns layout, colour and the streams; it is told everything that it shows.

mod answer;
mod answer_json;
mod checked;
mod diagnostic;
mod diagnostic_json;
mod duties;
mod entry;
mod entry_json;
mod law;
mod look;
mod matrix;
mod matrix_html;
mod output;
mod page;
mod question;
mod reasons;
mod schema;
mod test_report;
mod upcoming;
mod upcoming_json;
mod why;

pub use diagnostic::{diagnostics_text, render_rejection};

pub(super) use answer::Answer;
pub(super) use checked::Checked;
pub(super) use entry::{Entry, regulations_text};
pub(super) use entry_json::regulations_json;
pub(super) use look::Look;
pub(super) use matrix::{Cell, Grid};
pub(super) use output::{print, show_error, show_help, show_invalid_arguments};
pub(super) use schema::schema;
pub(super) use test_report::test_reports;
pub(super) use upcoming::Upcoming;
pub(super) use why::Why;
