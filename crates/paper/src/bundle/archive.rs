//! Unpacks archives of LaTeX sources in memory and within limits; nothing is written to disk.
//!
//! `.tar.gz`, `.tar`, `.zip`, and the single file that arXiv compresses when a paper has no more.
//! The bytes tell what an archive is, not its name. Only files that LaTeX reads are unpacked:
//! figures are passed over.

use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;

use foundation::Hint;

#[cfg(test)]
mod tests;

use super::{BYTES, Bundle, ENTRIES, FILES, is_source};

/// Bytes of a compressed archive, figures included, through which one has to read without keeping
/// them.
const PASSED: u64 = 1 << 30;
/// Bytes of a path.
const NAME: u64 = 4_096;

/// Why an archive cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("this is neither a .tar.gz, a .tar, a .zip nor a compressed .tex file")]
    Unknown,
    #[error("the archive unpacks to more than {} MiB", BYTES >> 20)]
    TooLarge,
    #[error("the archive has more than {FILES} LaTeX files or {ENTRIES} files")]
    TooMany,
    #[error("the archive is damaged: {0}")]
    Damaged(#[from] io::Error),
    #[error("the archive is damaged: {0}")]
    DamagedZip(#[from] zip::result::ZipError),
    #[error("the archive holds no LaTeX files")]
    Empty,
}

impl Hint for Fault {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Fault::Unknown => "give the source of the paper as it was downloaded, or its folder",
            Fault::TooLarge | Fault::TooMany => "unpack it and give the folder with the paper",
            Fault::Damaged(_) | Fault::DamagedZip(_) => "download the archive again",
            Fault::Empty => "give the archive with the LaTeX source, not with the PDF",
        };
        Some(hint.to_owned())
    }
}

/// Unpacks the LaTeX files of an archive.
///
/// # Errors
/// If the bytes are not an archive, are damaged, hold no LaTeX file, or more than the limits allow.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Bundle, Fault> {
    let mut bundle = Bundle::default();
    if bytes.starts_with(b"PK") {
        unzip(bytes, &mut bundle)?;
    } else if bytes.starts_with(b"\x1f\x8b") {
        gunzip(bytes, &mut bundle)?;
    } else if is_tar(bytes) {
        untar(bytes, &mut bundle)?;
    } else {
        return Err(Fault::Unknown);
    }
    if bundle.files.is_empty() {
        return Err(Fault::Empty);
    }
    bundle.files.sort();
    bundle.files.dedup_by(|later, earlier| later.0 == earlier.0);
    Ok(bundle)
}

/// Whether this is the first block of a tar archive: its checksum says so, with or without the word
/// `ustar`.
fn is_tar(bytes: &[u8]) -> bool {
    let Some(block) = bytes.get(..512) else { return false };
    let digits = String::from_utf8_lossy(&block[148..156]);
    let Ok(stated) = u64::from_str_radix(digits.trim_matches([' ', '\0']), 8) else { return false };
    // its own digits count as blanks
    let others = block[..148].iter().chain(&block[156..]);
    others.map(|&byte| u64::from(byte)).sum::<u64>() + 8 * 32 == stated
}

fn gunzip(bytes: &[u8], bundle: &mut Bundle) -> Result<(), Fault> {
    let mut start = Vec::new();
    MultiGzDecoder::new(bytes).take(512).read_to_end(&mut start)?;
    if is_tar(&start) {
        return untar(MultiGzDecoder::new(bytes), bundle);
    }
    if start.contains(&0) || start.starts_with(b"%PDF") || start.starts_with(b"%!PS") {
        return Err(Fault::Empty);
    }
    let content = read_within(MultiGzDecoder::new(bytes), &mut { BYTES })?;
    bundle.files.push(("main.tex".to_owned(), content));
    Ok(())
}

fn untar(reader: impl Read, bundle: &mut Bundle) -> Result<(), Fault> {
    let mut archive = tar::Archive::new(Limited { reader, left: PASSED });
    let mut left = BYTES;
    let mut long_name = None;
    // raw: the crate would keep long names in memory, whatever their length
    for (count, entry) in archive.entries()?.raw(true).enumerate() {
        let entry = entry?;
        let kind = entry.header().entry_type();
        if count == ENTRIES || bundle.files.len() > FILES {
            return Err(Fault::TooMany);
        }
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            long_name = extended_name(entry, kind.is_gnu_longname())?.or(long_name);
            continue;
        }
        let name = long_name
            .take()
            .unwrap_or_else(|| String::from_utf8_lossy(&entry.path_bytes()).into_owned());
        let is_link = kind.is_symlink() || kind.is_hard_link();
        if (kind.is_file() || is_link)
            && let Some(name) = wanted(&name, is_link, bundle)
        {
            bundle.files.push((name, read_within(entry, &mut left)?));
        }
    }
    Ok(())
}

/// The path that an entry in front of the file gives it: alone, or as `27 path=…` among others.
fn extended_name(entry: impl Read, alone: bool) -> Result<Option<String>, Fault> {
    let mut bytes = Vec::new();
    entry.take(NAME).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    if alone {
        return Ok(Some(text.trim_end_matches('\0').to_owned()));
    }
    Ok(text.lines().find_map(|line| line.split_once(" path=")).map(|(_, name)| name.to_owned()))
}

fn unzip(bytes: &[u8], bundle: &mut Bundle) -> Result<(), Fault> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    if archive.len() > ENTRIES {
        return Err(Fault::TooMany);
    }
    let mut left = BYTES;
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).unwrap_or_default().to_owned();
        if !is_source(&name) {
            continue;
        }
        if bundle.files.len() > FILES {
            return Err(Fault::TooMany);
        }
        let entry = archive.by_index(index)?;
        if let Some(name) = wanted(&name, entry.is_symlink(), bundle) {
            bundle.files.push((name, read_within(entry, &mut left)?));
        }
    }
    Ok(())
}

/// The path within the paper, if the file is one that LaTeX reads, is no link and does not lead out
/// of the folder.
fn wanted(name: &str, is_link: bool, bundle: &mut Bundle) -> Option<String> {
    if !is_source(name) {
        return None;
    }
    let leads_out = name.starts_with('/')
        || name.contains(['\\', '\0'])
        || name.split('/').any(|part| part == "..")
        || name.chars().nth(1) == Some(':');
    if is_link || leads_out {
        let fault = if is_link { "is a link" } else { "leads out of the archive" };
        let shown: String =
            name.chars().take(80).map(|c| if c.is_control() { '?' } else { c }).collect();
        bundle.notes.push(format!("`{shown}` {fault} and was left out"));
        return None;
    }
    let parts: Vec<&str> =
        name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let hidden = parts.iter().any(|part| part.starts_with('.') || *part == "__MACOSX");
    (!hidden).then(|| parts.join("/"))
}

fn read_within(reader: impl Read, left: &mut u64) -> Result<Vec<u8>, Fault> {
    let mut content = Vec::new();
    let read = reader.take(*left + 1).read_to_end(&mut content)? as u64;
    *left = left.checked_sub(read).ok_or(Fault::TooLarge)?;
    Ok(content)
}

/// A reader that fails once it has given too much.
struct Limited<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other("it unpacks to more than 1 GiB"))?;
        Ok(read)
    }
}
