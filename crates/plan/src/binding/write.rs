//! Writes `binding.toml`.

use std::fmt::Write;

use subject::Settings;

use super::{Binding, Bound, Unbound, Variant};
use crate::toml_text::{string as text, strings as texts};

/// The file, with comments. No word of a plan stands in a comment, and every string is escaped.
pub(super) fn write(binding: &Binding) -> String {
    let mut out = String::from(
        "\
# What each ablation of a plan means for the subject. Read it before compute is spent on it, and edit it freely:
# - take out a variant, or a whole ablation, that is not worth its runs;
# - add a variant, above all where something is listed as unbound:
#       [[ablation.variant]]
#       label = \"how the table names it\"
#       settings = { knob = 0.5 }
# - `settings` are the knobs that differ from the baseline; none at all is the baseline itself, which runs only once.
# - `by` says who chose the settings: the words of the plan, the plan's author, or a model. Take it out where you did.
# - `metrics` are the names of the subject's metrics; an empty list means all of them.
# - entries under `unbound` are notes; they are never run.
# The subject's `describe` lists its knobs with the values that they admit, and its metrics.
",
    );
    let _ = writeln!(out, "version = {}", binding.version);
    line(&mut out, "subject", &text(&binding.subject));
    out.push_str("\n# Knobs that every run sets otherwise than the subject's defaults.\n");
    line(&mut out, "baseline", &settings(&binding.baseline));
    for ablation in &binding.ablations {
        write_ablation(&mut out, ablation);
    }
    out
}

fn write_ablation(out: &mut String, ablation: &Bound) {
    out.push_str("\n[[ablation]]\n");
    line(out, "name", &text(&ablation.name));
    line(out, "part", &text(&ablation.part));
    line(out, "action", &text(ablation.action.as_str()));
    line(out, "metrics", &texts(&ablation.metrics));
    if !ablation.missing_metrics.is_empty() {
        out.push_str("# asked for, but the subject does not have them\n");
        line(out, "missing_metrics", &texts(&ablation.missing_metrics));
    }
    for Variant { label, settings: set, by } in &ablation.variants {
        out.push_str("\n[[ablation.variant]]\n");
        line(out, "label", &text(label));
        if set.0.is_empty() {
            out.push_str("# a no-op: this is the baseline\n");
        }
        line(out, "settings", &settings(set));
        if let Some(by) = by {
            line(out, "by", &text(by));
        }
    }
    for Unbound { label, reason, nearest } in &ablation.unbound {
        out.push_str("\n[[ablation.unbound]]\n");
        if let Some(label) = label {
            line(out, "label", &text(label));
        }
        line(out, "reason", &text(reason));
        if !nearest.is_empty() {
            line(out, "nearest", &texts(nearest));
        }
    }
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {value}");
}

/// An inline table, `{ grouping_layers = [6, 12] }`.
fn settings(settings: &Settings) -> String {
    let table = toml::Value::try_from(settings);
    table.expect("invariant: TOML has every value that a knob can hold").to_string()
}
