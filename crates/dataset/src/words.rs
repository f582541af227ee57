//! Sentences as tokens and noun phrases.

mod error;
mod nouns;
mod tokenizer;

pub use error::Error;
pub use nouns::{Tagger, noun_phrases};
pub use tokenizer::Tokenizer;
