//! A law that does not say where the transfers that it binds come from.

use selat::policy::{self, Code, SourceFile};
use selat::verify::lint;

/// Whether the rule is warned of, in a rule set with this head.
fn is_warned_of(head: &str, rule: &str) -> bool {
    let text = format!(
        "{}---\napiVersion: selat/v1\nkind: JurisdictionGroup\nid: nordic\nmembers: [{{ codes: [\"NO\"] }}]\n\
         ---\napiVersion: selat/v1\nkind: RuleSet\nid: sg.more\n{head}\nrules:\n  - id: sg.more.rule\n    \
         summary: A rule.\n    effect: deny\n    cites: [sg.act]\n    {rule}\n",
        include_str!("../fixtures/base.yaml")
    );
    let loaded = policy::load(vec![SourceFile::new("a.yaml", text.into_bytes())]);
    let set = loaded.unwrap_or_else(|rejection| panic!("{rule}: {:#?}", rejection.diagnostics));
    lint(&set).iter().any(|diagnostic| diagnostic.code == Code::MissingOrigin)
}

#[test]
fn a_law_that_ties_a_transfer_to_its_jurisdiction_nowhere_is_warned_of() {
    for when in [
        "data: [personal]",
        "destination: { not: SG }",
        "destination: VN",
        "destination: any",
        "destination: nordic",
        "subjects: [VN]",
        "transit: { not: [SG] }",
    ] {
        for authority in ["statute", "regulation", "guideline"] {
            let head = format!("authority: {authority}\njurisdiction: SG");
            assert!(is_warned_of(&head, &format!("when: {{ {when} }}")), "{authority}: {when}");
        }
    }
}

#[test]
fn a_law_that_says_how_far_it_reaches_is_not() {
    for rule in [
        "when: { origin: SG, data: [personal] }",
        "when: { origin: any, data: [personal] }",
        "when: { origin: { not: VN } }",
        "when: { subjects: [SG] }",
        "when: { destination: [VN, SG] }",
        "when: { destination: asean.member }",
        "when: { transit: SG }",
        "when: { data: [personal] }\n    unless: [{ origin: { not: SG } }]",
    ] {
        assert!(!is_warned_of("authority: statute\njurisdiction: SG", rule), "{rule}");
    }
    assert!(!is_warned_of("authority: statute\njurisdiction: asean.member", "when: { subjects: [VN] }"));
    assert!(is_warned_of("authority: statute\njurisdiction: asean.member", "when: { subjects: [\"NO\"] }"));
}

#[test]
fn what_stands_above_states_or_within_a_company_binds_wherever_it_does() {
    for head in ["authority: treaty", "authority: treaty\njurisdiction: asean.member", "authority: organisation"] {
        assert!(!is_warned_of(head, "when: { data: [personal] }"), "{head}");
    }
}
