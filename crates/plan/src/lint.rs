//! Rules that find probable mistakes in a plan before compute is spent on it.
//!
//! No finding is an error: every plan can be bound and run. The rules look for plans that do not
//! mean what their authors intend, and for runs that give no information. False findings cost a
//! reader's trust, so a rule reports nothing where a text can be read in two ways. [`Rule::ALL`]
//! lists all rules with code and explanation.

mod baseline;
mod confounded;
mod duplicate;
mod grid;
mod metric;
mod name;
mod notation;
mod phrase;
mod range;
mod removal;
mod replacement;
mod rule;
mod subject;
mod text;
mod vague;

use ::subject::Declaration;
use serde::Serialize;

pub use rule::{Rule, Severity};
pub use text::text;

use crate::excerpt::quote;
use crate::plan::Plan;

/// Something in a plan that its author may want to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Index of the ablation, from 0; absent if it concerns the plan as a whole.
    pub ablation: Option<usize>,
    /// The rule.
    pub rule: Rule,
    /// The rule's severity, which readers of the JSON would otherwise have to look up.
    pub severity: Severity,
    /// The fault, with excerpts of the plan in which hidden characters are escaped.
    pub message: String,
    /// The remedy, the rule's.
    pub advice: &'static str,
}

/// All findings: first those that concern the plan as a whole, then ablation by ablation.
///
/// With a subject the plan is also bound, and replacements that do not bind, or that bind to
/// nothing new, are reported too.
#[must_use]
pub fn lint(plan: &Plan, subject: Option<&Declaration>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if plan.ablations.is_empty() {
        findings.push(Finding::new(None, Rule::EmptyPlan, "there is no ablation".to_owned()));
    }
    name::check(plan, &mut findings);
    for (index, ablation) in plan.ablations.iter().enumerate() {
        replacement::check(index, ablation, &mut findings);
        notation::check(index, ablation, &mut findings);
    }
    duplicate::check(plan, &mut findings);
    metric::check(plan, &mut findings);
    match subject {
        Some(subject) => subject::check(plan, subject, &mut findings),
        None => metric::check_vague(plan, &mut findings),
    }
    findings.sort_by_key(|finding| (finding.ablation, finding.rule));
    findings
}

/// What is said of these items, in the words for one or for several.
fn all_of(items: &[&str], [one, several]: [&str; 2]) -> String {
    let predicate = if items.len() == 1 { one } else { several };
    format!("{} {predicate}", quote(items.iter().copied()))
}

impl Finding {
    /// A finding with the severity and the advice of its rule.
    fn new(ablation: Option<usize>, rule: Rule, message: String) -> Self {
        Self { ablation, rule, severity: rule.severity(), message, advice: rule.advice() }
    }
}

#[cfg(test)]
mod tests;
