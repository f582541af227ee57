//! The flags of the statistical protocol.

use ::report::metrics_called;
use study::Protocol;
use study::protocol::{Correction, Margin, Test};
use subject::Declaration;

use crate::exit::Failure;

#[derive(clap::Args)]
#[command(next_help_heading = "Statistics")]
pub(crate) struct Judging {
    /// Family-wise error rate [default: 0.05]
    #[arg(long, value_name = "P", value_parser = alpha)]
    alpha: Option<f64>,
    /// Significance test [default: sign-flip where seeds and comparisons cost it no power, else
    /// t]
    #[arg(long, value_enum)]
    test: Option<Name>,
    /// Equivalence margin, below which a difference does not matter: `1%` of the baseline, `0.5` in
    /// the metric's unit, `R@1=0.5` for one metric; may be repeated [default: 1%]
    #[arg(long, value_name = "[METRIC=]MARGIN")]
    margin: Vec<String>,
    /// The metrics that get verdicts, such as R@1,mAP [default: the first metric of each ablation]
    #[arg(long, value_name = "LIST")]
    primary: Vec<String>,
    /// Control the false discovery rate (Benjamini-Hochberg) instead of Holm
    #[arg(long)]
    screen: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Name {
    /// Student's paired t test, which assumes normally distributed differences
    T,
    /// Exact sign-flip test, which needs 6 seeds or more
    SignFlip,
}

impl Judging {
    /// Applies the flags that are given.
    pub(crate) fn apply(
        &self,
        protocol: &mut Protocol,
        subject: &Declaration,
    ) -> Result<(), Failure> {
        protocol.alpha = self.alpha.unwrap_or(protocol.alpha);
        protocol.test = self.test.map_or(protocol.test, |name| {
            Some(match name {
                Name::T => Test::T,
                Name::SignFlip => Test::SignFlip,
            })
        });
        for text in &self.margin {
            match text.rsplit_once('=') {
                Some((name, text)) => {
                    let margin = margin(text)?;
                    let metrics =
                        metrics_called(&[name.to_owned()], subject).map_err(Failure::given)?;
                    protocol.margins.extend(metrics.into_iter().map(|metric| (metric, margin)));
                }
                None => protocol.margin = margin(text)?,
            }
        }
        if !self.primary.is_empty() {
            protocol.primary = metrics_called(&self.primary, subject).map_err(Failure::given)?;
        }
        if self.screen {
            protocol.correction = Correction::BenjaminiHochberg;
        }
        Ok(())
    }
}

fn alpha(text: &str) -> Result<f64, String> {
    let alpha: f64 = text.parse().map_err(|_| "write a number such as 0.05".to_owned())?;
    if alpha > 0.0 && alpha < 0.5 { Ok(alpha) } else { Err("must be between 0 and 0.5".to_owned()) }
}

fn margin(text: &str) -> Result<Margin, Failure> {
    let (number, is_share) = match text.trim().strip_suffix('%') {
        Some(number) => (number, true),
        None => (text, false),
    };
    match number.trim().parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => {
            Ok(if is_share { Margin::Relative(value / 100.0) } else { Margin::Absolute(value) })
        }
        _ => {
            let failure = Failure::usage(format!("invalid margin `{text}`"));
            Err(failure.with_hint("write `1%`, `0.5` or `METRIC=0.5`, above 0"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_are_shares_or_values() {
        let parsed = |text| margin(text).ok();
        assert_eq!(parsed("1%"), Some(Margin::Relative(0.01)));
        assert_eq!(
            (parsed("0.5"), parsed(" 2 %")),
            (Some(Margin::Absolute(0.5)), Some(Margin::Relative(0.02)))
        );
        assert_eq!(
            [parsed("0"), parsed("-1"), parsed("x%"), parsed(""), parsed("NaN"), parsed("inf")],
            [None; 6]
        );
        assert_eq!(
            (alpha("0.05"), alpha("0").is_err(), alpha("1").is_err()),
            (Ok(0.05), true, true)
        );
    }
}
