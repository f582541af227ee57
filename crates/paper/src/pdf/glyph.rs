//! Characters in their places, as the parser hands them on.

use pdf_extract::{ColorSpace, MediaBox, OutputDev, OutputError, Path, PathOp, Transform};

use super::font::Font;
use crate::encoding::ligature;

/// Characters a page may have.
const GLYPHS: usize = 200_000;

/// A character; lengths are in points, y grows upwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    pub(super) char: char,
    pub(super) x: f32,
    pub(super) end: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) font: u16,
    /// Drawn within a form, as the figures of a paper are.
    pub(super) form: bool,
}

/// A horizontal line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) x: f32,
    pub(super) end: f32,
    pub(super) y: f32,
}

/// A page.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rules: Vec<Rule>,
}

impl Sheet {
    /// Takes away the text of embedded drawings, and says how much; of a page that is all one form,
    /// nothing.
    pub(super) fn drop_drawn(&mut self) -> usize {
        let drawn = self.glyphs.iter().filter(|glyph| glyph.form && glyph.char != ' ').count();
        if drawn * 10 > self.glyphs.len() * 6 {
            return 0;
        }
        self.glyphs.retain(|glyph| !glyph.form);
        drawn
    }
}

/// Takes the characters from the parser.
pub(super) struct Sink<'a> {
    pub(super) sheet: Sheet,
    fonts: &'a [Font],
    font: u16,
    form: bool,
    /// How many characters there are, with those of text that runs upwards, which is not kept.
    n_glyphs: usize,
}

impl<'a> Sink<'a> {
    pub(super) fn new(fonts: &'a [Font]) -> Self {
        Self { sheet: Sheet::default(), fonts, font: 0, form: false, n_glyphs: 0 }
    }

    fn put(&mut self, letters: Vec<char>, start: (f32, f32), advance: f32, size: f32) {
        let (font, form) = (self.font, self.form);
        let step = advance / letters.len().max(1) as f32;
        for (index, char) in letters.into_iter().enumerate() {
            let x = start.0 + step * index as f32;
            self.sheet.glyphs.push(Glyph { char, x, end: x + step, y: start.1, size, font, form });
        }
    }
}

/// What the parser asks for; nothing here fails.
type Taken = Result<(), OutputError>;

impl OutputDev for Sink<'_> {
    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        text: &str,
    ) -> Taken {
        let (along, up) = (place.m11.hypot(place.m12), place.m21.hypot(place.m22));
        let font = self.fonts.get(usize::from(self.font));
        if font.is_some_and(|font| font.lost) {
            return Ok(());
        }
        let scale = font.map_or(1.0, |font| font.scale);
        let size = (up * font_size * scale).abs();
        let sound = [place.m31, place.m32, size, width]
            .iter()
            .all(|value| value.is_finite() && value.abs() < 1e5);
        if !sound || size < 0.5 || self.n_glyphs >= GLYPHS {
            return Ok(());
        }
        let letters: Vec<char> = text.chars().flat_map(expanded).collect();
        let level = place.m12.abs() < 0.05 * along && place.m11 > 0.0;
        let upwards = place.m11.abs() < 0.05 * along && place.m12 > 0.0;
        self.n_glyphs += if level || upwards { letters.len() } else { 0 };
        if level {
            let advance = (along * font_size.abs() * width) as f32;
            self.put(letters, (place.m31 as f32, place.m32 as f32), advance, size as f32);
        }
        Ok(())
    }

    fn fill(&mut self, _: &Transform, _: &ColorSpace, _: &[f64], path: &Path) -> Taken {
        if let Some(PathOp::Rect(font, form, _, _)) = path.ops.last() {
            self.font = *font as u16;
            self.form = *form > 0.0;
        }
        Ok(())
    }

    fn stroke(&mut self, place: &Transform, _: &ColorSpace, _: &[f64], path: &Path) -> Taken {
        if let Some(PathOp::Rect(x, y, width, height)) = path.ops.last() {
            let corner_x = |x: f64, y: f64| x * place.m11 + y * place.m21 + place.m31;
            let corner_y = |x: f64, y: f64| x * place.m12 + y * place.m22 + place.m32;
            let (x0, x1) = (corner_x(*x, *y), corner_x(x + width, y + height));
            let (y0, y1) = (corner_y(*x, *y), corner_y(x + width, y + height));
            if (y1 - y0).abs() < 2.0 && (x1 - x0).abs() > 15.0 && self.sheet.rules.len() < GLYPHS {
                let (x, end) = (x0.min(x1) as f32, x0.max(x1) as f32);
                self.sheet.rules.push(Rule { x, end, y: y0 as f32 });
            }
        }
        Ok(())
    }

    fn begin_page(&mut self, _: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Taken {
        Ok(())
    }

    fn end_page(&mut self) -> Taken {
        Ok(())
    }

    fn begin_word(&mut self) -> Taken {
        Ok(())
    }

    fn end_word(&mut self) -> Taken {
        Ok(())
    }

    fn end_line(&mut self) -> Taken {
        Ok(())
    }
}

/// The letters of a ligature; nothing for characters that say nothing.
fn expanded(char: char) -> impl Iterator<Item = char> {
    let letters = ligature(char).or(match char {
        '\u{ad}' => Some("-"),
        _ if char.is_whitespace() => Some(" "),
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{fffd}' => Some(""),
        _ => None,
    });
    let itself = (letters.is_none() && !char.is_control()).then_some(char);
    itself.into_iter().chain(letters.unwrap_or_default().chars())
}
