//! The mistakes that the question and the expectation of a policy test can hold, each with the words at fault.

use selat::policy::{self, Code, SourceFile};

const INVENTORY: &str = "---\napiVersion: selat/v1\nkind: Inventory\nimporters:\n  \
                         - { id: hanoi, jurisdictions: [VN], role: processor }\n";

/// The mistakes of a test, by code, the words at fault and the message.
fn mistakes(transfer: &str, expect: &str) -> Vec<(Code, String, String)> {
    let text = format!(
        "{}{INVENTORY}---\napiVersion: selat/v1\nkind: PolicyTest\ntests:\n  - name: a test\n    \
         transfer: {{ at: 2026-01-01, {transfer} }}\n    expect: {{ {expect} }}\n",
        include_str!("../fixtures/base.yaml")
    );
    let Err(rejection) = policy::load(vec![SourceFile::new("a.yaml", text.clone().into_bytes())]) else {
        return Vec::new();
    };
    let mistakes = rejection.diagnostics.into_iter().map(|mistake| {
        let place = mistake.primary.place;
        let words = text[place.start as usize..place.end as usize].to_owned();
        (mistake.code, words, format!("{}; {}", mistake.message, mistake.help.unwrap_or_default()))
    });
    mistakes.collect()
}

/// Whether the only mistake is of this code, at these words, and says this.
fn is_only(found: &[(Code, String, String)], code: Code, words: &str, said: &str) {
    let [(of_code, at, message)] = found else { panic!("`{words}`: {found:?}") };
    assert_eq!((*of_code, at.as_str()), (code, words), "{message}");
    assert!(message.contains(said), "{message}");
}

const WHOLE: &str = "origin: SG, destination: VN, data: [personal, personal.health]";

#[test]
fn a_question_says_from_where_to_where_and_what() {
    for (transfer, said) in [
        ("destination: VN, data: [personal]", "a transfer needs `origin`; name a country"),
        ("origin: SG, data: [personal]", "`destination`; name a country, or an importer of the inventory"),
        ("origin: SG, destination: VN", "`data`; name at least one data category, or a `dataset`"),
    ] {
        is_only(&mistakes(transfer, "decision: deny"), Code::MissingField, "", said);
    }
    assert_eq!(mistakes(WHOLE, "decision: conditions"), []);
    assert_eq!(mistakes("origin: SG, importer: { id: hanoi }, data: [personal]", "decision: conditions"), []);
}

#[test]
fn a_word_that_nothing_knows_is_shown_where_it_stands() {
    for (transfer, words) in [
        ("origin: SGP, destination: VN, data: [personal]", "SGP"),
        ("origin: SG, destination: VNM, data: [personal]", "VNM"),
        ("origin: SG, destination: VN, data: [personal, personal.helth]", "personal.helth"),
        ("origin: SG, destination: VN, transit: [\"NO\", Norway], data: [personal]", "Norway"),
        ("origin: SG, destination: VN, data: [personal], purpose: archive", "archive"),
        ("origin: SG, destination: VN, data: [personal], exporter: { role: owner }", "owner"),
        ("origin: SG, destination: VN, data: [personal], safeguards: [instrument.contract, hope]", "hope"),
    ] {
        is_only(&mistakes(transfer, "decision: deny"), Code::UnknownWord, words, &format!("`{words}` is not a known"));
    }
    let empty = mistakes("origin: SG, destination: VN, data: [personal, \"\"]", "decision: deny");
    assert_eq!(empty.len(), 1, "an empty word is one mistake: {empty:?}");
}

#[test]
fn a_question_does_not_contradict_the_inventory() {
    let transfer = "origin: SG, destination: \"NO\", importer: { id: hanoi }, data: [personal]";
    let found = mistakes(transfer, "decision: deny");
    assert!(found.iter().all(|(code, ..)| *code == Code::UnknownReference), "{found:?}");
    let role = "origin: SG, importer: { id: hanoi, role: controller }, data: [personal]";
    let said = "the inventory records `processor` for `hanoi`";
    is_only(&mistakes(role, "decision: deny"), Code::UnknownReference, "controller", said);
}

#[test]
fn what_must_not_be_named_is_there_to_be_named() {
    let not = |list: &str| mistakes(WHOLE, &format!("decision: conditions, {list}"));
    for fine in [
        "not_cites: [sg.act]",
        "not_cites: [\"sg.act#s26\"]",
        "not_rules: [sg.act.neighbours]",
        "not_rules: [sg.act]",
        "not_rules: [nothing-permits]",
    ] {
        let found = not(fine);
        assert!(found.iter().all(|(code, ..)| *code == Code::PolicyTestFailed), "{fine}: {found:?}");
    }
    let unknown = Code::UnknownReference;
    is_only(&not("not_cites: [sg.code]"), unknown, "sg.code", "no regulation `sg.code`");
    is_only(&not("not_cites: [\"sg.act#s99\"]"), unknown, "\"sg.act#s99\"", "no provision `sg.act#s99`");
    is_only(&not("not_rules: [sg.act.trans]"), unknown, "sg.act.trans", "no rule or recognition `sg.act.trans`");
}

#[test]
fn an_expectation_speaks_of_what_is_known_and_asked_about() {
    let expect = |list: &str| mistakes(WHOLE, &format!("decision: conditions, {list}"));
    assert_eq!(expect("missing: [consent.explicit]"), []);
    is_only(&expect("missing: [hope]"), Code::UnknownWord, "hope", "not a known safeguard");
    assert_eq!(expect("by_category: { personal.health: conditions }"), []);
    is_only(
        &expect("by_category: { personal.helth: conditions }"),
        Code::UnknownWord,
        "personal.helth",
        "not a known data category",
    );
    is_only(
        &expect("by_category: { personal.contact: deny }"),
        Code::UnknownReference,
        "personal.contact",
        "not among the categories that the test asks about; add it to `data`",
    );
}
