//! The knob that an ablation is about.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use subject::{Declaration, Kind, Knob};

use super::token::{Token, tokens, words_of};
use super::words::is_generic;
use crate::excerpt::{excerpt, quote_sorted};
use crate::plan::Ablation;
use crate::words::is_in;

/// The number of nearest knobs in a binding.
const NEAREST: usize = 3;

/// The words of a subject.
pub(super) struct Vocabulary<'a> {
    pub(super) subject: &'a Declaration,
    entries: Vec<Entry<'a>>,
}

/// The words of a knob.
pub(super) struct Entry<'a> {
    pub(super) knob: &'a Knob,
    /// Name, part and aliases, each as its words.
    phrases: Vec<BTreeSet<String>>,
    /// Aliases that are symbols, such as `M`.
    pub(super) symbols: BTreeSet<String>,
    /// Every word of its names.
    pub(super) name_words: BTreeSet<String>,
    /// The words of its choices.
    choices: BTreeSet<String>,
    /// The words of its help, which place the part without identifying it.
    help: BTreeSet<String>,
}

/// The knob of an ablation, or the nearest ones.
pub(super) struct Match<'a> {
    /// The knob, or the reason why there is none.
    pub(super) knob: Result<&'a Knob, String>,
    /// Names of the knobs that come closest.
    pub(super) nearest: Vec<String>,
    /// Names of all knobs that the part or the ablation's name names.
    pub(super) named: Vec<&'a str>,
}

/// The fit of a knob. The longest phrase wins; symbols and the ablation's name decide between
/// equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    phrase: usize,
    has_symbol: bool,
    /// Whether the phrase is more than the knob's name, which is an identifier.
    is_words: bool,
    in_name: usize,
}

impl<'a> Vocabulary<'a> {
    pub(super) fn new(subject: &'a Declaration) -> Self {
        Self { subject, entries: subject.knobs.iter().map(Entry::new).collect() }
    }

    /// The knob that the ablation is about.
    pub(super) fn knob_for(&self, ablation: &Ablation) -> Match<'a> {
        let text = format!("{} {}", ablation.part, ablation.name);
        let words = words_of(&text).into_iter().collect();
        let named = self.entries.iter().filter(|entry| entry.is_named_in(&words));
        Match {
            knob: self.decide(&ablation.part, &ablation.name),
            nearest: self.nearest(&text),
            named: named.map(|entry| entry.knob.name.as_str()).collect(),
        }
    }

    /// The knob that a text is about.
    pub(super) fn knob_in(&self, text: &str) -> Result<&'a Knob, String> {
        self.decide(text, "")
    }

    /// The knob that is called so, by its name or by all the words of another of its names; symbols
    /// count if `symbols`.
    pub(super) fn knob_called(&self, key: &str, symbols: bool) -> Option<&'a Knob> {
        let key = key.trim();
        if let Some(knob) = self.subject.knob(key) {
            return Some(knob);
        }
        let words: BTreeSet<String> = words_of(key).into_iter().collect();
        let is_called = |entry: &&Entry| {
            (!words.is_empty() && entry.phrases.contains(&words))
                || (symbols && entry.symbols.contains(key))
        };
        let mut called = self.entries.iter().filter(is_called);
        let first = called.next()?;
        called.next().is_none().then_some(first.knob)
    }

    /// The words of a knob of the subject.
    pub(super) fn entry(&self, knob: &Knob) -> &Entry<'a> {
        let entry = self.entries.iter().find(|entry| entry.knob.name == knob.name);
        entry.expect("invariant: every knob of the subject has an entry")
    }

    fn decide(&self, part: &str, name: &str) -> Result<&'a Knob, String> {
        let (part, name) = (Text::new(part), Text::new(name));
        let scored = self.entries.iter().map(|entry| (entry.score(&part, &name), entry));
        let mut scored: Vec<(Score, &Entry)> =
            scored.filter(|(score, _)| score.phrase > 0 || score.in_name > 0).collect();
        scored.sort_by_key(|(score, _)| Reverse(*score));
        let Some((best, entry)) = scored.first() else {
            let wanted = if part.text.trim().is_empty() { name.text } else { part.text };
            let wanted = excerpt(wanted.trim());
            return Err(format!("{} has no knob matching `{wanted}`", self.subject.name));
        };
        let equals = scored.iter().take_while(|(score, _)| score == best);
        if equals.clone().count() > 1 {
            let equals = quote_sorted(equals.map(|(_, entry)| entry.knob.name.as_str()));
            return Err(format!("it may be any of the knobs {equals}"));
        }
        // where only the ablation's name names the knob, the part may say nothing else
        let mut strange = part.strange_to(entry, best.phrase > 0);
        // a symbol that stands for another knob contradicts
        let other = |symbol: &&String| {
            !entry.symbols.contains(*symbol)
                && self.entries.iter().any(|entry| entry.symbols.contains(*symbol))
        };
        strange.extend(part.symbols.iter().filter(other).cloned());
        if strange.is_empty() {
            return Ok(entry.knob);
        }
        let strange = quote_sorted(strange.iter().map(String::as_str));
        let name = &entry.knob.name;
        Err(format!("the knob `{name}` comes closest, but it says nothing of {strange}"))
    }

    fn nearest(&self, text: &str) -> Vec<String> {
        let words: BTreeSet<String> =
            words_of(text).into_iter().filter(|word| !is_generic(word)).collect();
        let shared = |set: &BTreeSet<String>| set.intersection(&words).count();
        let score = |entry: &Entry| {
            let phrase = entry.phrases.iter().map(shared).max().unwrap_or(0);
            4 * phrase + shared(&entry.name_words) + shared(&entry.help)
        };
        let mut scored: Vec<_> = self.entries.iter().map(|entry| (score(entry), entry)).collect();
        scored.retain(|(score, _)| *score > 1);
        scored.sort_by_key(|(score, _)| Reverse(*score));
        scored.into_iter().take(NEAREST).map(|(_, entry)| entry.knob.name.clone()).collect()
    }
}

impl<'a> Entry<'a> {
    fn new(knob: &'a Knob) -> Self {
        // the knob's part and aliases, and its name last
        let names = || std::iter::once(&knob.part).chain(&knob.aliases).chain([&knob.name]);
        let content = |text: &String| {
            words_of(text).into_iter().filter(|word| !is_preposition(word)).collect()
        };
        let choices = match &knob.kind {
            Kind::Choice { choices } => choices.as_slice(),
            _ => &[],
        };
        let symbol = |alias: &String| match tokens(alias).as_slice() {
            [Token::Symbol(symbol)] => Some(symbol.clone()),
            _ => None,
        };
        Self {
            knob,
            phrases: names().map(content).collect(),
            symbols: knob.aliases.iter().filter_map(symbol).collect(),
            name_words: names().flat_map(|text| words_of(text)).collect(),
            choices: choices.iter().flat_map(|choice| words_of(choice)).collect(),
            help: words_of(&knob.help).into_iter().collect(),
        }
    }

    /// Whether the word is in the names or choices of the knob.
    pub(super) fn explains(&self, word: &str) -> bool {
        self.name_words.contains(word) || self.choices.contains(word)
    }

    /// Whether the words contain one of the knob's names.
    pub(super) fn is_named_in(&self, words: &BTreeSet<String>) -> bool {
        self.longest_phrase(words, words).0 > 0
    }

    fn score(&self, part: &Text, name: &Text) -> Score {
        let has_symbol = !self.symbols.is_disjoint(&part.symbols);
        let (in_name, _) = self.longest_phrase(&name.words, &name.words);
        let (phrase, is_words) = self.longest_phrase(&part.words, &part.head);
        Score { phrase, has_symbol, is_words, in_name }
    }

    /// The weight of the longest phrase that is in the words and begins in the head, 0 if there is
    /// none; and whether it is more than the knob's name.
    fn longest_phrase(&self, words: &BTreeSet<String>, head: &BTreeSet<String>) -> (usize, bool) {
        let is_named = |phrase: &&BTreeSet<String>| {
            phrase.is_subset(words)
                && phrase.iter().any(|word| !is_generic(word) && head.contains(word))
        };
        let weight = |phrase: &BTreeSet<String>| {
            phrase.iter().map(|word| if is_generic(word) { 1 } else { 4 }).sum()
        };
        let last = self.phrases.len() - 1;
        let named = self.phrases.iter().enumerate().filter(|(_, phrase)| is_named(phrase));
        named.map(|(index, phrase)| (weight(phrase), index < last)).max().unwrap_or_default()
    }
}

/// The words of a part, those before the first *in*, *for* or *with* apart.
#[derive(Default)]
struct Text<'a> {
    text: &'a str,
    words: BTreeSet<String>,
    head: BTreeSet<String>,
    symbols: BTreeSet<String>,
    /// Words that place the part without identifying it.
    place: BTreeSet<String>,
}

/// Words in front of the place of the part.
const PLACE: &str = "in within inside during on at across into before after from between";

/// Words in front of a description that picks one of several parts.
const WHICH: &str = "for with via by that which where when through under among";

fn is_preposition(word: &str) -> bool {
    is_in(PLACE, word) || is_in(WHICH, word)
}

impl<'a> Text<'a> {
    fn new(text: &'a str) -> Self {
        let mut read = Self { text, ..Self::default() };
        let (mut is_head, mut is_place) = (true, false);
        for token in tokens(text) {
            match token {
                Token::Word(word) if is_preposition(&word) => {
                    is_head &= read.head.is_empty();
                    is_place = is_in(PLACE, &word);
                }
                Token::Word(word) => {
                    if is_head {
                        read.head.insert(word.clone());
                    } else if is_place {
                        read.place.insert(word.clone());
                    }
                    read.words.insert(word);
                }
                Token::Symbol(symbol) => _ = read.symbols.insert(symbol),
                Token::Mark('(' | ')' | ',') => is_place = false,
                _ => {}
            }
        }
        read
    }

    /// The words that the knob's names and choices do not account for, nor its help if they only
    /// say where the part is.
    fn strange_to(&self, entry: &Entry, with_place: bool) -> Vec<String> {
        let is_place =
            |word: &String| with_place && self.place.contains(word) && !self.head.contains(word);
        let is_known = |word: &String| {
            is_generic(word)
                || entry.explains(word)
                || (is_place(word) && entry.help.contains(word))
        };
        self.words.iter().filter(|word| !is_known(word)).cloned().collect()
    }
}

/// Whether the text names one of several by its number, as in *grouping block at layer 6*; the
/// number of an equation and the value of a symbol do not.
pub(super) fn names_one_of_several(text: &str) -> bool {
    const CITED: &str = "eq equation section sec fig figure table appendix";
    let tokens = tokens(text);
    tokens.iter().enumerate().any(|(index, token)| {
        let mut before = tokens[..index].iter().rev().filter(|token| **token != Token::Mark('('));
        let is_cited = match before.next() {
            Some(Token::Word(word)) => is_in(CITED, word),
            Some(token) => *token == Token::Mark('='),
            None => false,
        };
        matches!(token, Token::Number(_)) && !is_cited
    })
}
