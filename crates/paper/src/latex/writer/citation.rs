//! Reads citations and references: a citation is dropped where it only stands beside the sentence,
//! and kept where the sentence needs it.
//!
//! `\citet{key}` becomes `Author et al. (2017)` if the bibliography came along and says so, or else
//! `[key]`. `\citep{key}` goes, and the brackets it was alone in, unless it follows a word such as
//! "in" or "by", which would be left without its noun: then it is treated as `\citet`. So is
//! `\cite{key}`, and also where it begins a sentence.

use super::Writer;
use crate::latex::{reference::Style, token::Token};
use crate::lexicon::is_among;

const NOUNS: &str =
    "citet Citet citealt Citealt citealtt newcite textcite Textcite citetext namecite
    citeA citeasnoun onlinecite citeposs citepos shortcite citeNP cites textcites";
const BESIDE: &str = "citep Citep citealp Citealp parencite Parencite autocite Autocite supercite
    footcite smartcite citenum parencites autocites footfullcite fullcite";

impl Writer<'_> {
    /// Handles a citation; false if `name` is not one.
    pub(super) fn cite(&mut self, name: &str) -> bool {
        let style = match name {
            "citeauthor" | "Citeauthor" | "citeauthor*" | "citefullauthor" => Some(Style::Author),
            "citeyear" | "citeyearpar" | "citedate" => Some(Style::Year),
            "cite" | "citeN" => None,
            _ if is_among(name, NOUNS) => Some(Style::Subject),
            _ if is_among(name, BESIDE) => None,
            _ => return false,
        };
        self.input.drop_arguments("soo");
        let keys = self.input.word();
        let line = self.line();
        let needed = line.awaits_a_word() || line.is_at_start() && !is_among(name, BESIDE);
        let style = style.or(needed.then_some(Style::Subject));
        match style {
            Some(style) if !keys.is_empty() => {
                self.refer_to(style, &keys);
                self.line().push_str(if name.starts_with("citepos") { "'s" } else { "" });
            }
            _ => self.line().drop_citation(),
        }
        true
    }

    /// Handles a reference; false if `name` is not one.
    pub(super) fn refer(&mut self, name: &str) -> bool {
        let style = match name {
            "ref" | "ref*" | "labelcref" | "vref" => Style::Number,
            "eqref" => Style::Equation,
            "subref" => Style::Part,
            "cref" | "Cref" | "autoref" | "Autoref" | "cref*" | "Vref" | "zcref" | "fullref" => {
                Style::Named(None)
            }
            "figref" | "Figref" => Style::Named(Some("Figure")),
            "tabref" | "Tabref" | "tblref" => Style::Named(Some("Table")),
            "secref" | "Secref" => Style::Named(Some("Section")),
            "appref" | "Appref" => Style::Named(Some("Appendix")),
            "algref" | "Algref" => Style::Named(Some("Algorithm")),
            "pageref" | "nameref" | "cpageref" => {
                self.input.drop_arguments("sm");
                self.line().push_str("[ref]");
                return true;
            }
            "crefrange" | "Crefrange" => {
                let (first, last) = (self.input.word(), self.input.word());
                self.refer_to(Style::Named(None), &format!("{first},{last}"));
                return true;
            }
            _ => return false,
        };
        self.input.take('*');
        let key = self.input.word();
        self.refer_to(style, &key);
        true
    }

    fn refer_to(&mut self, style: Style, keys: &str) {
        let mark = self.numbering.references.mark(style, keys);
        self.line().push_str(&mark);
    }

    /// A dot, unless one follows; then `\xspace`.
    pub(super) fn one_dot(&mut self) {
        if self.input.peek() != Some(Token::Char('.')) {
            self.line().push('.');
        }
        self.blank_if_needed();
    }

    /// `\xspace`: a blank unless punctuation follows.
    pub(super) fn blank_if_needed(&mut self) {
        const NONE_BEFORE: &str = ".,;:!?'/)]}-~’\"";
        let needed = match self.input.peek() {
            Some(Token::Char(next)) => !NONE_BEFORE.contains(next),
            Some(Token::Command(name)) => {
                name.starts_with(|c: char| c.is_ascii_alphabetic())
                    && !matches!(name, "xspace" | "footnote" | "par")
            }
            _ => false,
        };
        if needed {
            self.line().space();
        }
    }
}
