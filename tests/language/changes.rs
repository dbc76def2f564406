//! What changed between two policy sets is told by name; what only moved did not change.

use selat::policy::{self, Item, ItemKind, PolicySet, SourceFile};
use selat::verify::{Changes, changes};

const BASE: &str = include_str!("../fixtures/base.yaml");

fn load(text: &str) -> PolicySet {
    let file = SourceFile::new("a.yaml", text.as_bytes().to_vec());
    policy::load(vec![file]).unwrap_or_else(|rejection| panic!("{:#?}", rejection.diagnostics))
}

fn from_base_to(text: &str) -> Changes {
    changes(&load(BASE), &load(text))
}

fn item(kind: ItemKind, id: &str) -> Item {
    Item { kind, id: id.to_owned() }
}

#[test]
fn an_edit_names_the_rule_that_it_is_in_and_no_other() {
    let found = from_base_to(&BASE.replace("effect: note", "effect: deny"));
    assert_eq!(found.changed, [item(ItemKind::Rule, "sg.act.neighbours")]);
    assert!(found.added.is_empty() && found.removed.is_empty(), "{found:?}");
}

#[test]
fn a_new_name_is_one_added_and_one_removed() {
    let found = from_base_to(&BASE.replace("sg.act.neighbours", "sg.act.friends"));
    assert_eq!(found.added, [item(ItemKind::Rule, "sg.act.friends")]);
    assert_eq!(found.removed, [item(ItemKind::Rule, "sg.act.neighbours")]);
    assert!(found.changed.is_empty(), "{found:?}");
}

#[test]
fn what_a_rule_set_says_of_all_its_rules_is_an_item_of_its_own() {
    let found = from_base_to(&BASE.replace("timezone: Asia/Singapore", "timezone: Asia/Jakarta"));
    assert_eq!(found.changed, [item(ItemKind::RuleSet, "sg.act")]);
}

#[test]
fn words_groups_and_regulations_are_named_with_their_kinds() {
    let text = BASE
        .replace("title: Marketing", "title: Advertising")
        .replace("since: 2000-01-01", "since: 2001-01-01")
        .replace("Transfers abroad.", "Transfers out of the country.");
    let expected = [
        item(ItemKind::Regulation, "sg.act"),
        item(ItemKind::Group, "asean.member"),
        item(ItemKind::Purpose, "marketing"),
    ];
    assert_eq!(from_base_to(&text).changed, expected);
}

#[test]
fn order_layout_comments_and_file_names_are_no_change() {
    let reversed: Vec<&str> = BASE.split("---\n").collect();
    let reversed = reversed.into_iter().rev().collect::<Vec<_>>().join("---\n");
    let spaced = BASE.replace("\nkind:", "\n# a comment\n\nkind:");
    for text in [BASE.to_owned(), reversed, spaced] {
        assert!(from_base_to(&text).is_empty());
    }
}

#[test]
fn the_built_in_set_has_an_item_for_everything_that_has_a_name() {
    let files = selat::store::read(&[selat::store::PolicySource::Builtin]).unwrap().files;
    let set = policy::load(files).unwrap();
    let count = |kind| set.contents().keys().filter(|item| item.kind == kind).count();
    assert_eq!(count(ItemKind::Rule), set.rules().len());
    assert_eq!(count(ItemKind::RuleSet), set.rule_sets().len());
    assert_eq!(count(ItemKind::Regulation), set.regulations().len());
    assert_eq!(count(ItemKind::Recognition), set.recognitions().len());
    assert_eq!(count(ItemKind::Group), set.groups().len());
    assert_eq!(count(ItemKind::Assumption), set.assumptions().len());
    assert_eq!(count(ItemKind::Category), set.vocabulary().categories.len());
}
