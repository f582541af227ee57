//! Tells the kind of a file, by its content and then by its name.

use super::{Error, base_name};
use crate::lexicon::says;

/// The kinds of files that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Pdf,
    Archive,
    Latex,
    Markdown,
    Html,
}

/// First bytes of files that are no papers.
const OTHERS: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"RIFF", "a media file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"%!PS", "a PostScript file"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"GGUF", "a file of model weights"),
    (b"SQLite format 3", "a database"),
    (b"\xf7\x02", "a DVI file"),
    (b"{\\rtf", "an RTF document"),
];

/// Tells the kind.
pub(super) fn kind(bytes: &[u8], name: &str) -> Result<Kind, Error> {
    let owned = || name.to_owned();
    if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(Error::Empty(owned()));
    }
    if is_pointer(bytes) {
        return Err(Error::Pointer(owned()));
    }
    if find(&bytes[..bytes.len().min(1024)], b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    let office = [&b"word/document.xml"[..], b"xl/workbook.xml", b"ppt/presentation.xml"];
    if bytes.starts_with(b"PK\x03\x04") && office.iter().any(|part| find(bytes, part)) {
        return Err(Error::Binary { name: owned(), found: "an Office document" });
    }
    let packed = [&b"\x1f\x8b"[..], b"PK\x03\x04", b"PK\x05\x06"];
    let is_tar = bytes.get(257..262) == Some(b"ustar".as_slice());
    if is_tar || packed.iter().any(|front| bytes.starts_with(front)) {
        return Ok(Kind::Archive);
    }
    if let Some((_, found)) = OTHERS.iter().find(|(front, _)| bytes.starts_with(front)) {
        return Err(Error::Binary { name: owned(), found });
    }
    if is_binary(bytes) {
        return Err(Error::Binary { name: owned(), found: "a binary file" });
    }
    Ok(of_text(bytes, name))
}

/// Whether git-lfs left this in place of a file.
pub(super) fn is_pointer(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.len() < 1024 && text.starts_with(b"version https://git-lfs.github.com/spec/")
}

/// Text has no zero bytes and hardly any control characters; UTF-16 has its mark.
fn is_binary(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return false;
    }
    let front = &bytes[..bytes.len().min(64 << 10)];
    let is_control = |byte: &&u8| **byte < 0x20 && !b"\n\r\t\x0c".contains(byte);
    let control = front.iter().filter(is_control).count();
    front.contains(&0) || control * 100 > front.len()
}

/// Commands that begin a line of a document of LaTeX.
const DOCUMENT: [&str; 3] = ["\\documentclass", "\\documentstyle", "\\begin{document}"];

fn of_text(bytes: &[u8], name: &str) -> Kind {
    let front = String::from_utf8_lossy(&bytes[..bytes.len().min(16 << 10)]);
    let start = front.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    let extension =
        base_name(name).rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        _ if says(&start, "^<!doctype html|^<html|^<head|^<body|^<?xml") => Kind::Html,
        _ if start.starts_with("<!--") && start.contains("<html") => Kind::Html,
        _ if DOCUMENT.iter().any(|command| starts_line(&front, command)) => Kind::Latex,
        Some("tex" | "ltx" | "latex") => Kind::Latex,
        Some("html" | "htm" | "xhtml") => Kind::Html,
        Some("md" | "markdown" | "mmd" | "txt" | "text" | "rst") => Kind::Markdown,
        _ if starts_line(&front, "\\section{") => Kind::Latex,
        _ if start.starts_with("<article") || start.starts_with("<div") => Kind::Html,
        _ => Kind::Markdown,
    }
}

fn starts_line(text: &str, command: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with(command))
}

fn find(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
