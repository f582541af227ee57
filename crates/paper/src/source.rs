//! From a path to a paper: what kind of file is it?

mod folder;
mod kind;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use foundation::Hint;
use sha2::{Digest, Sha256};

use super::draft::Draft;
use super::error::Error;
use super::lexicon::says;
use super::section::{Form, Paper};
use super::{encoding, html, latex, markdown, outline, pdf};
use crate::bundle::{self, Bundle};
use kind::Kind;

/// The longest text that is read, in bytes.
const LARGEST_TEXT: u64 = 32 << 20;
/// Text with fewer characters is not taken for a paper: no plan is made from nothing.
const SHORTEST: usize = 200;
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
            return Err(Error::NotAFile(path.to_owned()));
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
        refuse_larger(bytes.len() as u64, LARGEST_FILE, name)?;
        let (form, draft) = draft(bytes, name)?;
        finish(draft, form, name, checksum([("", bytes)]))
    }
}

fn draft(bytes: &[u8], name: &str) -> Result<(Form, Draft), Error> {
    let (form, mut draft, note) = match kind::kind(bytes, name)? {
        Kind::Pdf => (Form::Pdf, pdf(bytes)?, None),
        Kind::Archive => (Form::Latex, archive(bytes)?, None),
        Kind::Latex => {
            let (text, note) = decoded(bytes, name)?;
            let main = base_name(name).to_owned();
            (Form::Latex, latex(&[(main.clone(), text.into_bytes())], Some(&main))?, note)
        }
        Kind::Html => {
            let (text, note) = decoded(bytes, name)?;
            (Form::Html, html::read(&text), note)
        }
        Kind::Markdown => {
            let (text, note) = decoded(bytes, name)?;
            (Form::Markdown, markdown::read(&text), note)
        }
    };
    draft.notes.extend(note);
    Ok((form, draft))
}

fn pdf(bytes: &[u8]) -> Result<Draft, Error> {
    let draft = pdf::read(bytes).map_err(|fault| match fault {
        pdf::Fault::Encrypted => Error::Encrypted,
        pdf::Fault::NoText { pages } => Error::Scanned(pages),
        pdf::Fault::Damaged { .. } | pdf::Fault::TooLarge => Error::Pdf(fault.to_string()),
    })?;
    Ok(with_roles(draft))
}

/// Reads LaTeX, beginning with the file `main` if it is given.
fn latex(files: &[(String, Vec<u8>)], main: Option<&str>) -> Result<Draft, Error> {
    let draft = latex::read_from(files, main)
        .map_err(|fault| Error::Latex { reason: fault.to_string(), hint: fault.hint() })?;
    Ok(with_roles(draft))
}

/// Reads the LaTeX of an archive, unless all of it are git-lfs pointers.
fn archive(bytes: &[u8]) -> Result<Draft, Error> {
    let Bundle { files, notes } = bundle::unpack(bytes)
        .map_err(|fault| Error::Archive { reason: fault.to_string(), hint: fault.hint() })?;
    let mut documents = files.iter().filter(|(name, _)| name.ends_with(".tex")).peekable();
    if let Some((name, _)) = documents.peek().copied()
        && documents.all(|(_, bytes)| kind::is_pointer(bytes))
    {
        return Err(Error::Pointer(name.clone()));
    }
    let mut draft = latex(&files, None)?;
    draft.notes.extend(notes);
    Ok(draft)
}

fn with_roles(mut draft: Draft) -> Draft {
    outline::assign_roles(&mut draft.sections, None, &mut draft.notes);
    draft
}

/// Whether a LaTeX file asks for others beside it.
fn includes(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    says(&text, "\\input|\\include{|\\subfile{|\\import{|\\usepackage{")
}

/// The paper of a draft, if there is enough in it to be one.
fn finish(draft: Draft, form: Form, name: &str, sha256: String) -> Result<Paper, Error> {
    let characters = draft.characters();
    if characters < SHORTEST {
        return Err(Error::NotAPaper { name: name.to_owned(), characters });
    }
    let stem = Path::new(base_name(name)).file_stem().unwrap_or_default().to_string_lossy();
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
        ErrorKind::NotFound => Error::Missing(path.to_owned()),
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

/// The text of a file, and a note if its encoding had to be guessed.
fn decoded(bytes: &[u8], name: &str) -> Result<(String, Option<String>), Error> {
    let (text, guessed_from) = encoding::decode(bytes);
    refuse_larger(text.len() as u64, LARGEST_TEXT, name)?;
    let note = guessed_from.map(|at| {
        format!("`{name}` is not UTF-8 (byte {at}): read as Windows-1252, so accents may be wrong")
    });
    Ok((text, note))
}

fn refuse_larger(bytes: u64, limit: u64, name: &str) -> Result<(), Error> {
    if bytes > limit {
        return Err(Error::TooLarge { name: name.to_owned(), bytes, limit });
    }
    Ok(())
}
