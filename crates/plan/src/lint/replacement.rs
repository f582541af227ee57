//! The replacements of an ablation, item by item.

use std::collections::{BTreeMap, HashSet};

use super::baseline::{Part, is_baseline};
use super::confounded::is_confounded;
use super::phrase::{Phrase, normal};
use super::{Finding, Rule, all_of, grid, range, removal, vague};
use crate::excerpt::{excerpt, quote};
use crate::plan::{Ablation, Action, Literal, Replacement};
use crate::words::is_in;

/// Longer items are not looked at word by word.
const MAX_BYTES: usize = 1000;

/// More items than this are a sweep.
const MANY: usize = 8;

pub(super) fn check(index: usize, ablation: &Ablation, findings: &mut Vec<Finding>) {
    let mut found = |rule, message| findings.push(Finding::new(Some(index), rule, message));
    let (items, part) = (&ablation.replacements, ablation.target());
    let (action, n_items) = (ablation.action.as_str(), items.len());
    if part.is_empty() {
        found(Rule::NoPart, "the ablated part is empty".to_owned());
    } else if is_in("remove replace add disable", Phrase::new(part).first()) {
        found(Rule::ActionInPart, format!("`{}` is a change, not a part", excerpt(part)));
    }
    if ablation.metrics.is_empty() {
        found(Rule::NoMetric, "no metric is named".to_owned());
    }
    let is_removal = ablation.action == Action::Remove;
    if is_removal && n_items > 0 {
        let items = quote(items.iter().map(Replacement::label));
        let message = format!("it removes the part and puts in {items}");
        found(Rule::RemovalWithReplacements, message);
        return;
    }
    if !is_removal && n_items == 0 {
        found(Rule::NoReplacement, format!("{action} puts in nothing that is named"));
    }
    if let Some(sizes) = grid::factors(items) {
        let sizes = sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ");
        found(Rule::HiddenGrid, format!("{n_items} items are a grid of {sizes}"));
    } else if n_items > MANY {
        found(Rule::ManyReplacements, format!("{n_items} values × every seed = many runs"));
    }
    let repeated = repeated(items);
    if !repeated.is_empty() {
        found(Rule::RepeatedReplacement, format!("{} more than once", quote(repeated)));
    }
    for (rule, items) in classify(ablation) {
        found(rule, message(rule, &items));
    }
}

/// The items that some rule objects to, by rule.
pub(super) fn classify(ablation: &Ablation) -> BTreeMap<Rule, Vec<&str>> {
    let part = Part::new(ablation.target());
    let is_sweep = is_sweep(&ablation.replacements);
    let mut classified: BTreeMap<Rule, Vec<&str>> = BTreeMap::new();
    for item in &ablation.replacements {
        if let Some(rule) = rule(item, &part, is_sweep) {
            classified.entry(rule).or_default().push(item.label());
        }
    }
    classified
}

/// The first rule that objects to an item; a second finding would repeat the first in other words.
fn rule(item: &Replacement, part: &Part, is_sweep: bool) -> Option<Rule> {
    let text = item.label();
    // an essay is not a value, and no single phrase of it counts
    if text.len() > MAX_BYTES {
        return None;
    }
    let phrase = Phrase::new(text);
    let is_text = matches!(item.value(), Literal::Text(_));
    let rules: [(Rule, &dyn Fn() -> bool); 9] = [
        (Rule::ActionAsReplacement, &|| Action::parse(text).is_some()),
        (Rule::BaselineReplacement, &|| is_baseline(&phrase, text, part)),
        (Rule::Confounded, &|| is_text && is_confounded(text)),
        (Rule::RemovalAsReplacement, &|| removal::is_removal(&phrase, item.value(), is_sweep)),
        (Rule::HiddenGrid, &|| is_text && grid::is_combination(&phrase)),
        (Rule::PackedValues, &|| is_text && range::is_packed(text)),
        (Rule::OpenRange, &|| is_text && range::is_open_range(text)),
        (Rule::VagueValue, &|| is_text && vague::is_vague(&phrase, text)),
        (Rule::ExampleValue, &|| is_text && vague::is_example(&phrase)),
    ];
    rules.into_iter().find(|(_, is_found)| is_found()).map(|(rule, _)| rule)
}

/// The rules for items, with their messages about one item and about several.
const ITEM_RULES: [(Rule, [&str; 2]); 9] = [
    (Rule::ActionAsReplacement, ["is an action, not a value", "are actions, not values"]),
    (
        Rule::BaselineReplacement,
        ["is what the method has already", "are what the method has already"],
    ),
    (Rule::Confounded, ["changes two things at once", "change two things at once"]),
    (Rule::RemovalAsReplacement, ["takes the part away", "take the part away"]),
    (Rule::HiddenGrid, ["is a grid within one item", "are grids within one item"]),
    (Rule::PackedValues, ["holds several values", "hold several values"]),
    (Rule::OpenRange, ["does not say which values are tried", "do not say which values are tried"]),
    (Rule::VagueValue, ["names no value", "name no value"]),
    (Rule::ExampleValue, ["is only an example", "are only examples"]),
];

fn message(rule: Rule, items: &[&str]) -> String {
    let (_, predicates) = ITEM_RULES
        .iter()
        .find(|(other, _)| *other == rule)
        .expect("invariant: only rules for items are classified");
    all_of(items, *predicates)
}

/// Whether all items are a number with the same words around it, such as *0 examples*, *4
/// examples*.
fn is_sweep(items: &[Replacement]) -> bool {
    let is_counted = |item: &Replacement| {
        let phrase = Phrase::new(item.label());
        phrase.first().starts_with(|c: char| c.is_ascii_digit())
            || matches!(item.value(), Literal::Int(_) | Literal::Float(_))
    };
    items.len() > 1 && items.iter().all(is_counted)
}

fn repeated(items: &[Replacement]) -> Vec<&str> {
    let mut seen = HashSet::new();
    items.iter().map(Replacement::label).filter(|item| !seen.insert(normal(item))).collect()
}
