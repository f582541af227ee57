//! A document opened: its pages rewritten, its fonts tried.

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};

use super::Fault;
use super::content::Rewriter;
use super::font::{Font, numbers, reals, weakened};
use super::glyph::{Sheet, Sink};
use super::guard::caught;
use super::stream::{LIMIT, loads_within_bounds, unpacked};

/// Pages read; the rest is left out with a note.
pub(super) const PAGES: usize = 500;
/// Parents of a page that are asked for what the page itself does not say.
const ANCESTORS: usize = 32;

/// A document as characters in their places.
pub(super) struct Opened {
    document: Document,
    pages: Vec<ObjectId>,
    pub(super) fonts: Vec<Font>,
    /// How many pages the file has.
    pub(super) n_pages: usize,
}

impl Opened {
    pub(super) fn open(bytes: &[u8]) -> Result<Self, Fault> {
        if !loads_within_bounds(bytes) {
            return Err(Fault::TooLarge);
        }
        let damaged = |reason: String| Fault::Damaged { reason };
        let mut document = Document::load_mem(bytes).map_err(|error| damaged(error.to_string()))?;
        if document.is_encrypted() && document.decrypt("").is_err() {
            return Err(Fault::Encrypted);
        }
        let mut ids: Vec<ObjectId> = document.page_iter().take(PAGES * 20).collect();
        if ids.is_empty() {
            // the tree of pages is lost, its leaves may be there
            let is_page = |object: &Object| {
                object.as_dict().is_ok_and(|dictionary| dictionary.has_type(b"Page"))
            };
            let leaves = document.objects.iter().filter(|(_, object)| is_page(object));
            ids = leaves.map(|(id, _)| *id).collect();
        }
        if ids.is_empty() {
            return Err(damaged("it has no pages".to_owned()));
        }
        let mut rewriter = Rewriter::new(&document);
        let leaf = |id: &ObjectId| Leaf::rewritten(&mut rewriter, &document, *id);
        let pages: Vec<_> = ids.iter().take(PAGES).map(leaf).collect();
        let fonts = rewriter.fonts;
        let mut opened =
            Self { document, pages: Vec::new(), fonts: fonts.fonts, n_pages: ids.len() };
        let resources = opened.resources(fonts.dictionaries);
        opened.lay(pages, resources);
        Ok(opened)
    }

    /// The characters of each page; `None` for one that the parser cannot stand.
    pub(super) fn sheets(&self) -> impl Iterator<Item = Option<Sheet>> {
        (1..=self.pages.len() as u32).map(|number| {
            let mut sink = Sink::new(&self.fonts);
            caught(|| pdf_extract::output_doc_page(&self.document, &mut sink, number).is_ok())?;
            Some(sink.sheet)
        })
    }

    /// Tries each font on a page of its own, and marks those that no form of helps.
    fn resources(&mut self, fonts: Vec<Dictionary>) -> ObjectId {
        let mut sound = Dictionary::new();
        for (number, font) in fonts.into_iter().enumerate() {
            let form =
                if stands(&font) { Some(font) } else { weakened(&font).into_iter().find(stands) };
            self.fonts[number].lost = form.is_none();
            let id = self.document.add_object(form.unwrap_or_else(stand_in));
            sound.set(format!("F{number}"), id);
        }
        self.document.add_object(dictionary! { "Font" => sound })
    }

    /// Puts a flat tree of the rewritten pages in the place of the old one.
    fn lay(&mut self, pages: Vec<Leaf>, resources: ObjectId) {
        for leaf in pages {
            let content = self.document.add_object(Stream::new(Dictionary::new(), leaf.content));
            self.pages.push(self.document.add_object(dictionary! {
                "Type" => "Page",
                "Contents" => content,
                "Resources" => resources,
                "MediaBox" => reals(&leaf.area),
            }));
        }
        let tree = self.document.add_object(dictionary! {
            "Type" => "Pages",
            "Kids" => self.pages.iter().copied().map(Object::Reference).collect::<Vec<_>>(),
            "Count" => self.pages.len() as i64,
        });
        let catalog =
            self.document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        self.document.trailer.set("Root", catalog);
    }
}

/// A font that every parser has.
fn stand_in() -> Dictionary {
    dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" }
}

/// Whether the parser can stand `font`, with any character.
fn stands(font: &Dictionary) -> bool {
    let mut document = Document::new();
    let fonts = dictionary! { "F" => font.clone() };
    let resources = document.add_object(dictionary! { "Font" => fonts });
    let text = Object::String((0..=255).collect(), StringFormat::Hexadecimal);
    let operations = vec![
        Operation::new("Tf", vec!["F".into(), 1.into()]),
        Operation::new("TJ", vec![vec![text].into()]),
    ];
    let content = Content { operations }.encode().unwrap_or_default();
    let mut probe = Opened { document, pages: Vec::new(), fonts: Vec::new(), n_pages: 1 };
    probe.lay(vec![Leaf { content, area: [0.0, 0.0, 1.0, 1.0] }], resources);
    probe.sheets().all(|sheet| sheet.is_some())
}

/// A page to be laid into the tree.
struct Leaf {
    content: Vec<u8>,
    area: [f64; 4],
}

impl Leaf {
    fn rewritten(rewriter: &mut Rewriter<'_>, document: &Document, id: ObjectId) -> Self {
        let empty = Dictionary::new();
        let page = document.get_dictionary(id).unwrap_or(&empty);
        let inherited = |key: &[u8]| inherited(document, page, key);
        let resources = inherited(b"Resources").and_then(|own| own.as_dict().ok());
        let turn = inherited(b"Rotate").and_then(|turn| turn.as_i64().ok()).unwrap_or(0);
        let area = inherited(b"MediaBox").and_then(|area| area.as_array().ok());
        let area = area.map(|edges| numbers(edges)).unwrap_or_default();
        let content = page_content(document, id);
        let content = rewriter.page(resources.unwrap_or(&empty), &content, turn);
        Self { content, area: area.try_into().unwrap_or([0.0, 0.0, 612.0, 792.0]) }
    }
}

fn page_content(document: &Document, id: ObjectId) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in document.get_page_contents(id) {
        let stream = document.get_object(part).and_then(Object::as_stream);
        if let Some(part) = stream.ok().and_then(unpacked)
            && bytes.len() + part.len() < LIMIT
        {
            bytes.extend(part);
            bytes.push(b'\n');
        }
    }
    bytes
}

fn inherited<'a>(document: &'a Document, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let parent =
        |node: &&'a Dictionary| node.get_deref(b"Parent", document).and_then(Object::as_dict).ok();
    let mut nodes = std::iter::successors(Some(page), parent).take(ANCESTORS);
    nodes.find_map(|node| node.get_deref(key, document).ok())
}
