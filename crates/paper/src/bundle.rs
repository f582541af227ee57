//! The files of a LaTeX paper, collected from a folder or an archive.

mod archive;
mod folder;

pub(crate) use archive::unpack;
pub(crate) use folder::read_folder;

/// The files that LaTeX would read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bundle {
    /// Paths with `/` and contents, sorted by path.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// The files that were left out and why, a sentence each.
    pub(crate) notes: Vec<String>,
}

/// Files that are kept at most.
const FILES: usize = 2_000;
/// Bytes of all kept files together.
const BYTES: u64 = 64 << 20;
/// Entries of any kind that are looked at: a paper may lie among many other things.
const ENTRIES: usize = 50_000;
const EXTENSIONS: [&str; 8] = ["tex", "ltx", "latex", "bbl", "sty", "cls", "def", "txt"];

/// Whether LaTeX would read a file of that name.
pub(crate) fn is_source(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, extension)| EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()))
}
