//! `--set knob=value`: an edit of the baseline, checked like one in `binding.toml`.

use plan::binding::Binding;
use subject::{Declaration, Kind, Settings, Value};

use crate::exit::{Failure, Result};

/// Sets knobs of the baseline.
pub(crate) fn set(
    binding: &mut Binding,
    assignments: &[String],
    subject: &Declaration,
) -> Result<()> {
    binding.baseline.0.extend(settings(assignments, subject)?.0);
    Ok(())
}

/// What the assignments set.
pub(crate) fn settings(assignments: &[String], subject: &Declaration) -> Result<Settings> {
    let mut settings = Settings::default();
    for assignment in assignments {
        let (name, text) = assignment.split_once('=').ok_or_else(|| {
            Failure::usage(format!("`--set {assignment}` has no value"))
                .with_hint(format!("write `--set {assignment}=VALUE`"))
        })?;
        let (name, text) = (name.trim(), text.trim());
        let kind = subject.knob(name).map(|knob| &knob.kind);
        let value = match kind {
            Some(Kind::Path) if !text.is_empty() => path(name, text)?,
            _ => value(text, kind),
        };
        let one = Settings([(name.to_owned(), value)].into());
        let resolved = one.resolve(subject).map_err(|error| {
            Failure::from(error)
                .context(format!("cannot take `--set {assignment}`"))
                .with_hint(format!("`ablate subject {}` lists the knobs", subject.name))
        })?;
        settings.0.insert(name.to_owned(), resolved.0[name].clone());
    }
    Ok(settings)
}

/// A path as it is from everywhere: a run need not start where the command was typed.
fn path(name: &str, text: &str) -> Result<Value> {
    let wrong = |reason: String| {
        Failure::usage(format!("cannot take `--set {name}={text}`: {reason}"))
            .with_hint("give an existing file or folder")
    };
    let path = std::fs::canonicalize(text).map_err(|error| wrong(error.to_string()))?;
    let path = path.to_str().ok_or_else(|| wrong("the path is not UTF-8".to_owned()))?;
    Ok(Value::Text(path.to_owned()))
}

/// The value as the knob would hold it; one that it does not admit is refused later, in the knob's
/// words.
fn value(text: &str, kind: Option<&Kind>) -> Value {
    if matches!(kind, Some(Kind::Choice { .. } | Kind::Path)) {
        return Value::Text(text.to_owned());
    }
    let list = text.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    if matches!(kind, Some(Kind::Ints { .. })) {
        let items = list.split(',').map(str::trim).filter(|item| !item.is_empty());
        if let Ok(numbers) = items.map(str::parse).collect() {
            return Value::Ints(numbers);
        }
    }
    let bool = || text.parse().ok().map(Value::Bool);
    let int = || text.parse().ok().map(Value::Int);
    let float = || text.parse().ok().map(Value::Float);
    bool().or_else(int).or_else(float).unwrap_or_else(|| Value::Text(text.to_owned()))
}
