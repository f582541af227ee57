//! Noun phrases of a caption.

/// Tells nouns, adjectives and other words apart.
#[derive(Clone, Debug, Default)]
pub struct Tagger {}

/// The noun phrases of an English sentence in order.
pub fn noun_phrases(_tagger: &Tagger, _sentence: &str) -> Vec<String> {
    Vec::new()
}
