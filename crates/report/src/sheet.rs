//! The content of the table of a paper, cell by cell, before LaTeX or Typst lays it out.

use std::collections::BTreeSet;

use subject::Metric;

use crate::Study;
use crate::reading::about;
use crate::selection::{Selection, Style};
use crate::table::{Column, Grid, outcomes, planned};
use ::plan::binding::Bound;
use study::analysis::{Analysis, Kind, Standing, Verdict, primary_metrics};
use study::results::Results;
use study::statistics::Summary;

/// Metrics whose verdicts are words in a column of their own.
const COLUMN: usize = 2;

/// One table over all ablations.
pub(crate) struct Sheet<'a> {
    pub(crate) metrics: Vec<&'a Metric>,
    /// The baseline, which has no group.
    pub(crate) baseline: Option<Line>,
    pub(crate) groups: Vec<Group>,
    pub(crate) chance: Option<Line>,
    /// Whether any line has a verdict.
    pub(crate) is_judged: bool,
    /// Whether any cell is the best of its column.
    pub(crate) is_ranked: bool,
    /// Whether verdicts are marks in the cells, since there are too many metrics for a column.
    pub(crate) is_marked: bool,
    /// Whether any cell has a difference to the baseline below it.
    pub(crate) is_compared: bool,
}

/// The lines of an ablation.
pub(crate) struct Group {
    /// The heading above them, in plain text.
    pub(crate) name: String,
    pub(crate) action: String,
    pub(crate) lines: Vec<Line>,
}

/// A line of the table. `label` and `verdict` are plain text.
pub(crate) struct Line {
    pub(crate) label: String,
    pub(crate) cells: Vec<Cell>,
    /// One for each primary metric.
    pub(crate) verdicts: Vec<String>,
}

/// A cell of the table, in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Words in place of a number: how runs ended, or `–`.
    Words(String),
    /// A mean, with its deviation where there is one.
    Number {
        /// `40.83 ± 0.76`.
        value: String,
        /// The verdict, where verdicts are marks.
        mark: Mark,
        standing: Standing,
        /// What is below it: `n = 2/3`, `Δ +0.45`.
        below: Vec<String>,
    },
}

/// A verdict in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The difference matters: `*`.
    Matters,
    /// It does not: `≈`.
    Same,
    /// It is undecided, or verdicts have a column.
    None,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(study: &'a Study, selection: &Selection) -> Self {
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
        let judged: BTreeSet<&str> = run
            .iter()
            .flat_map(|(bound, _)| {
                primary_metrics(results, bound).map(|metric| metric.name.as_str())
            })
            .collect();
        let (columns, is_marked) = (metrics.iter().map(column).collect(), judged.len() > COLUMN);
        let page = Page { results, analysis, columns, is_full, is_marked };
        let groups: Vec<Group> =
            run.iter().map(|(bound, grid)| page.group(bound, grid, judged.len() > 1)).collect();
        let is_judged =
            groups.iter().flat_map(|group| &group.lines).any(|line| !line.verdicts.is_empty());
        let baseline = page.baseline();
        let cells = || {
            let lines = groups.iter().flat_map(|group| &group.lines).chain(&baseline);
            lines.flat_map(|line| &line.cells)
        };
        let is_ranked = cells().any(Cell::is_best);
        let is_compared = cells().any(Cell::is_compared);
        let chance = page.chance();
        Self { baseline, groups, chance, metrics, is_judged, is_ranked, is_marked, is_compared }
    }
}

impl Cell {
    fn is_best(&self) -> bool {
        match self {
            Self::Words(_) => false,
            Self::Number { standing, .. } => *standing == Standing::Best,
        }
    }

    fn is_compared(&self) -> bool {
        match self {
            Self::Words(_) => false,
            Self::Number { below, .. } => below.iter().any(|line| line.starts_with('Δ')),
        }
    }
}

impl Sheet<'_> {
    /// The lines of the table from the first to the last.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Line> {
        let groups = self.groups.iter().flat_map(|group| &group.lines);
        self.baseline.iter().chain(groups).chain(&self.chance)
    }
}

struct Page<'a> {
    results: &'a Results,
    analysis: &'a Analysis,
    columns: Vec<Column<'a>>,
    is_full: bool,
    is_marked: bool,
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
                |chance| Cell::Number {
                    value: column.format.show(chance),
                    mark: Mark::None,
                    standing: Standing::Other,
                    below: Vec::new(),
                },
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
            let label = variant.title();
            match index {
                None => self.said(label, "not in the results", "–"),
                Some(0) => self.said(label, "is the baseline", "="),
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

    /// A line without numbers, with the reason where verdicts are, or beside its label.
    fn said(&self, label: String, reason: &str, cell: &str) -> Line {
        if self.is_marked {
            self.line(format!("{label} ({reason})"), |_| words(cell))
        } else {
            let verdicts = vec![reason.to_owned()];
            Line { verdicts, ..self.line(label, |_| words(cell)) }
        }
    }

    fn verdicts(&self, bound: &Bound, index: usize, is_named: bool) -> Vec<String> {
        let verdict = |metric: &Metric| {
            let words = short(self.analysis.comparison(index, &metric.name)?.verdict?);
            Some(if is_named { format!("{}: {words}", metric.label) } else { words })
        };
        if self.is_marked {
            return Vec::new();
        }
        primary_metrics(self.results, bound).filter_map(verdict).collect()
    }

    /// The verdict on a cell, where verdicts are marks.
    fn mark(&self, column: &Column, index: usize) -> Mark {
        let comparison = column.comparisons.get(&index).filter(|_| self.is_marked);
        match comparison.and_then(|comparison| comparison.verdict) {
            Some(Verdict::Matters { .. }) => Mark::Matters,
            Some(Verdict::DoesNotMatter) => Mark::Same,
            Some(
                Verdict::Undecided { .. } | Verdict::CannotBeDecided { .. } | Verdict::Missing,
            )
            | None => Mark::None,
        }
    }

    fn cell(&self, column: &Column, index: usize) -> Cell {
        let configured = &self.results.configurations[index];
        let Some(Summary { n, mean, sd }) = column.summaries[&index] else {
            return words(&outcomes(configured));
        };
        let sd = sd.map_or_else(String::new, |sd| format!(" ± {}", column.format.show(sd)));
        let value = format!("{}{sd}", column.format.show(mean));
        let planned = planned(configured);
        let is_whole = n == planned && planned == self.results.seeds.len();
        let mut below = match (is_whole, n == planned) {
            (true, _) => Vec::new(),
            // the study needed no more
            (false, true) => vec![format!("n = {n}")],
            (false, false) => vec![format!("n = {n}/{planned}")],
        };
        below.extend(self.difference(column, index));
        Cell::Number {
            value,
            mark: self.mark(column, index),
            standing: column.standings[&index],
            below,
        }
    }

    /// The difference to the baseline: with its interval where everything is shown, and alone where
    /// the means are over other seeds than those of the baseline, as they must not be compared.
    fn difference(&self, column: &Column, index: usize) -> Option<String> {
        let comparison = column.comparisons.get(&index)?;
        let difference = comparison.difference?;
        if self.is_full {
            return Some(format!("Δ {}", about(column.format, difference)));
        }
        let n = |index: usize| column.summaries[&index].map_or(0, |summary| summary.n);
        let pairs = comparison.pairs.len();
        let is_alike = n(0) == pairs && n(index) == pairs;
        (!is_alike).then(|| format!("Δ {}", column.format.signed(difference.mean)))
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
    Cell::Words(text.to_owned())
}
