//! What every page has: the head, the way around, and the foot.

use maud::{DOCTYPE, Markup, html};

use super::Options;
use super::name::encode;

/// Nothing is loaded but the site's own style, scripts and icon.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; \
                      form-action 'none'";

/// A page before it is laid out.
pub(super) struct Page<'a> {
    pub(super) site: &'a Options,
    /// Where it stands within the site.
    pub(super) path: &'a str,
    /// What it is about.
    pub(super) title: &'a str,
    /// Scripts besides that of the colours.
    pub(super) scripts: &'a [&'a str],
}

impl Page<'_> {
    /// The way from the page to the top of the site.
    fn root(&self) -> &'static str {
        if self.path.contains('/') { "../" } else { "" }
    }

    /// The bytes of the page.
    pub(super) fn render(&self, main: &Markup) -> Vec<u8> {
        let (root, site) = (self.root(), &self.site.title);
        let is_home = self.path == "index.html";
        let title = if is_home { site.clone() } else { format!("{} · {site}", self.title) };
        let link = |page: &str, words: &str| {
            let is_here = (page == self.path).then_some("page");
            html! { a href={ (root) (page) } aria-current=[is_here] { (words) } }
        };
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    meta name="color-scheme" content="light dark";
                    title { (title) }
                    @if let Some(base) = self.site.base() {
                        link rel="canonical" href={ (base) (encode(self.path)) };
                    }
                    link rel="icon" href={ (root) "icon.svg" } type="image/svg+xml";
                    link rel="stylesheet" href={ (root) "style.css" };
                    script src={ (root) "theme.js" } {}
                    @for script in self.scripts {
                        script src={ (root) (script) } defer {}
                    }
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    header.top {
                        div.inner {
                            a.brand href={ (root) "index.html" } { (site) }
                            nav aria-label="Site" {
                                (link("index.html", "Papers"))
                                (link("models/index.html", "Models and tasks"))
                                (link("matrix.html", "Papers by model"))
                                (link("compare.html", "Compare"))
                            }
                            button #theme .quiet type="button" hidden { "Theme" }
                        }
                    }
                    main #main tabindex="-1" { (main) }
                    footer { p { "Written by " code { "ablate site" } ". Everything on this page works offline." } }
                }
            }
        };
        page.into_string().into_bytes()
    }
}

/// The way back, up to the page itself.
pub(super) fn crumbs(links: &[(&str, &str)]) -> Markup {
    html! {
        nav.crumbs aria-label="Way back" { ol { @for (href, words) in links { li { a href=(href) { (words) } } } } }
    }
}

/// Short texts side by side.
pub(super) fn chips(texts: &[String]) -> Markup {
    html! { ul.chips { @for text in texts { li { bdi { (text) } } } } }
}
