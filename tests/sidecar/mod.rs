//! The real binary, driven from outside.

mod drain;
mod foreign;
mod receipts;
mod regulations;
mod reload;
mod staleness;
mod start;
mod unix_socket;
mod wire;
