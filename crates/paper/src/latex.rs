//! LaTeX as conferences get it: a folder of files with macros, included parts, tables and formulas.
//!
//! ```text
//! files ─▶ source ─▶ token ─▶ expand (define · condition · macros) ─▶ writer ─▶ Draft
//!                                      heading · text · list · formula · float · grid · citation · bibliography
//! ```
//!
//! It is read without TeX, so what only TeX can know is left out and noted. Whatever the files
//! hold, reading ends, in time and memory proportional to their size.

mod argument;
mod bibliography;
mod citation;
mod command;
mod condition;
mod define;
mod ending;
mod environment;
mod expand;
mod float;
mod folder;
mod formula;
mod grid;
mod heading;
mod line;
mod list;
mod macros;
mod note;
mod number;
mod reference;
mod source;
mod symbol;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod writer;

use super::draft::Draft;
pub(crate) use folder::{is_source, read_folder};

/// Why there is nothing to read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No file is a document.
    #[error("no file has a `\\documentclass`")]
    NoMain,
    /// Several files are documents, and nothing tells which one is the paper.
    #[error("several files could be the paper: {}", quoted(names))]
    SeveralMains {
        /// Their names, the first ones.
        names: Vec<String>,
    },
    /// The file to begin with is not there.
    #[error("`{name}` is not among the LaTeX files")]
    Missing {
        /// Its name.
        name: String,
    },
    /// The document holds no text.
    #[error("there is no text in `{name}`")]
    Empty {
        /// The main file.
        name: String,
    },
}

impl Fault {
    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Fault::NoMain => {
                Some("give the folder or archive with the LaTeX source of the paper".to_owned())
            }
            Fault::SeveralMains { names } => {
                names.first().map(|name| format!("give one of the files, such as `{name}`"))
            }
            Fault::Missing { .. } => None,
            Fault::Empty { .. } => {
                Some("check that the files that the paper includes came along".to_owned())
            }
        }
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
    let fragment = !sources.file(id).text.contains("\\begin{document}");
    let mut draft = writer::write(&sources, id, fragment);
    if draft.sections.is_empty() && draft.summary.is_empty() {
        return Err(Fault::Empty { name: sources.file(id).name.clone() });
    }
    draft.notes.splice(0..0, choice);
    Ok(draft)
}
