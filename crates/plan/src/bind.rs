//! From a plan to a binding: the knob that each ablation means, and the value of each replacement.
//!
//! A wrong binding costs a researcher compute and gives a wrong table; a missing one costs a line
//! in `binding.toml`. So nothing is guessed: a knob is bound only if every word of the ablated part
//! is accounted for (by the knob's own words or by words without content of their own, such as
//! *number of*), and a replacement only if every word of it is. The rest stays unbound with a
//! reason and the nearest knobs.
//!
//! ```text
//! Ablation ─▶ part (knob) ─▶ assignment | choice | scalar | set ─▶ Variant
//!                       └──▶ proposal (settings of the planner) ──▶ Variant, else Unbound
//! ```

mod asked;
mod assignment;
mod choice;
mod metric;
mod part;
mod proposal;
mod scalar;
mod set;
mod token;
mod value;
mod words;

use std::collections::{HashMap, HashSet};

use subject::{Declaration, Knob, Settings, Value};

use crate::binding::{Binding, Bound, PLAN, Unbound, VERSION, Variant, WORDS};
use crate::plan::{Ablation, Action, Plan, Replacement};
use part::{Match, Vocabulary};
pub use proposal::admit;

/// The binding of the plan for the subject. An ablation that cannot be bound stays in the binding,
/// with a reason.
#[must_use]
pub fn bind(plan: &Plan, subject: &Declaration) -> Binding {
    let vocabulary = Vocabulary::new(subject);
    let mut ablations: Vec<Bound> = Vec::new();
    let (mut names, mut counts) = (HashSet::new(), HashMap::new());
    for ablation in &plan.ablations {
        let mut bound = bind_ablation(ablation, &vocabulary);
        // names are keys from here on
        let count: &mut usize = counts.entry(ablation.name.as_str()).or_insert(1);
        while !names.insert(bound.name.clone()) {
            *count += 1;
            bound.name = format!("{} ({count})", ablation.name);
        }
        ablations.push(bound);
    }
    let (subject, baseline) = (subject.name.clone(), Settings::default());
    Binding { version: VERSION, subject, baseline, ablations }
}

fn bind_ablation(ablation: &Ablation, vocabulary: &Vocabulary) -> Bound {
    let (metrics, missing_metrics) = metric::bind(&ablation.metrics, &vocabulary.subject.metrics);
    let mut bound = Bound {
        name: ablation.name.clone(),
        part: ablation.part.clone(),
        action: ablation.action,
        metrics,
        missing_metrics,
        unbound: Vec::new(),
        variants: Vec::new(),
    };
    let matched = vocabulary.knob_for(ablation);
    let proposed = |index| proposal::settings(ablation, index, vocabulary.subject);
    if ablation.action == Action::Remove {
        bound.push("removed", removal(&matched, &ablation.part), proposed(0), &matched);
    }
    for (index, replacement) in ablation.replacements.iter().enumerate() {
        let (settings, proposed) = match ablation.action {
            Action::Remove => (Err("a removal has no replacement".to_owned()), None),
            Action::Replace => {
                let settings = value::settings(replacement, &matched, vocabulary, ablation);
                (settings, proposed(index))
            }
            Action::Add => (add(replacement, &matched, vocabulary, ablation), proposed(index)),
        };
        bound.push(replacement.label(), settings, proposed, &matched);
    }
    if ablation.replacements.is_empty() {
        let nameless = match ablation.action {
            Action::Remove => None,
            Action::Replace => {
                let reason = "the plan names no replacement".to_owned();
                Some(("replaced", matched.knob.clone().and(Err(reason))))
            }
            Action::Add => Some(("added", matched.knob.clone().and_then(switch_on))),
        };
        if let Some((label, settings)) = nameless {
            bound.push(label, settings, proposed(0), &matched);
            bound.unbound.iter_mut().for_each(|unbound| unbound.label = None);
        }
    }
    bound.join_unbound(&matched);
    bound
}

fn removal(matched: &Match, part: &str) -> Result<Settings, String> {
    let knob = matched.knob.clone()?;
    let off = off(knob)?;
    if part::names_one_of_several(part) {
        return Err(format!("it names one of several, and `{}` is for all of them", knob.name));
    }
    differing(knob, &off)
}

/// The settings of something that is added: a value of the knob that the part names, or a part of
/// its own that can be switched on.
fn add(
    replacement: &Replacement,
    matched: &Match,
    vocabulary: &Vocabulary,
    ablation: &Ablation,
) -> Result<Settings, String> {
    let settings =
        value::settings(replacement, matched, vocabulary, ablation).or_else(|reason| {
            vocabulary.knob_in(replacement.text()).and_then(switch_on).map_err(|_| reason)
        })?;
    if settings.0.is_empty() {
        return Err("nothing is added: the baseline has it already".to_owned());
    }
    Ok(settings)
}

fn switch_on(knob: &Knob) -> Result<Settings, String> {
    match knob.default {
        Value::Bool(false) => differing(knob, &Value::Bool(true)),
        Value::Bool(true) => {
            Err(format!("nothing is added: `{}` is on in the baseline", knob.name))
        }
        Value::Int(_) | Value::Float(_) | Value::Ints(_) | Value::Text(_) => {
            Err(format!("the plan names no value; {}", takes(knob)))
        }
    }
}

/// The value at which the part of the knob is gone.
fn off(knob: &Knob) -> Result<Value, String> {
    knob.off
        .clone()
        .ok_or_else(|| format!("cannot be removed: the knob `{}` has no off value", knob.name))
}

/// The setting of a knob, empty if it is the baseline's.
fn differing(knob: &Knob, value: &Value) -> Result<Settings, String> {
    let value =
        knob.admit(value).map_err(|_| format!("`{value}` is not admitted: {}", takes(knob)))?;
    let is_default = knob.admit(&knob.default).is_ok_and(|default| default == value);
    Ok(if is_default { Settings::default() } else { Settings::from([(knob.name.as_str(), value)]) })
}

/// The values of a knob in words, such as `` `width` takes a whole number from 1 to 64 ``.
fn takes(knob: &Knob) -> String {
    format!("`{}` takes {}", knob.name, knob.kind)
}

/// The reason against a knob that neither a plan nor a model may set.
fn is_path(name: &str) -> String {
    format!("the knob `{name}` is a path, which only a person sets")
}

impl Bound {
    /// Adds a variant with the settings that the words of the plan mean, else with those that the
    /// planner proposes, else an entry with the reason why there is neither.
    fn push(
        &mut self,
        label: &str,
        words: Result<Settings, String>,
        proposed: Option<Result<Settings, String>>,
        matched: &Match,
    ) {
        let settings = match (words, proposed) {
            (Ok(settings), _) => Ok((settings, WORDS)),
            (Err(reason), None) => Err(reason),
            (Err(reason), Some(Err(proposal))) => {
                Err(format!("{reason}; as the plan proposes it: {proposal}"))
            }
            (Err(reason), Some(Ok(settings))) => {
                match self.variants.iter().find(|variant| variant.settings == settings) {
                    Some(Variant { label, .. }) => {
                        Err(format!("{reason}; the plan proposes the settings of `{label}` again"))
                    }
                    None => Ok((settings, PLAN)),
                }
            }
        };
        let label = label.to_owned();
        match settings {
            Ok((settings, by)) => {
                self.variants.push(Variant { label, settings, by: Some(by.to_owned()) });
            }
            Err(reason) => {
                let nearest = matched.nearest.clone();
                self.unbound.push(Unbound { label: Some(label), reason, nearest });
            }
        }
    }

    /// Makes one entry of all, if no replacement could be bound and the reason is always the same.
    fn join_unbound(&mut self, matched: &Match) {
        let Some(first) = self.unbound.first() else { return };
        let is_same = self.unbound.iter().all(|unbound| unbound.reason == first.reason);
        let is_whole = matched.knob.is_err() || self.action == Action::Remove;
        if self.variants.is_empty() && is_same && is_whole {
            self.unbound.truncate(1);
            self.unbound[0].label = None;
        }
    }
}

#[cfg(test)]
mod tests;
