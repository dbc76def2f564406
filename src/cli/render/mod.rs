//! What the commands show: text for people, JSON for programs.
//!
//! Owns layout, colour and the streams; it is told everything that it shows.

mod answer;
mod answer_json;
mod checked;
mod code_page;
mod config_file;
mod coverage;
mod diagnostic;
mod diagnostic_json;
mod difference;
mod duties;
mod entry;
mod entry_json;
mod followed;
mod github;
mod holdings;
mod junit;
mod law;
mod look;
mod matrix;
mod matrix_html;
mod output;
mod page;
mod question;
mod reasons;
mod sarif;
mod schema;
mod shadow_differences;
mod sidecar_status;
mod sidecar_status_json;
mod test_json;
mod tested;
mod upcoming;
mod upcoming_json;
mod why;
mod why_test;

pub use diagnostic::{diagnostics_text, render_rejection};

pub(super) use answer::Answer;
pub(super) use checked::Checked;
pub(super) use code_page::{code_list, code_page};
pub(super) use config_file::show_invalid_file;
pub(super) use difference::difference;
pub(super) use entry::{Entry, regulations_text};
pub(super) use entry_json::regulations_json;
pub(super) use holdings::Holdings;
pub(super) use look::Look;
pub(super) use matrix::{Cell, Grid};
pub(super) use output::{
    print, show_error, show_help, show_invalid_arguments, show_low_coverage, show_unknown_code, show_watching, write,
};
pub(super) use schema::schema;
pub(super) use shadow_differences::{differences_json, differences_text};
pub(super) use sidecar_status::SidecarStatus;
pub(super) use tested::Tested;
pub(super) use upcoming::Upcoming;
pub(super) use why::Why;
pub(super) use why_test::WhyTest;
