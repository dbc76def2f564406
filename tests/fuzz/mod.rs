//! Whatever comes in, reading it ends, and a question gets an answer.
//!
//! Each target runs over its corpus and a bounded number of generated inputs with the other tests. For longer, and guided
//! by coverage: `cargo install cargo-bolero`, then
//! `cargo bolero test --sanitizer NONE --all-features fuzz::the_reader_ends -T 10min`.

use std::sync::LazyLock;

use selat::engine::{Snapshot, compile, decide};
use selat::model::{Draft, Moment, Timestamp, Verdict};
use selat::policy::{self, LayoutError, SourceFile};
use selat::store::{self, PolicySource};

const ITERATIONS: usize = 2_000;

static BUILTIN: LazyLock<Snapshot> = LazyLock::new(|| {
    let files = store::read(&[PolicySource::Builtin]).expect("the built-in files").files;
    compile(policy::load(files).unwrap_or_else(|rejection| panic!("{:?}", rejection.diagnostics)))
});

/// Any bytes are a policy set or are refused with reasons.
#[test]
fn the_reader_ends() {
    bolero::check!(name = "the_reader_ends").with_iterations(ITERATIONS).for_each(|bytes| {
        if let Err(rejection) = policy::load(vec![SourceFile::new("a.yaml", bytes.to_vec())]) {
            assert!(!rejection.diagnostics.is_empty(), "refused without a reason");
        }
    });
}

/// Any bytes have a canonical layout, which has itself for its layout, or are refused with reasons.
#[test]
fn a_layout_is_for_good() {
    bolero::check!(name = "a_layout_is_for_good").with_iterations(ITERATIONS).for_each(|bytes| {
        let laid_out = |bytes: Vec<u8>| policy::canonical_layout(&SourceFile::new("a.yaml", bytes));
        match laid_out(bytes.to_vec()) {
            Ok(once) => assert_eq!(laid_out(once.clone().into_bytes()).ok(), Some(once)),
            Err(LayoutError::Unreadable(rejection)) => assert!(!rejection.diagnostics.is_empty(), "without a reason"),
            Err(LayoutError::Unfaithful) => {}
        }
    });
}

/// Documents that look like policies, cut up and put together anew, are a policy set or are refused with reasons.
#[test]
fn the_validator_ends() {
    let base = include_str!("../fixtures/base.yaml");
    let lines: Vec<&str> = base.lines().collect();
    bolero::check!(name = "the_validator_ends").with_type::<Vec<(u16, u8)>>().with_iterations(ITERATIONS).for_each(
        |edits| {
            let mut text = lines.clone();
            for (place, edit) in edits.iter().take(12) {
                let place = usize::from(*place) % text.len();
                match edit % 4 {
                    0 if text.len() > 1 => drop(text.remove(place)),
                    1 => text.insert(place, lines[usize::from(*edit) % lines.len()]),
                    2 => {
                        let other = usize::from(*edit) % text.len();
                        text.swap(place, other);
                    }
                    _ => text[place] = lines[usize::from(*edit) * 7 % lines.len()],
                }
            }
            if let Err(rejection) = policy::load(vec![SourceFile::new("a.yaml", text.join("\n").into_bytes())]) {
                assert!(!rejection.diagnostics.is_empty(), "refused without a reason");
            }
        },
    );
}

/// Any question in the words of the built-in set is decided, and its parts agree with each other.
#[test]
fn a_decision_is_always_made() {
    let vocabulary = BUILTIN.policies().vocabulary();
    bolero::check!(name = "a_decision_is_always_made")
        .with_type::<([u8; 12], Option<u64>, i32)>()
        .with_iterations(ITERATIONS)
        .for_each(|(choice, subject_count, day)| {
            let place = |n: usize| word(&vocabulary.jurisdictions, usize::from(choice[n]));
            let data = [5, 6].map(|n| word(&vocabulary.categories, usize::from(choice[n])).to_owned());
            let safeguards = [7, 8].map(|n| word(&vocabulary.safeguards, usize::from(choice[n])).to_owned());
            let subjects = [place(2).to_owned()];
            let draft = Draft {
                origin: place(0),
                destination: place(1),
                subjects: &subjects,
                data: &data,
                purpose: word(&vocabulary.purposes, usize::from(choice[9])),
                importer_role: word(&vocabulary.roles, usize::from(choice[10])),
                exporter_role: word(&vocabulary.roles, usize::from(choice[11])),
                safeguards: &safeguards,
                subject_count: *subject_count,
                ..Draft::default()
            };
            let transfer = BUILTIN.policies().known().resolve(&draft).expect("every word is known");
            let moment = Moment::live(Timestamp::from_seconds(i64::from(*day) * 3_600));
            let decision = decide(&BUILTIN, &transfer, &moment);
            let strictest = decision.by_category.iter().map(|(_, verdict)| *verdict).max();
            assert_eq!(strictest, Some(decision.verdict()));
            assert_eq!(decision.conditions().is_empty(), decision.verdict() != Verdict::Conditions);
            assert!(decision.valid_until.is_none_or(|until| until > moment.at));
        });
}

fn word<K>(lexicon: &selat::model::Lexicon<K>, choice: usize) -> &str {
    lexicon.iter().nth(choice % lexicon.len()).map_or("", |(_, term)| term.word.as_str())
}
