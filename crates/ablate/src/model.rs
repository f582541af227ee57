//! A language model, as it is asked for on the command line.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use planner::lm::{
    self, Attempt, Capped, Client, Complete, Connection, Effort, Fault, Key, Kind, Ledger, Model,
    Recorded, Reply, Request, Retried, Sampling,
};

use crate::exit::Result;
use crate::print;

/// Which model is asked, and how.
#[derive(clap::Args)]
#[command(next_help_heading = "Model")]
pub(crate) struct Args {
    /// Address of the server, for self-hosted models
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// A file with the key, instead of the provider's environment variable
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Temperature: 0 for the most likely answer [default: the service's]
    #[arg(long, value_name = "T", value_parser = temperature)]
    temperature: Option<f64>,
    /// Seed, where the service has one; each sample gets one of its own
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The most tokens that an answer may have, thoughts included [default: the service's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_tokens: Option<u32>,
    /// How much the model thinks before it answers [default: the service's]
    #[arg(long, value_name = "EFFORT")]
    effort: Option<EffortArg>,
    /// The most that all requests of this command may cost, in US dollars
    #[arg(long, value_name = "DOLLARS", value_parser = dollars)]
    max_cost: Option<f64>,
    /// Timeout between pieces of an answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// Maximum attempts per request
    #[arg(long, value_name = "N", default_value = "5", value_parser = clap::value_parser!(u32).range(1..=20))]
    attempts: u32,
    /// Where questions and answers are kept, so that nothing is asked twice [default: exchanges in
    /// the study folder]
    #[arg(long, value_name = "DIR")]
    exchanges: Option<PathBuf>,
    /// Use recorded answers only; make no requests
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
    /// How answers are drawn.
    pub(crate) fn sampling(&self) -> Sampling {
        let effort = self.effort.map(|effort| match effort {
            EffortArg::None => Effort::None,
            EffortArg::Low => Effort::Low,
            EffortArg::Medium => Effort::Medium,
            EffortArg::High => Effort::High,
        });
        // a limit of costs needs one of the answer
        let max_tokens = self.max_tokens.or(self.max_cost.map(|_| lm::OUTPUT));
        Sampling { temperature: self.temperature, seed: self.seed, max_tokens, effort }
    }

    /// What may be spent.
    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::new(self.max_cost)
    }

    /// The model, with its records in the folder of the study unless it was said otherwise.
    pub(crate) fn connect<'a>(
        &self,
        name: &str,
        study: &Path,
        ledger: &'a Ledger,
    ) -> Result<Connected<'a>> {
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
                    // nothing can come of it
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

/// A client, or why there is none: what was kept needs no key.
struct Asked(Result<Client, lm::Error>);

impl Attempt for Asked {
    fn attempt(&self, request: &Request, watch: lm::Watch<'_>) -> Result<Reply, Fault> {
        let unusable = |error: &lm::Error| Fault {
            kind: Kind::Unmade(Box::new(error.clone())),
            ..Fault::lasting("")
        };
        self.0.as_ref().map_err(unusable)?.attempt(request, watch)
    }
}

fn temperature(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "expected a number from 0 to 2".to_owned())?;
    if (0.0..=2.0).contains(&number) {
        Ok(number)
    } else {
        Err("expected a number from 0 to 2".to_owned())
    }
}

fn dollars(text: &str) -> Result<f64, String> {
    let number = text
        .trim_start_matches('$')
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| "expected an amount in US dollars, such as 0.50".to_owned())
}
