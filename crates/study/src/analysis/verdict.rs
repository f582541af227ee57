//! Verdicts on single comparisons and on whole ablations.

use std::fmt;

use serde::Serialize;

/// The verdict on a comparison, from the least to the most decisive for its ablation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// The difference is shown to be smaller than the margin.
    DoesNotMatter,
    /// There are too few pairs of runs for any verdict.
    Missing,
    /// The test cannot reject anything with so few seeds.
    CannotBeDecided {
        /// Pairs of runs.
        n: usize,
        /// Pairs of runs with which the test could reject.
        needed: usize,
    },
    /// Neither a difference nor its absence is shown.
    Undecided {
        /// Seeds that would probably decide it, all together; `None` if more than 10,000.
        seeds: Option<usize>,
    },
    /// A difference is shown.
    Matters {
        /// Whether the variant is better or worse than the baseline.
        direction: Direction,
    },
}

/// Whether a variant is better or worse than the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The variant is worse than the baseline.
    Hurts,
    /// The variant is better than the baseline.
    Helps,
}

/// A verdict without its numbers, in the order of [`Verdict`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// [`Verdict::DoesNotMatter`].
    DoesNotMatter,
    /// [`Verdict::Missing`].
    Missing,
    /// [`Verdict::CannotBeDecided`].
    CannotBeDecided,
    /// [`Verdict::Undecided`].
    Undecided,
    /// [`Verdict::Matters`].
    Matters,
}

impl Verdict {
    /// The verdict without its numbers.
    pub fn kind(self) -> Kind {
        match self {
            Self::DoesNotMatter => Kind::DoesNotMatter,
            Self::Missing => Kind::Missing,
            Self::CannotBeDecided { .. } => Kind::CannotBeDecided,
            Self::Undecided { .. } => Kind::Undecided,
            Self::Matters { .. } => Kind::Matters,
        }
    }

    /// Whether more seeds are no longer needed.
    pub fn is_decided(self) -> bool {
        match self.kind() {
            Kind::Matters | Kind::DoesNotMatter => true,
            Kind::Undecided | Kind::CannotBeDecided | Kind::Missing => false,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Matters { direction: Direction::Hurts } => write!(f, "{} (hurts)", self.kind()),
            Self::Matters { direction: Direction::Helps } => write!(f, "{} (helps)", self.kind()),
            Self::CannotBeDecided { n, .. } => write!(f, "{} with {n} seeds", self.kind()),
            Self::Undecided { .. } | Self::DoesNotMatter | Self::Missing => self.kind().fmt(f),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Matters => "matters",
            Self::DoesNotMatter => "does not matter",
            Self::Undecided => "undecided",
            Self::CannotBeDecided => "cannot be decided",
            Self::Missing => "no verdict",
        })
    }
}

/// The verdict on an ablation: that of its most decisive comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overall {
    /// The most decisive kind among the comparisons.
    pub kind: Kind,
    /// Comparisons of this kind.
    pub count: usize,
    /// All primary comparisons of the ablation.
    pub total: usize,
}

impl Overall {
    /// The verdict that several verdicts come to; `None` without any.
    pub fn new(verdicts: &[Verdict]) -> Option<Self> {
        let kind = verdicts.iter().max()?.kind();
        let count = verdicts.iter().filter(|verdict| verdict.kind() == kind).count();
        Some(Self { kind, count, total: verdicts.len() })
    }
}

impl fmt::Display for Overall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, count, total } = self;
        match total {
            1 => kind.fmt(f),
            total => write!(f, "{kind} ({count} of {total} comparisons)"),
        }
    }
}
