//! The table of a font that tells which letters its characters stand for, written plainly.
//!
//! Programs write these tables with errors that the parser does not survive: letters of an odd
//! number of bytes, halves of letters, ranges over all there is.

/// Characters a font may have.
const CHARACTERS: usize = 1 << 16;
/// Lines between `beginbfchar` and `endbfchar`, as the format has it.
const CHUNK: usize = 100;

/// A sound table that says the same as far as it is sound.
pub(super) fn simplified(table: &[u8]) -> Vec<u8> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut section: Option<Section> = None;
    for token in Tokens(table) {
        match (token, &mut section) {
            (Token::Word(b"beginbfchar"), _) => section = Some(Section::of(1)),
            (Token::Word(b"beginbfrange"), _) => section = Some(Section::of(2)),
            (Token::Word(b"endbfchar" | b"endbfrange"), _) => section = None,
            (token, Some(section)) => section.take(&token, &mut letters),
            _ => {}
        }
        if letters.len() >= CHARACTERS {
            break;
        }
    }
    written(&letters)
}

/// A code, with how many digits it is written, and the UTF-16 of what it stands for.
type Letter = (u32, usize, Vec<u16>);

fn written(letters: &[Letter]) -> Vec<u8> {
    let mut out =
        String::from("begincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    for chunk in letters.chunks(CHUNK) {
        out.push_str(&format!("{} beginbfchar\n", chunk.len()));
        for (code, width, units) in chunk {
            let target: String = units.iter().map(|unit| format!("{unit:04X}")).collect();
            out.push_str(&format!("<{code:0width$X}> <{target}>\n"));
        }
        out.push_str("endbfchar\n");
    }
    out.push_str("endcmap\n");
    out.into_bytes()
}

/// Where in a section the reading is.
struct Section {
    /// The codes in front of each letter: one, or the ends of a range.
    wanted: usize,
    /// The codes that wait for their letters, and how many digits they are written with.
    codes: Vec<(u32, usize)>,
    /// Within brackets: the letters of a range one by one.
    listed: bool,
}

impl Section {
    fn of(wanted: usize) -> Self {
        Self { wanted, codes: Vec::new(), listed: false }
    }

    fn take(&mut self, token: &Token<'_>, letters: &mut Vec<Letter>) {
        match token {
            Token::Hex(digits) if self.codes.len() < self.wanted => {
                let width = digits.len().clamp(2, 8).next_multiple_of(2);
                self.codes.push((u32::from_str_radix(digits, 16).unwrap_or(0), width));
            }
            Token::Hex(digits) => {
                let (first, width) = self.codes[0];
                let last = if self.listed { first } else { self.codes[self.wanted - 1].0 };
                let range = first..=last.min(first.saturating_add(CHARACTERS as u32));
                let room = CHARACTERS.saturating_sub(letters.len());
                letters.extend(range.take(room).filter_map(|code| {
                    let step = u16::try_from(code - first).ok()?;
                    Some((code, width, units(digits, step)?))
                }));
                if self.listed {
                    self.codes[0].0 = first.saturating_add(1);
                } else {
                    self.codes.clear();
                }
            }
            Token::Word(b"[") => self.listed = self.codes.len() == self.wanted,
            Token::Word(b"]") => {
                self.listed = false;
                self.codes.clear();
            }
            Token::Word(_) => {}
        }
    }
}

/// The letters written as `digits`, the last one `step` further on; `None` if they are no letters.
fn units(digits: &str, step: u16) -> Option<Vec<u16>> {
    const LONGEST: usize = 64;
    if digits.is_empty() || digits.len() > LONGEST {
        return None;
    }
    let width = digits.len().next_multiple_of(4);
    let padded = format!("{digits:0>width$}");
    let unit = |unit: usize| u16::from_str_radix(&padded[4 * unit..4 * unit + 4], 16).ok();
    let mut units: Vec<u16> = (0..width / 4).map(unit).collect::<Option<_>>()?;
    if let Some(last) = units.last_mut() {
        *last = last.wrapping_add(step);
    }
    String::from_utf16(&units).is_ok().then_some(units)
}

enum Token<'a> {
    /// The digits between `<` and `>`.
    Hex(String),
    Word(&'a [u8]),
}

struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let rest = self.0.trim_ascii_start();
        let first = *rest.first()?;
        let ends_word = |byte: &u8| byte.is_ascii_whitespace() || b"<>[]".contains(byte);
        let end = match first {
            b'<' if rest.get(1) != Some(&b'<') => rest.iter().position(|byte| *byte == b'>'),
            b'<' | b'>' | b'[' | b']' => Some(0),
            _ => rest[1..].iter().position(ends_word),
        };
        let length = end.map_or(rest.len(), |end| end + 1);
        let (token, rest) = rest.split_at(length);
        self.0 = rest;
        Some(if first == b'<' && length > 1 {
            let digits = token.iter().filter(|byte| byte.is_ascii_hexdigit());
            Token::Hex(digits.map(|byte| char::from(*byte)).collect())
        } else {
            Token::Word(token)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(table: &str, expected: &str) {
        let simple = String::from_utf8(simplified(table.as_bytes())).unwrap();
        let lines: Vec<&str> =
            simple.lines().filter(|line| line.starts_with('<')).skip(1).collect();
        assert_eq!(lines.join(" "), expected);
    }

    #[test]
    fn sound_tables_stay() {
        check(
            "2 beginbfchar <0022> <0041> <41> <D835DC00> endbfchar",
            "<0022> <0041> <41> <D835DC00>",
        );
        check("1 beginbfrange <0009><000A><0028> endbfrange", "<0009> <0028> <000A> <0029>");
        check(
            "1 beginbfrange <01> <02> [<0041> <00660069>] endbfrange",
            "<01> <0041> <02> <00660069>",
        );
    }

    #[test]
    fn letters_of_an_odd_number_of_bytes_are_filled_up() {
        check("1 beginbfchar <094F> <660074> endbfchar", "<094F> <00660074>");
    }

    #[test]
    fn what_is_no_letter_is_left_out() {
        check("beginbfchar <01> <D800> <02> <0041> <03> <> endbfchar <04> <0042>", "<02> <0041>");
        check("beginbfrange <02> <01> <0041> <05> [ <0042> endbfrange", "");
        check("", "");
    }

    #[test]
    fn a_range_over_everything_is_bounded() {
        let simple = simplified(b"beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange");
        assert!(simple.len() < 2 << 20, "{}", simple.len());
    }
}
