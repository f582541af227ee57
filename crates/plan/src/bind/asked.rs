//! A replacement beside the knob whose value it should be.

use std::collections::BTreeSet;

use subject::Knob;

use super::part::Vocabulary;
use super::token::{Token, tokens};
use super::words::is_generic;
use crate::plan::Ablation;

/// A replacement that should be a value of a knob.
pub(super) struct Asked<'a> {
    pub(super) knob: &'a Knob,
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) vocabulary: &'a Vocabulary<'a>,
    /// Symbols that the ablation uses for the part.
    symbols: BTreeSet<String>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(
        knob: &'a Knob,
        text: &'a str,
        vocabulary: &'a Vocabulary<'a>,
        ablation: &Ablation,
    ) -> Self {
        let symbols = [&ablation.part, &ablation.name]
            .into_iter()
            .flat_map(|text| tokens(text))
            .filter_map(Token::into_symbol)
            .collect();
        Self { knob, text, tokens: tokens(text), vocabulary, symbols }
    }

    /// The words of the replacement.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().filter_map(Token::word)
    }

    /// The numbers of the replacement.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> {
        self.tokens.iter().filter_map(Token::number)
    }

    /// Whether the replacement has any number.
    pub(super) fn has_number(&self) -> bool {
        self.numbers().next().is_some()
    }

    /// Whether the word has no content of its own, or belongs to the names or choices of the knob.
    pub(super) fn is_known(&self, word: &str) -> bool {
        is_generic(word) || self.vocabulary.explains(self.knob, word)
    }

    /// Whether every symbol stands for the knob, or is one that the ablation uses for the part.
    pub(super) fn are_symbols_known(&self) -> bool {
        self.tokens.iter().filter_map(Token::symbol).all(|symbol| {
            self.symbols.contains(symbol) || self.vocabulary.is_symbol_of(self.knob, symbol)
        })
    }

    /// The values of the knob in words, such as `` `width` takes a whole number from 1 to 64 ``.
    pub(super) fn takes(&self) -> String {
        super::takes(self.knob)
    }
}
