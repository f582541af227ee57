//! Reading a list of items, line by line.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use csv::ByteRecord;
use foundation::words::nearest;

use super::{COLUMNS, Error, Fault, Joined, Rejected, error::unknown_field};
use crate::item::{Caption, Item, Question, Span};

/// The longest line of a list, in bytes.
const LONGEST: u64 = 1 << 24;

/// How many lines of a list are rejected one by one; those after are counted.
const MOST_REJECTED: usize = 1000;

/// Reads the good items of a list; adds the rest to `rejected`.
pub(super) fn read(file: &Path, rejected: &mut Vec<Rejected>) -> Result<Vec<Item>, Error> {
    let extension = file.extension().map(|e| e.to_ascii_lowercase());
    let open = || File::open(file).map_err(|source| Error::Read { file: file.to_owned(), source });
    let mut faults = Faults { file, rejected, count: 0 };
    match extension.as_deref().and_then(|e| e.to_str()) {
        Some("jsonl") => read_lines(BufReader::with_capacity(1 << 16, open()?), &mut faults),
        Some("csv") => read_table(open()?, &mut faults),
        _ => Err(Error::Extension { file: file.to_owned() }),
    }
}

struct Faults<'a> {
    file: &'a Path,
    rejected: &'a mut Vec<Rejected>,
    count: usize,
}

impl Faults<'_> {
    fn add(&mut self, line: u64, fault: Fault) {
        self.count += 1;
        if let (true, Some(Rejected { fault: Fault::More { count }, .. })) =
            (self.count > MOST_REJECTED + 1, self.rejected.last_mut())
        {
            *count += 1;
            return;
        }
        let fault = if self.count > MOST_REJECTED { Fault::More { count: 0 } } else { fault };
        self.rejected.push(Rejected { file: self.file.to_owned(), line, fault });
    }

    fn unreadable(&self, source: io::Error) -> Error {
        Error::Read { file: self.file.to_owned(), source }
    }
}

fn read_lines(mut reader: impl BufRead, faults: &mut Faults) -> Result<Vec<Item>, Error> {
    let mut items = Joined::default();
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let n = reader
            .by_ref()
            .take(LONGEST)
            .read_until(b'\n', &mut bytes)
            .map_err(|e| faults.unreadable(e))?;
        if n == 0 {
            break;
        }
        if n as u64 == LONGEST && bytes.last() != Some(&b'\n') {
            reader.skip_until(b'\n').map_err(|e| faults.unreadable(e))?;
            faults.add(line, Fault::Long { limit: LONGEST });
            continue;
        }
        let text =
            if line == 1 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes) } else { &bytes };
        if !text.trim_ascii().is_empty()
            && let Err(fault) = parse(text).and_then(|item| items.add(item))
        {
            faults.add(line, fault);
        }
    }
    Ok(items.into_items())
}

fn parse(text: &[u8]) -> Result<Item, Fault> {
    serde_json::from_slice(text).map_err(|error| {
        let message = error.to_string();
        match unknown_field(&message) {
            Some((name, nearest)) => Fault::Unknown { name, nearest },
            None => Fault::Syntax { message: message.replace(" at line 1 column ", " at column ") },
        }
    })
}

fn read_table(file: impl Read, faults: &mut Faults) -> Result<Vec<Item>, Error> {
    let mut table = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let header = table.byte_headers().map_err(|e| faults.unreadable(e.into()))?;
    let columns = Columns::find(header, faults.file)?;
    let mut items = Joined::default();
    let mut row = ByteRecord::new();
    while table.read_byte_record(&mut row).map_err(|e| faults.unreadable(e.into()))? {
        let line = row.position().map_or(0, csv::Position::line);
        if let Err(fault) = columns.item(&row).and_then(|item| items.join(item)) {
            faults.add(line, fault);
        }
    }
    Ok(items.into_items())
}

/// Where each of [`COLUMNS`] is, if it is.
struct Columns([Option<usize>; COLUMNS.len()]);

impl Columns {
    fn find(header: &ByteRecord, file: &Path) -> Result<Columns, Error> {
        let mut at = [None; COLUMNS.len()];
        for (n, name) in header.iter().enumerate() {
            let name =
                String::from_utf8_lossy(name).trim().trim_start_matches('\u{feff}').to_lowercase();
            match COLUMNS.iter().position(|column| *column == name) {
                Some(column) => at[column] = Some(n),
                None => {
                    let nearest = nearest(&name, COLUMNS).map(str::to_owned);
                    return Err(Error::UnknownColumn {
                        file: file.to_owned(),
                        column: name,
                        nearest,
                    });
                }
            }
        }
        if at[0].is_none() {
            return Err(Error::Column { file: file.to_owned(), column: COLUMNS[0] });
        }
        Ok(Columns(at))
    }

    fn item(&self, row: &ByteRecord) -> Result<Item, Fault> {
        let mut fields = [""; COLUMNS.len()];
        for (field, at) in fields.iter_mut().zip(self.0) {
            let bytes = at.and_then(|at| row.get(at)).unwrap_or_default();
            let text = std::str::from_utf8(bytes);
            *field = text.map_err(|error| Fault::Syntax { message: error.to_string() })?.trim();
        }
        let [video, start, end, caption, question, answer, class] = fields;
        let captions = Vec::from_iter(
            (!caption.is_empty()).then(|| Caption { text: caption.to_owned(), nouns: None }),
        );
        let asked = !question.is_empty() || !answer.is_empty();
        Ok(Item {
            video: video.to_owned(),
            span: span(start, end)?,
            captions,
            questions: Vec::from_iter(
                asked.then(|| Question { text: question.to_owned(), answer: answer.to_owned() }),
            ),
            class: (!class.is_empty()).then(|| class.to_owned()),
            segments: Vec::new(),
        })
    }
}

fn span(start: &str, end: &str) -> Result<Option<Span>, Fault> {
    let number = |column, text: &str| {
        text.parse().map_err(|_| Fault::Number { column, text: text.to_owned() })
    };
    match (start, end) {
        ("", "") => Ok(None),
        ("", _) | (_, "") => Err(Fault::HalfSpan),
        _ => Ok(Some(Span { start: number("start", start)?, end: number("end", end)? })),
    }
}
