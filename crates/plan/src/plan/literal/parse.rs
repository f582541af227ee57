//! A reader of Python literals: one pass, no evaluation, bounded depth.

use super::Literal;

/// The literal that makes up the whole text, or nothing.
pub(super) fn literal(text: &str) -> Option<Literal> {
    let mut reader = Reader { rest: text, depth: 0 };
    let value = reader.value()?;
    reader.blanks();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes the character if it comes next.
    fn take(&mut self, c: char) -> bool {
        self.blanks();
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self) -> Option<Literal> {
        self.blanks();
        match self.rest.chars().next()? {
            '[' => self.nested(|reader| reader.items(']').map(|(items, _)| Literal::List(items))),
            '(' => self.nested(|reader| match reader.items(')')? {
                (mut items, false) if items.len() == 1 => items.pop(),
                (items, _) => Some(Literal::List(items)),
            }),
            '{' => self.nested(Self::map_or_set),
            quote @ ('\'' | '"') => self.string(quote).map(Literal::Text),
            _ => self.word(),
        }
    }

    /// Steps over the opening bracket and reads what is inside, unless that is too deep.
    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Option<Literal>) -> Option<Literal> {
        if self.depth == Literal::MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        self.rest = &self.rest[1..];
        let value = read(self);
        self.depth -= 1;
        value
    }

    /// The items up to the closing bracket, and whether there was a comma.
    fn items(&mut self, close: char) -> Option<(Vec<Literal>, bool)> {
        let (mut items, mut comma) = (Vec::new(), false);
        let mut more = !self.take(close);
        while more {
            items.push(self.value()?);
            more = self.comma_or_end(close, &mut comma)?;
        }
        Some((items, comma))
    }

    /// Takes a comma, or the closing bracket (with or without a comma before it): whether more
    /// follows.
    fn comma_or_end(&mut self, close: char, comma: &mut bool) -> Option<bool> {
        let more = self.take(',');
        *comma |= more;
        if self.take(close) { Some(false) } else { more.then_some(true) }
    }

    fn map_or_set(&mut self) -> Option<Literal> {
        let (mut entries, mut items) = (Vec::new(), Vec::new());
        let mut more = !self.take('}');
        while more {
            let value = self.value()?;
            if items.is_empty() && self.take(':') {
                entries.push((key(&value)?, self.value()?));
            } else if entries.is_empty() {
                items.push(value);
            } else {
                return None;
            }
            more = self.comma_or_end('}', &mut false)?;
        }
        Some(if items.is_empty() { Literal::Map(entries) } else { Literal::List(items) })
    }

    /// A string in quotes; escapes that Python does not know keep their backslash.
    fn string(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((index, c)) = chars.next() {
            if c == quote {
                self.rest = &self.rest[index + c.len_utf8()..];
                return Some(text);
            }
            if c != '\\' {
                text.push(c);
                continue;
            }
            let (_, escape) = chars.next()?;
            let (plain, digits) = match escape {
                '\\' | '\'' | '"' => (Some(escape), 0),
                'n' => (Some('\n'), 0),
                't' => (Some('\t'), 0),
                'r' => (Some('\r'), 0),
                'x' => (None, 2),
                'u' => (None, 4),
                'U' => (None, 8),
                _ => (None, 0),
            };
            let code: String = chars.clone().take(digits).map(|(_, digit)| digit).collect();
            let decoded = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
            let is_code = code.len() == digits && !code.starts_with('+');
            match plain.or(decoded.filter(|_| is_code)) {
                Some(c) => {
                    text.push(c);
                    chars.by_ref().take(digits).for_each(drop);
                }
                None => text.extend(['\\', escape]),
            }
        }
        None
    }

    fn word(&mut self) -> Option<Literal> {
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        match word {
            "None" | "null" => Some(Literal::Null),
            "True" | "true" => Some(Literal::Bool(true)),
            "False" | "false" => Some(Literal::Bool(false)),
            _ => number(word),
        }
    }
}

fn key(literal: &Literal) -> Option<String> {
    match literal {
        Literal::List(_) | Literal::Map(_) => None,
        other => Some(other.to_string()),
    }
}

/// A number in digits: not `nan`, not `inf`, not too large for a float.
fn number(word: &str) -> Option<Literal> {
    let first = word.trim_start_matches(['+', '-']).chars().next()?;
    if !(first.is_ascii_digit() || first == '.') {
        return None;
    }
    if let Ok(value) = word.parse::<i64>() {
        return Some(Literal::Int(value));
    }
    word.parse::<f64>().ok().filter(|value| value.is_finite()).map(Literal::Float)
}
