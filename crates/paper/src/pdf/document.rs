//! A document opened: its pages rewritten, its fonts tried.

use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

use super::Fault;
use super::content::Rewriter;
use super::font::{Font, weakened};
use super::glyph::{Sheet, Sink};
use super::guard::caught;
use super::stream::{LIMIT, loads_within_bounds, resolved, unpacked};

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
        let mut document = Document::load_mem(bytes)
            .map_err(|error| Fault::Damaged { reason: error.to_string() })?;
        if document.is_encrypted() && document.decrypt("").is_err() {
            return Err(Fault::Encrypted);
        }
        let mut ids: Vec<ObjectId> = document.page_iter().take(PAGES * 20).collect();
        if ids.is_empty() {
            // the tree of pages is lost, its leaves may be there
            ids = document
                .objects
                .iter()
                .filter(|(_, object)| is_page(object))
                .map(|(id, _)| *id)
                .collect();
        }
        if ids.is_empty() {
            return Err(Fault::Damaged { reason: "it has no pages".to_owned() });
        }
        let mut rewriter = Rewriter::new(&document);
        let pages: Vec<_> = ids
            .iter()
            .take(PAGES)
            .map(|id| Leaf::rewritten(&mut rewriter, &document, *id))
            .collect();
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
        let mut resources = Dictionary::new();
        resources.set("Font", sound);
        self.document.add_object(resources)
    }

    /// Puts a flat tree of the rewritten pages in the place of the old one.
    fn lay(&mut self, pages: Vec<Leaf>, resources: ObjectId) {
        for leaf in pages {
            let content = self.document.add_object(Stream::new(Dictionary::new(), leaf.content));
            let mut page = Dictionary::new();
            page.set("Type", Object::Name(b"Page".to_vec()));
            page.set("Contents", content);
            page.set("Resources", resources);
            page.set("MediaBox", leaf.area.map(|edge| Object::Real(edge as f32)).to_vec());
            let id = self.document.add_object(page);
            self.pages.push(id);
        }
        let mut tree = Dictionary::new();
        tree.set("Type", Object::Name(b"Pages".to_vec()));
        tree.set("Kids", self.pages.iter().copied().map(Object::Reference).collect::<Vec<_>>());
        tree.set("Count", self.pages.len() as i64);
        let tree = self.document.add_object(tree);
        let mut catalog = Dictionary::new();
        catalog.set("Type", Object::Name(b"Catalog".to_vec()));
        catalog.set("Pages", tree);
        let catalog = self.document.add_object(catalog);
        self.document.trailer.set("Root", catalog);
    }
}

fn is_page(object: &Object) -> bool {
    object.as_dict().is_ok_and(|dictionary| dictionary.has_type(b"Page"))
}

/// A font that every parser has.
fn stand_in() -> Dictionary {
    let mut font = Dictionary::new();
    for (key, value) in [("Type", "Font"), ("Subtype", "Type1"), ("BaseFont", "Helvetica")] {
        font.set(key, Object::Name(value.as_bytes().to_vec()));
    }
    font
}

/// Whether the parser can stand `font`, with any character.
fn stands(font: &Dictionary) -> bool {
    let mut document = Document::new();
    let mut fonts = Dictionary::new();
    fonts.set("F", font.clone());
    let mut resources = Dictionary::new();
    resources.set("Font", fonts);
    let resources = document.add_object(resources);
    let all: Vec<u8> = (0..=255).collect();
    let text = Object::String(all, pdf_extract::StringFormat::Hexadecimal);
    let operations = vec![
        pdf_extract::content::Operation::new(
            "Tf",
            vec![Object::Name(b"F".to_vec()), Object::Integer(1)],
        ),
        pdf_extract::content::Operation::new("TJ", vec![Object::Array(vec![text])]),
    ];
    let content = pdf_extract::content::Content { operations }.encode().unwrap_or_default();
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
        let resources = inherited(document, page, b"Resources")
            .and_then(|own| own.as_dict().ok())
            .unwrap_or(&empty);
        let rotation =
            inherited(document, page, b"Rotate").and_then(|turn| turn.as_i64().ok()).unwrap_or(0);
        let area: Vec<f64> = inherited(document, page, b"MediaBox")
            .and_then(|area| area.as_array().ok())
            .map(|edges| {
                edges.iter().filter_map(|edge| edge.as_float().ok().map(f64::from)).collect()
            })
            .unwrap_or_default();
        let content = rewriter.page(resources, &page_content(document, id), rotation);
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
    let mut node = page;
    for _ in 0..ANCESTORS {
        if let Some(value) = node.get(key).ok().and_then(|value| resolved(document, value)) {
            return Some(value);
        }
        node = resolved(document, node.get(b"Parent").ok()?)?.as_dict().ok()?;
    }
    None
}
