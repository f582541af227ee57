//! Rules about a word and its neighbours.

use super::class::Form::{self, First, Ing, Past, Third};
use super::class::Guess::{self, Sure, Unknown, UnknownS, Verb};
use super::class::Tag::{
    self, Adjective, Adverb, Auxiliary, Comma, Conjunction, Determiner, Genitive, Noun, Number,
    Other, Possessive, Preposition, Pronoun,
};
use super::lexicon;

/// A word among its neighbours; those before it have their tags.
pub(super) struct Place<'a> {
    pub(super) words: &'a [String],
    pub(super) guesses: &'a [Guess],
    pub(super) tags: &'a [Tag],
    pub(super) at: usize,
}

impl Place<'_> {
    fn before(&self, n: usize) -> Option<Tag> {
        self.at.checked_sub(n).map(|at| self.tags[at])
    }

    fn word(&self, n: isize) -> &str {
        self.at.checked_add_signed(n).and_then(|at| self.words.get(at)).map_or("", String::as_str)
    }

    fn next(&self) -> Option<Guess> {
        self.guesses.get(self.at + 1).copied()
    }

    /// The next word begins a noun phrase of its own.
    fn phrase_follows(&self) -> bool {
        matches!(self.next(), Some(Sure(Determiner | Possessive | Pronoun)))
    }

    /// The next word can go on a noun phrase.
    fn noun_follows(&self) -> bool {
        matches!(
            self.next(),
            Some(Sure(Noun | Adjective) | Unknown | UnknownS | Verb(First | Third))
        )
    }

    /// The next word can come before a noun, and is none.
    fn modifier_follows(&self) -> bool {
        matches!(
            self.next(),
            Some(Sure(Number | Adjective | Conjunction | Comma) | Verb(Past | Ing))
        )
    }

    /// A noun phrase has begun that needs its noun.
    fn is_awaited(&self) -> bool {
        matches!(self.before(1), Some(Determiner | Possessive | Adjective | Number | Genitive))
    }

    /// The last noun means several, or ends a list joined by `and`.
    fn follows_several(&self) -> bool {
        let last = self.word(-1);
        if is_plural(last) || (last.len() > 3 && last.ends_with('s') && !last.ends_with("ss")) {
            return true;
        }
        let of_phrase = |tag| matches!(tag, Noun | Adjective | Number | Determiner | Possessive);
        let start = self.tags.iter().rposition(|tag| !of_phrase(*tag));
        start.is_some_and(|start| {
            start > 0 && self.words[start] == "and" && self.tags[start - 1] == Noun
        })
    }

    /// A verb stands before this word in its clause.
    fn has_verb(&self) -> bool {
        let tags = self.tags.iter().zip(self.words).rev();
        let begins = |tag, word: &str| {
            matches!(tag, Conjunction | Comma | Pronoun | Other)
                || matches!(word, "as" | "followed")
        };
        let mut clause = tags.take_while(|(tag, word)| !begins(**tag, word));
        clause.any(|(tag, _)| matches!(tag, Tag::Verb | Auxiliary))
    }

    /// The class of a word from a list, corrected where its neighbours contradict the list.
    pub(super) fn sure(&self, tag: Tag) -> Tag {
        let awaited = matches!(self.before(1), Some(Determiner | Possessive));
        match (tag, self.word(0)) {
            (Determiner, "that") if self.before(1) == Some(Noun) => Pronoun,
            (Adjective, "other") if self.word(-1) == "each" => Pronoun,
            (Genitive, "s") if self.before(1) != Some(Noun) => Auxiliary,
            (Possessive, "her") if !self.modifies() => Pronoun,
            (Adjective, "light") if self.before(1) == Some(Noun) && !self.noun_follows() => Noun,
            (Adverb, "very" | "more" | "most") if self.next() == Some(Sure(Adjective)) => Adjective,
            (Adjective, _) | (Adverb, "back") if awaited && !self.modifies() => Noun,
            (Noun, word)
                if word.ends_with("ing")
                    && (self.before(1) == Some(Auxiliary) || is_plural(self.word(-1))) =>
            {
                Tag::Verb
            }
            _ => tag,
        }
    }

    /// `three times`
    pub(super) fn counts_times(&self) -> bool {
        matches!(self.word(0), "time" | "times")
            && (self.before(1) == Some(Number)
                || matches!(self.word(-1), "several" | "many" | "few"))
    }

    pub(super) fn is_verb(&self, form: Form) -> bool {
        if self.word(1) == "of" && form != Past {
            return false;
        }
        match form {
            First => self.is_first(),
            Third => self.is_third(),
            Ing => !self.is_awaited() || matches!(self.word(-1), "that" | "one"),
            Past => self.is_past(),
        }
    }

    /// `to` or a modal verb stands before.
    pub(super) fn is_infinitive(&self) -> bool {
        contains(lexicon::BEFORE_INFINITIVES, self.word(-1))
    }

    fn is_first(&self) -> bool {
        match self.before(1) {
            _ if self.is_infinitive() => true,
            Some(Noun) => self.follows_several() && (!self.has_verb() || is_plural(self.word(-1))),
            Some(Pronoun | Adverb) => true,
            Some(Conjunction | Comma) => {
                self.phrase_follows() || matches!(self.before(2), Some(Tag::Verb | Adverb))
            }
            None | Some(Other) => self.phrase_follows(),
            _ => false,
        }
    }

    fn is_third(&self) -> bool {
        match self.before(1) {
            // `a girl in pink watches the birds`
            Some(Adjective) if self.phrase_follows() => self.before(2) == Some(Preposition),
            _ if self.is_awaited() => matches!(self.word(-1), "this" | "that" | "another" | "one"),
            // `a rose with water drops`
            Some(Noun)
                if self.before(2) == Some(Preposition)
                    && self.next().is_none_or(|next| next == Sure(Other)) =>
            {
                false
            }
            Some(Noun) => {
                let ended = self.next() == Some(Sure(Auxiliary));
                !ended && (self.phrase_follows() || !self.has_verb())
            }
            Some(Pronoun | Adverb) => true,
            Some(Conjunction | Comma) => {
                self.phrase_follows() || self.has_third() || self.word(-1) == "then"
            }
            Some(Tag::Verb) => self.phrase_follows(),
            _ => false,
        }
    }

    /// A verb like `plays` stands before this word.
    fn has_third(&self) -> bool {
        self.tags.iter().zip(self.words).any(|(tag, word)| *tag == Tag::Verb && word.ends_with('s'))
    }

    fn is_past(&self) -> bool {
        match self.before(1) {
            Some(Auxiliary | Pronoun) => true,
            Some(Noun) if !self.word(0).ends_with("ed") => true,
            _ => !self.is_awaited() && !self.modifies(),
        }
    }

    /// A noun follows that this word may describe.
    pub(super) fn modifies(&self) -> bool {
        self.noun_follows() || self.modifier_follows()
    }

    /// A word in no list is the verb between a noun and the next noun phrase: `a cat devours the
    /// fish`.
    pub(super) fn is_unknown_verb(&self) -> bool {
        match self.before(1) {
            Some(Noun) => self.phrase_follows() && !self.has_verb() && !self.follows_several(),
            Some(Pronoun) => true,
            _ => false,
        }
    }
}

/// A noun that means many without an `s`.
fn is_plural(word: &str) -> bool {
    contains(lexicon::PLURALS, word)
}

fn contains(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}
