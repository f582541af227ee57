//! From a plan to a binding: which knob each ablation means, and which value each replacement.
//!
//! A wrong binding costs a researcher compute and gives a wrong table; a missing one costs a line
//! in `binding.toml`. So nothing is guessed: a knob is bound only if every word of the ablated part
//! is accounted for (by the knob's own words or by words that say nothing, such as *number of*),
//! and a replacement only if every word of it is. The rest stays unbound with a reason and the
//! knobs that come closest.

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

/// What the plan means for the subject. An ablation that cannot be bound stays in the binding, with
/// a reason.
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
    Binding {
        version: VERSION,
        subject: subject.name.clone(),
        baseline: Settings::default(),
        ablations,
    }
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
        let settings = removal(&matched, &bound);
        bound.push("removed", settings, proposed(0), &matched);
    }
    for (index, replacement) in ablation.replacements.iter().enumerate() {
        let settings = match ablation.action {
            Action::Remove => Err("a removal has no replacement".to_owned()),
            Action::Replace => value::settings(replacement, &matched, vocabulary, ablation),
            Action::Add => add(replacement, &matched, vocabulary, ablation),
        };
        let proposed = if ablation.action == Action::Remove { None } else { proposed(index) };
        bound.push(replacement.label(), settings, proposed, &matched);
    }
    if ablation.replacements.is_empty() && ablation.action != Action::Remove {
        let settings = match (&matched.knob, ablation.action) {
            (Ok(knob), Action::Add) => switch_on(knob),
            (Ok(_), _) => Err("the plan names no replacement".to_owned()),
            (Err(reason), _) => Err(reason.clone()),
        };
        let label = if ablation.action == Action::Add { "added" } else { "replaced" };
        bound.push(label, settings, proposed(0), &matched);
        bound.unbound.iter_mut().for_each(|unbound| unbound.label = None);
    }
    bound.join_unbound(&matched);
    bound
}

fn removal(matched: &Match, bound: &Bound) -> Result<Settings, String> {
    matched.knob.clone().and_then(|knob| {
        let Some(off) = &knob.off else {
            return Err(format!("cannot be removed: the knob `{}` has no off value", knob.name));
        };
        if part::names_one_of_several(&bound.part) {
            return Err(format!("it names one of several, and `{}` is for all of them", knob.name));
        }
        differing(knob, off)
    })
}

/// What is added is a value of the knob that the part names, or a part of its own that can be
/// switched on.
fn add(
    replacement: &Replacement,
    matched: &Match,
    vocabulary: &Vocabulary,
    ablation: &Ablation,
) -> Result<Settings, String> {
    let settings = match value::settings(replacement, matched, vocabulary, ablation) {
        Err(reason) => {
            vocabulary.knob_in(replacement.text()).and_then(switch_on).map_err(|_| reason)?
        }
        Ok(settings) => settings,
    };
    if settings.0.is_empty() {
        Err("nothing is added: the baseline has it already".to_owned())
    } else {
        Ok(settings)
    }
}

fn switch_on(knob: &Knob) -> Result<Settings, String> {
    match knob.default {
        Value::Bool(false) => differing(knob, &Value::Bool(true)),
        Value::Bool(true) => {
            Err(format!("nothing is added: `{}` is on in the baseline", knob.name))
        }
        _ => Err(format!("the plan names no value; `{}` takes {}", knob.name, knob.kind)),
    }
}

/// The setting of a knob, empty where that is the baseline's.
fn differing(knob: &Knob, value: &Value) -> Result<Settings, String> {
    let value = admit_value(knob, value)?;
    let is_default = knob.admit(&knob.default).is_ok_and(|default| default == value);
    Ok(if is_default { Settings::default() } else { Settings::from([(knob.name.as_str(), value)]) })
}

fn admit_value(knob: &Knob, value: &Value) -> Result<Value, String> {
    knob.admit(value)
        .map_err(|_| format!("`{value}` is not admitted: `{}` takes {}", knob.name, knob.kind))
}

impl Bound {
    /// What the words mean, else what the planner proposes, else why it is neither.
    fn push(
        &mut self,
        label: &str,
        words: Result<Settings, String>,
        proposed: Option<Result<Settings, String>>,
        matched: &Match,
    ) {
        let label = label.to_owned();
        let (by, settings) = match (words, proposed) {
            (Ok(settings), _) => (WORDS, Ok(settings)),
            (Err(reason), Some(Ok(settings))) => {
                match self.variants.iter().find(|it| it.settings == settings) {
                    Some(same) => (
                        PLAN,
                        Err(format!(
                            "{reason}; the plan proposes the settings of `{}` again",
                            same.label
                        )),
                    ),
                    None => (PLAN, Ok(settings)),
                }
            }
            (Err(reason), Some(Err(proposal))) => {
                (PLAN, Err(format!("{reason}; as the plan proposes it: {proposal}")))
            }
            (Err(reason), None) => (WORDS, Err(reason)),
        };
        match settings {
            Ok(settings) => {
                self.variants.push(Variant { label, settings, by: Some(by.to_owned()) })
            }
            Err(reason) => {
                self.unbound.push(Unbound {
                    label: Some(label),
                    reason,
                    nearest: matched.nearest.clone(),
                });
            }
        }
    }

    /// One entry instead of one per replacement, if nothing was bound for one and the same reason.
    fn join_unbound(&mut self, matched: &Match) {
        let Some(first) = self.unbound.first() else { return };
        let is_same = self.unbound.iter().all(|unbound| unbound.reason == first.reason);
        if self.variants.is_empty()
            && is_same
            && (matched.knob.is_err() || self.action == Action::Remove)
        {
            self.unbound.truncate(1);
            self.unbound[0].label = None;
        }
    }
}

#[cfg(test)]
mod tests;
