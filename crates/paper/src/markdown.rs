//! Markdown, and plain text: written by hand, or by a converter from PDF.

mod formula;
mod front;
mod plain;
#[cfg(test)]
mod tests;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::caption::{Kind, caption};
use super::draft::{Draft, Piece, assemble, squeeze};
use super::encoding::with_plain_breaks;
use super::html;
use formula::Formulas;

/// Lines that were wrapped by hand are shorter.
const WRAPPED: usize = 150;

/// Reads Markdown. Formulas stay as they are written; other markup is taken off.
pub(crate) fn read(text: &str) -> Draft {
    let text = with_plain_breaks(text.strip_prefix('\u{feff}').unwrap_or(text));
    let (front, body) = front::split(&text);
    let mut pieces = pieces(body);
    let plain = !pieces.iter().any(|piece| matches!(piece, Piece::Heading { .. }));
    if let Some(marked) = plain.then(|| plain::mark_headings(body)).flatten() {
        pieces = self::pieces(&marked);
    }
    let title = front.title.or_else(|| if plain { plain::take_title(&mut pieces) } else { None });
    let mut draft = assemble(&title.unwrap_or_default(), pieces);
    if draft.summary.is_empty() {
        draft.summary = front.summary.unwrap_or_default();
    }
    draft
}

fn pieces(text: &str) -> Vec<Piece> {
    let (text, formulas) = formula::protect(text);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut reading = Reading { formulas, ..Reading::default() };
    for event in Parser::new_ext(&text, options) {
        reading.event(event);
    }
    reading.flush();
    reading.pieces
}

#[derive(Default)]
struct Reading {
    formulas: Formulas,
    pieces: Vec<Piece>,
    /// The text of the paragraph, heading, item or cell that is open.
    text: String,
    /// How deep in bold or italic type, and where the first such run of the paragraph ended.
    set_off: usize,
    lead: usize,
    lists: Vec<Option<u64>>,
    list: String,
    table: Option<Vec<Vec<String>>>,
    /// Alternative text of the picture that is open.
    picture: Option<String>,
    /// An HTML block that is open.
    hypertext: Option<String>,
    code: bool,
}

impl Reading {
    fn event(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => self.push(&text),
            Event::Html(text) => match &mut self.hypertext {
                Some(block) => block.push_str(&text),
                None => self.inline(&text),
            },
            Event::InlineHtml(text) => self.inline(&text),
            Event::SoftBreak if self.text.len() > WRAPPED && self.is_listed_caption() => {
                self.end_item()
            }
            Event::SoftBreak | Event::HardBreak => self.push(" "),
            Event::Rule => self.flush(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag) {
        match tag {
            Tag::Heading { .. } | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => self.flush(),
            Tag::Paragraph if self.lists.is_empty() => self.flush(),
            Tag::Paragraph => self.push(" "),
            Tag::CodeBlock(kind) => {
                self.flush();
                self.code = !matches!(kind, CodeBlockKind::Indented);
            }
            Tag::List(first) => {
                self.end_item();
                if self.lists.is_empty() {
                    self.flush();
                }
                self.lists.push(*first);
            }
            Tag::Item => self.end_item(),
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Vec::new());
            }
            Tag::TableHead | Tag::TableRow => {
                self.table.iter_mut().for_each(|rows| rows.push(Vec::new()))
            }
            Tag::Image { .. } => self.picture = Some(String::new()),
            Tag::HtmlBlock => self.hypertext = Some(String::new()),
            Tag::Strong | Tag::Emphasis => self.set_off += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::Paragraph if !self.lists.is_empty() => {}
            TagEnd::Paragraph
            | TagEnd::CodeBlock
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition => self.flush(),
            TagEnd::Item => self.end_item(),
            TagEnd::List(_) => {
                self.end_item();
                self.lists.pop();
                if self.lists.is_empty() {
                    let text = std::mem::take(&mut self.list);
                    self.add_text(text.trim_end(), 0);
                }
            }
            TagEnd::TableCell => {
                let cell = self.take();
                if let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let rows = self.table.take().unwrap_or_default();
                let rows = rows.iter().map(|row| row.join(" | "));
                let rows = rows.filter(|row| row.contains(|letter| letter != ' ' && letter != '|'));
                let (caption, rows) = (String::new(), rows.collect());
                self.pieces.push(Piece::Float { kind: Kind::Table, caption, rows });
            }
            TagEnd::Image => self.end_picture(),
            TagEnd::HtmlBlock => {
                let block = self.hypertext.take().unwrap_or_default();
                self.flush();
                self.pieces.extend(html::pieces(&self.formulas.restore(&block)));
            }
            TagEnd::Strong | TagEnd::Emphasis => self.set_off = self.set_off.saturating_sub(1),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(picture) = &mut self.picture {
            return picture.push_str(text);
        }
        let at_front = self.lead == self.text.trim_start().len();
        self.text.push_str(text);
        if self.set_off > 0 && at_front {
            self.lead = self.text.trim_start().len();
        }
    }

    fn inline(&mut self, tag: &str) {
        let tag = tag.trim_start_matches('<').to_ascii_lowercase();
        match tag.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default() {
            "sup" => self.push("^"),
            "sub" => self.push("_"),
            "br" | "p" | "div" | "td" | "li" => self.push(" "),
            _ => {}
        }
    }

    /// The text so far with its formulas, which begins anew.
    fn take(&mut self) -> String {
        squeeze(&self.formulas.restore(&std::mem::take(&mut self.text)))
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let text = self.take();
        self.lead = 0;
        if !text.is_empty() {
            self.pieces.push(Piece::Heading { level: level as usize, text });
        }
    }

    /// Whether the open item of a list is a caption: converters from PDF make one of it, and of the
    /// text below it.
    fn is_listed_caption(&self) -> bool {
        let front = &self.text[..self.text.floor_char_boundary(WRAPPED)];
        !self.lists.is_empty() && caption(front.trim_start(), 0).is_some()
    }

    fn end_item(&mut self) {
        let is_caption = self.is_listed_caption();
        let text = self.take();
        self.lead = 0;
        if is_caption {
            let list = std::mem::take(&mut self.list);
            self.add_text(list.trim_end(), 0);
        }
        let depth = self.lists.len();
        let Some(list) = self.lists.last_mut().filter(|_| !text.is_empty() && !is_caption) else {
            return self.add_text(&text, 0);
        };
        let mark = list.map_or("- ".to_owned(), |number| format!("{number}. "));
        *list = list.map(|number| number.saturating_add(1));
        let indent = "  ".repeat((depth - 1).min(8));
        self.list.extend([indent.as_str(), &mark, &text, "\n"]);
    }

    fn end_picture(&mut self) {
        let text = squeeze(&self.formulas.restore(&self.picture.take().unwrap_or_default()));
        let says_something = caption(&text, 0).is_some() || text.split(' ').count() >= 4;
        let caption = if says_something { text } else { String::new() };
        self.pieces.push(Piece::Float { kind: Kind::Figure, caption, rows: Vec::new() });
    }

    fn flush(&mut self) {
        let text = self.formulas.restore(&std::mem::take(&mut self.text));
        let lead = std::mem::take(&mut self.lead);
        if !self.lists.is_empty() {
            self.text = text;
            return;
        }
        if std::mem::take(&mut self.code) {
            self.add_text(text.trim_end(), lead);
        } else {
            self.add_text(&squeeze(&text), lead);
        }
    }

    fn add_text(&mut self, text: &str, lead: usize) {
        if !text.trim().is_empty() {
            self.pieces.push(Piece::Text { text: text.to_owned(), lead });
        }
    }
}
