//! The tabulars that a table is made of: a panel of columns with as many lines as fit on a page.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::cell;
use super::escape;
use crate::sheet::{Group, Line, Sheet};
use crate::table::header;

/// Widths in characters of about half an em: what a panel has in all, and the most that labels and
/// verdicts get of it.
const PANEL: usize = 84;
const LABEL: usize = 28;
/// The same where columns are in several panels, each with labels of its own.
const NARROW: usize = 20;
/// The longest header of a column that is shown in full.
const HEADER: usize = 60;
const VERDICT: usize = 18;
/// The room between two columns.
const GAP: usize = 2;

/// A tabular in LaTeX, and about how many lines it takes.
pub(super) struct Block {
    pub(super) text: String,
    pub(super) lines: usize,
}

/// How wide things are.
struct Widths {
    label: usize,
    /// The most that labels get.
    most: usize,
    verdict: usize,
    /// The lines of each header, and the width of its column.
    columns: Vec<(Vec<String>, usize)>,
}

/// All blocks: panel by panel, each from the first line to the last. The first has so many lines at
/// most, others so many.
pub(super) fn blocks(sheet: &Sheet, most: [usize; 2]) -> Vec<Block> {
    let mut widths = Widths::new(sheet);
    if panels(&widths, sheet.is_judged).len() > 1 {
        widths.most = NARROW;
    }
    let mut blocks = Vec::new();
    for panel in panels(&widths, sheet.is_judged) {
        let most = if blocks.is_empty() { most } else { [most[1]; 2] };
        blocks.extend(Panel { sheet, widths: &widths, columns: panel }.blocks(most));
    }
    blocks
}

impl Widths {
    fn new(sheet: &Sheet) -> Self {
        let longest = |texts: &mut dyn Iterator<Item = &String>| {
            texts.map(|text| text.width()).max().unwrap_or(0)
        };
        let column = |index: usize| {
            let cells =
                sheet.lines().map(|line| cell::width(&line.cells[index])).max().unwrap_or(0);
            let header = wrapped(&shortened(&header(sheet.metrics[index])), cells.max(11));
            let width = header.iter().map(|line| line.width()).max().unwrap_or(0).max(cells);
            (header, width)
        };
        Self {
            label: longest(&mut sheet.lines().map(|line| &line.label)) + 2,
            most: LABEL,
            verdict: longest(&mut sheet.lines().flat_map(|line| &line.verdicts)),
            columns: (0..sheet.metrics.len()).map(column).collect(),
        }
    }
}

/// Which columns are side by side; verdicts are in the first panel.
fn panels(widths: &Widths, is_judged: bool) -> Vec<std::ops::Range<usize>> {
    let (mut panels, mut from) = (Vec::new(), 0);
    while from < widths.columns.len() || panels.is_empty() {
        let verdict = if is_judged && from == 0 { GAP + widths.verdict.min(VERDICT) } else { 0 };
        let mut used = widths.label.min(widths.most) + verdict;
        let mut to = from;
        while to < widths.columns.len()
            && (to == from || used + GAP + widths.columns[to].1 <= PANEL)
        {
            used += GAP + widths.columns[to].1;
            to += 1;
        }
        panels.push(from..to);
        from = to;
    }
    panels
}

struct Panel<'a> {
    sheet: &'a Sheet<'a>,
    widths: &'a Widths,
    columns: std::ops::Range<usize>,
}

/// A line of the tabular and how many lines of text it takes.
type Row = (String, usize);

impl Panel<'_> {
    fn blocks(&self, most: [usize; 2]) -> Vec<Block> {
        let head = self.head();
        let mut blocks = Vec::new();
        let mut rows: Vec<Row> =
            self.sheet.baseline.iter().map(|line| self.line(line, "\\ablatetext")).collect();
        let close = |rows: &mut Vec<Row>, blocks: &mut Vec<Block>| {
            let lines = head.1 + rows.iter().map(|row| row.1).sum::<usize>();
            let text = rows.drain(..).map(|row| row.0).collect::<String>();
            blocks.push(Block {
                text: format!("{}{text}\\bottomrule\n\\end{{tabular}}", head.0),
                lines,
            });
        };
        for group in &self.sheet.groups {
            let mut title = Some(self.group(group, ""));
            for line in &group.lines {
                let row = self.line(line, "\\ablatelabel");
                let used = head.1 + rows.iter().map(|row| row.1).sum::<usize>();
                if used + row.1 + title.as_ref().map_or(0, |title| title.1)
                    > most[usize::from(!blocks.is_empty())]
                    && rows.len() > 1
                {
                    close(&mut rows, &mut blocks);
                    title = title.or_else(|| Some(self.group(group, " (continued)")));
                }
                rows.extend(title.take());
                rows.push(row);
            }
        }
        if let Some(chance) = &self.sheet.chance {
            let (text, lines) = self.line(chance, "\\ablatetext");
            rows.push((format!("\\midrule\n{text}"), lines));
        }
        close(&mut rows, &mut blocks);
        blocks
    }

    /// Whether verdicts need a column that wraps.
    fn wraps_verdicts(&self) -> bool {
        let has_several = self.sheet.lines().any(|line| line.verdicts.len() > 1);
        has_several || self.widths.verdict > VERDICT
    }

    fn has_verdicts(&self) -> bool {
        self.sheet.is_judged && self.columns.start == 0
    }

    fn width(&self) -> usize {
        let columns: usize =
            self.widths.columns[self.columns.clone()].iter().map(|column| column.1 + GAP).sum();
        let verdict = if self.has_verdicts() { GAP + self.widths.verdict.min(VERDICT) } else { 0 };
        self.widths.label.min(self.widths.most) + columns + verdict
    }

    fn head(&self) -> Row {
        let side = |wraps: bool, width: usize| {
            if wraps { format!("p{{{}em}}", width as f64 / 2.0) } else { "l".to_owned() }
        };
        let verdict = if self.has_verdicts() {
            side(self.wraps_verdicts(), self.widths.verdict.min(VERDICT))
        } else {
            String::new()
        };
        let label = side(self.widths.label > self.widths.most, self.widths.most);
        let heads = &self.widths.columns[self.columns.clone()];
        let cells = heads.iter().map(|(lines, _)| {
            let lines: Vec<String> =
                lines.iter().map(|line| format!("{{}}{}", escape(line))).collect();
            format!(" & \\ablatehead{{{}}}", lines.join("\\\\"))
        });
        let cells: String = cells.collect();
        let last = if self.has_verdicts() { " & Verdict" } else { "" };
        let text = format!(
            "\\begin{{tabular}}[t]{{@{{}}{label}{}{verdict}@{{}}}}\n\\toprule\n{cells}{last} \\\\\n\\midrule\n",
            "r".repeat(heads.len()),
        );
        (text, heads.iter().map(|(lines, _)| lines.len()).max().unwrap_or(1) + 1)
    }

    fn group(&self, group: &Group, also: &str) -> Row {
        let columns = 1 + self.columns.len() + usize::from(self.has_verdicts());
        let (name, rest) = (escape(&group.name), escape(&format!("({}){also}", group.action)));
        let lines = (group.name.width() + group.action.width() + 3).div_ceil(self.width().max(1));
        (
            format!(
                "\\addlinespace\n\\ablategroup{{{columns}}}{{\\textbf{{{name}}} {rest}}} \\\\\n"
            ),
            lines + 1,
        )
    }

    fn line(&self, line: &Line, label: &str) -> Row {
        let cells = &line.cells[self.columns.clone()];
        let is_broken = self.widths.label > self.widths.most;
        let escaped = escape(&line.label);
        let mut text = match (is_broken, label) {
            (true, _) => format!("{label}{{{escaped}}}"),
            (false, "\\ablatelabel") => format!("\\hspace*{{0.8em}}{escaped}"),
            (false, _) => escaped,
        };
        text.extend(cells.iter().map(|cell| format!(" & {}", cell::text(cell))));
        let mut lines = cells.iter().map(cell::lines).max().unwrap_or(1);
        lines = lines.max(line.label.width().div_ceil(self.widths.most - 2));
        if self.has_verdicts() {
            let verdicts: Vec<String> =
                line.verdicts.iter().map(|verdict| escape(verdict)).collect();
            text.push_str(&match verdicts.as_slice() {
                [verdict] if !self.wraps_verdicts() => format!(" & {verdict}"),
                [] => " &".to_owned(),
                verdicts => format!(" & \\ablatetext{{{}}}", verdicts.join("\\newline ")),
            });
            lines = lines
                .max(line.verdicts.iter().map(|verdict| verdict.width().div_ceil(VERDICT)).sum());
        }
        text.push_str(" \\\\\n");
        (text, lines)
    }
}

/// A header without what is too long in its middle: the direction at its end stays.
fn shortened(header: &str) -> String {
    let (name, direction) = header.rsplit_once(' ').unwrap_or((header, ""));
    if name.chars().count() <= HEADER {
        return header.to_owned();
    }
    format!("{}… {direction}", name.chars().take(HEADER).collect::<String>())
}

/// The words of a header in lines of so many characters; a longer word is broken.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // an arrow stays with the word before it
    let text = text.replace(" ↑", "\u{a0}↑").replace(" ↓", "\u{a0}↓");
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for (index, piece) in broken(word, most.max(14)).into_iter().enumerate() {
            match lines
                .last_mut()
                .filter(|line| index == 0 && line.width() + 1 + piece.width() <= most)
            {
                Some(line) => line.extend([" ", &piece]),
                None => lines.push(piece),
            }
        }
    }
    lines
}

fn broken(word: &str, most: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let width = c.width().unwrap_or(0);
        // a mark stays with its letter
        if width > 0 && pieces.last().is_some_and(|piece| piece.width() + width > most) {
            pieces.push(String::new());
        }
        pieces.last_mut().expect("invariant: there is a first piece").push(c);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_wrapped() {
        for (text, most, expected) in [
            ("R@1 (%) ↑", 12, &["R@1 (%)\u{a0}↑"][..]),
            ("text to video R@1 (%) ↑", 12, &["text to", "video R@1", "(%)\u{a0}↑"]),
            ("aaaaaaaaaaaaaaaaaaaa ↓", 4, &["aaaaaaaaaaaaaa", "aaaaaa\u{a0}↓"]),
            ("", 4, &[]),
        ] {
            assert_eq!(wrapped(text, most), expected, "{text}");
        }
    }
}
