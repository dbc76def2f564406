//! The language: YAML text becomes documents, documents become a valid [`PolicySet`], or diagnostics say why not.
//!
//! Reads no file itself: the shell hands it their names and bytes.

mod code;
mod contents;
mod diagnostic;
mod document;
mod explain;
mod fix;
mod layout;
mod load;
mod nearest;
mod revision;
mod set;
mod source;
mod unread;
mod validate;
mod yaml;

pub use code::Code;
pub use contents::{Contents, Item, ItemKind};
pub use diagnostic::{Diagnostic, Fix, Label, Severity};
pub use document::{
    DOCUMENT, Field, Kind, Shape, Value, day_of, days_between, format_instant, legal_day, parse_day, parse_instant,
};
pub use layout::{LayoutError, canonical_layout};
pub use load::{Rejection, TestFiles, load, load_tests};
pub use nearest::{did_you_mean, nearest};
pub use set::{
    Action, AssumptionEntry, CategoryTest, CountTest, Exception, Expectation, Group, GroupId, Membership, Obligation,
    PlaceRef, PlaceTest, PolicySet, PolicyTest, Recognition, Revision, Rule, RuleName, RuleSet, RuleSetId, Scope,
    Waiver,
};
pub use source::{Place, Position, SourceFile, SourceId, Sources};
pub use yaml::{Content, Entry, Limits, Node, parse};
