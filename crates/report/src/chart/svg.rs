//! A drawing as SVG.

use std::fmt::Write;

use super::font;
use super::palette::{class, paper};
use super::scene::{Anchor, Ink, Pen, Place, Scene, Shape, Text};

/// Fonts with the widths of Helvetica come first.
const FONT: &str = "Helvetica, Arial, 'Liberation Sans', Arimo, system-ui, sans-serif";

impl Scene {
    /// The drawing for a page that has [`style`](super::style): its colours follow those of the
    /// page. `id` makes the ids of its title and description.
    pub fn svg(&self, id: &str) -> String {
        let head = format!("class=\"chart\" aria-labelledby=\"{id}-title {id}-text\"");
        let named = [format!(" id=\"{id}-title\""), format!(" id=\"{id}-text\"")];
        Svg { is_inline: true, text: String::new() }.drawing(self, &head, &named)
    }

    /// The drawing as a file of its own, in the colours of paper.
    pub fn svg_file(&self) -> String {
        let head = "xmlns=\"http://www.w3.org/2000/svg\"";
        let mut svg = Svg { is_inline: false, text: String::new() }.drawing(
            self,
            head,
            &[String::new(), String::new()],
        );
        svg.push('\n');
        svg
    }
}

struct Svg {
    is_inline: bool,
    text: String,
}

impl Svg {
    fn drawing(mut self, scene: &Scene, head: &str, ids: &[String; 2]) -> String {
        let (width, height) = (number(scene.width), number(scene.height));
        self.add(format_args!(
            "<svg {head} role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             font-family=\"{FONT}\">"
        ));
        self.add(format_args!("<title{}>{}</title>", ids[0], escaped(&scene.title)));
        self.add(format_args!("<desc{}>{}</desc>", ids[1], escaped(&scene.description)));
        if !self.is_inline {
            let fill = self.fill(Ink::Ground, 1.0);
            self.add(format_args!("<rect width=\"{width}\" height=\"{height}\"{fill}/>"));
        }
        for shape in &scene.shapes {
            self.shape(shape);
        }
        self.add(format_args!("</svg>"));
        self.text
    }

    fn add(&mut self, words: std::fmt::Arguments) {
        self.text.write_fmt(words).expect("invariant: a string takes all that is written");
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Line { places, pen } => {
                let stroke = self.stroke(*pen);
                match places.as_slice() {
                    [(x1, y1), (x2, y2)] => {
                        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(|value| number(*value));
                        self.add(format_args!(
                            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{stroke}/>"
                        ));
                    }
                    places => {
                        let points = points(places);
                        self.add(format_args!(
                            "<polyline points=\"{points}\" fill=\"none\" stroke-linejoin=\"round\"{stroke}/>"
                        ));
                    }
                }
            }
            Shape::Area { places, ink, opacity } => {
                let (points, fill) = (points(places), self.fill(*ink, *opacity));
                self.add(format_args!("<polygon points=\"{points}\"{fill}/>"));
            }
            Shape::Circle { at: (x, y), radius, ink, is_hollow, about } => {
                let paint = if *is_hollow {
                    self.both(Ink::Ground, Pen::new(*ink, 1.6))
                } else {
                    self.both(*ink, Pen::new(Ink::Ground, 0.8))
                };
                let [x, y, radius] = [x, y, radius].map(|value| number(*value));
                let about = title(about);
                self.add(format_args!(
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{paint}>{about}</circle>"
                ));
            }
            Shape::Text(text) => self.words(text),
        }
    }

    fn words(&mut self, text: &Text) {
        let [x, y, size] = [text.at.0, text.at.1, text.size].map(number);
        let anchor = match text.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let bold = if text.is_bold { " font-weight=\"bold\"" } else { "" };
        let held = held(text);
        let fill = self.fill(text.ink, 1.0);
        let whole = title(text.whole.as_deref().unwrap_or_default());
        let words = escaped(&text.words);
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor}{held}{bold}{fill}>{whole}{words}</text>"
        ));
    }

    fn fill(&self, ink: Ink, opacity: f64) -> String {
        let opacity =
            if opacity < 1.0 { format!(" fill-opacity=\"{opacity}\"") } else { String::new() };
        let fill = if self.is_inline {
            format!(" class=\"f{}\"", class(ink))
        } else {
            format!(" fill=\"{}\"", hex(ink))
        };
        fill + &opacity
    }

    fn stroke(&self, pen: Pen) -> String {
        let ink = if self.is_inline {
            format!(" class=\"s{}\"", class(pen.ink))
        } else {
            format!(" stroke=\"{}\"", hex(pen.ink))
        };
        ink + &rest(pen)
    }

    fn both(&self, fill: Ink, pen: Pen) -> String {
        let ink = if self.is_inline {
            format!(" class=\"f{} s{}\"", class(fill), class(pen.ink))
        } else {
            format!(" fill=\"{}\" stroke=\"{}\"", hex(fill), hex(pen.ink))
        };
        ink + &rest(pen)
    }
}

/// Holds long words to the width that they have in Helvetica: where a viewer takes another font for
/// it, they would leave the drawing.
fn held(text: &Text) -> String {
    let width = font::width(&text.words, text.size);
    let is_known = text.words.chars().all(|c| font::glyph(c).0 != font::Glyph::None);
    if text.is_bold || width < 60.0 || !is_known {
        return String::new();
    }
    format!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", number(width))
}

fn title(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("<title>{}</title>", escaped(words)) }
}

/// All of a pen but its colour.
fn rest(pen: Pen) -> String {
    let mut rest = format!(" stroke-width=\"{}\"", number(pen.width));
    if !pen.dash.is_empty() {
        let dash: Vec<String> = pen.dash.iter().map(f32::to_string).collect();
        rest.push_str(&format!(" stroke-dasharray=\"{}\"", dash.join(" ")));
    }
    if pen.phase != 0.0 {
        rest.push_str(&format!(" stroke-dashoffset=\"{}\"", pen.phase));
    }
    if pen.opacity < 1.0 {
        rest.push_str(&format!(" stroke-opacity=\"{}\"", pen.opacity));
    }
    rest
}

fn points(places: &[Place]) -> String {
    places
        .iter()
        .map(|(x, y)| format!("{},{}", number(*x), number(*y)))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A hundredth of a unit is finer than any screen.
fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

fn hex(ink: Ink) -> String {
    let [red, green, blue] = paper(ink);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
