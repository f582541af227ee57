//! Environments: what begins with `\begin` and ends with `\end`.

use super::{
    super::Block,
    command, float,
    formula::Formula,
    grid,
    line::Line,
    reference::Target,
    token::Token,
    writer::{Begun, Place, Writer},
};

/// Command that ends an author's environment once what it prints has been read; no author can write
/// its name.
pub(super) const AUTHORS_END: &str = "end ";

/// Environments whose text is kept as it stands.
const LITERAL: [&str; 8] =
    ["verbatim", "Verbatim", "lstlisting", "minted", "alltt", "BVerbatim", "LVerbatim", "code"];
/// Environments whose text is no text.
const UNREAD: [&str; 22] = [
    "comment",
    "filecontents",
    "tikzpicture",
    "pgfpicture",
    "picture",
    "axis",
    "CCSXML",
    "forest",
    "icmlauthorlist",
    "keywords",
    "IEEEkeywords",
    "keyword",
    "IEEEbiography",
    "IEEEbiographynophoto",
    "overpic",
    "filecontents*",
    "psfrags",
    "pspicture",
    "tikzcd",
    "luacode",
    "biography",
    "pycode",
];
/// Theorems and the like that templates declare.
const THEOREMS: [(&str, &str); 12] = [
    ("theorem", "Theorem"),
    ("lemma", "Lemma"),
    ("proposition", "Proposition"),
    ("corollary", "Corollary"),
    ("definition", "Definition"),
    ("remark", "Remark"),
    ("example", "Example"),
    ("assumption", "Assumption"),
    ("claim", "Claim"),
    ("conjecture", "Conjecture"),
    ("property", "Property"),
    ("observation", "Observation"),
];

impl<'s> Writer<'s> {
    pub(super) fn begin_environment(&mut self, name: String) {
        if name == "document" {
            return self.begin_document();
        }
        if UNREAD.contains(&name.as_str()) {
            self.input.verbatim(&name, None);
            return;
        }
        if self.in_preamble() && name != "abstract" {
            return;
        }
        if let Some(found) = self.input.macros.environment(&name).cloned() {
            let arguments = self.input.arguments(&found.begin);
            let begin = self.input.filled(&found.begin.body, &arguments).unwrap_or_default();
            let end = self.input.filled(&found.end, &arguments).unwrap_or_default();
            self.push_environment(name, Begun::Author(end.into()));
            self.input.push(&begin);
            return;
        }
        if let Some(formula) = Formula::environment(&name) {
            self.input.drop_arguments(
                if name.starts_with("alignat") || name.starts_with("IEEEeqn") { "om" } else { "" },
            );
            return self.begin_formula(formula);
        }
        if let Some(kind) = float::kind_of(&name) {
            return self.begin_float(name, kind);
        }
        if name == "longtable" || name == "deluxetable" {
            self.begin_float(name.clone(), "table");
            return self.begin_grid(name);
        }
        if grid::is_grid(&name) {
            return self.begin_grid(name);
        }
        self.begin_named(name);
    }

    fn begin_named(&mut self, name: String) {
        let plain = name.trim_end_matches('*');
        match plain {
            "abstract" | "onecolabstract" | "mlabstract" => {
                self.end_paragraph();
                self.abstracts += 1;
                self.push_environment(name, Begun::Abstract);
            }
            "itemize" | "enumerate" | "description" | "compactitem" | "compactenum"
            | "compactdesc" | "asparaitem" | "asparaenum" | "inparaenum" | "inparaitem"
            | "tablenotes" | "list" | "trivlist" | "packed_item" | "packed_enum" => {
                let numbered = plain.contains("enum");
                self.begin_list(numbered);
                self.input.drop_arguments(if plain == "list" { "mm" } else { "" });
                self.push_environment(name, Begun::List);
            }
            "subfigure" | "subtable" | "subcaptionblock" if !self.floats.is_empty() => {
                self.begin_part(name)
            }
            "subequations" => {
                self.begin_part_equations();
                self.push_environment(name, Begun::PartEquations);
            }
            "thebibliography" => {
                let text = self.input.verbatim("thebibliography", None);
                self.end_bibliography(&text);
            }
            "appendix" | "appendices" | "subappendices" => {
                self.begin_appendix();
                self.input.optional();
                self.push_environment(name, Begun::Plain);
            }
            "ack" | "acks" | "acknowledgments" | "acknowledgements" | "acknowledgment"
            | "acknowledgement" => {
                self.unnumbered("Acknowledgments");
                self.push_environment(name, Begun::Plain);
            }
            _ if LITERAL.contains(&plain) => self.literal(&name),
            _ if self.begin_theorem(plain) => self.push_environment(name, Begun::Plain),
            _ => {
                if self.place() == Place::Body
                    && matches!(plain, "center" | "quote" | "quotation" | "tcolorbox")
                {
                    self.end_paragraph();
                }
                self.input.drop_arguments(command::dropped_of_environment(&name));
                self.push_environment(name, Begun::Plain);
            }
        }
    }

    fn begin_document(&mut self) {
        if !self.in_document {
            self.unwind();
            self.in_document = true;
            self.lines[0] = (Line::default(), Place::Body);
        }
    }

    pub(super) fn end_environment(&mut self, name: String) {
        if name == "document" {
            self.ended = !self.input.end_document();
            return;
        }
        if let Some(end) = self.authors_end(&name) {
            let mut tokens = end.to_vec();
            tokens.extend([Token::Fixed(AUTHORS_END), Token::Open]);
            tokens.extend(name.chars().map(Token::Char));
            tokens.push(Token::Close);
            self.input.push(&tokens);
            return;
        }
        self.pop_environment(&name);
        if name == "longtable" || name == "deluxetable" {
            self.pop_environment(&name);
        }
    }

    /// What the end of an environment brings with it.
    pub(super) fn end_begun(&mut self, begun: Begun<'s>) {
        match begun {
            Begun::Plain | Begun::Author(_) => {
                if self.place() == Place::Body && self.lists.is_empty() {
                    self.line().space();
                }
            }
            Begun::Abstract => self.end_abstract(),
            Begun::List => self.end_list(),
            Begun::Float => self.end_float(),
            Begun::PartEquations => self.part_equations = None,
            Begun::Part => self.end_part(),
            Begun::Grid => self.end_grid(),
            Begun::Nested => {
                self.grids.pop();
            }
        }
    }

    /// `verbatim`, or a listing with a caption.
    fn literal(&mut self, name: &str) {
        let options = if self.input.is_at('[') { self.input.optional() } else { None };
        let options = options.map(|tokens| self.input.plain(&tokens)).unwrap_or_default();
        self.input.drop_arguments(if name == "minted" { "m" } else { "" });
        let around = self.author_environment();
        let text = self.input.verbatim(name, around.as_deref());
        let option = |wanted: &str| {
            let (_, value) = options.split_once(wanted)?;
            Some(
                value
                    .trim_start_matches([' ', '=', '{'])
                    .split([',', '}'])
                    .next()?
                    .trim()
                    .to_owned(),
            )
        };
        if let Some(caption) = option("caption") {
            self.numbers.step("listing");
            let number = self.numbers.number("listing", &self.input.macros);
            self.here = Target { kind: "Listing".to_owned(), number: number.clone() };
            if let Some(key) = option("label") {
                self.references.label(&key, self.here.clone());
            }
            self.add_float(Block::Figure { label: format!("Listing {number}"), caption });
        }
        match self.place() {
            Place::Body if self.lists.is_empty() => {
                self.end_paragraph();
                self.add_text(text.trim_matches('\n').trim_end().to_owned());
            }
            Place::Float => {
                for line in text.lines() {
                    self.line().push_str(line.trim_end());
                    self.end_line();
                }
            }
            _ => {
                self.line().space();
                let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
                self.line().push_str(&joined);
                self.line().space();
            }
        }
    }

    /// `Theorem 3.1 (Name).`
    fn begin_theorem(&mut self, name: &str) -> bool {
        if name == "proof" {
            self.end_paragraph();
            let of = self.input.optional();
            self.line().push_str(if of.is_some() { "" } else { "Proof. " });
            if let Some(mut of) = of {
                of.extend([Token::Char('.'), Token::Space]);
                self.input.push(&of);
            }
            return true;
        }
        let known = THEOREMS.iter().find(|(environment, _)| *environment == name);
        let Some((printed, counter)) = self.theorems.get(name).cloned().or_else(|| {
            known.map(|(name, printed)| ((*printed).to_owned(), Some((*name).to_owned())))
        }) else {
            return false;
        };
        self.paragraph();
        let mut head = printed.clone();
        if let Some(counter) = counter {
            self.numbers.step(&counter);
            let number = self.numbers.number(&counter, &self.input.macros);
            head = format!("{printed} {number}");
            self.here = Target { kind: printed, number };
        }
        self.line().push_str(&head);
        match self.input.optional() {
            Some(mut name) => {
                name.splice(0..0, [Token::Space, Token::Char('(')]);
                name.extend([Token::Char(')'), Token::Char('.'), Token::Space]);
                self.input.push(&name);
            }
            None => self.line().push_str(". "),
        }
        true
    }
}
