//! A plan for a terminal.

use super::{Plan, Task};

/// The width of the labels.
const LABEL: usize = 10;

/// The plan in plain text.
pub(super) fn write(plan: &Plan) -> String {
    let mut lines = Vec::new();
    let task = plan.task.map_or("", Task::as_str);
    let heading: Vec<String> = [plan.title(), task.to_owned()].into_iter().filter(|part| !part.is_empty()).collect();
    if !heading.is_empty() {
        lines.push(shown(&heading.join(" · ")));
        lines.push(String::new());
    }
    if !plan.trace.trim().is_empty() {
        lines.extend(plan.trace.trim().lines().map(shown));
        lines.push(String::new());
    }
    for (index, ablation) in plan.ablations.iter().enumerate() {
        lines.push(format!("{}. {}", index + 1, shown(ablation.label())));
        field(&mut lines, "part", &[ablation.target()]);
        field(&mut lines, "action", &[ablation.action.as_str()]);
        let replacements: Vec<&str> = ablation.replacements.iter().map(super::Replacement::label).collect();
        field(&mut lines, "instead", &replacements);
        field(&mut lines, "metrics", &[&ablation.metrics.to_string()]);
        lines.push(String::new());
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.push(String::new());
    lines.join("\n")
}

/// One value a line, the label in front of the first.
fn field(lines: &mut Vec<String>, label: &str, values: &[&str]) {
    let mut label = label;
    for value in values {
        lines.push(format!("   {label:LABEL$}{}", shown(value)));
        label = "";
    }
}

/// The text with everything that steers a terminal, or turns the direction of writing, made visible.
fn shown(text: &str) -> String {
    let is_hidden = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => shown.push(' '),
            c if is_hidden(c) => shown.extend(c.escape_default()),
            c => shown.push(c),
        }
    }
    shown
}
