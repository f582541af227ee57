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
mod picture;
mod plan;
mod setting;
mod summary;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::document::legend;
use super::escape::plain;
use super::pictures::{Bytes, panels};
use super::plot::{Plot, plots};
use super::selection::Selection;
use super::table::{Grid, Table};
use ::plan::binding::Bound;
use study::analysis::Analysis;
use study::results::Results;

/// Nothing is loaded: the style is in the page, and pictures are data.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const STYLE: &str = include_str!("html/style.css");

/// `report.html`.
pub fn html(results: &Results) -> String {
    let analysis = Analysis::new(results);
    render(results, &analysis, &plots(results, &analysis), &Bytes::new())
}

/// What every part of the page is made of.
struct Study<'a> {
    results: &'a Results,
    analysis: &'a Analysis,
    plots: &'a [Plot],
    pictures: &'a Bytes,
    /// The ablations in the order of the binding.
    ablations: Vec<Section<'a>>,
}

/// An ablation, with its table.
struct Section<'a> {
    bound: &'a Bound,
    grid: Grid<'a>,
    table: Table,
}

/// The same of what is already analysed and drawn.
pub(super) fn render(
    results: &Results,
    analysis: &Analysis,
    plots: &[Plot],
    pictures: &Bytes,
) -> String {
    let section = |bound| {
        let table = Table::new(results, analysis, bound, &Selection::default());
        Section { bound, grid: Grid::new(results, bound), table }
    };
    let ablations = results.binding.ablations.iter().map(section).collect();
    page(&Study { results, analysis, plots, pictures, ablations }).into_string()
}

fn page(study: &Study) -> Markup {
    let title = title(study.results);
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
                style { (PreEscaped(STYLE)) (PreEscaped(crate::chart::style())) (PreEscaped(columns(study))) }
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header #top { h1 { bdi { (title) } } }
                (contents(study))
                main #main tabindex="-1" {
                    (summary::section(study))
                    @for index in 0..study.ablations.len() { (ablation::section(study, index)) }
                    (curves(study))
                    (picture::pictures(study.results, study.pictures))
                    (judged(study))
                    (configuration::unfinished(study))
                    (configuration::section(study))
                    (cost::section(study))
                    (setting::section(study))
                    (plan::section(study))
                }
                footer { p { "Written by " code { "ablate report" } " from " code { "results.json" } " alone." } }
            }
        }
    }
}

fn title(results: &Results) -> String {
    let named = [&results.plan.title, &results.plan.title()].map(|title| plain(title.trim()));
    named.into_iter().find(|title| !title.is_empty()).unwrap_or_else(|| "Results".to_owned())
}

/// Lights up the column of runs whose head is linked to.
fn columns(study: &Study) -> String {
    let head = 3;
    let due = study.results.subject.metrics.iter().filter(|metric| !metric.curve).count();
    let rule = |index: usize| {
        let at = head + index;
        format!(".runs:has(th:nth-child({at}):target) td:nth-child({at})")
    };
    let rules: Vec<String> = (1..=due).map(rule).collect();
    if rules.is_empty() {
        String::new()
    } else {
        format!("{} {{ background: var(--lit); }}\n", rules.join(", "))
    }
}

fn contents(study: &Study) -> Markup {
    html! {
        nav.contents aria-label="Contents" {
            ul {
                li { a href="#summary" { "Summary" } }
                @for (index, one) in study.ablations.iter().enumerate() {
                    li { a href={ "#" (anchor::ablation(index)) } { (said(&one.table.name)) } }
                }
                @if study.plots.iter().any(|plot| plot.ablation.is_none()) {
                    li { a href="#curves" { "Learning curves" } }
                }
                @if !panels(study.results).is_empty() {
                    li { a href="#pictures" { "Pictures" } }
                }
                @for (id, words) in [("judged", "How it was judged"), ("unfinished", "Runs without numbers"),
                    ("runs", "Runs"), ("cost", "Cost"), ("settings", "Settings"), ("plan", "Plan")] {
                    li { a href={ "#" (id) } { (words) } }
                }
            }
        }
    }
}

fn curves(study: &Study) -> Markup {
    let plots = || study.plots.iter().filter(|plot| plot.ablation.is_none());
    html! {
        @if plots().next().is_some() {
            section #curves {
                h2 { "Learning curves" }
                @for plot in plots() { (figure(plot)) }
            }
        }
    }
}

/// A chart with what it shows in words.
fn figure(plot: &Plot) -> Markup {
    let id = format!("plot-{}", plot.name);
    html! {
        figure id=(id) {
            div.scroll.drawing tabindex="0" role="region" aria-label=(plot.scene.title) {
                (PreEscaped(plot.scene.svg(&id)))
            }
            figcaption {
                (plot.caption) " "
                span.files { "As files: " code { "plots/" (plot.name) ".svg" } ", " code { ".pdf" } }
            }
        }
    }
}

fn judged(study: &Study) -> Markup {
    let results = study.results;
    html! {
        section #judged {
            h2 { "How it was judged" }
            @for line in legend(results, study.analysis, ["Bold", "italic"]) { p { (told(&line)) } }
            @if let Some(frozen) = &results.frozen {
                p { "SHA-256 of what was frozen: " code { (plain(&frozen.sha256)) } }
            }
        }
    }
}

/// Words of strangers: one line, whose direction of writing is its own affair.
fn said(text: &str) -> Markup {
    html! { bdi { (plain(text.trim())) } }
}

/// A sentence of the report's own, in which such words stand, and what is quoted like `this`.
fn told(text: &str) -> Markup {
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
