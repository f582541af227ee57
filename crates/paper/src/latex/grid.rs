//! Tables: rows of cells, whatever package they are made with.

use super::{
    super::Block,
    float::Part,
    line::Line,
    token::Token,
    writer::{Begun, Close, Place, Writer},
};

/// A table that is being read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Vec<String>>,
    cells: Vec<String>,
    /// Columns that the present cell covers beside its own.
    more: usize,
    /// Where the rows begin that are repeated on later pages.
    repeated: Option<usize>,
}

/// Columns that one cell may cover.
const WIDEST: usize = 32;

impl Grid {
    /// The present cell covers that many columns more.
    pub(super) fn span(&mut self, more: usize) {
        self.more = more;
    }

    fn end_cell(&mut self, text: String) {
        self.cells.push(text);
        let more = std::mem::take(&mut self.more);
        self.cells.extend(std::iter::repeat_n(String::new(), more));
    }

    fn end_row(&mut self) {
        let mut cells = std::mem::take(&mut self.cells);
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if !cells.is_empty() {
            self.rows.push(cells);
        }
    }

    fn is_one_column(&self) -> bool {
        self.rows.iter().all(|row| row.len() == 1)
    }

    fn into_rows(self) -> Vec<String> {
        self.rows.into_iter().map(|cells| cells.join(" | ").trim_start().to_owned()).collect()
    }
}

/// What stands between the name of a table's environment and its cells.
fn arguments(name: &str) -> Option<&'static str> {
    Some(match name {
        "tabular" | "longtable" | "supertabular" | "mpsupertabular" | "NiceTabular"
        | "NiceTabular*" | "deluxetable" => "om",
        "tabular*" | "tabularx" | "tabulary" | "xltabular" | "NiceTabularX" | "tabularew" => "mom",
        "tblr" | "longtblr" | "talltblr" => "om",
        "tabu" | "longtabu" => "",
        _ => return None,
    })
}

/// Whether the environment is a table.
pub(super) fn is_grid(name: &str) -> bool {
    arguments(name).is_some()
}

impl<'s> Writer<'s> {
    pub(super) fn begin_grid(&mut self, name: String) {
        if matches!(name.as_str(), "tabu" | "longtabu") {
            while !matches!(self.input.peek(), Some(Token::Open) | None | Some(Token::Paragraph)) {
                self.input.raw();
            }
            self.input.drop_arguments("m");
        }
        self.input.drop_arguments(arguments(&name).unwrap_or_default());
        if self.place() == Place::Cell {
            self.grids.push(None);
            return self.push_environment(name, Begun::Nested);
        }
        self.grids.push(Some(Grid::default()));
        self.lines.push((Line::default(), Place::Cell));
        self.push_environment(name, Begun::Grid);
    }

    /// `&`
    pub(super) fn next_cell(&mut self) {
        match self.grids.last() {
            Some(Some(_)) if self.place() == Place::Cell => {
                self.close_cell_groups();
                let text = self.line().take();
                if let Some(Some(grid)) = self.grids.last_mut() {
                    grid.end_cell(text);
                }
            }
            Some(_) => self.line().space(),
            None => self.line().push('&'),
        }
    }

    /// `\\`
    pub(super) fn line_break(&mut self) {
        self.input.take('*');
        if self.input.is_at('[') {
            self.input.optional();
        }
        match self.place() {
            Place::Cell if self.is_in_row() => self.next_row(),
            Place::Float => self.end_line(),
            _ => self.line().space(),
        }
    }

    pub(super) fn next_row(&mut self) {
        if let Some(Some(_)) = self.grids.last() {
            self.next_cell();
        }
        if let Some(Some(grid)) = self.grids.last_mut() {
            grid.end_row();
        }
    }

    /// `\multicolumn{n}{c}{…}`
    pub(super) fn multicolumn(&mut self) {
        let columns: usize = self.input.word().parse().unwrap_or(1);
        self.input.drop_arguments("m");
        self.group(Close::Span(columns.clamp(1, WIDEST) - 1));
    }

    /// The marks of `longtable` behind what it repeats.
    pub(super) fn repeated_rows(&mut self, name: &str) {
        self.next_row();
        if let Some(Some(grid)) = self.grids.last_mut() {
            if name != "endfirsthead"
                && let Some(start) = grid.repeated
            {
                grid.rows.truncate(start);
            }
            grid.repeated = Some(grid.rows.len());
        }
    }

    pub(super) fn end_grid(&mut self) {
        self.next_row();
        self.pop_line();
        let Some(Some(grid)) = self.grids.pop() else { return };
        if let Some(float) = self.floats.last_mut() {
            return float.add(Part::Rows(grid.into_rows()));
        }
        let in_text = self.place() != Place::Body || self.abstracts > 0;
        if grid.is_one_column() || in_text {
            let rows = grid.into_rows();
            self.line().space();
            self.line().push_str(&rows.join(if in_text { "; " } else { " " }));
            return self.line().space();
        }
        let rows = grid.into_rows();
        match self.last_block() {
            Some(Block::Table { rows: missing, .. }) if missing.is_empty() => *missing = rows,
            _ => {
                self.add_float(Block::Table { label: String::new(), caption: String::new(), rows })
            }
        }
    }
}
