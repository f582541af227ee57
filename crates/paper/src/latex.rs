//! Reads LaTeX as conferences get it: files with macros, included parts, tables and formulas.
//!
//! ```text
//! files ─▶ source ─▶ token ─▶ expand ─▶ writer ─▶ document ─▶ Draft
//!                                        └── stack · line · list · formula · float · grid · numbering
//! ```
//!
//! It is read without TeX, so what only TeX can know is left out and noted. Whatever the files
//! hold, reading ends, in time and memory proportional to their size.

mod bibliography;
mod command;
mod document;
mod expand;
mod float;
mod formula;
mod grid;
mod line;
mod list;
mod note;
mod number;
mod numbering;
mod reference;
mod source;
mod stack;
mod symbol;
#[cfg(test)]
mod tests;
mod token;
mod writer;

use foundation::Hint;

use super::draft::Draft;

/// Why there is nothing to read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum Fault {
    #[error("no file has a `\\documentclass`")]
    NoMain,
    /// Several files are documents, and nothing tells which one is the paper.
    #[error("several files could be the paper: {}", quoted(names))]
    SeveralMains { names: Vec<String> },
    #[error("`{name}` is not among the LaTeX files")]
    Missing { name: String },
    #[error("there is no text in `{name}`")]
    Empty { name: String },
}

impl Hint for Fault {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Fault::NoMain => "give the folder or archive with the LaTeX source of the paper",
            Fault::SeveralMains { names } => {
                return names
                    .first()
                    .map(|name| format!("give one of the files, such as `{name}`"));
            }
            Fault::Missing { .. } => return None,
            Fault::Empty { .. } => "check that the files that the paper includes came along",
        };
        Some(hint.to_owned())
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Reads a paper from its files (paths within a folder or archive, with `/`, and contents),
/// beginning with the file called `main` if it is given.
///
/// # Errors
/// If no file, or more than one, could be the paper, if the file is not there, and if it holds no
/// text.
pub(crate) fn read_from(files: &[(String, Vec<u8>)], main: Option<&str>) -> Result<Draft, Fault> {
    let sources = source::Sources::new(files);
    let (id, choice) = sources.main(main)?;
    let main = &sources.files[id];
    let fragment = !main.text.contains("\\begin{document}");
    let mut draft = writer::write(&sources, id, fragment);
    if draft.sections.is_empty() && draft.summary.is_empty() {
        return Err(Fault::Empty { name: main.name.clone() });
    }
    draft.notes.splice(0..0, choice);
    Ok(draft)
}
