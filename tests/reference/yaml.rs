//! Prints a policy set in the policy language, one string for each document, so that files can be put together in any
//! order.

use jiff::Timestamp;

use super::case::{
    Assumption, Authority, CountRange, Effect, Group, Members, Period, Places, Policies, Question, Recognition,
    Regulation, Rule, RuleSet, Seconds, TermKind, TermSet, Tests, Vocabulary, Words, Zone,
};

const REVIEWED: &str = "2026-03-01";

/// All documents: the vocabulary first, then what builds on it.
pub fn documents(policies: &Policies) -> Vec<String> {
    let mut documents = vocabulary(&policies.vocabulary);
    documents.extend(policies.assumptions.iter().map(assumption));
    documents.extend(policies.groups.iter().map(group));
    documents.extend(policies.term_sets.iter().map(term_set));
    documents.extend(policies.regulations.iter().map(regulation));
    documents.extend(policies.rule_sets.iter().map(rule_set));
    documents.extend(policies.recognitions.iter().map(recognition));
    documents
}

/// Puts documents into one file.
pub fn file(documents: &[String]) -> String {
    documents.join("---\n")
}

/// A question as a policy test would state it, to be read by a person.
pub fn question(question: &Question) -> String {
    let mut text = Document::default();
    text.word(0, "origin", Some(&question.origin));
    text.word(0, "destination", Some(&question.destination));
    text.list(0, "transit", &question.transit);
    text.list(0, "subjects", &question.subjects);
    text.list(0, "data", &question.data);
    text.word(0, "purpose", question.purpose.as_deref());
    text.word(0, "sector", question.sector.as_deref());
    text.word(0, "exporter_role", question.exporter_role.as_deref());
    text.word(0, "importer_role", question.importer_role.as_deref());
    text.list(0, "safeguards", &question.safeguards);
    text.word(0, "subject_count", question.subject_count.map(|count| count.to_string()).as_deref());
    text.line(0, format_args!("at: {}", date(Zone::Utc, question.at)));
    text.list(0, "assume", &question.assume);
    text.0
}

#[derive(Default)]
struct Document(String);

impl Document {
    fn of(kind: &str) -> Document {
        Document(format!("apiVersion: selat/v1\nkind: {kind}\n"))
    }

    fn line(&mut self, depth: usize, text: impl std::fmt::Display) {
        self.0.push_str(&"  ".repeat(depth));
        self.0.push_str(&text.to_string());
        self.0.push('\n');
    }

    fn word(&mut self, depth: usize, field: &str, word: Option<&str>) {
        if let Some(word) = word {
            self.line(depth, format_args!("{field}: {}", scalar(word)));
        }
    }

    fn list(&mut self, depth: usize, field: &str, words: &[String]) {
        if !words.is_empty() {
            self.line(depth, format_args!("{field}: {}", flow(words)));
        }
    }

    fn zone(&mut self, zone: Zone) {
        if zone != Zone::Utc {
            self.line(0, format_args!("timezone: {}", zone_name(zone)));
        }
    }

    fn period(&mut self, depth: usize, zone: Zone, period: Period) {
        let ends = ends(zone, period, "from").join(", ");
        if !ends.is_empty() {
            self.line(depth, format_args!("effective: {{ {ends} }}"));
        }
    }

    fn obligations(&mut self, depth: usize, obligations: &[String]) {
        if !obligations.is_empty() {
            self.line(depth, "obligations:");
        }
        for obligation in obligations {
            self.line(depth + 1, format_args!("- {{ id: {obligation}, text: Do what is asked., due: 30d }}"));
        }
    }
}

fn flow(words: &[String]) -> String {
    format!("[{}]", words.iter().map(|word| scalar(word)).collect::<Vec<_>>().join(", "))
}

/// In quotes where a reader of YAML 1.1 would take the word for a truth value.
fn scalar(word: &str) -> String {
    let ambiguous = ["y", "n", "yes", "no", "on", "off"].iter().any(|truth| word.eq_ignore_ascii_case(truth));
    if ambiguous { format!("\"{word}\"") } else { word.to_owned() }
}

fn vocabulary(vocabulary: &Vocabulary) -> Vec<String> {
    let mut places_and_data = Document::of("Vocabulary");
    entries(&mut places_and_data, "jurisdictions", &vocabulary.jurisdictions);
    places_and_data.line(0, "categories:");
    for category in &vocabulary.categories {
        let umbrella = if category.umbrella { ", abstract: true" } else { "" };
        places_and_data.line(1, format_args!("- {{ id: {0}, title: Data {0}{umbrella} }}", category.id));
    }
    let mut words = Document::of("Vocabulary");
    entries(&mut words, "purposes", &vocabulary.purposes);
    entries(&mut words, "sectors", &vocabulary.sectors);
    entries(&mut words, "roles", &vocabulary.roles);
    entries(&mut words, "safeguards", &vocabulary.safeguards);
    vec![places_and_data.0, words.0]
}

fn entries(document: &mut Document, section: &str, ids: &[String]) {
    document.line(0, format_args!("{section}:"));
    for id in ids {
        document.line(1, format_args!("- {{ id: {}, title: Word {id} }}", scalar(id)));
    }
}

fn assumption(assumption: &Assumption) -> String {
    let mut document = Document::of("Assumption");
    document.line(0, format_args!("id: {}", assumption.id));
    document.line(0, "summary: What if this came true.");
    document.list(0, "implies", &assumption.implies);
    document.0
}

fn group(group: &Group) -> String {
    let mut document = Document::of("JurisdictionGroup");
    document.line(0, format_args!("id: {}", group.id));
    document.zone(group.zone);
    document.line(0, "members:");
    for members in &group.members {
        document.line(1, format_args!("- {{ {} }}", member_fields(group.zone, members).join(", ")));
    }
    document.0
}

fn member_fields(zone: Zone, members: &Members) -> Vec<String> {
    let mut fields = vec![format!("codes: {}", flow(&members.codes))];
    fields.extend(ends(zone, members.period, "since"));
    fields.extend(members.pending.iter().map(|assumption| format!("pending: {assumption}")));
    fields
}

fn term_set(set: &TermSet) -> String {
    let of = match set.of {
        TermKind::Categories => "categories",
        TermKind::Sectors => "sectors",
        TermKind::Purposes => "purposes",
    };
    let mut document = Document::of("TermSet");
    document.line(0, format_args!("id: {}", set.id));
    document.line(0, format_args!("of: {of}"));
    document.list(0, "members", &set.members);
    document.list(0, "except", &set.except);
    document.0
}

fn regulation(regulation: &Regulation) -> String {
    let mut document = Document::of("Regulation");
    document.line(0, format_args!("id: {}", regulation.id));
    document.line(0, "title: An act");
    document.line(0, "authority: statute");
    document.line(0, "status: in-force");
    document.line(0, "summary: It says what may leave.");
    document.line(0, "confidence: high");
    document.line(0, format_args!("reviewed: {REVIEWED}"));
    document.line(0, "sources:");
    document.line(1, format_args!("- {{ title: The gazette, seen: {REVIEWED} }}"));
    document.line(0, "provisions:");
    for provision in &regulation.provisions {
        document.line(1, format_args!("- {{ id: {provision}, summary: It says so. }}"));
    }
    document.0
}

fn rule_set(set: &RuleSet) -> String {
    let authority = match set.authority {
        Authority::Treaty => "treaty",
        Authority::Statute => "statute",
        Authority::Regulation => "regulation",
        Authority::Guideline => "guideline",
        Authority::Organisation => "organisation",
    };
    let mut document = Document::of("RuleSet");
    document.line(0, format_args!("id: {}", set.id));
    document.line(0, format_args!("authority: {authority}"));
    document.word(0, "jurisdiction", set.jurisdiction.as_deref());
    document.zone(set.zone);
    document.line(0, "rules:");
    for rule in &set.rules {
        print_rule(&mut document, set.zone, rule);
    }
    document.0
}

fn print_rule(document: &mut Document, zone: Zone, rule: &Rule) {
    let effect = match rule.effect {
        Effect::Allow => "allow",
        Effect::Require => "require",
        Effect::Deny => "deny",
        Effect::Note => "note",
    };
    document.line(1, format_args!("- id: {}", rule.id));
    document.line(2, "summary: It says what holds.");
    document.line(2, format_args!("when: {{ {} }}", test_fields(&rule.when).join(", ")));
    if !rule.unless.is_empty() {
        document.line(2, "unless:");
    }
    for exception in &rule.unless {
        document.line(3, format_args!("- {{ {} }}", test_fields(exception).join(", ")));
    }
    document.line(2, format_args!("effect: {effect}"));
    if !rule.alternatives.is_empty() {
        document.line(2, "require:");
        document.line(3, "any_of:");
    }
    for alternative in &rule.alternatives {
        document.line(4, format_args!("- {}", flow(alternative)));
    }
    document.obligations(2, &rule.obligations);
    document.list(2, "overrides", &rule.overrides);
    document.period(2, zone, rule.effective);
    document.line(2, format_args!("cites: [{}]", citations(&rule.cites)));
}

fn citations(cites: &[String]) -> String {
    cites.iter().map(|cite| format!("\"{cite}\"")).collect::<Vec<_>>().join(", ")
}

fn test_fields(tests: &Tests) -> Vec<String> {
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

fn places(test: &Places) -> String {
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

fn recognition(recognition: &Recognition) -> String {
    let mut document = Document::of("Recognition");
    document.line(0, format_args!("id: {}", recognition.id));
    document.line(0, "summary: One counts as the other.");
    document.line(0, "authority: guideline");
    document.zone(recognition.zone);
    document.line(0, format_args!("origin: {}", places(&recognition.origin)));
    if let Some(destination) = &recognition.destination {
        document.line(0, format_args!("destination: {}", places(destination)));
    }
    document.list(0, "exporter_role", &recognition.exporter_role);
    document.list(0, "importer_role", &recognition.importer_role);
    document.word(0, "safeguard", Some(&recognition.safeguard));
    document.word(0, "satisfies", Some(&recognition.satisfies));
    document.period(0, recognition.zone, recognition.effective);
    document.obligations(0, &recognition.obligations);
    document.line(0, format_args!("cites: [{}]", citations(&recognition.cites)));
    document.0
}

fn ends(zone: Zone, period: Period, start: &str) -> Vec<String> {
    let from = period.from.map(|from| format!("{start}: {}", date(zone, from)));
    let until = period.until.map(|until| format!("until: {}", date(zone, until)));
    from.into_iter().chain(until).collect()
}

/// A bare date where the instant is midnight in the document's zone, so that the zone has to be heeded.
fn date(zone: Zone, at: Seconds) -> String {
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
