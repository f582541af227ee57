//! Keeps what is open, and what happens at its end.

use std::{collections::HashMap, rc::Rc};

use super::{float::CaptionOf, token::Token};

/// The thing that is complete at the end of a group.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Close {
    Nothing,
    Title,
    Heading {
        level: usize,
        number: String,
    },
    /// The heading of a single paragraph.
    Lead,
    Caption(CaptionOf),
    Footnote,
    Abstract,
    /// A cell over several columns is complete; these are the others.
    Span(usize),
    /// This is printed.
    Insert(char),
}

impl Close {
    /// Whether the text of the group is collected in a line of its own.
    pub(super) fn has_line(&self) -> bool {
        !matches!(self, Close::Nothing | Close::Abstract | Close::Span(_) | Close::Insert(_))
    }
}

/// The kinds of open environments, by the way they end.
#[derive(Debug)]
pub(super) enum Begun<'s> {
    Plain,
    Abstract,
    List,
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
    Author(Rc<[Token<'s>]>),
}

/// Something open that will be closed.
#[derive(Debug)]
pub(super) enum Frame<'s> {
    Group(Close),
    /// The `[…]` of `\twocolumn`, which holds titles and figures.
    Bracket,
    Environment(String, Begun<'s>),
}

/// Command that ends an author's environment once what it prints has been read; no author can write
/// its name.
pub(super) const AUTHORS_END: &str = "end ";
/// Open groups that are searched for the one that is waited for, and environments for a name:
/// searching all for every token would take more than linear time.
const NEAREST_GROUPS: usize = 16;
const NEAREST_ENVIRONMENTS: usize = 256;

/// Open groups and environments, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Stack<'s> {
    frames: Vec<Frame<'s>>,
    /// Open environments by name.
    open: HashMap<String, usize>,
    /// Open groups at whose end something happens.
    awaited: usize,
}

impl<'s> Stack<'s> {
    pub(super) fn push(&mut self, frame: Frame<'s>) {
        match &frame {
            Frame::Group(close) => self.awaited += usize::from(*close != Close::Nothing),
            Frame::Environment(name, _) => *self.open.entry(name.clone()).or_insert(0) += 1,
            Frame::Bracket => {}
        }
        self.frames.push(frame);
    }

    pub(super) fn pop(&mut self) -> Option<Frame<'s>> {
        let frame = self.frames.pop()?;
        match &frame {
            Frame::Group(close) => self.awaited -= usize::from(*close != Close::Nothing),
            Frame::Environment(name, _) => {
                if let Some(count) = self.open.get_mut(name) {
                    *count -= 1;
                }
            }
            Frame::Bracket => {}
        }
        Some(frame)
    }

    pub(super) fn last(&self) -> Option<&Frame<'s>> {
        self.frames.last()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// How many groups are open at whose end something happens.
    pub(super) fn awaited(&self) -> usize {
        self.awaited
    }

    pub(super) fn is_open(&self, environment: &str) -> bool {
        self.open.get(environment).is_some_and(|&count| count > 0)
    }

    pub(super) fn is_in_group(&self) -> bool {
        matches!(self.last(), Some(Frame::Group(_)))
    }

    /// Whether the innermost group that is waited for holds a heading, which is never longer than a
    /// paragraph.
    pub(super) fn awaits_heading(&self) -> bool {
        let groups = self.frames.iter().rev().take(NEAREST_GROUPS);
        let mut awaited = groups.filter_map(|frame| match frame {
            Frame::Group(close) if close.has_line() => Some(close),
            Frame::Group(_) | Frame::Bracket | Frame::Environment(..) => None,
        });
        self.awaited > 0 && matches!(awaited.next(), Some(Close::Heading { .. } | Close::Lead))
    }

    /// The tokens that the innermost environment of that name prints at its end, if an author
    /// defined it.
    pub(super) fn authors_end(&self, name: &str) -> Option<Rc<[Token<'s>]>> {
        let begun =
            self.frames.iter().rev().take(NEAREST_ENVIRONMENTS).find_map(|frame| match frame {
                Frame::Environment(found, begun) if found == name => Some(begun),
                Frame::Environment(..) | Frame::Group(_) | Frame::Bracket => None,
            })?;
        if let Begun::Author(end) = begun { Some(end.clone()) } else { None }
    }

    /// The author's environment that was opened last, if nothing was opened in it.
    pub(super) fn author_environment(&self) -> Option<&str> {
        match self.last() {
            Some(Frame::Environment(name, Begun::Author(_))) => Some(name),
            _ => None,
        }
    }
}
