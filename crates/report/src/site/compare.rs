//! Two plans side by side: any two with a script, and some of each paper without.

use maud::{Markup, html};

use super::alike::{Aligned, align};
use super::badge;
use super::catalog::{Catalog, Paper};
use super::entry::{Brief, Entry, task};
use super::layout::{chips, crumbs};
use super::name::encode;

/// How many pairs of a paper's plans have their place on its page.
const PAIRS: usize = 6;

/// The page on which two plans are chosen.
pub(super) fn chooser(catalog: &Catalog) -> Markup {
    let papers: Vec<&Paper> = catalog.papers.iter().filter(|paper| paper.plans.len() > 1).collect();
    html! {
        h1 { "Compare two plans" }
        form #choose hidden {
            @for (side, name) in [("a", "First plan"), ("b", "Second plan")] {
                fieldset {
                    legend { (name) }
                    p.field {
                        label for={ (side) "-find" } { "Narrow down" }
                        input type="search" id={ (side) "-find" } autocomplete="off" spellcheck="false"
                            placeholder="Paper, model or task";
                    }
                    p.field { label for=(side) { "Plan" } select id=(side) {} }
                }
            }
            p.field { button #swap type="button" { "Swap" } }
        }
        p #said role="status" aria-live="polite" {}
        div #pairs {}
        section #by-paper aria-labelledby="by-paper-h" {
            h2 #by-paper-h { "Papers with several plans" }
            @if papers.is_empty() { p.dim { "There are none." } }
            ul.rows {
                @for paper in papers {
                    li { a href={ "compare/" (encode(&paper.stem)) ".html" } { bdi { (paper.title) } } }
                }
            }
        }
    }
}

/// The pairs of a paper's plans that are shown: those for the same task first.
pub(super) fn pairs(catalog: &Catalog, paper: &Paper) -> Vec<(usize, usize)> {
    // the first few plans give pairs enough
    let plans = &paper.plans[..paper.plans.len().min(2 * PAIRS)];
    let mut pairs: Vec<(usize, usize)> = plans
        .iter()
        .enumerate()
        .flat_map(|(n, &a)| plans[n + 1..].iter().map(move |&b| (a, b)))
        .collect();
    let task = |plan: usize| catalog.entries[plan].task;
    pairs.sort_by_key(|&(a, b)| task(a) != task(b));
    pairs.truncate(PAIRS);
    pairs
}

/// The page of a paper's plans side by side.
pub(super) fn page(catalog: &Catalog, paper: &Paper, pairs: &[(usize, usize)]) -> Markup {
    let paper_page = format!("../papers/{}.html", encode(&paper.stem));
    let label = |plan: usize| label(&catalog.entries[plan]);
    html! {
        (crumbs(&[("../index.html", "Papers"), (&paper_page, "All plans of this paper")]))
        h1 { bdi { (paper.title) } }
        p.lead { "Plans side by side: ablations that are about the same part stand next to each other." }
        @if pairs.len() > 1 {
            nav.overview aria-label="Pairs" {
                ol {
                    @for (n, &(a, b)) in pairs.iter().enumerate() {
                        li { a href={ "#pair-" (n + 1) } { (label(a)) " and " (label(b)) } }
                    }
                }
            }
        }
        @for (n, &(a, b)) in pairs.iter().enumerate() {
            section id={ "pair-" (n + 1) } aria-labelledby={ "pair-" (n + 1) "-h" } {
                h2 id={ "pair-" (n + 1) "-h" } { bdi { (label(a)) } " and " bdi { (label(b)) } }
                (side_by_side(&catalog.entries[a], &catalog.entries[b]))
            }
        }
        @if paper.plans.len() > 1 {
            p { a href={ "../compare.html#a=" (encode(&catalog.entries[paper.plans[0]].stem)) } { "Choose two others" } }
        }
    }
}

fn label(entry: &Entry) -> String {
    let origin = entry.origin().map_or_else(String::new, |origin| format!(", from {origin}"));
    format!("{} ({}{origin})", entry.model, task(entry.task))
}

fn side_by_side(a: &Entry, b: &Entry) -> Markup {
    let Aligned { pairs, first, second } = align(&a.ablations, &b.ablations);
    let head = |entry: &Entry| {
        let page = encode(&entry.page());
        html! { p { a href={ "../" (page) } { bdi { (entry.model) } } " " (badge::task(entry.task)) } }
    };
    html! {
        p.dim { (pairs.len()) " in both, " (first.len()) " only in the first, " (second.len()) " only in the second." }
        div.pair.heads { (head(a)) (head(b)) }
        @for &(i, j, share) in &pairs {
            div.pair { (brief(a, i)) (brief(b, j)) p.share { (percent(share)) " of the words in common" } }
        }
        @for &i in &first { div.pair { (brief(a, i)) p.none { "Not in the second plan" } } }
        @for &j in &second { div.pair { p.none { "Not in the first plan" } (brief(b, j)) } }
    }
}

fn brief(entry: &Entry, index: usize) -> Markup {
    let Brief { name, part, action, instead, metrics } = &entry.ablations[index];
    html! {
        article.card {
            header {
                h3 { a href={ "../" (encode(&entry.page())) "#a" (index + 1) } { bdi { (name) } } }
                (badge::action(*action))
            }
            p { bdi { (part) } }
            @if !instead.is_empty() { ul.plain { @for text in instead { li { bdi { (text) } } } } }
            @if !metrics.is_empty() { (chips(metrics)) }
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
