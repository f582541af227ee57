//! Sentences as token numbers.

use std::collections::HashMap;

use super::scene::{Background, Color, Motion, Shape};
use crate::prompt::TEMPLATES;

/// The first token of every text, whose output stands for the whole.
const FIRST: usize = 1;
/// The last token of every text.
const LAST: usize = 2;
/// A word that the vocabulary does not have.
pub(crate) const UNKNOWN: usize = 3;

/// All words of the world, lower case. Number 0 is padding.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    numbers: HashMap<&'static str, usize>,
}

impl Vocabulary {
    pub(crate) fn new() -> Self {
        let mut words = vec!["[pad]", "[cls]", "[sep]", "[unk]"];
        let grammar = "a large small while on background photo of what color is the shape does do how many objects are there one two";
        let around =
            TEMPLATES.iter().flat_map(|template| template.split(|c: char| !c.is_alphanumeric()));
        let around = around.filter(|word| !word.is_empty());
        let named = Shape::ALL.iter().map(|shape| shape.words());
        let named = named.chain(Color::ALL.iter().map(|color| color.words()));
        let named = named.chain(Motion::ALL.iter().map(|motion| motion.words()));
        let named = named.chain(Background::ALL.iter().map(|background| background.words()));
        words.extend(grammar.split(' ').chain(around).chain(named.flat_map(str::split_whitespace)));
        let mut numbers = HashMap::new();
        for word in words {
            let next = numbers.len();
            numbers.entry(word).or_insert(next);
        }
        Self { numbers }
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// `[cls]`, the words, `[sep]`. Punctuation is dropped.
    pub(crate) fn tokens(&self, text: &str) -> Vec<usize> {
        let words = text
            .split(|c: char| c.is_whitespace() || c.is_ascii_punctuation())
            .filter(|word| !word.is_empty());
        let numbers = words.map(|word| self.numbers.get(word).copied().unwrap_or(UNKNOWN));
        std::iter::once(FIRST).chain(numbers).chain(std::iter::once(LAST)).collect()
    }
}
