//! `decide` alone.

use std::error::Error;

use comfy_table::{Table, presets};
use selat::engine::{Snapshot, decide};
use selat::model::{Moment, Transfer, Verdict};

use crate::figures::{Figures, ROUNDS, cell, nanoseconds};
use crate::{peers, shipped, synthetic};

/// Sizes at which other engines still answer within a second.
const PEER_RULES_MAX: usize = 10_000;

/// Measures and prints.
pub fn run(rules_max: usize) -> Result<(), Box<dyn Error>> {
    of_shipped();
    of_growth(rules_max);
    of_matches();
    beside_peers(rules_max.min(PEER_RULES_MAX))
}

fn of_shipped() {
    let snapshot = shipped::snapshot();
    let questions = shipped::questions(&snapshot);
    let mut each = Vec::with_capacity(questions.len());
    for (transfer, moment) in &questions {
        let rounds = (0..ROUNDS).map(|_| {
            let start = std::time::Instant::now();
            for _ in 0..100 {
                std::hint::black_box(decide(&snapshot, transfer, moment));
            }
            start.elapsed().as_secs_f64() * 1e7
        });
        each.push(rounds.fold(f64::MAX, f64::min));
    }
    each.sort_by(f64::total_cmp);
    let at = |share: usize| each[(each.len() - 1) * share / 100];
    println!("the shipped set: {} rules, {} questions\n", snapshot.policies().rules().len(), questions.len());
    let mut table = table(["p10", "p50", "p90", "p99", "slowest"]);
    table.add_row([10, 50, 90, 99, 100].map(|share| format!("{:.0} ns", at(share))));
    println!("{table}\n");
}

fn of_growth(rules_max: usize) {
    let sizes: Vec<usize> = [100, 1_000, 10_000, 100_000].into_iter().filter(|size| *size <= rules_max).collect();
    let kinds = synthetic::kinds(rules_max);
    let sets: Vec<Snapshot> = sizes.iter().map(|size| synthetic::one_matches(&kinds[..*size])).collect();
    let asked: Vec<Transfer> = sets.iter().map(|set| synthetic::question(set, &kinds[0])).collect();
    let figures = rounds(sets.len(), |index| one(&sets[index], &asked[index]));
    println!(
        "one rule matches and the others do not: nanoseconds for `decide`, and against 100 rules (min / median / max)\n"
    );
    let mut table = table(["rules", "ns", "ratio"]);
    for (size, took) in sizes.iter().zip(&figures) {
        table.add_row([size.to_string(), cell(took, 0), cell(&took.ratio_to(&figures[0]), 2)]);
    }
    println!("{table}\n");
}

fn of_matches() {
    let sizes = [1, 10, 100];
    let sets = sizes.map(synthetic::all_match);
    let kinds = synthetic::kinds(1);
    let asked = sets.each_ref().map(|set| synthetic::question(set, &kinds[0]));
    let figures = rounds(sets.len(), |index| one(&sets[index], &asked[index]));
    println!("all rules match: nanoseconds for `decide` (min / median / max)\n");
    let mut table = table(["rules", "ns"]);
    for (size, took) in sizes.iter().zip(&figures) {
        table.add_row([size.to_string(), cell(took, 0)]);
    }
    println!("{table}\n");
}

fn beside_peers(rules_max: usize) -> Result<(), Box<dyn Error>> {
    println!("the same rules and the same question in other engines: times as long as `decide` (min / median / max)\n");
    let mut table = table(["rules", "engine", "ns", "ratio"]);
    for size in [100, 1_000, 10_000].into_iter().filter(|size| *size <= rules_max) {
        let kinds = synthetic::kinds(size);
        let set = synthetic::one_matches(&kinds);
        let kind = &kinds[size / 2];
        let asked = synthetic::question(&set, kind);
        let mut peers = peers::load(&kinds)?;
        let mut took = vec![Figures::default(); peers.len() + 1];
        for _ in 0..ROUNDS {
            took[0].push(one(&set, &asked));
            for (peer, took) in peers.iter_mut().zip(&mut took[1..]) {
                took.push(nanoseconds(|| assert!(peer.permits(kind), "{} permits too", peer.name())));
            }
        }
        let names = std::iter::once("selat").chain(peers.iter().map(|peer| peer.name()));
        for (name, figures) in names.zip(&took) {
            table.add_row([size.to_string(), name.to_owned(), cell(figures, 0), cell(&figures.ratio_to(&took[0]), 1)]);
        }
    }
    println!("{table}");
    Ok(())
}

fn one(set: &Snapshot, asked: &Transfer) -> f64 {
    let moment = Moment::live(shipped::NOW);
    assert_eq!(decide(set, asked, &moment).verdict(), Verdict::Allow, "the rule of this kind permits");
    nanoseconds(|| decide(set, asked, &moment))
}

/// Figures of several things, in alternating rounds.
fn rounds(things: usize, measure: impl Fn(usize) -> f64) -> Vec<Figures> {
    let mut figures = vec![Figures::default(); things];
    for _ in 0..ROUNDS {
        for (index, figures) in figures.iter_mut().enumerate() {
            figures.push(measure(index));
        }
    }
    figures
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(header);
    table
}
