//! Findings for a terminal.

use std::collections::HashSet;
use std::fmt::Write;

use super::{Finding, Severity};
use crate::excerpt::excerpt;
use crate::plan::Plan;
use foundation::visible::plain;
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
        let severity = finding.rule.severity().as_str();
        let _ = writeln!(text, "  {severity:7}  {}: {}", finding.rule, line(&finding.message));
        // once is enough
        if advised.insert(&finding.advice) {
            let _ = writeln!(text, "           {}", line(&finding.advice));
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
    let name =
        plan.ablations.get(index).map_or_else(String::new, |ablation| excerpt(ablation.label()));
    format!("{}. {name}", index + 1)
}

fn summary(findings: &[Finding], plan: &Plan) -> String {
    let warnings =
        findings.iter().filter(|finding| finding.rule.severity() == Severity::Warning).count();
    let ablations = count(plan.ablations.len(), "ablation");
    if findings.is_empty() {
        return format!("{ablations}, nothing found");
    }
    let notes = count(findings.len() - warnings, "note");
    format!("{ablations}, {}, {notes}", count(warnings, "warning"))
}

/// A text of one line, whose line breaks are shown too.
fn line(text: &str) -> String {
    plain(text).replace('\n', "\\n")
}
