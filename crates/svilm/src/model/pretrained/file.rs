//! A safetensors file, read one tensor at a time.
//!
//! The format: eight bytes with the header's length, the header in JSON (name, kind of number,
//! shape, place), the numbers. Nothing that the header says is believed before it is held against
//! the file's length.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use burn::tensor::{bf16, f16};
use serde::Deserialize;

use super::Error;
use super::array::Array;

/// Longest header that is read, the limit of the format's own library.
const LONGEST_HEADER: u64 = 100_000_000;

/// A tensor as the header describes it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Entry {
    dtype: String,
    pub(super) shape: Vec<usize>,
    data_offsets: (u64, u64),
}

/// An open file whose header has been checked.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    file: std::fs::File,
    entries: BTreeMap<String, Entry>,
    /// Where the numbers begin.
    start: u64,
}

impl File {
    /// Opens the file and checks its header.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let read = |source| Error::Read { path: path.to_owned(), source };
        let format = |reason: String| Error::Format { path: path.to_owned(), reason };
        let mut file = std::fs::File::open(path).map_err(read)?;
        let metadata = file.metadata().map_err(read)?;
        if !metadata.is_file() {
            return Err(format("it is not a file; name the `.safetensors` file itself".to_owned()));
        }
        let length = metadata.len();
        let mut lead = [0; 8];
        if length < 8 {
            return Err(format(format!("it has {length} bytes")));
        }
        file.read_exact(&mut lead).map_err(read)?;
        // a zip (PyTorch since 1.6) or a bare pickle
        if lead.starts_with(b"PK\x03\x04") || (lead[0] == 0x80 && (2..=5).contains(&lead[1])) {
            return Err(Error::Pickle { path: path.to_owned() });
        }
        let header = u64::from_le_bytes(lead);
        if header > LONGEST_HEADER || header > length - 8 {
            return Err(format(format!(
                "a header of {header} bytes does not fit a file of {length}"
            )));
        }
        let mut text = vec![0; header as usize];
        file.read_exact(&mut text).map_err(read)?;
        let entries = entries(&text, length - 8 - header).map_err(format)?;
        Ok(Self { path: path.to_owned(), file, entries, start: 8 + header })
    }

    /// All names, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The shortest prefix with which there is a tensor of this name: `vit.`, `module.`, or
    /// nothing.
    pub(super) fn prefix(&self, name: &str) -> Option<String> {
        let prefixes = self.names().filter_map(|found| found.strip_suffix(name));
        let whole = prefixes.filter(|prefix| prefix.is_empty() || prefix.ends_with('.'));
        whole.min_by_key(|prefix| prefix.len()).map(str::to_owned)
    }

    /// The error that this is no such model.
    pub(super) fn unknown(&self, wanted: &'static str, expected: &'static str) -> Error {
        let first = self.names().next().unwrap_or_default().to_owned();
        Error::Unknown { path: self.path.clone(), wanted, expected, first }
    }

    /// Shape of a tensor, if there is one of that name.
    pub(super) fn shape(&self, name: &str) -> Option<&[usize]> {
        self.entries.get(name).map(|entry| entry.shape.as_slice())
    }

    /// The numbers of a tensor.
    pub(super) fn read(&mut self, name: &str) -> Result<Array, Error> {
        let format = |reason: String| Error::Format { path: self.path.clone(), reason };
        let missing = || format(format!("it has no tensor `{name}`"));
        let Entry { dtype, shape, data_offsets: (start, end) } =
            self.entries.get(name).ok_or_else(missing)?.clone();
        let read = |source| Error::Read { path: self.path.clone(), source };
        let mut bytes = vec![0; (end - start) as usize];
        self.file.seek(SeekFrom::Start(self.start + start)).map_err(read)?;
        self.file.read_exact(&mut bytes).map_err(read)?;
        let other =
            || format(format!("`{name}` is of kind {dtype}; F32, F64, F16 and BF16 are read"));
        Ok(Array::new(shape, numbers(&dtype, &bytes).ok_or_else(other)?))
    }
}

/// The header's tensors, if all of them lie inside of `length` bytes.
fn entries(header: &[u8], length: u64) -> Result<BTreeMap<String, Entry>, String> {
    let broken = |error: serde_json::Error| format!("its header is broken: {error}");
    let mut all: BTreeMap<String, serde_json::Value> =
        serde_json::from_slice(header).map_err(broken)?;
    all.remove("__metadata__");
    let mut entries = BTreeMap::new();
    for (name, value) in all {
        let entry: Entry =
            serde_json::from_value(value).map_err(|error| format!("tensor `{name}`: {error}"))?;
        let (start, end) = entry.data_offsets;
        if entry.shape.contains(&0) {
            return Err(format!("tensor `{name}` of shape {:?} is empty", entry.shape));
        }
        if start > end || end > length {
            return Err(format!(
                "tensor `{name}` lies at {start}..{end} of {length} bytes; is the file cut off?"
            ));
        }
        let numbers =
            entry.shape.iter().try_fold(1_u64, |size, &axis| size.checked_mul(axis as u64));
        // kinds that are not read are not measured either
        if let Some(width) = width(&entry.dtype)
            && numbers.and_then(|numbers| numbers.checked_mul(width)) != Some(end - start)
        {
            let (shape, bytes) = (entry.shape, end - start);
            return Err(format!("tensor `{name}` of shape {shape:?} has {bytes} bytes"));
        }
        entries.insert(name, entry);
    }
    if entries.is_empty() { Err("it has no tensors".to_owned()) } else { Ok(entries) }
}

/// Bytes of a number of a kind that is read.
fn width(dtype: &str) -> Option<u64> {
    match dtype {
        "F64" => Some(8),
        "F32" => Some(4),
        "F16" | "BF16" => Some(2),
        _ => None,
    }
}

fn numbers(dtype: &str, bytes: &[u8]) -> Option<Vec<f32>> {
    fn each<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f32) -> Vec<f32> {
        bytes.as_chunks::<N>().0.iter().map(|&bytes| number(bytes)).collect()
    }
    match dtype {
        "F64" => Some(each(bytes, |bytes| f64::from_le_bytes(bytes) as f32)),
        "F32" => Some(each(bytes, f32::from_le_bytes)),
        "F16" => Some(each(bytes, |bytes| f16::from_le_bytes(bytes).to_f32())),
        "BF16" => Some(each(bytes, |bytes| bf16::from_le_bytes(bytes).to_f32())),
        _ => None,
    }
}
