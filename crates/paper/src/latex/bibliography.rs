//! The bibliography: not part of the text, but it says who wrote what when.

use super::token::{Lexer, Token, plain};
use super::{reference::References, source::Sources};

/// The bibliography that has been left out.
#[derive(Debug, Default)]
pub(super) struct Bibliography {
    /// Entries and characters of the file that came along.
    given: Option<(usize, usize)>,
    /// Entries and characters in the text.
    dropped: Option<(usize, usize)>,
    /// Whether the text has come to it.
    pub(super) reached: bool,
}

impl Bibliography {
    /// Reads authors and years from the bibliographies of the paper.
    pub(super) fn read_entries(
        &mut self,
        sources: &Sources,
        main: &str,
        references: &mut References,
    ) {
        sources.files.iter().for_each(|file| entries(&file.text, references));
        let stem = main.rsplit_once('.').map_or(main, |(stem, _)| stem);
        let bibliographies = || sources.files.iter().filter(|file| file.name.ends_with(".bbl"));
        let own = bibliographies().find(|file| file.name == format!("{stem}.bbl"));
        if let Some(file) = own.or_else(|| bibliographies().next()) {
            self.given = Some(size(&file.text));
        }
    }

    /// The bibliography stands here, as text or, where that is empty, from its file.
    pub(super) fn drop_text(&mut self, text: &str) {
        self.reached = true;
        let (entries, characters) = self.dropped.unwrap_or((0, 0));
        let (more, longer) = size(text);
        self.dropped = Some((entries + more, characters + longer));
    }

    /// The note about it.
    pub(super) fn note(&self) -> Option<String> {
        let dropped = self.dropped.filter(|&(_, characters)| characters > 0);
        match dropped.or(self.given) {
            Some((entries, characters)) if self.reached => {
                Some(format!("bibliography dropped ({entries} entries, {characters} characters)"))
            }
            None if self.reached => {
                Some("the bibliography is not among the files; citations read `[key]`".to_owned())
            }
            _ => None,
        }
    }
}

fn size(text: &str) -> (usize, usize) {
    let entries = text.matches("\\bibitem").count() + text.matches("\\entry{").count();
    (entries, text.trim().chars().count())
}

/// `\bibitem[Author et al.(2017)Author, …]{key}`
fn entries(text: &str, references: &mut References) {
    for part in text.split("\\bibitem").skip(1) {
        let Some(label) = part.trim_start().strip_prefix('[') else { continue };
        let label = &label[..label.floor_char_boundary(4096)];
        let Some((label, key)) = label.split_once("]{").or_else(|| label.split_once("]%\n")) else {
            continue;
        };
        let key = key.trim_start().trim_start_matches('{').split('}').next().unwrap_or_default();
        let printed = printed(label);
        let Some((authors, rest)) = printed.split_once('(') else { continue };
        let Some((year, _)) = rest.split_once(')') else { continue };
        let is_year = year.len() < 12 && year.starts_with(|c: char| c.is_ascii_digit() || c == 'n');
        if !authors.trim().is_empty() && is_year {
            references.entry(key.trim(), authors.trim().to_owned(), year.trim().to_owned());
        }
    }
}

fn printed(label: &str) -> String {
    let mut lexer = Lexer::new(label);
    let tokens: Vec<Token<'_>> = std::iter::from_fn(|| lexer.next(false, false)).collect();
    plain(&tokens).replace('~', " ")
}
