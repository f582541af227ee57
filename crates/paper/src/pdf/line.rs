//! Words and lines from characters.

use std::collections::BTreeMap;

use super::font::Font;
use super::glyph::Glyph;

/// A gap of this share of the font size parts words.
const WORD_GAP: f32 = 0.13;
/// A gap of this share of the font size parts stretches of a row.
const STRETCH_GAP: f32 = 0.9;
/// How far scripts may stand from the line they belong to, as a share of its font size.
const SCRIPT_BELOW: f32 = 0.45;
const SCRIPT_ABOVE: f32 = 0.65;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) x: f32,
    pub(super) end: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) font: u16,
}

/// Words on one baseline, from left to right.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) words: Vec<Word>,
    pub(super) x: f32,
    pub(super) end: f32,
    pub(super) y: f32,
    /// The size and the font of most of its characters.
    pub(super) size: f32,
    pub(super) font: u16,
    /// Nearly all of its letters are bold.
    pub(super) bold: bool,
}

impl Line {
    /// The line of `words`, which are put in order.
    pub(super) fn of(mut words: Vec<Word>, fonts: &[Font]) -> Self {
        words.sort_by(|a, b| a.x.total_cmp(&b.x));
        let mut weights: BTreeMap<(i32, u16), (usize, f32)> = BTreeMap::new();
        let (mut letters, mut bold) = (0, 0);
        for word in &words {
            let count = word.text.chars().filter(|char| char.is_alphanumeric()).count();
            letters += count;
            if fonts.get(usize::from(word.font)).is_some_and(|font| font.bold) {
                bold += count;
            }
            weights.entry(((word.size * 10.0) as i32, word.font)).or_insert((0, word.y)).0 +=
                word.text.chars().count();
        }
        let main = weights.iter().max_by_key(|(_, (count, _))| *count);
        let ((size, font), (_, y)) = main.map_or(((0, 0), (0, 0.0)), |(key, value)| (*key, *value));
        Self {
            x: words.first().map_or(0.0, |word| word.x),
            end: words.iter().map(|word| word.end).fold(0.0, f32::max),
            y,
            size: size as f32 / 10.0,
            font,
            bold: letters > 0 && bold * 10 >= letters * 9,
            words,
        }
    }

    /// The words with blanks between them.
    pub(super) fn text(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The words in stretches, parted where a gap is wider than `gap` font sizes.
    pub(super) fn cells(&self, gap: f32) -> Vec<String> {
        let mut cells: Vec<String> = Vec::new();
        let mut end = f32::NEG_INFINITY;
        for word in &self.words {
            match cells.last_mut().filter(|_| word.x - end <= gap * self.size) {
                Some(cell) => cell.extend([" ", &word.text]),
                None => cells.push(word.text.clone()),
            }
            end = end.max(word.end);
        }
        cells
    }

    pub(super) fn n_chars(&self) -> usize {
        self.words.iter().map(|word| word.text.chars().count()).sum()
    }
}

/// The stretches of text of a page, row by row from the top.
pub(super) fn rows(glyphs: &[Glyph], fonts: &[Font]) -> Vec<Vec<Line>> {
    let mut pieces = pieces(glyphs);
    pieces.sort_by(|a, b| b.word.size.total_cmp(&a.word.size));
    let mut rows = Rows::default();
    pieces.into_iter().for_each(|piece| rows.add(piece));
    let mut rows = rows.rows;
    rows.sort_by(|a, b| b.y.total_cmp(&a.y));
    rows.into_iter().map(|row| row.stretches(fonts)).filter(|row| !row.is_empty()).collect()
}

/// Characters that follow one another without a gap.
struct Piece {
    word: Word,
    after_blank: bool,
}

fn pieces(glyphs: &[Glyph]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut blank = true;
    for glyph in glyphs {
        if glyph.char == ' ' {
            blank = true;
            continue;
        }
        let joins = |piece: &Word| {
            let gap = glyph.x - piece.end;
            !blank
                && piece.font == glyph.font
                && (piece.size - glyph.size).abs() < 0.03 * piece.size
                && (piece.y - glyph.y).abs() < 0.05 * piece.size
                && gap < WORD_GAP * piece.size
                && gap > -0.3 * piece.size
        };
        if let Some(Piece { word, .. }) = pieces.last_mut().filter(|piece| joins(&piece.word)) {
            word.text.push(glyph.char);
            word.end = glyph.end.max(word.end);
        } else {
            let Glyph { char, x, end, y, size, font, .. } = *glyph;
            let word = Word { text: char.to_string(), x, end, y, size, font };
            pieces.push(Piece { word, after_blank: blank });
        }
        blank = false;
    }
    pieces
}

/// Rows while they are gathered, found by their baseline.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    by_baseline: BTreeMap<i32, Vec<usize>>,
}

struct Row {
    y: f32,
    size: f32,
    /// By their start, in hundredths of a point.
    pieces: BTreeMap<i32, Vec<Piece>>,
}

impl Rows {
    fn add(&mut self, piece: Piece) {
        const REACH: f32 = 14.0;
        let Word { x, y, size, .. } = piece.word;
        let near = self.by_baseline.range(hundredths(y - REACH)..=hundredths(y + REACH));
        let best = near
            .flat_map(|(_, rows)| rows)
            .filter_map(|row| Some((*row, self.rows[*row].distance(&piece.word)?)))
            .min_by(|(_, one), (_, other)| one.total_cmp(other));
        let row = best.map_or(self.rows.len(), |(row, _)| row);
        if row == self.rows.len() {
            self.rows.push(Row { y, size, pieces: BTreeMap::new() });
            self.by_baseline.entry(hundredths(y)).or_default().push(row);
        }
        self.rows[row].pieces.entry(hundredths(x)).or_default().push(piece);
    }
}

impl Row {
    /// How far `piece` is from being on this row; `None` if it is not.
    fn distance(&self, piece: &Word) -> Option<f32> {
        let rise = piece.y - self.y;
        if rise.abs() <= 0.15 * self.size.min(piece.size * 1.5) {
            return Some(rise.abs());
        }
        let is_script = piece.size < 0.85 * self.size
            && rise > -SCRIPT_BELOW * self.size
            && rise < SCRIPT_ABOVE * self.size
            && self.touches(piece);
        is_script.then_some(rise.abs())
    }

    fn touches(&self, piece: &Word) -> bool {
        let reach = 0.35 * self.size;
        let before = self.pieces.range(..=hundredths(piece.x)).next_back();
        let after = self.pieces.range(hundredths(piece.x)..).next();
        let near =
            |Piece { word, .. }: &Piece| word.x < piece.end + reach && piece.x < word.end + reach;
        [before, after].into_iter().flatten().any(|(_, pieces)| pieces.iter().any(near))
    }

    fn stretches(self, fonts: &[Font]) -> Vec<Line> {
        let mut stretches: Vec<Vec<Word>> = Vec::new();
        let mut end = f32::NEG_INFINITY;
        let mut previous_size = 0.0;
        let mut last: Option<(String, f32)> = None;
        for Piece { word: piece, after_blank } in self.pieces.into_values().flatten() {
            // text drawn twice looks bold
            if last.as_ref().is_some_and(|(text, x)| {
                *text == piece.text && (piece.x - x).abs() < 0.1 * piece.size
            }) {
                continue;
            }
            last = Some((piece.text.clone(), piece.x));
            let size = piece.size.max(previous_size);
            let gap = piece.x - end;
            (end, previous_size) = (end.max(piece.end), piece.size);
            let Some(stretch) = stretches.last_mut().filter(|_| gap <= STRETCH_GAP * size) else {
                stretches.push(vec![piece]);
                continue;
            };
            match stretch.last_mut() {
                Some(word)
                    if gap < WORD_GAP * size
                        && !(after_blank && gap > 0.02 * size)
                        && !is_mark(word, &piece) =>
                {
                    word.text.push_str(&piece.text);
                    word.end = word.end.max(piece.end);
                    if piece.text.len() > word.text.len() / 2 {
                        (word.size, word.font, word.y) = (piece.size, piece.font, piece.y);
                    }
                }
                _ => stretch.push(piece),
            }
        }
        stretches.into_iter().map(|words| Line::of(words, fonts)).collect()
    }
}

/// Whether `word` is the raised number of a footnote that `piece` begins.
fn is_mark(word: &Word, piece: &Word) -> bool {
    word.size < 0.85 * piece.size
        && word.y > piece.y + 0.15 * piece.size
        && word.text.chars().all(|char| char.is_ascii_digit() || "*∗†‡§".contains(char))
}

fn hundredths(length: f32) -> i32 {
    (length * 100.0) as i32
}
