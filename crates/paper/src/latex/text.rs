//! Commands within running text.

use super::{
    command,
    environment::AUTHORS_END,
    formula::Formula,
    symbol,
    token::{Token, written},
    writer::{Close, Place, Writer},
};

/// Lengths and skips that are set without braces: `\vskip 0.3in`.
const LENGTHS: [&str; 25] = [
    "vskip",
    "hskip",
    "kern",
    "mkern",
    "parindent",
    "parskip",
    "tabcolsep",
    "arraycolsep",
    "baselineskip",
    "itemsep",
    "leftmargin",
    "textwidth",
    "linewidth",
    "columnwidth",
    "textheight",
    "abovecaptionskip",
    "belowcaptionskip",
    "abovedisplayskip",
    "belowdisplayskip",
    "extrarowheight",
    "hsize",
    "parsep",
    "topsep",
    "looseness",
    "arrayrulewidth",
];
const UNITS: [&str; 11] = ["pt", "em", "ex", "in", "cm", "mm", "bp", "sp", "pc", "mu", "px"];
/// Commands of algorithms that begin a line, and the word they print.
const STEPS: [(&str, &str); 27] = [
    ("State", ""),
    ("Statex", ""),
    ("For", "for"),
    ("ForAll", "for all"),
    ("ForEach", "for each"),
    ("While", "while"),
    ("If", "if"),
    ("ElsIf", "else if"),
    ("ElseIf", "else if"),
    ("eIf", "if"),
    ("uIf", "if"),
    ("Else", "else"),
    ("uElse", "else"),
    ("EndFor", ""),
    ("EndWhile", ""),
    ("EndIf", ""),
    ("EndProcedure", ""),
    ("EndFunction", ""),
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
            "begin" => {
                let name = self.input.word();
                self.begin_environment(name);
            }
            "end" => {
                let name = self.input.word();
                self.end_environment(name);
            }
            _ if self.counter(name) => {}
            _ => {
                if let Some(pattern) = command::dropped(name) {
                    self.input.drop_arguments(pattern);
                }
            }
        }
    }

    fn begin_title(&mut self) {
        self.input.optional();
        self.group(Close::Title);
    }

    /// `\abstract{…}`
    fn abstract_command(&mut self) {
        if self.input.peek() == Some(Token::Open) {
            self.end_paragraph();
            self.abstracts += 1;
            self.group(Close::Abstract);
        }
    }

    /// What makes sections, floats, tables, references; false if `name` is something else.
    fn structure(&mut self, name: &'s str) -> bool {
        match name {
            "begin" => {
                let name = self.input.word();
                self.begin_environment(name);
            }
            "end" => {
                let name = self.input.word();
                self.end_environment(name);
            }
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
            "twocolumn" => self.bracket(),
            "caption" => self.begin_caption(None),
            "captionof" => {
                let kind = self.input.word();
                self.begin_caption(Some(kind));
            }
            "subcaption" => self.begin_sub_caption(),
            "subcaptionbox" => self.begin_sub_caption(),
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
            "(" => self.begin_formula(Formula::until(")")),
            "[" => self.begin_formula(Formula::until("]")),
            _ => {
                return self.heading(name)
                    || self.refer(name)
                    || self.cite(name)
                    || self.counter(name);
            }
        }
        true
    }

    /// Blanks and lengths; false if `name` is something else.
    fn spacing(&mut self, name: &str) -> bool {
        match name {
            " " | "," | ";" | ":" | ">" | "quad" | "qquad" | "enspace" | "enskip" | "thinspace"
            | "space" | "hfill" | "hfil" | "dotfill" | "nobreakspace" | "medspace" | "newblock" => {
                self.line().space()
            }
            "xspace" => self.blank_if_needed(),
            "onedot" => self.one_dot(),
            "hspace" => {
                self.input.drop_arguments("sm");
                self.line().space();
            }
            "advance" | "multiply" | "divide" => {
                self.input.argument();
                self.keyword(&["by"]);
                self.skip_length();
            }
            "hrule" | "vrule" => {
                while self.keyword(&["width", "height", "depth"]) {
                    self.skip_length();
                }
            }
            _ if LENGTHS.contains(&name) => self.skip_length(),
            _ => return false,
        }
        true
    }

    /// Notes, addresses, literal words, fractions; false if `name` is something else.
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
            "href" => {
                self.input.address();
            }
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
                    self.begin_formula(Formula::ensured());
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
            "si" | "unit" | "num" | "ang" => {
                self.input.optional();
            }
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

    /// Two arguments with something between them.
    fn joined(&mut self, between: Token<'s>) {
        let (mut first, second) = (self.input.argument(), self.input.argument());
        first.push(between);
        first.extend(second);
        self.input.push(&first);
    }

    /// A line of an algorithm; false if `name` is something else or this is no algorithm.
    fn step(&mut self, name: &str) -> bool {
        if self.floats.is_empty() && !self.is_open("algorithmic") {
            return false;
        }
        let same = |step: &str| {
            step == name
                || name.chars().all(|c| c.is_ascii_uppercase()) && step.eq_ignore_ascii_case(name)
        };
        if name == "Comment"
            || name == "COMMENT"
            || name == "tcp"
            || name == "tcc"
            || name == "tcp*"
        {
            self.input.take('*');
            self.line().space();
            self.line().push_str("// ");
            return true;
        }
        let Some((_, word)) = STEPS.iter().find(|(step, _)| same(step)) else { return false };
        if self.place() == Place::Float {
            self.end_line();
        } else {
            self.paragraph();
        }
        self.line().push_str(word);
        self.line().space();
        true
    }

    fn rest(&mut self, name: &'s str) {
        if name == ";" && self.place() == Place::Float {
            return self.end_line();
        }
        if let Some(pattern) = command::dropped(name) {
            return self.input.drop_arguments(pattern);
        }
        if symbol::is_accent(name) {
            return self.accent(name);
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

    fn accent(&mut self, mark: &str) {
        let letters = self.input.argument();

        let letter = match letters.first().copied() {
            Some(Token::Char(letter)) => letter,
            Some(Token::Command("i")) => 'ı',
            Some(Token::Command("j")) => 'ȷ',
            _ => {
                self.input.push(&letters);
                return;
            }
        };
        let printed = symbol::accented(mark, letter);
        self.line().push_str(&printed);
        self.input.push(letters.get(1..).unwrap_or_default());
    }

    /// Takes one of the words that TeX knows without a backslash, if it is next.
    fn keyword(&mut self, words: &[&str]) -> bool {
        self.input.skip_spaces();
        words.iter().any(|word| {
            let read: Vec<Token<'s>> = word.chars().map_while(|_| self.input.raw()).collect();
            let found = written(&read) == *word;
            if found {
                self.input.skip_spaces();
            } else {
                read.into_iter().rev().for_each(|token| self.input.unread(token));
            }
            found
        })
    }

    /// `=-0.5em plus 1pt`
    fn skip_length(&mut self) {
        let equals = self.input.take('=');
        let mut read = Vec::new();
        let mut digits = false;
        while let Some(token) = self.input.peek() {
            match token {
                Token::Char('-' | '+') if !digits => {}
                Token::Char('0'..='9' | '.') => digits = true,
                Token::Command(_) if digits || equals => {
                    self.input.raw();
                    return;
                }
                _ => break,
            }
            self.input.raw();
            read.push(token);
            if read.len() > 16 {
                break;
            }
        }
        if !digits {
            read.into_iter().rev().for_each(|token| self.input.unread(token));
            return;
        }
        self.input.skip_spaces();
        self.skip_unit();
    }

    fn skip_unit(&mut self) {
        let (first, second) = (self.input.raw(), self.input.raw());
        let unit = written(&[first, second].into_iter().flatten().collect::<Vec<_>>());
        if !UNITS.contains(&unit.as_str()) {
            [second, first].into_iter().flatten().for_each(|token| self.input.unread(token));
        }
    }
}
