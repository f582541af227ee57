//! One ablation of a plan.

use serde::{Deserialize, Serialize};

use super::{Grounds, Metrics, Replacement};

/// One proposed change to the method, and what to measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ablation {
    /// The name, exactly as written; never blank in a plan that was read. See [`Ablation::label`].
    pub name: String,
    /// The part of the method that is changed, exactly as written. See [`Ablation::target`].
    #[serde(rename = "ablated_part")]
    pub part: String,
    /// The change to the part.
    pub action: Action,
    /// The replacements of the part, one variant each; empty for most [`Action::Remove`].
    #[serde(rename = "replacement", default)]
    pub replacements: Vec<Replacement>,
    /// The metrics to compare, by the names the plan uses for them.
    #[serde(default)]
    pub metrics: Metrics,
    /// The grounds of the proposal.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// The change that an ablation makes to a part of the method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Action {
    /// Leave the part out.
    Remove,
    /// Put something else in its place.
    Replace,
    /// Add something the method does not have.
    Add,
}

impl Ablation {
    /// The name without blanks around it.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.trim()
    }

    /// The ablated part without blanks around it.
    #[must_use]
    pub fn target(&self) -> &str {
        self.part.trim()
    }

    /// The fields that should say something and do not.
    pub(super) fn missing(&self) -> impl Iterator<Item = &'static str> {
        let needs_replacement = self.action == Action::Replace && self.replacements.is_empty();
        [
            self.part.trim().is_empty().then_some("ablated part"),
            needs_replacement.then_some("replacement"),
            self.metrics.is_empty().then_some("metrics"),
        ]
        .into_iter()
        .flatten()
    }
}

impl Action {
    /// The action's name in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Remove => "REMOVE",
            Self::Replace => "REPLACE",
            Self::Add => "ADD",
        }
    }

    /// The action of that name, in any case, with or without Markdown emphasis.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bare = text.trim_matches(|c: char| c.is_whitespace() || "*`_\"'.".contains(c));
        [Self::Remove, Self::Replace, Self::Add]
            .into_iter()
            .find(|action| bare.eq_ignore_ascii_case(action.as_str()))
    }
}
