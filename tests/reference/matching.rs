//! Whether the tests of a rule hold for one data category of a question: places, words, counts and safeguards.

use super::case::{CountRange, Places, Policies, Question, Tests, Words};
use super::truth::{Truth, all, any};

/// What a sector left out stands for.
const GENERAL: &str = "general";

/// Rule 1: the value of a `when` or of one exception is the *and* of its tests.
pub fn tests_hold(policies: &Policies, question: &Question, tests: &Tests, category: &str) -> Truth {
    let places = |test: &Option<Places>, places: &[String]| {
        Truth::from(test.as_ref().is_none_or(|test| places_hold(policies, question, test, places)))
    };
    let words = |test: &Option<Words>, word: Option<&String>| {
        test.as_ref().map_or(Truth::True, |test| words_hold(policies, test, word.map(String::as_str)))
    };
    all([
        places(&tests.origin, std::slice::from_ref(&question.origin)),
        places(&tests.destination, std::slice::from_ref(&question.destination)),
        places(&tests.transit, &question.transit),
        places(&tests.subjects, &subjects(question)),
        words(&tests.data, Some(&category.to_owned())),
        words(&tests.purpose, question.purpose.as_ref()),
        words(&tests.sector, Some(&sector(question))),
        words(&tests.exporter_role, question.exporter_role.as_ref()),
        words(&tests.importer_role, question.importer_role.as_ref()),
        tests.subject_count.map_or(Truth::True, |range| count_holds(range, question.subject_count)),
        Truth::from(!tests.domestic || is_domestic(question)),
        Truth::from(tests.safeguards.is_empty() || any_attested(question, &tests.safeguards)),
    ])
}

/// Rule 7: a transfer within one jurisdiction, whatever it passes through.
pub fn is_domestic(question: &Question) -> bool {
    question.origin == question.destination
}

/// Rule 1: subjects left out, or an empty list of them, are residents of the origin.
fn subjects(question: &Question) -> Vec<String> {
    if question.subjects.is_empty() { vec![question.origin.clone()] } else { question.subjects.clone() }
}

/// Rule 1: a sector left out is `general`.
fn sector(question: &Question) -> String {
    question.sector.clone().unwrap_or_else(|| GENERAL.to_owned())
}

/// Rule 1: a test on several places is true if any matches, `not` if none does.
pub fn places_hold(policies: &Policies, question: &Question, test: &Places, places: &[String]) -> bool {
    let some_place_in = |terms: &[String]| {
        places.iter().any(|place| terms.iter().any(|term| place_is_in(policies, question, place, term)))
    };
    match test {
        Places::Any => !places.is_empty(),
        Places::In(terms) => some_place_in(terms),
        Places::NotIn(terms) => !some_place_in(terms),
    }
}

/// A place is in a term that is its own code, or a group of which it is a member.
pub fn place_is_in(policies: &Policies, question: &Question, place: &str, term: &str) -> bool {
    place == term || is_member(policies, question, place, term)
}

/// Phases: a member counts between its dates, and a pending one only under its assumption.
fn is_member(policies: &Policies, question: &Question, place: &str, group: &str) -> bool {
    policies.groups.iter().filter(|candidate| candidate.id == group).flat_map(|group| &group.members).any(|members| {
        members.codes.iter().any(|code| code == place)
            && members.period.contains(question.at)
            && members.pending.as_ref().is_none_or(|assumption| is_assumed(policies, question, assumption))
    })
}

/// Phases: an assumption holds when the question makes it, or makes one that implies it.
pub fn is_assumed(policies: &Policies, question: &Question, assumption: &str) -> bool {
    question.assume.iter().any(|assumed| assumed == assumption)
        || policies
            .assumptions
            .iter()
            .filter(|other| other.implies.iter().any(|implied| implied == assumption))
            .any(|other| is_assumed(policies, question, &other.id))
}

/// Rule 1: unknown where the question leaves the word out.
fn words_hold(policies: &Policies, test: &Words, word: Option<&str>) -> Truth {
    let Some(word) = word else { return Truth::Unknown };
    match test {
        Words::In(terms) => some_term_holds(policies, terms, word),
        Words::NotIn(terms) => !some_term_holds(policies, terms, word),
    }
}

fn some_term_holds(policies: &Policies, terms: &[String], word: &str) -> Truth {
    any(terms.iter().map(|term| term_holds(policies, term, word)))
}

/// A term is a word or a set: the set's members without its exceptions.
pub fn term_holds(policies: &Policies, term: &str, word: &str) -> Truth {
    match policies.term_sets.iter().find(|set| set.id == term) {
        Some(set) => {
            all([some_term_holds(policies, &set.members, word), !some_term_holds(policies, &set.except, word)])
        }
        None => word_matches(policies, term, word),
    }
}

/// Vocabulary: a word matches itself and its descendants. An umbrella means some kind of it, not said which, so a test on
/// one of its descendants is unknown.
fn word_matches(policies: &Policies, term: &str, word: &str) -> Truth {
    if word == term || is_below(word, term) {
        Truth::True
    } else if is_umbrella(policies, word) && is_below(term, word) {
        Truth::Unknown
    } else {
        Truth::False
    }
}

fn is_below(word: &str, above: &str) -> bool {
    word.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}

pub fn is_umbrella(policies: &Policies, word: &str) -> bool {
    policies.vocabulary.categories.iter().any(|category| category.id == word && category.umbrella)
}

/// Rule 1: unknown where the question leaves the count out.
fn count_holds(range: CountRange, count: Option<u64>) -> Truth {
    count.map_or(Truth::Unknown, |count| {
        let enough = range.at_least.is_none_or(|at_least| count >= at_least);
        let few_enough = range.below.is_none_or(|below| count < below);
        Truth::from(enough && few_enough)
    })
}

/// Rule 4: an exception that tests `safeguards` looks at what is attested; one of them is enough.
fn any_attested(question: &Question, safeguards: &[String]) -> bool {
    safeguards.iter().any(|safeguard| question.safeguards.contains(safeguard))
}

/// Rule 4: a role that is unknown is not a named one.
pub fn role_is_named(role: Option<&String>, named: &[String]) -> bool {
    named.is_empty() || role.is_some_and(|role| named.iter().any(|name| role == name || is_below(role, name)))
}
