//! Rounds of measurements, and what is shown of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long one measurement takes.
const SPAN: Duration = Duration::from_millis(40);

/// The rounds over which figures are taken.
pub const ROUNDS: usize = 7;

/// What one thing took in each round.
#[derive(Clone, Debug, Default)]
pub struct Figures(Vec<f64>);

impl Figures {
    /// Adds a round's figure.
    pub fn push(&mut self, figure: f64) {
        self.0.push(figure);
    }

    /// Minimum, median and maximum.
    pub fn spread(&self) -> [f64; 3] {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        [at(0), at(sorted.len() / 2), at(sorted.len().saturating_sub(1))]
    }

    /// Round by round, how much more this is than another thing in the same round.
    pub fn ratio_to(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(mine, theirs)| mine / theirs).collect())
    }
}

/// Nanoseconds for one call, over as many calls as fit in a short span.
pub fn nanoseconds<T>(mut call: impl FnMut() -> T) -> f64 {
    let mut calls = 1_u32;
    loop {
        let start = Instant::now();
        for _ in 0..calls {
            black_box(call());
        }
        let took = start.elapsed();
        if took >= SPAN {
            return took.as_secs_f64() * 1e9 / f64::from(calls);
        }
        calls = calls.saturating_mul(if took < SPAN / 16 { 8 } else { 2 });
    }
}

/// Minimum, median and maximum in a cell.
pub fn cell(figures: &Figures, digits: usize) -> String {
    let [least, median, most] = figures.spread();
    format!("{least:.digits$} / {median:.digits$} / {most:.digits$}")
}
