//! The real binary, driven from outside.

mod abuse;
mod drain;
mod foreign;
mod limits;
mod receipts;
mod regulations;
mod reload;
mod staleness;
mod start;
mod tls;
mod unix_socket;
mod wire;
