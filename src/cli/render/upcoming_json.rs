//! What is about to change, as JSON.
//!
//! Owns the names of the fields. A field that has nothing to say is null or an empty list, and never left out.

use serde_json::{Value, json};

use super::reasons::RECOGNITION;
use super::upcoming::{Upcoming, party_word};
use crate::model::JurisdictionId;
use crate::policy::{format_instant, legal_day};
use crate::repository::{Change, Circumstances, Group, Shift, Subject, Turn};

impl Upcoming<'_> {
    /// For programs.
    pub(crate) fn json(&self) -> String {
        let object = json!({
            "from": format_instant(self.from),
            "until": format_instant(self.until),
            "changes": self.changes.iter().map(|change| self.change(change)).collect::<Vec<_>>(),
            "policy_revision": self.snapshot.policies().revision().as_str(),
        });
        format!("{object:#}\n")
    }

    fn change(&self, change: &Change) -> Value {
        json!({
            "at": format_instant(change.at),
            "day": legal_day(change.at).to_string(),
            "turns": change.turns.iter().map(|turn| self.turn_json(turn)).collect::<Vec<_>>(),
            "answers": change.shifts.iter().map(|shift| self.shift(shift)).collect::<Vec<_>>(),
        })
    }

    fn turn_json(&self, turn: &Turn) -> Value {
        let set = self.snapshot.policies();
        let words = set.vocabulary();
        let (kind, id, text, member, pending) = match &turn.what {
            Subject::Regulation(id) => {
                ("regulation", id.as_str(), set.regulation(id).map(|law| law.title.as_str()), None, None)
            }
            Subject::Rule(id) => {
                let rule = set.rule(*id);
                ("rule", rule.id.as_str(), Some(rule.summary.as_str()), None, None)
            }
            Subject::Waiver(id) => {
                let rule = set.rule(*id);
                ("waiver", rule.id.as_str(), rule.waiver.as_ref().map(|waiver| waiver.reason.as_str()), None, None)
            }
            Subject::Recognition(id) => {
                let recognition = set.recognition(*id);
                (RECOGNITION, recognition.id.as_str(), Some(recognition.summary.as_str()), None, None)
            }
            Subject::Membership { group, member, pending } => {
                let group = set.groups().get(group.0);
                let (id, title) = (group.map_or("", |group| group.id.as_str()), group.and_then(|g| g.title.as_deref()));
                let assumed = pending.map(|assumption| words.assumptions.word(assumption));
                ("membership", id, title, Some(words.jurisdictions.word(*member)), assumed)
            }
            Subject::Safeguard { party, entry, safeguard } => {
                (party_word(*party), entry.as_str(), None, Some(words.safeguards.word(*safeguard)), None)
            }
        };
        let event = if turn.begins { "begins" } else { "ends" };
        json!({ "event": event, "kind": kind, "id": id, "text": text, "member": member, "assumption": pending })
    }

    fn shift(&self, shift: &Shift) -> Value {
        json!({
            "origin": self.place(shift.origin),
            "transfers": shift.groups.iter().map(|group| self.group(group)).collect::<Vec<_>>(),
            "with": self.said(&shift.circumstances),
            "before": { "decision": shift.before.word(), "unmet": shift.unmet_before },
            "after": { "decision": shift.after.word(), "unmet": shift.unmet_after },
            "gained": shift.gained,
            "lost": shift.lost,
        })
    }

    fn group(&self, group: &Group) -> Value {
        let categories = &self.snapshot.policies().vocabulary().categories;
        json!({
            "destinations": group.destinations.iter().map(|id| self.place(*id)).collect::<Vec<_>>(),
            "data": group.data.iter().map(|id| categories.word(*id)).collect::<Vec<_>>(),
        })
    }

    fn said(&self, circumstances: &Circumstances) -> Value {
        let words = self.snapshot.policies().vocabulary();
        let entry = circumstances.entry.as_ref();
        let safeguards = circumstances.safeguards.always.iter().map(|id| words.safeguards.word(id));
        json!({
            "purpose": circumstances.purpose.map(|id| words.purposes.word(id)),
            "sector": circumstances.sector.map(|id| words.sectors.word(id)),
            "exporter_role": circumstances.exporter_role.map(|id| words.roles.word(id)),
            "importer_role": circumstances.importer_role.map(|id| words.roles.word(id)),
            "subject_count": circumstances.subject_count,
            "safeguards": safeguards.collect::<Vec<_>>(),
            "entry": entry.map(|(party, id)| json!({ "party": party_word(*party), "id": id })),
        })
    }

    fn place(&self, id: JurisdictionId) -> &str {
        self.snapshot.policies().vocabulary().jurisdictions.word(id)
    }
}
