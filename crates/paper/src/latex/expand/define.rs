//! Takes in the commands that define commands.

use std::rc::Rc;

use super::Expander;
use super::macros::{Environment, Macro, Parameter, body};
use crate::latex::token::{Token, grouped, plain};
use crate::lexicon::is_among;

/// Commands that define commands, as LaTeX and as `xparse` has them.
const COMMANDS: &str = "newcommand renewcommand providecommand DeclareRobustCommand newrobustcmd
    renewrobustcmd providerobustcmd DeclareTextFontCommand newcommandx";
const DOCUMENT_COMMANDS: &str = "NewDocumentCommand RenewDocumentCommand ProvideDocumentCommand
    DeclareDocumentCommand";

impl<'s> Expander<'s> {
    /// Takes in a definition; false if `name` does not begin one.
    pub(crate) fn define(&mut self, name: &'s str) -> bool {
        match name {
            _ if is_among(name, COMMANDS) => self.new_command(),
            "def" | "gdef" | "edef" | "xdef" => self.def(),
            "let" | "glet" => self.let_command(),
            "newenvironment" | "renewenvironment" | "provideenvironment" => self.new_environment(),
            "DeclareMathOperator" => self.operator(),
            "DeclarePairedDelimiter" | "DeclarePairedDelimiters" => self.paired_delimiter(),
            _ if is_among(name, DOCUMENT_COMMANDS) => self.document_command(),
            "newif" => {
                if let Some(Token::Command(switch)) = self.argument().first().copied() {
                    self.macros.set_switch(switch.strip_prefix("if").unwrap_or(switch), false);
                }
            }
            "newboolean" | "newbool" | "newtoggle" | "providebool" | "providetoggle" => {
                let switch = self.word();
                self.macros.set_switch(&switch, false);
            }
            "setboolean" | "setbool" | "settoggle" => {
                let switch = self.word();
                let value = self.word();
                self.macros.set_switch(&switch, value == "true");
            }
            "booltrue" | "toggletrue" | "boolfalse" | "togglefalse" => {
                let switch = self.word();
                self.macros.set_switch(&switch, name.ends_with("true"));
            }
            _ => return self.set_switch(name),
        }
        true
    }

    /// `\drafttrue`
    fn set_switch(&mut self, name: &str) -> bool {
        let switch = name.strip_suffix("true").or_else(|| name.strip_suffix("false"));
        let Some(switch) = switch.filter(|switch| self.macros.switch(switch).is_some()) else {
            return false;
        };
        self.macros.set_switch(switch, name.ends_with("true"));
        true
    }

    /// The command that is about to be defined.
    fn defined_name(&mut self) -> Option<&'s str> {
        self.take('*');
        self.argument().into_iter().find_map(|token| match token {
            Token::Command(name) | Token::Fixed(name) => Some(name),
            _ => None,
        })
    }

    /// `[2][default]`
    fn parameters(&mut self) -> Vec<Parameter<'s>> {
        let count =
            self.optional().and_then(|count| plain(&count).parse().ok()).unwrap_or(0_usize).min(9);
        let mut parameters = vec![Parameter::Required; count];
        if let Some(default) = self.optional()
            && let Some(first) = parameters.first_mut()
        {
            *first = Parameter::Optional(default.into());
        }
        parameters
    }

    fn new_command(&mut self) {
        let Some(name) = self.defined_name() else { return };
        let parameters = self.parameters();
        let text = body(&self.argument());
        self.macros.define(name, Macro::new(parameters, text));
    }

    /// `\def\name#1 to #2;{…}`
    fn def(&mut self) {
        self.skip_spaces();
        let name = match self.raw() {
            Some(Token::Command(name)) => name,
            Some(token) => return self.unread(token),
            None => return,
        };
        let mut pattern = Vec::new();
        let ends = |token| matches!(token, Token::Open | Token::Close | Token::Paragraph);
        while pattern.len() <= 64 && self.peek().is_some_and(|token| !ends(token)) {
            pattern.extend(self.raw());
        }
        let text = body(&self.argument());
        let pattern = body(&pattern);
        let mut parts = pattern.split(|token| matches!(token, Token::Parameter(_)));
        let prefix: Rc<[Token<'s>]> = parts.next().unwrap_or_default().into();
        let parameters = parts.map(|end| {
            if end.is_empty() { Parameter::Required } else { Parameter::Until(end.into()) }
        });
        self.macros.define(name, Macro { prefix, parameters: parameters.collect(), body: text });
    }

    fn let_command(&mut self) {
        self.skip_spaces();
        let Some(Token::Command(name)) = self.raw() else { return };
        self.take('=');
        self.skip_spaces();
        match self.raw() {
            Some(Token::Command(old)) => {
                let itself = || Macro::new(Vec::new(), Rc::from([Token::Fixed(old)]));
                let meaning = self.macros.get(old).cloned().unwrap_or_else(itself);
                self.macros.define(name, meaning);
            }
            Some(token @ (Token::Paragraph | Token::Close)) => self.unread(token),
            Some(token) => self.macros.define(name, Macro::new(Vec::new(), Rc::from([token]))),
            None => {}
        }
    }

    fn new_environment(&mut self) {
        self.take('*');
        let name = self.word();
        let parameters = self.parameters();
        let begin = body(&self.argument());
        let end = body(&self.argument());
        self.macros
            .define_environment(name, Environment { begin: Macro::new(parameters, begin), end });
    }

    fn operator(&mut self) {
        let starred = self.take('*');
        let Some(name) = self.defined_name() else { return };
        let printed = self.argument();
        let mut text = vec![Token::Fixed("operatorname")];
        text.extend(starred.then_some(Token::Char('*')));
        text.extend(grouped(printed));
        self.macros.define(name, Macro::new(Vec::new(), text.into()));
    }

    /// `\DeclarePairedDelimiter{\norm}{\lVert}{\rVert}`
    fn paired_delimiter(&mut self) {
        let Some(name) = self.defined_name() else { return };
        let mut text = self.argument();
        let right = self.argument();
        text.extend([Token::Space, Token::Parameter(3), Token::Space]);
        text.extend(right);
        let parameters =
            vec![Parameter::Star, Parameter::Optional(Rc::from([])), Parameter::Required];
        self.macros.define(name, Macro::new(parameters, text.into()));
    }

    /// `\NewDocumentCommand{\name}{s O{x} m}{…}`
    fn document_command(&mut self) {
        let Some(name) = self.defined_name() else { return };
        let mut signature = self.argument().into_iter().peekable();
        let text = body(&self.argument());
        let mut parameters = Vec::new();
        while let Some(token) = signature.next() {
            parameters.push(match token {
                Token::Char('m') => Parameter::Required,
                Token::Char('s') => Parameter::Star,
                Token::Char('o') => Parameter::Optional(Rc::from([])),
                Token::Char('O') => {
                    signature.next_if_eq(&Token::Open);
                    let inner = || signature.next_if(|&next| next != Token::Close);
                    Parameter::Optional(std::iter::from_fn(inner).collect())
                }
                _ => continue,
            });
        }
        parameters.truncate(9);
        self.macros.define(name, Macro::new(parameters, text));
    }

    /// Takes the definitions out of packages and classes that came with the paper, and nothing
    /// else.
    pub(crate) fn style(&mut self, names: &str) {
        let mut waiting: Vec<String> =
            names.split(',').map(|name| name.trim().to_owned()).collect();
        while let Some(name) = waiting.pop() {
            let Some(id) = self.sources.find(&name, &["", self.root], &[".sty", ".cls"]) else {
                continue;
            };
            let Some(mut reader) = self.style_reader(id) else { continue };
            std::mem::swap(&mut reader.macros, &mut self.macros);
            reader.macros.in_style = true;
            while let Some(token) = reader.raw() {
                match token {
                    Token::Command("RequirePackage" | "LoadClass" | "usepackage") => {
                        reader.optional();
                        let names = reader.word();
                        waiting
                            .extend(names.split(',').take(64).map(|name| name.trim().to_owned()));
                    }
                    Token::Command("endinput") => break,
                    Token::Command(name) => _ = reader.define(name),
                    _ => {}
                }
            }
            reader.macros.in_style = false;
            std::mem::swap(&mut reader.macros, &mut self.macros);
        }
    }
}
