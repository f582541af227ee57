//! The content of the table, cell by cell.

use std::collections::BTreeSet;

use subject::Metric;
use unicode_width::UnicodeWidthStr;

use super::escape;
use crate::Study;
use crate::reading::about;
use crate::selection::{Selection, Style};
use crate::table::{Column, Grid, outcomes, planned};
use ::plan::binding::Bound;
use study::analysis::{Analysis, Kind, Standing, Verdict, primary_metrics};
use study::results::Results;
use study::statistics::Summary;

/// One table over all ablations.
pub(super) struct Sheet<'a> {
    pub(super) metrics: Vec<&'a Metric>,
    /// The baseline, which has no group.
    pub(super) baseline: Option<Line>,
    pub(super) groups: Vec<Group>,
    pub(super) chance: Option<Line>,
    /// Whether any line has a verdict.
    pub(super) is_judged: bool,
}

/// The lines of an ablation.
pub(super) struct Group {
    /// The heading above them, in plain text.
    pub(super) name: String,
    pub(super) action: String,
    pub(super) lines: Vec<Line>,
}

/// A line of the table. `label` and `verdict` are plain text.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) cells: Vec<Cell>,
    /// One for each primary metric.
    pub(super) verdicts: Vec<String>,
}

/// A cell in LaTeX, and about how many characters it is wide.
#[derive(Clone)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) width: usize,
    pub(super) lines: usize,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(study: &'a Study, selection: &Selection) -> Self {
        let Study { results, analysis, .. } = study;
        let shown: Vec<&Bound> =
            results.binding.ablations.iter().filter(|bound| selection.shows(&bound.name)).collect();
        let grids: Vec<(&Bound, Grid)> =
            shown.iter().map(|bound| (*bound, Grid::selected(results, bound, selection))).collect();
        let run: Vec<&(&Bound, Grid)> =
            grids.iter().filter(|(bound, _)| !bound.variants.is_empty()).collect();
        let mut metrics: Vec<&Metric> = Vec::new();
        let mut configurations: BTreeSet<usize> =
            results.configurations.first().map(|_| 0).into_iter().collect();
        for (_, grid) in &run {
            for &metric in &grid.metrics {
                if metrics.iter().all(|known| known.name != metric.name) {
                    metrics.push(metric);
                }
            }
            configurations.extend(grid.variants.iter().flatten());
        }
        let configurations: Vec<usize> = configurations.into_iter().collect();
        let is_full = selection.is_full(Style::Compact);
        let column = |metric: &&Metric| Column::new(study, metric, &configurations);
        let page =
            Page { results, analysis, columns: metrics.iter().map(column).collect(), is_full };
        let judged: BTreeSet<&str> = run
            .iter()
            .flat_map(|(bound, _)| {
                primary_metrics(results, bound).map(|metric| metric.name.as_str())
            })
            .collect();
        let groups: Vec<Group> =
            run.iter().map(|(bound, grid)| page.group(bound, grid, judged.len() > 1)).collect();
        let is_judged =
            groups.iter().flat_map(|group| &group.lines).any(|line| !line.verdicts.is_empty());
        Self { baseline: page.baseline(), chance: page.chance(), groups, metrics, is_judged }
    }
}

struct Page<'a> {
    results: &'a Results,
    analysis: &'a Analysis,
    columns: Vec<Column<'a>>,
    is_full: bool,
}

impl Page<'_> {
    fn baseline(&self) -> Option<Line> {
        self.results.configurations.first()?;
        Some(self.line("Baseline".to_owned(), |column| self.cell(column, 0)))
    }

    fn chance(&self) -> Option<Line> {
        let level = |column: &Column| {
            column.chance.map_or_else(
                || words("–"),
                |chance| number(&column.format.show(chance), Standing::Other),
            )
        };
        self.columns
            .iter()
            .any(|column| column.chance.is_some())
            .then(|| self.line("Chance".to_owned(), level))
    }

    fn line(&self, label: String, cell: impl Fn(&Column) -> Cell) -> Line {
        Line { label, cells: self.columns.iter().map(cell).collect(), verdicts: Vec::new() }
    }

    fn group(&self, bound: &Bound, grid: &Grid, is_named: bool) -> Group {
        let lines = bound.variants.iter().zip(&grid.variants).map(|(variant, index)| {
            let label = variant.label.trim().to_owned();
            match index {
                None => Line {
                    verdicts: vec!["not in the results".to_owned()],
                    ..self.line(label, |_| words("–"))
                },
                Some(0) => Line {
                    verdicts: vec!["is the baseline".to_owned()],
                    ..self.line(label, |_| words("="))
                },
                Some(index) => Line {
                    verdicts: self.verdicts(bound, *index, is_named),
                    ..self.line(label, |column| self.cell(column, *index))
                },
            }
        });
        let (name, part) = (bound.name.trim().to_owned(), bound.part.trim());
        let action = bound.action.as_str().to_lowercase();
        let action = if part.is_empty() || part.eq_ignore_ascii_case(&name) {
            action
        } else {
            format!("{action}: {part}")
        };
        Group { name, action, lines: lines.collect() }
    }

    fn verdicts(&self, bound: &Bound, index: usize, is_named: bool) -> Vec<String> {
        let verdict = |metric: &Metric| {
            let words = short(self.analysis.comparison(index, &metric.name)?.verdict?);
            Some(if is_named { format!("{}: {words}", metric.label) } else { words })
        };
        primary_metrics(self.results, bound).filter_map(verdict).collect()
    }

    fn cell(&self, column: &Column, index: usize) -> Cell {
        let configured = &self.results.configurations[index];
        let Some(Summary { n, mean, sd }) = column.summaries[&index] else {
            return words(&outcomes(configured));
        };
        let sd = sd.map_or_else(String::new, |sd| format!(" ± {}", column.format.show(sd)));
        let value = number(&format!("{}{sd}", column.format.show(mean)), column.standings[&index]);
        let planned = planned(configured);
        let is_whole = n == planned && planned == self.results.seeds.len();
        let mut below = if is_whole { Vec::new() } else { vec![format!("n = {n}/{planned}")] };
        below.extend(self.difference(column, index));
        below.into_iter().fold(value, stacked)
    }

    fn difference(&self, column: &Column, index: usize) -> Option<String> {
        let one = column.comparisons.get(&index).filter(|_| self.is_full)?;
        Some(format!("Δ {}", about(column.format, one.difference?)))
    }
}

/// A verdict for a narrow column.
fn short(verdict: Verdict) -> String {
    match verdict.kind() {
        Kind::Matters => verdict.to_string(),
        kind @ (Kind::DoesNotMatter | Kind::Undecided | Kind::CannotBeDecided | Kind::Missing) => {
            kind.to_string()
        }
    }
}

fn words(text: &str) -> Cell {
    Cell { text: escape(text), width: text.width(), lines: 1 }
}

fn number(shown: &str, standing: Standing) -> Cell {
    let formula = formula(shown);
    let text = match standing {
        Standing::Best => {
            let bold = |number: &str| format!("\\mathbf{{{}}}", number.trim());
            format!("${}$", formula.split("\\pm").map(bold).collect::<Vec<_>>().join(" \\pm "))
        }
        Standing::NearBest => format!("\\underline{{${formula}$}}"),
        Standing::Other => format!("${formula}$"),
    };
    Cell { text, width: shown.width(), lines: 1 }
}

/// With a line of small letters below.
fn stacked(above: Cell, below: String) -> Cell {
    // small letters are about a fifth narrower
    let width = above.width.max(below.width() * 4 / 5);
    Cell {
        text: format!("\\ablatestack{{{}}}{{${}$}}", above.text, formula(&below)),
        width,
        lines: above.lines + 1,
    }
}

/// A number, or several with signs between them, as a formula: a true minus, and powers of ten.
pub(crate) fn formula(shown: &str) -> String {
    let mut formula = String::new();
    let mut chars = shown.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        match c {
            '−' => formula.push_str("{-}"),
            '+' => formula.push_str("{+}"),
            '±' => formula.push_str("\\pm"),
            'Δ' => formula.push_str("\\Delta\\;"),
            ' ' if before == ',' || chars.peek() == Some(&'[') => formula.push_str("\\,"),
            'e' if before.is_ascii_digit() => {
                let minus = if chars.next_if_eq(&'−').is_some() { "-" } else { "" };
                let mut power = String::new();
                while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                    power.push(digit);
                }
                formula.push_str(&format!("{{\\times}}10^{{{minus}{power}}}"));
            }
            c => formula.push(c),
        }
        before = c;
    }
    formula
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Format;

    #[test]
    fn numbers_become_formulas() {
        for (shown, expected) in [
            ("31.07 ± 0.91", "31.07 \\pm 0.91"),
            ("−3.2e−9", "{-}3.2{\\times}10^{-9}"),
            ("1.5e12 ± 2.0e11", "1.5{\\times}10^{12} \\pm 2.0{\\times}10^{11}"),
            ("Δ −9.77 [−10.15, −9.39]", "\\Delta\\; {-}9.77\\,[{-}10.15,\\,{-}9.39]"),
            ("= 0.012", "= 0.012"),
        ] {
            assert_eq!(formula(shown), expected);
        }
        let format = Format::Scientific(1);
        assert_eq!(
            number(&format.show(-3.2e-9), Standing::NearBest).text,
            "\\underline{${-}3.2{\\times}10^{-9}$}"
        );
    }
}
