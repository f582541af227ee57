//! The page of one plan.

use maud::{Markup, PreEscaped, html};

use super::badge;
use super::entry::{Entry, title};
use super::find::FORMS;
use super::judged::{Judged, address};
use super::layout::{chips, crumbs};
use super::name::encode;
use super::source::Given;
use ::plan::{Ablation, Plan, Quote, Replacement};
use foundation::words::count;

use crate::escape::{block, line};
use crate::prose;

/// How many remarks on reading are listed.
const REMARKS: usize = 100;

/// The content of the page, which opens with the answer of the study where there is one; `paper` is
/// the name of the paper's page.
pub(super) fn page(given: &Given, judged: Option<&Judged>, entry: &Entry, paper: &str) -> Markup {
    let plan = &given.plan;
    let paper = format!("../papers/{}.html", encode(paper));
    html! {
        (crumbs(&[("../index.html", "Papers"), (&paper, "All plans of this paper")]))
        h1 { (title(plan)) }
        (facts(given, entry))
        @if let Some(judged) = judged { (judged.sections(&entry.stem)) }
        @if plan.ablations.len() > 1 { (overview(plan)) }
        section #reasoning aria-labelledby="reasoning-h" {
            h2 #reasoning-h { "Reasoning" }
            @if plan.trace.trim().is_empty() { p.dim { "The plan gives none." } }
            @else { div.prose { (PreEscaped(prose::render(&plan.trace))) } }
        }
        section #ablations aria-labelledby="ablations-h" {
            h2 #ablations-h { "Ablations" }
            @if plan.ablations.is_empty() { p.dim { "The plan proposes none." } }
            @for (index, ablation) in plan.ablations.iter().enumerate() { (card(index + 1, ablation)) }
        }
        (existing(plan))
        (dropped(plan))
        (notes(plan))
        (remarks(given))
    }
}

fn facts(given: &Given, entry: &Entry) -> Markup {
    html! {
        p.facts {
            (badge::task(entry.task)) " "
            span { "Model " strong { bdi { (entry.model) } } }
            @if !entry.planner.is_empty() { " " span { "Planner " strong { bdi { (entry.planner) } } } }
            " " span { (count(entry.n_ablations, "ablation")) }
            @if given.results.is_some() {
                " " a href=(address(&entry.stem)) { "Full report" } " " a href="#reasoning" { "Plan" }
            }
        }
        p.facts.dim {
            span { "Source " code { bdi { (line(&given.source)) } } } " "
            span {
                "Download "
                @for form in FORMS { a download href={ (encode(&entry.stem)) "." (form) } { "." (form) } " " }
            }
            span { a href={ "../compare.html#a=" (encode(&entry.stem)) } { "Compare with another plan" } }
        }
    }
}

/// The ablations at a glance.
fn overview(plan: &Plan) -> Markup {
    html! {
        nav.overview aria-label="Ablations" {
            ol {
                @for (index, ablation) in plan.ablations.iter().enumerate() {
                    li {
                        a href={ "#a" (index + 1) } { bdi { (line(ablation.label())) } } " "
                        (badge::action(ablation.action))
                    }
                }
            }
        }
    }
}

fn card(number: usize, ablation: &Ablation) -> Markup {
    let grounds = &ablation.grounds;
    let instead: Vec<String> =
        ablation.replacements.iter().map(Replacement::label).map(line).collect();
    let metrics: Vec<String> = ablation.metrics.iter().map(|name| line(name)).collect();
    html! {
        article.card id={ "a" (number) } aria-labelledby={ "a" (number) "-h" } {
            header {
                h3 id={ "a" (number) "-h" } { span.number { (number) } " " bdi { (line(ablation.label())) } }
                (badge::action(ablation.action))
                @if let Some(priority) = grounds.priority {
                    span.badge title="From 1, run it first, to 5" { "priority " (priority) }
                }
                @if let Some(agreement) = grounds.agreement {
                    span.badge title="How many of several plans proposed it" {
                        "in " (agreement.samples) " of " (agreement.of) " plans"
                    }
                }
            }
            dl {
                dt { "Part" } dd { bdi { (line(ablation.target())) } }
                @if !instead.is_empty() {
                    dt { (badge::replacements(ablation.action)) } dd { ul.plain { @for text in &instead { li { bdi { (text) } } } } }
                }
                @if !metrics.is_empty() { dt { "Metrics" } dd { (chips(&metrics)) } }
                @if !grounds.expected.trim().is_empty() { dt { "Expected" } dd { bdi { (line(&grounds.expected)) } } }
                @if !grounds.settings.is_empty() { dt { "Settings" } dd { (settings(ablation)) } }
            }
            @for quote in &grounds.quotes { (quotation(quote)) }
        }
    }
}

/// The settings of each replacement.
fn settings(ablation: &Ablation) -> Markup {
    html! {
        ul.plain {
            @for (index, settings) in ablation.grounds.settings.iter().enumerate() {
                li {
                    @if let Some(replacement) = ablation.replacements.get(index) {
                        bdi { (line(replacement.label())) } ": "
                    }
                    @if settings.0.is_empty() { span.dim { "none" } }
                    @for (knob, value) in &settings.0 { code { (line(&format!("{knob} = {value}"))) } " " }
                }
            }
        }
    }
}

fn quotation(quote: &Quote) -> Markup {
    html! {
        figure.quote {
            blockquote { p { bdi { (block(&quote.text)) } } }
            @if !quote.place.trim().is_empty() { figcaption { "The paper, " bdi { (line(&quote.place)) } } }
        }
    }
}

fn existing(plan: &Plan) -> Markup {
    html! {
        @if !plan.existing.is_empty() {
            section #existing aria-labelledby="existing-h" {
                h2 #existing-h { "Ablations the paper already has" }
                ul.list {
                    @for existing in &plan.existing {
                        li {
                            strong { bdi { (line(&existing.name)) } }
                            @if !existing.place.trim().is_empty() { " " span.dim { bdi { (line(&existing.place)) } } }
                            @if !existing.quote.trim().is_empty() {
                                figure.quote { blockquote { p { bdi { (block(&existing.quote)) } } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn dropped(plan: &Plan) -> Markup {
    html! {
        @if !plan.dropped.is_empty() {
            section #dropped aria-labelledby="dropped-h" {
                h2 #dropped-h { "Proposals that were dropped" }
                ul.list {
                    @for dropped in &plan.dropped {
                        li { strong { bdi { (line(&dropped.name)) } } ": " bdi { (line(&dropped.reason)) } }
                    }
                }
            }
        }
    }
}

/// Which prompts were used, and what of the paper the model saw.
fn notes(plan: &Plan) -> Markup {
    html! {
        @if !plan.notes.is_empty() {
            section #notes aria-labelledby="notes-h" {
                h2 #notes-h { "How it was made" }
                ul.list {
                    @for note in plan.notes.iter().take(REMARKS) { li { bdi { (line(note)) } } }
                    @if plan.notes.len() > REMARKS { li { "and " (plan.notes.len() - REMARKS) " more" } }
                }
            }
        }
    }
}

/// What of the source could not be taken as it stands.
fn remarks(given: &Given) -> Markup {
    let more = given.rejected.len().saturating_sub(REMARKS);
    html! {
        @if !given.rejected.is_empty() {
            section #remarks aria-labelledby="remarks-h" {
                h2 #remarks-h { "Parts of the source that could not be read as written." }
                ul.list {
                    @for rejected in given.rejected.iter().take(REMARKS) { li { (line(&rejected.to_string())) } }
                    @if more > 0 { li { "and " (more) " more" } }
                }
            }
        }
    }
}
