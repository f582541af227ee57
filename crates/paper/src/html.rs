//! HTML: LaTeXML pages, as arXiv and ar5iv serve them, and any other page.

mod formula;
mod tame;
#[cfg(test)]
mod tests;
mod walk;

use scraper::{ElementRef, Html, Selector};

use super::draft::{Draft, Piece, assemble, squeeze};

pub(crate) fn read(page: &str) -> Draft {
    let page = parsed(page);
    let pieces = walk::walk(root(&page));
    let headed = pieces.iter().any(|piece| matches!(piece, Piece::Heading { .. }));
    // that of the window often has the name of the site in it
    let title = text_of(&page, ".ltx_title_document")
        .or_else(|| catalogued_title(&page))
        .or_else(|| text_of(&page, "head title").filter(|_| !headed));
    assemble(&title.unwrap_or_default(), pieces)
}

/// Takes a part of a page to pieces.
pub(super) fn pieces(part: &str) -> Vec<Piece> {
    walk::walk(root(&parsed(part)))
}

fn parsed(page: &str) -> Html {
    Html::parse_document(&tame::tame(page))
}

/// The element that holds the paper: the only one of its kind.
fn root(page: &Html) -> ElementRef<'_> {
    let only = |selector: &&str| {
        let mut found = all(page, selector).into_iter();
        found.next().filter(|_| found.next().is_none())
    };
    [".ltx_document", "main", "article"]
        .iter()
        .find_map(only)
        .unwrap_or_else(|| page.root_element())
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector).map(|selector| page.select(&selector).collect()).unwrap_or_default()
}

fn text_of(page: &Html, selector: &str) -> Option<String> {
    let texts = walk::walk(*all(page, selector).first()?).into_iter().map(|piece| match piece {
        Piece::Heading { text, .. } | Piece::Text { text, .. } => text,
        Piece::Float { .. } => String::new(),
    });
    Some(squeeze(&texts.collect::<Vec<_>>().join(" "))).filter(|text| !text.is_empty())
}

fn catalogued_title(page: &Html) -> Option<String> {
    let entry = *all(page, "meta[name=citation_title]").first()?;
    Some(squeeze(entry.value().attr("content")?)).filter(|text| !text.is_empty())
}
