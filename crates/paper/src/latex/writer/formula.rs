//! Reads formulas.

use super::Writer;
use crate::latex::formula::{End, Formula};
use crate::latex::{line::Place, reference::Style, token::Token};

impl<'s> Writer<'s> {
    pub(super) fn begin_formula(&mut self, formula: Formula) {
        self.formula = Some(formula);
        self.input.in_math = true;
    }

    pub(super) fn formula_token(&mut self, token: Token<'s>) {
        let Some(formula) = &mut self.formula else { return };
        let is_text = std::mem::take(&mut formula.next_is_text);
        match token {
            Token::Open => formula.open_group(is_text),
            Token::Close => {
                if formula.close_group() {
                } else if formula.end == End::Brace {
                    self.end_formula();
                } else if !formula.is_display() {
                    self.end_formula();
                    self.token(token);
                }
            }
            Token::Char('$') => self.dollar_in_formula(),
            Token::Paragraph if matches!(formula.end, End::Environment(_)) => {
                formula.out.push(Token::Space)
            }
            Token::Paragraph => {
                self.end_formula();
                self.token(token);
            }
            Token::Command(name) => {
                formula.next_is_text = is_text && name == "protect";
                self.formula_command(name);
            }
            Token::Char(_) | Token::Space | Token::Fixed(_) | Token::Parameter(_) => {
                formula.out.push(token)
            }
        }
    }

    fn dollar_in_formula(&mut self) {
        let Some(formula) = &mut self.formula else { return };
        if formula.is_in_text() {
            return formula.out.push(Token::Char('$'));
        }
        match formula.end {
            End::Dollar => self.end_formula(),
            End::Dollars => {
                self.input.take('$');
                self.end_formula();
            }
            End::Command(_) | End::Environment(_) | End::Brace => {}
        }
    }

    fn formula_command(&mut self, name: &'s str) {
        let Some(formula) = &mut self.formula else { return };
        match name {
            ")" | "]" => {
                if matches!(formula.end, End::Command(end) if end == name) {
                    self.end_formula();
                }
            }
            "begin" => {
                let name = self.input.word();
                if !formula.begin(&name) {
                    self.end_formula();
                    self.begin_environment(name);
                }
            }
            "end" => self.end_in_formula(),
            "label" => {
                let key = self.input.word();
                self.label_in_formula(&key);
            }
            "nonumber" | "notag" => formula.settled = true,
            "tag" => {
                self.input.take('*');
                let number = self.input.word();
                formula.tag(&number);
                self.numbering.point_at("Equation", number);
            }
            "\\" => {
                formula.out.push(Token::Command("\\"));
                if formula.ends_row() {
                    self.end_equation_row();
                }
            }
            "ref" | "eqref" | "cref" | "Cref" | "autoref" => {
                let key = self.input.word();
                let style = if name == "eqref" { Style::Equation } else { Style::Number };
                formula.out.push_str(&self.numbering.references.mark(style, &key));
            }
            "cite" | "citep" | "citet" | "includegraphics" => self.input.drop_arguments("soom"),
            "footnote" | "vspace" | "color" => self.input.drop_arguments("som"),
            "footnotemark" => self.input.drop_arguments("o"),
            "textcolor" | "scalebox" => self.input.drop_arguments("om"),
            "resizebox" => self.input.drop_arguments("smm"),
            "xspace" | "ensuremath" | "displaystyle" | "boldmath" | "[" | "(" | "hfill"
            | "centering" | "noindent" => {}
            "section" | "subsection" | "subsubsection" | "paragraph" | "item" | "caption"
            | "bibliography" | "appendix" | "chapter" => {
                self.end_formula();
                self.command(name);
            }
            _ => {
                formula.next_is_text =
                    name.starts_with("text") || matches!(name, "mbox" | "hbox" | "intertext");
                formula.out.push(Token::Command(name));
            }
        }
    }

    fn end_in_formula(&mut self) {
        let name = self.input.word();
        let Some(formula) = &mut self.formula else { return };
        if formula.end(&name) {
        } else if formula.ends_with(&name) {
            self.end_formula();
        } else if self.stack.is_open(&name) {
            self.end_formula();
            self.end_environment(name);
        }
    }

    /// A label gives its row a number.
    fn label_in_formula(&mut self, key: &str) {
        if let Some(formula) = self.formula.as_mut().filter(|formula| formula.awaits_number()) {
            let number = self.numbering.next_equation(&self.input.macros);
            formula.tag(&number);
            self.numbering.point_at("Equation", number);
        }
        self.numbering.label(key);
    }

    fn end_equation_row(&mut self) {
        let Some(formula) = &mut self.formula else { return };
        if formula.awaits_number() {
            self.numbering.next_equation(&self.input.macros);
        }
        formula.settled = false;
    }

    pub(super) fn end_formula(&mut self) {
        self.end_equation_row();
        self.input.in_math = false;
        let Some(formula) = self.formula.take() else { return };
        let text = formula.out.text.trim();
        if text.is_empty() {
            return;
        }
        if !formula.is_display() {
            return self.line().push_str(&format!("${text}$"));
        }
        let shown = format!("$$ {text} $$");
        if self.lines.place() == Place::Body
            && self.lists.is_empty()
            && self.document.abstracts == 0
        {
            self.end_paragraph();
            self.document.add_text(shown);
        } else {
            self.spaced(&shown);
        }
    }
}
