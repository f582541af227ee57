//! Classes of words.

/// The class of a word in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Determiner,
    Possessive,
    Number,
    Adjective,
    Noun,
    Genitive,
    Pronoun,
    Auxiliary,
    Verb,
    Adverb,
    Preposition,
    Conjunction,
    Comma,
    Other,
}

/// A form of a word that may be a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `play`
    First,
    /// `plays`
    Third,
    /// `playing`
    Ing,
    /// `played`, `thrown`
    Past,
}

/// The possible classes of a word, before its neighbours are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    Sure(Tag),
    Verb(Form),
    /// In no list; ends in a single `s`.
    UnknownS,
    Unknown,
}
