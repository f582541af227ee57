//! A plan in a list: its link, what it proposes, and what its study found.

use maud::{Markup, html};

use super::badge;
use super::entry::Entry;
use super::name::encode;
use foundation::words::count;

/// How many ablations or findings of a plan the index shows.
const SHOWN: usize = 20;

/// What is linked, and what else is told of it.
pub(super) fn head(entry: &Entry, root: &str, linked: &str) -> Markup {
    html! {
        a href={ (root) (encode(&entry.page())) } { bdi { (linked) } }
        " " (badge::task(entry.task))
        " " span.dim { (count(entry.n_ablations, "ablation")) }
        @if let Some(origin) = entry.origin() { " " span.dim { "from " bdi { (origin) } } }
        @if let Some((finished, total)) = entry.runs {
            " " span.badge.results { "results: " (finished) " of " (count(total, "run")) }
        }
    }
}

/// The findings of a plan with results, else the names of its ablations.
pub(super) fn body(entry: &Entry) -> Markup {
    html! {
        @if entry.claims.is_empty() { (names(entry)) } @else { (claims(entry)) }
    }
}

fn names(entry: &Entry) -> Markup {
    html! {
        @if !entry.ablations.is_empty() {
            ul.names {
                @for brief in entry.ablations.iter().take(SHOWN) { li { bdi { (brief.name) } } }
                (more(entry.n_ablations))
            }
        }
    }
}

/// What the study says about each ablation.
pub(super) fn claims(entry: &Entry) -> Markup {
    html! {
        @if !entry.claims.is_empty() {
            ul.claims {
                @for claim in entry.claims.iter().take(SHOWN) {
                    li { (badge::sign(claim.mark)) bdi { (claim.words) } }
                }
                (more(entry.n_claims))
            }
        }
    }
}

fn more(all: usize) -> Markup {
    html! { @if all > SHOWN { li.dim { "and " (all - SHOWN) " more" } } }
}
