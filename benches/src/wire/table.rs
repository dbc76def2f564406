//! Ratios over rounds.

/// Rows of ratios, each measured in every round.
#[derive(Default)]
pub struct Table(Vec<Row>);

struct Row {
    name: String,
    of: &'static str,
    pairs: Vec<(f64, f64)>,
}

impl Table {
    /// Adds what one round measured: ours, and what it is held against.
    pub fn add(&mut self, name: &str, of: &'static str, ours: f64, theirs: f64) {
        let row = match self.0.iter().position(|row| row.name == name && row.of == of) {
            Some(place) => &mut self.0[place],
            None => {
                self.0.push(Row { name: name.to_owned(), of, pairs: Vec::new() });
                self.0.last_mut().expect("one was added")
            }
        };
        row.pairs.push((ours, theirs));
    }

    /// Prints minimum, median and maximum of the ratios, and the medians that they are ratios of.
    pub fn print(&self) {
        println!("| measure | of | min | median | max | ours | other |");
        println!("|---|---|---|---|---|---|---|");
        for Row { name, of, pairs } in &self.0 {
            let ratios = sorted(pairs.iter().map(|(ours, theirs)| ours / theirs));
            let [ours, theirs] = [sorted(pairs.iter().map(|pair| pair.0)), sorted(pairs.iter().map(|pair| pair.1))];
            println!(
                "| {name} | {of} | {:.3} | {:.3} | {:.3} | {:.2} | {:.2} |",
                ratios[0],
                middle(&ratios),
                ratios[ratios.len() - 1],
                middle(&ours),
                middle(&theirs)
            );
        }
    }
}

fn sorted(numbers: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers
}

fn middle(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}
