//! The built-in policies give the answers that they must give, whoever is asked.

mod expectation;
mod readme;
mod repository;
mod scenarios;
