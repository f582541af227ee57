//! The plan that led to the study.

use maud::{Markup, html};

use super::ablation::prose;
use super::{Page, folded, isolate};

pub(super) fn section(page: &Page) -> Markup {
    let plan = &page.results.plan;
    let facts = [
        ("Planner", &plan.planner),
        ("Model", &plan.model),
        ("Paper", &plan.slug),
        ("Title of the paper", &plan.title),
    ];
    let said = html! {
            dl.facts {
                @for (name, value) in facts.iter().filter(|(_, value)| !value.trim().is_empty()) {
                    dt { (name) } dd { (isolate(value)) }
                }
            }
            @for note in &plan.notes { p.dim { (isolate(note)) } }
            @if !plan.trace.trim().is_empty() {
                details {
                    summary { "The reasoning" }
                    (prose(&plan.trace))
                }
            }
    };
    folded("plan", "Plan", &said)
}
