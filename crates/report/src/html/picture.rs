//! Pictures that runs left, the same one of every configuration side by side.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};

use super::anchor;
use crate::escape::plain;
use crate::pictures::{Bytes, View, panels};
use study::results::Results;

/// The pictures of runs; nothing if there are none. They are data of images, which run no scripts
/// and load nothing.
pub(super) fn pictures(results: &Results, bytes: &Bytes) -> Markup {
    let panels = panels(results);
    if panels.is_empty() {
        return html! {};
    }
    html! {
        section #pictures aria-labelledby="pictures-title" {
            h2 #pictures-title { "Pictures" }
            p.dim { "From the first finished seed of each configuration. The files are in " code { "report/pictures/" } "." }
            @for panel in &panels {
                h3 { (plain(&panel.views[0].picture.caption)) }
                div.gallery {
                    @for view in &panel.views { (figure(results, view, bytes)) }
                }
            }
        }
    }
}

fn figure(results: &Results, view: &View, bytes: &Bytes) -> Markup {
    let label = plain(view.label);
    let mut places = results.configurations.iter().enumerate().flat_map(|(index, configured)| {
        configured.runs.iter().enumerate().map(move |(run, record)| (index, run, record))
    });
    let place = places
        .find(|(_, _, record)| record.id == view.run.id)
        .map(|(index, run, _)| anchor::run(index, run));
    html! {
        figure {
            @match bytes.get(&view.copy()) {
                Some(Ok(svg)) => {
                    img alt=(format!("{label}: {}", plain(&view.picture.caption)))
                        src=(format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg)));
                }
                Some(Err(refused)) => p { "Not shown: " (plain(&refused.to_string())) "." },
                None => p { "It is in the folder of the run." },
            }
            figcaption { (label) ", seed " (view.run.seed) " (" a href={ "#" (place.unwrap_or_default()) } { "runs/" (view.run.id) } ")" }
        }
    }
}
