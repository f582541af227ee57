//! One ablation: its table, what is read from it, and its charts.

use maud::{Markup, html};

use super::evidence::evidence;
use super::{Section, Study, anchor, badge, figure, said, told};
use crate::escape::plain;
use crate::site::trace;
use crate::table::{Cell, Mark, Reading, Row};
use study::results::Results;

pub(super) fn section(study: &Study, index: usize) -> Markup {
    let one = &study.ablations[index];
    let table = &one.table;
    let overall = study.analysis.overall(study.results, one.bound);
    html! {
        section.ablation id=(anchor::ablation(index)) {
            h2 { (said(&table.name)) }
            p {
                @if let Some(overall) = &overall { (badge::overall(overall)) " " }
                span.dim { (told(&table.subtitle)) }
            }
            (grounds(study, one))
            @if !table.rows.is_empty() { (grid(study, index)) }
            @if !table.readings.is_empty() {
                ul.readings {
                    @for reading in &table.readings { li { (read(reading)) } }
                }
            }
            @if !table.notes.is_empty() {
                ul.notes { @for note in &table.notes { li { (told(note)) } } }
            }
            (evidence(study, one))
            @for plot in study.plots.iter().filter(|plot| plot.ablation == Some(index)) { (figure(plot)) }
        }
    }
}

/// A reading, with its verdict as a badge instead of words.
fn read(reading: &Reading) -> Markup {
    let split = |verdict| {
        let (label, rest) = reading.sentence.split_once(&format!(": {verdict}: "))?;
        Some((verdict, label, rest))
    };
    html! {
        @match reading.verdict.and_then(split) {
            Some((verdict, label, rest)) => { strong { (said(label)) } " " (badge::verdict(verdict)) " " (told(rest)) }
            None => (told(&reading.sentence)),
        }
    }
}

/// What the plan rests the ablation on.
fn grounds(study: &Study, one: &Section) -> Markup {
    let planned =
        study.results.plan.ablations.iter().find(|ablation| ablation.name == one.bound.name);
    let grounds = planned.map(|ablation| &ablation.grounds);
    html! {
        @if let Some(grounds) = grounds {
            @if !grounds.expected.trim().is_empty() { p { "Expected: " (said(&grounds.expected)) } }
            @for quote in &grounds.quotes {
                figure.quote {
                    blockquote { p { (said(&quote.text)) } }
                    @if !quote.place.trim().is_empty() { figcaption { (said(&quote.place)) } }
                }
            }
        }
    }
}

fn grid(study: &Study, index: usize) -> Markup {
    let table = &study.ablations[index].table;
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Table of " (plain(&table.name)) } {
            table.results.wide[table.columns.len() > 6] {
                thead {
                    tr {
                        th scope="col" { "Variant" }
                        @for column in &table.columns { th.number scope="col" { (said(column)) } }
                    }
                }
                tbody {
                    @for (number, row) in table.rows.iter().enumerate() {
                        tr id=(anchor::row(index, number)) {
                            th scope="row" { (label(row)) }
                            @for (column, cell) in row.cells.iter().enumerate() {
                                (value(study, (index, number, column), row, cell))
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
            Some(index) => a href={ "#" (anchor::configuration(index)) } { (said(&row.label)) },
            None => (said(&row.label)),
        }
        @if !row.detail.is_empty() { br; small { (said(&row.detail)) } }
    }
}

/// A cell, which leads to the runs that it is made of.
fn value(
    study: &Study,
    (index, number, column): (usize, usize, usize),
    row: &Row,
    cell: &Cell,
) -> Markup {
    let metric = study.ablations[index].grid.metrics.get(column);
    let metric = metric.and_then(|metric| metric_index(study.results, &metric.name));
    let source = row.configuration.zip(metric).map(|(index, metric)| anchor::column(index, metric));
    let shown = html! {
        @match cell.mark {
            Mark::Best => strong { (said(&cell.value)) },
            Mark::Near => em { (said(&cell.value)) },
            Mark::None => (said(&cell.value)),
        }
    };
    html! {
        td.number id=(anchor::cell(index, number, column)) data-label=(plain(&study.ablations[index].table.columns[column])) {
            @match source {
                Some(source) => a href={ "#" (source) } { (shown) },
                None => (shown),
            }
            @if !cell.difference.is_empty() { br; small { (said(&cell.difference)) } }
        }
    }
}

/// The number of a metric among all that the subject declares.
pub(super) fn metric_index(results: &Results, name: &str) -> Option<usize> {
    results.subject.metrics.iter().position(|metric| metric.name == name)
}

/// Markdown of strangers in which nothing can act.
pub(super) fn prose(markdown: &str) -> Markup {
    html! { div.prose { (maud::PreEscaped(trace::render(markdown))) } }
}
