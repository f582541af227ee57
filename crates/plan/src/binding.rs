//! The binding of a plan to a subject: each ablation as settings of declared knobs.

mod error;
mod parse;
mod write;

use serde::{Deserialize, Serialize};
use subject::{Declaration, Settings};

pub use error::{Error, Fault, Problem};

use crate::plan::Action;

/// The version of the format of `binding.toml`.
pub const VERSION: u32 = 1;

/// Each ablation of a plan as variants, or the reason why it has none. Stored as `binding.toml`,
/// for a person to edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// Version of this format.
    pub version: u32,
    /// Name of the subject, as in `--subject NAME`.
    pub subject: String,
    /// Knobs of the baseline that differ from the subject's defaults; every variant starts from
    /// them.
    #[serde(default)]
    pub baseline: Settings,
    /// The ablations, in the plan's order.
    #[serde(default, rename = "ablation")]
    pub ablations: Vec<Bound>,
}

/// One ablation as it was bound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// Name of the ablation, as in the plan.
    pub name: String,
    /// The part of the method it concerns, as in the plan.
    pub part: String,
    /// The change to the part.
    pub action: Action,
    /// Names of the subject's metrics that judge it; empty means all that are reported at the end
    /// of a run.
    #[serde(default)]
    pub metrics: Vec<String>,
    /// Metrics that the plan asks for and the subject does not have, as in the plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing_metrics: Vec<String>,
    /// Replacements that could not be bound, with the reasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unbound: Vec<Unbound>,
    /// The variants to run.
    #[serde(default, rename = "variant", skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
}

/// One variant: the baseline with some knobs set otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The replacement in the plan's words, or `removed`.
    pub label: String,
    /// Only the knobs that differ from the baseline. None at all means that the variant is the
    /// baseline (a no-op).
    pub settings: Settings,
    /// Who chose the settings: `words` (the plan's own words mean them), `plan` (the planner
    /// proposed them) or the name of a model; absent if a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Variant {
    /// Its name for people: the label, or `knob = value` where the label is the bare value of the
    /// only knob that it sets, which would read as a number of a list.
    pub fn title(&self) -> String {
        let label = self.label.trim();
        match self.settings.0.iter().next() {
            Some((knob, value)) if self.settings.0.len() == 1 && value.to_string() == label => {
                format!("{knob} = {value}")
            }
            _ => label.to_owned(),
        }
    }

    /// Its name beside variants of other ablations: `Momentum: removed`, `width = 1`.
    fn name(&self, ablation: &str) -> String {
        let title = self.title();
        if title == self.label.trim() { format!("{ablation}: {}", self.label) } else { title }
    }
}

/// [`Variant::by`] of settings that the words of the plan mean.
pub const WORDS: &str = "words";
/// [`Variant::by`] of settings that the planner proposed.
pub const PLAN: &str = "plan";

/// A replacement, or a whole ablation, that could not be bound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unbound {
    /// The replacement in the plan's words; absent if the whole ablation could not be bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The reason.
    pub reason: String,
    /// Knobs that come closest, the closest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<String>,
}

/// One point of the grid: settings that some variants, or the baseline, ask for.
#[derive(Clone, Debug, PartialEq)]
pub struct Configuration {
    /// Every knob with its value.
    pub settings: Settings,
    /// A short name: `baseline`, or the first variant that asks for it as `ablation: variant`.
    pub label: String,
}

impl Binding {
    /// Reads `binding.toml` after a person may have edited it; `file` is its name in errors,
    /// such as its path.
    ///
    /// # Errors
    /// [`Error`] with all faults of the TOML, or else of its keys, knobs, values and metrics.
    pub fn parse(text: &str, file: &str, subject: &Declaration) -> Result<Self, Error> {
        parse::parse(text, subject).map_err(|problems| Error { file: file.to_owned(), problems })
    }

    /// `binding.toml`, with comments for the person who edits it; it reads back as this binding.
    #[must_use]
    pub fn to_toml(&self) -> String {
        write::write(self)
    }

    /// The points of the grid: the baseline first, then each setting that a variant asks for, once,
    /// in order.
    ///
    /// # Errors
    /// [`subject::Error`] if a knob or a value is not the subject's; never for a binding that was
    /// bound or parsed for it.
    pub fn configurations(
        &self,
        subject: &Declaration,
    ) -> Result<Vec<Configuration>, subject::Error> {
        let settings = self.baseline.resolve(subject)?;
        let mut all = vec![Configuration { settings, label: "baseline".to_owned() }];
        for ablation in &self.ablations {
            for variant in &ablation.variants {
                let mut settings = self.baseline.clone();
                settings.0.extend(variant.settings.0.clone());
                let settings = settings.resolve(subject)?;
                if all.iter().all(|other| other.settings != settings) {
                    all.push(Configuration { settings, label: variant.name(&ablation.name) });
                }
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests;
