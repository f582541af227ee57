//! Requests to stand-ins of the services: what comes out of each protocol when all is well, and
//! when it is not.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use planner::lm::{
    Client, Complete, Connection, Effort, Error, Key, Message, Progress, Reply, Request, Retried,
    Sampling, Schema, Stop, unwatched,
};
use serde_json::{Value, json};

use crate::mock::{Answer, PROVIDERS, Server, usage};

const KEY: &str = "sk-a-secret-of-the-test-0123456789";

const TEXT: &str = "Größe matters: $\\alpha$ → β, in several pieces of a stream.";

fn client(model: &str, server: &Server, path: &str) -> Retried<Client> {
    let connection = Connection {
        key: Key::parse(KEY),
        base_url: Some(format!("{}{path}", server.url())),
        timeout: Duration::from_millis(1500),
    };
    Retried {
        inner: Client::new(model, connection).unwrap(),
        attempts: 3,
        delay: Duration::from_millis(10),
    }
}

fn request(model: &str) -> Request {
    Request {
        model: model.to_owned(),
        system: "You plan.".to_owned(),
        messages: vec![Message::user("the paper").shared(), Message::user("the question")],
        ..Request::default()
    }
}

/// What came of a request to a server that answers so, with the server and how often it said that
/// it waits.
fn ask(
    model: &str,
    path: &str,
    script: Vec<Answer>,
) -> (Result<Reply, Error>, Server, Vec<Progress>) {
    let server = Server::start(script);
    let progress = Mutex::new(Vec::new());
    let watch = |step| progress.lock().unwrap().push(step);
    let reply = client(model, &server, path).complete(&request(model), &watch);
    (reply, server, progress.into_inner().unwrap())
}

fn waits(progress: &[Progress]) -> usize {
    progress.iter().filter(|step| matches!(step, Progress::Waiting { .. })).count()
}

#[test]
fn an_answer_comes_with_its_use_in_every_protocol() {
    for (model, path) in PROVIDERS {
        let (reply, server, progress) = ask(model, path, vec![Answer::Text(TEXT.to_owned())]);
        let reply = reply.unwrap_or_else(|error| panic!("{model}: {error}"));
        assert_eq!((reply.text.as_str(), reply.stop), (TEXT, Stop::Complete), "{model}");
        assert_eq!(reply.usage.input, Some(usage::PROMPT), "{model}: {:?}", reply.usage);
        assert_eq!(reply.usage.output, Some(usage::TEXT), "{model}: {:?}", reply.usage);
        assert!(
            progress
                .iter()
                .any(|step| matches!(step, Progress::Text { characters, .. } if *characters > 0))
        );
        let is_told = model.starts_with("openrouter");
        assert_eq!(
            reply.cost,
            Some(if is_told { usage::COST } else { 0.0 }),
            "{model}: a server of one's own is free"
        );
        let received = &server.requests()[0];
        let body = received.body.to_string();
        assert!(
            body.contains("You plan.")
                && body.contains("the paper")
                && body.contains("the question"),
            "{body}"
        );
        assert!(
            !received.path.contains(KEY),
            "{model}: the key is in the address {}",
            received.path
        );
    }
}

#[test]
fn what_passes_is_tried_again() {
    for (model, path) in PROVIDERS {
        for code in [429, 500, 503, 529] {
            let busy = Answer::Status { code, retry_after: None, message: "slow down".to_owned() };
            let (reply, server, progress) =
                ask(model, path, vec![busy, Answer::Text(TEXT.to_owned())]);
            assert_eq!(reply.unwrap_or_else(|error| panic!("{model} {code}: {error}")).text, TEXT);
            assert_eq!((server.requests().len(), waits(&progress)), (2, 1), "{model} {code}");
        }
    }
}

#[test]
fn a_service_is_left_alone_as_long_as_it_says() {
    let busy = Answer::Status {
        code: 429,
        retry_after: Some("1".to_owned()),
        message: "slow down".to_owned(),
    };
    let start = Instant::now();
    let (reply, _, progress) =
        ask(PROVIDERS[0].0, PROVIDERS[0].1, vec![busy, Answer::Text(TEXT.to_owned())]);
    reply.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
    let waiting = progress.iter().find(|step| matches!(step, Progress::Waiting { .. }));
    assert!(
        matches!(waiting, Some(Progress::Waiting { attempt: 1, seconds, reason })
        if (*seconds - 1.0).abs() < 1e-9 && reason.contains("429") && reason.contains("slow down")),
        "{waiting:?}"
    );

    let busy = Answer::Status {
        code: 429,
        retry_after: Some("3600".to_owned()),
        message: "slow down".to_owned(),
    };
    let error = ask(PROVIDERS[0].0, PROVIDERS[0].1, vec![busy]).0.unwrap_err().to_string();
    assert!(error.contains("left alone for 3600 s"), "{error}");
}

#[test]
fn what_lasts_is_not_tried_again() {
    for (model, path) in PROVIDERS {
        for code in [400, 401, 403, 404] {
            let no =
                Answer::Status { code, retry_after: None, message: "certainly not".to_owned() };
            let (reply, server, _) = ask(model, path, vec![no]);
            let error = reply.unwrap_err();
            assert!(
                matches!(error, Error::Refused { status: Some(status), .. } if status == code),
                "{model}: {error}"
            );
            assert!(error.to_string().contains("certainly not"), "{model} {code}: {error}");
            assert_eq!(server.requests().len(), 1, "{model} {code}");
        }
    }
}

#[test]
fn a_stream_that_breaks_is_tried_again_and_at_last_read_as_far_as_it_came() {
    for (model, path) in PROVIDERS {
        for broken in [
            Answer::CutAfter { text: TEXT.to_owned(), pieces: 2 },
            Answer::EndsAfter { text: TEXT.to_owned(), pieces: 2 },
        ] {
            let (reply, server, _) =
                ask(model, path, vec![broken.clone(), Answer::Text(TEXT.to_owned())]);
            assert_eq!(
                reply.unwrap_or_else(|error| panic!("{model} {broken:?}: {error}")).text,
                TEXT
            );
            assert_eq!(server.requests().len(), 2, "{model}");

            let (reply, server, _) =
                ask(model, path, vec![broken.clone(), broken.clone(), broken.clone()]);
            let reply = reply.unwrap_or_else(|error| panic!("{model} {broken:?}: {error}"));
            assert_eq!(reply.stop, Stop::Cut, "{model} {broken:?}");
            assert!(
                TEXT.starts_with(&reply.text) && reply.text.len() < TEXT.len(),
                "{model}: {:?}",
                reply.text
            );
            assert_eq!(server.requests().len(), 3, "{model}");
        }
    }
}

#[test]
fn an_error_within_a_stream_a_stall_and_garbage_are_tried_again() {
    let faults = [
        Answer::ErrorAfter { text: TEXT.to_owned(), pieces: 1, message: "overloaded".to_owned() },
        Answer::Stall { text: TEXT.to_owned(), milliseconds: 10_000 },
        Answer::Garbage(b"<html><body>502 Bad Gateway</body></html>".to_vec()),
        Answer::Empty,
    ];
    for (model, path) in PROVIDERS {
        for fault in &faults {
            let (reply, server, progress) =
                ask(model, path, vec![fault.clone(), Answer::Text(TEXT.to_owned())]);
            assert_eq!(
                reply.unwrap_or_else(|error| panic!("{model} {fault:?}: {error}")).text,
                TEXT
            );
            assert_eq!((server.requests().len(), waits(&progress)), (2, 1), "{model} {fault:?}");
        }
    }
}

#[test]
fn why_an_answer_ends_is_told() {
    for (model, path) in PROVIDERS {
        let (reply, ..) = ask(model, path, vec![Answer::Truncated(TEXT.to_owned())]);
        let reply = reply.unwrap_or_else(|error| panic!("{model}: {error}"));
        assert_eq!((reply.text.as_str(), reply.stop), (TEXT, Stop::Length), "{model}");

        let (reply, server, _) =
            ask(model, path, vec![Answer::Refusal("I would rather not.".to_owned())]);
        let is_told = match &reply {
            Ok(reply) => reply.stop == Stop::Filtered,
            Err(error) => {
                error.to_string().contains("rather not")
                    || error.to_string().contains("held the answer back")
            }
        };
        assert!(is_told, "{model}: {reply:?}");
        assert_eq!(server.requests().len(), 1, "{model}: a refusal is not tried again");
    }
}

#[test]
fn thoughts_are_kept_apart_from_the_answer() {
    for (model, path) in PROVIDERS {
        let thinking =
            Answer::Thinking { thought: "Let me see.".to_owned(), text: TEXT.to_owned() };
        let reply =
            ask(model, path, vec![thinking]).0.unwrap_or_else(|error| panic!("{model}: {error}"));
        assert_eq!((reply.text.as_str(), reply.thought.as_str()), (TEXT, "Let me see."), "{model}");
    }
}

#[test]
fn a_key_that_a_server_sends_back_is_not_shown() {
    for (model, path) in PROVIDERS {
        let (reply, server, progress) = ask(model, path, vec![Answer::EchoKey]);
        let headers = format!("{:?}", server.requests()[0].headers);
        assert!(headers.contains(KEY), "{model}: the key was not sent");
        let error = reply.unwrap_err();
        let shown = format!("{error} {error:?} {:?} {progress:?}", error.hint());
        assert!(!shown.contains(KEY) && shown.contains("[key]"), "{model}: {shown}");
        assert_eq!(server.requests().len(), 1, "{model}: a wrong key is not tried again");
    }
}

#[test]
fn a_server_without_schemas_is_asked_without_one() {
    let schema = json!({"type": "object", "required": ["a"], "additionalProperties": false, "properties": {"a": {"type": "string"}}});
    for (model, path) in PROVIDERS {
        let message =
            "Invalid parameter: `response_format` of type `json_schema` is not supported with this model".to_owned();
        let no = Answer::Status { code: 400, retry_after: None, message };
        let server = Server::start(vec![no, Answer::Text(TEXT.to_owned())]);
        let mut request = request(model);
        request.schema = Some(Schema { name: "plan".to_owned(), schema: schema.clone() });
        let reply = client(model, &server, path).complete(&request, &unwatched);
        assert_eq!(reply.unwrap_or_else(|error| panic!("{model}: {error}")).text, TEXT);
        let bodies: Vec<String> =
            server.requests().iter().map(|received| received.body.to_string()).collect();
        assert!(bodies[0].contains("\"a\"") && !bodies[1].contains("\"a\""), "{model}: {bodies:?}");
    }
}

#[test]
fn how_an_answer_is_drawn_reaches_the_service() {
    let sampling = Sampling {
        temperature: Some(0.25),
        seed: Some(7),
        max_tokens: Some(1234),
        effort: Some(Effort::Low),
    };
    let found = |body: &Value, key: &str| body.to_string().contains(&format!("\"{key}\""));
    for (model, path) in PROVIDERS {
        let server = Server::start(vec![Answer::Text(TEXT.to_owned())]);
        let request = Request { sampling: sampling.clone(), ..request(model) };
        client(model, &server, path).complete(&request, &unwatched).unwrap();
        let body = &server.requests()[0].body;
        assert!(body.to_string().contains("1234"), "{model}: {body}");
        if model.starts_with("openai-compatible") {
            assert!(
                found(body, "seed") && found(body, "temperature") && found(body, "max_tokens"),
                "{body}"
            );
        }
    }
}

#[test]
fn nobody_at_the_address_is_told_at_once() {
    let address = { Server::start(vec![Answer::Empty]).url() };
    let connection =
        Connection { base_url: Some(format!("{address}/v1")), ..Connection::default() };
    let start = Instant::now();
    let inner = Client::new("openai-compatible/x", connection).unwrap();
    let client = Retried { inner, attempts: 3, delay: Duration::from_secs(1) };
    let error = client.complete(&request("openai-compatible/x"), &unwatched).unwrap_err();
    assert!(
        matches!(error, Error::Unreachable { .. }) && error.hint().unwrap().contains("--base-url"),
        "{error}"
    );
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[test]
fn a_model_name_that_ends_like_an_effort_is_left_as_it_is() {
    for (model, path) in [
        ("openai-compatible/qwen-max", "/v1"),
        ("openai/my-model-low", "/v1"),
        ("ollama/gpt-oss-high", "/v1"),
        ("openrouter/qwen/qwen3-max", "/api/v1"),
        ("openai-responses/gpt-5.1-codex-max", "/v1"),
    ] {
        let server = Server::start(vec![Answer::Text(TEXT.to_owned())]);
        client(model, &server, path).complete(&request(model), &unwatched).unwrap();
        let body = &server.requests()[0].body;
        assert_eq!(body["model"], *model.split_once('/').unwrap().1, "{body}");
        for field in ["reasoning_effort", "reasoning"] {
            assert!(body.get(field).is_none_or(Value::is_null), "{body}");
        }
    }
    for model in ["anthropic/claude-high", "gemini/gemini-low"] {
        let connection = Connection { key: Key::parse(KEY), ..Connection::default() };
        let error = Client::new(model, connection).err().unwrap();
        assert!(error.hint().unwrap().contains("--effort"), "{error}");
    }
}

#[test]
fn a_key_across_the_cut_of_a_long_message_is_not_shown() {
    for length in 240..320 {
        let message = format!("{} {KEY} is wrong", "x".repeat(length));
        let no = Answer::Status { code: 401, retry_after: None, message };
        let error = ask(PROVIDERS[1].0, PROVIDERS[1].1, vec![no]).0.unwrap_err().to_string();
        assert!(!error.contains(&KEY[..9]), "{length}: {error}");
    }
}
