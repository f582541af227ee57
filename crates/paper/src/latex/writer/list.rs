//! Reads lists.

use super::Writer;
use crate::latex::{line::Place, token::Token};

impl Writer<'_> {
    pub(super) fn begin_list(&mut self, numbered: bool) {
        self.input.optional();
        if self.lines.place() == Place::Body {
            self.end_paragraph();
        }
        self.lists.begin(numbered);
    }

    pub(super) fn end_list(&mut self) {
        let in_body = self.lines.place() == Place::Body;
        if in_body {
            let text = self.line().take();
            self.lists.add(&text);
        }
        self.lists.end();
        if in_body && self.lists.is_empty() {
            self.document.add_text(std::mem::take(&mut self.lists.text));
            self.end_paragraph();
        }
    }

    /// `\item[term]`
    pub(super) fn item(&mut self) {
        let term = self.input.optional();
        match self.lines.place() {
            Place::Body => self.end_paragraph(),
            Place::Float => self.end_line(),
            Place::Cell | Place::Group => {
                self.line().space();
                self.line().push_str("- ");
            }
        }
        if let Some(number) = self.lists.item(term.is_some()) {
            self.numbering.point_at("Item", number.to_string());
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
}
