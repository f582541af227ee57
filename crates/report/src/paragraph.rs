//! `results.tex` and `results.md`: the results in words, as a paragraph for a paper.
//!
//! Every number in it is one of `macros.tex`: in LaTeX by its name, so that the text follows the
//! numbers; in Markdown as it is.

mod finding;
mod list;
mod setting;

use super::escape;
use super::quantity::{Quantities, Quantity};
use crate::Study;

/// The head of `results.tex`.
const HEAD: &str = "\
% The results in words, to be edited. Each number is a name of macros.tex, so that it stays true when the study goes on;
% the words do not change with it. In the preamble of a paper, and in its text:
%   \\input{macros.tex}
%   \\input{results.tex}
";

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Words, which are not escaped.
    Text(String),
    /// A letter that stands for a quantity.
    Symbol(char),
    /// The name of a quantity.
    Value(String),
}

/// A sentence without its full stop, or a part of one.
type Sentence = Vec<Piece>;

fn text(words: impl Into<String>) -> Piece {
    Piece::Text(words.into())
}

fn value(key: impl Into<String>) -> Piece {
    Piece::Value(key.into())
}

/// What was compared, what came out, and how it was judged.
fn sentences(study: &Study, quantities: &Quantities) -> Vec<Sentence> {
    let mut sentences = setting::opening(study, quantities);
    sentences.extend(finding::findings(study, quantities));
    sentences.extend(setting::not_run(study.results));
    sentences.extend(setting::methods(study, quantities));
    sentences
}

/// `results.tex`, of everything.
pub(super) fn latex(study: &Study) -> String {
    let line = |sentence: &Sentence| {
        let pieces = sentence.iter().map(|piece| match piece {
            Piece::Text(words) => kept(words, escape::latex),
            Piece::Symbol(letter) => format!("${letter}$"),
            Piece::Value(key) => format!("\\ablate{{{key}}}"),
        });
        format!("{}.\n", pieces.collect::<String>())
    };
    let sentences = sentences(study, &Quantities::new(study));
    HEAD.to_owned() + &sentences.iter().map(line).collect::<String>()
}

/// `results.md`, of everything.
pub(super) fn markdown(study: &Study) -> String {
    let quantities = Quantities::new(study);
    let shown = |key: &str| match quantities.get(key) {
        Some(Quantity::Number(shown) | Quantity::Words(shown)) => shown.clone(),
        Some(Quantity::Missing) | None => "–".to_owned(),
    };
    let sentence = |sentence: &Sentence| {
        let pieces = sentence.iter().map(|piece| match piece {
            Piece::Text(words) => kept(words, escape::markdown),
            Piece::Symbol(letter) => format!("*{letter}*"),
            Piece::Value(key) => kept(&shown(key), escape::markdown),
        });
        format!("{}.", pieces.collect::<String>())
    };
    let sentences: Vec<String> = sentences(study, &quantities).iter().map(sentence).collect();
    sentences.join(" ") + "\n"
}

/// The text escaped, with a blank at either end if it had one.
fn kept(text: &str, escape: impl Fn(&str) -> String) -> String {
    let blank = |is_there: bool| if is_there { " " } else { "" };
    let inner = text.trim_matches(' ');
    if inner.is_empty() {
        return blank(!text.is_empty()).to_owned();
    }
    format!("{}{}{}", blank(text.starts_with(' ')), escape(inner), blank(text.ends_with(' ')))
}
