//! Makes up policy sets that the loader accepts, and questions about them, in the small world of `universe`.

use std::fmt;

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::case::{
    Assumption, Category, Group, Members, Period, Policies, Question, Recognition, Regulation, TermKind, TermSet,
    Vocabulary, Zone,
};
use super::generate_inventory::inventories;
use super::generate_questions::raw_question;
use super::generate_rules::{place_list, raw_rule_set, rule_sets};
use super::universe as u;
use super::yaml;

/// A policy set and a question about it; shown as an author would write them.
#[derive(Clone)]
pub struct Case {
    pub policies: Policies,
    pub question: Question,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policies = yaml::file(&yaml::documents(&self.policies));
        write!(f, "\n===== policies =====\n{policies}===== question =====\n{}", yaml::question(&self.question))
    }
}

/// A policy set and what is asked about it.
#[derive(Clone)]
pub struct Inquiry {
    pub policies: Policies,
    pub questions: Vec<Question>,
}

/// Too long to be shown: what goes wrong shows the question.
impl fmt::Debug for Inquiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "these policies, and {} questions", self.questions.len())
    }
}

pub fn case() -> impl Strategy<Value = Case> {
    (policies(), raw_question()).prop_map(|(policies, raw)| Case { question: raw.about(&policies), policies })
}

pub fn inquiry(questions: usize) -> impl Strategy<Value = Inquiry> {
    (policies(), vec(raw_question(), questions)).prop_map(|(policies, raw)| {
        let questions = raw.into_iter().map(|raw| raw.about(&policies)).collect();
        Inquiry { policies, questions }
    })
}

pub fn policies() -> impl Strategy<Value = Policies> {
    let words = (vocabulary(), term_sets(), assumptions());
    let law = (vec(raw_rule_set(), 1..=5), any::<bool>(), vec(raw_recognition(), 0..=4));
    (words, groups(), law, inventories()).prop_map(
        |((vocabulary, term_sets, assumptions), groups, (raw, ascending, recognitions), inventories)| Policies {
            vocabulary,
            term_sets,
            groups,
            assumptions,
            regulations: vec![the_act()],
            rule_sets: rule_sets(raw, ascending),
            recognitions: named(recognitions),
            inventories,
        },
    )
}

// ---- Words, groups and assumptions ----------------------------------------------------------------------------------

fn vocabulary() -> impl Strategy<Value = Vocabulary> {
    subsequence(u::PARENTS.to_vec(), 0..=u::PARENTS.len()).prop_map(|umbrellas| Vocabulary {
        jurisdictions: owned(&u::JURISDICTIONS),
        categories: u::CATEGORIES
            .iter()
            .map(|id| Category { id: (*id).to_owned(), umbrella: umbrellas.contains(id) })
            .collect(),
        purposes: owned(&u::PURPOSES),
        sectors: owned(&u::SECTORS),
        roles: owned(&u::ROLES),
        safeguards: owned(&u::SAFEGUARDS),
    })
}

fn term_sets() -> impl Strategy<Value = Vec<TermSet>> {
    let [open, sensitive, grave] = u::CATEGORY_SETS;
    (
        term_set(open, TermKind::Categories, &u::CATEGORIES, &[sensitive, grave]),
        term_set(sensitive, TermKind::Categories, &u::CATEGORIES, &[grave]),
        term_set(grave, TermKind::Categories, &u::CATEGORIES, &[]),
        term_set(u::PURPOSE_SETS[0], TermKind::Purposes, &u::PURPOSES, &[]),
        term_set(u::SECTOR_SETS[0], TermKind::Sectors, &u::SECTORS, &[]),
    )
        .prop_map(|sets| vec![sets.0, sets.1, sets.2, sets.3, sets.4])
}

/// A set of words and of later sets, so that no set holds itself.
fn term_set(id: &'static str, of: TermKind, words: &[&str], later: &[&str]) -> impl Strategy<Value = TermSet> + use<> {
    let terms: Vec<String> = owned(words).into_iter().chain(owned(later)).collect();
    let except = prop_oneof![subsequence(terms.clone(), 0..=1), subsequence(terms.clone(), 0..=2)];
    (subsequence(terms, 1..=3), except).prop_map(move |(members, except)| TermSet {
        id: id.to_owned(),
        of,
        except: except.into_iter().filter(|word| !members.contains(word)).collect(),
        members,
    })
}

fn groups() -> impl Strategy<Value = Vec<Group>> {
    let group = (zone(), vec(members(), 1..=3));
    let [bloc, pact] = u::GROUPS;
    (group.clone(), group).prop_map(move |(first, second)| {
        [(bloc, first), (pact, second)]
            .into_iter()
            .map(|(id, (zone, members))| Group { id: id.to_owned(), zone, members })
            .collect()
    })
}

fn members() -> impl Strategy<Value = Members> + Clone {
    (some_of(&u::JURISDICTIONS, 1..=2), period(), weighted(0.4, word(&u::ASSUMPTIONS)))
        .prop_map(|(codes, period, pending)| Members { codes, period, pending })
}

/// Each may imply those before it.
fn assumptions() -> impl Strategy<Value = Vec<Assumption>> {
    let [first, second, third] = u::ASSUMPTIONS;
    let of_third = prop_oneof![Just(owned(&[second])), some_of(&[first, second], 0..=2)];
    (some_of(&[first], 0..=1), of_third).prop_map(move |(of_second, of_third)| {
        [(first, Vec::new()), (second, of_second), (third, of_third)]
            .into_iter()
            .map(|(id, implies)| Assumption { id: id.to_owned(), implies })
            .collect()
    })
}

fn the_act() -> Regulation {
    Regulation { id: "some.act".to_owned(), provisions: owned(&["s1", "s2"]) }
}

// ---- Recognitions ---------------------------------------------------------------------------------------------------

fn raw_recognition() -> impl Strategy<Value = Recognition> {
    let roles = || prop_oneof![3 => Just(Vec::new()), 1 => some_of(&u::ROLES, 1..=2)];
    let scope = (place_list(), weighted(0.2, place_list()), roles(), roles(), period(), zone());
    // Two different safeguards, in either order.
    let safeguards = subsequence(u::SAFEGUARDS.to_vec(), 2).prop_shuffle();
    (scope, safeguards, obligations()).prop_map(|(scope, safeguards, obligations)| {
        let (origin, destination, exporter_role, importer_role, effective, zone) = scope;
        Recognition {
            id: String::new(),
            zone,
            origin,
            destination,
            exporter_role,
            importer_role,
            safeguard: safeguards[0].to_owned(),
            satisfies: safeguards[1].to_owned(),
            effective,
            obligations,
            cites: vec![u::CITATIONS[0].to_owned()],
        }
    })
}

fn named(recognitions: Vec<Recognition>) -> Vec<Recognition> {
    let named = recognitions.into_iter().enumerate();
    named.map(|(number, recognition)| Recognition { id: format!("recognised.n{number}"), ..recognition }).collect()
}

// ---- What rules, questions and the inventory are made of ---------------------------------------------------------------

pub fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub fn word(words: &[&'static str]) -> impl Strategy<Value = String> + Clone + use<> {
    select(words.to_vec()).prop_map(str::to_owned)
}

pub fn some_of(
    words: &[&'static str],
    count: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = Vec<String>> + Clone + use<> {
    subsequence(owned(words), count)
}

pub fn period() -> impl Strategy<Value = Period> + Clone {
    period_with_ends(0.2)
}

/// Each of its ends is there with a probability.
pub fn period_with_ends(probability: f64) -> impl Strategy<Value = Period> + Clone {
    let end = weighted(probability, select(u::boundaries()));
    (end.clone(), end).prop_map(|(from, until)| match (from, until) {
        (Some(from), Some(until)) if until <= from => Period { from: Some(from), until: None },
        (from, until) => Period { from, until },
    })
}

pub fn zone() -> impl Strategy<Value = Zone> + Clone {
    prop_oneof![Just(Zone::Utc), Just(Zone::Jakarta), Just(Zone::Oslo)]
}

pub fn obligations() -> impl Strategy<Value = Vec<String>> {
    some_of(&["keep-record", "notify"], 0..=2)
}
