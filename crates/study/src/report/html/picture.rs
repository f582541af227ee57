//! Pictures that runs left.

use maud::{Markup, html};

use crate::results::Results;

/// The pictures of runs; nothing, as results hold none yet.
pub(super) fn pictures(_results: &Results) -> Markup {
    html! {}
}
