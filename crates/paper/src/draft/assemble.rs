//! From loose pieces to sections: title, abstract, captions, bibliography, levels, roles.

use super::bibliography::Bibliography;
use super::{Draft, Piece, squeeze};
use crate::caption::{Kind, caption};
use crate::outline::{self, Style};
use crate::section::{Block, Role, Section};

/// A heading longer than this is a paragraph that was mistaken for one.
const LONGEST_HEADING: usize = 250;
/// Text in front of the first heading that still leaves it the title.
const FRONT: usize = 3000;

/// Makes sections of pieces. `title` is the title if the format names it; otherwise the first
/// heading is taken.
pub(crate) fn assemble(title: &str, pieces: Vec<Piece>) -> Draft {
    let pieces = join_captions(pieces);
    let headings = Headings::of(&pieces, title);
    let mut draft = Draft { title: squeeze(title), ..Draft::default() };
    let mut building = Building::default();
    for (index, piece) in pieces.into_iter().enumerate() {
        match piece {
            Piece::Heading { text, .. } if headings.title == Some(index) => {
                if draft.title.is_empty() {
                    draft.title = text;
                }
            }
            Piece::Heading { .. } => {
                let (level, number, text) = headings.of_piece(index);
                building.heading(level, number, text);
            }
            Piece::Text { text, lead } => building.text(text, lead),
            Piece::Table { caption: text, rows } => building.float(table(&text, rows)),
            Piece::Figure { caption: text } => building.float(figure(&text)),
        }
    }
    building.finish(&mut draft);
    draft
}

fn table(text: &str, rows: Vec<String>) -> Block {
    match caption(text, 0) {
        Some(found) => Block::Table { label: found.label, caption: found.text.to_owned(), rows },
        None => Block::Table { label: String::new(), caption: text.to_owned(), rows },
    }
}

fn figure(text: &str) -> Block {
    match caption(text, 0) {
        Some(found) => Block::Figure { label: found.label, caption: found.text.to_owned() },
        None => Block::Figure { label: String::new(), caption: text.to_owned() },
    }
}

/// Ties a paragraph that is a caption to the table or picture beside it.
fn join_captions(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let found = match &piece {
            Piece::Text { text, lead } => caption(text, *lead)
                .map(|found| (found.kind, format!("{}: {}", found.label, found.text))),
            Piece::Table { caption, .. } if caption.is_empty() => {
                // a caption that still waits for its table
                if let (
                    Piece::Table { rows, .. },
                    Some(Piece::Table { rows: waiting, caption: before }),
                ) = (&piece, joined.last_mut())
                    && waiting.is_empty()
                    && !before.is_empty()
                {
                    waiting.clone_from(rows);
                    continue;
                }
                None
            }
            _ => None,
        };
        match (found, joined.last_mut()) {
            (Some((Kind::Table, text)), Some(Piece::Table { caption, .. }))
                if caption.is_empty() =>
            {
                *caption = text
            }
            (Some((Kind::Figure, text)), Some(Piece::Figure { caption })) if caption.is_empty() => {
                *caption = text
            }
            (Some((Kind::Table, caption)), _) => {
                joined.push(Piece::Table { caption, rows: Vec::new() })
            }
            (Some((Kind::Figure, caption)), _) => joined.push(Piece::Figure { caption }),
            (None, _) => joined.push(piece),
        }
    }
    joined.retain(|piece| !matches!(piece, Piece::Figure { caption } if caption.is_empty()));
    joined
}

/// All headings, with numbers split off and true levels, by index of the piece; and which of them
/// is the title.
struct Headings {
    title: Option<usize>,
    found: Vec<(usize, usize, String, String)>,
}

impl Headings {
    fn of(pieces: &[Piece], title: &str) -> Self {
        let raw: Vec<(usize, usize, &str)> = pieces
            .iter()
            .enumerate()
            .filter_map(|(index, piece)| match piece {
                Piece::Heading { level, text } => Some((index, *level, text.as_str())),
                _ => None,
            })
            .collect();
        let title = find_title(pieces, &raw, title);
        let raw: Vec<_> = raw.into_iter().filter(|(index, ..)| Some(*index) != title).collect();
        let lettered = has_lone_letters(&raw);
        let mut behind = false;
        let mut split: Vec<(usize, usize, String, String)> = Vec::with_capacity(raw.len());
        for (index, level, text) in raw {
            let number = outline::heading_number(text);
            let letter = || outline::heading_letter(text).filter(|_| behind || lettered);
            let (number, rest) = number.or_else(letter).unwrap_or((String::new(), text));
            behind |= outline::is_references(rest);
            split.push((index, level, number, rest.to_owned()));
        }
        settle_levels(&mut split);
        Self { title, found: split }
    }

    fn of_piece(&self, index: usize) -> (usize, String, String) {
        match self.found.binary_search_by_key(&index, |(index, ..)| *index) {
            Ok(at) => {
                let (_, level, number, text) = &self.found[at];
                (*level, number.clone(), text.clone())
            }
            Err(_) => (1, String::new(), String::new()),
        }
    }
}

/// The first heading is the title unless it says that it is a section, or stands too far behind.
fn find_title(pieces: &[Piece], headings: &[(usize, usize, &str)], given: &str) -> Option<usize> {
    let (index, level, text) = *headings.first()?;
    if !given.is_empty() {
        let same = squeeze(given).to_lowercase() == text.to_lowercase();
        return same.then_some(index);
    }
    let numbered = outline::heading_number(text)
        .is_some_and(|(number, _)| matches!(number.as_str(), "0" | "1" | "I" | "A"));
    let named = outline::is_abstract(text) || outline::is_references(text) || is_opening(text);
    let front: usize = pieces[..index]
        .iter()
        .map(|piece| if let Piece::Text { text, .. } = piece { text.len() } else { 0 })
        .sum();
    let highest = headings.iter().map(|(_, level, _)| *level).min() == Some(level);
    (!numbered && !named && front <= FRONT && (highest || front == 0)).then_some(index)
}

/// Headings that open a section and cannot be titles.
fn is_opening(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "introduction",
        "background",
        "method",
        "methods",
        "experiments",
        "related work",
        "contents",
        "summary",
        "overview",
    ]
    .contains(&text.as_str())
}

/// Appendices `A …` and `B …` without marks.
fn has_lone_letters(headings: &[(usize, usize, &str)]) -> bool {
    let mut letters = headings
        .iter()
        .filter_map(|(_, _, text)| outline::heading_letter(text))
        .map(|(letter, _)| letter);
    letters.by_ref().any(|letter| letter == "A") && letters.any(|letter| letter == "B")
}

/// The number tells the level better than the markup; a heading without number stands as far below
/// its predecessors as the markup says.
fn settle_levels(headings: &mut [(usize, usize, String, String)]) {
    let style = outline::style(headings.iter().map(|(_, _, number, _)| number.as_str()));
    let highest = headings.iter().map(|(_, level, ..)| *level).min().unwrap_or(1);
    let numbered = headings.iter().filter(|(_, _, number, _)| !number.is_empty()).count() >= 3;
    let mut last: Option<(usize, usize)> = None;
    for (_, level, number, title) in headings {
        let marked = *level;
        *level = if !number.is_empty() && (numbered || style == Style::Roman) {
            outline::depth(number, style)
        } else if numbered && stands_on_top(title) {
            1
        } else if let Some((before, depth)) = last.filter(|_| numbered) {
            (depth + marked).saturating_sub(before).max(if marked == before { depth } else { 1 })
        } else {
            1 + marked - highest
        };
        if !number.is_empty() {
            last = Some((marked, *level));
        }
    }
}

fn stands_on_top(title: &str) -> bool {
    let role = outline::role(title, None);
    outline::is_references(title)
        || outline::is_abstract(title)
        || matches!(role, Role::Conclusion | Role::Introduction | Role::Appendix | Role::Backmatter)
}

#[derive(Default)]
struct Building {
    sections: Vec<Section>,
    summary: Vec<String>,
    /// Where the text goes.
    place: Place,
    bibliography: Option<Bibliography>,
    /// Sections in front of the bibliography.
    before: Option<usize>,
    /// Floats that stood among abstract or bibliography.
    adrift: Vec<Block>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Section,
    Abstract,
    Bibliography {
        level: usize,
    },
}

impl Building {
    fn heading(&mut self, level: usize, number: String, title: String) {
        if title.len() > LONGEST_HEADING {
            return self.text(title, 0);
        }
        if outline::is_abstract(&title) {
            self.place = Place::Abstract;
            return;
        }
        if outline::is_references(&title) {
            self.place = Place::Bibliography { level };
            self.before.get_or_insert(self.sections.len());
            self.bibliography.get_or_insert_default();
            return;
        }
        let nameless = number.is_empty() && outline::role(&title, None) == Role::Other;
        if nameless && matches!(self.place, Place::Bibliography { level: outer } if level > outer) {
            return;
        }
        self.place = Place::Section;
        let blocks = std::mem::take(&mut self.adrift);
        self.sections.push(Section { level, number, title, role: Role::Other, blocks });
    }

    fn text(&mut self, text: String, lead: usize) {
        match self.place {
            Place::Abstract if !is_keywords(&text) => self.summary.push(text),
            Place::Bibliography { .. } => {
                if let Some(text) = self.bibliography.get_or_insert_default().take(text) {
                    self.place = Place::Section;
                    self.sections.push(Section {
                        level: 1,
                        blocks: vec![Block::Text(text)],
                        ..Section::default()
                    });
                }
            }
            _ => match behind_abstract(&text, lead)
                .filter(|_| self.summary.is_empty() && self.sections.len() <= 3)
            {
                Some(rest) => self.summary.push(rest.to_owned()),
                None => self.block(Block::Text(text)),
            },
        }
    }

    fn float(&mut self, block: Block) {
        match self.place {
            Place::Section => self.block(block),
            _ => self.adrift.push(block),
        }
    }

    fn block(&mut self, block: Block) {
        match self.sections.last_mut() {
            Some(section) => section.blocks.push(block),
            None => {
                self.sections.push(Section { level: 1, blocks: vec![block], ..Section::default() })
            }
        }
    }

    fn finish(mut self, draft: &mut Draft) {
        if self.sections.iter().all(|section| section.blocks.is_empty()) && self.summary.len() > 2 {
            // no heading ends the abstract
            let blocks = self.summary.drain(1..).map(Block::Text).collect();
            self.sections.push(Section { level: 1, blocks, ..Section::default() });
        }
        let adrift = std::mem::take(&mut self.adrift);
        adrift.into_iter().for_each(|block| self.block(block));
        draft.summary = self.summary.join("\n\n");
        draft.sections = self.sections;
        draft.notes.extend(self.bibliography.and_then(|bibliography| bibliography.note()));
        outline::assign_roles(&mut draft.sections, self.before, &mut draft.notes);
    }
}

fn is_keywords(text: &str) -> bool {
    let front: String = text.chars().take(20).collect::<String>().to_lowercase();
    ["keywords", "key words", "index terms", "ccs concepts"]
        .iter()
        .any(|word| front.starts_with(word))
}

/// The text behind `Abstract.`, `Abstract:`, `Abstract—` or a set-off `Abstract`.
fn behind_abstract(text: &str, lead: usize) -> Option<&str> {
    let front = text.get(..8).filter(|front| front.eq_ignore_ascii_case("abstract"))?;
    let rest = text[front.len()..].trim_start();
    let marked = rest.starts_with(['.', ':', '—', '–', '-']);
    let rest = rest.trim_start_matches(['.', ':', '—', '–', '-']).trim_start();
    ((marked || (8..=10).contains(&lead)) && !rest.is_empty()).then_some(rest)
}
