//! The table of one ablation.

use std::collections::{BTreeMap, BTreeSet};

use subject::{Better, Metric};

use super::document::{gaps, seeds};
use super::number::Format;
use super::reading::reading;
use crate::binding::Bound;
use crate::results::{Configured, Record, Results, Status};
use crate::statistics::{Difference, Summary, compare, summarize};

/// The longest reason that is shown with a run that has no numbers, in characters.
const REASON: usize = 240;

/// The table of one ablation, and what is said about it. No string is escaped.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) subtitle: String,
    pub(super) columns: Vec<String>,
    /// The baseline, the variants, and the level of chance if a run reported it; empty if nothing was run.
    pub(super) rows: Vec<Row>,
    /// One sentence per variant.
    pub(super) readings: Vec<String>,
    /// Runs without numbers, and what was not run or measured at all.
    pub(super) notes: Vec<String>,
    /// How many intervals the table shows.
    pub(super) comparisons: usize,
}

/// A row of a table.
#[derive(Default)]
pub(super) struct Row {
    pub(super) label: String,
    /// The settings, under the label.
    pub(super) detail: String,
    pub(super) cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Default)]
pub(super) struct Cell {
    pub(super) value: String,
    /// The difference to the baseline, under the value.
    pub(super) difference: String,
    /// Whether it is the best of its column.
    pub(super) best: bool,
}

/// What is known of a metric in one configuration.
struct Measurement {
    summary: Option<Summary>,
    difference: Option<Difference>,
}

impl Table {
    pub(super) fn new(results: &Results, bound: &Bound) -> Self {
        let metrics: Vec<&Metric> = metrics(results, bound);
        // the first of the configurations is the baseline
        let variants: Vec<Option<usize>> =
            bound.variants.iter().map(|variant| results.configuration(variant)).collect();
        let mut shown: Vec<usize> = vec![0];
        shown.extend(variants.iter().flatten().filter(|&&index| index != 0));
        let mut table = Self {
            name: bound.name.trim().to_owned(),
            subtitle: format!("{} · {}", bound.action.as_str(), bound.part.trim()),
            columns: metrics.iter().map(|metric| header(metric)).collect(),
            rows: Vec::new(),
            readings: Vec::new(),
            notes: Vec::new(),
            comparisons: 0,
        };
        if !bound.variants.is_empty() && !results.configurations.is_empty() {
            let columns: Vec<Column> = metrics.iter().map(|metric| Column::new(results, metric, &shown)).collect();
            table.rows = rows(results, bound, &variants, &columns);
            table.readings = readings(results, bound, &variants, metrics.first().copied().zip(columns.first()));
            table.notes = unfinished(results, bound, &variants);
            table.comparisons =
                columns.iter().flat_map(|column| column.cells.values()).filter(|m| m.has_interval()).count();
        }
        table.notes.extend(gaps(results, bound));
        table
    }
}

impl Measurement {
    fn new(results: &Results, metric: &str, index: usize) -> Self {
        let (baseline, variant) = (&results.configurations[0], &results.configurations[index]);
        let difference = (index != 0).then(|| compare(&pairs(baseline, variant, metric))).flatten();
        Self { summary: summarize(&values(variant, metric)), difference }
    }

    fn has_interval(&self) -> bool {
        self.difference.is_some_and(|difference| difference.interval.is_some())
    }
}

/// A column with what is known in it, by configuration.
struct Column {
    cells: BTreeMap<usize, Measurement>,
    best: BTreeSet<usize>,
    chance: Option<f64>,
    format: Format,
}

impl Column {
    fn new(results: &Results, metric: &Metric, shown: &[usize]) -> Self {
        let cells: BTreeMap<_, _> =
            shown.iter().map(|&index| (index, Measurement::new(results, &metric.name, index))).collect();
        let summaries: Vec<Summary> = cells.values().filter_map(|measured| measured.summary).collect();
        let means: Vec<f64> = summaries.iter().map(|summary| summary.mean).collect();
        let spreads: Vec<f64> = summaries.iter().filter_map(|summary| summary.sd).collect();
        let format = Format::of(&means, &spreads);
        let best = best(metric.better, &cells);
        Self { best, chance: chance(results, &metric.name, shown), cells, format }
    }

    fn cell(&self, results: &Results, index: usize) -> Cell {
        let planned = results.seeds.len();
        let Measurement { summary, difference } = &self.cells[&index];
        let Some(Summary { n, mean, sd }) = *summary else {
            return Cell { value: outcomes(&results.configurations[index]), ..Cell::default() };
        };
        let sd = sd.map_or_else(String::new, |sd| format!(" ± {}", self.format.show(sd)));
        let n = if n == planned { String::new() } else { format!(" (n={n}/{planned})") };
        let difference = difference.map_or_else(String::new, |difference| self.difference(difference, planned));
        Cell { value: format!("{}{sd}{n}", self.format.show(mean)), difference, best: self.best.contains(&index) }
    }

    fn difference(&self, difference: Difference, planned: usize) -> String {
        let half = difference.interval.map_or(0.0, |(low, high)| (high - low) / 2.0);
        let format = self.format.finer(difference.mean, half);
        let sign = |value| format.signed(value);
        let interval =
            difference.interval.map_or_else(String::new, |(low, high)| format!(" [{}, {}]", sign(low), sign(high)));
        let n = if difference.n == planned { String::new() } else { format!(" (n={}/{planned})", difference.n) };
        format!("Δ {}{interval}{n}", sign(difference.mean))
    }
}

fn rows(results: &Results, bound: &Bound, variants: &[Option<usize>], columns: &[Column]) -> Vec<Row> {
    let knobs: BTreeSet<&String> = bound.variants.iter().flat_map(|variant| variant.settings.0.keys()).collect();
    let baseline = &results.configurations[0].settings.0;
    let set = knobs.iter().filter_map(|&knob| Some(format!("{knob} = {}", baseline.get(knob)?)));
    let mut rows = vec![Row {
        label: "baseline".to_owned(),
        detail: set.collect::<Vec<_>>().join(", "),
        cells: columns.iter().map(|column| column.cell(results, 0)).collect(),
    }];
    for (variant, index) in bound.variants.iter().zip(variants) {
        let set = variant.settings.0.iter().map(|(knob, value)| format!("{knob} = {value}"));
        let (detail, cells) = match index {
            Some(0) => {
                ("= baseline".to_owned(), vec![Cell { value: "=".to_owned(), ..Cell::default() }; columns.len()])
            }
            Some(index) => (
                set.collect::<Vec<_>>().join(", "),
                columns.iter().map(|column| column.cell(results, *index)).collect(),
            ),
            None => (
                "not in the results".to_owned(),
                vec![Cell { value: "–".to_owned(), ..Cell::default() }; columns.len()],
            ),
        };
        rows.push(Row { label: variant.label.trim().to_owned(), detail, cells });
    }
    if columns.iter().any(|column| column.chance.is_some()) {
        let level = |column: &Column| column.chance.map_or_else(|| "–".to_owned(), |chance| column.format.show(chance));
        let cells = columns.iter().map(|column| Cell { value: level(column), ..Cell::default() });
        rows.push(Row { label: "chance".to_owned(), detail: String::new(), cells: cells.collect() });
    }
    rows
}

/// One sentence per variant, on the primary metric: the first of the ablation.
fn readings(
    results: &Results,
    bound: &Bound,
    variants: &[Option<usize>],
    primary: Option<(&Metric, &Column)>,
) -> Vec<String> {
    let Some((metric, column)) = primary else { return Vec::new() };
    let sentence = |index: Option<usize>| match index {
        None => "not in the results.".to_owned(),
        Some(0) => "the baseline itself, nothing to compare.".to_owned(),
        Some(index) => match column.cells[&index].difference {
            Some(difference) => reading(metric, difference, &column.difference(difference, results.seeds.len())),
            None => format!("no pair of runs to compare in {}.", metric.label),
        },
    };
    let labels = bound.variants.iter().map(|variant| variant.label.trim());
    labels.zip(variants).map(|(label, &index)| format!("{label}: {}", sentence(index))).collect()
}

/// The metrics that judge the ablation, the primary one first. Learning curves have no single value to show.
fn metrics<'a>(results: &'a Results, bound: &Bound) -> Vec<&'a Metric> {
    let declared = |name: &String| results.subject.metric(name);
    let named: Vec<&Metric> = bound.metrics.iter().filter_map(declared).collect();
    let all = || results.subject.metrics.iter().collect();
    let chosen: Vec<&Metric> = if bound.metrics.is_empty() { all() } else { named };
    chosen.into_iter().filter(|metric| !metric.curve).collect()
}

fn header(metric: &Metric) -> String {
    let arrow = match metric.better {
        Better::Higher => "↑",
        Better::Lower => "↓",
    };
    match metric.unit.as_str() {
        "" => format!("{} {arrow}", metric.label),
        unit => format!("{} ({unit}) {arrow}", metric.label),
    }
}

fn value(record: &Record, metric: &str) -> Option<f64> {
    record.status.is_finished().then(|| record.metrics.get(metric)).flatten().map(|measured| measured.value)
}

fn values(configured: &Configured, metric: &str) -> Vec<f64> {
    configured.runs.iter().filter_map(|record| value(record, metric)).collect()
}

/// Pairs of baseline and variant that ran with the same seed.
fn pairs(baseline: &Configured, variant: &Configured, metric: &str) -> Vec<(f64, f64)> {
    let by_seed: BTreeMap<u64, f64> =
        baseline.runs.iter().filter_map(|record| Some((record.seed, value(record, metric)?))).collect();
    let pair = |record: &Record| Some((*by_seed.get(&record.seed)?, value(record, metric)?));
    variant.runs.iter().filter_map(pair).collect()
}

/// The configurations with the best mean, among those with the most runs; none if there is nothing to compare.
fn best(better: Better, cells: &BTreeMap<usize, Measurement>) -> BTreeSet<usize> {
    let most = cells.values().filter_map(|cell| cell.summary).map(|summary| summary.n).max();
    let candidates: Vec<(usize, f64)> = cells
        .iter()
        .filter_map(|(&index, cell)| cell.summary.map(|summary| (index, summary)))
        .filter(|(_, summary)| Some(summary.n) == most)
        .map(|(index, summary)| (index, if better == Better::Higher { summary.mean } else { -summary.mean }))
        .collect();
    let top = candidates.iter().map(|(_, mean)| *mean).fold(f64::NEG_INFINITY, f64::max);
    let best: BTreeSet<usize> = candidates.iter().filter(|(_, mean)| *mean == top).map(|(index, _)| *index).collect();
    if best.len() == cells.len() { BTreeSet::new() } else { best }
}

/// The level of chance that the runs report; their mean if it varies.
fn chance(results: &Results, metric: &str, shown: &[usize]) -> Option<f64> {
    let records = shown.iter().flat_map(|&index| &results.configurations[index].runs);
    let levels =
        records.filter(|record| record.status.is_finished()).filter_map(|record| record.metrics.get(metric)?.chance);
    summarize(&levels.collect::<Vec<_>>()).map(|summary| summary.mean)
}

/// `diverged 3/3`, or `diverged 2/3, failed 1/3`.
fn outcomes(configured: &Configured) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for word in configured.runs.iter().map(|record| record.status.word()) {
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, n)) => *n += 1,
            None => counts.push((word, 1)),
        }
    }
    let planned = configured.runs.len();
    counts.iter().map(|(word, n)| format!("{word} {n}/{planned}")).collect::<Vec<_>>().join(", ")
}

/// Every run of the table that has no numbers, those that ended alike in one line.
fn unfinished(results: &Results, bound: &Bound, variants: &[Option<usize>]) -> Vec<String> {
    let labels = bound.variants.iter().map(|variant| variant.label.trim()).zip(variants.iter().copied());
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
            let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
            let reason = shortened(&status.to_string());
            notes.push(format!("{label}: {of} of {planned} ({which}) {reason} (runs/{})", ids.join(", runs/")));
        }
    }
    notes
}

/// The last characters say most in the output of a program; the first say what happened.
fn shortened(reason: &str) -> String {
    let words: Vec<char> = reason.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    if words.len() <= REASON {
        return words.into_iter().collect();
    }
    let (head, tail) = (&words[..REASON / 3], &words[words.len() - 2 * REASON / 3..]);
    format!("{} … {}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}
