//! Prints a policy set in the policy language, one string for each document, so that files can be put together in any
//! order.

use super::case::{
    Assumption, Authority, Dataset, DatedSafeguard, Effect, Group, Inventory, Members, Party, Policies, Question,
    Recognition, Regulation, Rule, RuleSet, TermKind, TermSet, Vocabulary, Zone,
};
use super::yaml_parts::{Document, citations, date, ends, flow, places, scalar, test_fields};

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
    documents.extend(policies.inventories.iter().map(inventory));
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
    text.word(0, "destination", Some(&question.destination).filter(|word| !word.is_empty()).map(String::as_str));
    text.list(0, "transit", &question.transit);
    text.list(0, "subjects", &question.subjects);
    text.list(0, "data", &question.data);
    text.word(0, "dataset", question.dataset.as_deref());
    text.word(0, "purpose", question.purpose.as_deref());
    text.word(0, "exporter.id", question.exporter.as_deref());
    text.word(0, "exporter.sector", question.sector.as_deref());
    text.word(0, "exporter.role", question.exporter_role.as_deref());
    text.word(0, "importer.id", question.importer.as_deref());
    text.word(0, "importer.role", question.importer_role.as_deref());
    text.list(0, "safeguards", &question.safeguards);
    text.word(0, "subject_count", question.subject_count.map(|count| count.to_string()).as_deref());
    text.line(0, format_args!("at: {}", date(Zone::Utc, question.at)));
    text.list(0, "assume", &question.assume);
    text.text()
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
    vec![places_and_data.text(), words.text()]
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
    document.text()
}

fn group(group: &Group) -> String {
    let mut document = Document::of("JurisdictionGroup");
    document.line(0, format_args!("id: {}", group.id));
    document.zone(group.zone);
    document.line(0, "members:");
    for members in &group.members {
        document.line(1, format_args!("- {{ {} }}", member_fields(group.zone, members).join(", ")));
    }
    document.text()
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
    document.text()
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
    document.text()
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
    document.text()
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
    if let Some(expires) = rule.waiver {
        document.line(2, "waiver:");
        document.line(3, "reference: RISK-1");
        document.line(3, "approvers: [One person, Another person]");
        document.line(3, "reason: It is known, and it ends.");
        document.line(3, format_args!("expires: {}", date(zone, expires)));
    }
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
    document.text()
}

fn inventory(inventory: &Inventory) -> String {
    let mut document = Document::of("Inventory");
    document.zone(inventory.zone);
    for (section, parties) in [("exporters", &inventory.exporters), ("importers", &inventory.importers)] {
        if !parties.is_empty() {
            document.line(0, format_args!("{section}:"));
        }
        for party in parties {
            print_party(&mut document, inventory.zone, party);
        }
    }
    if !inventory.datasets.is_empty() {
        document.line(0, "datasets:");
    }
    for dataset in &inventory.datasets {
        print_dataset(&mut document, dataset);
    }
    document.text()
}

fn print_party(document: &mut Document, zone: Zone, party: &Party) {
    document.line(1, format_args!("- id: {}", party.id));
    document.word(2, "sector", party.sector.as_deref());
    document.word(2, "role", party.role.as_deref());
    document.list(2, "jurisdictions", &party.jurisdictions);
    if !party.safeguards.is_empty() {
        document.line(2, "safeguards:");
    }
    for DatedSafeguard { safeguard, in_place } in &party.safeguards {
        let mut fields = vec![format!("safeguard: {safeguard}")];
        fields.extend(ends(zone, *in_place, "since"));
        document.line(3, format_args!("- {{ {} }}", fields.join(", ")));
    }
}

fn print_dataset(document: &mut Document, dataset: &Dataset) {
    document.line(1, format_args!("- id: {}", dataset.id));
    document.list(2, "categories", &dataset.categories);
    document.list(2, "subjects", &dataset.subjects);
    document.word(2, "subject_count", dataset.subject_count.map(|count| count.to_string()).as_deref());
}
