//! Reads environments: what begins with `\begin` and ends with `\end`.

use super::Writer;
use crate::latex::line::{Line, Place};
use crate::latex::stack::{AUTHORS_END, Begun};
use crate::latex::token::{Token, grouped};
use crate::latex::{command, float, formula::Formula, grid, symbol::capitalized};
use crate::{Block, draft::squeeze, lexicon::is_among};

/// Environments whose text is kept as it stands.
const LITERAL: &str = "verbatim Verbatim lstlisting minted alltt BVerbatim LVerbatim code";
/// Environments whose content is not text.
const UNREAD: &str = "comment filecontents filecontents* tikzpicture pgfpicture picture axis CCSXML
    forest icmlauthorlist keywords IEEEkeywords keyword IEEEbiography IEEEbiographynophoto overpic
    psfrags pspicture tikzcd luacode biography pycode";
/// Lists, under all their names.
const LISTS: &str = "itemize enumerate description compactitem compactenum compactdesc asparaitem
    asparaenum inparaenum inparaitem tablenotes list trivlist packed_item packed_enum";
/// Theorems and the like that templates declare.
const THEOREMS: &str = "theorem lemma proposition corollary definition remark example assumption
    claim conjecture property observation";

impl<'s> Writer<'s> {
    pub(super) fn begin_environment(&mut self, name: String) {
        if name == "document" {
            return self.begin_document();
        }
        if is_among(&name, UNREAD) {
            self.input.verbatim(&name, None);
            return;
        }
        if self.in_preamble() && name != "abstract" {
            return;
        }
        if let Some(found) = self.input.macros.environments.get(&name).cloned() {
            let arguments = self.input.arguments(&found.begin);
            let begin = self.input.filled(&found.begin.body, &arguments).unwrap_or_default();
            let end = self.input.filled(&found.end, &arguments).unwrap_or_default();
            self.push_environment(name, Begun::Author(end.into()));
            return self.input.push(&begin);
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
        }
        if grid::arguments(&name).is_some() {
            return self.begin_grid(name);
        }
        self.begin_named(name);
    }

    fn begin_named(&mut self, name: String) {
        let plain = name.trim_end_matches('*');
        match plain {
            "abstract" | "onecolabstract" | "mlabstract" => {
                self.begin_abstract();
                self.push_environment(name, Begun::Abstract);
            }
            _ if is_among(plain, LISTS) => {
                self.begin_list(plain.contains("enum"));
                self.input.drop_arguments(if plain == "list" { "mm" } else { "" });
                self.push_environment(name, Begun::List);
            }
            "subfigure" | "subtable" | "subcaptionblock" if !self.floats.is_empty() => {
                self.begin_part(name)
            }
            "subequations" => {
                self.numbering.begin_part_equations(&self.input.macros);
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
            _ if is_among(plain, LITERAL) => self.literal(&name),
            _ if self.begin_theorem(plain) => self.push_environment(name, Begun::Plain),
            _ => {
                if self.lines.place() == Place::Body
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
            self.lines.body = Line::default();
        }
    }

    pub(super) fn end_environment(&mut self, name: String) {
        if name == "document" {
            self.ended = !self.input.end_document();
            return;
        }
        if let Some(end) = self.stack.authors_end(&name) {
            let mut tokens = end.to_vec();
            tokens.push(Token::Fixed(AUTHORS_END));
            tokens.extend(grouped(name.chars().map(Token::Char).collect()));
            return self.input.push(&tokens);
        }
        self.pop_environment(&name);
        if name == "longtable" || name == "deluxetable" {
            self.pop_environment(&name);
        }
    }

    /// Does what the end of an environment asks for.
    pub(super) fn end_begun(&mut self, begun: Begun<'s>) {
        match begun {
            Begun::Plain | Begun::Author(_) => {
                if self.lines.place() == Place::Body && self.lists.is_empty() {
                    self.line().space();
                }
            }
            Begun::Abstract => self.end_abstract(),
            Begun::List => self.end_list(),
            Begun::Float => self.end_float(),
            Begun::PartEquations => self.numbering.part_equations = None,
            Begun::Part => self.end_part(),
            Begun::Grid => self.end_grid(),
            Begun::Nested => _ = self.grids.pop(),
        }
    }

    /// `verbatim`, or a listing with a caption.
    fn literal(&mut self, name: &str) {
        let options = if self.input.is_at('[') { self.input.optional() } else { None };
        let options = options.map(|tokens| self.input.plain(&tokens)).unwrap_or_default();
        self.input.drop_arguments(if name == "minted" { "m" } else { "" });
        let text = self.input.verbatim(name, self.stack.author_environment());
        if let Some(caption) = option(&options, "caption") {
            let number = self.numbering.step("listing", &self.input.macros);
            self.numbering.point_at("Listing", number.as_str());
            if let Some(key) = option(&options, "label") {
                self.numbering.label(&key);
            }
            self.add_float(Block::Figure { label: format!("Listing {number}"), caption });
        }
        match self.lines.place() {
            Place::Body if self.lists.is_empty() => {
                self.end_paragraph();
                self.document.add_text(text.trim_matches('\n').trim_end().to_owned());
            }
            Place::Float => {
                for line in text.lines() {
                    self.line().push_str(line.trim_end());
                    self.end_line();
                }
            }
            Place::Body | Place::Cell | Place::Group => {
                self.spaced(&squeeze(&text));
            }
        }
    }

    /// `Theorem 3.1 (Name).`
    fn begin_theorem(&mut self, name: &str) -> bool {
        if name == "proof" {
            self.end_paragraph();
            match self.input.optional() {
                Some(mut subject) => {
                    subject.extend([Token::Char('.'), Token::Space]);
                    self.input.push(&subject);
                }
                None => self.line().push_str("Proof. "),
            }
            return true;
        }
        let known = is_among(name, THEOREMS).then(|| (capitalized(name), Some(name.to_owned())));
        let declared = self.numbering.theorems.get(name).cloned();
        let Some((printed, counter)) = declared.or(known) else { return false };
        self.paragraph();
        let mut head = printed.clone();
        if let Some(counter) = counter {
            let number = self.numbering.step(&counter, &self.input.macros);
            head = format!("{printed} {number}");
            self.numbering.point_at(printed, number);
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

/// The value of `name=value` or `name={value}` among the options of a listing.
fn option(options: &str, name: &str) -> Option<String> {
    let (_, value) = options.split_once(name)?;
    let value = value.trim_start_matches([' ', '=', '{']).split([',', '}']).next()?;
    Some(value.trim().to_owned())
}
