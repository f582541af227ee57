//! Annotation files, as strangers wrote them.

use std::{
    borrow::Cow,
    cell::Cell,
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
};

use csv::ByteRecord;

use super::Error;
use crate::{
    file::{FileError, each_line, start, without_mark},
    manifest::{self, Part},
};

/// How much of a file is looked at to tell its format.
const HEAD: u64 = 1 << 16;
/// The longest line of a text file, in bytes.
const LONGEST: u64 = 1 << 20;
/// The largest file that is read as a whole, in bytes.
const LARGEST: u64 = 1 << 30;
/// The most files of a folder.
const MOST_FILES: usize = 100_000;

/// A file with its beginning.
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// Its name in lower case.
    pub(super) name: String,
    /// Whether the user named it, rather than its folder.
    pub(super) named: bool,
    /// How many pieces of text were no UTF-8.
    pub(super) western: Cell<usize>,
    head: String,
    whole: bool,
}

/// The files of a list of files and folders; a folder's in order of their names.
pub(super) fn find(files: &[PathBuf]) -> Result<Vec<Source>, Error> {
    let mut sources = Vec::new();
    for path in files {
        if !path.is_dir() {
            sources.push(Source::open(path, true)?);
            continue;
        }
        let failed = FileError::of("read", path);
        let entries = fs::read_dir(path).map_err(&failed)?.take(MOST_FILES);
        let mut inside: Vec<_> =
            entries.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>().map_err(&failed)?;
        inside.retain(|file| {
            file.extension().is_some_and(annotates) && file.is_file() && !hidden(file)
        });
        inside.sort();
        for file in inside {
            sources.push(Source::open(&file, false)?);
        }
    }
    Ok(sources)
}

fn annotates(extension: &std::ffi::OsStr) -> bool {
    ["json", "csv", "txt"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn hidden(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

impl Source {
    fn open(path: &Path, named: bool) -> Result<Source, Error> {
        let bytes = start(path, HEAD).map_err(FileError::of("read", path))?;
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Err(Error::Encoding(path.to_owned()));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let head = decode(&bytes).0.into_owned();
        let whole = (bytes.len() as u64) < HEAD;
        Ok(Source { path: path.to_owned(), name, named, western: Cell::new(0), head, whole })
    }

    /// Whether it looks like JSON.
    pub(super) fn json_like(&self) -> bool {
        self.head.trim_start().starts_with(['{', '['])
    }

    /// Whether its beginning has a key of JSON.
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.head.contains(&format!("\"{key}\""))
    }

    /// Whether its first line is a table's header with this column.
    pub(super) fn column(&self, name: &str) -> bool {
        let header = self.head.lines().next().unwrap_or_default();
        let is = |column: &str| column.trim().trim_matches('"').eq_ignore_ascii_case(name);
        !self.json_like() && header.split(',').any(is)
    }

    /// Whether most of the first lines, split into words, are as they should be. The last line may
    /// be cut and does not count.
    pub(super) fn words(&self, good: impl Fn(&[&str]) -> bool) -> bool {
        let lines = self.head.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let mut lines: Vec<_> =
            lines.filter(|w| !w.is_empty() && !w[0].starts_with('#')).take(101).collect();
        if lines.len() > 1 && (lines.len() == 101 || !self.whole) {
            lines.pop();
        }
        2 * lines.iter().filter(|words| good(words)).count() > lines.len()
    }

    /// The list that it is for, by its name or the names of the folders it is in.
    pub(super) fn part(&self) -> Option<Part> {
        let words = [("train", Part::Train), ("val", Part::Validation), ("test", Part::Test)];
        let part = |word: &str| {
            words.iter().find(|(start, _)| word.starts_with(start)).map(|(_, part)| *part)
        };
        let names = self.path.ancestors().filter_map(Path::file_name).take(3);
        names
            .map(|name| name.to_string_lossy().to_lowercase())
            .find_map(|name| name.split(|c: char| !c.is_alphabetic()).find_map(part))
    }

    /// The whole file, as JSON.
    pub(super) fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Error> {
        let bytes = start(&self.path, LARGEST + 1).map_err(FileError::of("read", &self.path))?;
        if bytes.len() as u64 > LARGEST {
            return Err(Error::Large { file: self.path.clone(), limit: LARGEST });
        }
        let text = self.text(&bytes);
        let parsed = serde_json::from_str(&text);
        parsed.map_err(|error| Error::Json { file: self.path.clone(), message: error.to_string() })
    }

    /// Calls `each` with every line that is not blank, trimmed, and its number. What is too long
    /// for a line is cut.
    pub(super) fn lines(&self, mut each: impl FnMut(u64, &str)) -> Result<(), Error> {
        let failed = FileError::of("read", &self.path);
        let reader = BufReader::new(File::open(&self.path).map_err(&failed)?);
        let read = each_line(reader, LONGEST, |line, bytes, _| {
            let text = self.text(bytes);
            let text = text.trim();
            if !text.is_empty() {
                each(line, text);
            }
        });
        Ok(read.map_err(failed)?)
    }

    /// Calls `each` with every row of a table and its line: the fields of the columns `needed` and
    /// `other`, in this order; a field that is not there is empty.
    pub(super) fn rows<const N: usize, const M: usize>(
        &self,
        needed: [&'static str; N],
        other: [&'static str; M],
        mut each: impl FnMut(u64, [&str; N], [&str; M]),
    ) -> Result<(), Error> {
        let failed = FileError::of("read", &self.path);
        let file = BufReader::with_capacity(1 << 16, File::open(&self.path).map_err(&failed)?);
        let mut table = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let header = table.byte_headers().map_err(|e| failed(e.into()))?.clone();
        let find = |column: &str| header.iter().position(|name| is_column(name, column));
        let at = needed.map(find);
        if let Some(column) = at.iter().position(Option::is_none) {
            let (file, column) = (self.path.clone(), needed[column]);
            return Err(manifest::Error::Column { file, column }.into());
        }
        let other_at = other.map(find);
        let mut row = ByteRecord::new();
        while table.read_byte_record(&mut row).map_err(|e| failed(e.into()))? {
            let field =
                |at: Option<usize>| self.text(at.and_then(|at| row.get(at)).unwrap_or_default());
            let (fields, others) = (at.map(field), other_at.map(field));
            let line = row.position().map_or(0, csv::Position::line);
            each(line, fields.each_ref().map(|f| f.trim()), others.each_ref().map(|f| f.trim()));
        }
        Ok(())
    }

    fn text<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        let (text, western) = decode(bytes);
        self.western.set(self.western.get() + usize::from(western));
        text
    }
}

fn is_column(name: &[u8], column: &str) -> bool {
    decode(name).0.trim().eq_ignore_ascii_case(column)
}

/// Text in UTF-8, without the mark at its begin; bytes that are none are read as Windows' Western
/// European encoding, as far as sentences need it. True if there are such.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let bytes = without_mark(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), false);
    }
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|&byte| western(byte)));
    }
    (Cow::Owned(text), true)
}

fn western(byte: u8) -> char {
    match byte {
        0x91 | 0x92 => '\'',
        0x93 | 0x94 => '"',
        0x96 | 0x97 => '-',
        0x85 => '…',
        _ => char::from(byte),
    }
}

/// A sentence on one line, without control characters and blanks around it; none if nothing is
/// left.
pub(super) fn sentence(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
