//! Verdicts and outcomes, told by word, sign and colour.

use maud::{Markup, html};

use crate::chart::Tone;
use crate::plot::tone;
use study::analysis::{Direction, Kind, Overall, Verdict};
use study::results::Status;

/// The verdict on a comparison.
pub(super) fn verdict(verdict: Verdict) -> Markup {
    let sign = match verdict {
        Verdict::Matters { direction: Direction::Helps } => "▲",
        Verdict::Matters { direction: Direction::Hurts } => "▼",
        Verdict::DoesNotMatter
        | Verdict::Undecided { .. }
        | Verdict::CannotBeDecided { .. }
        | Verdict::Missing => sign(verdict.kind()),
    };
    badge(class(tone(verdict)), sign, &verdict.to_string())
}

/// The verdict on an ablation.
pub(super) fn overall(overall: &Overall) -> Markup {
    let class = match overall.kind {
        Kind::Matters => "matters",
        Kind::DoesNotMatter => "same",
        Kind::Missing => "none",
        Kind::Undecided | Kind::CannotBeDecided => "unsure",
    };
    badge(class, sign(overall.kind), &overall.kind.to_string())
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

fn sign(kind: Kind) -> &'static str {
    match kind {
        Kind::Matters => "●",
        Kind::DoesNotMatter => "≈",
        Kind::Missing => "–",
        Kind::CannotBeDecided => "⊘",
        Kind::Undecided => "?",
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
