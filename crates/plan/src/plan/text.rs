//! A plan for a terminal.

use super::{Grounds, Plan, Quote, Replacement, Task};
use crate::excerpt::line;
use foundation::visible::plain;

/// The width of the labels.
const LABEL: usize = 10;

/// The plan in plain text.
pub(super) fn write(plan: &Plan) -> String {
    let mut lines = Vec::new();
    let task = plan.task.map_or("", Task::as_str);
    let heading: Vec<String> =
        [plan.title(), task.to_owned()].into_iter().filter(|part| !part.is_empty()).collect();
    if !heading.is_empty() {
        lines.push(line(&heading.join(" · ")));
        lines.push(String::new());
    }
    if !plan.trace.trim().is_empty() {
        lines.extend(plan.trace.trim().lines().map(plain));
        lines.push(String::new());
    }
    if !plan.existing.is_empty() {
        lines.push("Already in the paper:".to_owned());
        lines.extend(plan.existing.iter().map(|existing| match existing.place.is_empty() {
            true => format!("   {}", line(&existing.name)),
            false => format!("   {} ({})", line(&existing.name), line(&existing.place)),
        }));
        lines.push(String::new());
    }
    for (index, ablation) in plan.ablations.iter().enumerate() {
        lines.push(format!("{}. {}", index + 1, line(ablation.label())));
        field(&mut lines, "part", &[ablation.target()]);
        field(&mut lines, "action", &[ablation.action.as_str()]);
        let replacements: Vec<_> = ablation.replacements.iter().map(Replacement::label).collect();
        field(&mut lines, "instead", &replacements);
        field(&mut lines, "metrics", &[&ablation.metrics.to_string()]);
        grounds(&mut lines, &ablation.grounds);
        lines.push(String::new());
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The evidence of the ablation.
fn grounds(lines: &mut Vec<String>, grounds: &Grounds) {
    if let Some(agreement) = grounds.agreement {
        field(lines, "samples", &[format!("{} of {}", agreement.samples, agreement.of)]);
    }
    if let Some(priority) = grounds.priority {
        field(lines, "priority", &[format!("{priority} of 5")]);
    }
    if !grounds.expected.is_empty() {
        field(lines, "expected", &[&grounds.expected]);
    }
    let quote = |Quote { text, place }: &Quote| {
        let place = if place.is_empty() { "not found in the paper" } else { place };
        format!("“{text}” ({place})")
    };
    field(lines, "quotes", &grounds.quotes.iter().map(quote).collect::<Vec<_>>());
}

/// One value a line, the label in front of the first.
fn field(lines: &mut Vec<String>, label: &str, values: &[impl AsRef<str>]) {
    for (index, value) in values.iter().enumerate() {
        let label = if index == 0 { label } else { "" };
        lines.push(format!("   {label:LABEL$}{}", line(value.as_ref())));
    }
}
