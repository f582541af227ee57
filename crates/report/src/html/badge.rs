//! Verdicts and outcomes, told by word, sign and colour.

use maud::{Markup, html};

use crate::chart::Tone;
use crate::plot::tone;
use study::analysis::{Overall, Verdict};
use study::results::Status;

/// The verdict on a comparison.
pub(super) fn verdict(of: Verdict) -> Markup {
    let sign = match (tone(of), of.kind()) {
        (Tone::Good, _) => "▲",
        (Tone::Bad, _) => "▼",
        (_, kind) => sign(kind),
    };
    badge(class(tone(of)), sign, &of.words())
}

/// The verdict on an ablation.
pub(super) fn overall(of: &Overall) -> Markup {
    let class = match of.kind {
        "matters" => "matters",
        "does not matter" => "same",
        "missing" => "none",
        _ => "unsure",
    };
    badge(class, sign(of.kind), of.kind)
}

/// How a run ended.
pub(super) fn outcome(of: &Status) -> Markup {
    let (class, sign) = match of {
        Status::Finished => ("same", "✓"),
        Status::Diverged { .. } | Status::Failed { .. } | Status::TimedOut { .. } => ("worse", "✕"),
        Status::Missing { .. } | Status::Spared { .. } => ("none", "–"),
    };
    badge(class, sign, of.word())
}

/// Any word with its sign and colour.
pub(super) fn badge(class: &str, sign: &str, word: &str) -> Markup {
    html! { span class={ "badge " (class) } { span aria-hidden="true" { (sign) " " } (word) } }
}

fn sign(kind: &str) -> &'static str {
    match kind {
        "matters" => "●",
        "does not matter" => "≈",
        "missing" => "–",
        "cannot be decided" => "⊘",
        _ => "?",
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "better",
        Tone::Bad => "worse",
        Tone::Same => "same",
        Tone::Unsure => "unsure",
        Tone::None => "none",
    }
}
