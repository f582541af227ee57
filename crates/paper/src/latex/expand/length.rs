//! Skips lengths that are set without braces: `\vskip 0.3in`.

use super::Expander;
use crate::latex::token::{Token, written};
use crate::lexicon::is_among;

/// Lengths and skips that commands set without braces.
const LENGTHS: &str = "vskip hskip kern mkern parindent parskip tabcolsep arraycolsep baselineskip
    itemsep leftmargin textwidth linewidth columnwidth textheight abovecaptionskip belowcaptionskip
    abovedisplayskip belowdisplayskip extrarowheight hsize parsep topsep looseness arrayrulewidth";
const UNITS: &str = "pt em ex in cm mm bp sp pc mu px";

impl<'s> Expander<'s> {
    /// Skips the length behind a command; false if `name` does not set one.
    pub(crate) fn skip_length_of(&mut self, name: &str) -> bool {
        match name {
            "advance" | "multiply" | "divide" => {
                self.argument();
                self.keyword(&["by"]);
                self.skip_length();
            }
            "hrule" | "vrule" => {
                while self.keyword(&["width", "height", "depth"]) {
                    self.skip_length();
                }
            }
            _ if is_among(name, LENGTHS) => self.skip_length(),
            _ => return false,
        }
        true
    }

    /// Takes one of the words that TeX knows without a backslash, if it is next.
    fn keyword(&mut self, words: &[&str]) -> bool {
        self.skip_spaces();
        words.iter().any(|word| {
            let read: Vec<Token<'s>> = word.chars().map_while(|_| self.raw()).collect();
            let found = written(&read) == *word;
            if found {
                self.skip_spaces();
            } else {
                read.into_iter().rev().for_each(|token| self.unread(token));
            }
            found
        })
    }

    /// `=-0.5em plus 1pt`
    fn skip_length(&mut self) {
        let equals = self.take('=');
        let mut read = Vec::new();
        let mut digits = false;
        while let Some(token) = self.peek() {
            match token {
                Token::Char('-' | '+') if !digits => {}
                Token::Char('0'..='9' | '.') => digits = true,
                Token::Command(_) if digits || equals => {
                    self.raw();
                    return;
                }
                _ => break,
            }
            self.raw();
            read.push(token);
            if read.len() > 16 {
                break;
            }
        }
        if !digits {
            read.into_iter().rev().for_each(|token| self.unread(token));
            return;
        }
        self.skip_spaces();
        self.skip_unit();
    }

    fn skip_unit(&mut self) {
        let (first, second) = (self.raw(), self.raw());
        let unit = written(&[first, second].into_iter().flatten().collect::<Vec<_>>());
        if !is_among(&unit, UNITS) {
            [second, first].into_iter().flatten().for_each(|token| self.unread(token));
        }
    }
}
