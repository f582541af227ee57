//! A drawing that grows element by element.

use std::fmt::Write;

/// The typeface of every text.
const FONT: &str = "Helvetica, Arial, 'Liberation Sans', sans-serif";
/// Colour of text.
pub(super) const INK: &str = "#1b1b1b";
/// Colour of text that is less important.
pub(super) const PALE: &str = "#5c5c5c";

/// A drawing of a width that is known and a height that is not.
pub(super) struct Svg {
    width: f64,
    definitions: String,
    body: String,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) color: &'static str,
    /// `start`, `middle` or `end`.
    pub(super) anchor: &'static str,
}

impl Type {
    pub(super) const fn plain(size: f64) -> Self {
        Self { size, bold: false, color: INK, anchor: "start" }
    }

    pub(super) const fn pale(size: f64) -> Self {
        Self { color: PALE, ..Self::plain(size) }
    }

    pub(super) const fn bold(size: f64) -> Self {
        Self { bold: true, ..Self::plain(size) }
    }

    pub(super) const fn middle(self) -> Self {
        Self { anchor: "middle", ..self }
    }

    pub(super) const fn end(self) -> Self {
        Self { anchor: "end", ..self }
    }
}

impl Svg {
    pub(super) fn new(width: f64) -> Self {
        Self { width, definitions: String::new(), body: String::new() }
    }

    /// The file.
    pub(super) fn finish(self, height: f64, title: &str) -> String {
        let (width, height) = (short(self.width), short(height));
        let (title, definitions, body) = (escape(title), self.definitions, self.body);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} \
             {height}\" font-family=\"{FONT}\" role=\"img\" shape-rendering=\"crispEdges\">\n<title>{title}</title>\n<defs>\n{definitions}</defs>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{body}</svg>\n"
        )
    }

    fn add(&mut self, element: std::fmt::Arguments) {
        self.body.write_fmt(element).expect("invariant: a string takes everything");
        self.body.push('\n');
    }

    pub(super) fn text(&mut self, x: f64, y: f64, style: Type, text: &str) {
        let weight = if style.bold { " font-weight=\"bold\"" } else { "" };
        let anchor = match style.anchor {
            "start" => String::new(),
            anchor => format!(" text-anchor=\"{anchor}\""),
        };
        let ([x, y, size], text) = ([x, y, style.size].map(short), escape(text));
        let color = style.color;
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{color}\"{weight}{anchor}>{text}</text>"
        ));
    }

    /// A number on a region: dark with a light rim, so that it is read on every colour.
    pub(super) fn number(&mut self, x: f64, y: f64, size: f64, number: usize) {
        let [x, y, rim, size] = [x, y + 0.36 * size, size / 4.0, size].map(short);
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"middle\" fill=\"{INK}\" stroke=\"#ffffff\" \
             stroke-width=\"{rim}\" stroke-opacity=\"0.85\" paint-order=\"stroke\">{number}</text>"
        ));
    }

    pub(super) fn rect(&mut self, [x, y, width, height]: [f64; 4], fill: &str) {
        let [x, y, width, height] = [x, y, width, height].map(short);
        self.add(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"
        ));
    }

    pub(super) fn frame(&mut self, [x, y, width, height]: [f64; 4], stroke: &str, line: f64) {
        let [x, y, width, height, line] = [x, y, width, height, line].map(short);
        self.add(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"{stroke}\" \
             stroke-width=\"{line}\"/>"
        ));
    }

    /// A filled path, moved to a place.
    pub(super) fn area(&mut self, [x, y]: [f64; 2], path: &str, fill: &str, opacity: f64) {
        if !path.is_empty() {
            let [x, y, opacity] = [x, y, opacity].map(short);
            self.add(format_args!(
                "<path transform=\"translate({x} {y})\" d=\"{path}\" fill=\"{fill}\" fill-opacity=\"{opacity}\"/>"
            ));
        }
    }

    /// Lines, moved to a place.
    pub(super) fn lines(&mut self, [x, y]: [f64; 2], path: &str, stroke: &str, line: f64) {
        if !path.is_empty() {
            let [x, y, line] = [x, y, line].map(short);
            self.add(format_args!(
                "<path transform=\"translate({x} {y})\" d=\"{path}\" fill=\"none\" stroke=\"{stroke}\" \
                 stroke-width=\"{line}\" stroke-linecap=\"square\"/>"
            ));
        }
    }

    /// Keeps an image under a name, to be shown in several places.
    pub(super) fn define_image(&mut self, name: &str, side: f64, uri: &str) {
        let side = short(side);
        writeln!(
            self.definitions,
            "<image id=\"{name}\" width=\"{side}\" height=\"{side}\" preserveAspectRatio=\"none\" \
             style=\"image-rendering: pixelated\" href=\"{uri}\"/>"
        )
        .expect("invariant: a string takes everything");
    }

    /// Shows an image that was defined.
    pub(super) fn image(&mut self, x: f64, y: f64, name: &str) {
        let (x, y) = (short(x), short(y));
        self.add(format_args!("<use href=\"#{name}\" x=\"{x}\" y=\"{y}\"/>"));
    }
}

/// A number with at most two digits after the point, in the same way on every machine.
pub(super) fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A text in which nothing is markup; what no XML document may hold becomes U+FFFD, and what would
/// turn the direction of writing is left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {}
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Breaks a text into lines of about so many letters; the last of `most` lines is cut.
pub(super) fn wrap(text: &str, letters: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = cut(word, letters);
        let fits = |line: &&mut String| line.chars().count() + 1 + word.chars().count() <= letters;
        match lines.last_mut().filter(fits) {
            Some(line) => line.extend([" ", &word]),
            None => lines.push(word),
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last} …"), letters);
            if !last.ends_with('…') {
                last.push('…');
            }
        }
    }
    lines
}

/// A text cut to so many letters.
pub(super) fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let kept: String = text.chars().take(letters.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Stretches of true: where each starts, and how long it is.
fn runs(cells: &[bool]) -> impl Iterator<Item = (usize, usize)> {
    let mut end = 0;
    let runs = cells.chunk_by(|a, b| a == b).map(move |run| {
        end += run.len();
        (run[0], end - run.len(), run.len())
    });
    runs.filter(|(is, ..)| *is).map(|(_, start, length)| (start, length))
}

/// The outline of the cells for which a condition holds, as rectangles of one row each.
pub(super) fn cells(inside: &[bool], columns: usize, side: f64) -> String {
    let mut path = String::new();
    for (row, cells) in inside.chunks(columns).enumerate() {
        for (start, length) in runs(cells) {
            let [x, y, width] = [start, row, length].map(|cells| short(cells as f64 * side));
            path += &format!("M{x} {y}h{width}v{height}h-{width}z", height = short(side));
        }
    }
    path
}

/// The lines between cells of different labels; also around the whole, where a cell differs from
/// `outside`.
pub(super) fn borders(
    labels: &[usize],
    columns: usize,
    side: f64,
    outside: Option<usize>,
) -> String {
    let rows = labels.len() / columns;
    let mut path = String::new();
    for across in [true, false] {
        let (lines, places) = if across { (rows, columns) } else { (columns, rows) };
        // the cells of a line, counted from 1
        let label = |line: usize, place: usize| {
            let inside = line.checked_sub(1).filter(|line| *line < lines);
            let (step, next) = if across { (columns, 1) } else { (1, columns) };
            inside.map(|line| labels[line * step + place * next]).or(outside)
        };
        for line in 0..=lines {
            let differ = |place: usize| {
                let sides = label(line, place).zip(label(line + 1, place));
                sides.is_some_and(|(before, after)| before != after)
            };
            for (start, length) in runs(&(0..places).map(differ).collect::<Vec<_>>()) {
                let [along, at, length] =
                    [start, line, length].map(|cells| short(cells as f64 * side));
                path += &if across {
                    format!("M{along} {at}h{length}")
                } else {
                    format!("M{at} {along}v{length}")
                };
            }
        }
    }
    path
}
