//! A policy set small enough to see at a glance: Vietnam, Singapore, two kinds of data, and one law that turns.

use std::path::Path;

use selat::grpc::wire::{Decision, EvaluateRequest, EvaluateResponse, Exporter, Importer, Transfer};

const VOCABULARY: &str = "\
apiVersion: selat/v1
kind: Vocabulary
jurisdictions:
  - { id: MY, title: Malaysia }
  - { id: SG, title: Singapore }
  - { id: VN, title: Vietnam }
categories:
  - { id: personal, title: Personal data, abstract: true }
  - { id: personal.contact, title: Contact data }
  - { id: personal.health, title: Health data }
purposes:
  - { id: hosting, title: Hosting }
sectors:
  - { id: general, title: Any other }
  - { id: health, title: Health }
roles:
  - { id: controller, title: Controller }
  - { id: processor, title: Processor }
safeguards:
  - { id: instrument.contract, title: Contract }
  - { id: filing.dossier, title: Dossier }
---
apiVersion: selat/v1
kind: Assumption
id: opened
summary: The border is open.
---
apiVersion: selat/v1
kind: JurisdictionGroup
id: friends
members:
  - { codes: [SG], pending: opened }
---
apiVersion: selat/v1
kind: Regulation
id: vn.law
title: The law
jurisdiction: VN
authority: statute
status: in-force
summary: It rules contact and health data.
confidence: high
reviewed: 2026-11-23
sources:
  - { title: The gazette, seen: 2026-11-23 }
provisions:
  - { id: art1, summary: It speaks of contact data. }
  - { id: art2, summary: It speaks of health data. }
";

/// What the mini set says of every transfer from Vietnam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    Allows,
    Denies,
    Requires,
}

impl Law {
    pub const fn decision(self) -> Decision {
        match self {
            Self::Allows => Decision::Allow,
            Self::Denies => Decision::Deny,
            Self::Requires => Decision::Conditions,
        }
    }

    const fn effect(self) -> &'static str {
        match self {
            Self::Allows => "effect: allow",
            Self::Denies => "effect: deny",
            Self::Requires => "effect: require\n    require: { any_of: [[filing.dossier, instrument.contract]] }",
        }
    }
}

/// One rule; `mark` makes the revision another and changes nothing else.
fn rules(set: &str, category: &str, article: &str, law: Law, mark: &str) -> String {
    format!(
        "apiVersion: selat/v1
kind: RuleSet
id: vn.{set}
authority: statute
jurisdiction: VN
rules:
  - id: vn.{set}.rule
    summary: The law speaks of this data{mark}.
    when: {{ origin: VN, destination: {{ not: VN }}, data: [{category}] }}
    {}
    obligations:
      - {{ id: keep-record, text: Keep a record., due: 5d }}
    cites: [\"vn.law#{article}\"]
    confidence: high
",
        law.effect()
    )
}

/// The files of the mini set: the vocabulary, and one file for each of two rules that say the same.
pub fn files(law: Law, mark: &str) -> [(&'static str, String); 3] {
    [
        ("vocabulary.yaml", VOCABULARY.to_owned()),
        ("contact.yaml", rules("contact", "personal.contact", "art1", law, mark)),
        ("health.yaml", rules("health", "personal.health", "art2", law, mark)),
    ]
}

/// Writes the mini set into a folder.
pub fn write(folder: &Path, law: Law) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, text) in files(law, "") {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

/// A transfer of both kinds of data from Vietnam to Singapore.
pub fn transfer() -> Transfer {
    Transfer {
        origin: "VN".to_owned(),
        destination: "SG".to_owned(),
        data: vec!["personal.contact".to_owned(), "personal.health".to_owned()],
        purpose: "hosting".to_owned(),
        exporter: Some(Exporter { role: "controller".to_owned(), ..Exporter::default() }),
        importer: Some(Importer { role: "processor".to_owned(), ..Importer::default() }),
        ..Transfer::default()
    }
}

/// The question about [`transfer`].
pub fn question(request_id: &str) -> EvaluateRequest {
    EvaluateRequest { request_id: request_id.to_owned(), transfer: Some(transfer()) }
}

/// The decision, after a look that both kinds of data got the same.
pub fn unmixed(response: &EvaluateResponse) -> Decision {
    assert_eq!(response.refusal, None);
    assert_eq!(response.by_category.len(), 2, "{response:?}");
    for category in &response.by_category {
        assert_eq!(category.decision, response.decision, "a mixture of two policy sets: {response:?}");
    }
    response.decision()
}
