//! Parts of a sentence, joined.

use super::{Piece, Sentence, text};

/// `a, b and c`.
pub(super) fn listed(parts: Vec<Sentence>) -> Sentence {
    let last = parts.len().saturating_sub(1);
    let mut joined = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            joined.push(text(if at == last { " and " } else { ", " }));
        }
        joined.extend(part);
    }
    joined
}

/// The parts with this between them.
pub(super) fn joined(parts: Vec<Sentence>, between: &str) -> Sentence {
    let mut joined = Vec::new();
    for part in parts {
        if !joined.is_empty() {
            joined.push(text(between));
        }
        joined.extend(part);
    }
    joined
}

/// The sentence with a capital letter.
pub(super) fn capital(mut sentence: Sentence) -> Sentence {
    if let Some(Piece::Text(words)) = sentence.first_mut() {
        let mut letters = words.chars();
        if let Some(first) = letters.next() {
            *words = first.to_uppercase().chain(letters).collect();
        }
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_joined() {
        let said = |sentence: Sentence| {
            let words = sentence.into_iter().map(|piece| match piece {
                Piece::Text(words) | Piece::Value(words) => words,
                Piece::Symbol(letter) => letter.to_string(),
            });
            words.collect::<String>()
        };
        let parts = |n: usize| ["a", "b", "c"][..n].iter().map(|&part| vec![text(part)]).collect();
        assert_eq!([1, 2, 3].map(|n| said(listed(parts(n)))), ["a", "a and b", "a, b and c"]);
        assert_eq!(said(capital(joined(parts(2), "; "))), "A; b");
        assert_eq!(said(joined(parts(0), "; ")), "");
    }
}
