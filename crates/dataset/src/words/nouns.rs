//! Noun phrases of a caption.

mod class;
mod lexicon;
mod place;
mod tag;
#[cfg(test)]
mod tests;

pub use tag::Tagger;

use class::Tag;

/// A text of more words is read only so far.
const MOST_WORDS: usize = 1000;

/// The noun phrases of an English sentence in order, in lower case, without determiners and
/// possessive pronouns.
///
/// # Source
/// Spec 1.3, which takes noun chunks from spaCy. Differs: a phrase is (adjective | noun | number)*
/// noun over tags from word lists and rules about neighbours, written for captions. `in front of`
/// holds no noun, and `bread, salt and oil` are three. Measured against the chunks of spaCy's
/// en_core_web_sm 3.8 without pronouns, determiners and possessives, on captions that played no
/// part in the lists and rules (the last 204 of MSR-VTT's test split of a thousand):
///
/// | captions | phrases P / R | last words P / R | first two phrases the same |
/// |---|---|---|---|
/// | 204 of MSR-VTT | 91.0 / 91.7 % | 94.1 / 94.8 % | 85 % |
/// | 150 of sounds | 75.4 / 80.2 % | 77.7 / 82.8 % | 61 % |
///
/// spaCy is no perfect truth: in a third of the differences on videos it is the one that is wrong
/// (`white male raps`). On sounds most are about words like `duck quacking`, of which it sometimes
/// makes one phrase.
pub fn noun_phrases(tagger: &Tagger, sentence: &str) -> Vec<String> {
    let words = words(sentence);
    let tags = tagger.tags(&words);
    let mut phrases = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let end = start + length(&tags[start..]);
        let last_noun = tags[start..end].iter().rposition(|tag| *tag == Tag::Noun);
        if let Some(last) = last_noun {
            phrases.push(joined(&words[start..=start + last]));
        }
        start = end.max(start + 1);
    }
    phrases
}

/// How many words belong together at the front of these.
fn length(tags: &[Tag]) -> usize {
    use Tag::{Adjective, Comma, Conjunction, Genitive, Noun, Number};
    let joins = |n: &usize| {
        let follows = |tag| *n > 0 && tags[*n - 1] == tag;
        match tags[*n..] {
            [Adjective | Noun | Number, ..] => true,
            [Genitive, Adjective | Noun | Number, ..] => follows(Noun),
            [Conjunction | Comma, Adjective, Adjective | Noun, ..] => follows(Adjective),
            _ => false,
        }
    };
    (0..).take_while(joins).count()
}

/// The words of a phrase as text; the marks within it, `'s`, `'` and `,`, stand at the word before.
fn joined(words: &[String]) -> String {
    words.join(" ").replace(" '", "'").replace(" ,", ",")
}

/// The words and marks of a sentence in lower case; `man's` is two words, `t-shirt` is one.
fn words(sentence: &str) -> Vec<String> {
    let sentence = sentence.to_lowercase().replace('\u{2019}', "'");
    let mut words: Vec<String> = Vec::new();
    for chunk in sentence.split_whitespace().take(MOST_WORDS) {
        let mut rest = chunk;
        while let Some(first) = rest.chars().next().filter(|_| words.len() < MOST_WORDS) {
            let inner = |c: char| {
                c.is_alphanumeric() || matches!(c, '-' | '\'' | '.' | '\u{300}'..='\u{36f}')
            };
            let mut end = rest.find(|c| !inner(c)).unwrap_or(rest.len());
            end = rest[..end].trim_end_matches(['-', '\'', '.']).len();
            if !first.is_alphanumeric() || end == 0 {
                end = first.len_utf8();
            }
            if rest.starts_with("'s") && !rest[2..].starts_with(char::is_alphanumeric) {
                end = 2;
            }
            let word = &rest[..end];
            match word.strip_suffix("'s") {
                Some(owner) if !owner.is_empty() => {
                    words.extend([owner.to_owned(), "'s".to_owned()])
                }
                _ => words.push(word.to_owned()),
            }
            rest = &rest[end..];
        }
    }
    words
}
