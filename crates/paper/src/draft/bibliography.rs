//! The bibliography, which is counted and dropped.

use crate::lexicon::says;
use crate::section::Block;

/// The bibliography that was dropped.
#[derive(Debug, Default)]
pub(crate) struct Bibliography {
    entries: usize,
    characters: usize,
}

impl Bibliography {
    /// Takes a paragraph of the bibliography, or gives it back if it is none: an appendix without a
    /// heading.
    pub(super) fn take(&mut self, text: String) -> Option<String> {
        if self.entries > 0 && !is_entry(&text) && text.len() >= 300 {
            return Some(text);
        }
        self.entries +=
            text.lines().filter(|line| !line.trim().is_empty()).count().max(numbers(&text));
        self.characters += text.chars().count();
        None
    }

    /// Takes the paragraphs of a section that is called so; what is left behind them is something
    /// else.
    pub(crate) fn strip(&mut self, blocks: &mut Vec<Block>) {
        for block in std::mem::take(blocks) {
            match block {
                Block::Text(text) if blocks.is_empty() => {
                    blocks.extend(self.take(text).map(Block::Text))
                }
                block => blocks.push(block),
            }
        }
    }

    pub(crate) fn note(&self) -> Option<String> {
        let Self { entries, characters } = self;
        let noun = if *entries == 1 { "entry" } else { "entries" };
        (*entries > 0)
            .then(|| format!("bibliography dropped ({entries} {noun}, {characters} characters)"))
    }
}

/// Whether a paragraph looks like an entry: a mark in front, a year, an address.
fn is_entry(text: &str) -> bool {
    let mark = text.starts_with(|letter: char| letter.is_ascii_digit() || "[-•*".contains(letter));
    mark || says(text, "http|doi|arXiv|et al.|Proceedings|pp. ") || has_year(text)
}

/// How many marks such as `[12]` begin an entry.
fn numbers(text: &str) -> usize {
    let is_mark = |at: usize| {
        let number = text[at + 1..].split_once(']').map_or("", |(number, _)| number);
        (at == 0 || text[..at].ends_with([' ', '\n']))
            && (1..5).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.match_indices('[').filter(|(at, _)| is_mark(*at)).count()
}

fn has_year(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_digit())
        .any(|number| number.len() == 4 && (number.starts_with("19") || number.starts_with("20")))
}
