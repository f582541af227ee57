//! Running heads, page numbers and line numbers: what is on a page but not in the paper.

use std::collections::{HashMap, HashSet};

use super::font::Font;
use super::line::{Line, Word};

/// Rows from the top and from the bottom of a page in which running heads are looked for.
const REACH: usize = 3;
/// Line numbers a page needs to have before they are taken for such.
const NUMBERED: usize = 15;

/// Takes away what is repeated on pages and what counts pages or lines.
pub(super) fn strip(pages: &mut [Vec<Vec<Line>>], fonts: &[Font]) {
    strip_line_numbers(pages, fonts);
    let repeated = repeated(pages);
    for page in pages.iter_mut() {
        let n_rows = page.len();
        let mut index = 0;
        page.retain(|row| {
            let outer = |reach| index < reach || index + reach >= n_rows;
            let (head, outermost) = (outer(REACH), outer(2));
            index += 1;
            let text = row_text(row);
            !(head && repeated.contains(&key(row, &text)) || outermost && is_page_number(&text))
        });
    }
}

/// Texts that stand in the same place of several pages, numbers aside.
fn repeated(pages: &[Vec<Vec<Line>>]) -> HashSet<(i32, String)> {
    let mut counts = HashMap::new();
    for page in pages {
        let outer = page.iter().take(REACH).chain(page.iter().rev().take(REACH));
        let keys: HashSet<_> = outer.map(|row| key(row, &row_text(row))).collect();
        for key in keys {
            *counts.entry(key).or_insert(0) += 1;
        }
    }
    // even and odd pages have heads of their own
    let enough = (pages.len() / 4).clamp(2, 4);
    counts.into_iter().filter(|(_, count)| *count >= enough).map(|(key, _)| key).collect()
}

fn key(row: &[Line], text: &str) -> (i32, String) {
    let height = row.first().map_or(0.0, |line| line.y);
    let shape: String =
        text.chars().filter(|char| !char.is_ascii_digit() && !char.is_whitespace()).collect();
    ((height / 4.0).round() as i32, shape)
}

fn row_text(row: &[Line]) -> String {
    row.iter().map(Line::text).collect::<Vec<_>>().join(" ")
}

fn is_page_number(text: &str) -> bool {
    let text = text.trim().trim_matches(['-', '–', '—', '|', ' ']);
    let counted = text.strip_prefix("Page ").unwrap_or(text);
    let of_all = counted.split_once(" of ").or_else(|| counted.split_once('/'));
    let page = of_all.map_or(counted, |(page, _)| page);
    (1..=4).contains(&page.len()) && page.chars().all(|char| char.is_ascii_digit())
        || (1..=5).contains(&page.len()) && page.chars().all(|char| "ivxl".contains(char))
}

/// Submissions number their lines down the margins.
fn strip_line_numbers(pages: &mut [Vec<Vec<Line>>], fonts: &[Font]) {
    let mut places = HashSet::new();
    for page in pages.iter() {
        let mut numbers: HashMap<Place, Vec<(u32, f32)>> = HashMap::new();
        for word in page.iter().flatten().flat_map(outer_words) {
            for place in Place::both(word) {
                let number = word.text.parse().ok().map(|number| (number, word.y));
                numbers.entry(place).or_default().extend(number);
            }
        }
        numbers.retain(|_, numbers| counts_up(numbers));
        places.extend(numbers.into_keys());
    }
    if places.is_empty() {
        return;
    }
    for row in pages.iter_mut().flatten() {
        for line in row.iter_mut() {
            let is_number = |word: &Word| {
                is_margin_number(line, word)
                    && Place::both(word).iter().any(|place| places.contains(place))
            };
            let first = line.words.first().is_some_and(is_number);
            let last = line.words.last().is_some_and(is_number);
            if first || last {
                let end = line.words.len() - usize::from(last && (!first || line.words.len() > 1));
                let words = line.words[usize::from(first).min(end)..end].to_vec();
                *line = Line::of(words, fonts);
            }
        }
        row.retain(|line| !line.words.is_empty());
    }
    pages.iter_mut().for_each(|page| page.retain(|row| !row.is_empty()));
}

/// Where line numbers stand below one another, at their left or at their right edge in steps of 3
/// points, and their size in tenths.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Start(i32, i32),
    End(i32, i32),
}

impl Place {
    fn both(word: &Word) -> [Self; 2] {
        let size = (word.size * 10.0).round() as i32;
        [
            Self::Start((word.x / 3.0).round() as i32, size),
            Self::End((word.end / 3.0).round() as i32, size),
        ]
    }
}

fn counts_up(numbers: &[(u32, f32)]) -> bool {
    let steps = numbers.array_windows();
    let steps = steps.filter(|[(one, above), (next, below)]| *next == one + 1 && below < above);
    let steps = steps.count();
    steps + 1 >= NUMBERED && steps * 10 >= numbers.len() * 7
}

/// The words of a line that could be its number.
fn outer_words(line: &Line) -> impl Iterator<Item = &Word> {
    let last = line.words.last().filter(|_| line.words.len() > 1);
    line.words.first().into_iter().chain(last).filter(|word| is_margin_number(line, word))
}

/// Whether a word is a number that stands apart from the other words of its line, and looks other
/// than they do.
fn is_margin_number(line: &Line, word: &Word) -> bool {
    let apart =
        |other: &Word| other.x - word.end > 0.4 * word.size || word.x - other.end > 0.4 * word.size;
    let is_number = word.text.len() <= 4 && word.text.bytes().all(|byte| byte.is_ascii_digit());
    let alike = |other: &Word| other.font == word.font && (other.size - word.size).abs() < 0.1;
    let mut others = line.words.iter().filter(|other| *other != word);
    is_number && others.all(|other| apart(other) && !alike(other))
}
