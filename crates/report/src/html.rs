//! `report.html`: everything that is known of a study in one file.
//!
//! It loads nothing and has no script. Every number leads to the runs that it is made of, and every
//! run back to the cells that use it; what a link leads to is lit up by `:target`.

mod ablation;
mod anchor;
mod badge;
mod configuration;
mod cost;
mod evidence;
mod forest;
mod matrix;
mod picture;
mod plan;
mod provenance;
mod setting;
mod summary;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::answer::Answer;
use super::document::{legend, summary as subject};
use super::escape::plain;
use super::pictures::{Bytes, panels};
use super::plot::{Plot, plots};
use super::selection::Selection;
use super::table::{Grid, Table};
use crate::Study;
use ::plan::binding::Bound;
use study::results::Results;
use study::store::Invocation;

/// Nothing is loaded: the style is in the page, and pictures are data.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const STYLE: &str = include_str!("html/style.css");

/// `report.html`.
pub fn html(study: &Study) -> String {
    render(study, &plots(study), &Bytes::new(), &[])
}

/// The data of the page, shared by all its sections.
struct Page<'a> {
    study: &'a Study<'a>,
    results: &'a Results,
    plots: &'a [Plot],
    pictures: &'a Bytes,
    /// The commands that ran the study, the oldest first.
    invocations: &'a [Invocation],
    /// The ablations in the order of the binding.
    ablations: Vec<Section<'a>>,
}

/// An ablation, with its table.
struct Section<'a> {
    bound: &'a Bound,
    grid: Grid<'a>,
    table: Table,
}

/// The page, with charts that are already drawn and pictures that are already read.
pub(super) fn render(
    study: &Study,
    plots: &[Plot],
    pictures: &Bytes,
    invocations: &[Invocation],
) -> String {
    let results = study.results;
    let section = |bound| {
        let table = Table::new(study, bound, &Selection::default());
        Section { bound, grid: Grid::new(results, bound), table }
    };
    let ablations = results.binding.ablations.iter().map(section).collect();
    page(&Page { study, results, plots, pictures, invocations, ablations }).into_string()
}

fn page(page: &Page) -> Markup {
    let answer = Answer::new(page.study, &Selection::default());
    let title = plain(answer.title.trim());
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(crate::chart::style())) (PreEscaped(columns(page))) }
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header #top { h1 { bdi { (title) } } }
                main #main tabindex="-1" {
                    (summary::section(page, &answer))
                    (contents(page))
                    @for index in 0..page.ablations.len() { (ablation::section(page, index)) }
                    (curves(page))
                    (picture::pictures(page.results, page.pictures))
                    (judged(page))
                    (configuration::unfinished(page))
                    (configuration::section(page))
                    (cost::section(page))
                    (provenance::section(page))
                    (setting::section(page))
                    (plan::section(page))
                }
                footer { p { "Written by " code { "ablate report" } " from " code { "results.json" } " alone." } }
            }
        }
    }
}

/// Lights up the column of a configuration's runs whose mean is linked to.
fn columns(page: &Page) -> String {
    let head = 3;
    let due = page.results.subject.metrics.iter().filter(|metric| !metric.curve).count();
    let rule = |index: usize| {
        let at = head + index;
        format!(".runs tbody:has(td:nth-child({at}):target) td:nth-child({at})")
    };
    let rules: Vec<String> = (1..=due).map(rule).collect();
    if rules.is_empty() {
        String::new()
    } else {
        format!("{} {{ background: var(--lit); }}\n", rules.join(", "))
    }
}

fn contents(page: &Page) -> Markup {
    html! {
        nav.contents aria-label="Contents" {
            ul {
                li { a href="#summary" { "Summary" } }
                @for (index, one) in page.ablations.iter().enumerate() {
                    li { a href={ "#" (anchor::ablation(index)) } { (isolate(&one.table.name)) } }
                }
                @if page.plots.iter().any(|plot| plot.ablation.is_none()) {
                    li { a href="#curves" { "Learning curves" } }
                }
                @if !panels(page.results).is_empty() {
                    li { a href="#pictures" { "Pictures" } }
                }
                @for (id, words) in [("judged", "Statistics"), ("unfinished", "Failed and missing runs"),
                    ("runs", "Runs"), ("cost", "Cost"), ("provenance", "Provenance"), ("settings", "Settings"), ("plan", "Plan")] {
                    li { a href={ "#" (id) } { (words) } }
                }
            }
        }
    }
}

fn curves(page: &Page) -> Markup {
    let plots = || page.plots.iter().filter(|plot| plot.ablation.is_none());
    html! {
        @if plots().next().is_some() {
            section #curves {
                h2 { "Learning curves" }
                div.figures { @for plot in plots() { (figure(plot, true)) } }
            }
        }
    }
}

/// A chart, with how to read it unless a chart above says the same.
fn figure(plot: &Plot, is_first: bool) -> Markup {
    let id = format!("plot-{}", plot.name);
    html! {
        figure id=(id) {
            div.scroll.drawing tabindex="0" role="region" aria-label=(plot.scene.title) {
                (PreEscaped(plot.scene.svg(&id)))
            }
            figcaption {
                @if is_first { (plot.caption) " " }
                span.files { "As files: " code { "plots/" (plot.name) ".svg" } ", " code { ".pdf" } }
            }
        }
    }
}

fn judged(page: &Page) -> Markup {
    let results = page.results;
    let said = html! {
        p { (with_code(&subject(results))) }
        @for line in legend(page.study, ["Bold", "italic"]) { p { (with_code(&line)) } }
        @if let Some(frozen) = &results.frozen {
            p { "SHA-256 of the frozen protocol: " code { (plain(&frozen.sha256)) } }
        }
    };
    folded("judged", "Statistics", &said)
}

/// A section of evidence, which a click or a link into it opens.
fn folded(id: &str, title: &str, content: &Markup) -> Markup {
    html! {
        section id=(id) {
            details.fold {
                summary { h2 { (title) } }
                (content)
            }
        }
    }
}

/// A name or text from outside the program, isolated so that right-to-left text in it cannot
/// reorder what is around it.
fn isolate(text: &str) -> Markup {
    html! { bdi { (plain(text.trim())) } }
}

/// A sentence of the report, in which `this` becomes code.
fn with_code(text: &str) -> Markup {
    let text = plain(text.trim());
    let parts: Vec<&str> = text.split('`').collect();
    let is_paired = parts.len() % 2 == 1;
    html! {
        bdi dir="ltr" {
            @if is_paired {
                @for (index, part) in parts.iter().enumerate() {
                    @if index % 2 == 1 { code { (part) } } @else { (part) }
                }
            } @else { (text) }
        }
    }
}

#[cfg(test)]
mod tests;
