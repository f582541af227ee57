//! Reading a list of items, line by line.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use csv::ByteRecord;
use foundation::words::nearest;

use super::{COLUMNS, Error, Fault, Joined, Rejected, error::unknown_field};
use crate::{
    file::{FileError, each_line, without_mark},
    item::{Caption, Item, Question, Span},
};

/// The longest line of a list, in bytes.
const LONGEST: u64 = 1 << 24;

/// How many lines of a list are rejected one by one; those after are counted.
const MOST_REJECTED: usize = 1000;

/// Reads the good items of a list; adds the rest to `rejected`.
pub(super) fn read(file: &Path, rejected: &mut Vec<Rejected>) -> Result<Vec<Item>, Error> {
    let extension = file.extension().map(|e| e.to_ascii_lowercase());
    let failed = FileError::of("read", file);
    let open = || File::open(file).map_err(&failed);
    let mut faults = Faults { file, rejected, count: 0 };
    match extension.as_deref().and_then(|e| e.to_str()) {
        Some("jsonl") => {
            let reader = BufReader::with_capacity(1 << 16, open()?);
            Ok(read_lines(reader, &mut faults).map_err(&failed)?)
        }
        Some("csv") => read_table(open()?, &mut faults),
        _ => Err(Error::Extension(file.to_owned())),
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
}

fn read_lines(reader: impl BufRead, faults: &mut Faults) -> io::Result<Vec<Item>> {
    let mut items = Joined::default();
    each_line(reader, LONGEST, |line, bytes, is_cut| {
        let text = if line == 1 { without_mark(bytes) } else { bytes };
        let added = match text {
            _ if is_cut => Err(Fault::Long(LONGEST)),
            blank if blank.trim_ascii().is_empty() => Ok(()),
            _ => parse(text).and_then(|item| items.add(item)),
        };
        if let Err(fault) = added {
            faults.add(line, fault);
        }
    })?;
    Ok(items.into_items())
}

fn parse(text: &[u8]) -> Result<Item, Fault> {
    serde_json::from_slice(text).map_err(|error| {
        let message = error.to_string();
        match unknown_field(&message) {
            Some((name, nearest)) => Fault::Unknown { name, nearest },
            None => Fault::Syntax(message.replace(" at line 1 column ", " at column ")),
        }
    })
}

fn read_table(file: impl Read, faults: &mut Faults) -> Result<Vec<Item>, Error> {
    let failed = FileError::of("read", faults.file);
    let mut table = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let header = table.byte_headers().map_err(|e| failed(e.into()))?;
    let columns = columns(header, faults.file)?;
    let mut items = Joined::default();
    let mut row = ByteRecord::new();
    while table.read_byte_record(&mut row).map_err(|e| failed(e.into()))? {
        let line = row.position().map_or(0, csv::Position::line);
        if let Err(fault) = item(&row, &columns).and_then(|item| items.join(item)) {
            faults.add(line, fault);
        }
    }
    Ok(items.into_items())
}

/// Where each of [`COLUMNS`] is, if it is.
type Columns = [Option<usize>; COLUMNS.len()];

fn columns(header: &ByteRecord, file: &Path) -> Result<Columns, Error> {
    let mut at = [None; COLUMNS.len()];
    for (n, name) in header.iter().enumerate() {
        let name =
            String::from_utf8_lossy(name).trim().trim_start_matches('\u{feff}').to_lowercase();
        let Some(column) = COLUMNS.iter().position(|column| *column == name) else {
            let nearest = nearest(&name, COLUMNS).map(str::to_owned);
            return Err(Error::UnknownColumn { file: file.to_owned(), column: name, nearest });
        };
        at[column] = Some(n);
    }
    if at[0].is_none() {
        return Err(Error::Column { file: file.to_owned(), column: COLUMNS[0] });
    }
    Ok(at)
}

fn item(row: &ByteRecord, columns: &Columns) -> Result<Item, Fault> {
    let mut fields = [""; COLUMNS.len()];
    for (field, at) in fields.iter_mut().zip(columns) {
        let bytes = at.and_then(|at| row.get(at)).unwrap_or_default();
        let text = std::str::from_utf8(bytes);
        *field = text.map_err(|error| Fault::Syntax(error.to_string()))?.trim();
    }
    let [video, start, end, caption, question, answer, class] = fields.map(str::to_owned);
    let mut item = Item { video, span: span(&start, &end)?, ..Item::default() };
    if !caption.is_empty() {
        item.captions.push(Caption { text: caption, nouns: None });
    }
    if !question.is_empty() || !answer.is_empty() {
        item.questions.push(Question { text: question, answer });
    }
    item.class = (!class.is_empty()).then_some(class);
    Ok(item)
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
