//! The flags that choose a language model, and the connection to it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use planner::lm::{
    self, Attempt, Capped, Client, Complete, Connection, Effort, Fault, Key, Ledger, Model,
    Recorded, Reply, Request, Retried, Sampling,
};

use crate::exit::Failure;
use crate::print;

/// The flags of the connection to a model.
#[derive(clap::Args)]
#[command(next_help_heading = "Model")]
pub(crate) struct Args {
    /// The address of your own server, such as http://127.0.0.1:8080/v1
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// A file with the API key, instead of the provider's environment variable
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Sampling temperature; 0 for the most likely answer [default: the service's]
    #[arg(long, value_name = "T", value_parser = temperature)]
    temperature: Option<f64>,
    /// Sampling seed, where the service takes one; every sample gets its own
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Maximum tokens of an answer, reasoning included [default: the service's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_tokens: Option<u32>,
    /// Reasoning effort of the model [default: the service's]
    #[arg(long, value_name = "EFFORT")]
    effort: Option<EffortArg>,
    /// Maximum cost of all requests of this command, in US dollars
    #[arg(long, value_name = "DOLLARS", value_parser = dollars)]
    max_cost: Option<f64>,
    /// Timeout between pieces of an answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// Maximum attempts per request
    #[arg(long, value_name = "N", default_value = "5", value_parser = clap::value_parser!(u32).range(1..=20))]
    attempts: u32,
    /// The folder of recorded requests and answers, which are never requested again [default:
    /// exchanges/ in the study folder]
    #[arg(long, value_name = "DIR")]
    exchanges: Option<PathBuf>,
    /// Make no requests: use recorded answers only
    #[arg(long)]
    replay: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum EffortArg {
    None,
    Low,
    Medium,
    High,
}

impl Args {
    /// How answers are sampled.
    pub(crate) fn sampling(&self) -> Sampling {
        let effort = self.effort.map(|effort| match effort {
            EffortArg::None => Effort::None,
            EffortArg::Low => Effort::Low,
            EffortArg::Medium => Effort::Medium,
            EffortArg::High => Effort::High,
        });
        // without a limit of the answer its cost has none either
        let max_tokens = self.max_tokens.or(self.max_cost.map(|_| lm::OUTPUT));
        Sampling { temperature: self.temperature, seed: self.seed, max_tokens, effort }
    }

    /// The ledger that enforces the maximum cost.
    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::new(self.max_cost)
    }

    /// The model, with its records in the study folder unless `--exchanges` names another.
    pub(crate) fn connect<'a>(
        &self,
        name: &str,
        study: &Path,
        ledger: &'a Ledger,
    ) -> Result<Connected<'a>, Failure> {
        let model = Model::parse(name)?;
        let address = model.address(self.base_url.as_deref())?;
        let key = Key::find(self.key_file.as_deref(), model.provider.key_variable)?;
        if key.is_some()
            && address.starts_with("http://")
            && !model.is_own(self.base_url.as_deref())
        {
            print::warn(&format!("the key is sent to {address} without encryption"));
        }
        let folder = self.exchanges.clone().unwrap_or_else(|| study.join("exchanges"));
        let inner = match self.replay {
            true => None,
            false => {
                let connection = Connection {
                    key,
                    base_url: self.base_url.clone(),
                    timeout: Duration::from_secs(self.timeout),
                };
                let client = Client::new(name, connection);
                if !folder.exists() {
                    // there are no records either, so no request could be answered
                    client.as_ref().map_err(Clone::clone)?;
                }
                let inner = Capped { inner: Asked(client), ledger };
                Some(Retried {
                    inner,
                    attempts: self.attempts as usize,
                    delay: Duration::from_secs(1),
                })
            }
        };
        Ok(Connected(Recorded { inner, folder }))
    }
}

/// A model with its records and its ledger.
pub(crate) struct Connected<'a>(Recorded<Retried<Capped<'a, Asked>>>);

impl Complete for Connected<'_> {
    fn complete(&self, request: &Request, watch: lm::Watch<'_>) -> Result<Reply, lm::Error> {
        self.0.complete(request, watch)
    }
}

/// A client, or why there is none: recorded answers need no key.
struct Asked(Result<Client, lm::Error>);

impl Attempt for Asked {
    fn attempt(&self, request: &Request, watch: lm::Watch<'_>) -> Result<Reply, Fault> {
        match &self.0 {
            Ok(client) => client.attempt(request, watch),
            Err(error) => Err(Fault::unmade(error.clone())),
        }
    }
}

fn temperature(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=2.0).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 2".to_owned())
}

fn dollars(text: &str) -> Result<f64, String> {
    let number = text
        .trim_start_matches('$')
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| "expected an amount in US dollars, such as 0.50".to_owned())
}
