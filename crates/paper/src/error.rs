//! The errors of reading a paper and cutting it to size.

use std::io;
use std::path::PathBuf;

use foundation::Hint;

/// Why a paper could not be read or cut to size.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing exists at this path.
    #[error("there is no paper at `{}`", .0.display())]
    Missing(PathBuf),
    /// The system refused to read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        #[source]
        source: io::Error,
    },
    /// There is a pipe or a device at this path.
    #[error("`{}` is neither a file nor a folder", .0.display())]
    NotAFile(PathBuf),
    /// The file holds nothing.
    #[error("`{0}` is empty")]
    Empty(String),
    /// The file, or the first of several, is what git-lfs leaves in place of one that was not
    /// fetched.
    #[error("`{0}` is a git-lfs pointer, not the paper itself")]
    Pointer(String),
    /// The file is not of a kind that can be read as a paper.
    #[error("`{name}` is {found}, not a paper as PDF, LaTeX, Markdown or HTML")]
    Binary {
        /// The file.
        name: String,
        /// The kind of file that it seems to be.
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
    /// There is no paper in this folder.
    #[error("there is no .tex, .md, .txt, .html or .pdf file in `{}`", .0.display())]
    NoPaper(PathBuf),
    /// The text is too short for a paper.
    #[error("`{name}` has only {characters} characters of text; too short for a paper")]
    NotAPaper {
        /// The file.
        name: String,
        /// The characters outside title and bibliography.
        characters: usize,
    },
    /// A PDF that holds nothing but that many pictures of pages.
    #[error("the PDF is scanned: its pages ({0}) hold no text")]
    Scanned(usize),
    /// A PDF that asks for a password.
    #[error("the PDF is encrypted")]
    Encrypted,
    /// A PDF that cannot be read, and the reason in words.
    #[error("the PDF cannot be read: {0}")]
    Pdf(String),
    /// LaTeX that cannot be read.
    #[error("the LaTeX source cannot be read: {reason}")]
    Latex {
        /// The reason, in words.
        reason: String,
        /// How to get a readable one.
        hint: Option<String>,
    },
    /// An archive that cannot be unpacked, or must not be.
    #[error("the archive cannot be unpacked: {reason}")]
    Archive {
        /// The reason, in words.
        reason: String,
        /// How to get a readable one.
        hint: Option<String>,
    },
    /// None of these headings, in backticks, tells where the method ends.
    #[error("no heading shows where the method of the paper ends; its sections are {0}")]
    NoMethod(String),
    /// The heading that was asked for is not in the paper.
    #[error("there is no section `{heading}` in the paper: its sections are {known}")]
    NoHeading {
        /// The heading as it was given.
        heading: String,
        /// The headings of the paper, in backticks.
        known: String,
    },
    /// The parts that are never cut do not fit.
    #[error(
        "title, abstract and captions of ablations alone need about {needed} tokens, more than the {tokens} allowed"
    )]
    Budget {
        /// Tokens that they need.
        needed: usize,
        /// Tokens that are allowed.
        tokens: usize,
    },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
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
