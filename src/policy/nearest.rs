//! The nearest known word to one that is not known.

/// How alike two words must be, on the scale of the Jaro-Winkler measure.
const ALIKE: f64 = 0.82;
const MOST: usize = 3;

/// Codes that people write, and the ISO 3166-1 code that they mean.
const HABITS: [(&str, &str); 2] = [("UK", "GB"), ("EL", "GR")];

/// The known words that are nearest to a given one, the nearest first; at most three.
///
/// A word that differs in case alone, and a code used by habit for another, come before all.
pub fn nearest(word: &str, known: &mut dyn Iterator<Item = &str>) -> Vec<String> {
    let meant = HABITS.iter().find(|(habit, _)| habit.eq_ignore_ascii_case(word)).map(|(_, code)| *code);
    let lower = word.to_lowercase();
    let mut scored: Vec<(f64, &str)> = known
        .map(|candidate| {
            let exact = meant == Some(candidate) || candidate.eq_ignore_ascii_case(word);
            (if exact { 2.0 } else { likeness(&lower, &candidate.to_lowercase()) }, candidate)
        })
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    let close_to_best = |score: f64| best < 2.0 && score > best - 0.05 || score >= 2.0;
    scored.into_iter().filter(|(score, _)| close_to_best(*score)).take(MOST).map(|(_, word)| word.to_owned()).collect()
}

/// Likeness from 0 to 1; the last part of a dotted word counts by itself too, for a forgotten prefix.
fn likeness(word: &str, candidate: &str) -> f64 {
    if word.chars().count() < 3 {
        return 0.0;
    }
    let whole = strsim::jaro_winkler(word, candidate);
    match candidate.rsplit_once('.') {
        Some((_, last)) if !word.contains('.') => whole.max(strsim::jaro_winkler(word, last) * 0.98),
        _ => whole,
    }
}

/// The question that helps a person on, where there is a word to ask about.
pub fn did_you_mean(near: &[String]) -> Option<String> {
    match near {
        [] => None,
        [one] => Some(format!("did you mean `{one}`?")),
        many => Some(format!("did you mean one of `{}`?", many.join("`, `"))),
    }
}
