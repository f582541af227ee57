//! A replacement beside the knob whose value it should be.

use std::collections::BTreeSet;

use subject::Knob;

use super::part::Entry;
use super::token::{Token, tokens};
use super::words::is_generic;
use crate::plan::Ablation;

/// A replacement that should be a value of a knob.
pub(super) struct Asked<'a> {
    pub(super) knob: &'a Knob,
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    /// The words of the knob.
    pub(super) entry: &'a Entry<'a>,
    /// Symbols that the ablation uses for the part.
    symbols: BTreeSet<String>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(entry: &'a Entry<'a>, text: &'a str, ablation: &Ablation) -> Self {
        let of_ablation =
            [&ablation.part, &ablation.name].into_iter().flat_map(|text| tokens(text));
        let symbols = of_ablation.filter_map(Token::into_symbol).collect();
        Self { knob: entry.knob, text, tokens: tokens(text), entry, symbols }
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
        is_generic(word) || self.entry.explains(word)
    }

    /// Whether every symbol stands for the knob, or is one that the ablation uses for the part.
    pub(super) fn are_symbols_known(&self) -> bool {
        let is_known =
            |symbol: &str| self.symbols.contains(symbol) || self.entry.symbols.contains(symbol);
        self.tokens.iter().filter_map(Token::symbol).all(is_known)
    }
}
