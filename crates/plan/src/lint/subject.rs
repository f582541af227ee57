//! The plan as it binds to a subject.

use std::collections::{HashMap, HashSet};

use subject::Declaration;

use super::phrase::normal;
use super::replacement::classify;
use super::{Finding, Rule, metric};
use crate::binding::{Bound, Variant};
use crate::excerpt::{excerpt, quote};
use crate::plan::{Ablation, Action, Plan, Replacement};

/// Ablations are bound in groups, because binding compares every name with all before it.
const GROUP: usize = 64;

/// Rules whose items need no second reason why they do not bind.
const REPORTED: [Rule; 5] = [
    Rule::VagueValue,
    Rule::OpenRange,
    Rule::PackedValues,
    Rule::ActionAsReplacement,
    Rule::BaselineReplacement,
];

/// Variants by their settings in JSON: the ablation and the label of the first.
type Seen = HashMap<String, (usize, String)>;

pub(super) fn check(plan: &Plan, subject: &Declaration, findings: &mut Vec<Finding>) {
    let mut bound: Vec<Bound> = Vec::new();
    for group in plan.ablations.chunks(GROUP) {
        let group = Plan { ablations: group.to_vec(), ..Plan::default() };
        bound.extend(crate::bind(&group, subject).ablations);
    }
    let missing = bound.iter().map(|it| it.missing_metrics.iter().map(String::as_str).collect());
    metric::check_unknown(missing, findings);
    let is_again = |finding: &&Finding| finding.rule == Rule::DuplicateAblation;
    let again: HashSet<Option<usize>> =
        findings.iter().filter(is_again).map(|finding| finding.ablation).collect();
    let mut seen = Seen::new();
    for (index, (bound, ablation)) in bound.iter().zip(&plan.ablations).enumerate() {
        let mut found = |rule, message| findings.push(Finding::new(Some(index), rule, message));
        let classified = classify(ablation);
        let reported: HashSet<&str> =
            REPORTED.iter().filter_map(|rule| classified.get(rule)).flatten().copied().collect();
        unbound(bound, ablation, &reported, &mut found);
        unchanged(bound, ablation, &reported, &mut found);
        several_knobs(bound, &mut found);
        if !again.contains(&Some(index)) {
            equal(index, bound, &mut seen, &mut found);
        }
    }
}

/// Replacements that could not be bound, unless another rule has reported them.
fn unbound(
    bound: &Bound,
    ablation: &Ablation,
    reported: &HashSet<&str>,
    found: &mut impl FnMut(Rule, String),
) {
    let is_named = ablation.replacements.is_empty() == (ablation.action == Action::Remove);
    for unbound in &bound.unbound {
        let label = unbound.label.as_deref();
        let is_missing = !is_named && label.is_none_or(|label| label != "removed");
        if is_missing || label.is_some_and(|label| reported.contains(label)) {
            continue;
        }
        let what = excerpt(label.unwrap_or(ablation.target()));
        let mut message = format!("`{what}`: {}", unbound.reason);
        // the reason why an item does not bind names its knob
        if label.is_none() && !unbound.nearest.is_empty() {
            let nearest = quote(unbound.nearest.iter().map(String::as_str));
            message += &format!("; nearest knobs: {nearest}");
        }
        found(Rule::NotBindable, message);
    }
}

/// Variants that are the baseline.
fn unchanged(
    bound: &Bound,
    ablation: &Ablation,
    reported: &HashSet<&str>,
    found: &mut impl FnMut(Rule, String),
) {
    let items: HashSet<&str> = ablation.replacements.iter().map(Replacement::label).collect();
    for variant in bound.variants.iter().filter(|variant| variant.settings.0.is_empty()) {
        let (label, shown) = (variant.label.as_str(), excerpt(&variant.label));
        if !items.contains(label) {
            found(Rule::NoOp, format!("`{shown}` is what the baseline is already"));
        } else if !reported.contains(label) {
            found(Rule::BaselineReplacement, format!("`{shown}` is the subject's default"));
        }
    }
}

fn several_knobs(bound: &Bound, found: &mut impl FnMut(Rule, String)) {
    let several = |variant: &&Variant| variant.settings.0.len() > 1;
    let mut variants = bound.variants.iter().filter(several).peekable();
    if let Some(first) = variants.peek() {
        let knobs = quote(first.settings.0.keys().map(String::as_str));
        let labels = quote(variants.map(|variant| variant.label.as_str()));
        found(Rule::Confounded, format!("{knobs} change at once in {labels}"));
    }
}

/// Variants that are the same run as one before.
fn equal(index: usize, bound: &Bound, seen: &mut Seen, found: &mut impl FnMut(Rule, String)) {
    for variant in bound.variants.iter().filter(|variant| !variant.settings.0.is_empty()) {
        let settings = serde_json::to_string(&variant.settings).unwrap_or_default();
        let Some((first, label)) = seen.get(&settings) else {
            seen.insert(settings, (index, variant.label.clone()));
            continue;
        };
        // the same words in one ablation are a repeated replacement
        if *first != index || normal(label) != normal(&variant.label) {
            let (this, other) = (excerpt(&variant.label), excerpt(label));
            let mut message = format!("`{this}` is the same run as `{other}`");
            if *first != index {
                message += &format!(" of ablation {}", first + 1);
            }
            found(Rule::EqualVariants, message);
        }
    }
}
