//! The content of a page, rewritten to what text needs.
//!
//! The parser panics on much that has nothing to do with text, ignores where a form is placed and
//! does not tell the font of a character. So a page is given to it as a plain run of text
//! operators: forms are put in place, fonts are numbered through the document, and the font is
//! announced by a rectangle that the parser hands on.

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, Object, Stream};

use super::font::Fonts;
use super::stream::unpacked;

/// Forms within forms.
const DEPTH: usize = 8;
/// Operators a page may have, its forms counted in.
const OPERATORS: usize = 400_000;
/// The thickest rectangle that counts as a rule, in points.
const RULE: f64 = 2.0;

/// Rewrites pages, gathering their fonts.
pub(super) struct Rewriter<'a> {
    document: &'a Document,
    pub(super) fonts: Fonts,
    operators: usize,
    /// The font that was announced last, and whether within a form.
    announced: Option<(u16, bool)>,
    out: Vec<u8>,
}

/// The part of the state of a page or form that has to be known to keep the parser from trouble.
struct State<'a> {
    resources: &'a Dictionary,
    /// Forms around it.
    depth: usize,
    font: Option<u16>,
    /// The fonts of the states that were saved.
    saved: Vec<Option<u16>>,
    /// Where a path is.
    from: Option<(f64, f64)>,
}

impl<'a> Rewriter<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, fonts: Fonts::default(), operators: 0, announced: None, out: Vec::new() }
    }

    /// The text operators of a page.
    pub(super) fn page(&mut self, resources: &Dictionary, content: &[u8], turn: i64) -> Vec<u8> {
        self.operators = 0;
        self.announced = None;
        let turn = match turn.rem_euclid(360) {
            90 => [0, -1, 1, 0, 0, 0],
            180 => [-1, 0, 0, -1, 0, 0],
            270 => [0, 1, -1, 0, 0, 0],
            _ => [1, 0, 0, 1, 0, 0],
        };
        self.put("cm", turn.map(Object::Integer).to_vec());
        self.walk(resources, content, 0);
        std::mem::take(&mut self.out)
    }

    fn walk(&mut self, resources: &Dictionary, content: &[u8], depth: usize) {
        // a content stream is good as far as it can be read
        let Ok(content) = Content::decode(content) else { return };
        let mut state = State { resources, font: None, depth, saved: Vec::new(), from: None };
        for operation in content.operations {
            self.operators += 1;
            if self.operators > OPERATORS {
                break;
            }
            self.step(operation, &mut state);
        }
        for _ in state.saved {
            self.put("Q", Vec::new());
        }
    }

    fn step(&mut self, operation: Operation, state: &mut State) {
        let Operation { operator, operands } = operation;
        let numbers: Vec<f64> = operands.iter().filter_map(number).collect();
        match (operator.as_str(), numbers.as_slice()) {
            ("q", _) => {
                state.saved.push(state.font);
                self.put("q", Vec::new());
            }
            ("Q", _) => {
                if let Some(font) = state.saved.pop() {
                    state.font = font;
                    self.put("Q", Vec::new());
                }
            }
            ("BT" | "ET" | "T*", _) => self.put(&operator, Vec::new()),
            ("cm" | "Tm", [_, _, _, _, _, _])
            | ("Td" | "TD", [_, _])
            | ("Tc" | "Tw" | "Tz" | "TL" | "Ts", [_]) => {
                self.put(&operator, operands);
            }
            ("Tf", [size]) => self.font(&operands, *size, state),
            ("Tj" | "TJ" | "'" | "\"", _) => self.text(&operator, operands, &numbers, state),
            ("re", [x, y, width, height]) if height.abs() < RULE || width.abs() < RULE => {
                self.rule(*x, *y, *width, *height);
            }
            ("m", [x, y]) => state.from = Some((*x, *y)),
            ("l", [x, y]) => {
                if let Some((x0, y0)) = state.from.replace((*x, *y))
                    && (y - y0).abs() < RULE
                {
                    self.rule(x0, y0, x - x0, 0.0);
                }
            }
            ("Do", _) => self.form(&operands, state),
            _ => {}
        }
    }

    fn font(&mut self, operands: &[Object], size: f64, state: &mut State) {
        let name = operands.first().and_then(|name| name.as_name().ok());
        state.font = name.and_then(|name| self.fonts.number(self.document, state.resources, name));
        if let Some(font) = state.font {
            self.put("Tf", vec![Object::Name(format!("F{font}").into_bytes()), real(size)]);
        }
    }

    fn text(&mut self, operator: &str, operands: Vec<Object>, numbers: &[f64], state: &State) {
        if let ("\"", [word, character]) = (operator, numbers) {
            self.put("Tw", vec![real(*word)]);
            self.put("Tc", vec![real(*character)]);
        }
        if matches!(operator, "'" | "\"") {
            self.put("T*", Vec::new());
        }
        let Some(font) = state.font else { return };
        let shown = match operands.into_iter().next_back() {
            Some(Object::Array(mut items)) => {
                items.retain(|item| matches!(item, Object::String(..)) || number(item).is_some());
                items
            }
            Some(text @ Object::String(..)) => vec![text],
            _ => return,
        };
        let announced = (font, state.depth > 0);
        if self.announced.replace(announced) != Some(announced) {
            let rectangle = [i64::from(announced.0), i64::from(announced.1), 0, 0];
            self.put("re", rectangle.map(Object::Integer).to_vec());
            self.put("f", Vec::new());
        }
        self.put("TJ", vec![Object::Array(shown)]);
    }

    fn rule(&mut self, x: f64, y: f64, width: f64, height: f64) {
        self.put("re", [x, y, width, height].map(real).to_vec());
        self.put("S", Vec::new());
    }

    fn form(&mut self, operands: &[Object], state: &State) {
        if state.depth >= DEPTH {
            return;
        }
        let Some(form) = named_form(self.document, state.resources, operands) else { return };
        let own = form.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict);
        let Some(content) = unpacked(form) else { return };
        self.put("q", Vec::new());
        let matrix = form.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array);
        if let Ok(matrix) = matrix
            && matrix.len() == 6
            && matrix.iter().all(|entry| number(entry).is_some())
        {
            self.put("cm", matrix.clone());
        }
        self.walk(own.unwrap_or(state.resources), &content, state.depth + 1);
        self.put("Q", Vec::new());
    }

    fn put(&mut self, operator: &str, operands: Vec<Object>) {
        let operation = [Operation::new(operator, operands)];
        self.out.extend(Content { operations: &operation[..] }.encode().unwrap_or_default());
        self.out.push(b'\n');
    }
}

fn named_form<'a>(
    document: &'a Document,
    resources: &'a Dictionary,
    operands: &[Object],
) -> Option<&'a Stream> {
    let name = operands.first()?.as_name().ok()?;
    let objects = resources.get_deref(b"XObject", document).and_then(Object::as_dict).ok()?;
    let form = objects.get_deref(name, document).and_then(Object::as_stream).ok()?;
    let kind = form.dict.get(b"Subtype").and_then(Object::as_name);
    kind.is_ok_and(|kind| kind == b"Form").then_some(form)
}

fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(f64::from(*value)).filter(|value| value.is_finite()),
        _ => None,
    }
}

fn real(value: f64) -> Object {
    Object::Real(value as f32)
}
