//! The nouns: what is asked, what is answered, and the words that both are made of.
//!
//! Owns the vocabulary, the transfer, the decision and the repository's entries; imports nothing but `std`.

mod bits;
mod decision;
mod interval;
mod inventory;
mod moment;
mod question;
mod regulation;
mod standing;
mod timestamp;
mod transfer;
mod vocabulary;

pub use bits::IdSet;
pub use decision::{
    Condition, Conditions, Decision, Denial, Missing, Outcome, Principle, Reason, RecognitionId, RuleId, Verdict,
};
pub use interval::Interval;
pub use inventory::{DatasetEntry, DatedSafeguard, ExporterEntry, ImporterEntry, Inventory};
pub use moment::Moment;
pub use question::{Draft, InvalidField, Known, Nearest, Problem};
pub use regulation::{Citation, PartialDate, Provision, Regulation, RegulationDates, RegulationSource, Status};
pub use standing::{Authority, Confidence, Effect};
pub use timestamp::Timestamp;
pub use transfer::{Attested, Categories, Exporter, Importer, Transfer};
pub use vocabulary::{
    Assumption, AssumptionId, Category, CategoryId, Id, Jurisdiction, JurisdictionId, Lexicon, LexiconBuilder, Purpose,
    PurposeId, Role, RoleId, Safeguard, SafeguardId, Sector, SectorId, Term, Vocabulary, VocabularyParts,
};
