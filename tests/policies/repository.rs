//! The built-in policies hold what the research behind them says: every rule, none extra, with the same law, dates and
//! confidence; and every rule is reached by some test.
//!
//! `dossier-rules.json` is a copy of the tables of the research, one line for each of their rows: its dates as written
//! (a list where the row names several), the lowest of its confidence marks, and what it cites.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;
use selat::engine::Snapshot;
use selat::model::{Citation, Confidence, Interval, Timestamp};
use selat::policy::{Place, PolicySet, SourceFile};
use selat::verify::Coverage;
use serde_json::Value;

use super::scenarios::snapshot;

const TABLES: &str = include_str!("../fixtures/dossier-rules.json");

/// Where the set may say something else than the tables, and why.
const AGREED: [(&str, &str, &str); 11] = [
    ("au.app8.prescribed", "confidence", "the power is certain, its first day is not"),
    ("gb.chapter-v.idta", "from", "the agreement is younger than the rule that it serves"),
    ("gb.approved-kr", "confidence", "the lower mark is that of the Faroe Islands, which are in the other part"),
    ("in.dpdp.restricted", "confidence", "the rule is certain, its first day is not"),
    ("my.pdpa.transfer-accountability", "from", "the duties of that row begin later than its transfers"),
    ("my.pdpa.transfer-accountability", "cites", "the duties of that row rest on instruments of their own"),
    ("my.pdpa.transfer-accountability", "confidence", "so do their marks"),
    ("my.pdpa.transfer-dpia", "from", "the duties of that row begin later than its transfers"),
    ("my.pdpa.transfer-dpia", "cites", "the duties of that row rest on instruments of their own"),
    ("my.pdpa.transfer-dpia", "confidence", "so do their marks"),
    ("ph.dpa.foreign-residents", "confidence", "the exemption is certain, its proof is our reading"),
];

/// The mark of a part is the row's lower one, unless the row gives the part a mark of its own.
const PARTS_WITH_MARKS: [(&str, &str); 1] = [("ph.dict-cloud.government-classes", "medium")];

/// A row of the tables.
struct Row {
    jurisdiction: String,
    timezone: String,
    from: Vec<String>,
    until: Option<String>,
    confidence: String,
    cites: Vec<String>,
}

fn tables() -> BTreeMap<String, Row> {
    let tables: BTreeMap<String, Value> = serde_json::from_str(TABLES).expect("JSON");
    let rows = tables.iter().flat_map(|(jurisdiction, table)| {
        let rules = table["rules"].as_object().expect("rules");
        rules.iter().map(|(id, row)| (id.clone(), Row::read(jurisdiction, &table["timezone"], row)))
    });
    rows.collect()
}

impl Row {
    fn read(jurisdiction: &str, timezone: &Value, row: &Value) -> Self {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let texts = |value: &Value| match value {
            Value::Null => Vec::new(),
            Value::Array(items) => items.iter().map(text).collect(),
            one => vec![text(one)],
        };
        Self {
            jurisdiction: jurisdiction.to_owned(),
            timezone: text(timezone),
            from: texts(&row["from"]),
            until: row["until"].as_str().map(str::to_owned),
            confidence: text(&row["confidence"]),
            cites: texts(&row["cites"]),
        }
    }

    /// Local midnight of a date as written; the first day of a month or year whose day is not known.
    fn instant(&self, date: &str) -> Timestamp {
        let date: Date = format!("{date}-01-01")[..10].parse().expect("a date");
        let zone = TimeZoneDatabase::bundled().get(&self.timezone).expect("a time zone");
        Timestamp::from_seconds(date.to_zoned_datetime(zone).expect("an instant").timestamp().as_second())
    }
}

/// A rule or recognition of the set.
struct Held<'a> {
    place: Place,
    effective: Interval,
    confidence: Option<Confidence>,
    cites: &'a [Citation],
}

fn held(set: &PolicySet) -> BTreeMap<&str, Held<'_>> {
    let rules = set.rules().iter().map(|rule| {
        let held =
            Held { place: rule.place, effective: rule.effective, confidence: rule.confidence, cites: &rule.cites };
        (rule.id.as_str(), held)
    });
    let recognitions = set.recognitions().iter().map(|recognition| {
        let held = Held {
            place: recognition.place,
            effective: recognition.effective,
            confidence: recognition.confidence,
            cites: &recognition.cites,
        };
        (recognition.id.as_str(), held)
    });
    rules.chain(recognitions).collect()
}

/// The row that a rule says, by its own id or, for a part of a row, by that of the row before a suffix.
fn row_of<'r>(rows: &'r BTreeMap<String, Row>, id: &str) -> Option<(&'r str, &'r Row)> {
    let is_part = |row: &str| id.strip_prefix(row).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']));
    let found = rows.iter().filter(|(row, _)| is_part(row)).max_by_key(|(row, _)| row.len());
    found.map(|(row, said)| (row.as_str(), said))
}

/// A citation of a whole instrument stands for any provision of it.
fn is_cited(by: &[String], citation: &Citation) -> bool {
    by.iter().any(|cited| *cited == citation.regulation || *cited == citation.to_string())
}

fn differences(id: &str, row: &Row, held: &Held<'_>) -> Vec<&'static str> {
    let from = row.from.iter().map(|date| row.instant(date)).collect::<Vec<_>>();
    let same_from = match held.effective.from {
        None => from.is_empty(),
        Some(at) => from.contains(&at),
    };
    let until = row.until.as_deref().map(|date| row.instant(date));
    let own_mark = PARTS_WITH_MARKS.iter().find(|(part, _)| *part == id).map(|(_, mark)| *mark);
    let mark = own_mark.unwrap_or(&row.confidence);
    let checks = [
        ("from", same_from),
        ("until", held.effective.until == until),
        ("confidence", held.confidence.map(Confidence::word) == Some(mark)),
        ("cites", held.cites.iter().all(|citation| is_cited(&row.cites, citation))),
    ];
    checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
}

#[test]
fn every_rule_of_the_research_is_in_the_set_and_no_other() {
    let snapshot = snapshot();
    let held = held(snapshot.policies());
    let rows = tables();
    let extra: Vec<_> = held.keys().filter(|id| row_of(&rows, id).is_none()).collect();
    let said: BTreeSet<&str> = held.keys().filter_map(|id| row_of(&rows, id)).map(|(row, _)| row).collect();
    let missing: Vec<_> = rows.keys().filter(|id| !said.contains(id.as_str())).collect();
    assert!(extra.is_empty() && missing.is_empty(), "missing from the set: {missing:?}\nextra in the set: {extra:?}");
}

#[test]
fn dates_confidence_and_citations_are_those_of_the_research() {
    let snapshot = snapshot();
    let rows = tables();
    let mut found = BTreeSet::new();
    for (id, held) in held(snapshot.policies()) {
        let Some((_, row)) = row_of(&rows, id) else { continue };
        found.extend(differences(id, row, &held).into_iter().map(|field| (id.to_owned(), field)));
    }
    let agreed: BTreeSet<_> = AGREED.iter().map(|(id, field, _)| ((*id).to_owned(), *field)).collect();
    let new: Vec<_> = found.difference(&agreed).collect();
    let settled: Vec<_> = agreed.difference(&found).collect();
    assert!(new.is_empty(), "the set differs from the research: {new:#?}");
    assert!(settled.is_empty(), "no longer different, so no longer to be agreed: {settled:#?}");
}

#[test]
fn the_parts_of_a_row_cite_all_that_it_cites() {
    let snapshot = snapshot();
    let rows = tables();
    let mut cited: BTreeMap<&str, Vec<&Citation>> = BTreeMap::new();
    let held = held(snapshot.policies());
    for (id, held) in &held {
        if let Some((row, _)) = row_of(&rows, id) {
            cited.entry(row).or_default().extend(held.cites);
        }
    }
    for (row, citations) in cited {
        for law in &rows[row].cites {
            let is_there = citations.iter().any(|citation| is_cited(std::slice::from_ref(law), citation));
            assert!(is_there, "`{row}` does not cite {law}");
        }
    }
}

/// The folder below the root that a place's file is in.
fn folder(set: &PolicySet, place: Place) -> &str {
    let name = set.sources().get(place.source).map_or("", SourceFile::name);
    name.trim_start_matches("builtin/").split('/').next().unwrap_or_default()
}

#[derive(Default)]
struct Count<'a> {
    rows: usize,
    held: usize,
    provisions: BTreeSet<&'a Citation>,
    tests: usize,
    reached: usize,
    rules: usize,
}

#[test]
#[allow(clippy::print_stdout, reason = "the counts are for whoever asks the test for its output")]
fn every_jurisdiction_has_its_rows_its_law_and_tests_that_reach_every_rule() {
    let snapshot = snapshot();
    let coverage = Coverage::of(&snapshot, snapshot.policies().tests());
    let rows = tables();
    let counts = counts(&snapshot, &coverage, &rows);
    println!("{}", table(&counts));
    assert_eq!(coverage.rules.missed, BTreeSet::new(), "no test reaches them");
    assert_eq!(coverage.provisions.missed, BTreeSet::new(), "no test's answer cites them");
    assert_eq!(counts.len(), 20, "the eleven, what stands above them, the EEA, China, and six in short");
    for (jurisdiction, count) in counts {
        assert!(count.rows > 0 && count.held >= count.rows, "{jurisdiction}: {} of {} rows", count.held, count.rows);
        assert!(count.tests >= count.rules && !count.provisions.is_empty(), "{jurisdiction} has {} tests", count.tests);
        assert_eq!(count.reached, count.rules, "{jurisdiction}");
    }
}

fn counts<'a>(
    snapshot: &'a Snapshot,
    coverage: &Coverage,
    rows: &'a BTreeMap<String, Row>,
) -> BTreeMap<&'a str, Count<'a>> {
    let set = snapshot.policies();
    let mut counts: BTreeMap<&str, Count<'_>> = BTreeMap::new();
    for row in rows.values() {
        counts.entry(&row.jurisdiction).or_default().rows += 1;
    }
    for held in held(set).values() {
        let count = counts.entry(folder(set, held.place)).or_default();
        count.held += 1;
        count.provisions.extend(held.cites);
    }
    for rule in set.rules() {
        let count = counts.entry(folder(set, rule.place)).or_default();
        count.rules += 1;
        count.reached += usize::from(coverage.rules.reached.contains(&rule.id));
    }
    for test in set.tests() {
        counts.entry(folder(set, test.place)).or_default().tests += 1;
    }
    counts
}

fn table(counts: &BTreeMap<&str, Count<'_>>) -> String {
    let mut text = "      rows  in the set  provisions cited  tests  rules reached\n".to_owned();
    for (folder, Count { rows, held, provisions, tests, reached, rules }) in counts {
        let cited = provisions.len();
        // Writing to a string can't fail.
        let _ = writeln!(text, "{folder:5} {rows:4}  {held:10}  {cited:16}  {tests:5}  {reached:4} of {rules}");
    }
    text
}
