//! Formulas: they stay LaTeX, with the author's macros replaced and numbers in place of labels.

use super::{
    number::letter,
    reference::{Style, Target},
    token::{Token, Written},
    writer::{Place, Writer},
};

/// What ends a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    /// `$`
    Dollar,
    /// `$$`
    Dollars,
    /// `\)` or `\]`
    Command(&'static str),
    /// `\end{name}`
    Environment(String),
    /// The brace of `\ensuremath`.
    Brace,
}

/// A formula that is being read.
#[derive(Debug)]
pub(super) struct Formula {
    end: End,
    out: Written,
    /// Open braces, and whether they hold text.
    groups: Vec<bool>,
    texts: usize,
    environments: Vec<String>,
    next_is_text: bool,
    /// Whether rows get numbers, and whether this one has got or refused one.
    numbered: bool,
    settled: bool,
}

const NUMBERED: [&str; 10] = [
    "equation",
    "align",
    "gather",
    "multline",
    "eqnarray",
    "alignat",
    "flalign",
    "dmath",
    "IEEEeqnarray",
    "xalignat",
];
const UNNUMBERED: [&str; 5] = ["displaymath", "math", "dgroup", "darray", "empheq"];
/// Environments that cannot be in a formula: one of them begins because the formula was not ended.
const OUTSIDE: [&str; 14] = [
    "table",
    "table*",
    "figure",
    "figure*",
    "itemize",
    "enumerate",
    "description",
    "abstract",
    "algorithm",
    "theorem",
    "proof",
    "lemma",
    "document",
    "thebibliography",
];

impl Formula {
    fn new(end: End, numbered: bool) -> Self {
        Formula {
            end,
            out: Written::default(),
            groups: Vec::new(),
            texts: 0,
            environments: Vec::new(),
            next_is_text: false,
            numbered,
            settled: false,
        }
    }

    pub(super) fn inline() -> Self {
        Formula::new(End::Dollar, false)
    }

    pub(super) fn dollars() -> Self {
        Formula::new(End::Dollars, false)
    }

    pub(super) fn until(command: &'static str) -> Self {
        Formula::new(End::Command(command), false)
    }

    pub(super) fn ensured() -> Self {
        Formula::new(End::Brace, false)
    }

    /// The formula that the environment is, if it is one.
    pub(super) fn environment(name: &str) -> Option<Self> {
        let plain = name.trim_end_matches('*');
        let numbered = NUMBERED.contains(&plain);
        (numbered || UNNUMBERED.contains(&plain)).then(|| {
            Formula::new(End::Environment(name.to_owned()), numbered && !name.ends_with('*'))
        })
    }

    fn is_display(&self) -> bool {
        !matches!(&self.end, End::Dollar | End::Brace | End::Command(")"))
            && self.end != End::Environment("math".to_owned())
    }

    /// Whether rows are numbered each for itself.
    fn has_rows(&self) -> bool {
        !matches!(&self.end, End::Environment(name) if name == "equation" || name == "multline" || name == "dmath")
    }
}

impl<'s> Writer<'s> {
    pub(super) fn begin_formula(&mut self, formula: Formula) {
        self.formula = Some(formula);
        self.input.in_math = true;
    }

    pub(super) fn formula_token(&mut self, token: Token<'s>) {
        let Some(formula) = &mut self.formula else { return };
        let is_text = std::mem::take(&mut formula.next_is_text);
        match token {
            Token::Open => {
                formula.groups.push(is_text);
                formula.texts += usize::from(is_text);
                formula.out.push(token);
            }
            Token::Close => match formula.groups.pop() {
                Some(text) => {
                    formula.texts -= usize::from(text);
                    formula.out.push(token);
                }
                None if formula.end == End::Brace => self.end_formula(),
                None if formula.is_display() => {}
                None => {
                    self.end_formula();
                    self.token(token);
                }
            },
            Token::Char('$') => self.dollar(),
            Token::Paragraph if matches!(formula.end, End::Environment(_)) => {
                formula.out.push(Token::Space)
            }
            Token::Paragraph => {
                self.end_formula();
                self.token(token);
            }
            Token::Char('~') => formula.out.push(Token::Char('~')),
            Token::Command(name) => {
                formula.next_is_text = is_text && name == "protect";
                self.formula_command(name);
            }
            token => formula.out.push(token),
        }
    }

    fn dollar(&mut self) {
        let Some(formula) = &mut self.formula else { return };
        if formula.texts > 0 {
            return formula.out.push(Token::Char('$'));
        }
        match formula.end {
            End::Dollar => self.end_formula(),
            End::Dollars => {
                self.input.take('$');
                self.end_formula();
            }
            _ => {}
        }
    }

    fn formula_command(&mut self, name: &'s str) {
        let Some(formula) = &mut self.formula else { return };
        match name {
            ")" | "]" => {
                if formula.end == End::Command(if name == ")" { ")" } else { "]" }) {
                    self.end_formula();
                }
            }
            "begin" => self.begin_in_formula(),
            "end" => self.end_in_formula(),
            "label" => {
                let key = self.input.word();
                self.label_in_formula(&key);
            }
            "nonumber" | "notag" => formula.settled = true,
            "tag" => {
                self.input.take('*');
                let number = self.input.word();
                formula.settled = true;
                formula.out.push_str(&format!("\\tag{{{number}}}"));
                self.here = Target { kind: "Equation".to_owned(), number };
            }
            "\\" => {
                formula.out.push(Token::Command("\\"));
                if formula.environments.is_empty() && formula.has_rows() {
                    self.end_equation_row();
                }
            }
            "ref" | "eqref" | "cref" | "Cref" | "autoref" => {
                let key = self.input.word();
                let style = if name == "eqref" { Style::Equation } else { Style::Number };
                let mark = self.references.mark(style, &key);
                formula.out.push_str(&mark);
            }
            "cite" | "citep" | "citet" | "includegraphics" => self.input.drop_arguments("soom"),
            "footnote" | "vspace" | "color" | "footnotemark" => {
                self.input.drop_arguments(if name == "footnotemark" { "o" } else { "som" });
            }
            "textcolor" | "resizebox" | "scalebox" => {
                self.input.drop_arguments(if name == "resizebox" { "smm" } else { "om" });
            }
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

    fn begin_in_formula(&mut self) {
        let name = self.input.word();
        let Some(formula) = &mut self.formula else { return };
        if OUTSIDE.contains(&name.as_str()) {
            self.end_formula();
            return self.begin_environment(name);
        }
        formula.out.push_str(&format!("\\begin{{{name}}}"));
        formula.environments.push(name);
    }

    fn end_in_formula(&mut self) {
        let name = self.input.word();
        let Some(formula) = &mut self.formula else { return };
        if formula.environments.last() == Some(&name) {
            formula.environments.pop();
            formula.out.push_str(&format!("\\end{{{name}}}"));
        } else if matches!(&formula.end, End::Environment(end) if *end == name) {
            self.end_formula();
        } else if self.is_open(&name) {
            self.end_formula();
            self.end_environment(name);
        }
    }

    /// A label gives its row a number, which is printed.
    fn label_in_formula(&mut self, key: &str) {
        let Some(formula) = &mut self.formula else { return };
        if formula.numbered && !formula.settled {
            formula.settled = true;
            let number = self.next_equation();
            let Some(formula) = &mut self.formula else { return };
            formula.out.push_str(&format!("\\tag{{{number}}}"));
            self.here = Target { kind: "Equation".to_owned(), number };
        }
        self.references.label(key, self.here.clone());
    }

    fn end_equation_row(&mut self) {
        let Some(formula) = &mut self.formula else { return };
        if formula.numbered && !std::mem::take(&mut formula.settled) {
            self.next_equation();
        }
    }

    /// The number of the next equation, with a letter within `subequations`.
    fn next_equation(&mut self) -> String {
        if let Some((number, count)) = &mut self.part_equations {
            *count += 1;
            return format!("{number}{}", letter(*count, 'a'));
        }
        self.numbers.step("equation");
        self.numbers.number("equation", &self.input.macros)
    }

    /// `subequations` have one number and letters.
    pub(super) fn begin_part_equations(&mut self) {
        self.part_equations = None;
        let number = self.next_equation();
        self.here = Target { kind: "Equation".to_owned(), number: number.clone() };
        self.part_equations = Some((number, 0));
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
        if self.place() == Place::Body && self.lists.is_empty() && self.abstracts == 0 {
            self.end_paragraph();
            self.add_text(shown);
        } else {
            self.line().space();
            self.line().push_str(&shown);
            self.line().space();
        }
    }
}
