//! What a code of a diagnostic means.
//!
//! Owns the layout; the words come with the code, and the example from the page on diagnostics, which a test keeps as the
//! program would print it.

use super::look::Look;
use super::page::Page;
use crate::policy::Code;

const PAGE: &str = include_str!("../../../docs/diagnostics.md");

/// One code: what it means, what to do, and an example with its report.
pub(crate) fn code_page(code: Code, look: Look) -> String {
    let mut page = Page::new(look);
    page.paragraph(0, &format!("{} ({})", look.strong(code.name()), code.severity().word()));
    page.blank();
    page.paragraph(0, code.explanation());
    let [example, report] = ["yaml", "text"].map(|language| block(code, language));
    for (heading, text) in [("Example", example), ("What is said of it", report)] {
        if let Some(text) = text {
            page.heading(heading);
            page.verbatim(text);
        }
    }
    page.finish()
}

/// Every code with what kind of mistake it is.
pub(crate) fn code_list(look: Look) -> String {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    let mut page = Page::new(look);
    for code in Code::ALL {
        let lead = format!("{:width$}  {:7}  ", code.name(), code.severity().word());
        page.hanging(&lead, code.summary());
    }
    page.finish()
}

/// The first block in a language below the code's heading on the page.
fn block(code: Code, language: &str) -> Option<&'static str> {
    let (_, section) = PAGE.split_once(&format!("\n## `{}`\n", code.name()))?;
    let section = section.split_once("\n## ").map_or(section, |(section, _)| section);
    let (_, rest) = section.split_once(&format!("\n```{language}\n"))?;
    rest.split_once("\n```\n").map(|(block, _)| block)
}
