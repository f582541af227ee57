//! The plan: which ablations to run, and the reasoning behind them.
//!
//! A plan comes in four forms, which [`Plan::parse`] tells apart:
//!
//! | form | holds | written by |
//! |---|---|---|
//! | trajectory page (Markdown with two HTML boxes) | trace and ablations, but for the types of replacements | [`Plan::to_page`] |
//! | native JSON (`"version": 1`) | everything, grounds included | [`Plan::to_json`] |
//! | AblationBench JSONL | ablations | [`Plan::to_jsonl`] |
//! | reply of a model (`<discussion>`, `<predictions>`) | trace and ablations | [`Plan::to_reply`] |
//! | TOML (`[[ablation]]`) | everything; the form to write by hand | [`Plan::to_toml`] |
//!
//! Plans are written by language models and by strangers, so reading keeps what can be read and
//! gives one [`Rejected`] with a line number for everything else. Reading is linear in the size of
//! the input and bounded in depth.

mod ablation;
mod error;
mod escape;
mod grounds;
mod json;
mod jsonl;
mod latex;
mod literal;
mod metrics;
mod object;
mod page;
mod rejected;
mod replacement;
mod text;
mod toml;

pub use ablation::{Ablation, Action};
pub use error::Error;
pub use grounds::{Agreement, Dropped, Existing, Grounds, Quote, settings};
pub use jsonl::objects;
pub use literal::Literal;
pub use metrics::Metrics;
pub use rejected::{Reason, Rejected};
pub use replacement::Replacement;

use serde::{Deserialize, Serialize};

/// The largest plan that is read, in bytes.
pub const MAX_BYTES: usize = 16 << 20;

/// A list of ablations for one paper, with the reasoning that led to them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The question that the plan answers, if known.
    pub task: Option<Task>,
    /// The program that made the plan, such as `lm-planner`; empty if unknown.
    pub planner: String,
    /// The language model, such as `claude-3.5-sonnet`; empty if unknown.
    pub model: String,
    /// The paper's short name, as in the title of the page; empty if unknown.
    pub slug: String,
    /// The reasoning, in Markdown.
    pub trace: String,
    /// The ablations, most important first.
    pub ablations: Vec<Ablation>,
    /// The title of the paper; empty if unknown. Only native JSON and TOML keep this and the
    /// fields below.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Ablations that the paper already has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub existing: Vec<Existing>,
    /// Proposals that were not kept, with the reasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<Dropped>,
    /// Notes on the prompts and on the parts of the paper that the model saw, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The question a plan answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// What to run, given the method section.
    Author,
    /// What is missing from a finished paper.
    Reviewer,
}

impl Plan {
    /// Reads a plan in any of its forms; `name` is the name of the source in errors, such as its
    /// path.
    ///
    /// # Errors
    /// If the text is larger than [`MAX_BYTES`], or nothing at all could be read from it.
    pub fn parse(text: &str, name: &str) -> Result<(Self, Vec<Rejected>), Error> {
        if text.len() > MAX_BYTES {
            return Err(Error::TooLarge { name: name.to_owned(), bytes: text.len() });
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (plan, rejected) = reader(text)(text);
        let nothing = plan.ablations.is_empty() && plan.trace.trim().is_empty();
        if nothing && !rejected.is_empty() {
            return Err(Error::Nothing { name: name.to_owned(), rejected });
        }
        Ok((plan, rejected))
    }

    /// Reads the reply of a language model: JSON objects, with or without the tags of AblationBench
    /// around them.
    #[must_use]
    pub fn parse_reply(text: &str) -> (Self, Vec<Rejected>) {
        if text.len() > MAX_BYTES {
            return (Self::default(), vec![Rejected { line: 1, reason: Reason::NoPlan }]);
        }
        jsonl::read(text)
    }

    /// Reads a plan from bytes that may not be UTF-8: each bad sequence becomes U+FFFD, and its
    /// line is reported.
    ///
    /// # Errors
    /// As [`Plan::parse`].
    pub fn parse_bytes(bytes: &[u8], name: &str) -> Result<(Self, Vec<Rejected>), Error> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::TooLarge { name: name.to_owned(), bytes: bytes.len() });
        }
        let lines = (1..).zip(bytes.split(|&byte| byte == b'\n'));
        let bad = lines.filter(|(_, line)| std::str::from_utf8(line).is_err());
        let mut rejected: Vec<Rejected> =
            bad.map(|(line, _)| Rejected { line, reason: Reason::NotUtf8 }).collect();
        let (plan, more) = Self::parse(&String::from_utf8_lossy(bytes), name).map_err(|error| {
            if is_binary(bytes) { Error::Binary(name.to_owned()) } else { error }
        })?;
        rejected.extend(more);
        rejected.sort_by_key(|rejected| rejected.line);
        Ok((plan, rejected))
    }

    /// The trajectory page, without a newline at its end (as published).
    #[must_use]
    pub fn to_page(&self) -> String {
        page::write(self)
    }

    /// Native JSON, which keeps everything.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::write(self)
    }

    /// TOML, the form to write by hand.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::write(self)
    }

    /// Whether the text is a plan in TOML rather than a binding, which names its subject.
    #[must_use]
    pub fn is_toml(text: &str) -> bool {
        toml::is_plan(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// The form in which a model replies: the trace in `<discussion>`, one JSON object per ablation
    /// in `<predictions>`.
    #[must_use]
    pub fn to_reply(&self) -> String {
        jsonl::reply(self)
    }

    /// AblationBench's lines: one JSON object per ablation, and nothing else.
    #[must_use]
    pub fn to_jsonl(&self) -> String {
        jsonl::write(self)
    }

    /// Plain text for a terminal; control characters are shown, not sent.
    #[must_use]
    pub fn to_text(&self) -> String {
        text::write(self)
    }

    /// The title of the page: planner, model and slug, or the slug alone.
    #[must_use]
    pub fn title(&self) -> String {
        if self.planner.is_empty() && self.model.is_empty() {
            return self.slug.clone();
        }
        format!("{}/{}/{}", self.planner, self.model, self.slug)
    }
}

impl Task {
    /// The task's name in files and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Reviewer => "reviewer",
        }
    }

    /// The task of that name, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Author, Self::Reviewer]
            .into_iter()
            .find(|task| text.trim().eq_ignore_ascii_case(task.as_str()))
    }
}

/// Whether the bytes are not text: a NUL among them, or one in four is not UTF-8.
fn is_binary(bytes: &[u8]) -> bool {
    let n_bad = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum::<usize>();
    bytes.contains(&0) || 4 * n_bad > bytes.len()
}

/// The reader of the form of a text, by the first sign of one: a TOML header, a brace, a tag of
/// AblationBench, or something that only a page has.
fn reader(text: &str) -> fn(&str) -> (Plan, Vec<Rejected>) {
    if toml::is_plan(text) {
        return toml::read;
    }
    if text.trim_start().starts_with(['{', '[']) {
        return jsonl::read;
    }
    let first = |needle: &str| text.find(needle).unwrap_or(usize::MAX);
    let tags = first("<discussion>").min(first("<predictions>"));
    let boxes = first("<h2").min(first("**Ablated Part**"));
    let is_page = boxes < tags || (tags == usize::MAX && !text.contains('{'));
    if is_page { page::read } else { jsonl::read }
}

#[cfg(test)]
mod tests;
