//! Asks a service or a local server. The only place of the project that reaches a network.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use genai::ModelIden;
use genai::adapter::AdapterKind;
use genai::chat::{
    CacheControl, ChatMessage, ChatOptions, ChatRequest, ChatStreamEvent, JsonSpec,
    ReasoningEffort, StopReason, StreamEnd,
};
use genai::resolver::{AuthData, Endpoint};
use serde_json::Value;

use super::attempt::{Attempt, Fault};
use super::{
    Effort, Error, Key, Model, Price, Progress, Reply, Request, Speaker, Stop, Usage, Watch, lock,
};

mod fault;

/// How a service is reached.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The key, if the service wants one.
    pub key: Option<Key>,
    /// The server, where it is not the provider's own.
    pub base_url: Option<String>,
    /// The timeout between pieces of an answer.
    pub timeout: Duration,
}

/// No answer is longer, in bytes: a server may never come to an end.
const LONGEST_ANSWER: usize = 8 << 20;

impl Default for Connection {
    fn default() -> Self {
        Self { key: None, base_url: None, timeout: Duration::from_secs(600) }
    }
}

/// A model of a service or of a local server. Requests may be made from several threads at once.
pub struct Client {
    name: String,
    address: String,
    price: Option<Price>,
    connection: Connection,
    target: genai::ServiceTarget,
    client: genai::Client,
    runtime: tokio::runtime::Runtime,
}

impl Client {
    /// A client for `provider/name`. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error`] if the name, the address or the key cannot be used.
    pub fn new(name: &str, connection: Connection) -> Result<Self, Error> {
        let model = Model::parse(name)?;
        let address = model.address(connection.base_url.as_deref())?;
        let provider = model.provider;
        if provider.needs_key && connection.key.is_none() {
            return Err(Error::NoKey { provider: provider.name, variable: provider.key_variable });
        }
        if ends_like_an_effort(model.name)
            && matches!(provider.adapter, AdapterKind::Anthropic | AdapterKind::Gemini)
        {
            return Err(Error::EffortInName(name.to_owned()));
        }
        // fails only where an earlier client has installed it
        let _ = rustls::crypto::ring::default_provider().install_default();
        let failed = |error: &dyn std::error::Error| Error::Client(error.to_string());
        // a key in a header must not follow a redirection to another host
        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(20).min(connection.timeout))
            .user_agent(concat!("ablate/", env!("CARGO_PKG_VERSION")));
        let locals = ["http://127.", "http://localhost", "http://[::1]"];
        if locals.iter().any(|local| address.starts_with(local)) {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| failed(&error))?;
        let client = genai::Client::builder().with_reqwest(http).build();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let key = connection.key.as_ref().map_or("none", Key::reveal);
        Ok(Self {
            name: name.to_owned(),
            price: Price::of(&model, connection.base_url.as_deref()),
            target: genai::ServiceTarget {
                endpoint: Endpoint::from_owned(address.clone()),
                auth: AuthData::from_single(key),
                model: ModelIden::new(provider.adapter, model.name),
            },
            client: client.map_err(|error| failed(&error))?,
            runtime: runtime.map_err(|error| failed(&error))?,
            address,
            connection,
        })
    }

    /// A message without the key, whole or in part.
    fn scrub(&self, text: &str) -> String {
        self.connection.key.as_ref().map_or_else(|| text.to_owned(), |key| key.scrub(text))
    }

    /// An answer without the key.
    fn scrub_whole(&self, text: &str) -> String {
        self.connection.key.as_ref().map_or_else(|| text.to_owned(), |key| key.scrub_whole(text))
    }

    async fn stream(&self, request: &Request, watch: Watch<'_>) -> Result<Reply, Fault> {
        watch(Progress::Sent { tokens: request.tokens() });
        let frames = Arc::new(Mutex::new(Frames::default()));
        let mut options = options(request, self.connection.timeout);
        let ModelIden { adapter_kind: adapter, model_name: model } = &self.target.model;
        if options.reasoning_effort.is_none() && ends_like_an_effort(model) {
            // the client library would cut `-max` off the name `qwen-max` and ask for that effort
            let is_responses = *adapter == AdapterKind::OpenAIResp;
            let field = if is_responses { "reasoning" } else { "reasoning_effort" };
            let body = serde_json::json!({"model": model.as_str(), field: null});
            options = options.with_extra_body(body);
        }
        options = options.with_raw_frame_fn({
            let frames = frames.clone();
            move |_, frame| lock(&frames).read(frame.data)
        });
        let judge =
            |error: &genai::Error| fault::judge(error, &self.address, &|text| self.scrub(text));
        let (target, chat) = (self.target.clone(), conversation(request, *adapter));
        let response = self.client.exec_chat_stream(target, chat, Some(&options)).await;
        let mut stream = response.map_err(|error| judge(&error))?.stream;
        let (mut text, mut thought, mut end) = (String::new(), String::new(), None);
        let (mut n_characters, mut n_thought) = (0, 0);
        while let Some(event) = stream.next().await {
            match event {
                Ok(ChatStreamEvent::Chunk(chunk)) => {
                    n_characters += chunk.content.chars().count();
                    text.push_str(&chunk.content);
                }
                Ok(ChatStreamEvent::ReasoningChunk(chunk)) => {
                    n_thought += chunk.content.chars().count();
                    thought.push_str(&chunk.content);
                }
                Ok(ChatStreamEvent::End(last)) => end = Some(last),
                Ok(_) => continue,
                Err(error) => {
                    let cost = lock(&frames).cost();
                    return Err(Fault { cost, ..judge(&error) }.after(text, &thought));
                }
            }
            if text.len() + thought.len() > LONGEST_ANSWER {
                return Err(Fault::lasting("its answer does not end").after(text, &thought));
            }
            watch(Progress::Text { characters: n_characters, thought: n_thought });
        }
        let frames = std::mem::take(&mut *lock(&frames));
        let Some(end) = end.filter(|end| end.captured_stop_reason.is_some() || frames.is_closed)
        else {
            let reason = match frames.n_frames {
                0 => "it sent nothing that is an answer",
                _ => "the answer broke off",
            };
            let fault = Fault { cost: frames.cost(), ..Fault::passing(reason) };
            return Err(fault.after(text, &thought));
        };
        let reply = self.reply(&text, &thought, &end, &frames);
        if reply.text.trim().is_empty() {
            let fault = empty(&end, &self.scrub(&frames.refusal));
            return Err(Fault { cost: reply.cost, ..fault });
        }
        Ok(reply)
    }

    fn reply(&self, text: &str, thought: &str, end: &StreamEnd, frames: &Frames) -> Reply {
        let usage = end.captured_usage.as_ref().map(usage).unwrap_or_default();
        let stop = match end.captured_stop_reason {
            Some(StopReason::MaxTokens(_)) => Stop::Length,
            Some(StopReason::ContentFilter(_)) => Stop::Filtered,
            _ => Stop::Complete,
        };
        let cost = frames.cost().or_else(|| self.price.and_then(|price| price.cost(&usage)));
        let (text, thought) = (self.scrub_whole(text), self.scrub_whole(thought));
        Reply { model: self.name.clone(), text, thought, stop, usage, cost, ..Reply::default() }
    }
}

impl Attempt for Client {
    fn attempt(&self, request: &Request, watch: Watch<'_>) -> Result<Reply, Fault> {
        self.runtime.block_on(self.stream(request, watch)).map_err(|fault| Fault {
            reason: self.scrub(&fault.reason),
            partial: self.scrub_whole(&fault.partial),
            ..fault
        })
    }
}

/// The parts of a response besides the answer.
#[derive(Default)]
struct Frames {
    n_frames: usize,
    cost: Option<f64>,
    /// Whether the service said that it is done.
    is_closed: bool,
    /// The text of a refusal, which the client library drops.
    refusal: String,
}

impl Frames {
    /// The cost that the service reports, if it is a valid one.
    fn cost(&self) -> Option<f64> {
        self.cost.filter(|cost| cost.is_finite() && *cost >= 0.0)
    }

    fn read(&mut self, frame: &str) {
        self.n_frames += 1;
        self.is_closed |= frame.trim() == "[DONE]";
        if !frame.contains("\"cost\"") && !frame.contains("refusal") {
            return;
        }
        let Ok(frame) = serde_json::from_str::<Value>(frame) else { return };
        self.cost = frame.pointer("/usage/cost").and_then(Value::as_f64).or(self.cost);
        let is_refusal =
            frame.get("type").and_then(Value::as_str) == Some("response.refusal.delta");
        let refusal = frame.pointer(if is_refusal { "/delta" } else { "/choices/0/delta/refusal" });
        self.refusal.push_str(refusal.and_then(Value::as_str).unwrap_or_default());
    }
}

fn ends_like_an_effort(name: &str) -> bool {
    const EFFORTS: [&str; 8] = ["zero", "none", "minimal", "low", "medium", "high", "xhigh", "max"];
    name.rsplit_once('-').is_some_and(|(_, last)| EFFORTS.contains(&last))
}

fn options(request: &Request, timeout: Duration) -> ChatOptions {
    let sampling = &request.sampling;
    let mut options = ChatOptions::default()
        .with_capture_usage(true)
        .with_normalize_reasoning_content(true)
        .with_stream_header_timeout(timeout)
        .with_stream_read_timeout(timeout);
    options.temperature = sampling.temperature;
    options.seed = sampling.seed;
    options.max_tokens = sampling.max_tokens;
    options.reasoning_effort = sampling.effort.map(|effort| match effort {
        Effort::None => ReasoningEffort::Zero,
        Effort::Low => ReasoningEffort::Low,
        Effort::Medium => ReasoningEffort::Medium,
        Effort::High => ReasoningEffort::High,
    });
    let Some(schema) = &request.schema else { return options };
    options.with_response_format(JsonSpec::new(schema.name.as_str(), schema.schema.clone()))
}

fn conversation(request: &Request, adapter: AdapterKind) -> ChatRequest {
    let mut conversation = ChatRequest::from_system(request.system.as_str());
    for message in &request.messages {
        let said = match message.speaker {
            Speaker::User => ChatMessage::user(message.text.as_str()),
            Speaker::Model => ChatMessage::assistant(message.text.as_str()),
        };
        let is_kept = message.shared && adapter == AdapterKind::Anthropic;
        let said = if is_kept { said.with_options(CacheControl::Ephemeral) } else { said };
        conversation = conversation.append_message(said);
    }
    conversation
}

fn usage(usage: &genai::chat::Usage) -> Usage {
    let count = |number: Option<i32>| number.and_then(|number| u64::try_from(number).ok());
    let (input, output) = (&usage.prompt_tokens_details, &usage.completion_tokens_details);
    Usage {
        input: count(usage.prompt_tokens),
        cached: count(input.as_ref().and_then(|details| details.cached_tokens)),
        cache_write: count(input.as_ref().and_then(|details| details.cache_creation_tokens)),
        output: count(usage.completion_tokens),
        thought: count(output.as_ref().and_then(|details| details.reasoning_tokens)),
    }
}

/// An answer without a word in it.
fn empty(end: &StreamEnd, refusal: &str) -> Fault {
    match &end.captured_stop_reason {
        _ if !refusal.is_empty() => Fault::lasting(&format!("it declines: {refusal}")),
        Some(StopReason::MaxTokens(_)) => {
            Fault::lasting("its limit of tokens was used up by thinking; raise `--max-tokens`")
        }
        Some(StopReason::ContentFilter(reason)) => {
            Fault::lasting(&format!("the service held the answer back ({})", fault::line(reason)))
        }
        _ => Fault::passing("the answer is empty"),
    }
}
