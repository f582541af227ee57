//! The walk through a page, without recursion.

use scraper::{ElementRef, Node};

use super::formula::formula;
use crate::caption::{self, caption};
use crate::draft::{Piece, squeeze};
use crate::lexicon::is_among;

/// Elements that belong to the page and not to the paper.
const DROPPED: &str = "script style nav footer aside noscript template form button select input \
    iframe svg dialog object";
const DROPPED_CLASSES: &str = "ltx_page_navbar ltx_page_footer ltx_page_header ltx_page_logo \
    ltx_TOC ltx_tag_item ltx_note_mark ltx_note_type ltx_tag_note ltx_role_newpage ltx_pagination \
    ltx_dates ltx_ERROR ltx_rule";
/// Elements that end a paragraph.
const BREAKING: &str = "p div section article main header blockquote pre dl dd dt center address \
    details summary body html hr fieldset";

/// The pieces of an element in reading order.
pub(super) fn walk(root: ElementRef) -> Vec<Piece> {
    let mut walk = Walk::default();
    let mut waiting = vec![(*root, false)];
    while let Some((node, is_end)) = waiting.pop() {
        let goes_in = match (node.value(), ElementRef::wrap(node)) {
            (Node::Text(text), _) => {
                walk.text.push_str(text);
                false
            }
            (_, Some(element)) if is_end => {
                walk.close(element);
                false
            }
            (_, Some(element)) => walk.open(element, element == root),
            _ => !is_end,
        };
        if goes_in {
            waiting.push((node, true));
            waiting.extend(node.children().rev().map(|child| (child, false)));
        }
    }
    walk.flush();
    walk.pieces
}

/// The kinds of elements that are treated in their own way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heading(usize),
    Abstract,
    Bibliography,
    Formula,
    Equation,
    Figure,
    Caption,
    Table,
    Row,
    Cell,
    List,
    Item,
    Note,
    Raised(&'static str),
    /// The label of a caption.
    Label,
    Break,
    Dropped,
    Plain,
}

impl Kind {
    fn of(element: ElementRef) -> Self {
        let value = element.value();
        let has = |classes: &str| value.classes().any(|found| is_among(found, classes));
        match value.name() {
            name if is_among(name, DROPPED) => Self::Dropped,
            _ if value.attr("hidden").is_some() || has(DROPPED_CLASSES) => Self::Dropped,
            _ if has("ltx_note_outer ltx_note_content") => Self::Note,
            _ if has("ltx_equation ltx_equationgroup ltx_eqn_table") => Self::Equation,
            _ if has("ltx_caption") => Self::Caption,
            _ if has("ltx_tag_float ltx_tag_figure ltx_tag_table") => Self::Label,
            _ if has("ltx_tabular") => Self::Table,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                Self::Heading(usize::from(value.name().as_bytes()[1] - b'0'))
            }
            "math" => Self::Formula,
            "figure" => Self::Figure,
            "figcaption" | "caption" => Self::Caption,
            "table" => Self::Table,
            "tr" => Self::Row,
            "td" | "th" => Self::Cell,
            "ul" | "ol" if has("ltx_biblist") => Self::Bibliography,
            "ul" | "ol" => Self::List,
            "li" => Self::Item,
            "sup" if !has("ltx_note_mark") => Self::Raised("^"),
            "sub" => Self::Raised("_"),
            "br" => Self::Raised(" "),
            "span" if has("ltx_tr") => Self::Row,
            "span" if has("ltx_td") => Self::Cell,
            "div" | "section" | "blockquote"
                if has("ltx_abstract abstract") || value.id() == Some("abstract") =>
            {
                Self::Abstract
            }
            name if is_among(name, BREAKING) || has("ltx_p ltx_para ltx_listingline") => {
                Self::Break
            }
            _ => Self::Plain,
        }
    }
}

/// A figure that is open, with what was found in it.
#[derive(Default)]
struct Figure {
    captions: Vec<String>,
    rows: Vec<String>,
    /// Text beside caption and table, such as the lines of an algorithm.
    lines: Vec<String>,
    table: bool,
}

#[derive(Default)]
struct Walk {
    pieces: Vec<Piece>,
    text: String,
    /// Texts that wait for a footnote within them to end.
    around_note: Vec<String>,
    notes: Vec<String>,
    figures: Vec<Figure>,
    /// Rows of the outermost open table, how many tables are open, and the caption among them.
    rows: Vec<Vec<String>>,
    tables: usize,
    table_caption: String,
    lists: usize,
    list: String,
    equations: usize,
}

impl Walk {
    /// Begins an element; false if what is in it is left out.
    fn open(&mut self, element: ElementRef, is_root: bool) -> bool {
        match Kind::of(element) {
            Kind::Dropped if !is_root => return false,
            Kind::Formula => {
                self.text.push_str(&formula(element));
                return false;
            }
            Kind::Heading(_) | Kind::Break if self.tables == 0 && self.equations == 0 => {
                self.flush()
            }
            Kind::Heading(_) | Kind::Break | Kind::Row => self.text.push(' '),
            Kind::Bibliography => {
                self.flush();
                let headed = matches!(self.pieces.last(), Some(Piece::Heading { .. }));
                if !headed {
                    self.pieces.push(Piece::Heading { level: 2, text: "References".to_owned() });
                }
                self.lists += 1;
            }
            Kind::Abstract => {
                self.flush();
                let front = element.text().take(4).collect::<String>().to_lowercase();
                if !front.trim().starts_with("abstract") {
                    self.pieces.push(Piece::Heading { level: 6, text: "Abstract".to_owned() });
                }
            }
            Kind::Equation => {
                if self.equations == 0 && self.tables == 0 {
                    self.flush();
                }
                self.equations += 1;
            }
            Kind::Figure => {
                self.flush();
                self.figures.push(Figure::default());
            }
            Kind::Caption => self.flush(),
            Kind::Table if self.equations == 0 => {
                if self.tables == 0 {
                    self.flush();
                }
                self.tables += 1;
            }
            Kind::Cell if self.tables == 1 => self.text.clear(),
            Kind::Cell => self.text.push(' '),
            Kind::List if self.tables == 0 => {
                self.end_item();
                if self.lists == 0 {
                    self.flush();
                }
                self.lists += 1;
            }
            Kind::Item => self.end_item(),
            Kind::Note => self.around_note.push(std::mem::take(&mut self.text)),
            Kind::Raised(mark) => self.text.push_str(mark),
            _ => {}
        }
        true
    }

    fn close(&mut self, element: ElementRef) {
        match Kind::of(element) {
            Kind::Heading(level)
                if self.tables == 0 && self.figures.is_empty() && self.lists == 0 =>
            {
                let text = self.take();
                if !text.is_empty() {
                    self.pieces.push(Piece::Heading { level, text });
                }
            }
            Kind::Heading(_) | Kind::Break if self.tables == 0 && self.equations == 0 => {
                self.flush()
            }
            Kind::Equation => {
                self.equations = self.equations.saturating_sub(1);
                if self.equations == 0 && self.tables == 0 {
                    self.flush();
                }
            }
            Kind::Caption => {
                let text = self.take();
                match self.figures.last_mut() {
                    Some(figure) => figure.captions.push(text),
                    None => self.table_caption = text,
                }
            }
            Kind::Row if self.tables == 1 => self.rows.push(Vec::new()),
            Kind::Cell if self.tables == 1 => {
                let cell = self.take();
                match self.rows.last_mut() {
                    Some(row) => row.push(cell),
                    None => self.rows.push(vec![cell]),
                }
            }
            Kind::Table if self.equations == 0 => self.end_table(),
            Kind::Figure => self.end_figure(),
            Kind::Item => self.end_item(),
            Kind::List | Kind::Bibliography if self.tables == 0 => {
                self.end_item();
                self.lists = self.lists.saturating_sub(1);
                if self.lists == 0 {
                    let list = std::mem::take(&mut self.list);
                    self.add(list.trim_end().to_owned());
                }
            }
            // captions are told by the mark behind their label
            Kind::Label if self.text.trim_end().ends_with(char::is_alphanumeric) => {
                self.text.push_str(": ")
            }
            Kind::Note => {
                let outer = self.around_note.pop().unwrap_or_default();
                self.notes.push(squeeze(&std::mem::replace(&mut self.text, outer)));
            }
            _ => {}
        }
    }

    /// The text so far, which begins anew.
    fn take(&mut self) -> String {
        squeeze(&std::mem::take(&mut self.text))
    }

    fn end_item(&mut self) {
        let text = self.take();
        if self.lists == 0 {
            return self.add(text);
        }
        if !text.is_empty() {
            let indent = "  ".repeat((self.lists - 1).min(8));
            self.list.extend([indent.as_str(), "- ", &text, "\n"]);
        }
    }

    fn end_table(&mut self) {
        self.tables = self.tables.saturating_sub(1);
        if self.tables > 0 {
            return;
        }
        self.text.clear();
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        let rows: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
        let caption = std::mem::take(&mut self.table_caption);
        if let Some(figure) = self.figures.last_mut() {
            figure.rows.extend(rows);
            figure.table = true;
        } else if !rows.is_empty() || !caption.is_empty() {
            self.pieces.push(Piece::Float { kind: caption::Kind::Table, caption, rows });
        }
    }

    fn end_figure(&mut self) {
        self.flush();
        let Some(mut figure) = self.figures.pop() else { return };
        figure.captions.retain(|caption| !caption.is_empty());
        if let Some(outer) = self.figures.last_mut() {
            outer.captions.append(&mut figure.captions);
            outer.rows.append(&mut figure.rows);
            outer.lines.append(&mut figure.lines);
            outer.table |= figure.table;
            return;
        }
        // the caption with the label stands first, those of parts behind it
        if let Some(at) = figure.captions.iter().position(|text| caption(text, 0).is_some()) {
            figure.captions[..=at].rotate_right(1);
        }
        let text = figure.captions.join(" ");
        let unnamed = if figure.table { caption::Kind::Table } else { caption::Kind::Figure };
        let kind = caption(&text, 0).map_or(unnamed, |found| found.kind);
        if kind == caption::Kind::Figure {
            figure.lines.append(&mut figure.rows);
        }
        self.pieces.push(Piece::Float { kind, caption: text, rows: figure.rows });
        if !figure.lines.is_empty() {
            self.pieces.push(Piece::Text { text: figure.lines.join("\n"), lead: 0 });
        }
    }

    /// Ends a paragraph; its footnotes follow it.
    fn flush(&mut self) {
        if self.lists > 0 || self.tables > 0 || !self.around_note.is_empty() {
            self.text.push(' ');
            return;
        }
        let text = self.take();
        self.add(text);
        for note in std::mem::take(&mut self.notes) {
            self.add(note);
        }
    }

    fn add(&mut self, text: String) {
        if text.is_empty() {
            return;
        }
        match self.figures.last_mut() {
            Some(figure) => figure.lines.push(text),
            None => self.pieces.push(Piece::Text { text, lead: 0 }),
        }
    }
}
