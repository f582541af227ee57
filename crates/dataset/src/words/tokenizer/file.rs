//! The words of a vocabulary, as they stand in a file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::SPECIAL;
use crate::file::{FileError, start, without_mark};
use crate::words::Error;

/// The largest vocabularies in use have some ten megabytes.
const MOST_BYTES: u64 = 64 << 20;
/// Files that are looked for in a folder. The first says how words are split, too.
const NAMES: [&str; 2] = ["tokenizer.json", "vocab.txt"];

/// The words of a file or of a folder's file, in the order of their numbers, and that file.
pub(super) fn read(path: &Path) -> Result<(PathBuf, Vec<String>), Error> {
    let found = NAMES.map(|name| path.join(name)).into_iter().find(|file| file.is_file());
    let path = found.unwrap_or_else(|| path.to_owned());
    let bytes = bytes(&path)?;
    let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let words = if json { json_words(&path, &bytes)? } else { lines(&path, &bytes)? };
    check_case(&path, &words)?;
    Ok((path, words))
}

fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = start(path, MOST_BYTES + 1).map_err(FileError::of("read", path))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::Large { path: path.to_owned(), most: MOST_BYTES });
    }
    Ok(bytes)
}

/// The lines of a `vocab.txt`: one word each, none twice.
fn lines(path: &Path, bytes: &[u8]) -> Result<Vec<String>, Error> {
    let bytes = without_mark(bytes);
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let mut first_lines = HashMap::new();
    let mut words = Vec::new();
    for (line, word) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let wrong = |reason: String| Error::Line { path: path.to_owned(), line, reason };
        let word = str::from_utf8(word).map_err(|_| wrong("is not UTF-8".into()))?;
        let word = word.trim_end_matches('\r');
        if word.is_empty() {
            return Err(wrong("is empty".into()));
        }
        if let Some(first) = first_lines.insert(word, line) {
            return Err(wrong(format!("`{word}` is on line {first} already")));
        }
        words.push(word.to_owned());
    }
    Ok(words)
}

/// The parts of a `tokenizer.json` that decide about tokens.
#[derive(Deserialize)]
struct Layout {
    model: Value,
    #[serde(default)]
    normalizer: Value,
    #[serde(default)]
    pre_tokenizer: Value,
    #[serde(default)]
    added_tokens: Vec<Added>,
}

#[derive(Deserialize)]
struct Added {
    id: u32,
    content: String,
}

fn json_words(path: &Path, bytes: &[u8]) -> Result<Vec<String>, Error> {
    let json = |source| Error::Json { path: path.to_owned(), source };
    let mut layout: Layout = serde_json::from_slice(bytes).map_err(json)?;
    check_layout(path, &layout)?;
    let mut numbers: HashMap<String, u32> =
        serde_json::from_value(layout.model["vocab"].take()).map_err(json)?;
    for added in layout.added_tokens {
        numbers.entry(added.content).or_insert(added.id);
    }
    in_order(path, numbers)
}

/// Each setting is as in an uncased BERT. Files of older versions leave out the model's type.
fn check_layout(path: &Path, layout: &Layout) -> Result<(), Error> {
    let (model, normalizer) = (&layout.model, &layout.normalizer);
    let settings: [(&str, &Value, &[&'static str]); 9] = [
        ("model.type", &model["type"], &[r#""WordPiece""#, "null"]),
        ("model.unk_token", &model["unk_token"], &[r#""[UNK]""#]),
        ("model.continuing_subword_prefix", &model["continuing_subword_prefix"], &[r###""##""###]),
        ("normalizer.type", &normalizer["type"], &[r#""BertNormalizer""#]),
        ("normalizer.clean_text", &normalizer["clean_text"], &["true"]),
        ("normalizer.handle_chinese_chars", &normalizer["handle_chinese_chars"], &["true"]),
        ("normalizer.strip_accents", &normalizer["strip_accents"], &["null", "true"]),
        ("normalizer.lowercase", &normalizer["lowercase"], &["true"]),
        ("pre_tokenizer.type", &layout.pre_tokenizer["type"], &[r#""BertPreTokenizer""#]),
    ];
    for (part, value, expected) in settings {
        let found = value.to_string();
        if !expected.contains(&found.as_str()) {
            let (path, expected) = (path.to_owned(), expected[0]);
            return Err(Error::Foreign { path, part, found, expected });
        }
    }
    Ok(())
}

/// The words by their numbers, which must be 0, 1, 2 and so on.
fn in_order(path: &Path, numbers: HashMap<String, u32>) -> Result<Vec<String>, Error> {
    let words = numbers.len();
    let wrong = |reason| Error::Numbers { path: path.to_owned(), words, reason };
    let mut numbers: Vec<_> = numbers.into_iter().map(|(word, number)| (number, word)).collect();
    numbers.sort_unstable();
    for (expected, (number, word)) in (0..).zip(&numbers) {
        if *number != expected {
            return Err(wrong(format!("`{word}` has number {number} where {expected} comes next")));
        }
    }
    Ok(numbers.into_iter().map(|(_, word)| word).collect())
}

/// A few words with capitals may have slipped into an uncased vocabulary; in a cased one they are
/// many.
fn check_case(path: &Path, words: &[String]) -> Result<(), Error> {
    let is_cased = |word: &&String| {
        !SPECIAL.contains(&word.as_str())
            && !word.starts_with('[')
            && word.chars().any(char::is_uppercase)
    };
    let cased = words.iter().filter(is_cased).count();
    match words.iter().find(is_cased) {
        Some(word) if cased * 20 > words.len() => {
            Err(Error::Cased { path: path.to_owned(), word: word.clone(), cased })
        }
        _ => Ok(()),
    }
}
