//! Settings that come with a plan: what its planner proposes where words alone do not bind.

use subject::{Declaration, Settings};

use crate::plan::Ablation;

/// The settings proposed for a replacement, or for a removal at index 0: the knobs that differ from the baseline.
/// Nothing if none are proposed; an error if the subject does not admit them.
pub(super) fn settings(
    ablation: &Ablation,
    index: usize,
    subject: &Declaration,
) -> Option<Result<Settings, String>> {
    let proposed = ablation.grounds.settings.get(index).filter(|settings| !settings.0.is_empty())?;
    Some(admit(proposed, subject))
}

/// The settings as the subject's knobs hold them, without those that are the baseline's.
///
/// # Errors
/// What the subject does not admit.
pub fn admit(proposed: &Settings, subject: &Declaration) -> Result<Settings, String> {
    let resolved = proposed.resolve(subject).map_err(|error| error.to_string())?;
    let baseline = Settings::default().resolve(subject).map_err(|error| error.to_string())?;
    Ok(resolved.difference(&baseline))
}
