//! The paper and its sections, whatever file they came from.

/// A paper as its reader found it: nothing of its wording is changed, apart from markup and line
/// breaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// Short name of the paper in file names and titles: letters, digits, `_`, `-`, `.`; never
    /// empty.
    pub slug: String,
    /// The title; empty if none was found.
    pub title: String,
    /// The abstract, paragraphs between empty lines; empty if none was found.
    pub summary: String,
    /// The sections in their order, without abstract and bibliography.
    pub sections: Vec<Section>,
    /// The kind of file.
    pub form: Form,
    /// SHA-256 of the source in hexadecimal; of a folder, of its files' names and contents in the
    /// order they were read.
    pub sha256: String,
    /// What reading left out or could not tell, a sentence each: `bibliography dropped (64 entries,
    /// 31204 characters)`.
    pub notes: Vec<String>,
}

/// The kind of file a paper was read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Portable Document Format.
    Pdf,
    /// A LaTeX file, folder or archive.
    Latex,
    /// Markdown, and plain text.
    #[default]
    Markdown,
    /// Hypertext.
    Html,
}

/// A section, without the sections below it, which follow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Depth: 1 for sections, 2 for subsections, and so on.
    pub level: usize,
    /// The number as printed, such as `3.2` or `A.1`; empty if it has none.
    pub number: String,
    /// The heading without its number; empty for text in front of the first heading.
    pub title: String,
    /// Its purpose, judged by its heading and by the section it is in.
    pub role: Role,
    /// Paragraphs, tables and figures in their order.
    pub blocks: Vec<Block>,
}

impl Section {
    /// The top section of text that stands under no heading.
    pub(crate) fn without_heading(blocks: Vec<Block>) -> Self {
        Self { level: 1, blocks, ..Self::default() }
    }

    /// `3.2 Title`; empty if there is neither.
    pub(crate) fn heading(&self) -> String {
        format!("{} {}", self.number, self.title).trim().to_owned()
    }
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph, a list, a displayed formula: on one line if it is a paragraph; formulas stay
    /// LaTeX, between `$`.
    Text(String),
    /// A table.
    Table {
        /// How the paper calls it, such as `Table 3`; empty if it has no number.
        label: String,
        /// The caption without the label.
        caption: String,
        /// The rows, cells between ` | `; empty where the reader could not get them.
        rows: Vec<String>,
    },
    /// A figure, an algorithm, a listing.
    Figure {
        /// How the paper calls it, such as `Figure 2`; empty if it has no number.
        label: String,
        /// The caption without the label.
        caption: String,
    },
}

impl Block {
    /// The text, unless it is a table or figure.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Label, caption and rows of a table or figure.
    pub(crate) fn float(&self) -> Option<(&str, &str, &[String])> {
        match self {
            Self::Text(_) => None,
            Self::Table { label, caption, rows } => Some((label, caption, rows)),
            Self::Figure { label, caption } => Some((label, caption, &[])),
        }
    }
}

/// The purpose of a section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Motivation and contributions.
    Introduction,
    /// Work of others.
    Related,
    /// Preliminaries, notation, problem statement.
    Background,
    /// The method itself.
    Method,
    /// Data, set-up, comparisons, results.
    Experiments,
    /// Ablations and analyses of parts.
    Ablation,
    /// Discussion, limitations, impact.
    Discussion,
    /// Conclusion, future work.
    Conclusion,
    /// Thanks, ethics and reproducibility statements, checklists.
    Backmatter,
    /// Whatever stands behind the bibliography or is lettered as an appendix.
    Appendix,
    /// None of these can be told.
    #[default]
    Other,
}
