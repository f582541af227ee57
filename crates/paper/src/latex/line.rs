//! Collects lines of running text: one blank between words, ligatures, footnotes behind their
//! sentence.

use crate::lexicon::is_among;

/// Where a line of text belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Body,
    Float,
    Cell,
    Group,
}

/// Open lines: the paragraph's, which always is, and those of floats, cells and groups on it.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The line of the paragraph.
    pub(super) body: Line,
    others: Vec<(Line, Place)>,
}

impl Lines {
    /// The line that text goes to.
    pub(super) fn top(&mut self) -> &mut Line {
        self.others.last_mut().map_or(&mut self.body, |(line, _)| line)
    }

    pub(super) fn place(&self) -> Place {
        self.others.last().map_or(Place::Body, |(_, place)| *place)
    }

    /// Whether no line is open but the paragraph's.
    pub(super) fn is_in_body(&self) -> bool {
        self.others.is_empty()
    }

    pub(super) fn push(&mut self, place: Place) {
        self.others.push((Line::default(), place));
    }

    /// Ends the topmost line and gives its text; the paragraph's line stays open.
    pub(super) fn pop(&mut self) -> String {
        let text = self.top().take();
        self.others.pop();
        text
    }
}

/// Text that grows by characters.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    text: String,
    footnotes: Vec<String>,
    /// Whether a citation was left out since the last `(`.
    cited: bool,
}

/// Words in front of a citation in brackets that hold nothing else.
const LEADS: [&str; 9] = ["", "e.g", "i.e", "see", "cf", "see e.g", "eg", "and", "see also"];
/// Words that a citation completes: without it the sentence has a hole.
const WAITING: &str =
    "in of by from to with following see and or per on for as like than over both while via also";

impl Line {
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.footnotes.is_empty()
    }

    /// Adds a character of the source, with TeX's ligatures.
    pub(super) fn push(&mut self, character: char) {
        match character {
            '`' | '\'' if self.text.ends_with('\'') => self.replace_last('"'),
            '`' => self.text.push('\''),
            '-' if self.text.ends_with('-') => self.replace_last('–'),
            '-' if self.text.ends_with('–') => self.replace_last('—'),
            '~' | '\u{a0}' => self.space(),
            ')' if self.cited => self.close_bracket(),
            '(' => {
                self.cited = false;
                self.text.push('(');
            }
            '.' | ',' | ';' if self.text.ends_with(' ') && self.cited => {
                self.replace_last(character);
            }
            _ => self.text.push(character),
        }
    }

    /// Adds text as it stands.
    pub(super) fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds a blank, unless there is one.
    pub(super) fn space(&mut self) {
        if self.text.is_empty() || self.text.ends_with([' ', '\n']) {
            return;
        }
        if !self.footnotes.is_empty() && self.at_sentence_end() {
            self.set_footnotes();
        }
        self.text.push(' ');
    }

    /// Adds a note, to be printed in brackets behind the sentence.
    pub(super) fn footnote(&mut self, note: String) {
        if !note.is_empty() {
            self.footnotes.push(note);
            if self.at_sentence_end() {
                self.set_footnotes();
            }
        }
    }

    /// Marks that a citation has been left out here.
    pub(super) fn drop_citation(&mut self) {
        self.cited = true;
        self.drop_blank();
    }

    /// Whether a sentence begins here.
    pub(super) fn is_at_start(&self) -> bool {
        let before = self.tail(16).trim_end();
        before.is_empty() || before.ends_with(['.', '?', '!', ':', ';'])
    }

    /// Whether a sentence lacks a word if a citation is left out here.
    pub(super) fn awaits_a_word(&self) -> bool {
        let before = self.tail(16).trim_end();
        let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        is_among(&word.to_lowercase(), WAITING)
    }

    /// Takes the text so far, without blanks around it.
    pub(super) fn take(&mut self) -> String {
        if !self.footnotes.is_empty() {
            self.set_footnotes();
        }
        self.cited = false;
        let text = std::mem::take(&mut self.text);
        let trimmed = text.trim();
        if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
    }

    /// The last bytes: looking further back for every token would take more than linear time.
    fn tail(&self, bytes: usize) -> &str {
        &self.text[self.text.ceil_char_boundary(self.text.len().saturating_sub(bytes))..]
    }

    fn replace_last(&mut self, character: char) {
        self.text.pop();
        self.text.push(character);
    }

    fn at_sentence_end(&self) -> bool {
        let end = self.tail(8).trim_end().trim_end_matches(['"', '\'', ')']);
        end.ends_with(['.', '?', '!', ':'])
    }

    fn set_footnotes(&mut self) {
        let trailing_blank = self.text.ends_with(' ');
        for note in std::mem::take(&mut self.footnotes) {
            if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
            self.text.extend(["(", &note, ")"]);
        }
        if trailing_blank {
            self.text.push(' ');
        }
    }

    /// A pair of brackets in which nothing but citations stood goes with them.
    fn close_bracket(&mut self) {
        self.cited = false;
        if let Some((_, inner)) = self.tail(32).rsplit_once('(') {
            let open = self.text.len() - inner.len() - 1;
            let lead = inner.to_lowercase();
            if LEADS.contains(&lead.trim_matches(|c: char| c.is_whitespace() || ".,;".contains(c)))
            {
                self.text.truncate(open);
                return self.drop_blank();
            }
        }
        self.text.truncate(self.text.trim_end_matches([' ', ';', ',']).len());
        self.text.push(')');
    }

    fn drop_blank(&mut self) {
        if self.text.ends_with(' ') {
            self.text.pop();
        }
    }
}
