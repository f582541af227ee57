//! Settings that come with a plan or from a model, where words alone do not bind.

use subject::{Declaration, Kind, Knob, Settings, Value};

use crate::plan::Ablation;

/// The settings proposed for a replacement, or for a removal at index 0: the knobs that differ from
/// the baseline. Nothing if none are proposed; an error if the subject does not admit them.
pub(super) fn settings(
    ablation: &Ablation,
    index: usize,
    subject: &Declaration,
) -> Option<Result<Settings, String>> {
    let proposed =
        ablation.grounds.settings.get(index).filter(|settings| !settings.0.is_empty())?;
    Some(admit(proposed, subject))
}

/// The settings as the subject's knobs hold them, without those that are the baseline's. A value
/// may be written as text, as models do: `"8"`, `"(6, 12)"`.
///
/// # Errors
/// The first setting that the subject does not admit, in words.
pub fn admit(proposed: &Settings, subject: &Declaration) -> Result<Settings, String> {
    let mut settings = Settings::default();
    for (name, value) in &proposed.0 {
        let knob = subject.knob(name);
        if knob.is_some_and(|knob| knob.kind == Kind::Path) {
            return Err(super::is_path(name));
        }
        let typed = knob.and_then(|knob| typed(knob, value)).unwrap_or_else(|| value.clone());
        settings.0.insert(name.clone(), typed);
    }
    let resolved = settings.resolve(subject).map_err(|error| error.to_string())?;
    let baseline = Settings::default().resolve(subject).map_err(|error| error.to_string())?;
    Ok(resolved.difference(&baseline))
}

/// The value in the type of the knob, where it is the same value written otherwise.
fn typed(knob: &Knob, value: &Value) -> Option<Value> {
    match (&knob.kind, value) {
        (Kind::Choice { .. }, _) => None,
        (Kind::Bool, Value::Text(text)) => match text.trim().to_lowercase().as_str() {
            "true" | "on" | "yes" => Some(Value::Bool(true)),
            "false" | "off" | "no" => Some(Value::Bool(false)),
            _ => None,
        },
        (Kind::Int { .. }, Value::Text(text)) => text.trim().parse().ok().map(Value::Int),
        (Kind::Float { .. }, Value::Text(text)) => text.trim().parse().ok().map(Value::Float),
        (Kind::Ints { .. }, Value::Int(number)) => Some(Value::Ints(vec![*number])),
        (Kind::Ints { .. }, Value::Text(text)) => {
            let inner =
                text.trim().trim_start_matches(['(', '[', '{']).trim_end_matches([')', ']', '}']);
            let numbers = inner.split(',').map(str::trim).filter(|number| !number.is_empty());
            numbers.map(|number| number.parse().ok()).collect::<Option<Vec<i64>>>().map(Value::Ints)
        }
        _ => None,
    }
}
