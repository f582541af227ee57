//! Numbers in front of headings.

use crate::lexicon::behind;

/// How the sections of a paper are numbered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Style {
    /// `3`, `3.2`, appendices `A`, `A.1`; or no numbers at all.
    #[default]
    Decimal,
    /// `III.`, subsections `A.`, then `1)`.
    Roman,
}

/// Tells the style from all numbers of a paper.
pub(crate) fn style<'a>(numbers: impl Iterator<Item = &'a str>) -> Style {
    let (mut roman, mut decimal) = (0, 0);
    for number in numbers {
        let front = number.split('.').next().unwrap_or_default();
        decimal += usize::from(front.starts_with(|letter: char| letter.is_ascii_digit()));
        roman += usize::from(front.len() > 1 && is_roman(front));
    }
    if roman > 0 && roman * 3 >= decimal { Style::Roman } else { Style::Decimal }
}

/// Splits the number from a heading: `3.2 Foo`, `3.2. Foo`, `IV. FOO`, `A.1 Foo`, `B. Foo`,
/// `Appendix B: Foo`, `Section 3: Foo`. A lone letter without a mark behind it (`A Survey`) is no
/// number here, see [`heading_letter`].
pub(crate) fn heading_number(line: &str) -> Option<(String, &str)> {
    let line = line.trim();
    let end_of_token = |line: &str| {
        let end = line.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '.'));
        end.unwrap_or(line.len())
    };
    let words = ["appendix ", "section ", "chapter "];
    if let Some(rest) = words.iter().find_map(|word| behind(line, word)) {
        let number = rest[..end_of_token(rest)].trim_end_matches('.');
        return shape(number).then(|| (number.to_owned(), title_behind(&rest[number.len()..])));
    }
    let line = line.strip_prefix('§').map_or(line, str::trim_start);
    let end = end_of_token(line);
    let token = &line[..end];
    let number = token.trim_end_matches('.');
    let marked = token.len() > number.len() || line[end..].starts_with([')', ':']);
    let rest = title_behind(&line[number.len()..]);
    let spaced = marked || line[end..].starts_with([' ', '\t', '\u{a0}', '\u{2003}', '|', '—']);
    let lettered = is_lettered(number) && !number.contains('.');
    let is_title = rest.starts_with(|letter: char| {
        letter.is_alphabetic() || letter.is_ascii_digit() || "$(\"“\\`".contains(letter)
    });
    let fits = shape(number) && spaced && (marked || !lettered) && is_title;
    fits.then(|| (number.to_owned(), rest))
}

/// Splits a lone capital from a heading: `A Additional results`. Only for places where appendices
/// are expected, because titles begin so too.
pub(crate) fn heading_letter(line: &str) -> Option<(String, &str)> {
    let (letter, rest) = line.trim().split_once(' ')?;
    let capital =
        letter.len() == 1 && letter.starts_with(|letter: char| letter.is_ascii_uppercase());
    let rest = rest.trim_start();
    (capital && rest.starts_with(char::is_uppercase)).then(|| (letter.to_owned(), rest))
}

/// Whether a number is of an appendix: `A`, `B.2`.
pub(crate) fn is_lettered(number: &str) -> bool {
    number.starts_with(|letter: char| letter.is_ascii_uppercase())
}

/// How deep a section of this number stands.
pub(crate) fn depth(number: &str, style: Style) -> usize {
    let parts = number.split('.').count();
    match style {
        Style::Decimal => parts,
        Style::Roman if is_roman(number) => 1,
        Style::Roman if is_lettered(number) => 1 + parts,
        Style::Roman => 2 + parts,
    }
}

fn title_behind(rest: &str) -> &str {
    rest.trim_start_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '.' | ')' | ':' | '|' | '–' | '—' | '-')
    })
}

/// `3`, `3.2.1`, `A`, `A.1`, `A1`, `IV`.
fn shape(number: &str) -> bool {
    let mut parts = number.split('.');
    let front = parts.next().unwrap_or_default();
    let letter = front.len() <= 3
        && front.starts_with(|letter: char| letter.is_ascii_uppercase())
        && front[1..].bytes().all(|byte| byte.is_ascii_digit());
    (is_short_number(front) || letter || is_roman(front))
        && number.split('.').count() <= 5
        && parts.all(is_short_number)
}

/// Whether a part of a number is one or two digits.
pub(crate) fn is_short_number(part: &str) -> bool {
    (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_roman(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|byte| b"IVX".contains(&byte))
}
