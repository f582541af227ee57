//! Reads the source as one stream of tokens: files included, macros replaced, conditions decided.

mod argument;
mod condition;
mod define;
mod length;
mod macros;

use std::collections::HashMap;

pub(super) use macros::Macros;

use super::note::Notes;
use super::source::{Sources, folder};
use super::token::{Lexer, Token, cost};
use crate::lexicon::is_among;

/// Tokens that one macro in the text may bring forth.
const LIMIT_OF_ONE: usize = 200_000;
/// Tokens that all macros may bring forth, and more in proportion to the source.
const LIMIT_OF_ALL: usize = 4_000_000;
const LIMIT_PER_BYTE: usize = 16;
/// Commands that read packages and classes.
const STYLES: &str =
    "usepackage RequirePackage RequirePackageWithOptions documentclass documentstyle LoadClass";
/// How often a file may be included.
const INCLUSIONS: usize = 16;

/// A file that is being read, with the tokens that come before the rest of it, last one first.
#[derive(Debug)]
struct Input<'s> {
    id: usize,
    lexer: Lexer<'s>,
    pending: Vec<Token<'s>>,
    at_is_letter: bool,
}

/// Reads tokens, arguments and literal text.
#[derive(Debug)]
pub(super) struct Expander<'s> {
    sources: &'s Sources,
    pub(super) macros: Macros<'s>,
    pub(super) notes: Notes,
    /// Conditions whose true branch is being read.
    conditions: usize,
    pub(super) in_math: bool,
    at_is_letter: bool,
    inputs: Vec<Input<'s>>,
    root: &'s str,
    included: HashMap<usize, usize>,
    /// Tokens that the macro in the text has brought forth so far.
    spent: usize,
    /// Tokens that may still be brought forth or gathered.
    left: usize,
}

impl<'s> Expander<'s> {
    pub(super) fn new(sources: &'s Sources, main: usize) -> Self {
        let bytes: usize = sources.files.iter().map(|file| file.text.len()).sum();
        let mut expander = Expander {
            sources,
            macros: Macros::default(),
            notes: Notes::default(),
            conditions: 0,
            in_math: false,
            at_is_letter: false,
            inputs: Vec::new(),
            root: folder(&sources.files[main].name),
            included: HashMap::new(),
            spent: 0,
            left: LIMIT_OF_ALL + LIMIT_PER_BYTE * bytes,
        };
        expander.open(main);
        expander
    }

    /// The next token that is neither a macro nor a command of this module.
    pub(super) fn next(&mut self) -> Option<Token<'s>> {
        loop {
            match self.raw()? {
                Token::Command(name) if self.act(name) => {}
                Token::Fixed(name) => return Some(Token::Command(name)),
                token => return Some(token),
            }
        }
    }

    /// The next token as it stands, across the ends of files.
    pub(super) fn raw(&mut self) -> Option<Token<'s>> {
        loop {
            if let Some(token) = self.raw_here() {
                return Some(token);
            }
            self.close()?;
        }
    }

    /// Goes on with the file that included this one.
    fn close(&mut self) -> Option<()> {
        self.at_is_letter = self.inputs.pop()?.at_is_letter;
        Some(())
    }

    /// The next token of this file.
    pub(super) fn raw_here(&mut self) -> Option<Token<'s>> {
        let input = self.inputs.last_mut()?;
        if let Some(token) = input.pending.pop() {
            return Some(token);
        }
        self.spent = 0;
        input.lexer.next(self.at_is_letter, self.in_math)
    }

    /// Puts back a token that [`Expander::next`] or [`Expander::raw`] gave.
    pub(super) fn unread(&mut self, token: Token<'s>) {
        self.restore(&[token]);
    }

    /// Puts back tokens that were read.
    fn restore(&mut self, tokens: &[Token<'s>]) {
        if let Some(input) = self.inputs.last_mut() {
            input.pending.extend(tokens.iter().rev());
        }
    }

    /// Puts tokens in front of what is to be read, unless that is too much: then the definitions
    /// that brought them forth are forgotten.
    pub(super) fn push(&mut self, tokens: &[Token<'s>]) {
        let cost = cost(tokens);
        self.spent += cost;
        if let Some(left) = self.left.checked_sub(cost) {
            self.left = left;
            return self.restore(tokens);
        }
        self.left = 0;
        self.macros.clear();
        self.notes.add(
            "the macros of the paper grow without end; from some place on they were not replaced",
        );
    }

    /// Handles a macro or a command of this module; false if it is neither.
    fn act(&mut self, name: &'s str) -> bool {
        match name {
            "relax" | "protect" | "noexpand" | "expandafter" | "global" | "long" | "outer"
            | "unexpanded" | "endcsname" | "immediate" => {}
            "makeatletter" => self.at_is_letter = true,
            "makeatother" => self.at_is_letter = false,
            "csname" => self.constructed(),
            "input" | "include" | "subfile" | "subfileinclude" | "@input" | "loadglsentries" => {
                let name = self.file_name();
                self.include(&name, None);
            }
            "import" | "subimport" | "inputfrom" | "subinputfrom" => {
                let folder = self.word();
                let name = self.word();
                self.include(&name, Some(&folder));
            }
            "endinput" => {
                if let Some(input) = self.inputs.last_mut() {
                    input.lexer = Lexer::new("");
                }
            }
            _ if is_among(name, STYLES) => {
                self.optional();
                let names = self.word();
                self.optional();
                self.style(&names);
            }
            _ => return self.define(name) || self.decide(name) || self.replace(name),
        }
        true
    }

    /// `\csname name\endcsname`
    fn constructed(&mut self) {
        let mut name = String::new();
        while let Some(token) = self.raw_here() {
            match token {
                Token::Char(character) if name.len() < 128 => name.push(character),
                Token::Command("endcsname") => break,
                Token::Paragraph | Token::Command(_) => return self.unread(token),
                _ => {}
            }
        }
        if let Some(body) = self.macros.body(&name).map(<[_]>::to_vec) {
            self.push(&body);
        }
    }

    /// The name behind `\input`, which may come without braces.
    fn file_name(&mut self) -> String {
        self.skip_spaces();
        if self.peek() == Some(Token::Open) {
            return self.word();
        }
        let mut name = String::new();
        while let Some(token) = self.raw_here() {
            match token {
                Token::Char(character) if name.len() < 512 => name.push(character),
                Token::Space => break,
                token => {
                    self.unread(token);
                    break;
                }
            }
        }
        name
    }

    fn include(&mut self, name: &str, from: Option<&str>) {
        let here =
            self.inputs.last().map_or("", |input| folder(&self.sources.files[input.id].name));
        let root = self.root;
        let folders = match from {
            Some(from) => [here, root].map(|base| format!("{base}/{from}")).to_vec(),
            None => [root, here, ""].map(str::to_owned).to_vec(),
        };
        let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
        let found = self.sources.find(name, &folders, &["", ".tex", ".ltx"]);
        let file_name = found.map_or("", |id| &self.sources.files[id].name);
        self.notes.add(match found {
            Some(id) if self.inputs.iter().any(|input| input.id == id) => {
                format!("`{file_name}` includes itself; left out the second time")
            }
            Some(id) if self.included.get(&id).copied().unwrap_or(0) >= INCLUSIONS => {
                format!("`{file_name}` is included too often")
            }
            Some(id) => return self.open(id),
            None if [".bbl", ".tikz", ".pgf"].iter().any(|end| name.ends_with(end)) => return,
            None => format!("`{}` is missing; what it held is left out", name.trim()),
        });
    }

    /// A reader of a package or class, which is read once; nothing if it has been.
    fn style_reader(&mut self, id: usize) -> Option<Expander<'s>> {
        let before = self.included.insert(id, INCLUSIONS);
        let reader = || Expander { at_is_letter: true, ..Expander::new(self.sources, id) };
        before.is_none().then(reader)
    }

    /// Begins to read a file; of a document of its own only what is between `\begin` and
    /// `\end{document}`.
    fn open(&mut self, id: usize) {
        *self.included.entry(id).or_insert(0) += 1;
        let text = self.sources.files[id].text.as_str();
        let mut lexer = Lexer::new(text);
        const BEGIN: &str = "\\begin{document}";
        if !self.inputs.is_empty() && text.contains("\\documentclass") && text.contains(BEGIN) {
            lexer.skip_behind(BEGIN);
        }
        self.inputs.push(Input { id, lexer, pending: Vec::new(), at_is_letter: self.at_is_letter });
    }

    /// Ends the file if it was included; false if it is the main file.
    pub(super) fn end_document(&mut self) -> bool {
        self.inputs.len() > 1 && self.close().is_some()
    }

    /// Replaces a macro; false if there is none of that name.
    fn replace(&mut self, name: &'s str) -> bool {
        let Some(found) = self.macros.get(name).cloned() else { return false };
        if found.parameters.is_empty() && found.prefix.is_empty() {
            self.replace_with(name, &found.body);
            return true;
        }
        let arguments = self.arguments(&found);
        match self.filled(&found.body, &arguments) {
            Some(tokens) => self.replace_with(name, &tokens),
            None => self.give_up(name),
        }
        true
    }

    fn replace_with(&mut self, name: &'s str, tokens: &[Token<'s>]) {
        if self.spent + cost(tokens) > LIMIT_OF_ONE {
            return self.give_up(name);
        }
        self.push(tokens);
    }

    /// Ends the replacement that leads nowhere, and forgets the macro.
    fn give_up(&mut self, name: &str) {
        self.notes.add(format!("macro `\\{name}` grows without end; left out"));
        self.macros.remove(name);
        if let Some(input) = self.inputs.last_mut() {
            input.pending = Vec::new();
        }
    }
}
