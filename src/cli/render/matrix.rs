//! Origins by destinations, in the terminal, for spreadsheets and for programs.
//!
//! Owns the layout; every answer comes with it.

use serde_json::{Value, json};

use super::look::Look;
use super::page::Page;
use crate::engine::Snapshot;
use crate::model::{Decision, Moment, Reason, Verdict};
use crate::policy::format_instant;

/// Origins by destinations.
pub(crate) struct Grid<'a> {
    /// What decided.
    pub(crate) snapshot: &'a Snapshot,
    /// The data categories asked about.
    pub(crate) data: Vec<String>,
    /// What else the question says, as name and word.
    pub(crate) circumstances: Vec<(&'static str, String)>,
    /// When it was asked about.
    pub(crate) moment: Moment,
    /// Whether that was another instant than now or a supposed state of the law.
    pub(crate) simulated: bool,
    /// The codes of the rows.
    pub(crate) origins: Vec<String>,
    /// The codes of the columns.
    pub(crate) destinations: Vec<String>,
    /// The cells, row by row.
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// One answer.
pub(crate) struct Cell {
    /// The decision.
    pub(crate) decision: Decision,
}

/// How wide a column is with the space before it.
const COLUMN: usize = 3;

impl Grid<'_> {
    /// For people: as many columns beside each other as fit.
    pub(crate) fn text(&self, look: Look) -> String {
        let mut page = Page::new(look);
        page.hanging("", &self.question());
        let columns = (look.width.saturating_sub(COLUMN) / COLUMN).max(1);
        let mut text = page.finish();
        for start in (0..self.destinations.len()).step_by(columns) {
            let end = self.destinations.len().min(start + columns);
            text = text + "\n   " + &look.strong(&self.destinations[start..end].join(" ")) + "\n";
            for (origin, row) in self.origins.iter().zip(&self.rows) {
                let cells: Vec<String> = row[start..end].iter().map(|cell| cell.letter(look)).collect();
                text = text + &look.strong(origin) + " " + cells.join(" ").trim_end() + "\n";
            }
        }
        let mut page = Page::new(look);
        page.hanging("", &look.faint("rows are origins, columns destinations; a = allow, C = conditions, D = deny"));
        page.hanging("", &look.faint(&format!("policies: revision {}", self.snapshot.policies().revision())));
        format!("{text}\n{}", page.finish())
    }

    /// The question in a line.
    pub(super) fn question(&self) -> String {
        let mut question = self.data.join(", ");
        for (name, word) in &self.circumstances {
            question = format!("{question}; {name} {word}");
        }
        let simulated = if self.simulated { " (simulated)" } else { "" };
        format!("{question}; at {}{simulated}", format_instant(self.moment.at))
    }

    /// For spreadsheets: codes and verdicts hold nothing that would have to be quoted.
    pub(crate) fn csv(&self) -> String {
        let mut text = format!("origin,{}\n", self.destinations.join(","));
        for (origin, row) in self.origins.iter().zip(&self.rows) {
            let cells: Vec<&str> = row.iter().map(|cell| cell.decision.verdict().word()).collect();
            text = text + origin + "," + &cells.join(",") + "\n";
        }
        text
    }

    /// For programs.
    pub(crate) fn json(&self) -> String {
        let circumstances: serde_json::Map<String, Value> =
            self.circumstances.iter().map(|(name, word)| (name.replace(' ', "_"), json!(word))).collect();
        let cells = self.origins.iter().zip(&self.rows).flat_map(|(origin, row)| {
            self.destinations.iter().zip(row).map(|(destination, cell)| self.cell(origin, destination, cell))
        });
        let object = json!({
            "data": self.data,
            "with": circumstances,
            "at": format_instant(self.moment.at),
            "simulated": self.simulated,
            "origins": self.origins,
            "destinations": self.destinations,
            "cells": cells.collect::<Vec<_>>(),
            "policy_revision": self.snapshot.policies().revision().as_str(),
        });
        format!("{object:#}\n")
    }

    fn cell(&self, origin: &str, destination: &str, cell: &Cell) -> Value {
        json!({
            "origin": origin,
            "destination": destination,
            "decision": cell.decision.verdict().word(),
            "unmet": self.unmet(cell),
            "rules": self.rules(cell),
            "valid_until": cell.decision.valid_until.map(format_instant),
        })
    }

    /// The rules that are not met.
    pub(super) fn unmet(&self, cell: &Cell) -> Vec<&str> {
        let set = self.snapshot.policies();
        cell.decision.conditions().iter().map(|condition| set.rule(condition.rule).id.as_str()).collect()
    }

    /// What the answer rests on.
    pub(super) fn rules(&self, cell: &Cell) -> Vec<&str> {
        let set = self.snapshot.policies();
        let reasons = cell.decision.reasons.iter().filter_map(|reason| match *reason {
            Reason::Applied(id) => Some(set.rule(id).id.as_str()),
            Reason::Recognised(id) => Some(set.recognition(id).id.as_str()),
            Reason::Principle(principle) => Some(principle.id()),
            Reason::Overridden { .. } => None,
        });
        reasons.collect()
    }
}

impl Cell {
    fn letter(&self, look: Look) -> String {
        let verdict = self.decision.verdict();
        let letter = match verdict {
            Verdict::Allow => "a ",
            Verdict::Conditions => "C ",
            Verdict::Deny => "D ",
        };
        look.verdict(verdict, letter)
    }
}
