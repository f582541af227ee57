//! One ablation: its table, what is read from it, and its charts.

use maud::{Markup, html};

use super::{Section, Study, anchor, badge, figure, said};
use crate::report::table::{Cell, Mark, Row};
use crate::results::Results;
use crate::site::trace;

pub(super) fn section(study: &Study, index: usize) -> Markup {
    let one = &study.ablations[index];
    let table = &one.table;
    let overall = study.analysis.overall(study.results, one.bound);
    html! {
        section.ablation id=(anchor::ablation(index)) {
            h2 { (said(&table.name)) }
            p {
                @if let Some(overall) = &overall { (badge::overall(overall)) " " }
                span.dim { (said(&table.subtitle)) }
            }
            (grounds(study, one))
            @if !table.rows.is_empty() { (grid(study, index)) }
            @if !table.readings.is_empty() {
                ul.readings {
                    @for reading in &table.readings {
                        li {
                            @if let Some(verdict) = reading.verdict { (badge::verdict(verdict)) " " }
                            (said(&reading.sentence))
                        }
                    }
                }
            }
            @if !table.notes.is_empty() {
                ul.notes { @for note in &table.notes { li { (said(note)) } } }
            }
            @for plot in study.plots.iter().filter(|plot| plot.ablation == Some(index)) { (figure(plot)) }
        }
    }
}

/// What the plan rests the ablation on.
fn grounds(study: &Study, one: &Section) -> Markup {
    let planned = study.results.plan.ablations.iter().find(|ablation| ablation.name == one.bound.name);
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
        div.scroll tabindex="0" role="region" aria-label={ "Table of " (crate::plain(&table.name)) } {
            table.results {
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
fn value(study: &Study, (index, number, column): (usize, usize, usize), row: &Row, cell: &Cell) -> Markup {
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
        td.number id=(anchor::cell(index, number, column)) {
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
