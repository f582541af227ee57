//! A paper put together from its lines.

use super::Draft;
use super::column::Placed;
use super::float::{Float, Kind, labelled, row};
use super::footnote::{footnotes, is_marked};
use super::heading::{Body, Heading, Headings, is_known};
use super::hyphen::Vocabulary;
use super::number::Numbers;
use super::paragraph::Joint;
use super::title::title;
use crate::{Block, Section, outline};

/// The lines of a paper with what was found out about them.
pub(super) struct Pages<'a> {
    pub(super) lines: &'a [Placed],
    pub(super) body: Body,
    pub(super) headings: Headings<'a>,
    pub(super) floats: &'a [Float],
    pub(super) vocabulary: &'a Vocabulary,
    /// Where a table of contents stood.
    pub(super) contents: Option<usize>,
    /// Characters within figures that were left out.
    pub(super) drawn: usize,
}

/// The part that a line starts or belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Prose,
    Footnote,
    /// The first line of a float's caption.
    Float(usize),
    Gone,
}

/// Where the text goes.
#[derive(PartialEq)]
enum Place {
    Front,
    Summary,
    Sections,
    Bibliography,
}

pub(super) fn draft(pages: &Pages<'_>) -> Draft {
    let mut builder = Builder::new(pages);
    let title = title(pages.lines, pages.body);
    builder.draft.title = joined(pages, &title);
    // what stands above the title is not part of the paper
    let mut index = title.last().map_or(0, |last| last + 1);
    builder.parts[..index].fill(Part::Gone);
    while index < pages.lines.len() {
        index += builder.step(index);
    }
    builder.finish()
}

fn joined(pages: &Pages<'_>, lines: &[usize]) -> String {
    pages.vocabulary.joined(lines.iter().map(|line| pages.lines[*line].line.text()))
}

struct Builder<'a> {
    pages: &'a Pages<'a>,
    parts: Vec<Part>,
    draft: Draft,
    place: Place,
    /// The paragraph that is being read, and its last line.
    paragraph: String,
    last: Option<usize>,
    summary: Vec<String>,
    /// Text in front of the abstract.
    front: Vec<String>,
    /// Floats in front of the first heading.
    front_floats: Vec<Block>,
    footnotes: Vec<String>,
    bibliography: (usize, usize),
    drawn: usize,
    numbers: Numbers,
    /// There is a heading of an abstract, in front of which there are no others.
    has_abstract: bool,
}

impl<'a> Builder<'a> {
    fn new(pages: &'a Pages<'a>) -> Self {
        let mut parts = vec![Part::Prose; pages.lines.len()];
        for line in footnotes(pages.lines, pages.floats, pages.body) {
            parts[line] = Part::Footnote;
        }
        for (number, float) in pages.floats.iter().enumerate() {
            for line in float.caption.iter().chain(&float.content) {
                parts[*line] = Part::Gone;
            }
            parts[float.caption[0]] = Part::Float(number);
        }
        Self {
            pages,
            parts,
            draft: Draft::default(),
            place: Place::Front,
            paragraph: String::new(),
            last: None,
            summary: Vec::new(),
            front: Vec::new(),
            front_floats: Vec::new(),
            footnotes: Vec::new(),
            bibliography: (0, 0),
            drawn: 0,
            numbers: Numbers::default(),
            has_abstract: pages.lines.iter().take_while(|placed| placed.page < 2).any(|placed| {
                let heading = pages.headings.at(std::slice::from_ref(placed));
                run_in_abstract(&placed.line.text()).is_some()
                    || heading.is_some_and(|(heading, _)| is_abstract(&heading.title))
            }),
        }
    }

    /// Takes the line at `index`; says how many lines were taken.
    fn step(&mut self, index: usize) -> usize {
        if self.place == Place::Summary && self.pages.contents == Some(index) {
            self.end_paragraph();
            self.place = Place::Sections;
        }
        match self.parts[index] {
            Part::Gone => 1,
            Part::Float(number) => {
                self.float(number);
                1
            }
            Part::Footnote => self.footnote(index),
            Part::Prose => {
                let run = self.parts[index..].iter().take(4);
                let run = run.take_while(|part| **part == Part::Prose).count();
                let heading = self.pages.headings.at(&self.pages.lines[index..index + run]);
                let Some((heading, n_lines)) = heading.filter(|(heading, _)| self.admits(heading))
                else {
                    self.prose(index);
                    return 1;
                };
                self.heading(heading);
                n_lines
            }
        }
    }

    /// Whether something that looks like a heading may be one here.
    fn admits(&self, heading: &Heading) -> bool {
        match self.place {
            Place::Front if self.has_abstract => is_abstract(&heading.title),
            _ if heading.appendix => true,
            Place::Front if heading.number.is_empty() => is_known(&heading.title),
            _ => heading.number.is_empty() || self.numbers.admits(&heading.number),
        }
    }

    fn heading(&mut self, mut heading: Heading) {
        self.end_paragraph();
        self.end_footnotes();
        if self.place == Place::Front && is_abstract(&heading.title) {
            self.place = Place::Summary;
            return;
        }
        if outline::is_references(&heading.title) {
            self.place = Place::Bibliography;
            return;
        }
        if !heading.number.is_empty() {
            heading.level = self.numbers.take(&heading.number, heading.appendix);
        }
        self.place = Place::Sections;
        let Heading { level, number, title, .. } = heading;
        self.draft.sections.push(Section { level, number, title, ..Section::default() });
    }

    fn float(&mut self, number: usize) {
        let float = &self.pages.floats[number];
        let text = joined(self.pages, &float.caption);
        let caption = labelled(&text).map_or_else(|| text.clone(), |(_, _, caption)| caption);
        let label = float.label.clone();
        let content = float.content.iter().map(|line| &self.pages.lines[*line]);
        let blocks = match float.kind {
            Kind::Table => vec![Block::Table { label, caption, rows: content.map(row).collect() }],
            Kind::Figure => {
                self.drawn += content.map(|placed| placed.line.n_chars()).sum::<usize>();
                vec![Block::Figure { label, caption }]
            }
            Kind::Listing => {
                let lines: Vec<String> = content.map(|placed| placed.line.text()).collect();
                let text = (!lines.is_empty()).then(|| Block::Text(lines.join("\n")));
                std::iter::once(Block::Figure { label, caption }).chain(text).collect()
            }
        };
        // a float may stand within a paragraph: it goes in front of it
        match self.place {
            Place::Front | Place::Summary => self.front_floats.extend(blocks),
            Place::Sections | Place::Bibliography => self.section().blocks.extend(blocks),
        }
    }

    /// The section that is being read.
    fn section(&mut self) -> &mut Section {
        if self.draft.sections.is_empty() {
            self.draft.sections.push(Section::without_heading(Vec::new()));
        }
        self.draft.sections.last_mut().expect("invariant: there is one by now")
    }

    fn footnote(&mut self, start: usize) -> usize {
        let n_lines =
            self.parts[start..].iter().take_while(|part| **part == Part::Footnote).count();
        let own = |line: &usize| {
            let placed = &self.pages.lines[*line];
            placed.same_column(&self.pages.lines[start]) && (*line == start || !is_marked(placed))
        };
        let lines: Vec<usize> = (start..start + n_lines).take_while(own).collect();
        let text = joined(self.pages, &lines);
        let imprint = !is_marked(&self.pages.lines[start]) && self.pages.lines[start].page == 0;
        let in_front = self.place == Place::Front || imprint;
        (if in_front { &mut self.front } else { &mut self.footnotes }).push(text);
        lines.len()
    }

    fn prose(&mut self, index: usize) {
        let text = self.pages.lines[index].line.text();
        if self.place == Place::Front
            && let Some(rest) = run_in_abstract(&text)
        {
            self.end_paragraph();
            self.place = Place::Summary;
            self.paragraph = rest.to_owned();
            self.last = Some(index);
            return;
        }
        if let Some(last) = self.last {
            let lines = &self.pages.lines;
            let (adjacent, body) = (index == last + 1, self.pages.body);
            let joint = Joint { above: &lines[last], below: &lines[index], adjacent, body };
            if joint.parts(&self.paragraph) {
                self.end_paragraph();
            }
        }
        self.pages.vocabulary.join(&mut self.paragraph, &text);
        self.last = Some(index);
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.paragraph);
        self.last = None;
        if !text.trim().is_empty() {
            self.put(text);
        }
    }

    fn put(&mut self, text: String) {
        match self.place {
            Place::Front => self.front.push(text),
            Place::Summary => self.summary.push(text),
            Place::Bibliography => {
                self.bibliography.0 += 1;
                self.bibliography.1 += text.chars().count();
            }
            Place::Sections => self.section().blocks.push(Block::Text(text)),
        }
    }

    fn end_footnotes(&mut self) {
        let notes = std::mem::take(&mut self.footnotes);
        if let Some(section) = self.draft.sections.last_mut() {
            section.blocks.extend(notes.into_iter().map(Block::Text));
        }
    }

    fn finish(mut self) -> Draft {
        self.end_paragraph();
        self.end_footnotes();
        if self.draft.sections.is_empty() && self.summary.len() > 1 {
            // without a heading behind it, there is no telling where the abstract ends
            let rest = self.summary.split_off(1);
            self.section().blocks.extend(rest.into_iter().map(Block::Text));
        }
        self.draft.summary = self.summary.join("\n\n");
        let unnamed = self.unnamed_abstract();
        let notes = self.notes(unnamed.is_some());
        let mut draft = self.draft;
        draft.notes = notes;
        if draft.summary.is_empty() && !self.front.is_empty() {
            let blocks = self.front.into_iter().map(Block::Text).collect();
            draft.sections.insert(0, Section::without_heading(blocks));
        }
        draft.summary.extend(unnamed);
        if !self.front_floats.is_empty() && draft.sections.is_empty() {
            draft.sections.push(Section::without_heading(Vec::new()));
        }
        if let Some(section) = draft.sections.first_mut() {
            section.blocks.splice(0..0, self.front_floats);
        }
        draft
    }

    /// The abstract of journals that print it without a heading: the first paragraph in front of
    /// the headings that is prose, not names and addresses.
    fn unnamed_abstract(&mut self) -> Option<String> {
        let headed = self.draft.sections.iter().any(|section| !section.title.is_empty());
        if !headed || !self.draft.summary.is_empty() {
            return None;
        }
        let at = self.front.iter().position(|text| is_prose(text))?;
        Some(self.front.remove(at))
    }

    fn notes(&self, unnamed: bool) -> Vec<String> {
        let front: usize = self.front.iter().map(|text| text.chars().count()).sum();
        let blocks = self.draft.sections.iter().flat_map(|section| &section.blocks);
        let blocks = blocks.chain(&self.front_floats);
        let bare: Vec<&str> = blocks
            .filter_map(|block| match block {
                Block::Table { label, rows, .. } if rows.is_empty() => Some(label.as_str()),
                _ => None,
            })
            .collect();
        let (entries, characters) = self.bibliography;
        let drawn = self.drawn + self.pages.drawn;
        let notes = [
            self.draft.title.is_empty().then(|| "no title found".to_owned()),
            unnamed
                .then(|| "no abstract is named: a paragraph in front of the first heading is taken as such".to_owned()),
            (self.draft.summary.is_empty() && !unnamed && front > 0)
                .then(|| "no abstract found: what stands in front of the first heading is kept as it is".to_owned()),
            (!self.draft.summary.is_empty() && front > 0)
                .then(|| format!("authors and front matter dropped ({front} characters)")),
            (characters > 0).then(|| format!("bibliography dropped ({entries} entries, {characters} characters)")),
            (drawn > 0).then(|| format!("text within figures dropped ({drawn} characters)")),
            (!bare.is_empty()).then(|| format!("rows could not be told from text: {}", bare.join(", "))),
        ];
        notes.into_iter().flatten().collect()
    }
}

fn is_abstract(title: &str) -> bool {
    outline::is_abstract(title)
        || title.trim_end_matches([':', '.']).eq_ignore_ascii_case("summary")
}

fn run_in_abstract(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("Abstract").or_else(|| text.strip_prefix("ABSTRACT"))?;
    let rest = rest.trim_start().strip_prefix(['—', '–', '-', '.', ':'])?;
    Some(rest.trim_start_matches(['—', '–', '-', '.', ':', ' ']))
}

/// Whether a paragraph of the front is a sentence or more, not names and addresses.
fn is_prose(text: &str) -> bool {
    const SHORTEST: usize = 250;
    let words = text.split(' ').filter(|word| word.starts_with(char::is_alphabetic));
    let (names, others): (Vec<&str>, Vec<&str>) =
        words.partition(|word| word.starts_with(char::is_uppercase));
    text.starts_with(char::is_uppercase)
        && text.len() >= SHORTEST
        && text.ends_with('.')
        && names.len() * 3 < others.len()
}
