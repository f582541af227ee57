//! The table as one plain tabular, for a person to edit.

use unicode_width::UnicodeWidthStr;

use super::cell::raised;
use super::escape;
use crate::sheet::{Cell, Group, Line, Sheet};
use crate::table::header;
use study::analysis::Standing;

/// Cells that are wider than this are not lined up in the source.
const WIDEST: usize = 48;

/// The table in the source of a document: one row a line, columns lined up, no command but those of
/// LaTeX and booktabs. Caption and note are plain text.
pub(super) fn plain(sheet: &Sheet, caption: &str, note: Option<&str>) -> String {
    let grid = Grid::new(sheet);
    let columns = sheet.metrics.len() + 1 + usize::from(sheet.is_judged);
    let mut text = format!(
        "\\begin{{table}}[tbp]\n  \\centering\n  \\caption{{{}}}\n  \\label{{tab:ablation}}\n  \
         \\begin{{tabular}}{{l{}{}}}\n    \\toprule\n",
        simple(caption),
        "r".repeat(sheet.metrics.len()),
        if sheet.is_judged { "l" } else { "" },
    );
    text.push_str(&grid.line(&grid.head));
    text.push_str("    \\midrule\n");
    let baseline = usize::from(sheet.baseline.is_some());
    let (first, mut rest) = grid.rows.split_at(baseline);
    first.iter().for_each(|row| text.push_str(&grid.line(row)));
    for Group { name, action, lines } in &sheet.groups {
        let (name, action) = (simple(name), simple(action));
        let (rows, after) = rest.split_at(lines.len());
        text.push_str(&format!(
            "    \\addlinespace\n    \\multicolumn{{{columns}}}{{l}}{{\\textbf{{{name}}} ({action})}} \\\\\n"
        ));
        rows.iter().for_each(|row| text.push_str(&grid.line(row)));
        rest = after;
    }
    if !rest.is_empty() {
        text.push_str("    \\midrule\n");
        rest.iter().for_each(|row| text.push_str(&grid.line(row)));
    }
    text.push_str("    \\bottomrule\n  \\end{tabular}\n");
    if let Some(note) = note {
        text.push_str(&format!(
            "\n  \\smallskip\n  {{\\footnotesize\\raggedright {}\\par}}\n",
            simple(note)
        ));
    }
    text + "\\end{table}\n"
}

/// The rows of the table as LaTeX, cell by cell.
struct Grid {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    widths: Vec<usize>,
}

impl Grid {
    fn new(sheet: &Sheet) -> Self {
        let mut head = vec![String::new()];
        head.extend(sheet.metrics.iter().map(|metric| simple(&header(metric))));
        head.extend(sheet.is_judged.then(|| "Verdict".to_owned()));
        let in_group = sheet.groups.iter().flat_map(|group| &group.lines);
        let rows: Vec<Vec<String>> = sheet
            .baseline
            .iter()
            .map(|line| row(sheet, line, ""))
            .chain(in_group.map(|line| row(sheet, line, "\\quad ")))
            .chain(sheet.chance.iter().map(|line| row(sheet, line, "")))
            .collect();
        let width = |column: usize| {
            let cells = rows.iter().chain([&head]).map(|row| row[column].width());
            cells.filter(|&width| width <= WIDEST).max().unwrap_or(0)
        };
        let widths = (0..head.len()).map(width).collect();
        Self { head, rows, widths }
    }

    fn line(&self, row: &[String]) -> String {
        let padded = row.iter().zip(&self.widths).map(|(cell, &width)| format!("{cell:<width$}"));
        format!("    {} \\\\\n", padded.collect::<Vec<_>>().join(" & "))
    }
}

fn row(sheet: &Sheet, line: &Line, indent: &str) -> Vec<String> {
    let mut row = vec![format!("{indent}{}", simple(&line.label))];
    row.extend(line.cells.iter().map(cell));
    row.extend(sheet.is_judged.then(|| simple(&line.verdicts.join("; "))));
    row
}

fn cell(cell: &Cell) -> String {
    let (value, mark, standing, below) = match cell {
        Cell::Words(words) => return simple(words),
        Cell::Number { value, mark, standing, below } => (value, raised(*mark), standing, below),
    };
    let after = if mark.is_empty() { String::new() } else { format!("${mark}$") };
    let value = match standing {
        Standing::Best => format!("\\textbf{{{}}}{after}", bold(value)),
        Standing::NearBest => format!("\\underline{{${}$}}{after}", formula(value)),
        Standing::Other => format!("${}{mark}$", formula(value)),
    };
    if below.is_empty() {
        return value;
    }
    let below: Vec<String> = below.iter().map(|below| format!("${}$", formula(below))).collect();
    format!("{value} ({})", below.join(", "))
}

/// A number as a formula that a person would write.
fn formula(shown: &str) -> String {
    let formula = super::formula::formula(shown);
    let formula =
        formula.replace("{-}", "-").replace("{+}", "+").replace("\\Delta\\;", "\\Delta =");
    formula.replace("{\\times}", " \\times ")
}

/// A number as bold text: bold letters do not reach into formulas, which only signs need.
fn bold(shown: &str) -> String {
    let mut bold = String::new();
    for word in formula(shown).split_inclusive(' ') {
        let (word, space) = word.strip_suffix(' ').map_or((word, ""), |word| (word, " "));
        let is_text = word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains('^');
        bold.push_str(&match word.strip_prefix('-') {
            _ if is_text => format!("{word}{space}"),
            Some(digits) if !digits.contains('^') => format!("$-${digits}{space}"),
            Some(_) | None => format!("${word}${space}"),
        });
    }
    bold
}

/// Escaped text in which formulas are between dollars.
pub(super) fn simple(text: &str) -> String {
    let escaped = escape(text);
    let mut parts = escaped.split("\\ensuremath{");
    let mut simple = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (formula, rest) = part.split_at(closing(part));
        simple.push_str(&format!("${formula}${}", rest.strip_prefix('}').unwrap_or(rest)));
    }
    simple
}

/// Where the brace is that closes one that was opened before the text.
fn closing(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::Mark;

    #[test]
    fn numbers_are_as_a_person_writes_them() {
        let cell = |value: &str, standing, below: &[&str]| {
            let below = below.iter().map(|&below| below.to_owned()).collect();
            cell(&Cell::Number { value: value.to_owned(), mark: Mark::None, standing, below })
        };
        for (actual, expected) in [
            (cell("40.83 ± 0.76", Standing::Other, &[]), r"$40.83 \pm 0.76$"),
            (cell("40.83 ± 0.76", Standing::Best, &[]), r"\textbf{40.83 $\pm$ 0.76}"),
            (cell("−0.5", Standing::Best, &[]), r"\textbf{$-$0.5}"),
            (cell("−0.5", Standing::NearBest, &[]), r"\underline{$-0.5$}"),
            (
                cell("−1.2e−9 ± 1.0e−10", Standing::Best, &[]),
                r"\textbf{$-$1.2 $\times$ $10^{-9}$ $\pm$ 1.0 $\times$ $10^{-10}$}",
            ),
            (
                cell("40.95 ± 0.07", Standing::Other, &["n = 2/3", "Δ +0.45"]),
                r"$40.95 \pm 0.07$ ($n = 2/3$, $\Delta = +0.45$)",
            ),
            (simple("Score (%) ↑ & γ̂"), r"Score (\%) $\uparrow$ \& $\hat{\gamma}$"),
        ] {
            assert_eq!(actual, expected);
        }
    }
}
