//! Sets of whole numbers, such as `2 blocks at (6,12)`, `layers 3 and 6`, `1 block at last layer`.

use subject::Value;

use super::asked::Asked;
use super::token::Token;
use super::words::{count, is_baseline, is_removal};
use crate::words::is_in;

/// Words after which members are listed.
const BEFORE_LIST: &str = "layer at after position index";

/// Words that may stand inside of a list.
const IN_LIST: &str = "and layer at after the only";

/// Words that do not change the meaning of a set.
const AROUND_SET: &str = "in on placed inserted only just every single set";

/// A set as a text describes it.
#[derive(Default)]
struct Description {
    members: Vec<f64>,
    counts: Vec<f64>,
    has_list: bool,
    is_whole_range: bool,
}

/// The set, or the reason why there is none; nothing if the text has neither members nor their
/// number.
pub(super) fn value(asked: &Asked, min: i64, max: i64) -> Option<Result<Value, String>> {
    let is_member = |word: &str| count(word).is_some() || edge(word, min, max).is_some();
    let is_described = asked.has_number()
        || asked.words().any(|word| is_member(word) || is_whole_range(word))
        || asked.tokens.first() == Some(&Token::Mark('['));
    let is_accounted = |word: &str| {
        let is_around = is_in(BEFORE_LIST, word) || is_in(AROUND_SET, word) || is_baseline(word);
        (asked.is_known(word) || is_member(word) || is_around) && !is_removal(word)
    };
    let is_plain = asked.words().all(is_accounted) && asked.are_symbols_known();
    (is_described && is_plain)
        .then(|| read(asked, min, max).and_then(|described| described.value(min, max)))
}

fn is_whole_range(word: &str) -> bool {
    word == "every" || word == "all"
}

#[expect(clippy::cast_precision_loss, reason = "members are small")]
fn edge(word: &str, min: i64, max: i64) -> Option<f64> {
    match word {
        "last" | "final" => Some(max as f64),
        "first" => Some(min as f64),
        _ => None,
    }
}

/// Reads from left to right: counts, until a bracket or a word such as *at* opens the list.
fn read(asked: &Asked, min: i64, max: i64) -> Result<Description, String> {
    let unclear =
        || Err(format!("it is not clear which members it names; {}", super::takes(asked.knob)));
    let has_bracket = bracketed(&asked.tokens);
    let is_bare =
        !has_bracket && asked.words().all(|word| word == "and") && asked.numbers().count() > 1;
    let mut described = Description { has_list: is_bare, ..Description::default() };
    let (mut is_open, mut is_closed) = (is_bare, false);
    let mut tokens = asked.tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            Token::Mark('(' | '[' | '{') if has_bracket => {
                if is_closed {
                    return unclear();
                }
                (is_open, described.has_list) = (true, true);
            }
            Token::Mark(')' | ']' | '}') if has_bracket => (is_open, is_closed) = (false, true),
            Token::Mark(',' | '&') => {}
            Token::Number(number) if is_open => described.members.push(*number),
            Token::Number(number) if !is_closed && (!described.has_list || has_bracket) => {
                described.counts.push(*number)
            }
            Token::Suffix(suffix) if ["st", "nd", "rd", "th"].contains(&suffix.as_str()) => {}
            Token::Word(word) => {
                if let Some(edge) = edge(word, min, max) {
                    // not *the last 3 layers*, nor *the first block*, which is not in the first
                    // layer
                    let is_layer = match tokens.peek() {
                        Some(Token::Word(next)) => next == "layer",
                        Some(Token::Number(_)) => false,
                        _ => has_bracket,
                    };
                    if !is_layer || (has_bracket && !is_open) {
                        return unclear();
                    }
                    (is_open, described.has_list) = (true, true);
                    described.members.push(edge);
                } else if let Some(count) = count(word) {
                    if is_open {
                        return unclear();
                    }
                    #[expect(clippy::cast_precision_loss, reason = "a number in words is small")]
                    described.counts.push(count as f64);
                } else if !has_bracket && is_in(BEFORE_LIST, word) && described.members.is_empty() {
                    (is_open, described.has_list) = (true, true);
                } else if is_open && !is_in(IN_LIST, word) {
                    (is_open, is_closed) = (false, true);
                }
                described.is_whole_range |= is_whole_range(word);
            }
            _ => return unclear(),
        }
    }
    Ok(described)
}

/// Whether there is a bracket with numbers in it, or an empty one.
fn bracketed(tokens: &[Token]) -> bool {
    tokens.windows(2).any(|pair| {
        let is_inside = match &pair[1] {
            Token::Number(_) | Token::Mark(')' | ']' | '}') => true,
            Token::Word(word) => is_in(IN_LIST, word) || is_in("last first final", word),
            _ => false,
        };
        is_inside && matches!(pair[0], Token::Mark('(' | '[' | '{'))
    })
}

impl Description {
    fn value(self, min: i64, max: i64) -> Result<Value, String> {
        if self.is_whole_range {
            let is_alone = self.members.is_empty() && self.counts.is_empty() && self.has_list;
            let all = is_alone.then(|| Value::Ints((min..=max).collect()));
            return all.ok_or_else(|| "it is not clear which".to_owned());
        }
        if !self.has_list || (self.members.is_empty() && !self.counts.is_empty()) {
            return Err("it says how many, but not which".to_owned());
        }
        #[expect(clippy::cast_precision_loss, reason = "a list in a plan is short")]
        let length = self.members.len() as f64;
        match self.counts.as_slice() {
            [] => {}
            [count] if *count == length => {}
            [count] => return Err(format!("it says {count}, but names {length}")),
            _ => return Err("it says how many more than once".to_owned()),
        }
        if self.members.iter().any(|member| member.fract() != 0.0 || member.abs() > 1e15) {
            return Err("its members are no whole numbers".to_owned());
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "they were just seen to be small whole numbers"
        )]
        Ok(Value::Ints(self.members.iter().map(|&member| member as i64).collect()))
    }
}
