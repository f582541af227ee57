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
        let number = |word: &str| {
            word.trim().parse::<u64>().map_err(|_| {
                format!("`{}` is not a whole number from 0 on (or `auto`)", word.trim())
            })
        };
        if !text.contains(',') {
            return match usize::try_from(number(text)?) {
                Ok(n @ 1..=MOST) => Ok(Self::These((1..=n as u64).collect())),
                Ok(0) => {
                    Err("a study needs at least one seed; for the seed 0 alone write `0,`"
                        .to_owned())
                }
                _ => Err(format!(
                    "more than {MOST} seeds; for a single seed write `{},`",
                    text.trim()
                )),
            };
        }
        let mut seeds = Vec::new();
        for word in text.strip_suffix(',').unwrap_or(text).split(',') {
            let seed = number(word)?;
            if seeds.contains(&seed) {
                return Err(format!(
                    "the seed {seed} is there twice; a run is the same every time, so once is enough"
                ));
            }
            seeds.push(seed);
        }
        if seeds.len() > MOST {
            Err(format!("more than {MOST} seeds"))
        } else {
            Ok(Self::These(seeds))
        }
    }
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
        for wrong in
            ["", "0", "-1", "1,1", "1,,2", "a", "1.5", "1,b", "100000", ",", "99999999999999999999"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
