//! The policy language: what it reads, what it refuses, and how it says so.

mod canonical;
mod changes;
mod diagnostics;
mod editor;
mod fixes;
mod hostile;
mod layout;
mod missing_origin;
mod overrides;
mod page;
mod questions_of_tests;
mod reading;
mod schema;
mod shipped;
mod unread;
