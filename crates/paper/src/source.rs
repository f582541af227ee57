//! From a path to a paper: what kind of file is it?

mod folder;
mod kind;
mod reader;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::draft::Draft;
use super::error::Error;
use super::section::{Form, Paper};
use super::{html, markdown, outline};
use kind::Kind;

/// Larger texts are no papers.
const LARGEST_TEXT: usize = 32 << 20;
/// Fewer characters are no paper: a plan must never come from nothing.
const SHORTEST: usize = 200;

/// Larger files are no papers.
const LARGEST_FILE: u64 = Paper::LARGEST_FILE;

impl Paper {
    /// The largest file that is read, in bytes.
    pub const LARGEST_FILE: u64 = 64 << 20;

    /// Reads a paper from a file (PDF, LaTeX, Markdown, HTML, plain text), an archive or a folder.
    ///
    /// # Errors
    /// [`Error`] if there is nothing at the path, if it cannot be read, or if it holds no paper.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let metadata = fs::metadata(path).map_err(|source| failure(path, source))?;
        if metadata.is_dir() {
            return folder::read(path);
        }
        if !metadata.is_file() {
            // a pipe may never end
            return Err(Error::NotAFile { path: path.to_owned() });
        }
        let (bytes, name) = (bytes(path)?, file_name(path));
        match path.parent() {
            Some(folder) if kind::kind(&bytes, &name)? == Kind::Latex && includes(&bytes) => {
                folder::read_from(folder, &name, bytes)
            }
            _ => Self::parse(&bytes, &name),
        }
    }

    /// Reads a paper from the bytes of a file; its kind is told by its content, then by its name.
    ///
    /// # Errors
    /// [`Error`] if the bytes hold no paper.
    pub fn parse(bytes: &[u8], name: &str) -> Result<Self, Error> {
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(Error::TooLarge {
                name: name.to_owned(),
                bytes: bytes.len() as u64,
                limit: LARGEST_FILE,
            });
        }
        let (form, draft) = draft(bytes, name)?;
        finish(draft, form, name, checksum([("", bytes)]))
    }
}

fn draft(bytes: &[u8], name: &str) -> Result<(Form, Draft), Error> {
    Ok(match kind::kind(bytes, name)? {
        Kind::Pdf => (Form::Pdf, reader::pdf(bytes)?),
        Kind::Archive => return of_archive(reader::unpack(bytes)?),
        Kind::Latex => {
            let (text, note) = decode(bytes, name)?;
            let main = base_name(name).to_owned();
            let draft = reader::latex(&vec![(main.clone(), text.into_bytes())], Some(&main))?;
            (Form::Latex, noted(draft, note))
        }
        Kind::Html => {
            let (text, note) = decode(bytes, name)?;
            (Form::Html, noted(html::read(&text), note))
        }
        Kind::Markdown => {
            let (text, note) = decode(bytes, name)?;
            (Form::Markdown, noted(markdown::read(&text), note))
        }
    })
}

/// The LaTeX of an archive, unless all of it are git-lfs pointers.
fn of_archive((files, notes): (reader::Files, Vec<String>)) -> Result<(Form, Draft), Error> {
    let mut documents = files.iter().filter(|(name, _)| name.ends_with(".tex")).peekable();
    if let Some((name, _)) = documents.peek().copied()
        && documents.all(|(_, bytes)| kind::is_pointer(bytes))
    {
        return Err(Error::Pointer { name: name.clone() });
    }
    let mut draft = reader::latex(&files, None)?;
    draft.notes.extend(notes);
    Ok((Form::Latex, draft))
}

/// Whether a LaTeX file asks for others beside it.
fn includes(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    ["\\input", "\\include{", "\\subfile{", "\\import{", "\\usepackage{"]
        .iter()
        .any(|command| text.contains(command))
}

fn noted(mut draft: Draft, note: Option<String>) -> Draft {
    draft.notes.extend(note);
    draft
}

/// The paper of a draft, if there is enough in it to be one.
fn finish(draft: Draft, form: Form, name: &str, sha256: String) -> Result<Paper, Error> {
    let characters = draft.characters();
    if characters < SHORTEST {
        return Err(Error::NotAPaper { name: name.to_owned(), characters });
    }
    let stem = Path::new(base_name(name))
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let slug = outline::slug(if draft.title.is_empty() { &stem } else { &draft.title });
    let Draft { title, summary, sections, notes } = draft;
    Ok(Paper { slug, title, summary, sections, form, sha256, notes })
}

/// SHA-256 of contents; with names if there are several.
fn checksum<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hash = Sha256::new();
    for (name, bytes) in files {
        if !name.is_empty() {
            hash.update(name.as_bytes());
            hash.update([0]);
            hash.update((bytes.len() as u64).to_le_bytes());
        }
        hash.update(bytes);
    }
    foundation::digest::hex(&hash.finalize())
}

fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let file = fs::File::open(path).map_err(|source| failure(path, source))?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|source| failure(path, source))?;
    if bytes.len() as u64 > LARGEST_FILE {
        let size = fs::metadata(path).map_or(bytes.len() as u64, |metadata| metadata.len());
        return Err(Error::TooLarge { name: file_name(path), bytes: size, limit: LARGEST_FILE });
    }
    Ok(bytes)
}

fn failure(path: &Path, source: std::io::Error) -> Error {
    match source.kind() {
        ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
        _ => Error::Read { path: path.to_owned(), source },
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// The text of a file: UTF-8, UTF-16 with a mark, or else Windows-1252, with a note.
fn decode(bytes: &[u8], name: &str) -> Result<(String, Option<String>), Error> {
    let (text, note) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) => {
            (wide(bytes), None)
        }
        Err(error) => {
            let at = error.valid_up_to();
            let note = format!(
                "`{name}` is not UTF-8 (byte {at}): read as Windows-1252, so accents may be wrong"
            );
            (bytes.iter().map(|byte| western(*byte)).collect(), Some(note))
        }
    };
    if text.len() > LARGEST_TEXT {
        return Err(Error::TooLarge {
            name: name.to_owned(),
            bytes: text.len() as u64,
            limit: LARGEST_TEXT as u64,
        });
    }
    Ok((text, note))
}

fn wide(bytes: &[u8]) -> String {
    let little = bytes.starts_with(&[0xff, 0xfe]);
    let units = bytes[2..].chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    });
    char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect()
}

/// A byte in Windows-1252.
fn western(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}
