//! Strings of strangers in LaTeX: ASCII alone, and no character has a meaning of its own.

use unicode_width::UnicodeWidthStr;

use super::letter::{
    accent_on, formula, greek, is_mark, latin, plain_letter, script, sign, taken_apart,
};

/// Words longer than this may be broken behind a sign, and anywhere where there is no sign for
/// longer than the second.
const LONG: usize = 12;
const TOO_LONG: usize = 22;

/// Marks that are piled up on one letter; more of them are named.
const MARKS: usize = 2;

/// For the text of a LaTeX document, for pdflatex and lualatex and whatever packages there are; one
/// line.
pub(crate) fn latex(text: &str) -> String {
    // a space that holds words together is no place to break
    let words =
        text.split(|c: char| c.is_whitespace() && c != '\u{a0}').filter(|word| !word.is_empty());
    words.map(word).collect::<Vec<_>>().join(" ")
}

/// The letters of a text without accents; Greek ones by name.
pub(crate) fn letters(text: &str) -> String {
    let mut letters = String::new();
    for c in text.chars().map(|c| plain_letter(c).unwrap_or(c)).filter(|&c| !is_mark(c)) {
        match (latin(taken_apart(c).0), sign(c)) {
            ('ß', _) => letters.push_str("ss"),
            (_, Some(sign)) if sign.starts_with('\\') && sign.len() < 6 => {
                letters.extend(sign.chars().filter(char::is_ascii_alphabetic));
            }
            (_, Some(sign)) if sign.is_ascii() && !sign.contains('\\') => letters.push_str(sign),
            (letter, _) => match greek(letter) {
                Some(name) => letters.push_str(name.trim_start_matches("var")),
                None => letters.push(letter),
            },
        }
    }
    letters
}

fn word(word: &str) -> String {
    let is_long = word.width() > LONG;
    let mut escaped = String::with_capacity(word.len());
    for piece in pieces(word) {
        if is_long && !escaped.is_empty() {
            escaped.push_str("\\allowbreak{}");
        }
        write_piece(piece, piece.width() > TOO_LONG, &mut escaped);
    }
    escaped
}

/// A word in pieces that end in a sign such as `_` or `/`.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    word.split_inclusive(|c: char| !c.is_alphanumeric() && !is_mark(c) && !is_bracket(c))
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '<' | '"' | '“' | '‘' | '\\')
}

fn write_piece(piece: &str, is_too_long: bool, escaped: &mut String) {
    let mut chars = piece.chars().map(|c| plain_letter(c).unwrap_or(c)).peekable();
    while let Some(c) = chars.next() {
        let (letter, mut marks) = taken_apart(c);
        marks.extend(std::iter::from_fn(|| chars.next_if(|&c| is_mark(c))));
        let shown = accented(letter, &marks);
        // `--`, `''` and `,,` would become one sign
        if "-',".contains(c) && escaped.ends_with(c) {
            escaped.push_str("{}");
        }
        escaped.push_str(&shown);
        if is_too_long && chars.peek().is_some() {
            escaped.push_str("\\allowbreak{}");
        }
    }
}

/// A letter with marks. Those that it cannot carry follow it by their numbers.
fn accented(letter: char, marks: &[char]) -> String {
    let mut rest = String::new();
    let letter = latin(letter);
    let greek = greek(letter);
    let mut above = Vec::new();
    for &mark in marks {
        match accent_on(letter, mark) {
            Some(accent) if above.len() < MARKS => above.push(accent),
            _ => rest.push_str(&numbered(mark)),
        }
    }
    let is_formula = greek.is_some() || above.iter().any(|(text, _)| text.is_empty());
    let mut shown = match (greek, letter, above.is_empty()) {
        (Some(name), _, _) => format!("\\{name}"),
        (None, 'i' | 'j', false) if !is_formula && above.iter().all(|(text, _)| is_above(text)) => {
            format!("\\{letter}")
        }
        _ => character(letter),
    };
    for (text, math) in above {
        shown = match (is_formula, text) {
            (true, _) if !math.is_empty() => format!("{math}{{{shown}}}"),
            (false, "\\k") => format!("{{\\fontencoding{{T1}}\\selectfont\\k{{{shown}}}}}"),
            (false, text) => format!("{text}{{{shown}}}"),
            (true, _) => shown,
        };
    }
    if is_formula { format!("\\ensuremath{{{shown}}}{rest}") } else { shown + &rest }
}

/// Whether an accent stands where the dot of an i is.
fn is_above(accent: &str) -> bool {
    !["\\d", "\\c", "\\k", "\\b"].contains(&accent)
}

fn character(c: char) -> String {
    match c {
        '&' | '%' | '$' | '#' | '_' | '{' | '}' => format!("\\{c}"),
        '\\' => "\\textbackslash{}".to_owned(),
        '~' => "\\textasciitilde{}".to_owned(),
        '^' => "\\textasciicircum{}".to_owned(),
        '<' => "\\textless{}".to_owned(),
        '>' => "\\textgreater{}".to_owned(),
        '|' => "\\textbar{}".to_owned(),
        // packages for languages give these a meaning
        '"' | '`' => format!("{{\\char{}}}", u32::from(c)),
        ' '..='~' => c.to_string(),
        // it only chooses how the character before it is drawn
        '\u{fe0e}' | '\u{fe0f}' => String::new(),
        c => known(c).unwrap_or_else(|| numbered(c)),
    }
}

fn known(c: char) -> Option<String> {
    let formula = formula(c)
        .map(str::to_owned)
        .or_else(|| script(c))
        .map(|formula| format!("\\ensuremath{{{formula}}}"));
    formula.or_else(|| sign(c).map(str::to_owned))
}

/// What a font need not have, by its number.
fn numbered(c: char) -> String {
    format!("{{\\scriptsize U+{:04X}}}\\allowbreak{{}}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(latex(text), expected, "{text}");
    }

    #[test]
    fn characters_with_a_meaning_lose_it() {
        check("a & b % $ # _ { }", r"a \& b \% \$ \# \_ \{ \}");
        check(
            "~^\\<>|",
            r"\textasciitilde{}\textasciicircum{}\textbackslash{}\textless{}\textgreater{}\textbar{}",
        );
        check("^^5c", r"\textasciicircum{}\textasciicircum{}5c");
        check("\\input{/x}", r"\textbackslash{}input\{/x\}");
        check("a--b '' ,,", "a-{}-b '{}' ,{},");
        check("\"`", r"{\char34}{\char96}");
        check("a\n\n b\tc", "a b c");
    }

    #[test]
    fn greek_letters_are_formulas() {
        check(
            "α Γ µ ϕ ς",
            r"\ensuremath{\alpha} \ensuremath{\Gamma} \ensuremath{\mu} \ensuremath{\phi} \ensuremath{\varsigma}",
        );
        check("Α ο Χ", "A o X");
        check("α\u{302} ά ό", r"\ensuremath{\hat{\alpha}} \ensuremath{\acute{\alpha}} \'{o}");
        check("𝛼𝜆 𝐿𝑑 𝟐", r"\ensuremath{\alpha}\ensuremath{\lambda} Ld 2");
    }

    #[test]
    fn accents_are_composed() {
        check("é e\u{301} ï ñ ç", r#"\'{e} \'{e} \"{\i} \~{n} \c{c}"#);
        check("ê\u{301} x\u{302} x\u{20d7}", r"\'{\^{e}} \^{x} \ensuremath{\vec{x}}");
        check("ą", r"{\fontencoding{T1}\selectfont\k{a}}");
        check("ž ő ș", "\\v{z} \\H{o} {\\scriptsize U+0219}\\allowbreak{}");
        let piled = latex("e\u{301}\u{300}\u{302}");
        assert_eq!(piled, r"\`{\'{e}}{\scriptsize U+0302}\allowbreak{}");
        check("\u{301}a", r"{\scriptsize U+0301}\allowbreak{}a");
    }

    #[test]
    fn signs_are_set_as_they_look() {
        check(
            "≤≥ ±1×2",
            r"\ensuremath{\leq}\ensuremath{\geq} \ensuremath{\pm}1\ensuremath{\times}2",
        );
        check(
            "−→…“”–—°∞√",
            concat!(
                r"\ensuremath{-}\ensuremath{\rightarrow}\ldots{}\textquotedblleft{}\textquotedblright{}",
                r"\textendash{}\textemdash{}\ensuremath{^{\circ}}\ensuremath{\infty}\ensuremath{\surd}"
            ),
        );
        check("x² H₂ ﬁne", r"x\ensuremath{^{2}} H\ensuremath{_{2}} fine");
    }

    #[test]
    fn the_rest_is_named() {
        check("😀", r"{\scriptsize U+1F600}\allowbreak{}");
        check("\u{1b}[0m", r"{\scriptsize U+001B}\allowbreak{}[0m");
        check("\u{202e}", r"{\scriptsize U+202E}\allowbreak{}");
        check("❤\u{fe0f}", r"{\scriptsize U+2764}\allowbreak{}");
        let all: String = (0..0x20000).filter_map(char::from_u32).collect();
        assert!(latex(&all).is_ascii());
    }

    #[test]
    fn long_words_can_be_broken() {
        check("temporal_grouping", r"temporal\_\allowbreak{}grouping");
        check("learning", "learning");
        check(
            "a_rather_long_name_of_a_thing",
            concat!(
                r"a\_\allowbreak{}rather\_\allowbreak{}long\_\allowbreak{}name\_\allowbreak{}of\_\allowbreak{}a\_",
                r"\allowbreak{}thing"
            ),
        );
        assert_eq!(latex(&"x".repeat(300)).matches("allowbreak").count(), 299);
    }

    #[test]
    fn letters_alone() {
        for (text, expected) in
            [("naïve", "naive"), ("β", "beta"), ("ε", "epsilon"), ("Æon", "AEon"), ("ﬁne", "fine")]
        {
            assert_eq!(letters(text), expected);
        }
    }

    #[test]
    fn letters_beyond_ascii_are_as_listed() {
        let listed: BTreeMap<&str, (&str, &str)> = include_str!("letters.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| {
                let [letter, typeset, plain] = line.split('\t').collect::<Vec<_>>()[..] else {
                    panic!("{line}");
                };
                (letter, (typeset, plain))
            })
            .collect();
        assert_eq!(listed.len(), 510);
        let blocks = [0xa1..=0x24f, 0x370..=0x3ff, 0x1e00..=0x1eff];
        let characters = blocks.into_iter().flatten().filter_map(char::from_u32);
        for c in characters {
            let text = c.to_string();
            match listed.get(text.as_str()) {
                Some((typeset, plain)) => {
                    assert_eq!((&*latex(&text), &*letters(&text)), (*typeset, *plain), "{c}");
                }
                None => assert_eq!((latex(&text), letters(&text)), (numbered(c), text), "{c}"),
            }
        }
    }
}
