//! Tables for a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::answer::{Answer, Mark};
use super::document::{Document, compose};
use super::escape::plain;
use super::selection::Selection;
use super::table::{Cell, Row, Table};
use crate::Study;
use study::analysis::Standing;

/// The widest first column, in columns of a terminal.
const LABEL: usize = 40;

/// How a text is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether colours may be used.
    pub colour: bool,
    /// How many characters fit in a line.
    pub width: usize,
}

/// The answer for a terminal: a line per ablation, what is open, and the command that would settle
/// it.
pub fn answer(study: &Study, look: Look, selection: &Selection) -> String {
    let answer = Answer::new(study, selection);
    let mut lines: Vec<String> =
        wrap(&plain(&answer.title), "", look.width).iter().map(|line| look.bold(line)).collect();
    lines.extend(wrap(&plain(&answer.facts), "", look.width).iter().map(|line| look.dim(line)));
    for warning in &answer.warnings {
        lines.extend(wrap(&plain(warning), "! ", look.width).iter().map(|line| look.warn(line)));
    }
    for finding in &answer.findings {
        let said = wrap(&plain(&finding.line()), &format!("{} ", finding.mark.sign()), look.width);
        lines.extend(said.iter().map(|line| look.marked(finding.mark, line)));
    }
    for failure in &answer.failures {
        lines.extend(wrap(&plain(failure), "! ", look.width).iter().map(|line| look.warn(line)));
    }
    if let Some(open) = &answer.open {
        lines.extend(wrap(&plain(&format!("{}.", open.words)), "? ", look.width));
        lines.push(match &open.command {
            Some(command) => format!("  Probably settles it: {}", plain(command)),
            None => "  More seeds are not likely to settle it.".to_owned(),
        });
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The report for a terminal, of what is selected: the answer, the tables and, where it is to
/// `explain` itself, how to read them.
pub fn text(study: &Study, look: Look, selection: &Selection, explain: bool) -> String {
    let Document { summary, tables, legend, .. } = compose(study, ["*", "~"], selection);
    let mut lines = vec![answer(study, look, selection)];
    for table in &tables {
        section(table, look, &mut lines);
        lines.push(String::new());
    }
    let legend = std::iter::once(summary).chain(legend).filter(|_| explain);
    for line in legend {
        lines.extend(wrap(&plain(&line), "", look.width).iter().map(|line| look.dim(line)));
    }
    if explain {
        lines.push(String::new());
    }
    lines.join("\n")
}

fn section(table: &Table, look: Look, lines: &mut Vec<String>) {
    lines.extend(wrap(&plain(&table.name), "", look.width).iter().map(|line| look.bold(line)));
    lines.extend(wrap(&plain(&table.subtitle), "", look.width).iter().map(|line| look.dim(line)));
    if let Some(overall) = &table.overall {
        lines.extend(
            wrap(&overall.to_string(), "→ ", look.width).iter().map(|line| look.bold(line)),
        );
    }
    if !table.rows.is_empty() {
        grid(table, look, lines);
    }
    for reading in &table.readings {
        lines.extend(wrap(&plain(&reading.sentence()), "  ", look.width));
    }
    for item in &table.notes {
        lines.extend(wrap(&plain(item), "! ", look.width).iter().map(|line| look.warn(line)));
    }
}

/// Lays the columns out side by side, and those that do not fit beneath.
fn grid(table: &Table, look: Look, lines: &mut Vec<String>) {
    let label = |row: &Row| {
        short(&plain(&row.label), LABEL)
            .width()
            .max(short(&plain(&row.detail), LABEL - 2).width() + 2)
    };
    let side = table.rows.iter().map(label).max().unwrap_or(0);
    let widths: Vec<usize> =
        (0..table.columns.len()).map(|index| column_width(table, index)).collect();
    let mut from = 0;
    if widths.iter().any(|width| side + 2 + width > look.width) {
        return stack(table, look, lines);
    }
    while from < widths.len() {
        let mut to = from + 1;
        let mut used = side + 2 + widths[from];
        while to < widths.len() && used + 2 + widths[to] <= look.width {
            used += 2 + widths[to];
            to += 1;
        }
        let heads = (from..to)
            .map(|index| format!("  {}", right(&plain(&table.columns[index]), widths[index])));
        lines.push(look.dim(&format!("{}{}", " ".repeat(side), heads.collect::<String>())));
        for row in &table.rows {
            let shown = |index: usize| value(&row.cells[index], widths[index], look);
            let above = left(&short(&plain(&row.label), LABEL), side)
                + &(from..to).map(shown).collect::<String>();
            lines.push(above.trim_end().to_owned());
            let differences = (from..to)
                .map(|index| format!("  {}", right(&row.cells[index].difference, widths[index])));
            let detail = if row.detail.is_empty() {
                String::new()
            } else {
                format!("  {}", short(&plain(&row.detail), LABEL - 2))
            };
            let below = left(&detail, side) + &differences.collect::<String>();
            if !below.trim().is_empty() {
                lines.push(look.dim(below.trim_end()));
            }
        }
        from = to;
    }
}

/// Where not even one column fits beside the labels: each value below its row, with its column.
fn stack(table: &Table, look: Look, lines: &mut Vec<String>) {
    for row in &table.rows {
        let label = [row.label.as_str(), row.detail.as_str()].join("  ");
        lines.extend(wrap(&plain(&label), "", look.width).iter().map(|line| look.bold(line)));
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            let words = format!("{}: {} {}", plain(column), marked(cell), plain(&cell.difference));
            lines.extend(wrap(&words, "  ", look.width));
        }
    }
}

fn column_width(table: &Table, index: usize) -> usize {
    let cells = table.rows.iter().map(|row| &row.cells[index]);
    let widest =
        cells.map(|cell| marked(cell).width().max(cell.difference.width())).max().unwrap_or(0);
    widest.max(table.columns[index].width())
}

fn marked(cell: &Cell) -> String {
    let mark = match cell.standing {
        Standing::Best => " *",
        Standing::NearBest => " ~",
        Standing::Other => "",
    };
    format!("{}{mark}", plain(&cell.value))
}

fn value(cell: &Cell, width: usize, look: Look) -> String {
    let shown = right(&marked(cell), width);
    format!("  {}", if cell.standing == Standing::Best { look.best(&shown) } else { shown })
}

fn left(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

/// The text, cut to a width.
fn short(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 0;
    let fits = text.chars().take_while(|c| {
        used += c.width().unwrap_or(0);
        used < width
    });
    format!("{}…", fits.collect::<String>().trim_end())
}

/// Breaks a paragraph into lines, never within a number or an interval; the lead stands in front of
/// the first, blanks in front of the others.
fn wrap(text: &str, lead: &str, width: usize) -> Vec<String> {
    let room = width.max(20) - lead.width();
    let mut lines: Vec<String> = Vec::new();
    for word in pieces(text) {
        match lines.last_mut().filter(|line| line.width() + 1 + word.width() <= room) {
            Some(line) => line.extend([" ", &word]),
            None => lines.push(word),
        }
    }
    let blanks = " ".repeat(lead.width());
    let leads = std::iter::once(lead).chain(std::iter::repeat(blanks.as_str()));
    leads.zip(&lines).map(|(lead, line)| format!("{lead}{line}")).collect()
}

/// The words of a text; `69.40 ± 0.58`, `[−18.27, −17.68]` and `p < 0.001` are one word each.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut is_open = false;
    for word in text.split_whitespace() {
        let is_sign = |word: &str| matches!(word, "±" | "<" | "=");
        let joins = is_open
            || is_sign(word)
            || pieces.last().is_some_and(|last| last.rsplit(' ').next().is_some_and(is_sign));
        match pieces.last_mut().filter(|_| joins) {
            Some(last) => last.extend([" ", word]),
            None => pieces.push(word.to_owned()),
        }
        is_open = (is_open || word.starts_with('[')) && !word.contains(']');
    }
    pieces
}

impl Look {
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    fn best(self, text: &str) -> String {
        self.paint("1;32", text)
    }

    fn marked(self, mark: Mark, text: &str) -> String {
        match mark {
            Mark::Worse | Mark::Failed => self.paint("31", text),
            Mark::Better => self.paint("32", text),
            Mark::Undecided | Mark::Impossible => self.warn(text),
            Mark::Same | Mark::None => text.to_owned(),
        }
    }

    fn warn(self, text: &str) -> String {
        self.paint("33", text)
    }
}
