//! Reads arguments of commands, and literal text.

use std::rc::Rc;

use super::macros::{Macro, Parameter};
use super::{Expander, LIMIT_OF_ONE};
use crate::latex::token::{Token, Written, plain, written};

/// Tokens of an optional argument.
const LIMIT_OF_OPTION: usize = 2_000;

impl<'s> Expander<'s> {
    /// The next token without taking it.
    pub(crate) fn peek(&mut self) -> Option<Token<'s>> {
        let token = self.raw_here()?;
        self.unread(token);
        Some(token)
    }

    /// Whether the character is next, without a blank in front of it.
    pub(crate) fn is_at(&self, character: char) -> bool {
        self.inputs.last().is_some_and(|input| match input.pending.last() {
            Some(token) => *token == Token::Char(character),
            None => input.lexer.is_at(character),
        })
    }

    pub(crate) fn skip_spaces(&mut self) {
        while let Some(token) = self.raw_here() {
            if token != Token::Space {
                return self.unread(token);
            }
        }
    }

    /// Takes the character if it is next, blanks in front of it allowed.
    pub(crate) fn take(&mut self, character: char) -> bool {
        self.take_token(Token::Char(character))
    }

    pub(crate) fn take_token(&mut self, wanted: Token<'s>) -> bool {
        let mut blank = false;
        while let Some(token) = self.raw_here() {
            if token == wanted {
                return true;
            }
            if token != Token::Space {
                self.unread(token);
                break;
            }
            blank = true;
        }
        if blank {
            self.unread(Token::Space);
        }
        false
    }

    /// An argument: what stands in braces, or one token; empty at the end of a paragraph or group.
    pub(crate) fn argument(&mut self) -> Vec<Token<'s>> {
        self.skip_spaces();
        match self.raw_here() {
            Some(Token::Open) => self.balanced(),
            Some(token) if !matches!(token, Token::Close | Token::Paragraph) => vec![token],
            end => {
                end.into_iter().for_each(|token| self.unread(token));
                Vec::new()
            }
        }
    }

    /// The rest of a group whose brace has been read. Where it is not closed it ends with the
    /// paragraph.
    fn balanced(&mut self) -> Vec<Token<'s>> {
        let mut tokens = Vec::new();
        let mut depth = 0_usize;
        let mut paragraph = None;
        while self.left > 0 || tokens.len() < LIMIT_OF_OPTION {
            let Some(token) = self.raw_here() else {
                let end = paragraph.unwrap_or(tokens.len());
                self.notes.add(
                    "a brace is not closed; what it holds was taken to end with its paragraph",
                );
                self.restore(&tokens[end..]);
                tokens.truncate(end);
                return tokens;
            };
            self.left = self.left.saturating_sub(1);
            match token {
                Token::Open => depth += 1,
                Token::Close if depth == 0 => return tokens,
                Token::Close => depth -= 1,
                Token::Paragraph if paragraph.is_none() => paragraph = Some(tokens.len()),
                _ => {}
            }
            tokens.push(token);
        }
        tokens
    }

    /// The argument in square brackets, if they are next.
    pub(crate) fn optional(&mut self) -> Option<Vec<Token<'s>>> {
        if !self.take('[') {
            return None;
        }
        let mut tokens = Vec::new();
        let mut depth = 0_usize;
        while tokens.len() < LIMIT_OF_OPTION && self.left > 0 {
            let Some(token) = self.raw_here() else { break };
            self.left -= 1;
            match token {
                Token::Char(']') if depth == 0 => return Some(tokens),
                Token::Paragraph | Token::Command("item" | "begin" | "end" | "section") => {
                    self.unread(token);
                    break;
                }
                Token::Open => depth += 1,
                Token::Close if depth == 0 => {
                    self.unread(token);
                    break;
                }
                Token::Close => depth -= 1,
                _ => {}
            }
            tokens.push(token);
        }
        self.restore(&tokens);
        self.unread(Token::Char('['));
        None
    }

    /// An argument as plain words, macros in it replaced where they are plain themselves.
    pub(crate) fn word(&mut self) -> String {
        let tokens = self.argument();
        self.plain(&tokens)
    }

    pub(crate) fn plain(&self, tokens: &[Token<'s>]) -> String {
        let mut out: Vec<Token<'s>> = Vec::with_capacity(tokens.len());
        for token in tokens {
            let body = if let Token::Command(name) = token { self.macros.body(name) } else { None };
            let body = body.filter(|body| body.len() <= 256 && out.len() <= 4096);
            out.extend(body.unwrap_or(std::slice::from_ref(token)));
        }
        plain(&out)
    }

    /// Drops arguments: `m` in braces, `o` in square brackets, `p` in round ones, `s` a star.
    pub(crate) fn drop_arguments(&mut self, pattern: &str) {
        for part in pattern.chars() {
            match part {
                's' => _ = self.take('*'),
                'o' => _ = self.optional(),
                'p' => self.drop_round(),
                _ => _ = self.argument(),
            }
        }
    }

    /// Drops an argument in round brackets, if they are next.
    fn drop_round(&mut self) {
        if self.take('(') {
            while let Some(token) = self.raw_here() {
                match token {
                    Token::Char(')') => return,
                    Token::Paragraph | Token::Command(_) => return self.unread(token),
                    _ => {}
                }
            }
        }
    }

    /// The literal text up to `\end{name}`, or up to the end of the author's environment that it
    /// makes up.
    pub(crate) fn verbatim(&mut self, name: &str, around: Option<&str>) -> String {
        let mut out = Written::default();
        while let Some(input) = self.inputs.last_mut() {
            let Some(token) = input.pending.pop() else {
                let text = input.lexer.take_environment(name, around);
                out.push_str(text);
                break;
            };
            let ends = token == Token::Command("end");
            let found = if ends { self.argument() } else { Vec::new() };
            if ends && plain(&found) == name {
                break;
            }
            std::iter::once(token).chain(found).for_each(|token| out.push(token));
        }
        out.text
    }

    /// Gives the file back the token in front of literal text, if it was only looked at.
    fn step_back(&mut self) {
        let Some(input) = self.inputs.last_mut() else { return };
        let character = match input.pending[..] {
            [Token::Open] => '{',
            [Token::Char(character)] => character,
            _ => return,
        };
        if input.lexer.step_back(character) {
            input.pending.clear();
        }
    }

    /// The literal text between two equal characters, or in braces, as `\verb` has it.
    pub(crate) fn delimited(&mut self) -> String {
        self.step_back();
        if let Some(input) = self.inputs.last_mut().filter(|input| input.pending.is_empty()) {
            return input.lexer.take_delimited().to_owned();
        }
        let Some(end) = self.raw_here() else { return String::new() };
        if end == Token::Open {
            return written(&self.balanced());
        }
        let mut out = Written::default();
        for _ in 0..LIMIT_OF_OPTION {
            match self.raw_here() {
                Some(token) if token != end && token != Token::Paragraph => out.push(token),
                _ => break,
            }
        }
        out.text
    }

    /// An argument that holds an address, in which `%` and `#` mean nothing.
    pub(crate) fn address(&mut self) -> String {
        self.step_back();
        if let Some(input) = self.inputs.last_mut().filter(|input| input.pending.is_empty())
            && let Some(text) = input.lexer.take_group()
        {
            let plain = |text: String, mark| text.replace(&format!("\\{mark}"), mark);
            return ["_", "%", "#", "&"].into_iter().fold(text.to_owned(), plain);
        }
        let tokens = self.argument();
        plain(&tokens)
    }

    /// The arguments of a macro, in order.
    pub(crate) fn arguments(&mut self, found: &Macro<'s>) -> Vec<Vec<Token<'s>>> {
        let _ = found.prefix.iter().all(|token| self.take_token(*token));
        let argument = |parameter: &Parameter<'s>| match parameter {
            Parameter::Required => self.argument(),
            Parameter::Optional(default) => self.optional().unwrap_or_else(|| default.to_vec()),
            Parameter::Star if self.take('*') => vec![Token::Char('*')],
            Parameter::Star => Vec::new(),
            Parameter::Until(end) => self.until(end),
        };
        found.parameters.iter().map(argument).collect()
    }

    fn until(&mut self, end: &Rc<[Token<'s>]>) -> Vec<Token<'s>> {
        let mut tokens = Vec::new();
        while tokens.len() < LIMIT_OF_OPTION && self.left > 0 {
            let Some(token) = self.raw_here() else { break };
            self.left -= 1;
            tokens.push(token);
            if tokens.ends_with(end) {
                tokens.truncate(tokens.len() - end.len());
                break;
            }
        }
        tokens
    }

    /// The body with its parameters filled in; nothing if that is too much.
    pub(crate) fn filled(
        &self,
        body: &[Token<'s>],
        arguments: &[Vec<Token<'s>>],
    ) -> Option<Vec<Token<'s>>> {
        let filled = || body.iter().flat_map(|token| filling(token, arguments));
        (self.spent + filled().count() <= LIMIT_OF_ONE).then(|| filled().copied().collect())
    }
}

/// The replacement of a token in a macro's body: the argument that it stands for, or itself.
fn filling<'a, 's>(token: &'a Token<'s>, arguments: &'a [Vec<Token<'s>>]) -> &'a [Token<'s>] {
    match token {
        Token::Parameter(number) => {
            arguments.get(usize::from(*number) - 1).map_or(&[], Vec::as_slice)
        }
        token => std::slice::from_ref(token),
    }
}
