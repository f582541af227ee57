//! One ablation: its table, what is read from it, and its charts.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::evidence::evidence;
use super::{Page, Section, anchor, badge, figure, isolate, with_code};
use crate::escape::plain;
use crate::plot::Plot;
use crate::prose;
use crate::reading::Reading;
use crate::table::{Cell, Row};
use foundation::words::count;
use study::analysis::Standing;
use study::results::Results;

pub(super) fn section(page: &Page, index: usize) -> Markup {
    let section = &page.ablations[index];
    let table = &section.table;
    html! {
        section.ablation id=(anchor::ablation(index)) {
            h2 { (isolate(&table.name)) }
            p {
                @if let Some(overall) = &table.overall { (badge::overall(overall)) " " }
                span.dim { (with_code(&table.subtitle)) }
            }
            (grounds(page, section))
            div.beside {
                @if !table.rows.is_empty() { (grid(page, index)) }
                (charts(page, index))
            }
            @if !table.readings.is_empty() {
                ul.readings {
                    @for reading in &table.readings { li { (read(reading)) } }
                }
            }
            @if !table.notes.is_empty() {
                ul.notes { @for note in &table.notes { li { (with_code(note)) } } }
            }
            (evidence(page, section))
        }
    }
}

/// The charts of the first metric; those of others behind a click.
fn charts(page: &Page, index: usize) -> Markup {
    let plots: Vec<&Plot> = page.plots.iter().filter(|plot| plot.ablation == Some(index)).collect();
    let metric = plots.first().map(|plot| plot.metric.as_str());
    let (first, others): (Vec<&Plot>, Vec<&Plot>) =
        plots.iter().partition(|plot| Some(plot.metric.as_str()) == metric);
    let metrics: BTreeSet<&str> = others.iter().map(|plot| plot.metric.as_str()).collect();
    html! {
        div.figures { @for plot in first { (figure(plot, true)) } }
        @if !others.is_empty() {
            details.charts {
                summary { "Charts of " (count(metrics.len(), "more metric")) }
                div.figures { @for plot in others { (figure(plot, false)) } }
            }
        }
    }
}

/// A reading, with its verdict as a badge instead of words.
fn read(reading: &Reading) -> Markup {
    html! {
        @match reading.verdict {
            Some(verdict) => {
                strong { (isolate(&reading.label)) } " " (badge::verdict(verdict))
                @if !reading.qualifier.is_empty() { (reading.qualifier) ":" }
                " " (with_code(&reading.evidence))
            }
            None => (with_code(&reading.sentence())),
        }
    }
}

/// The plan's expectation and quotes for the ablation.
fn grounds(page: &Page, section: &Section) -> Markup {
    let planned =
        page.results.plan.ablations.iter().find(|ablation| ablation.name == section.bound.name);
    let grounds = planned.map(|ablation| &ablation.grounds);
    html! {
        @if let Some(grounds) = grounds {
            @if !grounds.expected.trim().is_empty() { p { "Expected: " (isolate(&grounds.expected)) } }
            @for quote in &grounds.quotes {
                figure.quote {
                    blockquote { p { (isolate(&quote.text)) } }
                    @if !quote.place.trim().is_empty() { figcaption { (isolate(&quote.place)) } }
                }
            }
        }
    }
}

fn grid(page: &Page, index: usize) -> Markup {
    let table = &page.ablations[index].table;
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Table of " (plain(&table.name)) } {
            table.results.stack[table.columns.len() > 1].wide[table.columns.len() > 6] {
                thead {
                    tr {
                        th scope="col" { "Variant" }
                        @for column in &table.columns { th.number scope="col" { (isolate(column)) } }
                    }
                }
                tbody {
                    @for (number, row) in table.rows.iter().enumerate() {
                        tr id=(anchor::row(index, number)) {
                            th scope="row" { (label(row)) }
                            @for (column, cell) in row.cells.iter().enumerate() {
                                (value(page, (index, number, column), row, cell))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn label(row: &Row) -> Markup {
    html! {
        @match row.configuration {
            Some(index) => a href={ "#" (anchor::configuration(index)) } { (isolate(&row.label)) },
            None => (isolate(&row.label)),
        }
        @if !row.detail.is_empty() { br; small { (isolate(&row.detail)) } }
    }
}

/// A cell, which leads to the runs that it is made of.
fn value(
    page: &Page,
    (index, number, column): (usize, usize, usize),
    row: &Row,
    cell: &Cell,
) -> Markup {
    let metric = page.ablations[index].grid.metrics.get(column);
    let metric = metric.and_then(|metric| metric_index(page.results, &metric.name));
    let source = row.configuration.zip(metric).map(|(index, metric)| anchor::column(index, metric));
    let shown = html! {
        @match cell.standing {
            Standing::Best => strong { (isolate(&cell.value)) },
            Standing::NearBest => em { (isolate(&cell.value)) },
            Standing::Other => (isolate(&cell.value)),
        }
    };
    html! {
        td.number id=(anchor::cell(index, number, column)) data-label=(plain(&page.ablations[index].table.columns[column])) {
            @match source {
                Some(source) => a href={ "#" (source) } { (shown) },
                None => (shown),
            }
            @if !cell.difference.is_empty() { br; small { (isolate(&unbroken(&cell.difference))) } }
        }
    }
}

/// A difference that breaks before its interval, and nowhere else.
fn unbroken(difference: &str) -> String {
    difference.replace("Δ ", "Δ\u{a0}").replace(", ", ",\u{a0}")
}

/// The number of a metric among all that the subject declares.
pub(super) fn metric_index(results: &Results, name: &str) -> Option<usize> {
    results.subject.metrics.iter().position(|metric| metric.name == name)
}

/// Markdown of strangers in which nothing can act.
pub(super) fn prose(markdown: &str) -> Markup {
    html! { div.prose { (maud::PreEscaped(prose::render(markdown))) } }
}
