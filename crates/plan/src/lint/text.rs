//! Findings for a terminal.

use std::collections::HashSet;
use std::fmt::Write;

use super::{Finding, Severity};
use crate::excerpt::{excerpt, line};
use crate::plan::Plan;
use foundation::words::count;

/// The findings, grouped by ablation, without colours; hidden characters are shown, not sent.
#[must_use]
pub fn text(findings: &[Finding], plan: &Plan) -> String {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.ablation);
    let mut text = String::new();
    let mut group = None;
    let mut advised = HashSet::new();
    for finding in sorted {
        if group != Some(finding.ablation) {
            group = Some(finding.ablation);
            let _ = writeln!(text, "{}", heading(finding.ablation, plan));
        }
        let severity = finding.severity.as_str();
        let _ = writeln!(text, "  {severity:7}  {}: {}", finding.rule, line(&finding.message));
        // once is enough
        if advised.insert(finding.advice) {
            let _ = writeln!(text, "           {}", line(finding.advice));
        }
    }
    if group.is_some() {
        text.push('\n');
    }
    let _ = writeln!(text, "{}", summary(findings, plan));
    text
}

fn heading(ablation: Option<usize>, plan: &Plan) -> String {
    let Some(index) = ablation else { return "the plan".to_owned() };
    let name = plan.ablations.get(index).map(|ablation| excerpt(ablation.label()));
    format!("{}. {}", index + 1, name.unwrap_or_default())
}

fn summary(findings: &[Finding], plan: &Plan) -> String {
    let warnings = findings.iter().filter(|it| it.severity == Severity::Warning).count();
    let ablations = count(plan.ablations.len(), "ablation");
    if findings.is_empty() {
        return format!("{ablations}, nothing found");
    }
    let notes = count(findings.len() - warnings, "note");
    format!("{ablations}, {}, {notes}", count(warnings, "warning"))
}
