//! What can go wrong with a paper.

use std::io;
use std::path::PathBuf;

/// Why a paper could not be read or cut to size.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is nothing at this path.
    #[error("there is no paper at `{}`", path.display())]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// The system refused to read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// There is a pipe or a device at this path.
    #[error("`{}` is neither a file nor a folder", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The file holds nothing.
    #[error("`{name}` is empty")]
    Empty {
        /// The file.
        name: String,
    },
    /// The file is what git-lfs leaves in place of a file that was not fetched.
    #[error("`{name}` is a git-lfs pointer, not the paper itself")]
    Pointer {
        /// The file, or the first of several.
        name: String,
    },
    /// The file is of no kind that can be read as a paper.
    #[error("`{name}` is {found}, not a paper as PDF, LaTeX, Markdown or HTML")]
    Binary {
        /// The file.
        name: String,
        /// What it looks like.
        found: &'static str,
    },
    /// The file or its text is larger than any paper.
    #[error("`{name}` has {bytes} bytes, more than the {limit} that a paper may have")]
    TooLarge {
        /// The file.
        name: String,
        /// Its size in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A folder in which there is no paper.
    #[error("there is no .tex, .md, .txt, .html or .pdf file in `{}`", path.display())]
    NoPaper {
        /// The folder.
        path: PathBuf,
    },
    /// Too little text to be a paper.
    #[error("only {characters} characters of text were found in `{name}`: that is no paper")]
    NotAPaper {
        /// The file.
        name: String,
        /// The characters outside title and bibliography.
        characters: usize,
    },
    /// A PDF of pictures of pages.
    #[error("the PDF is scanned: its pages ({pages}) hold no text")]
    Scanned {
        /// How many pages it has.
        pages: usize,
    },
    /// A PDF that asks for a password.
    #[error("the PDF is encrypted")]
    Encrypted,
    /// A PDF that cannot be read.
    #[error("the PDF cannot be read: {reason}")]
    Pdf {
        /// Why.
        reason: String,
    },
    /// LaTeX that cannot be read.
    #[error("the LaTeX source cannot be read: {reason}")]
    Latex {
        /// Why.
        reason: String,
        /// What to do.
        hint: Option<String>,
    },
    /// An archive that cannot be unpacked, or must not be.
    #[error("the archive cannot be unpacked: {reason}")]
    Archive {
        /// Why.
        reason: String,
        /// What to do.
        hint: Option<String>,
    },
    /// It cannot be told where the method ends.
    #[error("it cannot be told where the method of the paper ends: its sections are {known}")]
    NoMethod {
        /// The headings of the paper, in backticks.
        known: String,
    },
    /// The heading that was asked for is not in the paper.
    #[error("there is no section `{heading}` in the paper: its sections are {known}")]
    NoHeading {
        /// What was asked for.
        heading: String,
        /// The headings of the paper, in backticks.
        known: String,
    },
    /// Not even what is never cut fits.
    #[error(
        "title, abstract and captions of ablations alone need about {needed} tokens, more than the {tokens} allowed"
    )]
    Budget {
        /// What they need.
        needed: usize,
        /// What is allowed.
        tokens: usize,
    },
}

impl Error {
    /// What to do about it, if there is something to do.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Latex { hint, .. } | Self::Archive { hint, .. } => return hint.clone(),
            Self::Missing { .. } => {
                "give the path of a PDF, LaTeX, Markdown or HTML file, or of a LaTeX folder or archive"
            }
            Self::Read { .. } => return None,
            Self::NotAFile { .. } => "save the paper to a file and give that",
            Self::Empty { .. } => "fetch or export the paper again",
            Self::Pointer { .. } => "run `git lfs pull` in the repository it comes from",
            Self::Binary { .. } => {
                "give the paper as PDF, LaTeX (file, folder, .zip or .tar.gz), Markdown or HTML"
            }
            Self::TooLarge { .. } => "give the paper alone, without data, figures or other papers",
            Self::NoPaper { .. } => "name the file of the paper itself",
            Self::NotAPaper { .. } => {
                "give the full text, not only a title page, an abstract page or a wrapper"
            }
            Self::Scanned { .. } => {
                "give its LaTeX source or HTML, or run text recognition such as `ocrmypdf` on it"
            }
            Self::Encrypted => "give a copy without password, or the LaTeX source or HTML",
            Self::Pdf { .. } => {
                "give the LaTeX source or the HTML of the paper, which are read more reliably"
            }
            Self::NoMethod { .. } => {
                "name the first section that is to be hidden: `--until \"HEADING\"`"
            }
            Self::NoHeading { .. } => "give the heading as printed, with or without its number",
            Self::Budget { .. } => {
                "allow more by `--paper-tokens N`, or use a model with a longer context"
            }
        };
        Some(hint.to_owned())
    }
}
