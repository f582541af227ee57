//! Every configuration with its runs, and where their numbers are used.

use std::collections::BTreeMap;

use maud::{Markup, html};
use subject::Metric;

use super::ablation::metric_index;
use super::{Page, anchor, badge, cost, folded, isolate, setting, with_code};
use crate::escape::plain;
use crate::number::Format;
use crate::table::{header, values};
use study::analysis::Pair;
use study::results::{Configured, Record};
use study::statistics::summarize;

/// A cell of an ablation's table that a configuration's runs are in: ablation, row, column.
type Use = (usize, usize, usize);

pub(super) fn section(page: &Page) -> Markup {
    let configurations = 0..page.results.configurations.len();
    let due = due(page);
    let table = html! {
        p.dim {
            "Every run, by configuration. Under a value stands its difference to the baseline at the same seed, signed so that \
             + means better. Hold the pointer over a number to see all of its digits."
        }
        div.scroll tabindex="0" role="region" aria-label="Runs" {
            table.runs.stack.wide[due.len() > 3] {
                thead {
                    tr {
                        th scope="col" { "Seed" }
                        th scope="col" { "Run" }
                        th scope="col" { "Outcome" }
                        @for (_, metric) in &due { th.number scope="col" { (isolate(&header(metric))) } }
                        th.number scope="col" { "Wall time" }
                        th.number scope="col" { "CPU time" }
                        th.number scope="col" { "Peak memory" }
                    }
                }
                @for index in configurations { (configuration(page, index, &due)) }
            }
        }
    };
    folded("runs", "Runs", &table)
}

/// The metrics that a run reports once, with their numbers among all.
fn due<'a>(page: &Page<'a>) -> Vec<(usize, &'a Metric)> {
    let metrics = page.results.subject.metrics.iter().enumerate();
    metrics.filter(|(_, metric)| !metric.curve).collect()
}

fn configuration(page: &Page, index: usize, due: &[(usize, &Metric)]) -> Markup {
    let configured = &page.results.configurations[index];
    let uses = uses(page, index);
    let formats: Vec<Format> = due.iter().map(|(_, metric)| format(configured, metric)).collect();
    html! {
        tbody.configuration id=(anchor::configuration(index)) {
            tr.group {
                th colspan=(due.len() + 6) scope="rowgroup" {
                    (isolate(&configured.label)) " "
                    small { (setting::differences(page.results, index)) (used(page, &uses)) }
                }
            }
            @for (number, run) in configured.runs.iter().enumerate() {
                tr id=(anchor::run(index, number)) {
                    th scope="row" { (run.seed) }
                    td { (folder(&run.id)) }
                    td { (badge::outcome(&run.status)) @if run.is_replaced { " " (badge::badge("worse", "✕", "other numbers than first")) } }
                    @for ((_, metric), format) in due.iter().zip(&formats) { (measured(page, index, run, (metric, *format))) }
                    (cost::cells(run.cost.as_ref()))
                }
            }
            tr.mean {
                th scope="row" { "Mean ± sd" }
                td {} td {}
                @for ((number, metric), format) in due.iter().zip(&formats) {
                    td.number id=(anchor::column(index, *number)) data-label=(plain(&header(metric))) {
                        @if let Some(summary) = summarize(&values(configured, &metric.name)) {
                            (exact(*format, summary.mean)) @if let Some(sd) = summary.sd { " ± " (exact(*format, sd)) }
                        } @else { "–" }
                        (cells(page, &uses, *number))
                    }
                }
                td colspan="3" {}
            }
        }
    }
}

/// The cells that a configuration is shown in.
fn uses(page: &Page, index: usize) -> Vec<Use> {
    let mut uses = Vec::new();
    for (ablation, section) in page.ablations.iter().enumerate() {
        for (number, row) in section.table.rows.iter().enumerate() {
            if row.configuration == Some(index) {
                uses.extend((0..row.cells.len()).map(|column| (ablation, number, column)));
            }
        }
    }
    uses
}

/// The rows that a configuration is shown in.
fn used(page: &Page, uses: &[Use]) -> Markup {
    let mut rows: Vec<(usize, usize)> =
        uses.iter().map(|(ablation, row, _)| (*ablation, *row)).collect();
    rows.dedup();
    html! {
        @if !rows.is_empty() {
            span.uses {
                " · used in: "
                @for (number, (ablation, row)) in rows.iter().enumerate() {
                    @if number > 0 { ", " }
                    a href={ "#" (anchor::row(*ablation, *row)) } {
                        (isolate(&page.ablations[*ablation].table.name)) " › "
                        (isolate(&page.ablations[*ablation].table.rows[*row].label))
                    }
                }
            }
        }
    }
}

/// Links to the cells that show a metric.
fn cells(page: &Page, uses: &[Use], metric: usize) -> Markup {
    let shows = |(ablation, _, column): &&Use| {
        let shown = page.ablations[*ablation].grid.metrics.get(*column);
        shown.and_then(|shown| metric_index(page.results, &shown.name)) == Some(metric)
    };
    html! {
        @for (ablation, row, column) in uses.iter().filter(shows) {
            br;
            a.back href={ "#" (anchor::cell(*ablation, *row, *column)) } { "↑ " (isolate(&page.ablations[*ablation].table.name)) }
        }
    }
}

fn measured(
    page: &Page,
    index: usize,
    run: &Record,
    (metric, format): (&Metric, Format),
) -> Markup {
    let pair = page.study.analysis.comparison(index, &metric.name).and_then(|comparison| {
        let at = comparison.pairs.iter().position(|pair: &Pair| pair.seed == run.seed)?;
        comparison.pairs.get(at)
    });
    html! {
        td.number data-label=(plain(&header(metric))) {
            @match run.value(&metric.name) {
                Some(value) => (exact(format, value)),
                None => {
                    @match run.unmeasured.get(&metric.name) {
                        Some(reason) => small { "not measured: " (isolate(reason)) },
                        None => span.dim { "–" },
                    }
                }
            }
            @if let Some(pair) = pair { br; small { "Δ " (signed(format, pair.difference)) } }
        }
    }
}

/// Two digits more than a table shows.
fn format(configured: &Configured, metric: &Metric) -> Format {
    let summary = summarize(&values(configured, &metric.name));
    let sd = summary.and_then(|summary| summary.sd);
    match Format::of(
        &summary.map(|summary| summary.mean).into_iter().collect::<Vec<_>>(),
        sd.as_slice(),
    ) {
        Format::Fixed(digits) => Format::Fixed((digits + 2).min(6)),
        Format::Scientific(digits) => Format::Scientific((digits + 2).min(6)),
    }
}

/// A number, with all of its digits for a machine and under the pointer.
fn exact(format: Format, value: f64) -> Markup {
    html! { data value=(value) title=(value) { (format.show(value)) } }
}

fn signed(format: Format, value: f64) -> Markup {
    html! { data value=(value) title=(value) { (format.signed(value)) } }
}

/// The folder of a run; an identity that is none is shown and leads nowhere.
fn folder(id: &str) -> Markup {
    let is_identity =
        !id.is_empty() && id.len() <= 64 && id.chars().all(|c| c.is_ascii_alphanumeric());
    html! {
        @if is_identity { a href={ "runs/" (id) "/" } { code { (id) } } } @else { code { (plain(id)) } }
    }
}

/// Runs that have no numbers, with the whole reason.
pub(super) fn unfinished(page: &Page) -> Markup {
    let mut rows = Vec::new();
    for (index, configured) in page.results.configurations.iter().enumerate() {
        for (number, run) in
            configured.runs.iter().enumerate().filter(|(_, run)| !run.status.is_finished())
        {
            rows.push((index, number, configured, run));
        }
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    rows.iter().for_each(|row| *counts.entry(row.3.status.word()).or_default() += 1);
    let said = html! {
            @if rows.is_empty() {
                p { "None: every planned run finished." }
            } @else {
                p {
                    @for (number, (word, n)) in counts.iter().enumerate() { @if number > 0 { ", " } (n) " " (word) }
                    ". They are missing data, never counted as 0."
                }
                div.scroll tabindex="0" role="region" aria-label="Failed and missing runs" {
                    table {
                        thead { tr { @for head in ["Configuration", "Seed", "Outcome", "Reason"] { th scope="col" { (head) } } } }
                        tbody {
                            @for (index, number, configured, run) in rows {
                                tr {
                                    th scope="row" {
                                        a href={ "#" (anchor::run(index, number)) } { (isolate(&configured.label)) }
                                    }
                                    td { (run.seed) }
                                    td { (badge::outcome(&run.status)) }
                                    td.reason { (with_code(&run.status.to_string())) }
                                }
                            }
                        }
                    }
                }
            }
    };
    folded("unfinished", "Failed and missing runs", &said)
}
