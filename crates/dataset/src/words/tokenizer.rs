//! Sentences as token numbers.

mod file;
mod split;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::Path;

use super::Error;
use crate::FileError;
use split::spaced;

/// Special tokens: vocabularies made here start with them, vocabularies from files must have them.
const SPECIAL: [&str; 4] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
/// Prefix of a piece that continues a word.
const CONTINUES: &str = "##";
/// A word of more characters is unknown, as in BERT.
const LONGEST_WORD: usize = 100;

/// A vocabulary, and the way sentences are split into its tokens.
///
/// Two kinds share this type. The vocabulary of a BERT has words and pieces of words (`##ing`); one
/// made [of words](Self::of_words) has no pieces, so that a word is either in it or unknown.
/// Sentences are split into words in the same way for both, and both are kept in the same file.
///
/// # Source
/// WordPiece, uncased, as in BERT <https://arxiv.org/abs/1810.04805>. Differs: `[SEP]` and the like
/// within a sentence are text, not tokens.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    words: Vec<String>,
    numbers: HashMap<String, u32>,
    /// The tokens of [`SPECIAL`].
    special: [u32; 4],
}

impl Tokenizer {
    /// Reads a vocabulary from a `vocab.txt`, from a `tokenizer.json` (whose padding and truncation
    /// are ignored), or from a folder with either of them.
    ///
    /// # Errors
    /// If the file cannot be read, is neither of the two, or is not the vocabulary of an uncased
    /// WordPiece.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let (path, words) = file::read(path)?;
        Self::with(words).map_err(|missing| Error::Special { path, missing })
    }

    /// Makes a vocabulary of the words of sentences: the special tokens, then words by how often
    /// they occur, ties in alphabetical order, `most` entries in all.
    pub fn of_words<'a>(sentences: impl IntoIterator<Item = &'a str>, most: usize) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for sentence in sentences {
            for word in spaced(sentence).split_whitespace() {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
        counts.retain(|word, _| word.chars().count() <= LONGEST_WORD);
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_unstable_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        let words = counts.into_iter().map(|(word, _)| word);
        let words = SPECIAL.map(str::to_owned).into_iter().chain(words);
        Self::with(words.take(most.max(SPECIAL.len())).collect())
            .expect("invariant: the special tokens come first")
    }

    /// Writes the vocabulary as a `vocab.txt`, from which [`read`](Self::read) makes the same
    /// tokenizer.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let text: String = self.words.iter().flat_map(|word| [word, "\n"]).collect();
        Ok(std::fs::write(path, text).map_err(FileError::of("write", path))?)
    }

    /// `[CLS]`, the tokens of a sentence, `[SEP]`; cut to `most` in all, of which `[SEP]` is the
    /// last. No padding.
    ///
    /// # Panics
    /// If `most` has no room for `[CLS]` and `[SEP]`.
    pub fn tokens(&self, text: &str, most: usize) -> Vec<u32> {
        assert!(most >= 2, "there must be room for `[CLS]` and `[SEP]`");
        let [_, _, first, last] = self.special;
        let mut tokens = vec![first];
        for word in spaced(text).split_whitespace() {
            if tokens.len() >= most {
                break;
            }
            self.pieces(word, &mut tokens);
        }
        tokens.truncate(most - 1);
        tokens.push(last);
        tokens
    }

    /// How many different tokens there are: every token is smaller than this.
    #[expect(clippy::len_without_is_empty, reason = "the special tokens are always there")]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The token that fills up a batch.
    pub fn padding(&self) -> u32 {
        self.special[0]
    }

    /// The token of words that the vocabulary does not have.
    pub fn unknown(&self) -> u32 {
        self.special[1]
    }

    /// The word or piece that a token stands for.
    pub fn word(&self, token: u32) -> Option<&str> {
        self.words.get(usize::try_from(token).ok()?).map(String::as_str)
    }

    /// A tokenizer of these words, numbered in order; the missing special tokens if there are any.
    fn with(words: Vec<String>) -> Result<Self, Vec<&'static str>> {
        let numbers: HashMap<String, u32> = words.iter().cloned().zip(0..).collect();
        let missing: Vec<_> =
            SPECIAL.into_iter().filter(|token| !numbers.contains_key(*token)).collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let special = SPECIAL.map(|token| numbers[token]);
        Ok(Self { words, numbers, special })
    }

    /// Adds the longest pieces of a word from left to right; if they do not reach its end, the
    /// whole word is unknown.
    fn pieces(&self, word: &str, tokens: &mut Vec<u32>) {
        let before = tokens.len();
        let mut rest =
            if word.chars().count() > LONGEST_WORD { None } else { Some(word.to_owned()) };
        while let Some(piece) = rest.take() {
            let Some((length, token)) = self.longest(&piece) else { break };
            tokens.push(token);
            if length == piece.len() {
                return;
            }
            rest = Some(format!("{CONTINUES}{}", &piece[length..]));
        }
        tokens.truncate(before);
        tokens.push(self.unknown());
    }

    /// The longest entry that a piece begins with: its length in bytes and its token.
    fn longest(&self, piece: &str) -> Option<(usize, u32)> {
        let shortest = if piece.starts_with(CONTINUES) { CONTINUES.len() } else { 0 };
        let ends = piece.char_indices().rev().map(|(at, character)| at + character.len_utf8());
        let mut ends = ends.take_while(|end| *end > shortest);
        ends.find_map(|end| self.numbers.get(&piece[..end]).map(|token| (end, *token)))
    }
}
