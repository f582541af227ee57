//! From loose pieces to sections: title, abstract, captions, bibliography, levels, roles.

use super::bibliography::Bibliography;
use super::{Draft, Piece, squeeze};
use crate::caption::{Kind, caption};
use crate::lexicon::{behind, says};
use crate::outline::{self, Style};
use crate::section::{Block, Role, Section};

/// A heading longer than this is a paragraph that was mistaken for one.
const LONGEST_HEADING: usize = 250;
/// Text in front of the first heading that still leaves it the title.
const FRONT: usize = 3000;
/// Headings that open a section and cannot be titles.
const OPENING: &str = "=introduction|=background|=method|=methods|=experiments|=related work|\
    =contents|=summary|=overview";

/// Makes sections of pieces. `title` is the title if the format names it; otherwise the first
/// heading is taken.
pub(crate) fn assemble(title: &str, pieces: Vec<Piece>) -> Draft {
    let pieces = join_captions(pieces);
    let (title_at, headings) = headings(&pieces, title);
    let mut headings = headings.into_iter();
    let mut draft = Draft { title: squeeze(title), ..Draft::default() };
    let mut building = Building::default();
    for (index, piece) in pieces.into_iter().enumerate() {
        match piece {
            Piece::Heading { text, .. } if title_at == Some(index) => {
                if draft.title.is_empty() {
                    draft.title = text;
                }
            }
            Piece::Heading { .. } => {
                headings.next().into_iter().for_each(|heading| building.heading(heading));
            }
            Piece::Text { text, lead } => building.text(text, lead),
            Piece::Float { kind, caption, rows } => building.float(float(kind, &caption, rows)),
        }
    }
    building.finish(&mut draft);
    draft
}

fn float(kind: Kind, text: &str, rows: Vec<String>) -> Block {
    let (label, caption) =
        caption(text, 0).map_or((String::new(), text), |found| (found.label, found.text));
    let caption = caption.to_owned();
    match kind {
        Kind::Table => Block::Table { label, caption, rows },
        Kind::Figure => Block::Figure { label, caption },
    }
}

/// Ties a paragraph that is a caption to the table or picture beside it.
fn join_captions(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let found = match &piece {
            Piece::Text { text, lead } => caption(text, *lead)
                .map(|found| (found.kind, format!("{}: {}", found.label, found.text))),
            Piece::Heading { .. } | Piece::Float { .. } => None,
        };
        match (found, joined.last_mut(), &piece) {
            (Some((kind, text)), Some(Piece::Float { kind: before, caption, .. }), _)
                if *before == kind && caption.is_empty() =>
            {
                *caption = text;
            }
            (Some((kind, caption)), ..) => {
                joined.push(Piece::Float { kind, caption, rows: Vec::new() });
            }
            // a caption that still waits for its table
            (
                None,
                Some(Piece::Float { kind: Kind::Table, caption: before, rows: waiting }),
                Piece::Float { kind: Kind::Table, caption, rows },
            ) if caption.is_empty() && !before.is_empty() && waiting.is_empty() => {
                waiting.clone_from(rows);
            }
            (None, ..) => joined.push(piece),
        }
    }
    joined.retain(|piece| {
        !matches!(piece, Piece::Float { kind: Kind::Figure, caption, .. } if caption.is_empty())
    });
    joined
}

/// Which piece is the title; and the other headings as sections, with numbers split off and true
/// levels.
fn headings(pieces: &[Piece], title: &str) -> (Option<usize>, Vec<Section>) {
    let headings = pieces.iter().enumerate().filter_map(|(index, piece)| match piece {
        Piece::Heading { level, text } => Some((index, *level, text.as_str())),
        Piece::Text { .. } | Piece::Float { .. } => None,
    });
    let mut headings: Vec<(usize, usize, &str)> = headings.collect();
    let title = find_title(pieces, &headings, title);
    headings.retain(|(index, ..)| Some(*index) != title);
    let lettered = has_lone_letters(&headings);
    let mut behind = false;
    let mut sections = Vec::with_capacity(headings.len());
    for (_, level, text) in headings {
        let letter = || outline::heading_letter(text).filter(|_| behind || lettered);
        let split = outline::heading_number(text).or_else(letter);
        let (number, title) = split.unwrap_or((String::new(), text));
        behind |= outline::is_references(title);
        sections.push(Section { level, number, title: title.to_owned(), ..Section::default() });
    }
    settle_levels(&mut sections);
    (title, sections)
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
    let opens = says(&text.to_lowercase(), OPENING);
    let named = outline::is_abstract(text) || outline::is_references(text) || opens;
    let front: usize = pieces[..index]
        .iter()
        .map(|piece| if let Piece::Text { text, .. } = piece { text.len() } else { 0 })
        .sum();
    let highest = headings.iter().map(|(_, level, _)| *level).min() == Some(level);
    (!numbered && !named && front <= FRONT && (highest || front == 0)).then_some(index)
}

/// Appendices `A …` and `B …` without marks.
fn has_lone_letters(headings: &[(usize, usize, &str)]) -> bool {
    let mut letters = headings.iter().filter_map(|(_, _, text)| outline::heading_letter(text));
    letters.by_ref().any(|(letter, _)| letter == "A") && letters.any(|(letter, _)| letter == "B")
}

/// The number tells the level better than the markup; a heading without number stands as far below
/// its predecessors as the markup says.
fn settle_levels(headings: &mut [Section]) {
    let style = outline::style(headings.iter().map(|heading| heading.number.as_str()));
    let highest = headings.iter().map(|heading| heading.level).min().unwrap_or(1);
    let numbered = headings.iter().filter(|heading| !heading.number.is_empty()).count() >= 3;
    let mut last: Option<(usize, usize)> = None;
    for Section { level, number, title, .. } in headings {
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
    bibliography: Bibliography,
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
    fn heading(&mut self, heading: Section) {
        let Section { level, number, title, .. } = &heading;
        if title.len() > LONGEST_HEADING {
            return self.text(heading.title, 0);
        }
        if outline::is_abstract(title) {
            self.place = Place::Abstract;
            return;
        }
        if outline::is_references(title) {
            self.place = Place::Bibliography { level: *level };
            self.before.get_or_insert(self.sections.len());
            return;
        }
        let nameless = number.is_empty() && outline::role(title, None) == Role::Other;
        if nameless && matches!(self.place, Place::Bibliography { level: outer } if *level > outer)
        {
            return;
        }
        self.place = Place::Section;
        self.sections.push(Section { blocks: std::mem::take(&mut self.adrift), ..heading });
    }

    fn text(&mut self, text: String, lead: usize) {
        match self.place {
            Place::Abstract if !is_keywords(&text) => self.summary.push(text),
            Place::Bibliography { .. } => {
                if let Some(text) = self.bibliography.take(text) {
                    self.place = Place::Section;
                    self.sections.push(Section::without_heading(vec![Block::Text(text)]));
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
            None => self.sections.push(Section::without_heading(vec![block])),
        }
    }

    fn finish(mut self, draft: &mut Draft) {
        if self.sections.iter().all(|section| section.blocks.is_empty()) && self.summary.len() > 2 {
            // no heading ends the abstract
            let blocks = self.summary.drain(1..).map(Block::Text).collect();
            self.sections.push(Section::without_heading(blocks));
        }
        let adrift = std::mem::take(&mut self.adrift);
        adrift.into_iter().for_each(|block| self.block(block));
        draft.summary = self.summary.join("\n\n");
        draft.sections = self.sections;
        draft.notes.extend(self.bibliography.note());
        outline::assign_roles(&mut draft.sections, self.before, &mut draft.notes);
    }
}

fn is_keywords(text: &str) -> bool {
    let front = text.chars().take(20).collect::<String>().to_lowercase();
    says(&front, "^keywords|^key words|^index terms|^ccs concepts")
}

/// The text behind `Abstract.`, `Abstract:`, `Abstract—` or a set-off `Abstract`.
fn behind_abstract(text: &str, lead: usize) -> Option<&str> {
    let rest = behind(text, "abstract")?.trim_start();
    let marked = rest.starts_with(['.', ':', '—', '–', '-']);
    let rest = rest.trim_start_matches(['.', ':', '—', '–', '-']).trim_start();
    ((marked || (8..=10).contains(&lead)) && !rest.is_empty()).then_some(rest)
}
