//! Papers in Portable Document Format.
//!
//! ```text
//! bytes ─▶ document ─▶ glyph ─▶ line ─▶ margin ─▶ column ─▶ float ─▶ heading ─▶ paragraph ─▶ Draft
//! ```
//!
//! A page is characters at places; everything else is judged by place, size and font.

mod accent;
mod assemble;
mod cmap;
mod column;
mod content;
mod contents;
mod document;
mod float;
mod font;
mod footnote;
mod glyph;
mod guard;
mod heading;
mod hyphen;
mod line;
mod margin;
mod number;
mod paragraph;
mod repair;
mod stream;
mod title;

use std::time::Duration;

use super::draft::Draft;

/// The largest file that is read.
const BYTES: usize = 64 << 20;
/// The longest time that is spent on a file.
const TIME: Duration = Duration::from_secs(60);

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("it is encrypted, and an empty password does not open it")]
    Encrypted,
    #[error("none of its {pages} pages has text: it seems to be scanned")]
    NoText { pages: usize },
    #[error("it is damaged: {reason}")]
    Damaged { reason: String },
    #[error("it is larger than {} MiB, or unpacks to far more than that", BYTES >> 20)]
    TooLarge,
}

pub(crate) fn read(bytes: &[u8]) -> Result<Draft, Fault> {
    if bytes.len() > BYTES {
        return Err(Fault::TooLarge);
    }
    let bytes = bytes.to_vec();
    guard::guarded(TIME, move || draft(&bytes)).unwrap_or_else(|stop| Err(damaged(stop)))
}

fn damaged(stop: guard::Stop) -> Fault {
    Fault::Damaged { reason: stop.to_string() }
}

/// Reads the file as it is, and if that gives nothing, with its table of objects made anew.
fn draft(bytes: &[u8]) -> Result<Draft, Fault> {
    let drafted_here = guard::caught(|| drafted(bytes));
    let fault = match drafted_here.unwrap_or_else(|| Err(damaged(guard::Stop::Panicked))) {
        Err(fault @ (Fault::Damaged { .. } | Fault::NoText { .. })) => fault,
        result => return result,
    };
    let repaired =
        repair::repaired(bytes).and_then(|repaired| guard::caught(|| drafted(&repaired).ok())?);
    let mut draft = repaired.ok_or(fault)?;
    draft.notes.push("the file is damaged: what could be found of it was read".to_owned());
    Ok(draft)
}

fn drafted(bytes: &[u8]) -> Result<Draft, Fault> {
    let opened = document::Opened::open(bytes)?;
    let fonts = &opened.fonts;
    let mut lost_pages = Vec::new();
    let (mut pages, mut rules) = (Vec::new(), Vec::new());
    let mut drawn = 0;
    for (index, sheet) in opened.sheets().enumerate() {
        let mut sheet = sheet.unwrap_or_else(|| {
            lost_pages.push((index + 1).to_string());
            glyph::Sheet::default()
        });
        drawn += sheet.drop_drawn();
        accent::join_accents(&mut sheet.glyphs);
        pages.push(line::rows(&sheet.glyphs, fonts));
        rules.push(sheet.rules);
    }
    if pages.iter().all(Vec::is_empty) {
        return Err(Fault::NoText { pages: opened.n_pages });
    }
    margin::strip(&mut pages, fonts);
    let mut lines = column::in_order(pages, &rules, fonts);
    let contents = contents::strip(&mut lines);
    let body = heading::Body::of(&lines);
    let floats = float::floats(&lines, &rules, body);
    let vocabulary = hyphen::Vocabulary::of(lines.iter().map(|placed| &placed.line));
    let headings = heading::Headings::learn(&lines, body, fonts, &vocabulary);
    let (lines, floats, vocabulary) = (&lines, &floats, &vocabulary);
    let pages =
        assemble::Pages { lines, body, headings, floats, vocabulary, contents: contents.at, drawn };
    let mut draft = assemble::draft(&pages);
    draft.notes.extend(
        contents.at.map(|_| format!("table of contents dropped ({} lines)", contents.n_lines)),
    );
    draft.notes.extend(losses(&opened, &lost_pages));
    Ok(draft)
}

/// Notes about the parts of the file that could not be read.
fn losses(opened: &document::Opened, lost_pages: &[String]) -> Vec<String> {
    let n_lost = opened.fonts.iter().filter(|font| font.lost).count();
    let left_out = opened.n_pages.saturating_sub(document::PAGES);
    let (n_fonts, lost_pages) = (opened.fonts.len(), lost_pages.join(", "));
    let notes = [
        (!lost_pages.is_empty()).then(|| format!("pages that cannot be read: {lost_pages}")),
        (n_lost > 0).then(|| format!("text in {n_lost} of {n_fonts} fonts cannot be read")),
        (left_out > 0).then(|| format!("the last {left_out} pages were not read")),
    ];
    notes.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
