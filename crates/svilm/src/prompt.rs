//! Sentences around noun phrases, for the text encoder.

use crate::choice::choice;
use crate::random::Random;

choice! {
    /// The sentence around a noun in training.
    pub(crate) enum Template: "noun_template" {
        /// Always the first.
        Fixed = "fixed",
        /// Any of them.
        Varied = "varied",
    }
}

impl Template {
    /// Number of a sentence. A fixed one draws nothing.
    pub(crate) fn draw(self, random: &mut Random) -> usize {
        match self {
            Self::Fixed => 0,
            Self::Varied => random.below(TEMPLATES.len()),
        }
    }
}

/// Sentences around a noun phrase, the fixed one first (spec 1.3). Departure: S-ViLM's are not
/// known, and CLIP has 81.
pub(crate) const TEMPLATES: &[&str] = &[
    "a photo of a {}.",
    "a picture of a {}.",
    "a video with a {}.",
    "a clip that shows a {}.",
    "this is a {}.",
    "there is a {} in the video.",
    "one can see a {}.",
    "look at the {}.",
];

/// A noun phrase in one of [`TEMPLATES`].
pub(crate) fn prompt(noun: &str, template: usize) -> String {
    TEMPLATES[template].replace("{}", noun)
}
