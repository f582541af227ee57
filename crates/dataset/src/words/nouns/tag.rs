//! The classes of the words of a sentence.

use std::collections::{HashMap, HashSet};

use super::class::{Form, Guess, Tag};
use super::lexicon;
use super::place::Place;

/// What the ending of an unknown word says of it; the first that it has counts.
const ENDINGS: [(&[&str], Guess); 6] = [
    (&["ing"], Guess::Verb(Form::Ing)),
    (&["ed"], Guess::Verb(Form::Past)),
    (&["ly"], Guess::Sure(Tag::Adverb)),
    (&["ous", "ful", "less", "ish", "able", "ible", "ic"], Guess::Sure(Tag::Adjective)),
    (&["ss", "us", "is"], Guess::Unknown),
    (&["s"], Guess::UnknownS),
];

/// Tells nouns, adjectives and other words of a caption apart.
#[derive(Clone, Debug)]
pub struct Tagger {
    words: HashMap<&'static str, Guess>,
    verbs: HashSet<&'static str>,
}

impl Default for Tagger {
    fn default() -> Self {
        Self::new()
    }
}

impl Tagger {
    /// A tagger with the words that it knows.
    pub fn new() -> Self {
        // a word is what the last list with it says
        let lists = [
            (lexicon::VERBS, Guess::Verb(Form::First)),
            (lexicon::PASTS, Guess::Verb(Form::Past)),
            (lexicon::PLURALS, Guess::Sure(Tag::Noun)),
            (lexicon::NOUNS, Guess::Sure(Tag::Noun)),
            (lexicon::ADVERBS, Guess::Sure(Tag::Adverb)),
            (lexicon::ADJECTIVES, Guess::Sure(Tag::Adjective)),
            (lexicon::NUMBERS, Guess::Sure(Tag::Number)),
            (lexicon::CONJUNCTIONS, Guess::Sure(Tag::Conjunction)),
            (lexicon::PREPOSITIONS, Guess::Sure(Tag::Preposition)),
            (lexicon::PRONOUNS, Guess::Sure(Tag::Pronoun)),
            (lexicon::AUXILIARIES, Guess::Sure(Tag::Auxiliary)),
            (lexicon::POSSESSIVES, Guess::Sure(Tag::Possessive)),
            (lexicon::DETERMINERS, Guess::Sure(Tag::Determiner)),
        ];
        let words = lists.into_iter();
        let words =
            words.flat_map(|(list, guess)| list.split_whitespace().map(move |word| (word, guess)));
        Self { words: words.collect(), verbs: lexicon::VERBS.split_whitespace().collect() }
    }

    /// The class of each word, given in lower case.
    pub(super) fn tags(&self, words: &[String]) -> Vec<Tag> {
        let guesses: Vec<_> = words.iter().map(|word| self.guess(word)).collect();
        let mut tags: Vec<Tag> = Vec::with_capacity(words.len());
        for at in 0..words.len() {
            let place = Place { words, guesses: &guesses, tags: &tags, at };
            let tag = match guesses[at] {
                Guess::Sure(_)
                    if place.is_infinitive() && self.verbs.contains(words[at].as_str()) =>
                {
                    Tag::Verb
                }
                Guess::Sure(tag) => place.sure(tag),
                Guess::Verb(form) if place.is_verb(form) => Tag::Verb,
                Guess::Verb(Form::Past) if place.modifies() => Tag::Adjective,
                Guess::Verb(_) => Tag::Noun,
                Guess::UnknownS if place.is_unknown_verb() => Tag::Verb,
                _ if place.counts_times() => Tag::Adverb,
                Guess::UnknownS | Guess::Unknown => Tag::Noun,
            };
            tags.push(tag);
        }
        tags
    }

    fn guess(&self, word: &str) -> Guess {
        if let Some(guess) = self.words.get(word) {
            return *guess;
        }
        // captions lose their marks: `a cat s tail`
        if !word.starts_with(char::is_alphabetic) || word == "s" {
            return Guess::Sure(match word {
                "'s" | "'" | "s" => Tag::Genitive,
                "," => Tag::Comma,
                _ if word.starts_with(|c: char| c.is_ascii_digit()) => Tag::Number,
                _ => Tag::Other,
            });
        }
        if let Some(form) = self.form(word) {
            return Guess::Verb(form);
        }
        let ends = |ending: &&str| word.len() > ending.len() + 1 && word.ends_with(ending);
        let ending = ENDINGS.iter().find(|(endings, _)| endings.iter().any(ends));
        ending.map_or(Guess::Unknown, |(_, guess)| *guess)
    }

    /// The form of a known verb that a word is.
    fn form(&self, word: &str) -> Option<Form> {
        let known = |stem: &str| self.verbs.contains(stem);
        let from = |stem: &str| {
            let doubled = stem.len() > 2
                && stem.as_bytes()[stem.len() - 1] == stem.as_bytes()[stem.len() - 2];
            known(stem) || known(&format!("{stem}e")) || (doubled && known(&stem[..stem.len() - 1]))
        };
        if let Some(stem) = word.strip_suffix("ing") {
            let lying = stem.strip_suffix('y').is_some_and(|stem| known(&format!("{stem}ie")));
            return (from(stem) || lying).then_some(Form::Ing);
        }
        if let Some(stem) = word.strip_suffix("ed") {
            let tried = stem.strip_suffix('i').is_some_and(|stem| known(&format!("{stem}y")));
            return (from(stem) || tried).then_some(Form::Past);
        }
        let stem = word.strip_suffix('s')?;
        let washes = stem.strip_suffix('e').is_some_and(known);
        let tries = stem.strip_suffix("ie").is_some_and(|stem| known(&format!("{stem}y")));
        (known(stem) || washes || tries).then_some(Form::Third)
    }
}
