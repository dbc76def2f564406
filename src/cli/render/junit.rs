//! How policy tests went, in the XML that build servers read.
//!
//! Owns the shape, which is that of `JUnit` as Jenkins and GitLab take it, and the escapes of XML 1.0.

use super::tested::Tested;
use crate::policy::{SourceFile, SourceId};
use crate::verify::TestReport;

/// One suite for each file, in the order of the files.
pub(super) fn document(tested: &Tested<'_>) -> String {
    let suites: String = tested.sources.iter().map(|(id, file)| suite(tested, id, file)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"selat\" tests=\"{}\" failures=\"{}\" \
         errors=\"0\">\n{suites}</testsuites>\n",
        tested.reports.len(),
        tested.failed().count(),
    )
}

fn suite(tested: &Tested<'_>, id: SourceId, file: &SourceFile) -> String {
    let reports: Vec<_> = tested.reports.iter().filter(|report| report.place.source == id).collect();
    if reports.is_empty() {
        return String::new();
    }
    let failed = reports.iter().filter(|report| !report.passed()).count();
    let cases: String = reports.iter().map(|report| case(tested, report, file)).collect();
    format!(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"0\" skipped=\"0\">\n{cases}  \
         </testsuite>\n",
        escaped(file.name()),
        reports.len(),
    )
}

fn case(tested: &Tested<'_>, report: &TestReport, file: &SourceFile) -> String {
    let line = tested.sources.position(report.place).line;
    let (name, file) = (escaped(&report.name), escaped(file.name()));
    let head = format!("    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\"");
    if report.passed() {
        return format!("{head}/>\n");
    }
    let message = report.failures.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    format!(
        "{head}>\n      <failure type=\"expectation\" message=\"{}\">{}</failure>\n    </testcase>\n",
        escaped(&message),
        escaped(&tested.failure_text(report)),
    )
}

/// Text for an element or an attribute; what XML has no way to say is replaced.
///
/// Source: Extensible Markup Language 1.0, sections 2.2 and 2.4.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\n' | '\t' => escaped.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_can_not_say_is_escaped_or_replaced() {
        assert_eq!(escaped("<a b=\"c\">'&'\u{1}\n"), "&lt;a b=&quot;c&quot;&gt;&apos;&amp;&apos;\u{fffd}\n");
    }
}
