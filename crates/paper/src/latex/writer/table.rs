//! Reads tables, whatever package they are made with.

use super::Writer;
use crate::Block;
use crate::latex::grid::{self, Grid};
use crate::latex::stack::{Begun, Close, Frame};
use crate::latex::{float::Part, line::Place, token::Token};

impl<'s> Writer<'s> {
    /// The innermost table; nothing if it is in a cell of another.
    pub(super) fn grid(&mut self) -> Option<&mut Grid> {
        self.grids.last_mut()?.as_mut()
    }

    pub(super) fn begin_grid(&mut self, name: String) {
        if matches!(name.as_str(), "tabu" | "longtabu") {
            while !matches!(self.input.peek(), Some(Token::Open) | None | Some(Token::Paragraph)) {
                self.input.raw();
            }
            self.input.drop_arguments("m");
        }
        self.input.drop_arguments(grid::arguments(&name).unwrap_or_default());
        if self.lines.place() == Place::Cell {
            self.grids.push(None);
            return self.push_environment(name, Begun::Nested);
        }
        self.grids.push(Some(Grid::default()));
        self.lines.push(Place::Cell);
        self.push_environment(name, Begun::Grid);
    }

    /// `&`
    pub(super) fn next_cell(&mut self) {
        if self.grids.is_empty() {
            return self.line().push('&');
        }
        if self.grid().is_none() || self.lines.place() != Place::Cell {
            return self.line().space();
        }
        self.close_cell_groups();
        let text = self.line().take();
        if let Some(grid) = self.grid() {
            grid.end_cell(text);
        }
    }

    /// Closes the groups that were left open in a cell.
    fn close_cell_groups(&mut self) {
        while self.lines.place() == Place::Cell && self.stack.is_in_group() {
            self.pop();
        }
    }

    /// `\\`
    pub(super) fn line_break(&mut self) {
        self.input.take('*');
        if self.input.is_at('[') {
            self.input.optional();
        }
        match self.lines.place() {
            Place::Cell if self.is_in_row() => self.next_row(),
            Place::Float => self.end_line(),
            Place::Body | Place::Cell | Place::Group => self.line().space(),
        }
    }

    /// Whether the innermost open thing is a table's row, not a group in one of its cells.
    fn is_in_row(&self) -> bool {
        matches!(
            self.stack.last(),
            Some(Frame::Environment(_, Begun::Grid | Begun::Plain | Begun::Author(_)))
        )
    }

    fn next_row(&mut self) {
        if self.grid().is_some() {
            self.next_cell();
        }
        if let Some(grid) = self.grid() {
            grid.end_row();
        }
    }

    /// `\multicolumn{n}{c}{…}`
    pub(super) fn multicolumn(&mut self) {
        let columns: usize = self.input.word().parse().unwrap_or(1);
        self.input.drop_arguments("m");
        self.group(Close::Span(columns.clamp(1, grid::WIDEST) - 1));
    }

    /// The marks of `longtable` behind what it repeats.
    pub(super) fn repeated_rows(&mut self, name: &str) {
        self.next_row();
        if let Some(grid) = self.grid() {
            grid.repeat_rows(name == "endfirsthead");
        }
    }

    pub(super) fn end_grid(&mut self) {
        self.next_row();
        self.lines.pop();
        let Some(Some(grid)) = self.grids.pop() else { return };
        let is_one_column = grid.is_one_column();
        let rows = grid.into_rows();
        if let Some(float) = self.floats.last_mut() {
            return float.parts.push(Part::Rows(rows));
        }
        let in_text = self.lines.place() != Place::Body || self.document.abstracts > 0;
        if is_one_column || in_text {
            return self.spaced(&rows.join(if in_text { "; " } else { " " }));
        }
        match self.document.last_block() {
            Some(Block::Table { rows: missing, .. }) if missing.is_empty() => *missing = rows,
            _ => {
                self.add_float(Block::Table { label: String::new(), caption: String::new(), rows })
            }
        }
    }
}
