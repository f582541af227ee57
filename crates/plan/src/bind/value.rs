//! Which value of a knob a replacement means.

use std::collections::BTreeSet;

use subject::{Kind, Knob, Settings, Value};

use super::part::{Match, Vocabulary};
use super::token::{Token, tokens};
use super::words::{is_baseline, is_generic, is_removal, is_vague, quote};
use super::{assignment, choice, scalar, set};
use crate::plan::{Ablation, Replacement};

/// A replacement that is to be a value of a knob.
pub(super) struct Asked<'a> {
    pub(super) knob: &'a Knob,
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    vocabulary: &'a Vocabulary<'a>,
    /// Symbols that the ablation uses for the part.
    symbols: BTreeSet<String>,
}

/// The settings that the replacement means; empty if they are the baseline's.
pub(super) fn settings(
    replacement: &Replacement,
    matched: &Match,
    vocabulary: &Vocabulary,
    ablation: &Ablation,
) -> Result<Settings, String> {
    if let Some(settings) = assignment::settings(replacement, matched, vocabulary) {
        return settings;
    }
    let knob = matched.knob.clone()?;
    let asked = Asked::new(knob, replacement.label(), vocabulary, ablation);
    super::differing(knob, &asked.value()?)
}

impl<'a> Asked<'a> {
    pub(super) fn new(
        knob: &'a Knob,
        text: &'a str,
        vocabulary: &'a Vocabulary<'a>,
        ablation: &Ablation,
    ) -> Self {
        let symbol = |token| if let Token::Symbol(symbol) = token { Some(symbol) } else { None };
        let symbols = [&ablation.part, &ablation.name]
            .into_iter()
            .flat_map(|text| tokens(text))
            .filter_map(symbol);
        Self { knob, text, tokens: tokens(text), vocabulary, symbols: symbols.collect() }
    }

    fn value(&self) -> Result<Value, String> {
        if self.knob.kind == Kind::Path {
            return Err(format!(
                "the knob `{}` is a path, which only a person sets",
                self.knob.name
            ));
        }
        if let Some(value) = choice::value(self) {
            return value;
        }
        if self.is_removal() {
            return self.off();
        }
        let value = match self.knob.kind {
            Kind::Bool => self.switch(),
            Kind::Int { .. } | Kind::Float { .. } => scalar::value(self),
            Kind::Ints { min, max } => set::value(self, min, max),
            Kind::Choice { .. } | Kind::Path => None,
        };
        if let Some(value) = value {
            return value;
        }
        if self.is_baseline() { Ok(self.knob.default.clone()) } else { Err(self.not_understood()) }
    }

    /// The words of the replacement.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().filter_map(|token| {
            if let Token::Word(word) = token { Some(word.as_str()) } else { None }
        })
    }

    /// The numbers of the replacement.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> {
        self.tokens.iter().filter_map(|token| {
            if let Token::Number(number) = token { Some(*number) } else { None }
        })
    }

    /// Whether the word says nothing, or nothing but what the knob is.
    pub(super) fn is_known(&self, word: &str) -> bool {
        is_generic(word) || self.vocabulary.explains(self.knob, word)
    }

    /// Whether every symbol is one that stands for the knob, or that the ablation uses for the
    /// part.
    pub(super) fn are_symbols_known(&self) -> bool {
        self.tokens.iter().all(|token| match token {
            Token::Symbol(symbol) => {
                self.symbols.contains(symbol) || self.vocabulary.is_symbol_of(self.knob, symbol)
            }
            _ => true,
        })
    }

    /// *none*, *remove*, *without X*, *X removed*, where X is the part itself.
    fn is_removal(&self) -> bool {
        const FROM: &[&str] = &["from", "in", "at", "entirely", "completely", "altogether"];
        let is_known = |word: &str| {
            is_removal(word)
                || is_generic(word)
                || FROM.contains(&word)
                || self.vocabulary.names(self.knob, word)
        };
        // at either end: *video blending without cut* is no removal
        let content: Vec<&str> =
            self.words().filter(|word| is_removal(word) || !is_generic(word)).collect();
        let is_at_end = content.first().is_some_and(|word| is_removal(word))
            || content.last().is_some_and(|word| is_removal(word));
        is_at_end
            && self.words().all(|word| is_known(word) && !is_vague(word))
            && self.are_symbols_known()
            && self.numbers().next().is_none()
    }

    fn off(&self) -> Result<Value, String> {
        match (&self.knob.off, &self.knob.kind) {
            (Some(off), _) => Ok(off.clone()),
            (None, Kind::Bool) => Ok(Value::Bool(false)),
            (None, _) => {
                Err(format!("cannot be removed: the knob `{}` has no off value", self.knob.name))
            }
        }
    }

    /// *on*, *with X*, *X*, where X is the part itself, and *false*; other ways of *off* are
    /// removals.
    fn switch(&self) -> Option<Result<Value, String>> {
        const ON: &[&str] = &[
            "on", "true", "yes", "enable", "enabled", "with", "add", "added", "adding", "include",
            "included",
        ];
        let words: BTreeSet<String> = self.words().map(str::to_owned).collect();
        let is_off = words.len() == 1 && words.contains("false");
        let is_on = words.iter().any(|word| ON.contains(&word.as_str()))
            || self.vocabulary.is_named_in(self.knob, &words);
        let is_plain = words.iter().all(|word| {
            (ON.contains(&word.as_str()) || self.is_known(word))
                && !is_removal(word)
                && !is_vague(word)
        });
        let is_plain = is_plain && self.are_symbols_known() && self.numbers().next().is_none();
        (is_off || (is_on && is_plain)).then_some(Ok(Value::Bool(is_on)))
    }

    /// *default*, *original*, *as in the baseline*.
    fn is_baseline(&self) -> bool {
        const AS: &[&str] = &["in", "no", "change", "modification"];
        let is_said = self.words().any(is_baseline) || self.words().eq(["no", "change"]);
        is_said
            && self
                .words()
                .all(|word| is_baseline(word) || AS.contains(&word) || self.is_known(word))
            && self.numbers().next().is_none()
            && self.are_symbols_known()
    }

    fn not_understood(&self) -> String {
        let takes = format!("`{}` takes {}", self.knob.name, self.knob.kind);
        let strange: Vec<&str> =
            self.words().filter(|word| !self.is_known(word) && !is_removal(word)).collect();
        if self.words().any(is_vague) && self.numbers().next().is_none() {
            return format!("too vague: it names no value; {takes}");
        }
        let because = if strange.is_empty() {
            String::new()
        } else {
            format!(", because of {}", quote(strange))
        };
        format!("not understood{because}; {takes}")
    }
}
