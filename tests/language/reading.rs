//! What values mean: countries, dates, time zones.

use std::fmt::Write as _;

use selat::policy::{self, Code, PlaceRef, PlaceTest, PolicySet, SourceFile, format_instant, parse_instant};

fn with_rule(rule: &str) -> PolicySet {
    let text = format!(
        "{}---\napiVersion: selat/v1\nkind: RuleSet\nid: sg.more\nauthority: statute\njurisdiction: SG\ntimezone: Asia/Singapore\nrules:\n  - id: sg.more.rule\n    summary: A rule.\n    effect: note\n{rule}",
        include_str!("../fixtures/base.yaml")
    );
    policy::load(vec![SourceFile::new("a.yaml", text.into_bytes())])
        .unwrap_or_else(|rejection| panic!("{:#?}", rejection.diagnostics))
}

fn only_rule(set: &PolicySet) -> &policy::Rule {
    set.rules().iter().find(|rule| rule.id == "sg.more.rule").expect("the rule")
}

#[test]
fn norway_is_a_country_with_and_without_quotes() {
    for code in ["NO", "\"NO\"", "'NO'", "[NO]"] {
        let set = with_rule(&format!("    when: {{ destination: {code} }}\n"));
        let norway = set.vocabulary().jurisdictions.find("NO").expect("Norway");
        let expected = PlaceTest::AnyOf(vec![PlaceRef::Jurisdiction(norway)]);
        assert_eq!(only_rule(&set).when.destination, Some(expected), "{code}");
    }
}

#[test]
fn a_bare_date_is_midnight_in_the_time_zone_of_its_document() {
    let set =
        with_rule("    when: { origin: SG }\n    effective: { from: 2024-12-11, until: \"2025-01-01T00:00:00Z\" }\n");
    let effective = only_rule(&set).effective;
    assert_eq!(effective.from.map(format_instant).as_deref(), Some("2024-12-10T16:00:00Z"));
    assert_eq!(effective.until.map(format_instant).as_deref(), Some("2025-01-01T00:00:00Z"));
}

#[test]
fn instants_are_read_with_their_offset_and_to_the_nanosecond() {
    let written = |text| parse_instant(text).map(format_instant);
    assert_eq!(written("2026-03-01").as_deref(), Some("2026-03-01T00:00:00Z"));
    assert_eq!(written("2026-03-01T07:00:00+07:00").as_deref(), Some("2026-03-01T00:00:00Z"));
    assert_eq!(written("1969-12-31T23:59:59.5Z").as_deref(), Some("1969-12-31T23:59:59.5Z"));
    for wrong in ["", "yesterday", "2026-02-30", "2026-3-1", "2026-03-01T00:00", "20260301"] {
        assert_eq!(written(wrong), None, "{wrong}");
    }
}

#[test]
fn a_text_that_a_comma_cut_in_two_is_told_from_a_field() {
    let text =
        "apiVersion: selat/v1\nkind: Regulation\nid: sg.code\nprovisions: [{ id: s1, summary: Here, and there. }]\n";
    let files = vec![SourceFile::new("a.yaml", text.as_bytes().to_vec())];
    let found = policy::load(files).err().expect("mistakes").diagnostics;
    let cut = found.iter().find(|diagnostic| diagnostic.code == Code::UnknownField).expect("an unknown field");
    assert!(cut.message.contains("`and there.`"), "{}", cut.message);
    assert_eq!(cut.help.as_deref(), Some("within `{ }`, a text with a comma is written in quotes"));
}

#[test]
fn a_vocabulary_takes_as_many_words_of_a_kind_as_are_promised() {
    let roles_beside_the_two_of_the_base = |count: usize| {
        let mut more = "apiVersion: selat/v1\nkind: Vocabulary\nroles:\n".to_owned();
        for n in 0..count {
            writeln!(more, "  - {{ id: r{n}, title: R }}").expect("text");
        }
        let base = SourceFile::new("base.yaml", include_bytes!("../fixtures/base.yaml").to_vec());
        policy::load(vec![base, SourceFile::new("more.yaml", more.into_bytes())])
    };
    let full =
        roles_beside_the_two_of_the_base(65_533).unwrap_or_else(|rejection| panic!("{:?}", rejection.diagnostics));
    assert_eq!(full.vocabulary().roles.len(), 65_535);
    let found = roles_beside_the_two_of_the_base(65_535).err().expect("a mistake").diagnostics;
    let [only] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(only.code, Code::LimitExceeded);
    assert!(only.message.contains("65535"), "{}", only.message);
}
