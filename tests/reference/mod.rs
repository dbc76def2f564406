//! The slow, obvious evaluator that the engine is checked against, and the policy sets and questions it is checked on.
//!
//! Nothing here knows how the engine works: `evaluate` follows the rules of the domain one by one, without an index or a
//! cache, over policies that `generate` makes up and `yaml` prints for the loader.

mod agreement;
mod case;
mod constructs;
mod constructs_of_rules;
mod constructs_of_tests;
mod constructs_of_time;
mod coverage;
mod decider;
mod evaluate;
mod examples;
mod generate;
mod generate_inventory;
mod generate_questions;
mod generate_rules;
mod inventory;
mod matching;
mod outcome;
mod parts;
mod properties;
mod truth;
mod universe;
mod yaml;
mod yaml_parts;
