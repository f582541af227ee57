//! The table of one ablation.

use std::collections::{BTreeMap, BTreeSet};

use subject::{Better, Metric};

use super::number::{Format, seeds};
use super::reading::{Reading, about, reading};
use super::selection::{Selection, Style};
use ::plan::binding::{Bound, Variant};
use study::analysis::{Comparison, Overall, Standing, primary_metrics};
use study::results::{Configured, Record, Results, Status};
use study::statistics::{Summary, summarize};

use crate::Study;

/// The longest reason that is shown with a run that has no numbers, in characters.
const REASON: usize = 240;

/// The table of one ablation, and what is said about it. No string is escaped.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) subtitle: String,
    /// The verdict on the ablation; `None` if nothing of it is compared.
    pub(super) overall: Option<Overall>,
    pub(super) columns: Vec<String>,
    /// The baseline, the variants, and the level of chance if a run reported it; empty if nothing
    /// was run.
    pub(super) rows: Vec<Row>,
    /// One sentence per variant and primary metric.
    pub(super) readings: Vec<Reading>,
    /// Runs without numbers, and what was not run or measured at all.
    pub(super) notes: Vec<String>,
}

/// A row of a table.
#[derive(Default)]
pub(super) struct Row {
    pub(super) label: String,
    /// The settings, under the label.
    pub(super) detail: String,
    /// The configuration whose numbers it shows; `None` for chance and for what is not in the
    /// results.
    pub(super) configuration: Option<usize>,
    pub(super) cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Default)]
pub(super) struct Cell {
    pub(super) value: String,
    /// The difference to the baseline, under the value.
    pub(super) difference: String,
    pub(super) standing: Standing,
}

/// The table of an ablation as indices, before anything is put into words.
pub(super) struct Grid<'a> {
    /// The metrics that judge it, the primary one first.
    pub(super) metrics: Vec<&'a Metric>,
    /// The configuration of each variant; 0 is the baseline.
    pub(super) variants: Vec<Option<usize>>,
}

impl<'a> Grid<'a> {
    pub(super) fn new(results: &'a Results, bound: &Bound) -> Self {
        Self::selected(results, bound, &Selection::default())
    }

    /// The same with other metrics, if the selection names any.
    pub(super) fn selected(results: &'a Results, bound: &Bound, selection: &Selection) -> Self {
        let variants =
            bound.variants.iter().map(|variant| results.configuration(variant)).collect();
        let chosen: Vec<&Metric> =
            selection.metrics.iter().filter_map(|name| results.subject.metric(name)).collect();
        Self { metrics: if chosen.is_empty() { metrics(results, bound) } else { chosen }, variants }
    }

    /// The configurations that the table shows, each once, the baseline first.
    pub(super) fn shown(&self) -> Vec<usize> {
        let mut shown = vec![0];
        for &index in self.variants.iter().flatten() {
            if !shown.contains(&index) {
                shown.push(index);
            }
        }
        shown
    }
}

impl Table {
    pub(super) fn new(study: &Study, bound: &Bound, selection: &Selection) -> Self {
        let results = study.results;
        let grid = Grid::selected(results, bound, selection);
        let shown = grid.shown();
        let mut table = Self {
            name: bound.name.trim().to_owned(),
            subtitle: match bound.part.trim() {
                "" => bound.action.as_str().to_owned(),
                part => format!("{} · {part}", bound.action.as_str()),
            },
            overall: study.analysis.overall(results, bound),
            columns: grid.metrics.iter().map(|metric| header(metric)).collect(),
            rows: Vec::new(),
            readings: Vec::new(),
            notes: Vec::new(),
        };
        if !bound.variants.is_empty() && !results.configurations.is_empty() {
            let columns: Vec<Column> =
                grid.metrics.iter().map(|metric| Column::new(study, metric, &shown)).collect();
            table.rows = rows(results, bound, &grid.variants, &columns);
            if !selection.is_full(Style::Full) {
                table
                    .rows
                    .iter_mut()
                    .flat_map(|row| &mut row.cells)
                    .for_each(|cell| cell.difference.clear());
            }
            table.readings = readings(study, bound, &grid);
            table.notes = unfinished(results, bound, &grid.variants);
        }
        table.notes.extend(gaps(results, bound));
        table
    }
}

/// A column with what is known in it, by configuration.
pub(super) struct Column<'a> {
    pub(super) summaries: BTreeMap<usize, Option<Summary>>,
    pub(super) comparisons: BTreeMap<usize, &'a Comparison>,
    pub(super) standings: BTreeMap<usize, Standing>,
    pub(super) chance: Option<f64>,
    pub(super) format: Format,
}

impl<'a> Column<'a> {
    pub(super) fn new(study: &'a Study, metric: &Metric, shown: &[usize]) -> Self {
        let Study { results, analysis, .. } = study;
        let summary =
            |index: usize| summarize(&values(&results.configurations[index], &metric.name));
        let summaries: BTreeMap<_, _> =
            shown.iter().map(|&index| (index, summary(index))).collect();
        let comparison = |&index: &usize| Some((index, analysis.comparison(index, &metric.name)?));
        let known: Vec<Summary> = summaries.values().copied().flatten().collect();
        let means: Vec<f64> = known.iter().map(|summary| summary.mean).collect();
        let spreads: Vec<f64> = known.iter().filter_map(|summary| summary.sd).collect();
        Self {
            comparisons: shown.iter().filter_map(comparison).collect(),
            standings: study.standings(metric, shown),
            chance: chance(results, &metric.name, shown),
            format: Format::of(&means, &spreads),
            summaries,
        }
    }

    fn cell(&self, results: &Results, index: usize) -> Cell {
        let configured = &results.configurations[index];
        let planned = planned(configured);
        let Some(Summary { n, mean, sd }) = self.summaries[&index] else {
            return Cell { value: outcomes(configured), ..Cell::default() };
        };
        let sd = sd.map_or_else(String::new, |sd| format!(" ± {}", self.format.show(sd)));
        let n = if n == planned && planned == results.seeds.len() {
            String::new()
        } else {
            format!(" (n={n}/{planned})")
        };
        let difference = self
            .comparisons
            .get(&index)
            .map_or_else(String::new, |comparison| self.difference(comparison, planned));
        Cell {
            value: format!("{}{sd}{n}", self.format.show(mean)),
            difference,
            standing: self.standings[&index],
        }
    }

    fn difference(&self, comparison: &Comparison, planned: usize) -> String {
        let Some(difference) = comparison.difference else { return String::new() };
        let n = comparison.pairs.len();
        let n = if n == planned { String::new() } else { format!(" (n={n}/{planned})") };
        format!("Δ {}{n}", about(self.format, difference))
    }
}

fn rows(
    results: &Results,
    bound: &Bound,
    variants: &[Option<usize>],
    columns: &[Column],
) -> Vec<Row> {
    let knobs: BTreeSet<&String> =
        bound.variants.iter().flat_map(|variant| variant.settings.0.keys()).collect();
    let baseline = &results.configurations[0].settings.0;
    let set = knobs.iter().filter_map(|&knob| Some(format!("{knob} = {}", baseline.get(knob)?)));
    let mut rows = vec![Row {
        label: "baseline".to_owned(),
        detail: set.collect::<Vec<_>>().join(", "),
        configuration: Some(0),
        cells: columns.iter().map(|column| column.cell(results, 0)).collect(),
    }];
    for (variant, index) in bound.variants.iter().zip(variants) {
        let set = variant.settings.0.iter().map(|(knob, value)| format!("{knob} = {value}"));
        let (detail, cells) = match index {
            Some(0) => (
                "= baseline".to_owned(),
                vec![Cell { value: "=".to_owned(), ..Cell::default() }; columns.len()],
            ),
            Some(index) => (
                set.collect::<Vec<_>>().join(", "),
                columns.iter().map(|column| column.cell(results, *index)).collect(),
            ),
            None => (
                "not in the results".to_owned(),
                vec![Cell { value: "–".to_owned(), ..Cell::default() }; columns.len()],
            ),
        };
        let label = variant.title();
        rows.push(Row {
            detail: if detail == label { String::new() } else { detail },
            label,
            configuration: *index,
            cells,
        });
    }
    if columns.iter().any(|column| column.chance.is_some()) {
        let level = |column: &Column| {
            column.chance.map_or_else(|| "–".to_owned(), |chance| column.format.show(chance))
        };
        let cells = columns.iter().map(|column| Cell { value: level(column), ..Cell::default() });
        rows.push(Row { label: "chance".to_owned(), cells: cells.collect(), ..Row::default() });
    }
    rows
}

/// One sentence per variant and primary metric.
fn readings(study: &Study, bound: &Bound, grid: &Grid) -> Vec<Reading> {
    let Study { results, analysis, .. } = study;
    let mut readings = Vec::new();
    for (variant, index) in bound.variants.iter().zip(&grid.variants) {
        let label = variant.title();
        let label = label.as_str();
        let index = match index {
            None => {
                readings.push(Reading::plain(label, "not in the results."));
                continue;
            }
            Some(0) => {
                readings.push(Reading::plain(label, "the baseline itself, nothing to compare."));
                continue;
            }
            Some(index) => *index,
        };
        for metric in primary_metrics(results, bound) {
            if let Some(comparison) = analysis.comparison(index, &metric.name) {
                readings.push(reading(study, label, metric, comparison));
            }
        }
    }
    readings
}

/// The metrics that judge the ablation, the primary one first. Learning curves have no single value
/// to show.
pub(super) fn metrics<'a>(results: &'a Results, bound: &Bound) -> Vec<&'a Metric> {
    let declared = |name: &String| results.subject.metric(name);
    let named: Vec<&Metric> = bound.metrics.iter().filter_map(declared).collect();
    let all = || results.subject.metrics.iter().collect();
    let chosen: Vec<&Metric> = if bound.metrics.is_empty() { all() } else { named };
    chosen.into_iter().filter(|metric| !metric.curve).collect()
}

/// `R@1 (%) ↑`.
pub(super) fn header(metric: &Metric) -> String {
    let arrow = match metric.better {
        Better::Higher => "↑",
        Better::Lower => "↓",
    };
    match metric.unit.as_str() {
        "" => format!("{} {arrow}", metric.label),
        unit => format!("{} ({unit}) {arrow}", metric.label),
    }
}

pub(super) fn values(configured: &Configured, metric: &str) -> Vec<f64> {
    configured.runs.iter().filter_map(|record| record.value(metric)).collect()
}

/// The runs of a configuration that are not spared.
pub(super) fn planned(configured: &Configured) -> usize {
    configured.runs.iter().filter(|record| !matches!(record.status, Status::Spared { .. })).count()
}

/// The level of chance that the runs report; their mean if it varies.
pub(super) fn chance(results: &Results, metric: &str, shown: &[usize]) -> Option<f64> {
    let records = shown.iter().flat_map(|&index| &results.configurations[index].runs);
    let levels = records
        .filter(|record| record.status.is_finished())
        .filter_map(|record| record.metrics.get(metric)?.chance);
    summarize(&levels.collect::<Vec<_>>()).map(|summary| summary.mean)
}

/// `diverged 3/3`, or `diverged 2/3, failed 1/3`: how the runs ended, without those that the study
/// did not need, unless these are all.
pub(super) fn outcomes(configured: &Configured) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let is_run = |record: &&Record| !matches!(record.status, Status::Spared { .. });
    let planned = match planned(configured) {
        0 => configured.runs.len(),
        planned => planned,
    };
    let is_any = configured.runs.iter().any(|record| is_run(&record));
    let runs = configured.runs.iter().filter(|record| !is_any || is_run(record));
    for word in runs.map(|record| record.status.word()) {
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, n)) => *n += 1,
            None => counts.push((word, 1)),
        }
    }
    counts.iter().map(|(word, n)| format!("{word} {n}/{planned}")).collect::<Vec<_>>().join(", ")
}

/// Every run of the table that has no numbers, those that ended alike in one line.
fn unfinished(results: &Results, bound: &Bound, variants: &[Option<usize>]) -> Vec<String> {
    let labels: Vec<String> = bound.variants.iter().map(Variant::title).collect();
    let labels = labels.iter().map(String::as_str).zip(variants.iter().copied());
    let mut notes = Vec::new();
    let mut seen = BTreeSet::new();
    for (label, index) in std::iter::once(("baseline", Some(0))).chain(labels) {
        let Some(index) = index.filter(|&index| seen.insert(index)) else { continue };
        let configured = &results.configurations[index];
        let mut groups: Vec<(&Status, Vec<&Record>)> = Vec::new();
        for record in configured.runs.iter().filter(|record| !record.status.is_finished()) {
            match groups.iter_mut().find(|(status, _)| **status == record.status) {
                Some((_, records)) => records.push(record),
                None => groups.push((&record.status, vec![record])),
            }
        }
        for (status, records) in groups {
            let (of, planned) = (records.len(), configured.runs.len());
            let which = seeds(&records.iter().map(|record| record.seed).collect::<Vec<_>>());
            let reason = shortened(&status.to_string());
            if matches!(status, Status::Spared { .. }) {
                notes.push(format!("{label}: {of} of {planned} ({which}) {reason}"));
                continue;
            }
            let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
            notes.push(format!(
                "{label}: {of} of {planned} ({which}) {reason} (runs/{})",
                ids.join(", runs/")
            ));
        }
    }
    notes
}

/// Variants that were not run and metrics that were not measured, with the reasons.
fn gaps(results: &Results, bound: &Bound) -> Vec<String> {
    let unbound = bound.unbound.iter().map(|unbound| {
        let what = unbound.label.as_deref().map_or_else(String::new, |label| format!(" `{label}`"));
        let nearest = match unbound.nearest.as_slice() {
            [] => String::new(),
            knobs => format!(" (closest: {})", knobs.join(", ")),
        };
        format!("Not run{what}: {}{nearest}", unbound.reason)
    });
    let missing = bound.missing_metrics.as_slice();
    let missing = (!missing.is_empty())
        .then(|| format!("Not measured by {}: {}", results.subject.name, missing.join(", ")));
    unbound.chain(missing).collect()
}

/// The last characters say most in the output of a program; the first say what happened.
pub(super) fn shortened(reason: &str) -> String {
    let words: Vec<char> =
        reason.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    if words.len() <= REASON {
        return words.into_iter().collect();
    }
    let (head, tail) = (&words[..REASON / 3], &words[words.len() - 2 * REASON / 3..]);
    format!("{} … {}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}
