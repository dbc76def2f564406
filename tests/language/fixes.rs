//! The edits that diagnostics offer put right what they say, and nothing else.

use selat::policy::{self, Code, Diagnostic, Fix, Rejection, SourceFile, Sources};

use super::diagnostics::{base, file, report};

/// The files with every edit made.
fn mended(Rejection { sources, diagnostics }: &Rejection) -> Vec<SourceFile> {
    let mut fixes: Vec<&Fix> = diagnostics.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()).collect();
    fixes.sort_by_key(|fix| std::cmp::Reverse(fix.place));
    let texts = sources.iter().map(|(id, file)| {
        let mut text = file.text().to_owned();
        for fix in fixes.iter().filter(|fix| fix.place.source == id) {
            text.replace_range(fix.place.start as usize..fix.place.end as usize, &fix.replacement);
        }
        SourceFile::new(file.name(), text.into_bytes())
    });
    texts.collect()
}

fn found(files: Vec<SourceFile>) -> Rejection {
    match policy::load(files) {
        Ok(set) => Rejection { sources: set.sources().clone(), diagnostics: set.warnings().to_vec() },
        Err(rejection) => rejection,
    }
}

/// What is found in a text that stands beside the small good set.
fn found_in(text: &str) -> Rejection {
    found(vec![base(), SourceFile::new("more.yaml", text.as_bytes().to_vec())])
}

fn rule(lines: &str) -> String {
    format!(
        "apiVersion: selat/v1\nkind: RuleSet\nid: sg.more\nauthority: statute\njurisdiction: SG\nrules:\n  \
         - id: sg.more.rule\n    summary: A rule.\n    cites: [sg.act]\n    effect: note\n{lines}"
    )
}

/// What stands at the place of each edit, and what is to stand there.
fn edits(rejection: &Rejection) -> Vec<(String, String)> {
    let fixes = rejection.diagnostics.iter().filter_map(|diagnostic| diagnostic.fix.as_ref());
    fixes.map(|fix| (at(fix, &rejection.sources), fix.replacement.clone())).collect()
}

fn at(fix: &Fix, sources: &Sources) -> String {
    let file = sources.get(fix.place.source).expect("a file");
    file.text()[fix.place.start as usize..fix.place.end as usize].to_owned()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
}

#[test]
fn every_edit_removes_its_mistake_and_makes_no_new_one() {
    let mut tried = 0;
    for code in Code::ALL {
        let before = report(*code);
        tried += before.diagnostics.iter().filter(|diagnostic| diagnostic.fix.is_some()).count();
        if edits(&before).is_empty() {
            continue;
        }
        // A document whose kind is known at last is read for the first time.
        if *code == Code::UnknownKind {
            continue;
        }
        let after = found(mended(&before));
        let without: Vec<&Diagnostic> = before.diagnostics.iter().filter(|d| d.fix.is_none()).collect();
        for diagnostic in &after.diagnostics {
            let known = without.iter().any(|left| left.message == diagnostic.message);
            assert!(known, "{}: {} is new", code.name(), diagnostic.message);
        }
        assert!(edits(&after).is_empty(), "{}: {:?} are left", code.name(), edits(&after));
    }
    assert!(tried >= 8, "only {tried} edits in tests/bad");
}

#[test]
fn a_slip_has_an_edit_that_keeps_its_quotes() {
    let slips = found_in(&rule("    when: { orign: 'sg', destination: \"asean.membr\", data: personal.helth }\n"));
    let expected =
        [("orign", "origin"), ("\"asean.membr\"", "\"asean.member\""), ("personal.helth", "personal.health")];
    assert_eq!(edits(&slips), pairs(&expected));
    let case = found_in(&rule("    when: { origin: 'sg' }\n"));
    assert_eq!(edits(&case), pairs(&[("'sg'", "'SG'")]));
}

#[test]
fn what_a_person_must_think_about_has_no_edit() {
    let doubtful = [
        ("another article", "    cites: [\"sg.act#s27\"]\n"),
        ("another number", "    overrides: [sg.act.transfer2]\n"),
        ("only part of a word", "    when: { purpose: market }\n"),
        ("a field that is there already", "    sumary: Again.\n"),
        ("something else", "    colour: red\n"),
    ];
    for (what, lines) in doubtful {
        let rejection = found_in(&rule(lines).replace("    cites: [sg.act]\n    effect", "    effect"));
        assert!(rejection.diagnostics.iter().any(|d| d.help.is_some()), "{what}: nothing is found");
        assert_eq!(edits(&rejection), [], "{what}");
    }
}

#[test]
fn a_regulation_is_mended_and_its_provision_kept() {
    let rejection = found_in(&rule("").replace("[sg.act]", "[\"sg.atc#s26\"]"));
    assert_eq!(edits(&rejection), pairs(&[("\"sg.atc#s26\"", "\"sg.act#s26\"")]));
}

#[test]
fn a_gap_is_filled_in_the_style_of_the_list() {
    let text = std::fs::read_to_string(super::diagnostics::path(Code::OverrideGap)).expect("the file");
    let as_written = "overrides: [sg.more.contact]";
    let styles = [
        (as_written, Some(", sg.act.transfer")),
        ("overrides: [ \"sg.more.contact\" ]", Some(", sg.act.transfer")),
        ("overrides:\n      - sg.more.contact", Some("\n      - sg.act.transfer")),
        ("overrides:\n    - sg.more.contact\n    notes: A note.", Some("\n    - sg.act.transfer")),
        ("overrides: sg.more.contact", None),
    ];
    for (written, added) in styles {
        let rejection = found_in(&text.replace(as_written, written));
        let expected: Vec<_> = added.into_iter().map(|added| (String::new(), added.to_owned())).collect();
        assert_eq!(edits(&rejection), expected, "{written}");
        if added.is_some() {
            assert_eq!(found(mended(&rejection)).diagnostics, [], "{written}");
        }
    }
    assert_eq!(edits(&found(vec![base(), file(Code::OverrideGap)])).len(), 1);
}
