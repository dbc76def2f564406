//! What may override what.

use selat::policy::{self, Code, Diagnostic, SourceFile};

const STATUTE_OF_SG: &str = "authority: statute\njurisdiction: SG";
const STATUTE_OF_VN: &str = "authority: statute\njurisdiction: VN";
const TREATY: &str = "authority: treaty";
const ORGANISATION: &str = "authority: organisation";
const WAIVER: &str =
    "waiver: { reference: R-1, approvers: [A. Rahman, M. Tran], reason: A contract is due., expires: 2027-01-01 }";

/// A rule in a rule set of its own.
fn rule(id: &str, head: &str, effect: &str, overrides: &str) -> String {
    let require = if effect == "require" { "\n    require: { any_of: [[instrument.contract]] }" } else { "" };
    let overrides = if overrides.is_empty() { String::new() } else { format!("\n    overrides: [{overrides}]") };
    let (head, waiver) = match head.strip_suffix(" with a waiver") {
        Some(head) => (head, format!("\n    {WAIVER}")),
        None => (head, String::new()),
    };
    format!(
        "---\napiVersion: selat/v1\nkind: RuleSet\nid: set.{id}\n{head}\nrules:\n  - id: {id}\n    summary: A rule.\n    \
         when: {{ origin: any, data: [personal.contact] }}\n    effect: {effect}\n    cites: [sg.act]{require}{overrides}{waiver}\n"
    )
}

/// The mistakes of a set with these rules, by code and message.
fn mistakes(rules: &[String]) -> Vec<(Code, String)> {
    let text = format!("{}{}", include_str!("../fixtures/base.yaml"), rules.concat());
    let found = policy::load(vec![SourceFile::new("a.yaml", text.into_bytes())]).err();
    let found = found.map_or_else(Vec::new, |rejection| rejection.diagnostics);
    found.into_iter().map(|Diagnostic { code, message, .. }| (code, message)).collect()
}

fn statutes(rules: &[(&str, &str)]) -> Vec<String> {
    rules.iter().map(|(id, overrides)| rule(id, STATUTE_OF_SG, "allow", overrides)).collect()
}

#[test]
fn the_rules_on_a_circle_are_reported_and_those_beside_it_are_not() {
    let found = mistakes(&statutes(&[("a", "b, e"), ("b", "c"), ("c", "a"), ("d", "a, f"), ("e", "f"), ("f", "")]));
    let on_the_circle: Vec<_> = found.iter().map(|(code, message)| (*code, &message[..3])).collect();
    assert_eq!(on_the_circle, ["`a`", "`b`", "`c`"].map(|name| (Code::OverrideCycle, name)), "{found:?}");
}

#[test]
fn a_rule_names_all_that_the_rules_that_it_overrides_override() {
    assert_eq!(mistakes(&statutes(&[("a", "b, c, d"), ("b", "c, d"), ("c", "d"), ("d", "")])), []);
    let found = mistakes(&statutes(&[("a", "b"), ("b", "c, d"), ("c", "d"), ("d", "")]));
    let gap = |last: &str| format!("`a` overrides `b`, which overrides `{last}`, and does not name that one");
    assert_eq!(found, [(Code::OverrideGap, gap("c")), (Code::OverrideGap, gap("d"))]);
}

#[test]
fn what_permits_in_one_jurisdiction_takes_no_permission_of_another_away() {
    let waived = format!("{ORGANISATION} with a waiver");
    for (by, effect, other, of_other, is_forbidden) in [
        (STATUTE_OF_VN, "allow", STATUTE_OF_SG, "allow", true),
        (STATUTE_OF_VN, "allow", STATUTE_OF_SG, "require", true),
        (STATUTE_OF_VN, "require", STATUTE_OF_SG, "allow", true),
        (STATUTE_OF_VN, "allow", TREATY, "allow", true),
        (STATUTE_OF_VN, "allow", waived.as_str(), "allow", true),
        (STATUTE_OF_VN, "allow", ORGANISATION, "require", false),
        (STATUTE_OF_VN, "allow", STATUTE_OF_SG, "deny", false),
        (STATUTE_OF_VN, "deny", STATUTE_OF_SG, "allow", false),
        (STATUTE_OF_SG, "allow", STATUTE_OF_SG, "require", false),
        (TREATY, "allow", STATUTE_OF_SG, "allow", false),
        ("authority: treaty\njurisdiction: VN", "allow", STATUTE_OF_SG, "allow", false),
        (waived.as_str(), "allow", STATUTE_OF_SG, "require", false),
    ] {
        let found = mistakes(&[rule("a", by, effect, "b"), rule("b", other, of_other, "")]);
        let codes: Vec<_> = found.iter().map(|(code, _)| *code).collect();
        let expected = if is_forbidden { vec![Code::ForbiddenOverride] } else { vec![] };
        assert_eq!(codes, expected, "{by}: {effect} over {other}: {of_other}: {found:?}");
    }
}

#[test]
fn a_waiver_lets_an_organisation_override_and_nobody_else_needs_one() {
    let over = |head: &str| mistakes(&[rule("a", head, "allow", "b"), rule("b", STATUTE_OF_SG, "require", "")]);
    assert_eq!(over(ORGANISATION).iter().map(|(code, _)| *code).collect::<Vec<_>>(), [Code::ForbiddenOverride]);
    assert_eq!(over(&format!("{ORGANISATION} with a waiver")), []);
    let misplaced = over(&format!("{STATUTE_OF_SG} with a waiver"));
    assert_eq!(misplaced.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [Code::MisplacedField]);
}
