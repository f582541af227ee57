//! Lists as lines that begin with `- `.

use super::{
    reference::Target,
    token::Token,
    writer::{Place, Writer},
};

/// An open list.
#[derive(Debug)]
pub(super) struct List {
    numbered: bool,
    count: u32,
    start: Start,
}

/// How the next text of a list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Item,
    /// Behind a list within the item.
    Resumed,
    Continued,
}

/// Levels of a list that are shown.
const DEEPEST: usize = 6;

impl<'s> Writer<'s> {
    pub(super) fn begin_list(&mut self, numbered: bool) {
        self.input.optional();
        if self.place() == Place::Body {
            self.end_paragraph();
        }
        self.lists.push(List { numbered, count: 0, start: Start::Continued });
    }

    pub(super) fn end_list(&mut self) {
        if self.place() == Place::Body {
            self.end_item();
        }
        self.lists.pop();
        if let Some(list) = self.lists.last_mut() {
            list.start = Start::Resumed;
        } else if self.place() == Place::Body {
            let items = std::mem::take(&mut self.items);
            self.add_text(items);
            self.end_paragraph();
        }
    }

    /// `\item[term]`
    pub(super) fn item(&mut self) {
        let term = self.input.optional();
        match self.place() {
            Place::Body => self.end_paragraph(),
            Place::Float => self.end_line(),
            Place::Cell | Place::Group => {
                self.line().space();
                self.line().push_str("- ");
            }
        }
        if let Some(list) = self.lists.last_mut() {
            list.start = Start::Item;
            list.count += u32::from(list.numbered && term.is_none());
            if list.numbered && term.is_none() {
                self.here = Target { kind: "Item".to_owned(), number: list.count.to_string() };
            }
        }
        if let Some(mut term) = term {
            let has_end =
                matches!(term.last(), Some(Token::Char(':' | '.' | ')' | '-' | '•')) | None);
            if !has_end && term.len() > 1 {
                term.push(Token::Char(':'));
            }
            term.push(Token::Space);
            self.input.push(&term);
        }
    }

    /// Puts the text of an item, or of a paragraph of it, to the list.
    pub(super) fn end_item(&mut self) {
        let text = self.line().take();
        let depth = self.lists.len().clamp(1, DEEPEST) - 1;
        let Some(list) = self.lists.last_mut() else { return };
        if text.is_empty() {
            return;
        }
        let indent = "  ".repeat(depth);
        let start = if self.items.is_empty() && list.start != Start::Item {
            Start::Resumed
        } else {
            list.start
        };
        list.start = Start::Continued;
        if !self.items.is_empty() {
            self.items.push(if start == Start::Continued { ' ' } else { '\n' });
        }
        match start {
            Start::Item => self.items.push_str(&format!("{indent}- {text}")),
            Start::Resumed if self.items.is_empty() => self.items.push_str(&text),
            Start::Resumed => self.items.push_str(&format!("{indent}  {text}")),
            Start::Continued => self.items.push_str(&text),
        }
    }
}
