//! The tokens of a plan's text.

use super::words;

/// A piece of text that was written by a model or a stranger.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A word, folded.
    Word(String),
    /// A letter, or a letter with an index, such as `M` or `L_t`; as written.
    Symbol(String),
    /// A number, with its sign and exponent.
    Number(f64),
    /// Letters right after a number, such as `x` in `0.5x`.
    Suffix(String),
    /// Anything else that is not blank.
    Mark(char),
}

impl Token {
    pub(super) fn word(&self) -> Option<&str> {
        if let Self::Word(word) = self { Some(word) } else { None }
    }

    pub(super) fn symbol(&self) -> Option<&str> {
        if let Self::Symbol(symbol) = self { Some(symbol) } else { None }
    }

    pub(super) fn into_symbol(self) -> Option<String> {
        if let Self::Symbol(symbol) = self { Some(symbol) } else { None }
    }

    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

/// Cuts the text into tokens; `w/o` counts as the word `without`.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let before = at.checked_sub(1).map(|index| chars[index]);
        let (length, new) = if let Some(length) = number_length(rest, before) {
            number(&chars[at..at + length], &chars[at + length..])
        } else if rest[0].is_alphabetic() {
            identifier(rest)
        } else if rest[0].is_whitespace() || is_silent(rest[0], before, rest.get(1)) {
            (1, Vec::new())
        } else {
            (1, vec![Token::Mark(rest[0])])
        };
        tokens.extend(new);
        at += length;
    }
    tokens
}

/// Whether the mark has no meaning: a hyphen inside of a compound, or a mark around words.
fn is_silent(c: char, before: Option<char>, after: Option<&char>) -> bool {
    let is_hyphen = matches!(c, '-' | '\u{2010}' | '\u{2011}');
    let alphabetic = |c: char| c.is_alphabetic();
    (is_hyphen && (before.is_some_and(alphabetic) || after.is_some_and(|&c| alphabetic(c))))
        || "\"'`’‘“”.$_\\:;*?!".contains(c)
}

/// The length in characters of the number at the start of the text.
fn number_length(rest: &[char], before: Option<char>) -> Option<usize> {
    let digits = |from: usize| rest[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let signed = matches!(rest[0], '-' | '+' | '\u{2212}')
        && !before.is_some_and(|c| c.is_alphanumeric() || c == ')');
    let mut length = usize::from(signed);
    let whole = digits(length);
    length += whole;
    let fraction = if rest.get(length) == Some(&'.') { digits(length + 1) } else { 0 };
    if whole + fraction == 0 || (before.is_some_and(char::is_alphanumeric)) {
        return None;
    }
    if fraction > 0 {
        length += 1 + fraction;
    }
    if matches!(rest.get(length), Some('e' | 'E')) {
        let sign = usize::from(matches!(rest.get(length + 1), Some('-' | '+' | '\u{2212}')));
        let exponent = if rest.len() > length + 1 + sign { digits(length + 1 + sign) } else { 0 };
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    Some(length)
}

fn number(digits: &[char], rest: &[char]) -> (usize, Vec<Token>) {
    let text: String = digits.iter().map(|&c| if c == '\u{2212}' { '-' } else { c }).collect();
    let suffix: String = rest.iter().take_while(|c| c.is_alphanumeric()).collect();
    let length = digits.len() + suffix.chars().count();
    let mut tokens = vec![text.parse().map_or(Token::Suffix(text), Token::Number)];
    if !suffix.is_empty() {
        tokens.push(Token::Suffix(suffix));
    }
    (length, tokens)
}

fn identifier(rest: &[char]) -> (usize, Vec<Token>) {
    if matches!(rest, ['w', '/', 'o', ..]) && !rest.get(3).is_some_and(|c| c.is_alphanumeric()) {
        return (3, vec![Token::Word("without".to_owned())]);
    }
    let name: String = rest.iter().take_while(|&&c| c.is_alphanumeric() || c == '_').collect();
    let length = name.chars().count();
    let mut pieces = name.split('_').filter(|piece| !piece.is_empty());
    let is_symbol = pieces.next().is_some_and(|first| first.chars().count() == 1);
    let tokens = if is_symbol && name.to_lowercase() != "a" {
        // the `s` behind an apostrophe is not a symbol
        if name == "s" { Vec::new() } else { vec![Token::Symbol(name)] }
    } else {
        name.split('_')
            .filter(|piece| !piece.is_empty())
            .map(|piece| Token::Word(words::fold(piece)))
            .collect()
    };
    (length, tokens)
}

/// The folded words of a text, in order.
pub(super) fn words_of(text: &str) -> Vec<String> {
    tokens(text).iter().filter_map(Token::word).map(str::to_owned).collect()
}
