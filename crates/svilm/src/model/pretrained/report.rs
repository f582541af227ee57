//! A report on every weight.

use std::fmt;

/// A weight that was taken from the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loaded {
    /// Our name.
    pub ours: String,
    /// Names in the file.
    pub theirs: Vec<String>,
    /// Our shape.
    pub shape: Vec<usize>,
    /// Shape of the first tensor in the file.
    pub from: Vec<usize>,
}

/// A weight that the file has in a form that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Our name.
    pub ours: String,
    /// Names in the file.
    pub theirs: Vec<String>,
    /// Our shape, expected, with what was found.
    pub reason: String,
}

/// The outcome for every weight of an encoder and every tensor of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// The file.
    pub file: String,
    /// The weights that were taken.
    pub loaded: Vec<Loaded>,
    /// Ours that stay at their initial values, for the file has nothing for them.
    pub kept: Vec<String>,
    /// Ours that stay at their initial values, for what the file has does not fit.
    pub refused: Vec<Refused>,
    /// Names in the file that nothing was taken from.
    pub unused: Vec<String>,
    /// Assumptions and conversions.
    pub notes: Vec<String>,
}

impl Report {
    /// One line: how much of the encoder comes from the file.
    pub(crate) fn summary(&self) -> String {
        let ours = self.loaded.len() + self.kept.len() + self.refused.len();
        let mut line = format!("{} of {ours} weights from `{}`", self.loaded.len(), self.file);
        for (count, what) in [(self.kept.len(), "not in it"), (self.refused.len(), "do not fit")] {
            if count > 0 {
                line += &format!(", {count} {what}");
            }
        }
        if !self.unused.is_empty() {
            line += &format!("; {} of its tensors unused", self.unused.len());
        }
        line
    }
}

impl fmt::Display for Report {
    /// Everything, a line each: the text of `initialization.txt`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.summary())?;
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        let section = |f: &mut fmt::Formatter<'_>, title: &str, lines: Vec<String>| {
            if lines.is_empty() {
                return Ok(());
            }
            writeln!(f, "\n{title} ({})", lines.len())?;
            lines.iter().try_for_each(|line| writeln!(f, "  {line}"))
        };
        let refused = self.refused.iter().map(|weight| {
            format!("{} <- {}: {}", weight.ours, weight.theirs.join(" + "), weight.reason)
        });
        section(f, "do not fit, ours stay initial", refused.collect())?;
        section(f, "not in the file, ours stay initial", self.kept.clone())?;
        section(f, "in the file, unused", self.unused.clone())?;
        let loaded = self.loaded.iter().map(|Loaded { ours, theirs, shape, from }| {
            let from = if from == shape { String::new() } else { format!("{from:?} -> ") };
            format!("{ours} <- {} {from}{shape:?}", theirs.join(" + "))
        });
        section(f, "loaded", loaded.collect())
    }
}
