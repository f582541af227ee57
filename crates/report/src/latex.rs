//! `table.tex`: one table over all ablations, for a paper.
//!
//! The file is ASCII and needs booktabs alone. It is a document by itself, and a table where it is
//! `\input`. What does not fit side by side goes into panels one below the other, what does not fit
//! on a page into a table of its own; the size of letters is chosen by LaTeX, which alone knows how
//! wide the page is. In the style [`Style::Plain`] it is a single tabular instead, which a person
//! can edit.

mod block;
mod cell;
mod formula;
mod plain;

use block::{Block, blocks};

use super::caption::{caption, comment, note};
use super::escape::latex as escape;
use super::selection::{Selection, Style};
use super::sheet::Sheet;
use crate::Study;

pub(super) use formula::formula;

/// The head of the file: a preamble if there is no document yet, and how a block is fitted to
/// the page.
const HEAD: &str = include_str!("latex/head.tex");

/// The head of the file in the plain style.
const PLAIN: &str = "\
% The table of an ablation study, to be edited; it needs booktabs. In a paper:
%   \\input{table.tex}
% \\ref{tab:ablation} is its number.
";

/// Lines that fit on a page, and those of them that a caption and a note take.
const PAGE: usize = 45;
const CAPTION: usize = 6;
const NOTE: usize = 9;

/// `table.tex`, of what is selected.
pub fn latex(study: &Study, selection: &Selection) -> String {
    let sheet = Sheet::new(study, selection);
    let (caption, note) = (caption(study, &sheet), note(study, selection, &sheet));
    let comment = comment("%", &plain::simple(&note));
    let note = selection.notes.then_some(note.as_str());
    if selection.style == Some(Style::Plain) {
        return format!("{PLAIN}{comment}{}", plain::plain(&sheet, &caption, note));
    }
    let page = if note.is_some() { PAGE - NOTE } else { PAGE };
    let blocks = blocks(&sheet, [page - CAPTION, page - 3]);
    let mut text = comment + HEAD;
    for (index, block) in blocks.iter().enumerate() {
        text.push_str(&format!("\\def{}{{{}}}%\n", name(index), block.text));
        text.push_str(&format!("\\ablatewiden{}%\n", name(index)));
    }
    text.push_str("\\ablatechoose\n");
    let caption =
        format!("\\caption[Ablation study]{{{}}}\\label{{tab:ablation}}%\n", escape(&caption));
    let pages = pages(&blocks, page);
    let mut opening = caption;
    let last = pages.len() - 1;
    for (at, page) in pages.into_iter().enumerate() {
        text.push_str("\\begin{\\ablatekind}[tbp]\\centering\\emergencystretch1.5em\n");
        text.push_str(&opening);
        text.push_str(
            &page
                .into_iter()
                .map(|index| format!("\\ablatefit{}%\n", name(index)))
                .collect::<String>(),
        );
        if let Some(note) = note.filter(|_| at == last) {
            text.push_str(&format!("\\ablatenote{{{}}}%\n", escape(note)));
        }
        text.push_str("\\end{\\ablatekind}%\n");
        opening = "Table~\\ref{tab:ablation} (continued)\\par\\smallskip\n".to_owned();
    }
    text.push_str("\\endgroup\n\\ablateend\n");
    text
}

/// Which blocks are on one page.
fn pages(blocks: &[Block], page: usize) -> Vec<Vec<usize>> {
    let mut pages: Vec<Vec<usize>> = vec![Vec::new()];
    let mut used = CAPTION;
    for (index, block) in blocks.iter().enumerate() {
        if used + block.lines > page && pages.last().is_some_and(|page| !page.is_empty()) {
            pages.push(Vec::new());
            used = 2;
        }
        used += block.lines + 1;
        pages.last_mut().expect("invariant: there is a first page").push(index);
    }
    pages
}

/// The command of a block: commands have no digits in their names.
fn name(mut index: usize) -> String {
    let mut letters = String::new();
    loop {
        letters.insert(0, char::from(b'A' + u8::try_from(index % 26).unwrap_or(0)));
        if index < 26 {
            return format!("\\ablateblock{letters}");
        }
        index = index / 26 - 1;
    }
}
