//! Words, stripped of everything in which a quote may differ from the paper.

use super::lexicon;
use crate::encoding;

/// A word in small letters without accents, a number, or `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) link: Link,
}

/// The marks between a word and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Link {
    /// Space, punctuation or markup.
    #[default]
    Apart,
    Hyphen,
    /// Nothing: `F1`, `x2`.
    Glued,
}

impl Word {
    pub(super) fn is_number(&self) -> bool {
        self.text.trim_start_matches('-').starts_with(|letter: char| letter.is_ascii_digit())
    }
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Words::default();
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        match letter {
            '\\' if next.is_ascii_alphabetic() => {
                let name: String =
                    std::iter::from_fn(|| letters.next_if(char::is_ascii_alphabetic)).collect();
                words.command(&name, &mut letters);
            }
            // an accent: \'e, \"{o}
            '\\' if matches!(next, '\'' | '"' | '`' | '^' | '~' | '=' | 'c') => {
                letters.next();
                letters.next_if_eq(&'{');
            }
            '\\' => {
                letters.next();
                words.part(Link::Apart);
            }
            '-' | '‐' | '‑' | '\u{2212}' if next.is_ascii_digit() && begins_number(before) => {
                words.part(Link::Apart);
                words.open.push('-');
            }
            '.' if next.is_ascii_digit() && words.in_number() => words.open.push('.'),
            '.' if next.is_ascii_digit() && begins_number(before) => {
                words.part(Link::Apart);
                words.open.push_str("0.");
            }
            ',' if next.is_ascii_digit() && words.in_number() && is_thousands(letters.clone()) => {}
            '-' | '‐' | '‑' | '–' => words.part(Link::Hyphen),
            '\u{ad}'
            | '\u{300}'..='\u{36f}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'
            | '\u{fe00}'..='\u{fe0f}' => {}
            '\'' | '’' if before.is_alphabetic() && next.is_alphabetic() => {}
            '@' => words.alone("@", Link::Apart),
            letter => words.letter(letter),
        }
        before = letter;
    }
    words.part(Link::Apart);
    words.found
}

/// Whether a sign or a point behind this belongs to the number behind it.
fn begins_number(before: char) -> bool {
    before.is_whitespace()
        || matches!(before, '(' | '[' | '{' | '=' | '$' | '+' | '~' | ',' | '<' | '>' | '/' | '|')
}

/// Whether exactly three digits follow.
fn is_thousands(letters: impl Iterator<Item = char>) -> bool {
    letters.take(4).take_while(char::is_ascii_digit).count() == 3
}

#[derive(Default)]
struct Words {
    found: Vec<Word>,
    open: String,
    link: Link,
}

impl Words {
    fn in_number(&self) -> bool {
        self.open.ends_with(|letter: char| letter.is_ascii_digit())
    }

    /// Ends the open word; the next one follows with `link`.
    fn part(&mut self, link: Link) {
        if self.open.is_empty() {
            // a space behind a hyphen parts; a second mark never binds
            self.link = Link::Apart;
        } else {
            self.found.push(Word { text: std::mem::take(&mut self.open), link: self.link });
            self.link = link;
        }
    }

    fn letter(&mut self, letter: char) {
        match fold(letter) {
            Fold::Part => self.part(Link::Apart),
            Fold::Digit(digit) => {
                if !self.open.is_empty() && !self.in_number() && !self.open.ends_with(['-', '.']) {
                    self.part(Link::Glued);
                }
                self.open.push(digit);
            }
            Fold::Letters(letters) => {
                self.part_number();
                self.open.push_str(letters);
            }
            Fold::Name(name) => self.alone(name, Link::Glued),
            Fold::Letter(letter) => {
                self.part_number();
                self.open.extend(letter.to_lowercase());
            }
            Fold::Alone(letter) => self.alone(letter.encode_utf8(&mut [0; 4]), Link::Apart),
        }
    }

    /// Adds a word that is parted from its neighbours by `link`.
    fn alone(&mut self, word: &str, link: Link) {
        self.part(link);
        self.open.push_str(word);
        self.part(link);
    }

    fn part_number(&mut self) {
        if self.in_number() {
            self.part(Link::Glued);
        }
    }

    fn command(&mut self, name: &str, letters: &mut std::iter::Peekable<std::str::Chars>) {
        self.part(Link::Apart);
        if lexicon::vanishes(name) {
            letters.next_if_eq(&'*');
            for (open, close) in [('[', ']'), ('[', ']'), ('{', '}')] {
                if letters.next_if_eq(&open).is_some() {
                    letters.by_ref().take(400).take_while(|letter| *letter != close).for_each(drop);
                }
            }
        } else if !lexicon::is_silent(name) {
            self.open
                .push_str(name.strip_prefix("var").filter(|rest| rest.len() > 1).unwrap_or(name));
            self.open.make_ascii_lowercase();
            self.part(Link::Apart);
        }
    }
}

enum Fold {
    Part,
    Digit(char),
    Letter(char),
    Letters(&'static str),
    /// A Greek letter by its name.
    Name(&'static str),
    /// A letter that is a word: Chinese, Japanese, Korean.
    Alone(char),
}

impl Fold {
    fn digit(value: u32) -> Self {
        char::from_digit(value, 10).map_or(Self::Part, Self::Digit)
    }
}

fn fold(letter: char) -> Fold {
    match letter {
        '0'..='9' => Fold::Digit(letter),
        'a'..='z' | 'A'..='Z' => Fold::Letter(letter),
        'ﬀ'..='ﬆ' => Fold::Letters(encoding::ligature(letter).unwrap_or_default()),
        'ß' => Fold::Letters("ss"),
        'æ' | 'Æ' => Fold::Letters("ae"),
        'œ' | 'Œ' => Fold::Letters("oe"),
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => Fold::Letter('a'),
        'Ç' | 'ç' | 'Ć'..='č' => Fold::Letter('c'),
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => Fold::Letter('e'),
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => Fold::Letter('i'),
        'Ñ' | 'ñ' | 'Ń'..='ň' => Fold::Letter('n'),
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => Fold::Letter('o'),
        'Ŕ'..='ř' => Fold::Letter('r'),
        'Ś'..='š' => Fold::Letter('s'),
        'Ţ'..='ŧ' => Fold::Letter('t'),
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => Fold::Letter('u'),
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => Fold::Letter('y'),
        'Ź'..='ž' => Fold::Letter('z'),
        'Ł' | 'ł' => Fold::Letter('l'),
        'Đ' | 'đ' | 'Ď' | 'ď' => Fold::Letter('d'),
        '¹' => Fold::Digit('1'),
        '²' => Fold::Digit('2'),
        '³' => Fold::Digit('3'),
        '⁰' | '⁴'..='⁹' => Fold::digit(letter as u32 - '⁰' as u32),
        '₀'..='₉' => Fold::digit(letter as u32 - '₀' as u32),
        'Α'..='Ω' | 'α'..='ω' | 'ϵ' | 'ϕ' | 'ϑ' => {
            greek(letter).map_or(Fold::Letter(letter), Fold::Name)
        }
        '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' => {
            Fold::Alone(letter)
        }
        // mathematical alphabets, as PDF readers give them
        '\u{1d400}'..='\u{1d6a3}' => {
            let index = (letter as u32 - 0x1d400) % 52;
            char::from_u32(u32::from(b'a') + index % 26).map_or(Fold::Part, Fold::Letter)
        }
        '\u{1d7ce}'..='\u{1d7ff}' => Fold::digit((letter as u32 - 0x1d7ce) % 10),
        letter if letter.is_alphanumeric() => Fold::Letter(letter),
        _ => Fold::Part,
    }
}

fn greek(letter: char) -> Option<&'static str> {
    const NAMES: &str = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi \
        omicron pi rho sigma sigma tau upsilon phi chi psi omega";
    let index = match letter {
        'α'..='ω' => letter as usize - 'α' as usize,
        'Α'..='Ω' => letter as usize - 'Α' as usize,
        'ϵ' => 4,
        'ϕ' => 21,
        'ϑ' => 7,
        _ => return None,
    };
    NAMES.split(' ').nth(index)
}
