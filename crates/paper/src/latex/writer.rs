//! Writes the stream of tokens as title, abstract and sections.
//!
//! Nothing here calls itself for what is nested: open groups and environments lie on a stack, and
//! each says what happens when it is closed. Text goes to the topmost of a stack of lines: the
//! paragraph, a caption, a cell. What is read lives in the modules of its own (lines, lists,
//! floats, tables, formulas, numbers); the modules below this one say which command does what with
//! it.

mod citation;
mod ending;
mod environment;
mod float;
mod formula;
mod heading;
mod list;
mod table;
mod text;

use std::collections::HashMap;

use super::formula::{End, Formula};
use super::line::{Line, Lines, Place};
use super::stack::{Begun, Close, Frame, Stack};
use super::{
    Draft, bibliography::Bibliography, document::Document, expand::Expander, float::Float,
    grid::Grid, list::Lists, numbering::Numbering, source::Sources, token::Token,
};
use crate::Block;

/// Reads a whole paper.
#[derive(Debug)]
pub(super) struct Writer<'s> {
    input: Expander<'s>,
    document: Document,
    stack: Stack<'s>,
    lines: Lines,
    lists: Lists,
    formula: Option<Formula>,
    floats: Vec<Float>,
    /// The open tables; nothing for those within a cell.
    grids: Vec<Option<Grid>>,
    numbering: Numbering,
    bibliography: Bibliography,
    in_document: bool,
    ended: bool,
    /// How often each unknown command was dropped.
    unknown: HashMap<&'s str, usize>,
}

/// Reads the paper that begins with the file `main`.
pub(super) fn write(sources: &Sources, main: usize, fragment: bool) -> Draft {
    let mut writer = Writer {
        input: Expander::new(sources, main),
        document: Document::default(),
        stack: Stack::default(),
        lines: Lines::default(),
        lists: Lists::default(),
        formula: None,
        floats: Vec::new(),
        grids: Vec::new(),
        numbering: Numbering::default(),
        bibliography: Bibliography::default(),
        in_document: fragment,
        ended: false,
        unknown: HashMap::new(),
    };
    let references = &mut writer.numbering.references;
    writer.bibliography.read_entries(sources, &sources.files[main].name, references);
    while !writer.ended
        && let Some(token) = writer.input.next()
    {
        writer.token(token);
    }
    writer.finish()
}

impl<'s> Writer<'s> {
    fn token(&mut self, token: Token<'s>) {
        if self.formula.is_some() {
            return self.formula_token(token);
        }
        match token {
            Token::Open => self.stack.push(Frame::Group(Close::Nothing)),
            Token::Close => self.close_group(),
            Token::Command(name) => self.command(name),
            _ if self.in_preamble() => {}
            Token::Space => self.line().space(),
            Token::Paragraph => self.paragraph(),
            Token::Char(character) => self.character(character),
            Token::Fixed(_) | Token::Parameter(_) => {}
        }
    }

    /// Whether the reading is in front of all that is printed.
    fn in_preamble(&self) -> bool {
        !self.in_document && self.lines.is_in_body() && self.document.abstracts == 0
    }

    /// The line that text goes to.
    fn line(&mut self) -> &mut Line {
        self.lines.top()
    }

    /// Prints the text with blanks around it.
    fn spaced(&mut self, text: &str) {
        let line = self.lines.top();
        line.space();
        line.push_str(text);
        line.space();
    }

    fn character(&mut self, character: char) {
        match character {
            '$' if self.input.peek() == Some(Token::Char('$')) => {
                self.input.raw();
                self.begin_formula(Formula::until(End::Dollars));
            }
            '$' => self.begin_formula(Formula::until(End::Dollar)),
            '&' => self.next_cell(),
            ']' if matches!(self.stack.last(), Some(Frame::Bracket)) => {
                self.stack.pop();
            }
            _ => self.line().push(character),
        }
    }

    /// An empty line in the source.
    fn paragraph(&mut self) {
        if self.stack.awaits_heading() {
            self.close_awaited();
        }
        match self.lines.place() {
            Place::Body => self.end_paragraph(),
            Place::Float => self.end_line(),
            Place::Cell | Place::Group => self.line().space(),
        }
    }

    /// Puts what the paragraph holds into the abstract, the list or the section.
    fn end_paragraph(&mut self) {
        let text = self.line().take();
        if self.lists.is_empty() {
            self.document.add_text(text);
        } else {
            self.lists.add(&text);
        }
        self.document.add_deferred();
    }

    /// Adds a table or figure, behind the paragraph if one is being read.
    fn add_float(&mut self, block: Block) {
        let in_paragraph = !(self.lines.body.is_empty() && self.lists.is_empty());
        self.document.add_float(block, in_paragraph);
    }

    /// Opens the group that follows, or one around the next token.
    fn group(&mut self, close: Close) {
        let opened = self.input.take_token(Token::Open);
        if close.has_line() {
            self.lines.push(Place::Group);
        }
        self.stack.push(Frame::Group(close));
        if !opened {
            let mut argument = self.input.argument();
            argument.push(Token::Close);
            self.input.push(&argument);
        }
    }

    fn close_group(&mut self) {
        if self.stack.is_in_group() {
            self.pop();
        } else if self.stack.awaited() > 0 {
            self.close_awaited();
        }
    }

    /// Closes everything down to the innermost group that is waited for.
    fn close_awaited(&mut self) {
        let before = self.stack.awaited();
        while self.stack.awaited() == before && !self.stack.is_empty() {
            self.pop();
        }
    }

    /// Closes the innermost group or environment.
    fn pop(&mut self) {
        match self.stack.pop() {
            Some(Frame::Group(close)) => {
                let text = if close.has_line() { self.lines.pop() } else { String::new() };
                self.closed(close, text);
            }
            Some(Frame::Environment(_, begun)) => self.end_begun(begun),
            Some(Frame::Bracket) | None => {}
        }
    }

    fn closed(&mut self, close: Close, text: String) {
        match close {
            Close::Nothing => {}
            Close::Title => {
                if self.document.title.is_empty() {
                    self.document.title = text;
                }
            }
            Close::Heading { level, number } => self.document.begin_section(level, number, text),
            Close::Lead => self.end_lead(&text),
            Close::Caption(owner) => self.end_caption(owner, text),
            Close::Footnote => self.line().footnote(text),
            Close::Abstract => self.end_abstract(),
            Close::Span(more) => {
                if let Some(grid) = self.grid() {
                    grid.more = more;
                }
            }
            Close::Insert(character) => self.line().push(character),
        }
    }

    fn begin_abstract(&mut self) {
        self.end_paragraph();
        self.document.abstracts += 1;
    }

    fn end_abstract(&mut self) {
        if self.document.abstracts > 0 {
            self.end_paragraph();
            self.document.abstracts -= 1;
        }
    }

    fn push_environment(&mut self, name: String, begun: Begun<'s>) {
        self.stack.push(Frame::Environment(name, begun));
    }

    /// Closes everything down to the innermost environment of that name.
    fn pop_environment(&mut self, name: &str) {
        if !self.stack.is_open(name) {
            return;
        }
        let is_it = |frame: Option<&Frame>| matches!(frame, Some(Frame::Environment(last, _)) if last == name);
        while !is_it(self.stack.last()) && !self.stack.is_empty() {
            self.pop();
        }
        self.pop();
    }

    /// Closes what cannot reach over a heading: captions, tables, lists that were left open.
    fn unwind(&mut self) {
        let open = |writer: &Self| {
            !writer.lines.is_in_body() || !writer.lists.is_empty() || writer.document.abstracts > 0
        };
        while open(self) && !self.stack.is_empty() {
            self.pop();
        }
    }
}
