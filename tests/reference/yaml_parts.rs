//! The pieces that documents are printed from: fields, lists, tests and dates.

use jiff::Timestamp;

use super::case::{CountRange, Period, Places, Seconds, Tests, Words, Zone};

#[derive(Default)]
pub struct Document(String);

impl Document {
    pub fn of(kind: &str) -> Document {
        Document(format!("apiVersion: selat/v1\nkind: {kind}\n"))
    }

    pub fn text(self) -> String {
        self.0
    }

    pub fn line(&mut self, depth: usize, text: impl std::fmt::Display) {
        self.0.push_str(&"  ".repeat(depth));
        self.0.push_str(&text.to_string());
        self.0.push('\n');
    }

    pub fn word(&mut self, depth: usize, field: &str, word: Option<&str>) {
        if let Some(word) = word {
            self.line(depth, format_args!("{field}: {}", scalar(word)));
        }
    }

    pub fn list(&mut self, depth: usize, field: &str, words: &[String]) {
        if !words.is_empty() {
            self.line(depth, format_args!("{field}: {}", flow(words)));
        }
    }

    pub fn zone(&mut self, zone: Zone) {
        if zone != Zone::Utc {
            self.line(0, format_args!("timezone: {}", zone_name(zone)));
        }
    }

    pub fn period(&mut self, depth: usize, zone: Zone, period: Period) {
        let ends = ends(zone, period, "from").join(", ");
        if !ends.is_empty() {
            self.line(depth, format_args!("effective: {{ {ends} }}"));
        }
    }

    pub fn obligations(&mut self, depth: usize, obligations: &[String]) {
        if !obligations.is_empty() {
            self.line(depth, "obligations:");
        }
        for obligation in obligations {
            self.line(depth + 1, format_args!("- {{ id: {obligation}, text: Do what is asked., due: 30d }}"));
        }
    }
}

pub fn flow(words: &[String]) -> String {
    format!("[{}]", words.iter().map(|word| scalar(word)).collect::<Vec<_>>().join(", "))
}

/// In quotes where a reader of YAML 1.1 would take the word for a truth value.
pub fn scalar(word: &str) -> String {
    let ambiguous = ["y", "n", "yes", "no", "on", "off"].iter().any(|truth| word.eq_ignore_ascii_case(truth));
    if ambiguous { format!("\"{word}\"") } else { word.to_owned() }
}

pub fn citations(cites: &[String]) -> String {
    cites.iter().map(|cite| format!("\"{cite}\"")).collect::<Vec<_>>().join(", ")
}

pub fn test_fields(tests: &Tests) -> Vec<String> {
    let mut fields = Vec::new();
    for (field, test) in [
        ("origin", &tests.origin),
        ("destination", &tests.destination),
        ("transit", &tests.transit),
        ("subjects", &tests.subjects),
    ] {
        fields.extend(test.as_ref().map(|test| format!("{field}: {}", places(test))));
    }
    for (field, test) in [
        ("data", &tests.data),
        ("purpose", &tests.purpose),
        ("sector", &tests.sector),
        ("exporter_role", &tests.exporter_role),
        ("importer_role", &tests.importer_role),
    ] {
        fields.extend(test.as_ref().map(|test| format!("{field}: {}", words(test))));
    }
    fields.extend(tests.subject_count.map(|range| format!("subject_count: {{ {} }}", count(range).join(", "))));
    fields.extend(tests.domestic.then(|| "domestic: true".to_owned()));
    fields.extend((!tests.safeguards.is_empty()).then(|| format!("safeguards: {}", flow(&tests.safeguards))));
    fields
}

pub fn places(test: &Places) -> String {
    match test {
        Places::Any => "any".to_owned(),
        Places::In(terms) => one_or_list(terms),
        Places::NotIn(terms) => format!("{{ not: {} }}", one_or_list(terms)),
    }
}

fn words(test: &Words) -> String {
    match test {
        Words::In(terms) => one_or_list(terms),
        Words::NotIn(terms) => format!("{{ not: {} }}", one_or_list(terms)),
    }
}

fn one_or_list(terms: &[String]) -> String {
    match terms {
        [term] => scalar(term),
        terms => flow(terms),
    }
}

fn count(range: CountRange) -> Vec<String> {
    let at_least = range.at_least.map(|count| format!("at_least: {count}"));
    let below = range.below.map(|count| format!("below: {count}"));
    at_least.into_iter().chain(below).collect()
}

pub fn ends(zone: Zone, period: Period, start: &str) -> Vec<String> {
    let from = period.from.map(|from| format!("{start}: {}", date(zone, from)));
    let until = period.until.map(|until| format!("until: {}", date(zone, until)));
    from.into_iter().chain(until).collect()
}

/// A bare date where the instant is midnight in the document's zone, so that the zone has to be heeded.
pub fn date(zone: Zone, at: Seconds) -> String {
    let instant = Timestamp::from_second(at).expect("the instant is near");
    let there = instant.in_tz(zone_name(zone)).expect("the zone is a known one");
    match there.strftime("%H:%M:%S").to_string().as_str() {
        "00:00:00" => there.strftime("%Y-%m-%d").to_string(),
        _ => there.strftime("\"%Y-%m-%dT%H:%M:%S%:z\"").to_string(),
    }
}

fn zone_name(zone: Zone) -> &'static str {
    match zone {
        Zone::Utc => "UTC",
        Zone::Jakarta => "Asia/Jakarta",
        Zone::Oslo => "Europe/Oslo",
    }
}
