//! One word that a reader can act on.

use std::fmt;

use serde::Serialize;

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// There is a difference: corrected p below alpha, and the interval excludes 0.
    Matters {
        /// Which way.
        direction: Direction,
    },
    /// The difference is smaller than the margin.
    DoesNotMatter,
    /// Neither could be shown.
    Undecided {
        /// How many pairs in all would probably decide it, as far as those at hand tell; `None`
        /// beyond 10,000.
        seeds: Option<usize>,
    },
    /// No outcome of so few pairs could have shown a difference.
    CannotBeDecided {
        /// The pairs there are.
        n: usize,
        /// The pairs that could show one, in all.
        needed: usize,
    },
    /// Fewer than two pairs.
    Missing,
}

/// Which way a difference goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The variant is worse than the baseline.
    Hurts,
    /// The variant is better than the baseline.
    Helps,
}

impl Verdict {
    /// The verdict in a few words.
    pub fn words(&self) -> String {
        match self {
            Self::Matters { direction: Direction::Hurts } => "matters (hurts)".to_owned(),
            Self::Matters { direction: Direction::Helps } => "matters (helps)".to_owned(),
            Self::CannotBeDecided { n, .. } => format!("cannot be decided with {n} seeds"),
            other => other.kind().to_owned(),
        }
    }

    /// The verdict without what is special to it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Matters { .. } => "matters",
            Self::DoesNotMatter => "does not matter",
            Self::Undecided { .. } => "undecided",
            Self::CannotBeDecided { .. } => "cannot be decided",
            Self::Missing => "missing",
        }
    }

    /// Whether more seeds cannot change it.
    pub fn is_decided(&self) -> bool {
        matches!(self, Self::Matters { .. } | Self::DoesNotMatter)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())
    }
}

/// What the verdicts on the variants of an ablation come to.
///
/// One variant that matters is enough for the ablation to matter; that it does not matter takes all
/// of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overall {
    /// The verdict's word.
    pub kind: &'static str,
    /// How many comparisons have this verdict.
    pub count: usize,
    /// How many comparisons there are.
    pub of: usize,
}

impl Overall {
    /// Of single verdicts; `None` if there are none.
    pub fn of(verdicts: impl Iterator<Item = Verdict>) -> Option<Self> {
        let kinds: Vec<&'static str> = verdicts.map(|verdict| verdict.kind()).collect();
        let has = |kind: &str| kinds.contains(&kind);
        let kind = match () {
            () if kinds.is_empty() => return None,
            () if has("matters") => "matters",
            () if has("undecided") => "undecided",
            () if has("cannot be decided") => "cannot be decided",
            () if has("missing") => "missing",
            () => "does not matter",
        };
        Some(Self {
            kind,
            count: kinds.iter().filter(|other| **other == kind).count(),
            of: kinds.len(),
        })
    }
}

impl fmt::Display for Overall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, count, of } = self;
        if *of == 1 { f.write_str(kind) } else { write!(f, "{kind} ({count} of {of} comparisons)") }
    }
}
