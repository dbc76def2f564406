//! The page on diagnostics says what the program says.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use selat::cli::diagnostics_text;
use selat::policy::Code;

use super::diagnostics::{path, report};

const PAGE: &str = "docs/diagnostics.md";

const HEAD: &str = "\
# Diagnostics

<!-- Written by the test `the_page_on_diagnostics_is_up_to_date`; with `UPDATE=1` it writes this file anew. -->

What `selat check` finds has a code. Errors keep a policy set from being used; warnings do not, unless `--deny-warnings` asks
for it. `selat explain-code CODE` shows the same text as this page.

Each example is a file of [`tests/bad`](../tests/bad), checked together with the small set of
[`tests/fixtures/base.yaml`](../tests/fixtures/base.yaml). Where a report ends with changed lines, the change is certain:
`--format json` and `--format sarif` carry it too.

| code | severity | what it is |
|---|---|---|
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    for code in Code::ALL {
        let (name, severity) = (code.name(), code.severity().word());
        writeln!(page, "| [`{name}`](#{name}) | {severity} | {} |", code.summary()).expect("a line");
    }
    for code in Code::ALL {
        let example = String::from_utf8_lossy(&fs::read(path(*code)).expect("an example")).trim_end().to_owned();
        let report = diagnostics_text(&report(*code)).trim_end().to_owned();
        let (name, severity, explanation) = (code.name(), code.severity().word(), code.explanation());
        write!(page, "\n## `{name}`\n\n*{severity}* \u{b7} {explanation}\n").expect("a section");
        write!(page, "\n```yaml\n{example}\n```\n\n```text\n{report}\n```\n").expect("an example");
    }
    page
}

#[test]
fn the_page_on_diagnostics_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = page();
    if std::env::var_os("UPDATE").is_some_and(|value| !value.is_empty()) {
        fs::write(&path, &page).expect("the page can be written");
    }
    let written = fs::read_to_string(&path).expect("the page");
    assert!(
        written == page,
        "{PAGE} is not what the program says; run this test with UPDATE=1, and look at the change"
    );
}
