//! The stream of tokens as title, abstract and sections.
//!
//! Nothing here calls itself for what is nested: open groups and environments lie on a stack, and
//! each says what happens when it is closed. Text goes to the topmost of a stack of lines: the
//! paragraph, a caption, a cell.

use std::collections::HashMap;

use super::{
    super::{Block, Section},
    Draft,
    bibliography::Bibliography,
    expand::Expander,
    float::{CaptionOf, Float},
    formula::Formula,
    grid::Grid,
    line::Line,
    list::List,
    number::{NUMBERED_DEPTH, Numbers},
    reference::{References, Target},
    source::Sources,
    token::Token,
};

/// What happens at the end of a group.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// Nothing.
    Nothing,
    /// The title of the paper is complete.
    Title,
    /// A heading is complete.
    Heading { level: usize, number: String },
    /// The heading of a single paragraph is complete.
    Lead,
    /// A caption is complete.
    Caption(CaptionOf),
    /// A footnote is complete.
    Footnote,
    /// The abstract is complete.
    Abstract,
    /// A cell over several columns is complete; these are the others.
    Span(usize),
    /// This is printed.
    Insert(char),
}

impl Close {
    /// Whether the text of the group is collected in a line of its own.
    fn has_line(&self) -> bool {
        !matches!(self, Close::Nothing | Close::Abstract | Close::Span(_) | Close::Insert(_))
    }
}

/// What an open environment means for its end.
#[derive(Debug)]
pub(super) enum Begun<'s> {
    /// Nothing.
    Plain,
    /// The abstract.
    Abstract,
    /// A list.
    List,
    /// A table, figure or algorithm.
    Float,
    /// Equations that share a number.
    PartEquations,
    /// A part of a float with a caption of its own.
    Part,
    /// Rows and columns.
    Grid,
    /// Rows and columns within a cell.
    Nested,
    /// An environment of the author, with what it prints at its end.
    Author(std::rc::Rc<[Token<'s>]>),
}

/// Something open that will be closed.
#[derive(Debug)]
pub(super) enum Frame<'s> {
    Group(Close),
    /// The `[…]` of `\twocolumn`, which holds titles and figures.
    Bracket,
    Environment(String, Begun<'s>),
}

/// Where a line of text belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Body,
    Float,
    Cell,
    Group,
}

/// Reads a whole paper.
#[derive(Debug)]
pub(super) struct Writer<'s> {
    pub(super) input: Expander<'s>,
    pub(super) numbers: Numbers,
    pub(super) references: References,
    pub(super) bibliography: Bibliography,
    /// What a label would point at.
    pub(super) here: Target,
    pub(super) lines: Vec<(Line, Place)>,
    pub(super) formula: Option<Formula>,
    /// Within `subequations` their number, and how many there have been.
    pub(super) part_equations: Option<(String, u32)>,
    pub(super) floats: Vec<Float>,
    /// The open tables; nothing for those within a cell.
    pub(super) grids: Vec<Option<Grid>>,
    pub(super) lists: Vec<List>,
    /// The text of the list so far.
    pub(super) items: String,
    /// Environment to what it is called and the counter it uses.
    pub(super) theorems: HashMap<String, (String, Option<String>)>,
    pub(super) in_document: bool,
    pub(super) ended: bool,
    pub(super) abstracts: usize,
    pub(super) numbered_depth: i64,
    pub(super) unknown: HashMap<&'s str, usize>,
    pub(super) sections: Vec<Section>,
    /// Floats that stand behind the paragraph they interrupt.
    deferred: Vec<Block>,
    pub(super) frames: Vec<Frame<'s>>,
    /// Open environments by name.
    open: HashMap<String, usize>,
    /// Open groups at whose end something happens.
    awaited: usize,
    pub(super) title: String,
    pub(super) summary: Vec<String>,
}

/// Reads the paper that begins with the file `main`.
pub(super) fn write(sources: &Sources, main: usize, fragment: bool) -> Draft {
    let mut writer = Writer::new(Expander::new(sources, main));
    writer.in_document = fragment;
    writer.bibliography.read_entries(sources, &sources.file(main).name, &mut writer.references);
    while let Some(token) = writer.input.next() {
        writer.token(token);
        if writer.ended {
            break;
        }
    }
    writer.finish()
}

impl<'s> Writer<'s> {
    fn new(input: Expander<'s>) -> Self {
        Writer {
            input,
            numbers: Numbers::default(),
            references: References::default(),
            bibliography: Bibliography::default(),
            here: Target::default(),
            lines: vec![(Line::default(), Place::Body)],
            formula: None,
            part_equations: None,
            floats: Vec::new(),
            grids: Vec::new(),
            lists: Vec::new(),
            items: String::new(),
            theorems: HashMap::new(),
            in_document: false,
            ended: false,
            abstracts: 0,
            numbered_depth: NUMBERED_DEPTH,
            unknown: HashMap::new(),
            sections: Vec::new(),
            deferred: Vec::new(),
            frames: Vec::new(),
            open: HashMap::new(),
            awaited: 0,
            title: String::new(),
            summary: Vec::new(),
        }
    }

    pub(super) fn token(&mut self, token: Token<'s>) {
        if self.formula.is_some() {
            return self.formula_token(token);
        }
        match token {
            Token::Open => self.frames.push(Frame::Group(Close::Nothing)),
            Token::Close => self.close_group(),
            Token::Command(name) => self.command(name),
            _ if self.in_preamble() => {}
            Token::Space => self.line().space(),
            Token::Paragraph => self.paragraph(),
            Token::Char(character) => self.character(character),
            Token::Fixed(_) | Token::Parameter(_) => {}
        }
    }

    /// Whether nothing that is read now is printed.
    pub(super) fn in_preamble(&self) -> bool {
        !self.in_document && self.lines.len() == 1 && self.abstracts == 0
    }

    /// The line that text goes to.
    pub(super) fn line(&mut self) -> &mut Line {
        &mut self.lines.last_mut().expect("invariant: the paragraph's line is never closed").0
    }

    pub(super) fn place(&self) -> Place {
        self.lines.last().map_or(Place::Body, |(_, place)| *place)
    }

    fn character(&mut self, character: char) {
        match character {
            '$' if self.input.peek() == Some(Token::Char('$')) => {
                self.input.raw();
                self.begin_formula(Formula::dollars());
            }
            '$' => self.begin_formula(Formula::inline()),
            '&' => self.next_cell(),
            ']' if matches!(self.frames.last(), Some(Frame::Bracket)) => {
                self.frames.pop();
            }
            _ => self.line().push(character),
        }
    }

    /// An empty line in the source.
    pub(super) fn paragraph(&mut self) {
        if self.awaited > 0 && self.heading_is_open() {
            self.close_awaited();
        }
        match self.place() {
            Place::Body => self.end_paragraph(),
            Place::Float => self.end_line(),
            Place::Cell | Place::Group => self.line().space(),
        }
    }

    /// Whether the innermost group that is waited for holds a heading, which is never longer than a
    /// paragraph.
    fn heading_is_open(&self) -> bool {
        let groups = self.frames.iter().rev().take(16);
        let mut awaited = groups.filter_map(|frame| match frame {
            Frame::Group(close) if close.has_line() => Some(close),
            _ => None,
        });
        matches!(awaited.next(), Some(Close::Heading { .. } | Close::Lead))
    }

    /// Puts what the paragraph holds into the abstract, the list or the section.
    pub(super) fn end_paragraph(&mut self) {
        if self.lists.is_empty() {
            let text = self.line().take();
            self.add_text(text);
        } else {
            self.end_item();
        }
        for block in std::mem::take(&mut self.deferred) {
            self.add(block);
        }
    }

    /// Adds a finished paragraph.
    pub(super) fn add_text(&mut self, text: String) {
        if text.is_empty() {
        } else if self.abstracts > 0 {
            self.summary.push(text);
        } else {
            self.add(Block::Text(text));
        }
    }

    fn add(&mut self, block: Block) {
        if self.sections.is_empty() {
            self.sections.push(Section { level: 1, ..Section::default() });
        }
        if let Some(section) = self.sections.last_mut() {
            section.blocks.push(block);
        }
    }

    /// Adds a table or figure, behind the paragraph if one is being read.
    pub(super) fn add_float(&mut self, block: Block) {
        if self.lines[0].0.is_empty() && self.lists.is_empty() {
            self.add(block);
        } else {
            self.deferred.push(block);
        }
    }

    /// The last block, for a caption that comes behind its table or in front of it.
    pub(super) fn last_block(&mut self) -> Option<&mut Block> {
        if !self.deferred.is_empty() {
            return self.deferred.last_mut();
        }
        self.sections.last_mut().and_then(|section| section.blocks.last_mut())
    }

    /// Opens the group that follows, or one around the next token.
    pub(super) fn group(&mut self, close: Close) {
        let opened = self.input.take_token(Token::Open);
        if close.has_line() {
            self.lines.push((Line::default(), Place::Group));
        }
        self.awaited += usize::from(close != Close::Nothing);
        self.frames.push(Frame::Group(close));
        if !opened {
            let mut argument = self.input.argument();
            argument.push(Token::Close);
            self.input.push(&argument);
        }
    }

    /// Opens the square bracket of `\twocolumn`.
    pub(super) fn bracket(&mut self) {
        if self.input.take('[') {
            self.frames.push(Frame::Bracket);
        }
    }

    fn close_group(&mut self) {
        match self.frames.last() {
            Some(Frame::Group(_)) => self.pop(),
            _ if self.awaited > 0 => self.close_awaited(),
            _ => {}
        }
    }

    /// Closes everything down to the innermost group that is waited for.
    fn close_awaited(&mut self) {
        let before = self.awaited;
        while self.awaited == before && !self.frames.is_empty() {
            self.pop();
        }
    }

    /// Closes the innermost group or environment.
    pub(super) fn pop(&mut self) {
        match self.frames.pop() {
            Some(Frame::Group(close)) => {
                self.awaited -= usize::from(close != Close::Nothing);
                let text = if close.has_line() { self.pop_line() } else { String::new() };
                self.closed(close, text);
            }
            Some(Frame::Environment(name, begun)) => {
                if let Some(count) = self.open.get_mut(&name) {
                    *count -= 1;
                }
                self.end_begun(begun);
            }
            Some(Frame::Bracket) | None => {}
        }
    }

    /// Ends the topmost line and gives its text; the paragraph's line stays open.
    pub(super) fn pop_line(&mut self) -> String {
        let text = self.line().take();
        if self.lines.len() > 1 {
            self.lines.pop();
        }
        text
    }

    fn closed(&mut self, close: Close, text: String) {
        match close {
            Close::Nothing => {}
            Close::Title => {
                if self.title.is_empty() {
                    self.title = text;
                }
            }
            Close::Heading { level, number } => {
                self.sections.push(Section { level, number, title: text, ..Section::default() });
            }
            Close::Lead => self.lead(&text),
            Close::Caption(of) => self.caption(of, text),
            Close::Footnote => self.line().footnote(text),
            Close::Abstract => self.end_abstract(),
            Close::Span(more) => {
                if let Some(Some(grid)) = self.grids.last_mut() {
                    grid.span(more);
                }
            }
            Close::Insert(character) => self.line().push(character),
        }
    }

    /// The heading of a paragraph runs into its text.
    fn lead(&mut self, text: &str) {
        if !text.is_empty() {
            let end = if text.ends_with(['.', '?', '!', ':']) { " " } else { ". " };
            self.line().push_str(&format!("{text}{end}"));
        }
    }

    pub(super) fn end_abstract(&mut self) {
        if self.abstracts > 0 {
            self.end_paragraph();
            self.abstracts -= 1;
        }
    }

    pub(super) fn push_environment(&mut self, name: String, begun: Begun<'s>) {
        *self.open.entry(name.clone()).or_insert(0) += 1;
        self.frames.push(Frame::Environment(name, begun));
    }

    pub(super) fn is_open(&self, name: &str) -> bool {
        self.open.get(name).is_some_and(|&count| count > 0)
    }

    /// What the innermost environment of that name does at its end, if an author defined it.
    pub(super) fn authors_end(&self, name: &str) -> Option<std::rc::Rc<[Token<'s>]>> {
        let named = self.frames.iter().rev().take(256).find_map(|frame| match frame {
            Frame::Environment(found, begun) if found == name => Some(begun),
            _ => None,
        });
        match named {
            Some(Begun::Author(end)) => Some(end.clone()),
            _ => None,
        }
    }

    /// The author's environment that was opened last, if nothing was opened in it.
    pub(super) fn author_environment(&self) -> Option<String> {
        match self.frames.last() {
            Some(Frame::Environment(name, Begun::Author(_))) => Some(name.clone()),
            _ => None,
        }
    }

    /// Closes everything down to the innermost environment of that name.
    pub(super) fn pop_environment(&mut self, name: &str) {
        if !self.is_open(name) {
            return;
        }
        loop {
            let found =
                matches!(self.frames.last(), Some(Frame::Environment(last, _)) if last == name);
            self.pop();
            if found || self.frames.is_empty() {
                return;
            }
        }
    }

    /// Whether the innermost open thing is a table's row, not a group in one of its cells.
    pub(super) fn is_in_row(&self) -> bool {
        self.place() == Place::Cell
            && matches!(
                self.frames.last(),
                Some(Frame::Environment(_, Begun::Grid | Begun::Plain | Begun::Author(_)))
            )
    }

    /// Closes the groups that were left open in a cell.
    pub(super) fn close_cell_groups(&mut self) {
        while self.place() == Place::Cell && matches!(self.frames.last(), Some(Frame::Group(_))) {
            self.pop();
        }
    }

    /// Closes what cannot reach over a heading: captions, tables, lists that were left open.
    pub(super) fn unwind(&mut self) {
        while self.lines.len() > 1 || !self.lists.is_empty() || self.abstracts > 0 {
            if self.frames.is_empty() {
                break;
            }
            self.pop();
        }
    }
}
