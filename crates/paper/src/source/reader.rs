//! The readers of LaTeX and PDF, as the rest of this folder calls them.

use std::path::Path;

use super::{Draft, Error, failure};
use crate::archive::Unpacked;
use crate::{archive, latex, outline, pdf};

/// Paths and contents.
pub(super) type Files = Vec<(String, Vec<u8>)>;

pub(super) fn pdf(bytes: &[u8]) -> Result<Draft, Error> {
    let draft = pdf::read(bytes).map_err(|fault| match fault {
        pdf::Fault::Encrypted => Error::Encrypted,
        pdf::Fault::NoText { pages } => Error::Scanned { pages },
        other => Error::Pdf { reason: other.to_string() },
    })?;
    Ok(with_roles(draft))
}

/// Reads LaTeX, beginning with the file `main` if it is given.
pub(super) fn latex(files: &Files, main: Option<&str>) -> Result<Draft, Error> {
    let draft = latex::read_from(files, main)
        .map_err(|fault| Error::Latex { reason: fault.to_string(), hint: fault.hint() })?;
    Ok(with_roles(draft))
}

/// The files of a folder that LaTeX would read, and what was left out.
pub(super) fn latex_folder(path: &Path) -> Result<(Files, Vec<String>), Error> {
    let Unpacked { files, notes } =
        latex::read_folder(path).map_err(|source| failure(path, source))?;
    Ok((files, notes))
}

/// The files of an archive, and what was left out of it.
pub(super) fn unpack(bytes: &[u8]) -> Result<(Files, Vec<String>), Error> {
    let unpacked = archive::unpack(bytes)
        .map_err(|fault| Error::Archive { reason: fault.to_string(), hint: fault.hint() })?;
    Ok((unpacked.files, unpacked.notes))
}

fn with_roles(mut draft: Draft) -> Draft {
    outline::assign_roles(&mut draft.sections, None, &mut draft.notes);
    draft
}
