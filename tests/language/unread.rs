//! A document that can't be read is one mistake: what it may have defined is not called unknown elsewhere.

use selat::policy::{self, Code, Diagnostic, SourceFile};

const BASE: &str = include_str!("../fixtures/base.yaml");

/// Rules that name a set, a group, a regulation and a rule of another file, and make a mistake of their own.
const RULES: &str = "\
apiVersion: selat/v1
kind: RuleSet
id: sg.more
authority: statute
jurisdiction: SG
rules:
  - id: sg.more.health
    summary: Health data stays.
    when: { origin: SG, destination: [sg.neighbours, sg.neighbors], data: [sg.sensitive] }
    effect: deny
    overrides: [sg.older.rule]
    cites: [sg.code]
";

/// What the rules name, with a bracket that is not closed.
const BROKEN: &str = "\
apiVersion: selat/v1
kind: TermSet
id: sg.sensitive
of: categories
members: [personal.health
# below it: the group sg.neighbours, the regulation sg.code, the rule sg.older.rule
";

fn found(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let files = files.iter().map(|(name, text)| SourceFile::new(*name, text.as_bytes().to_vec())).collect();
    policy::load(files).err().expect("a mistake is found").diagnostics
}

fn codes(found: &[Diagnostic]) -> Vec<Code> {
    found.iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn a_name_in_an_unread_document_is_not_called_unknown_and_any_other_is() {
    let found = found(&[("base.yaml", BASE), ("broken.yaml", BROKEN), ("rules.yaml", RULES)]);
    assert_eq!(codes(&found), [Code::YamlSyntax, Code::UnknownWord], "{found:#?}");
    assert!(found[1].message.contains("`sg.neighbors`"), "{found:#?}");
    let help = found[0].help.as_deref().unwrap_or_default();
    assert!(help.contains("4 mistakes elsewhere that may come from it alone are not shown"), "{help}");
}

#[test]
fn only_the_stretch_that_was_not_read_counts() {
    let tidy =
        "apiVersion: selat/v1\nkind: TermSet\nid: sg.other\ntitle: Not sg.code\nof: categories\nmembers: [personal]\n";
    let broken = "apiVersion: selat/v1\nkind: TermSet\nid: [sg.sensitive\n";
    let found = found(&[("base.yaml", BASE), ("mixed.yaml", &format!("{tidy}---\n{broken}")), ("rules.yaml", RULES)]);
    assert_eq!(codes(&found).iter().filter(|code| **code == Code::UnknownReference).count(), 2, "{found:#?}");
    assert!(found.iter().all(|diagnostic| !diagnostic.message.contains("sg.sensitive")), "{found:#?}");
    assert!(found[0].help.as_deref().unwrap_or_default().contains("1 mistake elsewhere"), "{found:#?}");
}

#[test]
fn a_document_of_an_unknown_kind_and_a_file_that_is_not_text_are_unread_too() {
    let codes_beside = |name: &str, bytes: Vec<u8>| {
        let files = [("base.yaml", BASE.as_bytes().to_vec()), (name, bytes), ("rules.yaml", RULES.as_bytes().to_vec())];
        let files = files.into_iter().map(|(name, bytes)| SourceFile::new(name, bytes)).collect();
        codes(&policy::load(files).err().expect("a mistake is found").diagnostics)
    };
    let closed = BROKEN.replace("health\n", "health]\n");
    let misnamed = closed.replace("TermSet", "TermSett") + "notes: sg.neighbours, sg.code and sg.older.rule\n";
    assert_eq!(codes_beside("kind.yaml", misnamed.into_bytes()), [Code::UnknownKind, Code::UnknownWord]);
    let mut latin = closed.into_bytes();
    latin.extend(b"# se\xf1or\n");
    assert_eq!(codes_beside("latin.yaml", latin), [Code::InvalidUtf8, Code::UnknownWord]);
}

#[test]
fn a_vocabulary_that_can_not_be_read_is_not_called_missing() {
    let broken = BASE.replace("kind: Vocabulary", "kind: Vocabulary\nnotes: [").replace("---\n", "...\n---\n");
    let found = found(&[("base.yaml", &broken)]);
    assert_eq!(codes(&found), [Code::YamlSyntax], "{found:#?}");
}
