//! Sentences as token numbers.

use std::path::Path;

use dataset::words::Tokenizer;

use crate::error::Error;
use crate::model::text::LONGEST;
use crate::world::words::Vocabulary;

/// A vocabulary with the function from sentences to token numbers.
#[derive(Clone)]
pub(crate) enum Words {
    /// The words of the world of moving shapes.
    World(Vocabulary),
    /// Those of data sets on disk.
    File(Tokenizer),
}

impl Words {
    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::World(vocabulary) => vocabulary.len(),
            Self::File(tokenizer) => tokenizer.len(),
        }
    }

    /// A sentence between its first and its last token, cut to [`LONGEST`].
    pub(crate) fn tokens(&self, text: &str) -> Vec<usize> {
        match self {
            Self::World(vocabulary) => vocabulary.tokens(text),
            Self::File(tokenizer) => {
                tokenizer.tokens(text, LONGEST).into_iter().map(|token| token as usize).collect()
            }
        }
    }

    /// Writes the vocabulary beside a model, if the model cannot be used without it.
    pub(crate) fn save(&self, folder: &Path) -> Result<(), Error> {
        match self {
            Self::World(_) => Ok(()),
            Self::File(tokenizer) => {
                tokenizer.write(&folder.join("vocab.txt")).map_err(|error| Error::data(&error))
            }
        }
    }
}
