//! Sentences as tokens and noun phrases.
