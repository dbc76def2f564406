//! Who may import whom.

/// What a module may import.
pub struct Entry {
    /// The module right below the crate; empty for the crate itself.
    pub module: &'static str,
    /// The other modules of the crate that it may import.
    pub may: Names,
    /// The other crates that it may import.
    pub crates: Names,
    /// What it may not take from `std`.
    pub never_std: &'static [&'static str],
}

/// Some names.
pub enum Names {
    /// These alone.
    Only(&'static [&'static str]),
    /// All but these.
    AllBut(&'static [&'static str]),
}

use Names::{AllBut, Only};

impl Names {
    pub fn include(&self, name: &str) -> bool {
        match self {
            Only(names) => names.contains(&name),
            AllBut(names) => !names.contains(&name),
        }
    }
}

/// No clock, no file, no environment, no other process, no thread, no stream.
const IMPURE: &[&str] =
    &["env", "fs", "io", "net", "os", "process", "thread", "time::Instant", "time::SystemTime", "time::UNIX_EPOCH"];
const FILES: &[&str] = &["fs"];

/// The table of the architecture, and below it the single files beside the modules.
const TABLE: [Entry; 16] = [
    Entry { module: "model", may: Only(&[]), crates: Only(&["foldhash"]), never_std: IMPURE },
    Entry {
        module: "policy",
        may: Only(&["model"]),
        crates: Only(&["granit_parser", "jiff", "serde", "sha2", "strsim"]),
        never_std: IMPURE,
    },
    Entry { module: "engine", may: Only(&["model", "policy"]), crates: Only(&[]), never_std: IMPURE },
    Entry { module: "repository", may: Only(&["engine", "model", "policy"]), crates: Only(&[]), never_std: IMPURE },
    Entry { module: "verify", may: Only(&["engine", "model", "policy"]), crates: Only(&["serde"]), never_std: IMPURE },
    Entry {
        module: "store",
        may: Only(&["clock", "engine", "model", "policy", "telemetry", "verify"]),
        crates: AllBut(&["annotate_snippets", "anyhow", "axum", "clap", "prost", "tonic"]),
        never_std: &[],
    },
    Entry {
        module: "audit",
        may: Only(&["clock", "model", "telemetry"]),
        crates: AllBut(&["anyhow", "axum", "clap", "tonic"]),
        never_std: &[],
    },
    Entry { module: "access", may: Only(&["transport"]), crates: Only(&["thiserror"]), never_std: IMPURE },
    Entry {
        module: "transport",
        may: Only(&["clock", "model", "telemetry"]),
        crates: AllBut(&["annotate_snippets", "anyhow", "axum", "clap", "granit_parser", "prost", "tonic"]),
        never_std: &[],
    },
    Entry {
        module: "grpc",
        may: Only(&[
            "access",
            "audit",
            "clock",
            "engine",
            "model",
            "policy",
            "repository",
            "store",
            "telemetry",
            "transport",
        ]),
        crates: AllBut(&["anyhow", "axum", "clap", "granit_parser", "notify"]),
        never_std: FILES,
    },
    Entry {
        module: "http",
        may: Only(&["audit", "clock", "engine", "model", "policy", "repository", "store", "telemetry", "transport"]),
        crates: AllBut(&["anyhow", "clap", "granit_parser", "notify", "tonic"]),
        never_std: FILES,
    },
    Entry { module: "sidecar", may: AllBut(&["cli"]), crates: AllBut(&["clap"]), never_std: &[] },
    Entry { module: "cli", may: AllBut(&[]), crates: AllBut(&[]), never_std: &[] },
    Entry { module: "clock", may: Only(&["model"]), crates: Only(&[]), never_std: FILES },
    Entry { module: "telemetry", may: AllBut(&["cli", "sidecar"]), crates: AllBut(&["clap"]), never_std: FILES },
    Entry { module: "", may: AllBut(&[]), crates: AllBut(&[]), never_std: &[] },
];

/// What a module may import.
pub fn entry(module: &str) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.module == module)
}
