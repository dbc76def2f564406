//! The canonical layout: what it looks like, and that it keeps what a file says.

use std::fs;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use selat::policy::{self, Code, LayoutError, SourceFile, canonical_layout};

use super::shipped::{root, shipped};

fn laid_out(text: &str) -> String {
    canonical_layout(&file(text)).unwrap_or_else(|error| panic!("{error:?} for\n{text}"))
}

fn file(text: &str) -> SourceFile {
    SourceFile::new("a.yaml", text.as_bytes().to_vec())
}

/// Lays a text out; what comes out is laid out already.
#[track_caller]
fn becomes(before: &str, after: &str) {
    assert_eq!(laid_out(before), after);
    assert_eq!(laid_out(after), after, "laid out twice");
}

#[track_caller]
fn stays(text: &str) {
    becomes(text, text);
}

#[test]
fn indentation_is_two_spaces_and_lists_stand_below_their_key() {
    becomes("a:\n- b:\n      c:   d\n-   - e\n    - f\n", "a:\n  - b:\n      c: d\n  - - e\n    - f\n");
}

#[test]
fn what_stands_on_a_line_stays_there_while_it_fits() {
    becomes("a: [b,c ,\n  {d: e}]\nf: {}\n", "a: [b, c, { d: e }]\nf: {}\n");
    let words: Vec<String> = (0..20).map(|n| format!("word-{n}")).collect();
    let long = format!("a: [{}]\n", words.join(", "));
    becomes(&long, &format!("a:\n  - {}\n", words.join("\n  - ")));
    let fields: Vec<String> = words.iter().map(|word| format!("{word}: x")).collect();
    becomes(&format!("- {{ {} }}\n", fields.join(", ")), &format!("- {}\n", fields.join("\n  ")));
    stays("a:\n  - b\n  - c\n");
}

#[test]
fn a_line_may_have_120_characters() {
    let fits = format!("a: [{}, b]\n", "x".repeat(112));
    assert_eq!(fits.trim_end().chars().count(), 120);
    stays(&fits);
    becomes(&format!("a: [{}, b]\n", "ø".repeat(113)), &format!("a:\n  - {}\n  - b\n", "ø".repeat(113)));
}

#[test]
fn a_text_that_does_not_fit_is_folded() {
    let words = vec!["word"; 40].join(" ");
    let line = |count| vec!["word"; count].join(" ");
    let folded = format!("a: >-  # about it\n  {}\n  {}\nb: c\n", line(23), line(17));
    becomes(&format!("a: {words} # about it\nb: c\n"), &folded);
    becomes(&format!("- '{words}'\n"), &format!("- >-\n  {}\n  {}\n", line(23), line(17)));
    // What can't be parted stays on its line.
    stays(&format!("a: {}\n", "x".repeat(130)));
    becomes("a: some\n  words\nb: \"more\n  words\"\n", "a: some words\nb: \"more words\"\n");
}

#[test]
fn texts_over_several_lines_keep_their_lines() {
    becomes(
        "a: >-\n      one\n      two\n\n        three\nb: |\n one\n  two\nc: d\n",
        "a: >-\n  one\n  two\n\n    three\nb: |\n  one\n   two\nc: d\n",
    );
    stays("- >+\n  one\n\n\n- |2-\n    two\n  three\n");
    becomes("a: |2-\n    two\n", "a: |2-\n    two\n");
}

#[test]
fn comments_stay_with_what_they_are_about() {
    stays(
        "# yaml-language-server: $schema=x.json\n# The file.\na: b  # beside\n# above\nc:  # beside the key\n  # first\n  - d\n\n  \
         # parted\n  - e\n  # last of the list\nf: g\n# last\n---\n# the second\nh: i\n",
    );
    becomes("a: [b, # of b\n  # above c\n  c] # of c\n", "a:\n  - b  # of b\n  # above c\n  - c  # of c\n");
    becomes("a:\n- b\n# about d\nd: e\n", "a:\n  - b\n# about d\nd: e\n");
    becomes("- # x\n  a: b\n-\n  # y\n  c: d\n", "# x\n- a: b\n# y\n- c: d\n");
    becomes("# alone", "# alone\n");
}

#[test]
fn empty_lines_part_what_they_parted_but_never_two_in_a_row() {
    becomes("\n\na: b\n\n\n\nc:\n\n  - d\n\n  - e\n\n", "a: b\n\nc:\n  - d\n\n  - e\n");
}

#[test]
fn documents_are_parted_by_a_line_alone() {
    becomes("---\na: b\n...\n---   \nc: d\n---\n", "a: b\n---\nc: d\n---\n");
    stays("---\n# nothing\n---\na: b\n");
    becomes("\u{feff}a: b\r\nc: |\r\n  d\r\n", "a: b\nc: |\n  d\n");
}

#[test]
fn words_that_yaml_1_1_takes_for_something_else_are_quoted() {
    let rules = "apiVersion: selat/v1\nkind: RuleSet\nrules:\n  - id: a\n    when: { origin: NO, destination: { not: [no, SG] }, \
                 subject_count: { at_least: 10 }, domestic: true }\n";
    assert!(laid_out(rules).contains(
        "{ origin: \"NO\", destination: { not: [\"no\", SG] }, subject_count: { at_least: 10 }, domestic: true }"
    ));
    let test = "apiVersion: selat/v1\nkind: PolicyTest\ntests:\n  - expect:\n      by_category: { on: allow, personal: deny }\n";
    assert!(laid_out(test).contains("{ \"on\": allow, personal: deny }"));
    becomes("a: 'b'\nc: \"d\\te\"\nf: 'g \"h\"'\n", "a: \"b\"\nc: \"d\\te\"\nf: 'g \"h\"'\n");
}

#[test]
fn fields_stand_in_the_order_of_the_language() {
    let shuffled =
        "kind: RuleSet\nid: a\napiVersion: selat/v1\nrules:\n  - effect: note\n    id: a.b\n    summary: A rule.\n";
    let ordered =
        "apiVersion: selat/v1\nkind: RuleSet\nid: a\nrules:\n  - id: a.b\n    summary: A rule.\n    effect: note\n";
    becomes(shuffled, ordered);
}

#[test]
fn fields_stay_where_they_are_among_comments_and_unknown_ones() {
    stays("kind: RuleSet\n# This one is about the id.\nid: a\napiVersion: selat/v1\n");
    stays("kind: RuleSet\napiVersion: selat/v1\ncolour: red\n");
    stays("kind: RuleSet\nrules:\n  - when:\n      # Both.\n      data: a\n      origin: SG\n");
}

#[test]
fn what_can_not_be_read_is_refused_as_check_refuses_it() {
    for text in ["a: [b\n", "a: &x b\nc: *x\n", "a: !!str b\n", "a: b\na: c\n", "a: b\n<<: c\n", "[a]: b\n"] {
        let Err(LayoutError::Unreadable(refused)) = canonical_layout(&file(text)) else { panic!("{text} is laid out") };
        let checked = policy::load(vec![file(text)]).err().expect("refused");
        for diagnostic in &refused.diagnostics {
            assert!(checked.diagnostics.contains(diagnostic), "{diagnostic:?} is new");
        }
        assert!(!refused.diagnostics.is_empty());
    }
    let text = SourceFile::new("a.yaml", b"a: \xff".to_vec());
    let Err(LayoutError::Unreadable(refused)) = canonical_layout(&text) else { panic!("it is laid out") };
    assert_eq!(refused.diagnostics[0].code, Code::InvalidUtf8);
}

#[test]
fn what_no_layout_keeps_is_left_alone() {
    let long_key = format!("? {}\n: b\n", "x".repeat(2_000));
    assert!(matches!(canonical_layout(&file(&long_key)), Err(LayoutError::Unfaithful)));
}

#[test]
fn every_shipped_file_is_in_its_layout() {
    let untidy = shipped().into_iter().filter(|(_, text)| laid_out(text) != *text);
    let untidy: Vec<_> = untidy.map(|(path, _)| path).collect();
    assert!(untidy.is_empty(), "run `cargo run -- fmt policies`: {untidy:?}");
}

#[test]
fn the_revision_of_the_shipped_policies_stays_the_same() {
    let is_used = |(path, _): &(String, String)| !path.starts_with("policies/examples/");
    let files: Vec<_> = shipped().into_iter().filter(is_used).collect();
    let revision = |lay_out: &dyn Fn(&str) -> String| {
        let files = files.iter().map(|(path, text)| SourceFile::new(path, lay_out(text).into_bytes()));
        policy::load(files.collect())
            .unwrap_or_else(|rejection| panic!("{:?}", rejection.diagnostics))
            .revision()
            .clone()
    };
    assert_eq!(revision(&laid_out), revision(&str::to_owned));
}

/// The shipped files and those with mistakes, where they can be read.
fn examples() -> Vec<String> {
    let bad = fs::read_dir(root().join("tests/bad")).expect("a folder");
    let bad = bad.filter_map(|entry| fs::read_to_string(entry.expect("an entry").path()).ok());
    shipped().into_iter().map(|(_, text)| text).chain(bad).collect()
}

#[test]
fn every_example_is_laid_out_for_good() {
    let mut count = 0;
    for text in examples() {
        if let Ok(once) = canonical_layout(&file(&text)) {
            stays(&once);
            count += 1;
        }
    }
    assert!(count > 90, "only {count} examples can be read");
}

/// Documents of the fixtures, with comments, empty lines and indentation put in at some lines.
fn disturbed() -> impl Strategy<Value = (String, usize)> {
    let texts = [include_str!("../fixtures/base.yaml"), include_str!("../fixtures/cli/more.yaml"), EVERY_STYLE];
    let edits = vec((any::<prop::sample::Index>(), 0..4_usize, 0..9_usize), 0..12);
    (select(texts.to_vec()), edits).prop_map(|(text, edits)| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (number, (at, edit, spaces)) in edits.iter().enumerate() {
            let at = at.index(lines.len());
            match edit {
                0 => lines.insert(at, format!("{}# mark-{number}-", " ".repeat(*spaces))),
                1 => lines[at].extend([" # mark-", &number.to_string(), "-"]),
                2 => lines.insert(at, String::new()),
                _ => lines[at].insert_str(0, &" ".repeat(*spaces)),
            }
        }
        (lines.join("\n"), edits.len())
    })
}

const EVERY_STYLE: &str = "\
a: [b, 'c', \"d\", {e: f, g: [h]}]
i:
- j: k
  l:
  - - m
    - n
- >-
   o
   p

- |
  q
r: 's
  t'
? u
: v
w:
---
x
";

/// So many cases, unless the environment asks for more.
fn cases(least: u32) -> ProptestConfig {
    let asked_for = ProptestConfig::default();
    ProptestConfig { cases: asked_for.cases.max(least), failure_persistence: None, ..asked_for }
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn wherever_comments_stand_each_is_kept_and_nothing_else_changes((text, edits) in disturbed()) {
        let Ok(once) = canonical_layout(&file(&text)) else { return Ok(()) };
        let again = canonical_layout(&file(&once));
        prop_assert!(again.is_ok_and(|again| again == once), "not for good:\n{text}\n=>\n{once}");
        for number in 0..edits {
            let mark = format!("# mark-{number}-");
            prop_assert_eq!(text.matches(&mark).count(), once.matches(&mark).count(), "{} in\n{}\n=>\n{}", mark, text, once);
        }
    }

    #[test]
    fn whatever_can_be_read_can_be_laid_out_for_good(tokens in vec(select(&TOKENS[..]), 0..24)) {
        let text = tokens.concat();
        match canonical_layout(&file(&text)) {
            Ok(once) => prop_assert_eq!(canonical_layout(&file(&once)).ok(), Some(once.clone()), "{}\n=>\n{}", text, once),
            Err(error) => prop_assert!(matches!(error, LayoutError::Unreadable(_)), "{}", text),
        }
    }
}

const TOKENS: [&str; 34] = [
    "a",
    "b: ",
    "c:\n",
    "- ",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "  ",
    " # c\n",
    "# d\n",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "\"e\"",
    "'f'",
    " |\n  g\n",
    " >-\n  h\n   i\n",
    ">2+\n    j\n\n",
    "NO",
    "~",
    "k l",
    "---\n",
    "...\n",
    "? ",
    ": ",
    "m: n\n",
    "\t",
    "\r\n",
    "\"o\\\n p\"",
    "-\n",
    "é",
];
