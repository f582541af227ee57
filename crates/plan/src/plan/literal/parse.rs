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
        let mut items = Vec::new();
        let mut comma = false;
        loop {
            if self.take(close) {
                return Some((items, comma));
            }
            if !items.is_empty() && !comma_or_end(self, close, &mut comma)? {
                return Some((items, comma));
            }
            items.push(self.value()?);
        }
    }

    fn map_or_set(&mut self) -> Option<Literal> {
        if self.take('}') {
            return Some(Literal::Map(Vec::new()));
        }
        let first = self.value()?;
        if !self.take(':') {
            let mut items = vec![first];
            let mut comma = false;
            while comma_or_end(self, '}', &mut comma)? {
                items.push(self.value()?);
            }
            return Some(Literal::List(items));
        }
        let mut entries = vec![(key(&first)?, self.value()?)];
        let mut comma = false;
        while comma_or_end(self, '}', &mut comma)? {
            let name = key(&self.value()?)?;
            if !self.take(':') {
                return None;
            }
            entries.push((name, self.value()?));
        }
        Some(Literal::Map(entries))
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
            let digits = match escape {
                '\\' | '\'' | '"' => {
                    text.push(escape);
                    continue;
                }
                'n' => {
                    text.push('\n');
                    continue;
                }
                't' => {
                    text.push('\t');
                    continue;
                }
                'r' => {
                    text.push('\r');
                    continue;
                }
                'x' => 2,
                'u' => 4,
                'U' => 8,
                _ => 0,
            };
            let code: String = chars.clone().take(digits).map(|(_, digit)| digit).collect();
            let decoded = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
            match decoded {
                Some(c) if code.len() == digits && digits > 0 && !code.starts_with('+') => {
                    text.push(c);
                    chars.nth(digits - 1);
                }
                _ => {
                    text.push('\\');
                    text.push(escape);
                }
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

/// Takes a comma, or the closing bracket (with or without a comma before it): whether more follows.
fn comma_or_end(reader: &mut Reader<'_>, close: char, comma: &mut bool) -> Option<bool> {
    let more = reader.take(',');
    *comma |= more;
    if reader.take(close) {
        return Some(false);
    }
    more.then_some(true)
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
