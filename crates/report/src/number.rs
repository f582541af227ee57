//! Numbers as a table shows them.

/// How the numbers of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// So many digits behind the point.
    Fixed(usize),
    /// Powers of ten with so many digits behind the point.
    Scientific(usize),
}

impl Format {
    /// Two significant digits of the typical spread, or four of the largest number where there is
    /// no spread.
    pub(super) fn of(means: &[f64], spreads: &[f64]) -> Self {
        let largest = means.iter().fold(0.0_f64, |largest, mean| largest.max(mean.abs()));
        let mut spreads: Vec<f64> =
            spreads.iter().copied().filter(|spread| *spread > 0.0).collect();
        spreads.sort_unstable_by(f64::total_cmp);
        let typical = spreads.get(spreads.len() / 2).copied();
        if largest != 0.0 && !(1e-4..1e7).contains(&largest) {
            let digits = typical.map_or(3, |spread| magnitude(largest) - magnitude(spread) + 1);
            return Self::Scientific(usize::try_from(digits.clamp(1, 6)).unwrap_or(1));
        }
        let digits = match typical {
            Some(spread) => 1 - magnitude(spread),
            None => 3 - magnitude(if largest > 0.0 { largest } else { 1.0 }),
        };
        Self::Fixed(usize::try_from(digits.clamp(0, 6)).unwrap_or(0))
    }

    /// The same for a difference that may be known more precisely than the values it is made of:
    /// two significant digits of its uncertainty, and at most two digits more than the values have.
    pub(super) fn finer(self, mean: f64, uncertainty: f64) -> Self {
        let is_rounding_error = uncertainty <= 1e-9 * mean.abs();
        match (self, Self::of(&[1.0], &[uncertainty])) {
            (Self::Fixed(coarse), Self::Fixed(fine)) if !is_rounding_error => {
                Self::Fixed(fine.clamp(coarse, coarse + 2))
            }
            _ => self,
        }
    }

    /// The number, with a true minus sign.
    pub(super) fn show(self, value: f64) -> String {
        let digits = match self {
            Self::Fixed(digits) => format!("{value:.digits$}"),
            Self::Scientific(digits) => format!("{value:.digits$e}"),
        };
        let is_zero = !digits.contains(|c: char| ('1'..='9').contains(&c)) || value == 0.0;
        if is_zero { digits.trim_start_matches('-').to_owned() } else { digits.replace('-', "−") }
    }

    /// The number with its sign; zero has none.
    pub(super) fn signed(self, value: f64) -> String {
        let shown = self.show(value);
        let is_zero = !shown.contains(|c: char| ('1'..='9').contains(&c));
        if is_zero || shown.starts_with('−') { shown } else { format!("+{shown}") }
    }
}

/// The exponent of the leading digit.
/// A share as a percentage with at most two decimals: `95`, `98.75`.
pub(super) fn percent(share: f64) -> f64 {
    (share * 1e4).round() / 1e2
}

/// `seed 4`, `seeds 1, 2, 3`, `seeds 1 to 10`.
pub(super) fn seeds(seeds: &[u64]) -> String {
    let consecutive =
        seeds.len() > 3 && seeds.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]));
    match seeds {
        [seed] => format!("seed {seed}"),
        [first, .., last] if consecutive => format!("seeds {first} to {last}"),
        seeds => {
            format!("seeds {}", seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", "))
        }
    }
}

fn magnitude(value: f64) -> i32 {
    // a spread of 0.0999 is written with the digits of 0.10
    #[expect(clippy::cast_possible_truncation, reason = "the exponent of a finite number is small")]
    let exponent = (value.abs() * 1.005).log10().floor() as i32;
    exponent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_the_spread() {
        assert_eq!(Format::of(&[68.123], &[0.21]), Format::Fixed(2));
        assert_eq!(Format::of(&[68.123], &[0.0999]), Format::Fixed(2));
        assert_eq!(Format::of(&[68.123], &[21.0]), Format::Fixed(0));
        assert_eq!(Format::of(&[68.123], &[0.0]), Format::Fixed(2));
        assert_eq!(Format::of(&[0.0, 0.0], &[]), Format::Fixed(3));
        assert_eq!(Format::of(&[1234.5], &[321.0]), Format::Fixed(0));
        assert_eq!(Format::of(&[3e-9], &[1e-10]), Format::Scientific(2));
        assert_eq!(Format::of(&[], &[]), Format::Fixed(3));
    }

    #[test]
    fn differences_may_be_finer() {
        let finer = |mean, uncertainty| Format::Fixed(2).finer(mean, uncertainty);
        assert_eq!([finer(1.0, 0.3), finer(1.0, 30.0)], [Format::Fixed(2); 2]);
        assert_eq!(
            [finer(1.0, 0.03), finer(1.0, 0.003), finer(1.0, 1e-5)],
            [3, 4, 4].map(Format::Fixed)
        );
        assert_eq!([finer(-1.0, 1e-15), finer(0.0, 0.0)], [Format::Fixed(2); 2]);
    }

    #[test]
    fn signs() {
        let one = Format::Fixed(1);
        assert_eq!([one.show(-0.04), one.show(-1.25), one.show(3.0)], ["0.0", "−1.2", "3.0"]);
        assert_eq!([one.signed(0.04), one.signed(-1.0), one.signed(3.0)], ["0.0", "−1.0", "+3.0"]);
        assert_eq!(Format::Scientific(1).signed(-3.21e-9), "−3.2e−9");
    }
}
