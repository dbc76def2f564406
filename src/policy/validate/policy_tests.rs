//! Policy tests in the words of a policy set.

use super::citations::{parse, unknown_regulation};
use super::names::{unknown_reference, unknown_word};
use crate::model::{
    Category, CategoryId, Citation, Draft, IdSet, InvalidField, Known, Lexicon, Moment, Principle, Problem, Regulation,
    SafeguardId, Transfer, Verdict, Vocabulary,
};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::{ExpectDocument, PolicyTestDocument, Spanned, TransferDocument};
use crate::policy::fix::only_near;
use crate::policy::nearest::did_you_mean;
use crate::policy::set::{Expectation, PolicyTest, RuleName};
use crate::policy::source::Place;

/// The ids that the expectations of a test may name.
pub struct Expectable<'s> {
    /// Everything that a question may name.
    pub known: Known<'s>,
    /// Regulations.
    pub regulations: &'s [Regulation],
    /// Ids of rules and recognitions.
    pub rules: Vec<&'s str>,
}

/// Looks the words of tests up; a test with a mistake is reported and left out.
pub fn resolve_tests(
    documents: &[PolicyTestDocument],
    known: &Expectable<'_>,
    found: &mut Vec<Diagnostic>,
) -> Vec<PolicyTest> {
    documents.iter().filter_map(|document| policy_test(document, known, found)).collect()
}

fn policy_test(
    document: &PolicyTestDocument,
    known: &Expectable<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<PolicyTest> {
    let transfer = transfer(&document.transfer, document.name.place, known.known, found);
    let mut assumptions = IdSet::new();
    for name in &document.assume {
        let id = known.known.vocabulary.assumptions.find(&name.value);
        if id.is_none() {
            let words = known.known.vocabulary.assumptions.iter().map(|(_, term)| term.word.as_str());
            found.push(unknown_reference("assumption", name, &mut { words }));
        }
        if let Some(id) = id {
            assumptions.insert(id);
        }
    }
    let expect = expectation(&document.expect, transfer.as_ref(), known, found);
    Some(PolicyTest {
        name: document.name.value.clone(),
        place: document.name.place,
        transfer: transfer?,
        moment: Moment { at: document.transfer.at?, assumptions },
        expect: expect?,
    })
}

fn transfer(
    document: &TransferDocument,
    fallback: Place,
    known: Known<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Transfer> {
    let word = |path: &str| document.words.iter().find(|(p, _)| *p == path).map_or("", |(_, word)| word.value.as_str());
    let list = |name: &str| -> Vec<String> {
        let words = document.lists.iter().find(|(n, _)| *n == name).map(|(_, words)| words.as_slice());
        words.unwrap_or_default().iter().map(|word| word.value.clone()).collect()
    };
    let (transit, subjects, data, safeguards) = (list("transit"), list("subjects"), list("data"), list("safeguards"));
    let draft = Draft {
        origin: word("origin"),
        destination: word("destination"),
        transit: &transit,
        subjects: &subjects,
        data: &data,
        dataset: word("dataset"),
        purpose: word("purpose"),
        exporter_id: word("exporter.id"),
        sector: word("exporter.sector"),
        exporter_role: word("exporter.role"),
        importer_id: word("importer.id"),
        importer_role: word("importer.role"),
        safeguards: &safeguards,
        subject_count: document.subject_count,
    };
    match known.resolve(&draft) {
        Ok(transfer) => Some(transfer),
        Err(invalid) => {
            found.extend(invalid.iter().filter_map(|field| {
                let place = place_of(document, &field.field);
                let mistake = diagnostic(field, place.unwrap_or(fallback), document)?;
                Some(if place.is_none() { mistake.fix(None) } else { mistake })
            }));
            None
        }
    }
}

/// What is wrong with a field of a test's question.
fn diagnostic(field: &InvalidField, place: Place, document: &TransferDocument) -> Option<Diagnostic> {
    match &field.problem {
        // An empty word in a list was reported when it was read.
        Problem::Required if field.field.ends_with(']') => None,
        Problem::Required => {
            let head = document.place.map_or(place, |whole| Place { end: whole.start, ..whole });
            let message = format!("a transfer needs `{}`", field.field);
            Some(Diagnostic::new(Code::MissingField, head, message).help(match field.field.as_str() {
                "data" => "name at least one data category, or a `dataset` of the inventory",
                "destination" => "name a country, or an importer of the inventory that is in one country only",
                _ => "name a country",
            }))
        }
        Problem::Unknown { kind, value, nearest } => Some(
            Diagnostic::new(Code::UnknownWord, place, format!("`{value}` is not a known {kind}"))
                .help(did_you_mean(nearest).unwrap_or_else(|| format!("use a {kind} that the vocabulary defines")))
                .fix(only_near(value, nearest, place))
                .unknown(value),
        ),
        Problem::Contradiction { value, entry, recorded } => {
            Some(Diagnostic::new(Code::UnknownReference, place, format!("`{value}` contradicts the inventory")).help(
                format!(
                    "the inventory records `{recorded}` for `{entry}`; leave the field out, or correct one of them"
                ),
            ))
        }
    }
}

fn place_of(document: &TransferDocument, path: &str) -> Option<Place> {
    if let Some((_, word)) = document.words.iter().find(|(p, _)| *p == path) {
        return Some(word.place);
    }
    let (name, index) = path.strip_suffix(']')?.split_once('[')?;
    let (_, words) = document.lists.iter().find(|(n, _)| *n == name)?;
    words.get(index.parse::<usize>().ok()?).map(|word| word.place)
}

fn expectation(
    document: &ExpectDocument,
    transfer: Option<&Transfer>,
    known: &Expectable<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Expectation> {
    let list = |name: &str| -> &[Spanned<String>] {
        document.lists.iter().find(|(n, _)| *n == name).map_or(&[], |(_, words)| words.as_slice())
    };
    let texts = |name: &str| list(name).iter().map(|word| word.value.clone()).collect();
    let citations = |name: &str| -> Vec<Citation> { list(name).iter().map(|word| parse(&word.value)).collect() };
    let rules = |name: &str| -> Vec<RuleName> {
        list(name).iter().map(|word| RuleName::new(&word.value, known.rules.iter().copied())).collect()
    };
    report_vacuous(list("not_cites"), list("not_rules"), known, found);
    let missing = list("missing").iter().filter_map(|word| safeguard(word, known.known.vocabulary, found)).collect();
    let categories = &known.known.vocabulary.categories;
    let by_category =
        document.by_category.iter().filter_map(|(word, verdict)| asked(word, *verdict, categories, transfer, found));
    Some(Expectation {
        by_category: by_category.collect(),
        decision: document.decision?,
        missing,
        cites: citations("cites"),
        not_cites: citations("not_cites"),
        rules: rules("rules"),
        not_rules: rules("not_rules"),
        obligations: texts("obligations"),
    })
}

/// A name that nothing has would make a "must not" hold for the wrong reason.
fn report_vacuous(
    citations: &[Spanned<String>],
    rules: &[Spanned<String>],
    known: &Expectable<'_>,
    found: &mut Vec<Diagnostic>,
) {
    for written in citations {
        let citation = parse(&written.value);
        let regulation = known.regulations.iter().find(|regulation| regulation.id == citation.regulation);
        match (regulation, citation.provision) {
            (None, _) => {
                let ids = known.regulations.iter().map(|regulation| regulation.id.as_str());
                found.push(unknown_regulation(written, &mut { ids }));
            }
            (Some(regulation), Some(provision)) if regulation.provisions.iter().all(|p| p.id != provision) => {
                let ids: Vec<String> = regulation
                    .provisions
                    .iter()
                    .map(|provision| format!("{}#{}", regulation.id, provision.id))
                    .collect();
                found.push(unknown_reference("provision", written, &mut ids.iter().map(String::as_str)));
            }
            _ => {}
        }
    }
    for written in rules {
        let name = RuleName::new(&written.value, known.rules.iter().copied());
        let principles = Principle::ALL.iter().map(|principle| principle.id());
        if !known.rules.iter().copied().chain(principles).any(|id| name.means(id)) {
            found.push(unknown_reference("rule or recognition", written, &mut known.rules.iter().copied()));
        }
    }
}

fn safeguard(word: &Spanned<String>, vocabulary: &Vocabulary, found: &mut Vec<Diagnostic>) -> Option<SafeguardId> {
    let id = vocabulary.safeguards.find(&word.value);
    if id.is_none() {
        let words = vocabulary.safeguards.iter().map(|(_, term)| term.word.as_str());
        found.push(unknown_word("safeguard", word, &mut { words }));
    }
    id
}

fn asked(
    word: &Spanned<String>,
    verdict: Verdict,
    categories: &Lexicon<Category>,
    transfer: Option<&Transfer>,
    found: &mut Vec<Diagnostic>,
) -> Option<(CategoryId, Verdict)> {
    let Some(id) = categories.find(&word.value) else {
        found.push(unknown_word("data category", word, &mut categories.iter().map(|(_, term)| term.word.as_str())));
        return None;
    };
    if transfer.is_some_and(|transfer| !transfer.data.iter().any(|asked| asked == id)) {
        let message = format!("`{}` is not among the categories that the test asks about", word.value);
        found.push(
            Diagnostic::new(Code::UnknownReference, word.place, message).help("add it to `data`, or leave it out here"),
        );
    }
    Some((id, verdict))
}
