//! Settings of the study: the binding and every knob.

use maud::{Markup, html};
use subject::Settings;

use super::{Page, anchor, folded, isolate, with_code};
use ::plan::binding::{Bound, PLAN, Variant, WORDS};
use study::results::Results;

pub(super) fn section(page: &Page) -> Markup {
    let said = html! {
        h3 { "Binding" }
        p.dim { "How each variant maps to settings, and who decided." }
        (binding(page))
        h3 { "Knobs of the baseline" }
        (knobs(page.results))
    };
    folded("settings", "Settings", &said)
}

fn binding(page: &Page) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Binding" {
            table {
                thead { tr { @for head in ["Ablation", "Variant", "Settings", "Chosen by"] { th scope="col" { (head) } } } }
                tbody {
                    @for (index, section) in page.ablations.iter().enumerate() {
                        @for variant in &section.bound.variants { (bound(page, index, section.bound, variant)) }
                        @for unbound in &section.bound.unbound {
                            tr {
                                th scope="row" { a href={ "#" (anchor::ablation(index)) } { (isolate(&section.bound.name)) } }
                                td { @if let Some(label) = &unbound.label { (isolate(label)) } @else { span.dim { "all" } } }
                                td colspan="2" { "not bound: " (with_code(&unbound.reason)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn bound(page: &Page, index: usize, bound: &Bound, variant: &Variant) -> Markup {
    let by = match variant.by.as_deref() {
        None => "a person".to_owned(),
        Some(WORDS) => "matched by name".to_owned(),
        Some(PLAN) => "the planner".to_owned(),
        Some(model) => format!("the model {model}"),
    };
    let at = page.results.configuration(variant);
    html! {
        tr {
            th scope="row" { a href={ "#" (anchor::ablation(index)) } { (isolate(&bound.name)) } }
            td {
                @match at {
                    Some(at) => a href={ "#" (anchor::configuration(at)) } { (isolate(&variant.title())) },
                    None => (isolate(&variant.title())),
                }
            }
            td { @if variant.settings.0.is_empty() { "none: it is the baseline" } @else { (set(&variant.settings)) } }
            td { (isolate(&by)) }
        }
    }
}

fn set(settings: &Settings) -> Markup {
    html! {
        @for (number, (knob, value)) in settings.0.iter().enumerate() {
            @if number > 0 { br; }
            code { (isolate(&format!("{knob} = {value}"))) }
        }
    }
}

/// In what a configuration differs from the baseline.
pub(super) fn differences(results: &Results, index: usize) -> Markup {
    let baseline = &results.configurations[0].settings;
    let configured = &results.configurations[index];
    let differing = configured.settings.difference(baseline);
    html! {
        @if index == 0 {
            "Its settings: " a href="#settings" { "every knob" } "."
        } @else if differing.0.is_empty() {
            "Set as the baseline."
        } @else {
            "As the baseline, but "
            @for (number, (knob, value)) in differing.0.iter().enumerate() {
                @if number > 0 { ", " }
                code { (isolate(&format!("{knob} = {value}"))) }
                @if let Some(other) = baseline.0.get(knob) { " (baseline: " (isolate(&other.to_string())) ")" }
            }
        }
    }
}

fn knobs(results: &Results) -> Markup {
    let baseline = results.configurations.first().map(|configured| &configured.settings);
    html! {
        details open[results.subject.knobs.len() <= 12] {
            summary { (results.subject.knobs.len()) " knobs" }
            div.scroll tabindex="0" role="region" aria-label="Knobs" {
                table {
                    thead { tr { @for head in ["Knob", "Value", "Default", "Description"] { th scope="col" { (head) } } } }
                    tbody {
                        @for knob in &results.subject.knobs {
                            @let value = baseline.and_then(|settings| settings.0.get(&knob.name));
                            tr {
                                th scope="row" { code { (isolate(&knob.name)) } }
                                td {
                                    @match value {
                                        Some(value) if *value != knob.default => strong { (isolate(&value.to_string())) },
                                        Some(value) => (isolate(&value.to_string())),
                                        None => span.dim { "not known" },
                                    }
                                }
                                td { (isolate(&knob.default.to_string())) }
                                td { (isolate(&knob.help)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
