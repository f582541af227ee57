//! HTML: LaTeXML pages, as arXiv and ar5iv serve them, and any other page.

mod formula;
mod tame;
#[cfg(test)]
mod tests;
mod walk;

use scraper::{ElementRef, Html, Selector};

use super::draft::{Draft, Piece, assemble, squeeze};

/// Reads a page.
pub(crate) fn read(page: &str) -> Draft {
    let (title, pieces) = pieces(page);
    let headed = pieces.iter().any(|piece| matches!(piece, Piece::Heading { .. }));
    let of_window = title.of_window.filter(|_| !headed);
    assemble(&title.of_document.or(of_window).unwrap_or_default(), pieces)
}

/// The titles that a page names.
#[derive(Debug, Default)]
pub(super) struct Title {
    /// In the document itself, or for catalogues.
    of_document: Option<String>,
    /// For the window; often with the name of the site.
    of_window: Option<String>,
}

/// Takes a page, or a part of one, to pieces.
pub(super) fn pieces(page: &str) -> (Title, Vec<Piece>) {
    let page = Html::parse_document(&tame::tame(page));
    let title = Title {
        of_document: text_of(&page, ".ltx_title_document")
            .or_else(|| attribute(&page, "meta[name=citation_title]")),
        of_window: text_of(&page, "head title"),
    };
    (title, walk::walk(root(&page)))
}

/// The element that holds the paper.
fn root(page: &Html) -> ElementRef<'_> {
    [".ltx_document", "main", "article"]
        .into_iter()
        .find_map(|selector| only(page, selector))
        .unwrap_or_else(|| page.root_element())
}

/// The element that the selector finds, if it finds no other.
fn only<'a>(page: &'a Html, selector: &str) -> Option<ElementRef<'a>> {
    let selector = Selector::parse(selector).ok()?;
    let mut found = page.select(&selector);
    found.next().filter(|_| found.next().is_none())
}

fn text_of(page: &Html, selector: &str) -> Option<String> {
    let element = page.select(&Selector::parse(selector).ok()?).next()?;
    let pieces = walk::walk(element);
    let texts = pieces.into_iter().filter_map(|piece| match piece {
        Piece::Heading { text, .. } | Piece::Text { text, .. } => Some(text),
        _ => None,
    });
    Some(squeeze(&texts.collect::<Vec<_>>().join(" "))).filter(|text| !text.is_empty())
}

fn attribute(page: &Html, selector: &str) -> Option<String> {
    let element = page.select(&Selector::parse(selector).ok()?).next()?;
    Some(squeeze(element.value().attr("content")?)).filter(|text| !text.is_empty())
}
