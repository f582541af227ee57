//! Tasks, actions and verdicts as words, with a sign for readers who do not see colours.

use maud::{Markup, html};

use super::entry;
use crate::answer::Mark;
use crate::escape::line;
use ::plan::{Action, Task};

/// The name of a task in its colour.
pub(super) fn task(of: Option<Task>) -> Markup {
    html! { span class={ "badge " (of.map_or("", Task::as_str)) } { (entry::task(of)) } }
}

/// What an ablation does to its part. `compare.js` has the same signs and words.
pub(super) fn action(of: Action) -> Markup {
    let (class, sign, word) = match of {
        Action::Remove => ("remove", "−", "removed"),
        Action::Replace => ("replace", "⇄", "replaced"),
        Action::Add => ("add", "+", "added"),
    };
    html! { span class={ "badge " (class) } { span aria-hidden="true" { (sign) " " } (word) } }
}

/// The label of what an ablation puts in the place of its part.
pub(super) fn replacements(of: Action) -> &'static str {
    match of {
        Action::Remove | Action::Replace => "Replaced by",
        Action::Add => "Added",
    }
}

/// The sign of a verdict in its colour, before words that say the same.
pub(super) fn sign(mark: Mark) -> Markup {
    html! { span class={ "mark " (class(mark)) } aria-hidden="true" { (mark.sign()) } " " }
}

/// A verdict in words, or how the runs ended.
pub(super) fn verdict(mark: Mark, word: &str) -> Markup {
    let word = line(word);
    html! {
        span class={ "badge " (class(mark)) } {
            span aria-hidden="true" { (mark.sign()) " " }
            @if word.is_empty() { "no verdict" } @else { (word) }
        }
    }
}

fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Worse => "worse",
        Mark::Better => "better",
        Mark::Same => "same",
        Mark::Undecided | Mark::Impossible => "unsure",
        Mark::Failed => "failed",
        Mark::None => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn badges_are_words_with_a_sign() {
        let action = |of| action(of).into_string();
        assert!(action(Action::Remove).ends_with("− </span>removed</span>"));
        assert!(action(Action::Replace).ends_with("⇄ </span>replaced</span>"));
        assert!(action(Action::Add).ends_with("+ </span>added</span>"));
        let script = include_str!("compare.js");
        for words in ["[\"−\", \"removed\"]", "[\"⇄\", \"replaced\"]", "[\"+\", \"added\"]"] {
            assert!(script.contains(words), "{words}");
        }
        let verdict = |mark, word| verdict(mark, word).into_string();
        assert!(
            verdict(Mark::Worse, "matters (<hurts>)").ends_with("matters (&lt;hurts&gt;)</span>")
        );
        assert!(verdict(Mark::None, "").ends_with("– </span>no verdict</span>"));
    }
}
