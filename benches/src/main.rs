//! How fast Selat is, beside others, in one run.
//!
//! Every figure that is compared is taken in the same run, in alternating rounds, and shown as a ratio.

mod count;
mod engine;
mod figures;
mod peers;
mod shipped;
mod synthetic;

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
        Benchmark::Repeat { times } => {
            count::repeat(times);
            Ok(())
        }
    }
}
