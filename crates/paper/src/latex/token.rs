//! Characters to tokens, as TeX does it: comments go, a run of blanks becomes one, an empty line
//! ends the paragraph.

/// The smallest piece of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'s> {
    /// `\name` or `\` with one other character, without the backslash.
    Command(&'s str),
    /// A command that is not to be expanded again.
    Fixed(&'s str),
    /// Any other character; `$`, `&`, `~`, `#`, `^`, `_` keep their special meaning here.
    Char(char),
    /// `#1` to `#9` in the body of a macro.
    Parameter(u8),
    /// `{`
    Open,
    /// `}`
    Close,
    /// One or more blanks, at most one line break among them.
    Space,
    /// An empty line.
    Paragraph,
}

/// Reads one file; every call of [`Lexer::next`] takes time in proportion to what it consumes.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'s> {
    text: &'s str,
    at: usize,
    line_start: bool,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Lexer { text, at: 0, line_start: true }
    }

    /// The next token; `@` is a letter in the names of commands if `at_is_letter`, and blanks
    /// behind them are kept if `keep_blanks`, which in formulas does no harm.
    pub(super) fn next(&mut self, at_is_letter: bool, keep_blanks: bool) -> Option<Token<'s>> {
        loop {
            let character = self.text[self.at..].chars().next()?;
            match character {
                '%' => self.skip_comment(),
                ' ' | '\t' | '\n' => {
                    if let Some(token) = self.blanks() {
                        return Some(token);
                    }
                }
                _ => {
                    self.line_start = false;
                    self.at += character.len_utf8();
                    return Some(match character {
                        '\\' => self.command(at_is_letter, keep_blanks),
                        '{' => Token::Open,
                        '}' => Token::Close,
                        _ => Token::Char(character),
                    });
                }
            }
        }
    }

    /// Goes behind `end`, or to the end of the file if it does not come.
    pub(super) fn skip_behind(&mut self, end: &str) {
        let rest = &self.text[self.at..];
        self.at += rest.find(end).map_or(rest.len(), |found| found + end.len());
        self.line_start = false;
    }

    /// The text up to the end of the environment `name`, which is consumed too, or up to that of
    /// the one around it, which is not; what is left of the file where neither comes.
    pub(super) fn take_environment(&mut self, name: &str, around: Option<&str>) -> &'s str {
        const END: &str = "\\end{";
        let rest = &self.text[self.at..];
        self.line_start = false;
        for (found, _) in rest.match_indices(END) {
            let ends = |name: &str| {
                rest[found + END.len()..]
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with('}'))
            };
            if ends(name) {
                self.at += found + END.len() + name.len() + 1;
                return &rest[..found];
            }
            if around.is_some_and(ends) {
                self.at += found;
                return &rest[..found];
            }
        }
        self.at = self.text.len();
        rest
    }

    /// The text between the braces that begin here, without reading comments or commands in it; for
    /// addresses.
    pub(super) fn take_group(&mut self) -> Option<&'s str> {
        let rest = self.text[self.at..].trim_start_matches(' ');
        let inner = rest.strip_prefix('{')?;
        let start = self.text.len() - inner.len();
        let mut depth = 0_usize;
        for (offset, byte) in inner.bytes().enumerate().take(4096) {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 0 => {
                    self.at = start + offset + 1;
                    return Some(&inner[..offset]);
                }
                b'}' => depth -= 1,
                b'\n' if inner[offset + 1..].starts_with('\n') => return None,
                _ => {}
            }
        }
        None
    }

    /// The text between this character and the next one like it on this line, or in braces.
    pub(super) fn take_delimited(&mut self) -> &'s str {
        let rest = &self.text[self.at..];
        let Some(delimiter) = rest.chars().next() else { return "" };
        if delimiter == '{'
            && let Some(group) = self.take_group()
        {
            return group;
        }
        let inner = &rest[delimiter.len_utf8()..];
        let length = inner.find([delimiter, '\n']).unwrap_or(inner.len());
        self.at += delimiter.len_utf8() + length;
        if inner[length..].starts_with(delimiter) {
            self.at += delimiter.len_utf8();
        }
        &inner[..length]
    }

    /// Whether that character is next.
    pub(super) fn is_at(&self, character: char) -> bool {
        self.text[self.at..].starts_with(character)
    }

    /// Goes back in front of a character just read; false if there is another one.
    pub(super) fn step_back(&mut self, character: char) -> bool {
        let found = self.text[..self.at].ends_with(character);
        self.at -= if found { character.len_utf8() } else { 0 };
        found
    }

    fn skip_comment(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
        self.line_start = true;
    }

    fn blanks(&mut self) -> Option<Token<'s>> {
        let rest = &self.text[self.at..];
        let length = rest.find(|c| !matches!(c, ' ' | '\t' | '\n')).unwrap_or(rest.len());
        let breaks = rest[..length].bytes().filter(|&byte| byte == b'\n').count();
        let at_line_start = self.line_start;
        self.at += length;
        self.line_start = at_line_start || breaks > 0;
        match breaks + usize::from(at_line_start) {
            0 => Some(Token::Space),
            1 if at_line_start => None,
            1 => Some(Token::Space),
            _ => Some(Token::Paragraph),
        }
    }

    fn command(&mut self, at_is_letter: bool, keep_blanks: bool) -> Token<'s> {
        let rest = &self.text[self.at..];
        let is_letter = |c: char| c.is_ascii_alphabetic() || (at_is_letter && c == '@');
        let length = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
        if length > 0 {
            self.at += length;
            if !keep_blanks {
                self.skip_blanks_of_a_line();
            }
            return Token::Command(&rest[..length]);
        }
        let Some(symbol) = rest.chars().next() else { return Token::Space };
        self.at += symbol.len_utf8();
        if symbol.is_whitespace() {
            self.line_start = symbol == '\n';
            return Token::Command(" ");
        }
        Token::Command(&rest[..symbol.len_utf8()])
    }

    /// Blanks behind a command's name are not printed, but an empty line still ends the paragraph.
    fn skip_blanks_of_a_line(&mut self) {
        let rest = &self.text[self.at..];
        let after = rest.trim_start_matches([' ', '\t']);
        self.at += rest.len() - after.len();
        if after.starts_with('\n') {
            self.at += 1;
            self.line_start = true;
        }
    }
}

/// Tokens as source again: literal text, formulas, addresses.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// The text so far.
    pub(super) text: String,
    after_word: bool,
}

impl Written {
    pub(super) fn push(&mut self, token: Token<'_>) {
        let after_word = std::mem::take(&mut self.after_word);
        match token {
            Token::Command(name) | Token::Fixed(name) => {
                self.text.push('\\');
                self.text.push_str(name);
                self.after_word = name.ends_with(|c: char| c.is_ascii_alphabetic());
            }
            Token::Char(character) => {
                if after_word && character.is_ascii_alphabetic() {
                    self.text.push(' ');
                }
                self.text.push(character);
            }
            Token::Parameter(number) => {
                self.text.push('#');
                self.text.push(char::from(b'0' + number));
            }
            Token::Open => self.text.push('{'),
            Token::Close => self.text.push('}'),
            Token::Space | Token::Paragraph => {
                if !self.text.is_empty() && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            }
        }
    }

    pub(super) fn push_str(&mut self, text: &str) {
        self.after_word = false;
        self.text.push_str(text);
    }
}

/// The memory that tokens take, about: names of commands may be long.
pub(super) fn cost(tokens: &[Token<'_>]) -> usize {
    let of_name = |token: &Token<'_>| {
        if let Token::Command(name) | Token::Fixed(name) = token { name.len() / 16 } else { 0 }
    };
    tokens.len() + tokens.iter().map(of_name).sum::<usize>()
}

/// Tokens as source.
pub(super) fn written(tokens: &[Token<'_>]) -> String {
    let mut out = Written::default();
    tokens.iter().for_each(|&token| out.push(token));
    out.text
}

/// Tokens in braces.
pub(super) fn grouped(mut tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    tokens.insert(0, Token::Open);
    tokens.push(Token::Close);
    tokens
}

/// Tokens as plain words: the names of files, labels, environments.
pub(super) fn plain(tokens: &[Token<'_>]) -> String {
    let mut out = String::new();
    for token in tokens {
        match token {
            Token::Char(character) => out.push(*character),
            Token::Space => out.push(' '),
            Token::Command(name) | Token::Fixed(name) if name.len() == 1 => out.push_str(name),
            _ => {}
        }
    }
    out.trim().to_owned()
}
