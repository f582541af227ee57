//! Tables: rows of cells, whatever package they are made with.

/// A table that is being read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Vec<String>>,
    cells: Vec<String>,
    /// Columns that the present cell covers beside its own.
    pub(super) more: usize,
    /// Where the rows begin that are repeated on later pages.
    repeated: Option<usize>,
}

/// Columns that one cell may cover.
pub(super) const WIDEST: usize = 32;

impl Grid {
    pub(super) fn end_cell(&mut self, text: String) {
        self.cells.push(text);
        let more = std::mem::take(&mut self.more);
        self.cells.extend(std::iter::repeat_n(String::new(), more));
    }

    pub(super) fn end_row(&mut self) {
        let mut cells = std::mem::take(&mut self.cells);
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if !cells.is_empty() {
            self.rows.push(cells);
        }
    }

    /// Begins rows that are repeated on later pages, in place of those before, unless they are for
    /// the first page only.
    pub(super) fn repeat_rows(&mut self, first_page: bool) {
        if !first_page && let Some(start) = self.repeated {
            self.rows.truncate(start);
        }
        self.repeated = Some(self.rows.len());
    }

    pub(super) fn is_one_column(&self) -> bool {
        self.rows.iter().all(|row| row.len() == 1)
    }

    pub(super) fn into_rows(self) -> Vec<String> {
        self.rows.into_iter().map(|cells| cells.join(" | ").trim_start().to_owned()).collect()
    }
}

/// The arguments between the name of a table's environment and its cells (as
/// [`command::dropped`](super::command::dropped) has them); nothing for other environments.
pub(super) fn arguments(name: &str) -> Option<&'static str> {
    Some(match name {
        "tabular" | "longtable" | "supertabular" | "mpsupertabular" | "NiceTabular"
        | "NiceTabular*" | "deluxetable" => "om",
        "tabular*" | "tabularx" | "tabulary" | "xltabular" | "NiceTabularX" | "tabularew" => "mom",
        "tblr" | "longtblr" | "talltblr" => "om",
        "tabu" | "longtabu" => "",
        _ => return None,
    })
}
