//! Numbers for a number knob: `16`, `M = 16`, `16 tokens`, `1e-3`, `half the default`, `0.5x`.

use subject::{Kind, Value};

use super::asked::Asked;
use super::token::{Token, tokens};
use super::words::{count, is_around_value, is_baseline, is_removal, is_vague};

/// The value, or the reason why there is none; nothing if the text has no number at all.
pub(super) fn value(asked: &Asked) -> Option<Result<Value, String>> {
    if let Some(factor) = factor(asked) {
        return Some(scaled(asked, factor));
    }
    let text = without_thousands(asked.text);
    let tokens = tokens(&text);
    let mut found = None;
    let mut is_percent = false;
    let mut says_baseline = false;
    let mut is_plain = asked.are_symbols_known();
    for token in &tokens {
        let number = match token {
            Token::Number(number) => Some(*number),
            // counts in words are for whole numbers: *one* may be a pronoun
            Token::Word(word) if is_whole(asked) && !asked.is_known(word) => {
                count(word).map(whole_to_real)
            }
            _ => None,
        };
        if number.is_some() {
            is_plain &= found.is_none();
            found = number;
            continue;
        }
        match token {
            Token::Word(word) => {
                says_baseline |= is_baseline(word);
                let is_vague = is_vague(word) && !is_around_value(word);
                let is_known = asked.is_known(word) || is_around_value(word) || is_baseline(word);
                is_plain &= is_known && !is_vague && !is_removal(word);
            }
            Token::Suffix(suffix) if suffix == "k" => found = found.map(|number| number * 1e3),
            Token::Mark('%') => is_percent = true,
            Token::Mark('=' | '(' | ')' | '[' | ']') | Token::Symbol(_) => {}
            _ => is_plain = false,
        }
    }
    let mut number = found?;
    if !is_plain {
        return None;
    }
    if is_percent {
        match asked.knob.kind {
            Kind::Float { min, max } if min >= 0.0 && max <= 1.0 => number /= 100.0,
            _ => return Some(Err("a share, but it is not said of what".to_owned())),
        }
    }
    let value = typed(asked, number);
    let default = &asked.knob.default;
    if says_baseline && asked.knob.admit(&value).ok() != asked.knob.admit(default).ok() {
        return Some(Err(format!("it says to be the baseline's value, but that is `{default}`")));
    }
    Some(Ok(value))
}

fn is_whole(asked: &Asked) -> bool {
    matches!(asked.knob.kind, Kind::Int { .. })
}

/// As the knob's kind has it; a fraction stays one, for the knob to refuse it.
fn typed(asked: &Asked, number: f64) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it was just seen to be a small whole number"
    )]
    let whole =
        (is_whole(asked) && number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64);
    whole.map_or(Value::Float(number), Value::Int)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a number in words is small, and one in a declaration is below 2^53"
)]
fn whole_to_real(number: i64) -> f64 {
    number as f64
}

/// The factor by which the text multiplies the default: *half the default*, *double*, `0.5x`, `50%
/// of the default`.
fn factor(asked: &Asked) -> Option<f64> {
    let mut factors = Vec::new();
    let mut tokens = asked.tokens.iter().peekable();
    let says_baseline = asked.words().any(is_baseline);
    while let Some(token) = tokens.next() {
        match (token, tokens.peek()) {
            (Token::Number(number), Some(Token::Mark('×'))) => factors.push(*number),
            (Token::Number(number), Some(Token::Suffix(x))) if x == "x" || x == "X" => {
                factors.push(*number);
            }
            (Token::Number(number), Some(Token::Mark('%'))) if says_baseline => {
                factors.push(number / 100.0)
            }
            (Token::Word(word), _) => match word.as_str() {
                "half" | "halved" | "halve" => factors.push(0.5),
                "double" | "doubled" | "twice" => factors.push(2.0),
                "quadruple" | "quadrupled" => factors.push(4.0),
                word if is_removal(word) || is_vague(word) => return None,
                word if asked.is_known(word) || is_baseline(word) => {}
                _ => return None,
            },
            (Token::Suffix(suffix), _) if suffix == "x" || suffix == "X" => {}
            (Token::Mark('×' | '(' | ')' | '%') | Token::Symbol(_), _) => {}
            _ => return None,
        }
    }
    match factors.as_slice() {
        [factor] if asked.are_symbols_known() => Some(*factor),
        _ => None,
    }
}

fn scaled(asked: &Asked, factor: f64) -> Result<Value, String> {
    let default = match asked.knob.default {
        Value::Int(default) => whole_to_real(default),
        Value::Float(default) => default,
        _ => return Err(format!("`{}` has no number as its default", asked.knob.name)),
    };
    Ok(typed(asked, default * factor))
}

/// `1,000` as `1000`; in `(128,256)` the comma is a separator.
fn without_thousands(text: &str) -> String {
    if text.contains(['(', '[', '{']) {
        return text.to_owned();
    }
    let pieces: Vec<&str> = text.split(',').collect();
    let mut joined = pieces[0].to_owned();
    for pair in pieces.windows(2) {
        let before = pair[0].chars().rev().take_while(char::is_ascii_digit).count();
        let after = pair[1].chars().take_while(char::is_ascii_digit).count();
        if !((1..=3).contains(&before) && after == 3) {
            joined.push(',');
        }
        joined.push_str(pair[1]);
    }
    joined
}
