//! Formulas: they stay LaTeX, with the author's macros replaced and numbers in place of labels.

use super::token::{Token, Written};
use crate::lexicon::is_among;

/// The mark that ends a formula.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum End {
    /// `$`
    #[default]
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
#[derive(Debug, Default)]
pub(super) struct Formula {
    pub(super) end: End,
    pub(super) out: Written,
    /// Open braces, and whether they hold text.
    groups: Vec<bool>,
    texts: usize,
    environments: Vec<String>,
    /// Whether the next group holds text.
    pub(super) next_is_text: bool,
    /// Whether rows get numbers, and whether this one has got or refused one.
    numbered: bool,
    pub(super) settled: bool,
}

/// Environments whose rows have numbers, and those whose rows have none.
const NUMBERED: &str =
    "equation align gather multline eqnarray alignat flalign dmath IEEEeqnarray xalignat";
const UNNUMBERED: &str = "displaymath math dgroup darray empheq";
/// Environments that cannot be in a formula: one of them begins because the formula was not ended.
const OUTSIDE: &str = "table table* figure figure* itemize enumerate description abstract algorithm
    theorem proof lemma document thebibliography";

impl Formula {
    /// A formula without a number: within `$`, `$$`, `\(` or `\[`, or the braces of `\ensuremath`.
    pub(super) fn until(end: End) -> Self {
        Formula { end, ..Formula::default() }
    }

    /// The formula that the environment is, if it is one.
    pub(super) fn environment(name: &str) -> Option<Self> {
        let plain = name.trim_end_matches('*');
        let numbered = is_among(plain, NUMBERED);
        (numbered || is_among(plain, UNNUMBERED)).then(|| Formula {
            numbered: numbered && !name.ends_with('*'),
            ..Formula::until(End::Environment(name.to_owned()))
        })
    }

    pub(super) fn is_display(&self) -> bool {
        match &self.end {
            End::Dollar | End::Brace => false,
            End::Dollars => true,
            End::Command(command) => *command != ")",
            End::Environment(name) => name != "math",
        }
    }

    /// Whether the environment of that name ends it.
    pub(super) fn ends_with(&self, name: &str) -> bool {
        matches!(&self.end, End::Environment(end) if end == name)
    }

    /// Whether `\\` ends a row that is numbered for itself.
    pub(super) fn ends_row(&self) -> bool {
        self.environments.is_empty()
            && !["equation", "multline", "dmath"].iter().any(|name| self.ends_with(name))
    }

    /// Whether the row still lacks its number.
    pub(super) fn awaits_number(&self) -> bool {
        self.numbered && !self.settled
    }

    /// Gives the row its number, which is printed.
    pub(super) fn tag(&mut self, number: &str) {
        self.settled = true;
        self.out.push_str(&format!("\\tag{{{number}}}"));
    }

    /// Whether text within the formula is being read.
    pub(super) fn is_in_text(&self) -> bool {
        self.texts > 0
    }

    pub(super) fn open_group(&mut self, is_text: bool) {
        self.groups.push(is_text);
        self.texts += usize::from(is_text);
        self.out.push(Token::Open);
    }

    /// Ends a group; false if none is open.
    pub(super) fn close_group(&mut self) -> bool {
        let Some(is_text) = self.groups.pop() else { return false };
        self.texts -= usize::from(is_text);
        self.out.push(Token::Close);
        true
    }

    /// Begins an environment; false if it cannot be in a formula.
    pub(super) fn begin(&mut self, name: &str) -> bool {
        if is_among(name, OUTSIDE) {
            return false;
        }
        self.out.push_str(&format!("\\begin{{{name}}}"));
        self.environments.push(name.to_owned());
        true
    }

    /// Ends the innermost environment; false if it has another name.
    pub(super) fn end(&mut self, name: &str) -> bool {
        if self.environments.last().is_none_or(|last| last != name) {
            return false;
        }
        self.environments.pop();
        self.out.push_str(&format!("\\end{{{name}}}"));
        true
    }
}
