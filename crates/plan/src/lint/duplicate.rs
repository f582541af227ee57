//! Ablations that are the same one.

use std::collections::HashMap;

use super::phrase::normal;
use super::replacement::classify;
use super::{Finding, Rule};
use crate::plan::{Ablation, Action, Plan};

pub(super) fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<(Action, String, Vec<String>), usize> = HashMap::new();
    let mut removed: HashMap<String, usize> = HashMap::new();
    for (index, ablation) in plan.ablations.iter().enumerate() {
        if !ablation.target().is_empty() && ablation.action == Action::Remove {
            removed.entry(part(ablation)).or_insert(index);
        }
    }
    for (index, ablation) in plan.ablations.iter().enumerate() {
        if ablation.target().is_empty() {
            continue;
        }
        let mut items: Vec<String> =
            ablation.replacements.iter().map(|item| normal(item.label())).collect();
        items.sort();
        let first = *seen.entry((ablation.action, part(ablation), items)).or_insert(index);
        let mut found =
            |message| findings.push(Finding::new(Some(index), Rule::DuplicateAblation, message));
        if first != index {
            found(format!("it is ablation {} again: the same part, action and items", first + 1));
        } else if ablation.action == Action::Replace
            && let Some(removal) = removed.get(&part(ablation))
            && classify(ablation).contains_key(&Rule::RemovalAsReplacement)
        {
            found(format!("it takes away what ablation {} removes", removal + 1));
        }
    }
}

fn part(ablation: &Ablation) -> String {
    let part = normal(ablation.target());
    part.strip_prefix("the ").map_or(part.clone(), str::to_owned)
}
