//! Documents as they are written: one type for each kind, every value with its place, nothing looked up yet.
//!
//! Reading is tolerant: what is missing or of the wrong type is reported and left out, so that one run shows every
//! mistake.

mod dates;
mod fields;
mod groups;
mod inventory;
mod kinds;
mod policy_tests;
mod recognitions;
mod regulations;
mod rules;
mod scalars;
mod shape;
mod standing;
mod tests_of_rules;
mod vocabulary;

pub use dates::{day_of, days_between, format_instant, legal_day, parse_day, parse_instant};
pub use fields::{Spanned, is_null};
pub use groups::{AssumptionDocument, GroupDocument, MemberDocument};
pub use inventory::{DatasetDocument, InventoryDocument, PartyDocument, SafeguardDocument};
pub use kinds::{DOCUMENT, Document, Kind, read};
pub use policy_tests::{ExpectDocument, PolicyTestDocument, TransferDocument};
pub use recognitions::RecognitionDocument;
pub use regulations::RegulationDocument;
pub use rules::{ObligationDocument, RuleDocument, RuleSetDocument};
pub use scalars::is_ambiguous;
pub use shape::{Field, Shape, Value};
pub use tests_of_rules::{ExceptionDocument, ScopeDocument, TestDocument};
pub use vocabulary::{TermDocument, TermSetDocument, VocabularyDocument, WordKind};
