//! The README's questions get the answers that it shows.

use crate::cli::selat;

const README: &str = include_str!("../../README.md");

/// The blocks of the README that begin with a fence of that language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

/// The arguments of the README's `ask` commands.
fn questions() -> Vec<Vec<String>> {
    let commands = blocks("sh").into_iter().filter(|block| block.contains("-- ask "));
    commands
        .map(|command| {
            let words = command.replace("\\\n", " ");
            let words = words.split("-- ask ").nth(1).expect("the words of the question").to_owned();
            std::iter::once("ask".to_owned()).chain(words.split_whitespace().map(str::to_owned)).collect()
        })
        .collect()
}

#[test]
fn the_answers_in_the_readme_are_the_real_ones() {
    let (questions, answers) = (questions(), blocks("text"));
    assert_eq!(questions.len(), answers.len(), "one answer for each question");
    for (question, answer) in questions.iter().zip(answers) {
        let words: Vec<&str> = question.iter().map(String::as_str).collect();
        let ended = selat(&words);
        assert!(ended.stdout.starts_with(answer), "expected\n{answer}\n\ngiven\n{}", ended.stdout);
    }
}
