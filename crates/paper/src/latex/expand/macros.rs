//! Keeps what the author defined: commands, environments, switches.

use std::{collections::HashMap, rc::Rc};

use super::super::{command, token::Token};

/// How one argument of a macro is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Parameter<'s> {
    /// `{…}` or one token.
    Required,
    /// `[…]`, or else this.
    Optional(Rc<[Token<'s>]>),
    /// `*` or nothing.
    Star,
    /// Everything up to these tokens, as `\def\pair(#1,#2)` asks for.
    Until(Rc<[Token<'s>]>),
}

/// A command of the author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Macro<'s> {
    /// Tokens that have to follow the name.
    pub(crate) prefix: Rc<[Token<'s>]>,
    pub(crate) parameters: Rc<[Parameter<'s>]>,
    pub(crate) body: Rc<[Token<'s>]>,
}

impl<'s> Macro<'s> {
    pub(crate) fn new(parameters: Vec<Parameter<'s>>, body: Rc<[Token<'s>]>) -> Self {
        Macro { prefix: Rc::from([]), parameters: parameters.into(), body }
    }
}

/// An environment of the author: its beginning with parameters, and its end.
#[derive(Clone, Debug)]
pub(crate) struct Environment<'s> {
    pub(crate) begin: Macro<'s>,
    pub(crate) end: Rc<[Token<'s>]>,
}

/// All definitions so far.
#[derive(Debug, Default)]
pub(crate) struct Macros<'s> {
    commands: HashMap<&'s str, Macro<'s>>,
    pub(crate) environments: HashMap<String, Environment<'s>>,
    switches: HashMap<String, bool>,
    /// Whether a package or class is read: only what an author could have written is taken from it.
    pub(crate) in_style: bool,
}

impl<'s> Macros<'s> {
    pub(crate) fn get(&self, name: &str) -> Option<&Macro<'s>> {
        self.commands.get(name)
    }

    /// The tokens of a macro without parameters.
    pub(crate) fn body(&self, name: &str) -> Option<&[Token<'s>]> {
        let found = self.commands.get(name).filter(|found| found.parameters.is_empty());
        found.map(|found| &*found.body)
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<Macro<'s>> {
        self.commands.remove(name)
    }

    /// Forgets all commands and environments, once they have cost too much.
    pub(crate) fn clear(&mut self) {
        self.commands.clear();
        self.environments.clear();
    }

    /// Defines a command, unless the reader itself knows better what it means.
    pub(crate) fn define(&mut self, name: &'s str, definition: Macro<'s>) {
        let internal =
            |token: &Token<'s>| matches!(token, Token::Command(name) if name.contains('@'));
        let refused =
            self.in_style && (name.starts_with("the") || definition.body.iter().any(internal));
        if !refused && !command::is_built_in(name) {
            self.commands.insert(name, definition);
        }
    }

    pub(crate) fn define_environment(&mut self, name: String, definition: Environment<'s>) {
        if !command::is_built_in_environment(&name) {
            self.environments.insert(name, definition);
        }
    }

    pub(crate) fn switch(&self, name: &str) -> Option<bool> {
        self.switches.get(name).copied()
    }

    pub(crate) fn set_switch(&mut self, name: &str, value: bool) {
        self.switches.insert(name.to_owned(), value);
    }
}

/// `#1` and `##` in the text of a definition.
pub(crate) fn body<'s>(tokens: &[Token<'s>]) -> Rc<[Token<'s>]> {
    let mut out = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.iter().copied().peekable();
    while let Some(token) = tokens.next() {
        match (token, tokens.peek()) {
            (Token::Char('#'), Some(&Token::Char(digit @ '1'..='9'))) => {
                tokens.next();
                out.push(Token::Parameter(digit as u8 - b'0'));
            }
            (Token::Char('#'), Some(Token::Char('#'))) => {
                out.push(Token::Char('#'));
                tokens.next();
            }
            _ => out.push(token),
        }
    }
    out.into()
}
