//! A drawing as PDF, for a paper: one page of its size.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::font::{Glyph, glyph, width};
use super::palette::paper;
use super::scene::{Anchor, Ink, Pen, Place, Scene, Shape, Text};

/// Points in a unit of a drawing.
const POINT: f64 = 0.75;

/// What stands for a character that none of the fonts has: a lozenge, in the font Symbol.
const UNKNOWN: u8 = 0xe0;

/// How far from the middle of a circle the handles of its four curves are, in radii.
const HANDLE: f64 = 0.552_285;

impl Scene {
    /// The drawing as a PDF file. Its fonts are of those that every viewer has; a character that
    /// they lack becomes ◊.
    pub fn pdf(&self) -> Vec<u8> {
        let mut page =
            Page { content: Content::new(), height: self.height * POINT, opacities: vec![100] };
        for shape in &self.shapes {
            page.shape(shape);
        }
        let Page { content, opacities, .. } = page;
        let content = content.finish();
        let id = |number: i32| Ref::new(number);
        let [catalog, tree, leaf, stream, information] = [1, 2, 3, 4, 5].map(id);
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree);
        pdf.pages(tree).kids([leaf]).count(1);
        pdf.document_info(information).title(TextStr(&self.title));
        let mut page = pdf.page(leaf);
        page.parent(tree).contents(stream);
        page.media_box(Rect::new(
            0.0,
            0.0,
            single(self.width * POINT),
            single(self.height * POINT),
        ));
        let mut resources = page.resources();
        let mut fonts = resources.fonts();
        for (number, (name, _)) in FONTS.iter().enumerate() {
            fonts.pair(Name(name), id(6 + number as i32));
        }
        fonts.finish();
        let mut states = resources.ext_g_states();
        for (number, percent) in opacities.iter().enumerate() {
            states.pair(Name(state(*percent).as_bytes()), id(9 + number as i32));
        }
        states.finish();
        resources.finish();
        page.finish();
        for (number, (_, font)) in FONTS.iter().enumerate() {
            let mut written = pdf.type1_font(id(6 + number as i32));
            written.base_font(Name(font.as_bytes()));
            // Symbol has an encoding of its own
            if *font != "Symbol" {
                written.encoding_predefined(Name(b"WinAnsiEncoding"));
            }
        }
        for (number, percent) in opacities.iter().enumerate() {
            let opacity = f32::from(*percent) / 100.0;
            pdf.ext_graphics(id(9 + number as i32))
                .stroking_alpha(opacity)
                .non_stroking_alpha(opacity);
        }
        pdf.stream(stream, &content);
        pdf.finish()
    }
}

/// The fonts by the names that the page gives them.
const FONTS: [(&[u8], &str); 3] = [(b"T", "Helvetica"), (b"B", "Helvetica-Bold"), (b"S", "Symbol")];

struct Page {
    content: Content,
    height: f64,
    /// Every opacity that is used, in percent.
    opacities: Vec<u8>,
}

impl Page {
    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Line { places, pen } => {
                self.stroke(*pen);
                self.path(places);
                self.content.stroke();
            }
            Shape::Area { places, ink, opacity } => {
                self.fill(*ink, *opacity);
                self.path(places);
                self.content.close_path().fill_nonzero();
            }
            Shape::Circle { at, radius, ink, is_hollow, .. } => {
                let (fill, pen) = if *is_hollow {
                    (Ink::Ground, Pen::new(*ink, 1.6))
                } else {
                    (*ink, Pen::new(Ink::Ground, 0.8))
                };
                self.fill(fill, 1.0);
                self.stroke(pen);
                self.round(*at, *radius);
                self.content.close_path().fill_nonzero_and_stroke();
            }
            Shape::Text(text) => self.words(text),
        }
    }

    /// From places of a drawing, which count downwards, to those of a page.
    fn place(&self, (x, y): Place) -> (f32, f32) {
        (single(x * POINT), single(self.height - y * POINT))
    }

    fn path(&mut self, places: &[Place]) {
        for (index, at) in places.iter().enumerate() {
            let (x, y) = self.place(*at);
            if index == 0 {
                self.content.move_to(x, y)
            } else {
                self.content.line_to(x, y)
            };
        }
    }

    fn round(&mut self, (x, y): Place, radius: f64) {
        let at = |page: &Self, right: f64, down: f64| {
            page.place((x + radius * right, y + radius * down))
        };
        let corners = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0)];
        let (from_x, from_y) = at(self, 1.0, 0.0);
        self.content.move_to(from_x, from_y);
        for pair in corners.windows(2) {
            let [(from, down), (to, below)] = [pair[0], pair[1]];
            let first = at(self, from + HANDLE * to, down + HANDLE * below);
            let second = at(self, to + HANDLE * from, below + HANDLE * down);
            let end = at(self, to, below);
            self.content.cubic_to(first.0, first.1, second.0, second.1, end.0, end.1);
        }
    }

    fn opacity(&mut self, opacity: f64) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..=100"
        )]
        let percent = (opacity * 100.0).round().clamp(0.0, 100.0) as u8;
        if !self.opacities.contains(&percent) {
            self.opacities.push(percent);
        }
        self.content.set_parameters(Name(state(percent).as_bytes()));
    }

    fn fill(&mut self, ink: Ink, opacity: f64) {
        self.opacity(opacity);
        let [red, green, blue] = shares(ink);
        self.content.set_fill_rgb(red, green, blue);
    }

    fn stroke(&mut self, pen: Pen) {
        self.opacity(pen.opacity);
        let [red, green, blue] = shares(pen.ink);
        let dash = pen.dash.iter().map(|length| length * POINT as f32);
        self.content.set_stroke_rgb(red, green, blue).set_line_width(single(pen.width * POINT));
        self.content
            .set_line_join(pdf_writer::types::LineJoinStyle::RoundJoin)
            .set_dash_pattern(dash, pen.phase * POINT as f32);
    }

    fn words(&mut self, text: &Text) {
        let (words, size) = (pieces(&text.words, text.is_bold), text.size);
        let shift = match text.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => width(&text.words, size) / 2.0,
            Anchor::End => width(&text.words, size),
        };
        self.fill(text.ink, 1.0);
        let (x, y) = self.place((text.at.0 - shift, text.at.1));
        self.content.begin_text().next_line(x, y);
        for (font, codes) in words {
            self.content.set_font(Name(font), single(size * POINT)).show(Str(&codes));
        }
        self.content.end_text();
    }
}

/// The words as codes, each piece in one font.
fn pieces(words: &str, is_bold: bool) -> Vec<(&'static [u8], Vec<u8>)> {
    let mut pieces: Vec<(&'static [u8], Vec<u8>)> = Vec::new();
    let mut is_after_unknown = false;
    for c in words.chars() {
        let (found, width) = glyph(c);
        let (font, code) = match found {
            Glyph::Text(code) => (if is_bold { FONTS[1].0 } else { FONTS[0].0 }, code),
            Glyph::Symbol(code) => (FONTS[2].0, code),
            // marks upon a character are shown as one
            Glyph::None if width == 0 && is_after_unknown => continue,
            Glyph::None => (FONTS[2].0, UNKNOWN),
        };
        is_after_unknown = found == Glyph::None;
        match pieces.last_mut() {
            Some((last, codes)) if *last == font => codes.push(code),
            _ => pieces.push((font, vec![code])),
        }
    }
    pieces
}

fn state(percent: u8) -> String {
    format!("o{percent}")
}

fn shares(ink: Ink) -> [f32; 3] {
    paper(ink).map(|share| f32::from(share) / 255.0)
}

fn single(value: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a page is small")]
    let value = ((value * 1000.0).round() / 1000.0) as f32;
    value
}
