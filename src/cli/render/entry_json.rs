//! Entries of the repository as JSON.
//!
//! Owns the names of the fields, which are those of `selat.v1.Regulation`; enums are their words in lower case. A field
//! that has nothing to say is null or an empty list, and never left out.

use serde_json::{Value, json};

use super::entry::Entry;
use super::reasons::RECOGNITION;
use crate::engine::{Ground, Snapshot};
use crate::model::{PartialDate, Provision, Regulation, RegulationSource};
use crate::policy::{PolicySet, format_instant};
use crate::repository;

/// Every entry found.
pub(crate) fn regulations_json(snapshot: &Snapshot, found: &[&Regulation], today: PartialDate) -> String {
    let set = snapshot.policies();
    let regulations: Vec<_> = found.iter().map(|regulation| entry(set, regulation, None, today)).collect();
    let object = json!({
        "regulations": regulations,
        "total_size": found.len(),
        "policy_revision": set.revision().as_str(),
    });
    format!("{object:#}\n")
}

impl Entry<'_> {
    /// For programs.
    pub(crate) fn json(&self) -> String {
        let set = self.snapshot.policies();
        let object = json!({
            "regulation": entry(set, self.regulation, self.provision, self.today),
            "policy_revision": set.revision().as_str(),
        });
        format!("{object:#}\n")
    }
}

/// An entry; with one provision alone where one is asked for.
pub(super) fn entry(set: &PolicySet, entry: &Regulation, provision: Option<&str>, today: PartialDate) -> Value {
    let asked = |known: &&Provision| provision.is_none_or(|id| known.id == id);
    let provisions = entry.provisions.iter().filter(asked);
    let provisions = provisions.map(|known| json!({ "id": known.id, "title": known.title, "summary": known.summary }));
    let cited_by = repository::citing(set, &entry.id, provision).into_iter().map(|ground| citing(ground, &entry.id));
    json!({
        "id": entry.id,
        "title": entry.title,
        "number": entry.number,
        "jurisdiction": entry.jurisdiction,
        "authority": entry.authority.word(),
        "status": entry.status.word(),
        "issuer": entry.issuer,
        "dates": {
            "enacted": date(entry.dates.enacted),
            "in_force": date(entry.dates.in_force),
            "ends": date(entry.dates.ends),
        },
        "summary": entry.summary,
        "confidence": entry.confidence.word(),
        "reviewed": entry.reviewed.to_string(),
        "review_age_days": repository::review_age_days(entry, today),
        "sources": entry.sources.iter().map(source).collect::<Vec<_>>(),
        "provisions": provisions.collect::<Vec<_>>(),
        "cited_by": cited_by.collect::<Vec<_>>(),
        "source": set.place_of_regulation(&entry.id).map(|place| set.sources().describe(place)),
    })
}

fn source(source: &RegulationSource) -> Value {
    json!({
        "title": source.title,
        "url": source.url,
        "date": date(source.date),
        "seen": source.seen.to_string(),
    })
}

fn citing(ground: Ground<'_>, regulation: &str) -> Value {
    let (effect, effective) = match ground {
        Ground::Rule(rule) => (rule.action.effect().word(), rule.effective),
        Ground::Recognition(recognition) => (RECOGNITION, recognition.effective),
    };
    let citations = ground.cites().iter().filter(|citation| citation.regulation == regulation);
    json!({
        "rule": ground.id(),
        "text": ground.summary(),
        "effect": effect,
        "citations": citations.map(ToString::to_string).collect::<Vec<_>>(),
        "from": effective.from.map(format_instant),
        "until": effective.until.map(format_instant),
    })
}

fn date(date: Option<PartialDate>) -> Option<String> {
    date.map(|date| date.to_string())
}
