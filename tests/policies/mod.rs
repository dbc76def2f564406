//! The built-in policies give the answers that they must give, whoever is asked.

mod agreements;
mod candidates;
mod changes_of_law;
mod expectation;
mod explained;
mod readme;
mod repository;
pub mod scenarios;
mod trust;
mod upcoming;
