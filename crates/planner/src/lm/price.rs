//! Prices of models.

use super::{Model, Usage};

/// Prices of a model in US dollars per million tokens, and what it takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Price {
    /// Of the request.
    pub input: f64,
    /// Of the answer, thoughts included.
    pub output: f64,
    /// Of what the service had kept from earlier requests.
    pub cached: f64,
    /// Of what the service is to keep.
    pub cache_write: f64,
    /// Tokens that the model takes, if it is known.
    pub context: Option<u64>,
}

const TABLE: &str = include_str!("prices.csv");

impl Price {
    /// The price of a model at this address; nothing if it is unknown. A model on one's own machine
    /// costs nothing.
    #[must_use]
    pub fn of(model: &Model, base_url: Option<&str>) -> Option<Self> {
        if model.is_own(base_url) {
            return Some(Self::default());
        }
        let provider = model.provider.name.trim_end_matches("-responses");
        let name = undated(model.name);
        let row = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1).find_map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            let is_model = fields[1] == name || fields[1] == model.name;
            (fields[0] == provider && is_model).then_some(fields)
        })?;
        let number = |index: usize| row.get(index).and_then(|field| field.parse::<f64>().ok());
        let (input, output) = (number(2)?, number(3)?);
        Some(Self {
            input,
            output,
            cached: number(4).unwrap_or(input),
            cache_write: number(5).unwrap_or(input),
            context: row.get(6).and_then(|field| field.parse().ok()),
        })
    }

    /// The cost of this use in US dollars; `None` if the service does not report the use.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "numbers of tokens are small")]
    pub fn cost(&self, usage: &Usage) -> Option<f64> {
        let (input, output) = (usage.input?, usage.output?);
        let (cached, cache_write) = (usage.cached.unwrap_or(0), usage.cache_write.unwrap_or(0));
        let plain = input.saturating_sub(cached).saturating_sub(cache_write);
        let dollars = plain as f64 * self.input
            + cached as f64 * self.cached
            + cache_write as f64 * self.cache_write
            + output as f64 * self.output;
        Some(dollars / 1e6)
    }
}

/// The name without the date or the `-latest` at its end.
fn undated(name: &str) -> &str {
    let name = name.strip_suffix("-latest").unwrap_or(name);
    let is_date = |date: &str| date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let cut = ["-20260101", "-2026-01-01"].into_iter().find_map(|example| {
        let (bare, date) = name.split_at_checked(name.len().checked_sub(example.len())?)?;
        (date.starts_with("-20") && is_date(date)).then_some(bare)
    });
    cut.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_can_be_read() {
        let mut n_rows = 0;
        for line in TABLE.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let (provider, rest) = line.split_once(',').unwrap();
            let name = format!("{provider}/{}", rest.split(',').next().unwrap());
            let price = Price::of(&Model::parse(&name).unwrap(), None).unwrap();
            assert!(
                price.input > 0.0 && price.output >= price.input && price.cached <= price.input,
                "{line}"
            );
            assert!(price.context.is_some_and(|tokens| tokens >= 4096), "{line}");
            n_rows += 1;
        }
        assert!(n_rows > 40, "{n_rows} rows");
    }

    #[test]
    fn a_cost_counts_kept_tokens_at_their_own_price() {
        let price =
            Price { input: 2.0, output: 10.0, cached: 0.2, cache_write: 2.5, context: None };
        let usage = Usage {
            input: Some(1_000_000),
            cached: Some(500_000),
            cache_write: Some(100_000),
            output: Some(200_000),
            thought: Some(50_000),
        };
        let cost = price.cost(&usage).unwrap();
        assert!((cost - (0.4 * 2.0 + 0.5 * 0.2 + 0.1 * 2.5 + 0.2 * 10.0)).abs() < 1e-12, "{cost}");
        assert_eq!(price.cost(&Usage { output: Some(1), ..Usage::default() }), None);
    }

    #[test]
    fn a_dated_name_has_the_price_of_its_model_and_an_unknown_one_has_none() {
        let price = |name| Price::of(&Model::parse(name).unwrap(), None);
        assert_eq!(price("anthropic/claude-opus-4-5-20251101"), price("anthropic/claude-opus-4-5"));
        assert!(
            price("openai/gpt-4o-2024-08-06").is_some()
                && price("openai-responses/gpt-5").is_some()
        );
        assert_eq!(price("openai/a-model-nobody-knows"), None);
        assert_eq!(price("ollama/x").unwrap().input, 0.0);
        assert_eq!(price("openai-compatible/x"), None, "a gateway may cost something");
    }
}
