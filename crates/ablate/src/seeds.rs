//! Seeds on the command line.

/// The most seeds that a study may have.
const MOST: usize = 10_000;

/// The value of `--seeds`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seeds {
    /// These.
    These(Vec<u64>),
    /// From 1 on, as many as the verdicts need.
    Auto,
}

impl Seeds {
    /// `3` is the seeds 1, 2, 3; `4,7` is the seeds 4 and 7; `4,` is the seed 4 alone; `auto` is as
    /// many as are needed.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.trim() == "auto" {
            return Ok(Self::Auto);
        }
        if !text.contains([',', '-']) {
            return count(text).map(Self::These);
        }
        let mut seeds = Vec::new();
        for word in text.strip_suffix(',').unwrap_or(text).split(',') {
            let (first, last) = match word.split_once('-') {
                Some((first, last)) => (number(first)?, number(last)?),
                None => (number(word)?, number(word)?),
            };
            if first > last {
                return Err(format!("the range `{}` is empty", word.trim()));
            }
            if last - first >= MOST as u64 {
                return Err(format!("more than {MOST} seeds"));
            }
            for seed in first..=last {
                if seeds.contains(&seed) {
                    return Err(format!("seed {seed} is listed twice"));
                }
                seeds.push(seed);
            }
        }
        if seeds.len() > MOST {
            Err(format!("more than {MOST} seeds"))
        } else {
            Ok(Self::These(seeds))
        }
    }
}

/// The seeds 1 to the number.
fn count(text: &str) -> Result<Vec<u64>, String> {
    match usize::try_from(number(text)?) {
        Ok(n @ 1..=MOST) => Ok((1..=n as u64).collect()),
        Ok(0) => Err("--seeds must be at least 1 (for the single seed 0 write `0,`)".to_owned()),
        _ => Err(format!("more than {MOST} seeds; for a single seed write `{},`", text.trim())),
    }
}

fn number(word: &str) -> Result<u64, String> {
    let word = word.trim();
    word.parse().map_err(|_| {
        format!("`{word}` is neither a count (3), a list (1,2,5), a range (1-5), nor `auto`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists() {
        let parse = |text| match Seeds::parse(text) {
            Ok(Seeds::These(seeds)) => Ok(seeds),
            Ok(Seeds::Auto) => Ok(Vec::new()),
            Err(error) => Err(error),
        };
        assert_eq!(parse("auto"), Ok(vec![]));
        assert_eq!(parse("3"), Ok(vec![1, 2, 3]));
        assert_eq!(parse("5, 2"), Ok(vec![5, 2]));
        assert_eq!(parse("0,"), Ok(vec![0]));
        assert_eq!(parse("2-4"), Ok(vec![2, 3, 4]));
        assert_eq!(parse("1-2, 7"), Ok(vec![1, 2, 7]));
        for wrong in [
            "",
            "0",
            "-1",
            "3-1",
            "1-",
            "1-3,2",
            "0-99999999999",
            "1,1",
            "1,,2",
            "a",
            "1.5",
            "1,b",
            "100000",
            ",",
            "99999999999999999999",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
