//! Sets of as many rules as one likes.

use std::fmt::Write as _;

use selat::engine::{Snapshot, compile};
use selat::model::{Draft, Lexicon, Transfer};
use selat::policy::{self, SourceFile};
use selat::store::{PolicySource, read};

use crate::shipped;

/// How many rules one file holds.
const FILE_RULES: usize = 10_000;

/// One kind of transfer from Viet Nam: what a rule asks for, and what a question says.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Where to.
    pub destination: String,
    /// What.
    pub data: String,
    /// What for.
    pub purpose: String,
    /// By whom.
    pub sector: String,
}

/// Where every such transfer comes from.
pub const ORIGIN: &str = "VN";

/// Many kinds, each another one.
pub fn kinds(count: usize) -> Vec<Kind> {
    let shipped = shipped::snapshot();
    let vocabulary = shipped.policies().vocabulary();
    let destinations = words(&vocabulary.jurisdictions, |word| word != ORIGIN);
    let data = words(&vocabulary.categories, |word| word.contains('.'));
    let purposes = words(&vocabulary.purposes, |_| true);
    let sectors = words(&vocabulary.sectors, |_| true);
    let kind = |mut number: usize| {
        let mut next = |words: &[String]| {
            let word = words[number % words.len()].clone();
            number /= words.len();
            word
        };
        Kind { destination: next(&destinations), data: next(&data), purpose: next(&purposes), sector: next(&sectors) }
    };
    (0..count).map(kind).collect()
}

fn words<K>(lexicon: &Lexicon<K>, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    lexicon.iter().map(|(_, term)| term.word.clone()).filter(|word| wanted(word)).collect()
}

/// A set with one rule that permits for each kind, so that a question about one kind finds one rule that matches.
pub fn one_matches(kinds: &[Kind]) -> Snapshot {
    load(kinds.iter().map(|kind| {
        let Kind { destination, data, purpose, sector } = kind;
        format!(
            "{{ origin: VN, destination: '{destination}', data: [{data}], purpose: [{purpose}], sector: [{sector}] }}"
        )
    }))
}

/// A set whose rules all match.
pub fn all_match(count: usize) -> Snapshot {
    load((0..count).map(|_| "{ origin: VN, destination: { not: VN } }".to_owned()))
}

fn load(scopes: impl Iterator<Item = String>) -> Snapshot {
    let scopes: Vec<String> = scopes.collect();
    let words = read(&[PolicySource::Builtin]).expect("the built-in set needs no file").files.into_iter();
    let mut files: Vec<SourceFile> = words.filter(|file| is_words(file.name())).collect();
    for (number, scopes) in scopes.chunks(FILE_RULES).enumerate() {
        files.push(SourceFile::new(format!("synthetic-{number}.yaml"), rules(number, scopes).into_bytes()));
    }
    match policy::load(files) {
        Ok(set) => compile(set),
        Err(rejection) => panic!("the synthetic set is valid: {:?}", rejection.diagnostics.first()),
    }
}

/// Whether a shipped file holds no law.
fn is_words(name: &str) -> bool {
    name == "builtin/vocabulary.yaml" || name == "builtin/jurisdictions.yaml"
}

fn rules(number: usize, scopes: &[String]) -> String {
    let mut text = format!(
        "apiVersion: selat/v1\nkind: RuleSet\nid: synthetic.s{number}\nauthority: statute\njurisdiction: VN\nrules:\n"
    );
    for (index, scope) in scopes.iter().enumerate() {
        let id = format!("synthetic.s{number}.r{index}");
        let rule = format!("  - {{ id: {id}, summary: One kind of transfer., when: {scope}, effect: allow }}");
        writeln!(text, "{rule}").expect("a string takes all text");
    }
    text
}

/// The question about a kind.
pub fn question(snapshot: &Snapshot, kind: &Kind) -> Transfer {
    let draft: Draft<'_, String> = Draft {
        origin: ORIGIN,
        destination: &kind.destination,
        data: std::slice::from_ref(&kind.data),
        purpose: &kind.purpose,
        sector: &kind.sector,
        ..Draft::default()
    };
    snapshot.policies().known().resolve(&draft).expect("the words are known")
}
