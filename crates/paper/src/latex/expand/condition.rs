//! Decides conditions; of those that cannot be decided the second branch is read.

use super::{super::token::Token, Expander};
use crate::lexicon::is_among;

/// TeX's own conditions that end with `\fi`.
const PRIMITIVES: &str = "if ifx ifnum ifdim ifodd ifcase ifmmode ifhmode ifvmode ifinner ifcat
    iffalse iftrue ifdefined ifcsname ifeof ifvoid ifhbox ifvbox ifpdf ifxetex ifluatex ifpdftex
    iftutex";

impl<'s> Expander<'s> {
    /// Handles a condition or a part of one; false if `name` is not one.
    pub(crate) fn decide(&mut self, name: &'s str) -> bool {
        match name {
            "else" | "or" if self.conditions > 0 => {
                self.conditions -= 1;
                self.skip_branch(false);
            }
            "fi" => self.conditions = self.conditions.saturating_sub(1),
            "else" | "or" => {}
            "ifthenelse" => {
                let condition = self.argument();
                let value = self.tested(&condition);
                self.choose(value);
            }
            "ifbool" | "iftoggle" | "notbool" | "nottoggle" => {
                let switch = self.word();
                let value = self.macros.switch(&switch).unwrap_or(false);
                self.choose(value == name.starts_with("if"));
            }
            "ifblank" | "ifstrempty" => {
                let empty = self.word().is_empty();
                self.choose(empty);
            }
            "IfFileExists" | "InputIfFileExists" => {
                let file = self.word();
                let found = self.sources.find(&file, &[self.root, ""], &["", ".tex"]).is_some();
                self.choose(found);
                if found && name == "InputIfFileExists" {
                    self.include(&file, None);
                }
            }
            "IfValueTF" | "IfNoValueTF" | "IfBooleanTF" => {
                let given = !self.word().is_empty();
                self.choose(given != (name == "IfNoValueTF"));
            }
            "@ifnextchar" | "@ifstar" => self.next_character(name),
            _ if self.is_condition(name) => {
                let branch_is_read = self.value(name) || self.skip_branch(true);
                self.conditions += usize::from(branch_is_read);
            }
            _ => return false,
        }
        true
    }

    fn is_condition(&self, name: &str) -> bool {
        name.strip_prefix("if").is_some_and(|switch| {
            self.macros.switch(switch).is_some() || is_among(name, PRIMITIVES)
        })
    }

    fn value(&mut self, name: &str) -> bool {
        if let Some(value) = name.strip_prefix("if").and_then(|switch| self.macros.switch(switch)) {
            return value;
        }
        match name {
            "iftrue" | "ifpdf" | "ifpdftex" => true,
            "iffalse" | "ifxetex" | "ifluatex" | "iftutex" => false,
            "ifmmode" => self.in_math,
            "ifdefined" => {
                let token = self.raw();
                matches!(token, Some(Token::Command(name)) if self.macros.get(name).is_some())
            }
            "ifx" => {
                let (left, right) = (self.raw(), self.raw());
                self.same(left, right)
            }
            _ => {
                self.notes.add(format!(
                    "`\\{name}` cannot be decided; what stands behind its `\\else` was read"
                ));
                false
            }
        }
    }

    fn same(&self, left: Option<Token<'s>>, right: Option<Token<'s>>) -> bool {
        let (Some(Token::Command(left)), Some(Token::Command(right))) = (left, right) else {
            return left == right;
        };
        let empty = |name: &str| matches!(name, "empty" | "@empty");
        let undefined = |name: &str| name.starts_with("undefined");
        match (self.macros.get(left), self.macros.get(right)) {
            (Some(found), None) if empty(right) => found.body.is_empty(),
            (None, Some(found)) if empty(left) => found.body.is_empty(),
            (None, None) => left == right || undefined(left) || undefined(right),
            (left, right) => left == right,
        }
    }

    /// `\boolean{draft}`, `\equal{a}{b}`, `\not`
    fn tested(&mut self, condition: &[Token<'s>]) -> bool {
        let negated = condition.contains(&Token::Command("not"))
            || condition.contains(&Token::Command("NOT"));
        let inner = |group: &[Token<'s>]| {
            self.plain(group.split(|token| *token == Token::Close).next().unwrap_or_default())
        };
        let groups: Vec<String> =
            condition.split(|token| *token == Token::Open).skip(1).map(inner).collect();
        let is_test = |token: &&Token<'s>| matches!(token, Token::Command("boolean" | "equal"));
        let value = match (condition.iter().find(is_test), &groups[..]) {
            (Some(Token::Command("boolean")), [switch, ..]) => {
                self.macros.switch(switch).unwrap_or(false)
            }
            (Some(_), [left, right, ..]) => left == right,
            _ => {
                self.notes.add("an `\\ifthenelse` cannot be decided; its second branch was read");
                return false;
            }
        };
        value != negated
    }

    /// Reads two arguments and goes on with one of them.
    fn choose(&mut self, first: bool) {
        let (yes, no) = (self.argument(), self.argument());
        self.push(if first { &yes } else { &no });
    }

    fn next_character(&mut self, name: &str) {
        let wanted = if name == "@ifstar" { vec![Token::Char('*')] } else { self.argument() };
        let (yes, no) = (self.argument(), self.argument());
        self.skip_spaces();
        let found = self.peek().is_some_and(|next| wanted.first() == Some(&next));
        if found && name == "@ifstar" {
            self.raw();
        }
        self.push(if found { &yes } else { &no });
    }

    /// Skips to the end of a branch; true if it ended with `\else`.
    fn skip_branch(&mut self, stop_at_else: bool) -> bool {
        let mut depth = 0_usize;
        while let Some(token) = self.raw() {
            let Token::Command(name) = token else { continue };
            match name {
                "fi" if depth == 0 => return false,
                "fi" => depth -= 1,
                "else" if depth == 0 && stop_at_else => return true,
                "newif" => _ = self.argument(),
                _ if self.is_condition(name) => depth += 1,
                _ => {}
            }
        }
        self.notes.add("an `\\if…` has no `\\fi`; what stands behind it is left out");
        false
    }
}
