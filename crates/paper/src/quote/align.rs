//! Aligns a quote with a stretch of the paper.

use std::ops::Range;

use super::lexicon::{is_small, is_turning};
use super::word::Word;

/// Where the quote stands in the window, and how well.
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) similarity: f64,
}

#[derive(Clone, Copy)]
enum Step {
    /// Words of the quote and of the window that are the same.
    Same(usize, usize),
    Skip,
    Extra,
}

/// The best alignment of all of the quote with a part of the window; nothing if it is not close
/// enough.
pub(super) fn align(quote: &[Word], window: &[&str]) -> Option<Found> {
    let (rows, columns) = (quote.len(), window.len());
    let wide = columns + 1;
    let mut best = vec![0_u32; (rows + 1) * wide];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let same = step(quote, window, row, column).map_or(0, |(down, right)| {
                best[(row + down) * wide + column + right] + u32::try_from(down).unwrap_or(1)
            });
            best[row * wide + column] =
                same.max(best[(row + 1) * wide + column]).max(best[row * wide + column + 1]);
        }
    }
    let same = best[0] as usize;
    if same * 10 < rows * 9 {
        return None;
    }
    let (missing, range) = trace(quote, window, &best)?;
    let longest = (rows * 6).div_ceil(5) + 1;
    let fits = range.len() <= longest && missing.iter().all(|at| is_small(&quote[*at].text));
    let share = u32::try_from(same).ok()?;
    let all = u32::try_from(rows).ok()?;
    fits.then(|| Found { range, similarity: f64::from(share) / f64::from(all) })
}

/// How many words of each side are the same here: one and one, or one that is parted on the other
/// side.
fn step(quote: &[Word], window: &[&str], row: usize, column: usize) -> Option<(usize, usize)> {
    let (ours, theirs) = (quote[row].text.as_str(), window[column]);
    if ours == theirs || alike(ours, theirs) {
        return Some((1, 1));
    }
    if is_parted(ours, theirs, window.get(column + 1).copied()) {
        return Some((1, 2));
    }
    let next = quote.get(row + 1).map(|word| word.text.as_str());
    is_parted(theirs, ours, next).then_some((2, 1))
}

/// Whether `front` and `back` make up the word `long`.
fn is_parted(long: &str, front: &str, back: Option<&str>) -> bool {
    front.len() > 1
        && back.is_some_and(|back| long.strip_prefix(front) == Some(back))
        && !long.starts_with(|letter: char| letter.is_ascii_digit())
}

/// Walks the best alignment: the words of the quote that the paper lacks, and the stretch of the
/// window. Nothing if the meaning may have been turned.
fn trace(quote: &[Word], window: &[&str], best: &[u32]) -> Option<(Vec<usize>, Range<usize>)> {
    let wide = window.len() + 1;
    let (mut row, mut column) = (0, 0);
    let (mut missing, mut skipped) = (Vec::new(), Vec::new());
    let mut range: Option<Range<usize>> = None;
    while row < quote.len() && column < window.len() {
        let here = best[row * wide + column];
        let same = step(quote, window, row, column).filter(|(down, right)| {
            best[(row + down) * wide + column + right] + u32::try_from(*down).unwrap_or(1) == here
        });
        let next = match same {
            // a later start keeps the stretch short
            _ if range.is_none() && best[row * wide + column + 1] == here => Step::Skip,
            Some((down, right)) => Step::Same(down, right),
            None if best[row * wide + column + 1] == here => Step::Skip,
            None => Step::Extra,
        };
        match next {
            Step::Same(down, right) => {
                let start = range.as_ref().map_or(column, |range| range.start);
                range = Some(start..column + right);
                // numbers and words that turn the meaning belong to their neighbours
                let bound = weighs(&quote[row])
                    || row.checked_sub(1).is_some_and(|before| weighs(&quote[before]));
                let harmless = |word: &&str| !is_turning(word) && (!bound || is_small(word));
                if !skipped.iter().all(harmless) {
                    return None;
                }
                skipped.clear();
                row += down;
                column += right;
            }
            Step::Skip => {
                if range.is_some() {
                    skipped.push(window[column]);
                }
                column += 1;
            }
            Step::Extra => {
                missing.push(row);
                row += 1;
            }
        }
    }
    missing.extend(row..quote.len());
    let turned = missing.iter().any(|at| weighs(&quote[*at]));
    range.filter(|_| !turned).map(|range| (missing, range))
}

fn weighs(word: &Word) -> bool {
    word.is_number() || is_turning(&word.text)
}

/// Whether two spellings differ by one letter, as noise, plurals and variants do; never numbers or
/// words that turn.
fn alike(ours: &str, theirs: &str) -> bool {
    let (short, long) = if ours.len() <= theirs.len() { (ours, theirs) } else { (theirs, ours) };
    let plural = short.len() >= 4 && long.strip_prefix(short) == Some("es");
    if plural && !is_turning(short) && !is_turning(long) {
        return true;
    }
    if short.len() < 5 || long.len() > short.len() + 1 || !ours.is_ascii() || !theirs.is_ascii() {
        return false;
    }
    if [ours, theirs].into_iter().any(|word| has_digits(word) || is_turning(word)) {
        return false;
    }
    let front = short.bytes().zip(long.bytes()).take_while(|(one, other)| one == other).count();
    let skip = usize::from(short.len() == long.len());
    front > 0
        && short.as_bytes()[(front + skip).min(short.len())..]
            == long.as_bytes()[(front + 1).min(long.len())..]
}

fn has_digits(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}
