//! The tests of rules: which fields decide, in which form, with which value.

use super::case::{CountRange, Places, Tests, Words};
use super::constructs::{Asked, Constructs};
use super::matching::{term_holds, tests_hold};
use super::truth::{Truth, all};

/// Each field whose value decides, because all others hold.
pub fn of_tests(asked: &Asked<'_>, whose: &str, tests: &Tests, category: &str, found: &mut Constructs) {
    let fields: Vec<_> = fields(tests)
        .into_iter()
        .map(|(name, field)| (name, tests_hold(asked.policies, &asked.completed, &field, category)))
        .collect();
    for (place, (name, value)) in fields.iter().enumerate() {
        let others = fields.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, (_, value))| *value);
        if all(others) == Truth::True {
            found.insert(format!("{whose} {name} is {value:?}"));
        }
    }
}

/// Each field by itself, with a name that says its form.
fn fields(tests: &Tests) -> Vec<(String, Tests)> {
    let Tests { origin, destination, transit, subjects, .. } = tests.clone();
    let Tests { data, purpose, sector, exporter_role, importer_role, .. } = tests.clone();
    let Tests { subject_count, domestic, safeguards, .. } = tests.clone();
    let none = Tests::default;
    let places = [
        ("origin", origin.as_ref().map(form_of_places), Tests { origin, ..none() }),
        ("destination", destination.as_ref().map(form_of_places), Tests { destination, ..none() }),
        ("transit", transit.as_ref().map(form_of_places), Tests { transit, ..none() }),
        ("subjects", subjects.as_ref().map(form_of_places), Tests { subjects, ..none() }),
    ];
    let words = [
        ("data", data.as_ref().map(form_of_words), Tests { data, ..none() }),
        ("purpose", purpose.as_ref().map(form_of_words), Tests { purpose, ..none() }),
        ("sector", sector.as_ref().map(form_of_words), Tests { sector, ..none() }),
        ("exporter_role", exporter_role.as_ref().map(form_of_words), Tests { exporter_role, ..none() }),
        ("importer_role", importer_role.as_ref().map(form_of_words), Tests { importer_role, ..none() }),
    ];
    let others = [
        ("subject_count", subject_count.map(form_of_count), Tests { subject_count, ..none() }),
        ("domestic", domestic.then_some(""), Tests { domestic, ..none() }),
        ("safeguards", (!safeguards.is_empty()).then_some(""), Tests { safeguards, ..none() }),
    ];
    let all = places.into_iter().chain(words).chain(others);
    all.filter_map(|(name, form, tests)| Some((format!("{name}{}", form?), tests))).collect()
}

fn form_of_places(test: &Places) -> &'static str {
    match test {
        Places::Any => ": any",
        Places::In(_) => "",
        Places::NotIn(_) => ": not",
    }
}

fn form_of_words(test: &Words) -> &'static str {
    match test {
        Words::In(_) => "",
        Words::NotIn(_) => ": not",
    }
}

fn form_of_count(range: CountRange) -> &'static str {
    match (range.at_least, range.below) {
        (Some(_), Some(_)) => " at_least and below",
        (Some(_), None) => " at_least",
        (None, _) => " below",
    }
}

/// The term sets that a test names, and what of them decides.
pub fn of_terms(asked: &Asked<'_>, tests: &Tests, category: &str, found: &mut Constructs) {
    let category = category.to_owned();
    for (field, test, word) in [
        ("data", &tests.data, Some(&category)),
        ("purpose", &tests.purpose, asked.completed.purpose.as_ref()),
        ("sector", &tests.sector, asked.completed.sector.as_ref()),
    ] {
        let (Some(Words::In(terms) | Words::NotIn(terms)), Some(word)) = (test, word) else { continue };
        for set in asked.policies.term_sets.iter().filter(|set| terms.contains(&set.id)) {
            let value_of = |term: &String| term_holds(asked.policies, term, word);
            let is_set = |term: &&String| asked.policies.term_sets.iter().any(|set| set.id == **term);
            let member = set.members.iter().any(|term| value_of(term) == Truth::True);
            found.insert(format!("a set of {field} is {:?}", value_of(&set.id)));
            if member && set.except.iter().any(|term| value_of(term) == Truth::True) {
                found.insert(format!("a set of {field} takes a member out again"));
            }
            if set.members.iter().filter(is_set).any(|term| value_of(term) == Truth::True) {
                found.insert("a set holds what a set in it holds".to_owned());
            }
            if member && set.except.iter().filter(is_set).any(|term| value_of(term) == Truth::True) {
                found.insert("a set takes out what a set holds".to_owned());
            }
        }
    }
}

/// Everything that this part may find.
pub fn expected() -> Vec<String> {
    const ALL: [Truth; 3] = [Truth::True, Truth::False, Truth::Unknown];
    let mut expected = Vec::new();
    for whose in ["when", "unless"] {
        let mut expect = |field: &str, values: &[Truth]| {
            expected.extend(values.iter().map(|value| format!("{whose} {field} is {value:?}")));
        };
        for field in ["origin", "destination", "transit", "subjects", "sector"] {
            expect(field, &ALL[..2]);
            expect(&format!("{field}: not"), &ALL[..2]);
        }
        for field in ["origin: any", "destination: any", "subjects: any"] {
            expect(field, &ALL[..1]);
        }
        expect("transit: any", &ALL[..2]);
        for field in ["data", "purpose", "exporter_role", "importer_role"] {
            expect(field, &ALL);
            expect(&format!("{field}: not"), &ALL);
        }
        for field in ["at_least", "below", "at_least and below"] {
            expect(&format!("subject_count {field}"), &ALL);
        }
        expect("domestic", &ALL[..2]);
        if whose == "unless" {
            expect("safeguards", &ALL[..2]);
        }
    }
    for field in ["data", "purpose", "sector"] {
        expected.extend(ALL[..2].iter().map(|value| format!("a set of {field} is {value:?}")));
        expected.push(format!("a set of {field} takes a member out again"));
    }
    let others = ["a set of data is Unknown", "a set holds what a set in it holds", "a set takes out what a set holds"];
    expected.extend(others.map(str::to_owned));
    expected
}
