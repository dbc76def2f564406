//! How fast Selat is, beside others, in one run.
//!
//! Every figure that is compared is taken in the same run, in alternating rounds, and shown as a ratio.

mod count;
mod engine;
mod figures;
mod peers;
mod shipped;
mod synthetic;
#[cfg(feature = "sidecar")]
mod wire;

use clap::Parser;

#[derive(Parser)]
#[command(about)]
enum Benchmark {
    /// `decide` alone: on the shipped set, and on synthetic sets beside other engines (with `--features peers`)
    Engine {
        /// The most rules of a synthetic set
        #[arg(long, default_value_t = 100_000)]
        rules_max: usize,
    },
    /// Instructions for `decide` and for a whole request, under callgrind, held against the figures on record
    Count {
        /// Put what is counted on record instead
        #[arg(long)]
        record: bool,
    },
    /// A whole decision in the sidecar, beside an idiomatic tonic echo that decides nothing; needs `h2load`
    #[cfg(feature = "sidecar")]
    Sidecar {
        /// How many alternating rounds
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// How long each measurement takes
        #[arg(long, default_value_t = 3)]
        seconds: u64,
        /// The binary to measure, if it is not to be built
        #[arg(long)]
        binary: Option<std::path::PathBuf>,
    },
    /// The latency of calls that are let in, while many more come than are let in
    #[cfg(feature = "sidecar")]
    Overload {
        /// How many alternating rounds
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// How long each measurement takes
        #[arg(long, default_value_t = 3)]
        seconds: u64,
        /// The binary to measure, if it is not to be built
        #[arg(long)]
        binary: Option<std::path::PathBuf>,
    },
    /// Selat beside Cerbos with the same rules: requests, memory, start, changes; needs `h2load` and Cerbos's binary
    #[cfg(feature = "sidecar")]
    Peer {
        /// Cerbos's binary: `npm install --prefix DIR cerbos@0.51.0` puts it below `DIR/node_modules/@cerbos`
        cerbos: std::path::PathBuf,
        /// How many alternating rounds
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// How long each measurement takes
        #[arg(long, default_value_t = 3)]
        seconds: u64,
        /// The binary to measure, if it is not to be built
        #[arg(long)]
        binary: Option<std::path::PathBuf>,
    },
    /// The callers that `overload` starts
    #[cfg(feature = "sidecar")]
    #[command(hide = true)]
    Offer(wire::Offer),
    /// The echo that `sidecar` starts
    #[cfg(feature = "sidecar")]
    #[command(hide = true)]
    Echo {
        /// Where it listens
        address: String,
        /// The file that holds its answer
        answer: std::path::PathBuf,
        /// The file of a certificate, to speak TLS
        #[arg(requires = "key")]
        certificate: Option<std::path::PathBuf>,
        /// The file of its key
        key: Option<std::path::PathBuf>,
    },
    /// The client that `sidecar` starts: one question after another
    #[cfg(feature = "sidecar")]
    #[command(hide = true)]
    Client {
        /// Whom it asks
        address: String,
        /// The method's path
        path: String,
        /// The file that holds its question
        question: std::path::PathBuf,
        /// For how long
        seconds: u64,
    },
    /// What `count` counts: answers the shipped questions some times over
    #[command(hide = true)]
    Repeat {
        /// How often
        times: usize,
    },
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match Benchmark::parse() {
        Benchmark::Engine { rules_max } => engine::run(rules_max),
        Benchmark::Count { record } => count::run(record),
        #[cfg(feature = "sidecar")]
        Benchmark::Sidecar { rounds, seconds, binary } => Ok(wire::sidecar(rounds, seconds, binary)?),
        #[cfg(feature = "sidecar")]
        Benchmark::Overload { rounds, seconds, binary } => Ok(wire::overload(rounds, seconds, binary)?),
        #[cfg(feature = "sidecar")]
        Benchmark::Peer { cerbos, rounds, seconds, binary } => Ok(wire::peer(rounds, seconds, binary, cerbos)?),
        #[cfg(feature = "sidecar")]
        Benchmark::Offer(offered) => Ok(wire::offer(&offered)?),
        #[cfg(feature = "sidecar")]
        Benchmark::Echo { address, answer, certificate, key } => {
            Ok(wire::echo(&address, &answer, certificate.zip(key).as_ref())?)
        }
        #[cfg(feature = "sidecar")]
        Benchmark::Client { address, path, question, seconds } => {
            Ok(wire::client(&address, &path, &question, seconds)?)
        }
        Benchmark::Repeat { times } => {
            count::repeat(times);
            Ok(())
        }
    }
}
