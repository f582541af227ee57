//! The box with the evidence of a plan. It is for people: readers of plans skip it, and native JSON
//! keeps all of it.

use subject::Settings;

use super::skin::{GREY, open_box};
use crate::plan::{Ablation, Dropped, Plan, Replacement, escape};

/// The box, with a blank line in front of it; empty if the plan has no evidence.
pub(super) fn write(plan: &Plan) -> String {
    let mut sections: Vec<String> = plan.ablations.iter().filter_map(evidence).collect();
    let existing = plan.existing.iter().map(|existing| {
        let mut item = format!("- **{}**", escape::inline(&existing.name));
        for (text, open, close) in [(&existing.place, " (", ")"), (&existing.quote, ": “", "”")]
        {
            if !text.is_empty() {
                item.push_str(&format!("{open}{}{close}", escape::inline(text)));
            }
        }
        item
    });
    let dropped = plan.dropped.iter().map(|Dropped { name, reason }| {
        format!("- **{}**: {}", escape::inline(name), escape::inline(reason))
    });
    let notes = plan.notes.iter().map(|note| format!("- {}", escape::inline(note)));
    sections.extend(section("Already in the paper", existing.collect()));
    sections.extend(section("Proposed and not kept", dropped.collect()));
    sections.extend(section("How it was made", notes.collect()));
    if sections.is_empty() {
        return String::new();
    }
    let mut page = String::from("\n\n");
    open_box(&mut page, &GREY, "🔎", "Evidence");
    page.push_str(&sections.join("\n"));
    page.push_str("\n</div>");
    page
}

/// The evidence of one ablation.
fn evidence(ablation: &Ablation) -> Option<String> {
    let grounds = &ablation.grounds;
    let mut items = Vec::new();
    let mut item = |field: &str, text: String| items.push(format!("- **{field}**: {text}"));
    if let Some(priority) = grounds.priority {
        item("Priority", format!("{priority} of 5"));
    }
    if let Some(agreement) = grounds.agreement {
        item("Proposed by", format!("{} of {} samples", agreement.samples, agreement.of));
    }
    if !grounds.expected.is_empty() {
        item("If the part matters", escape::inline(&grounds.expected));
    }
    for quote in &grounds.quotes {
        let place = if quote.place.is_empty() { "not found in the paper" } else { &quote.place };
        item("Quote", format!("“{}” ({})", escape::inline(&quote.text), escape::inline(place)));
    }
    let proposed = grounds.settings.iter().enumerate();
    for (index, settings) in proposed.filter(|(_, settings)| !settings.0.is_empty()) {
        let label = ablation.replacements.get(index).map_or("removed", Replacement::label);
        let (label, set) = (escape::inline(label), escape::inline(&assignments(settings)));
        item("Settings", format!("{label}: {set}"));
    }
    section(&ablation.name, items)
}

fn section(heading: &str, items: Vec<String>) -> Option<String> {
    (!items.is_empty()).then(|| format!("### {}\n{}\n", escape::inline(heading), items.join("\n")))
}

fn assignments(settings: &Settings) -> String {
    let pairs = settings.0.iter().map(|(knob, value)| format!("{knob} = {value}"));
    pairs.collect::<Vec<_>>().join(", ")
}
