//! The fonts of a document: what their names say of their style, and made safe for the parser.

use std::collections::HashMap;

use pdf_extract::{Dictionary, Document, Object, ObjectId};

use super::cmap::simplified;
use super::stream::{is_shallow, resolved, unpacked};
use crate::lexicon::says;

/// Parts of the names of fonts.
const BOLD: &str = "bold|black|heavy|demi|medi|-bd|cmbx|cmb1|sfbx|ecbx|cmssbx|-b-";
const MATH: &str = "cmmi|cmsy|cmex|cmbsy|msam|msbm|math|mtmi|mtsy|symbol";
const SLANTED: &str = "ital|obli|slant|cmti|cmsl|sfti|csc|smallcap";
const TYPEWRITER: &str = "mono|cour|cmtt|sftt|typewriter|consol|inconsolata";

/// A font, as far as its name describes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Font {
    pub(super) bold: bool,
    pub(super) math: bool,
    /// Italic or small capitals, in which some headings are set.
    pub(super) slanted: bool,
    /// All of its characters are of one width, as those of programs are.
    pub(super) typewriter: bool,
    /// How high its characters are where the font size is 1, against fonts with outlines.
    pub(super) scale: f64,
    /// Its characters cannot be told.
    pub(super) lost: bool,
}

/// The fonts that pages refer to, each under one number for the whole document.
#[derive(Default)]
pub(super) struct Fonts {
    known: HashMap<ObjectId, u16>,
    /// The fonts as they are given to the parser.
    pub(super) dictionaries: Vec<Dictionary>,
    pub(super) fonts: Vec<Font>,
}

impl Fonts {
    /// The number of the font called `name` in `resources`; `None` if it cannot be used.
    pub(super) fn number(
        &mut self,
        document: &Document,
        resources: &Dictionary,
        name: &[u8],
    ) -> Option<u16> {
        let fonts = resources.get_deref(b"Font", document).and_then(Object::as_dict).ok()?;
        let entry = fonts.get(name).ok()?;
        let id = entry.as_reference().ok();
        if let Some(number) = id.and_then(|id| self.known.get(&id)) {
            return Some(*number);
        }
        let dictionary = resolved(document, entry)?.as_dict().ok()?;
        let number = u16::try_from(self.fonts.len()).ok()?;
        self.fonts.push(Font::of(document, dictionary));
        let mut clean = cleaned(document, dictionary, 0);
        complete_widths(&mut clean);
        self.dictionaries.push(clean);
        if let Some(id) = id {
            self.known.insert(id, number);
        }
        Some(number)
    }
}

impl Font {
    fn of(document: &Document, dictionary: &Dictionary) -> Self {
        let name = dictionary.get(b"BaseFont").and_then(Object::as_name).unwrap_or_default();
        let name = String::from_utf8_lossy(name);
        let lower = match name.split_once('+') {
            Some((tag, rest)) if tag.len() == 6 => rest.to_lowercase(),
            _ => name.to_lowercase(),
        };
        Self {
            bold: says(&lower, BOLD) || lower.ends_with("-b") || forced_bold(document, dictionary),
            math: says(&lower, MATH),
            slanted: says(&lower, SLANTED),
            typewriter: says(&lower, TYPEWRITER),
            scale: if is_drawn(dictionary) { drawn_height(document, dictionary) } else { 1.0 },
            lost: false,
        }
    }
}

fn forced_bold(document: &Document, dictionary: &Dictionary) -> bool {
    const FORCE_BOLD: i64 = 1 << 18;
    let descriptor = dictionary.get_deref(b"FontDescriptor", document).and_then(Object::as_dict);
    let flags = descriptor.and_then(|descriptor| descriptor.get(b"Flags")?.as_i64());
    flags.is_ok_and(|flags| flags & FORCE_BOLD != 0)
}

/// The font with its streams unpacked and everything direct, without what only drawing needs.
///
/// The parser unpacks streams without a bound and follows references without counting.
fn cleaned(document: &Document, dictionary: &Dictionary, depth: usize) -> Dictionary {
    const DEPTH: usize = 4;
    let mut clean = Dictionary::new();
    let names_glyphs = dictionary.get(b"Encoding").is_ok();
    for (key, value) in dictionary.iter() {
        let drawing = matches!(
            key.as_slice(),
            b"FontFile2" | b"CharProcs" | b"Resources" | b"Parent" | b"CIDToGIDMap"
        );
        let Some(value) = resolved(document, value) else { continue };
        if drawing || depth >= DEPTH {
            continue;
        }
        let value = match value {
            Object::Dictionary(inner) => {
                let mut inner = cleaned(document, inner, depth + 1);
                if names_glyphs && key == b"FontDescriptor" {
                    inner.remove(b"FontFile");
                }
                Object::Dictionary(inner)
            }
            Object::Array(items) if key == b"W" => Object::Array(single_widths(document, items)),
            Object::Array(items) => {
                let items = items.iter().filter_map(|item| resolved(document, item));
                let items = items.map(|item| match item {
                    Object::Dictionary(inner) => cleaned(document, inner, depth + 1).into(),
                    other => other.clone(),
                });
                Object::Array(items.collect())
            }
            Object::Stream(stream) => {
                let Some(bytes) = unpacked(stream) else { continue };
                let bytes = if key == b"ToUnicode" { simplified(&bytes) } else { bytes };
                if key != b"FontFile3" && !is_shallow(&bytes) {
                    continue;
                }
                let mut stream = stream.clone();
                stream.dict.remove(b"Filter");
                stream.dict.remove(b"DecodeParms");
                stream.set_content(bytes);
                Object::Stream(stream)
            }
            other => other.clone(),
        };
        clean.set(key.clone(), value);
    }
    clean
}

/// The widths of a composite font, each list behind its first character.
///
/// The parser misreads the form `first last width`.
fn single_widths(document: &Document, items: &[Object]) -> Vec<Object> {
    const WIDTHS: usize = 1 << 16;
    let items: Vec<&Object> = items.iter().filter_map(|item| resolved(document, item)).collect();
    let (mut single, mut count) = (Vec::new(), 0);
    let mut rest = items.as_slice();
    while let [first, next, behind @ ..] = rest {
        let Ok(first) = first.as_float() else { break };
        let widths;
        (widths, rest) = match (next.as_array(), next.as_float(), behind) {
            (Ok(widths), _, _) => (numbers(widths), behind),
            (_, Ok(last), [width, behind @ ..]) => {
                let n_characters =
                    (last - first).clamp(-1.0, WIDTHS as f32) as usize + usize::from(last >= first);
                (numbers(&vec![(*width).clone(); n_characters.min(WIDTHS)]), behind)
            }
            _ => break,
        };
        count += widths.len();
        if count > WIDTHS {
            break;
        }
        single.extend([Object::Integer(first as i64), reals(&widths)]);
    }
    single
}

/// Whether the characters of a font are drawings of their own.
fn is_drawn(font: &Dictionary) -> bool {
    font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type3")
}

/// The numbers among the items of an array.
pub(super) fn numbers(items: &[Object]) -> Vec<f64> {
    items.iter().filter_map(|item| item.as_float().ok()).map(f64::from).collect()
}

pub(super) fn reals(numbers: &[f64]) -> Object {
    Object::Array(numbers.iter().map(|number| Object::Real(*number as f32)).collect())
}

/// The numbers of an entry that is an array.
fn entry(font: &Dictionary, key: &[u8]) -> Vec<f64> {
    font.get(key).and_then(Object::as_array).map(|items| numbers(items)).unwrap_or_default()
}

fn drawn_height(document: &Document, font: &Dictionary) -> f64 {
    let entry = |key: &[u8]| {
        let items = font.get_deref(key, document).and_then(Object::as_array);
        items.map(|items| numbers(items)).unwrap_or_default()
    };
    match (entry(b"FontMatrix").as_slice(), entry(b"FontBBox").as_slice()) {
        ([_, _, _, up, _, _], [_, low, _, high]) if high > low => {
            (up.abs() * (high - low)).clamp(1e-3, 1e3)
        }
        _ => 1.0,
    }
}

/// Gives each character of a drawn font a width, and of any font as many widths as it says it has.
///
/// The parser stops at a character without a width, and takes widths for thousandths of the font
/// size.
fn complete_widths(font: &mut Dictionary) {
    let first = font.get(b"FirstChar").and_then(Object::as_i64).unwrap_or(0).clamp(0, 255);
    let mut widths = entry(font, b"Widths");
    if widths.is_empty() && !is_drawn(font) {
        return;
    }
    let mut start = first;
    if is_drawn(font) {
        let thousandths = entry(font, b"FontMatrix").first().copied().unwrap_or(0.001) * 1000.0;
        widths.iter_mut().for_each(|width| *width *= thousandths);
        widths.splice(0..0, std::iter::repeat_n(0.0, first as usize));
        widths.resize(256, 0.0);
        start = 0;
    }
    font.set("FirstChar", start);
    font.set("LastChar", start + widths.len() as i64 - 1);
    font.set("Widths", reals(&widths));
}

/// Weaker forms of a font that the parser cannot stand, the best first.
pub(super) fn weakened(font: &Dictionary) -> Vec<Dictionary> {
    let mut encoded = font.clone();
    if font.get(b"Encoding").is_err() {
        // characters that the font's own table lacks are looked for in an encoding
        encoded.set("Encoding", Dictionary::new());
    }
    let mut without_file = encoded.clone();
    if let Ok(descriptor) = without_file.get_mut(b"FontDescriptor").and_then(Object::as_dict_mut) {
        descriptor.remove(b"FontFile");
        descriptor.remove(b"FontFile3");
    }
    let mut plain = without_file.clone();
    plain.remove(b"ToUnicode");
    let mut bare = plain.clone();
    bare.remove(b"Encoding");
    let mut type1 = bare.clone();
    type1.set("Subtype", "TrueType");
    type1.set("BaseFont", "Times-Roman");
    type1.remove(b"Widths");
    vec![encoded, without_file, plain, bare, type1]
}
