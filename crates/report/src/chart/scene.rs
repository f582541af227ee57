//! What is drawn, before it is SVG or PDF.

use super::font;

/// A drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width, in units of 1/96 inch.
    pub width: f64,
    /// Height, in the same units.
    pub height: f64,
    /// What it shows, in a few words; the name of the picture for those who do not see it.
    pub title: String,
    /// What it shows, in sentences.
    pub description: String,
    pub(super) shapes: Vec<Shape>,
}

/// A place: to the right, and down.
pub(super) type Place = (f64, f64);

/// A part of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A line through these places.
    Line { places: Vec<Place>, pen: Pen },
    /// A filled polygon.
    Area { places: Vec<Place>, ink: Ink, opacity: f64 },
    /// A dot, and what is said of it where it is pointed at; a hollow one is only an outline.
    Circle { at: Place, radius: f64, ink: Ink, is_hollow: bool, about: String },
    /// Words in one line.
    Text(Text),
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pen {
    pub(super) ink: Ink,
    pub(super) width: f64,
    /// Lengths of dashes and gaps; none for a line without gaps.
    pub(super) dash: &'static [f32],
    /// How far into the dashes the line begins.
    pub(super) phase: f32,
    pub(super) opacity: f64,
}

/// A colour by what it is for; a page in the dark has others than paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// Words.
    Text,
    /// Less important words, and axes.
    Dim,
    /// Lines that help to read off a value.
    Grid,
    /// What is behind everything.
    Ground,
    /// The colour of a series; they repeat.
    Series(usize),
    /// What is better, worse, undecided.
    Good,
    Bad,
    Unsure,
}

/// Words in one line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    /// Where the baseline begins, ends or has its middle.
    pub(super) at: Place,
    pub(super) words: String,
    /// The words before they were cut, if they were.
    pub(super) whole: Option<String>,
    pub(super) anchor: Anchor,
    pub(super) size: f64,
    pub(super) ink: Ink,
    pub(super) is_bold: bool,
}

/// Which part of a text is at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// The size of words.
pub(super) const SIZE: f64 = 12.0;

impl Scene {
    pub(super) fn new(title: &str, description: &str, width: f64) -> Self {
        let (title, description) = (font::line(title), font::line(description));
        Self { width, height: 0.0, title, description, shapes: Vec::new() }
    }

    pub(super) fn line(&mut self, places: Vec<Place>, pen: Pen) {
        if places.len() > 1 {
            self.shapes.push(Shape::Line { places, pen });
        }
    }

    pub(super) fn area(&mut self, places: Vec<Place>, ink: Ink, opacity: f64) {
        self.shapes.push(Shape::Area { places, ink, opacity });
    }

    /// A filled rectangle between two corners.
    pub(super) fn rectangle(
        &mut self,
        (left, top): Place,
        (right, bottom): Place,
        ink: Ink,
        opacity: f64,
    ) {
        self.area(vec![(left, top), (right, top), (right, bottom), (left, bottom)], ink, opacity);
    }

    pub(super) fn circle(&mut self, at: Place, radius: f64, ink: Ink, about: &str) {
        self.shapes.push(Shape::Circle {
            at,
            radius,
            ink,
            is_hollow: false,
            about: font::line(about),
        });
    }

    pub(super) fn ring(&mut self, at: Place, radius: f64, ink: Ink, about: &str) {
        self.shapes.push(Shape::Circle {
            at,
            radius,
            ink,
            is_hollow: true,
            about: font::line(about),
        });
    }

    /// A cross: something ended here.
    pub(super) fn cross(&mut self, (x, y): Place, reach: f64, ink: Ink) {
        let pen = Pen::new(ink, 1.8);
        self.line(vec![(x - reach, y - reach), (x + reach, y + reach)], pen);
        self.line(vec![(x - reach, y + reach), (x + reach, y - reach)], pen);
    }

    /// Words in dim ink and of the common size.
    pub(super) fn text(&mut self, at: Place, anchor: Anchor, words: &str) -> &mut Text {
        self.cut(at, anchor, words, f64::INFINITY)
    }

    /// What the whole drawing shows, above it.
    pub(super) fn headline(&mut self) {
        let (title, width) = (self.title.clone(), self.width - 16.0);
        // bold words are wider
        self.cut((8.0, 16.0), Anchor::Start, &title, width / 1.12).inked(Ink::Text).is_bold = true;
    }

    /// The same, cut to a width.
    pub(super) fn cut(&mut self, at: Place, anchor: Anchor, words: &str, width: f64) -> &mut Text {
        let line = font::line(words);
        let words = font::fit(&line, SIZE, width);
        let whole = (words != line).then_some(line);
        let text = Text { at, words, whole, anchor, size: SIZE, ink: Ink::Dim, is_bold: false };
        self.shapes.push(Shape::Text(text));
        match self.shapes.last_mut() {
            Some(Shape::Text(text)) => text,
            _ => unreachable!("a text was pushed"),
        }
    }
}

impl Text {
    pub(super) fn inked(&mut self, ink: Ink) -> &mut Self {
        self.ink = ink;
        self
    }
}

impl Pen {
    pub(super) fn new(ink: Ink, width: f64) -> Self {
        Self { ink, width, dash: &[], phase: 0.0, opacity: 1.0 }
    }

    pub(super) fn dashed(self, dash: &'static [f32]) -> Self {
        Self { dash, ..self }
    }

    pub(super) fn faint(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }
}
