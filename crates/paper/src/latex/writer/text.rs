//! Reads commands within running text.

use super::Writer;
use crate::latex::formula::{End, Formula};
use crate::latex::stack::{AUTHORS_END, Close, Frame};
use crate::latex::{command, line::Place, symbol, token::Token};
use crate::lexicon::is_among;

/// Commands that print a blank.
const BLANKS: &str = ", ; : > quad qquad enspace enskip thinspace space hfill hfil dotfill
    nobreakspace medspace newblock";
/// Commands of algorithms that begin a line, and the word they print.
const STEPS: [(&str, &str); 17] = [
    ("State Statex EndFor EndWhile EndIf EndProcedure EndFunction", ""),
    ("For", "for"),
    ("ForAll", "for all"),
    ("ForEach", "for each"),
    ("While", "while"),
    ("If eIf uIf", "if"),
    ("ElsIf ElseIf", "else if"),
    ("Else uElse", "else"),
    ("Repeat", "repeat"),
    ("Until", "until"),
    ("Require", "Require:"),
    ("Ensure", "Ensure:"),
    ("Input", "Input:"),
    ("Output", "Output:"),
    ("KwIn", "Input:"),
    ("KwOut", "Output:"),
    ("KwData", "Data:"),
];

impl<'s> Writer<'s> {
    pub(super) fn command(&mut self, name: &'s str) {
        if self.in_preamble() {
            return self.preamble_command(name);
        }
        if !(self.structure(name) || self.spacing(name) || self.phrase(name) || self.step(name)) {
            self.rest(name);
        }
    }

    /// In front of `\begin{document}` only a few commands mean something.
    fn preamble_command(&mut self, name: &'s str) {
        match name {
            "title" | "icmltitle" => self.begin_title(),
            "abstract" | "Abstract" => self.abstract_command(),
            "begin" | "end" => self.begin_or_end(name),
            _ if self.counter(name) => {}
            _ => self.input.drop_arguments(command::dropped(name).unwrap_or_default()),
        }
    }

    fn begin_or_end(&mut self, command: &str) {
        let name = self.input.word();
        if command == "begin" {
            self.begin_environment(name);
        } else {
            self.end_environment(name);
        }
    }

    fn begin_title(&mut self) {
        self.input.optional();
        self.group(Close::Title);
    }

    /// `\abstract{…}`
    fn abstract_command(&mut self) {
        if self.input.peek() == Some(Token::Open) {
            self.begin_abstract();
            self.group(Close::Abstract);
        }
    }

    /// Handles what makes sections, floats, tables, references; false if `name` is something else.
    fn structure(&mut self, name: &'s str) -> bool {
        match name {
            "begin" | "end" => self.begin_or_end(name),
            AUTHORS_END => {
                let name = self.input.word();
                self.pop_environment(&name);
            }
            "title" | "icmltitle" => self.begin_title(),
            "abstract" | "Abstract" => self.abstract_command(),
            "author" | "IEEEauthorblockN" | "IEEEauthorblockA" => self.input.drop_arguments("om"),
            "appendix" | "appendices" => {
                self.input.take('*');
                self.begin_appendix();
            }
            "acknowledgments" | "acknowledgements" | "acknowledgment" | "acks" | "ack" => {
                self.unnumbered("Acknowledgments");
            }
            "bibliography" | "printbibliography" => {
                self.input.drop_arguments(if name == "bibliography" { "m" } else { "o" });
                self.end_bibliography("");
            }
            "bibitem" => self.input.drop_arguments("om"),
            "twocolumn" => {
                if self.input.take('[') {
                    self.stack.push(Frame::Bracket);
                }
            }
            "caption" => self.begin_caption(None),
            "captionof" => {
                let kind = self.input.word();
                self.begin_caption(Some(kind));
            }
            "subcaption" | "subcaptionbox" => self.begin_sub_caption(),
            "subfloat" | "subfigure" | "subtable" => self.sub_float(),
            "label" => {
                let key = self.input.word();
                self.label(key);
            }
            "item" => self.item(),
            "multicolumn" => self.multicolumn(),
            "multirow" => self.input.drop_arguments("omomo"),
            "endhead" | "endfirsthead" | "endfoot" | "endlastfoot" => self.repeated_rows(name),
            "itemize" | "enumerate" | "description" | "center" | "table" | "figure" | "tabular" => {
                self.begin_environment(name.to_owned());
            }
            "enditemize" | "endenumerate" | "enddescription" | "endcenter" | "endtable"
            | "endfigure" | "endtabular" => {
                self.end_environment(name.trim_start_matches("end").to_owned());
            }
            "\\" | "newline" | "linebreak" | "tabularnewline" | "cr" => self.line_break(),
            "par" => self.paragraph(),
            "(" => self.begin_formula(Formula::until(End::Command(")"))),
            "[" => self.begin_formula(Formula::until(End::Command("]"))),
            _ if self.heading(name) || self.refer(name) || self.cite(name) => {}
            _ => return self.counter(name),
        }
        true
    }

    /// Handles blanks and lengths; false if `name` is something else.
    fn spacing(&mut self, name: &str) -> bool {
        match name {
            _ if name == " " || is_among(name, BLANKS) => self.line().space(),
            "xspace" => self.blank_if_needed(),
            "onedot" => self.one_dot(),
            "hspace" => {
                self.input.drop_arguments("sm");
                self.line().space();
            }
            _ => return self.input.skip_length_of(name),
        }
        true
    }

    /// Handles notes, addresses, literal words, fractions; false if `name` is something else.
    fn phrase(&mut self, name: &'s str) -> bool {
        match name {
            "footnote" | "footnotetext" | "tablefootnote" | "blfootnote" => {
                self.input.optional();
                self.group(Close::Footnote);
            }
            "url" | "nolinkurl" | "path" => {
                let address = self.input.address();
                self.line().push_str(&address);
            }
            "href" => _ = self.input.address(),
            "verb" | "lstinline" | "mintinline" => {
                self.input.take('*');
                if name != "verb" {
                    self.input.optional();
                }
                self.input.drop_arguments(if name == "mintinline" { "m" } else { "" });
                let text = self.input.delimited();
                self.line().push_str(&text);
            }
            "ensuremath" => {
                if self.input.take_token(Token::Open) {
                    self.begin_formula(Formula::until(End::Brace));
                }
            }
            "texorpdfstring" => {
                let printed = self.input.argument();
                self.input.drop_arguments("m");
                self.input.push(&printed);
            }
            "nicefrac" | "sfrac" | "frac" => self.joined(Token::Char('/')),
            "SI" | "qty" => {
                self.input.optional();
                self.joined(Token::Space);
            }
            "si" | "unit" | "num" | "ang" => _ = self.input.optional(),
            "IEEEPARstart" | "lettrine" => {
                self.input.optional();
                let (first, rest) = (self.input.argument(), self.input.argument());
                self.input.push(&rest);
                self.input.push(&first);
            }
            "ding" => {
                let number = self.input.word();
                self.line().push_str(symbol::ding(&number));
            }
            "enquote" => {
                self.line().push_str("\"");
                self.group(Close::Insert('"'));
            }
            "tag" | "the" | "string" | "number" | "textsuperscript" | "textsubscript" | "text"
            | "tnote" => {}
            _ => return false,
        }
        true
    }

    /// Prints two arguments with something between them.
    fn joined(&mut self, between: Token<'s>) {
        let (mut first, second) = (self.input.argument(), self.input.argument());
        first.push(between);
        first.extend(second);
        self.input.push(&first);
    }

    /// Handles a line of an algorithm; false if `name` is something else or this is not an
    /// algorithm.
    fn step(&mut self, name: &str) -> bool {
        if self.floats.is_empty() && !self.stack.is_open("algorithmic") {
            return false;
        }
        if matches!(name, "Comment" | "COMMENT" | "tcp" | "tcc" | "tcp*") {
            self.input.take('*');
            self.line().space();
            self.line().push_str("// ");
            return true;
        }
        let Some(word) = step_word(name) else { return false };
        if self.lines.place() == Place::Float {
            self.end_line();
        } else {
            self.paragraph();
        }
        self.line().push_str(word);
        self.line().space();
        true
    }

    fn rest(&mut self, name: &'s str) {
        if name == ";" && self.lines.place() == Place::Float {
            return self.end_line();
        }
        if let Some(pattern) = command::dropped(name) {
            return self.input.drop_arguments(pattern);
        }
        if let Some(accented) = symbol::accented(name) {
            return self.accent(accented);
        }
        if let Some(printed) = symbol::symbol(name) {
            return self.line().push_str(printed);
        }
        if let Some(printed) = symbol::abbreviation(name) {
            self.line().push_str(printed);
            return self.one_dot();
        }
        *self.unknown.entry(name).or_insert(0) += 1;
        self.drop_option();
    }

    /// Drops `[…]` behind an unknown command if an argument follows; else it is text.
    fn drop_option(&mut self) {
        if self.input.peek() != Some(Token::Char('[')) {
            return;
        }
        let Some(mut option) = self.input.optional() else { return };
        if self.input.peek() != Some(Token::Open) {
            option.insert(0, Token::Char('['));
            option.push(Token::Char(']'));
            self.input.push(&option);
        }
    }

    fn accent(&mut self, accented: impl Fn(char) -> String) {
        let letters = self.input.argument();
        let letter = match letters.first().copied() {
            Some(Token::Char(letter)) => letter,
            Some(Token::Command("i")) => 'ı',
            Some(Token::Command("j")) => 'ȷ',
            _ => return self.input.push(&letters),
        };
        self.line().push_str(&accented(letter));
        self.input.push(letters.get(1..).unwrap_or_default());
    }
}

/// The word that a step of an algorithm begins with; its command may be in capitals.
fn step_word(name: &str) -> Option<&'static str> {
    let is_in_capitals = name.chars().all(|c| c.is_ascii_uppercase());
    let is_called =
        |command: &str| command == name || is_in_capitals && command.eq_ignore_ascii_case(name);
    let step = STEPS.iter().find(|(commands, _)| commands.split(' ').any(is_called));
    step.map(|(_, word)| *word)
}
