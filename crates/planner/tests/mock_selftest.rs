//! Holds the stand-in for language models to the protocols that it speaks, with nothing but a
//! socket.

mod mock;

use mock::{Answer, Server, usage};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const TEXT: &str = "Ohne Gruppierung fällt R@1 um 3,2 Punkte – 視頻 🎬.";
const THOUGHT: &str = "Was trägt die Gruppierung bei? Größe zählt.";

/// A protocol: where it is spoken and where its parts are found.
struct Spoken {
    name: &'static str,
    path: &'static str,
    stream_path: &'static str,
    /// Where the text is in a whole reply, in an event, and where an event says how the reply
    /// ended.
    text: &'static str,
    delta: &'static str,
    ending: &'static str,
    /// The reasoning, likewise.
    thought: &'static str,
    thought_delta: &'static str,
    /// The words for a complete and a truncated reply.
    complete: &'static str,
    truncated: &'static str,
    /// Where the message of an error is.
    error: &'static str,
}

const SPOKEN: [Spoken; 6] = [
    Spoken {
        name: "anthropic",
        path: "/v1/messages",
        stream_path: "/v1/messages",
        text: "/content/0/text",
        delta: "/delta/text",
        ending: "/delta/stop_reason",
        thought: "/content/0/thinking",
        thought_delta: "/delta/thinking",
        complete: "end_turn",
        truncated: "max_tokens",
        error: "/error/message",
    },
    Spoken {
        name: "chat",
        path: "/v1/chat/completions",
        stream_path: "/v1/chat/completions",
        text: "/choices/0/message/content",
        delta: "/choices/0/delta/content",
        ending: "/choices/0/finish_reason",
        thought: "/choices/0/message/reasoning_content",
        thought_delta: "/choices/0/delta/reasoning_content",
        complete: "stop",
        truncated: "length",
        error: "/error/message",
    },
    Spoken {
        name: "openrouter",
        path: "/api/v1/chat/completions",
        stream_path: "/api/v1/chat/completions",
        text: "/choices/0/message/content",
        delta: "/choices/0/delta/content",
        ending: "/choices/0/finish_reason",
        thought: "/choices/0/message/reasoning",
        thought_delta: "/choices/0/delta/reasoning",
        complete: "stop",
        truncated: "length",
        error: "/error/message",
    },
    Spoken {
        name: "responses",
        path: "/v1/responses",
        stream_path: "/v1/responses",
        text: "/output/0/content/0/text",
        delta: "/delta",
        ending: "/response/status",
        thought: "/output/0/summary/0/text",
        thought_delta: "/delta",
        complete: "completed",
        truncated: "incomplete",
        error: "/error/message",
    },
    Spoken {
        name: "gemini",
        path: "/v1beta/models/gemini-x:generateContent",
        stream_path: "/v1beta/models/gemini-x:streamGenerateContent?alt=sse",
        text: "/candidates/0/content/parts/0/text",
        delta: "/candidates/0/content/parts/0/text",
        ending: "/candidates/0/finishReason",
        thought: "/candidates/0/content/parts/0/text",
        thought_delta: "/candidates/0/content/parts/0/text",
        complete: "STOP",
        truncated: "MAX_TOKENS",
        error: "/error/message",
    },
    Spoken {
        name: "ollama",
        path: "/api/chat",
        stream_path: "/api/chat",
        text: "/message/content",
        delta: "/message/content",
        ending: "/done_reason",
        thought: "/message/thinking",
        thought_delta: "/message/thinking",
        complete: "stop",
        truncated: "length",
        error: "/error",
    },
];

/// What came back.
struct Got {
    code: u16,
    head: String,
    body: Vec<u8>,
    /// Whether the body came to the end that its head had promised.
    is_whole: bool,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    fn events(&self) -> Vec<Value> {
        let body = String::from_utf8(self.body.clone()).expect("UTF-8");
        let lines = body.lines().filter_map(|line| {
            line.strip_prefix("data: ").or(line.starts_with('{').then_some(line))
        });
        lines
            .filter(|line| *line != "[DONE]")
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }
}

fn ask(server: &Server, path: &str, streamed: bool) -> Got {
    let user = json!({ "role": "user", "content": [{ "type": "text", "text": TEXT }] });
    let body = json!({
        "model": "model-x", "stream": streamed, "stream_options": { "include_usage": true },
        "messages": [{ "role": "system", "content": "be brief" }, user],
    });
    exchange(server, path, "authorization: Bearer sk-secret-123", body.to_string().as_bytes())
}

fn exchange(server: &Server, path: &str, header: &str, body: &[u8]) -> Got {
    let mut stream =
        TcpStream::connect(server.url().trim_start_matches("http://")).expect("a connection");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: here\r\n{header}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("to send");
    stream.write_all(body).expect("to send");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("to receive");
    let split = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8(bytes[..split].to_vec()).expect("text");
    let code = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    let (body, is_whole) = if head.contains("chunked") {
        unchunk(&bytes[split + 4..])
    } else {
        let body = bytes[split + 4..].to_vec();
        let is_whole = head.contains(&format!("content-length: {}\r\n", body.len()))
            || head.ends_with(&format!("content-length: {}", body.len()));
        (body, is_whole)
    };
    Got { code, head, body, is_whole }
}

fn unchunk(mut bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(line) = bytes.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&bytes[..line]).expect("text");
        let length = usize::from_str_radix(length, 16).expect("a length");
        if length == 0 {
            return (body, true);
        }
        body.extend_from_slice(&bytes[line + 2..line + 2 + length]);
        bytes = &bytes[line + 4 + length..];
    }
    (body, false)
}

fn string<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn joined(events: &[Value], pointer: &str) -> String {
    events.iter().map(|event| string(event, pointer)).collect()
}

#[test]
fn every_protocol_answers_whole() {
    for spoken in &SPOKEN {
        let server = Server::start([
            Answer::Text(TEXT.into()),
            Answer::Echo,
            Answer::Truncated(TEXT.into()),
        ]);
        for _ in 0..2 {
            let got = ask(&server, spoken.path, false);
            assert_eq!((got.code, got.is_whole), (200, true), "{}", spoken.name);
            assert_eq!(string(&got.json(), spoken.text), TEXT, "{}", spoken.name);
        }
        let truncated = ask(&server, spoken.path, false).json().to_string();
        assert!(truncated.contains(spoken.truncated), "{truncated}");
    }
}

#[test]
fn every_protocol_streams_the_same_text_in_pieces() {
    for spoken in &SPOKEN {
        let server = Server::start([Answer::Text(TEXT.into()), Answer::Truncated(TEXT.into())]);
        let got = ask(&server, spoken.stream_path, true);
        assert!(got.is_whole && got.head.contains("transfer-encoding: chunked"), "{}", got.head);
        let events = got.events();
        assert_eq!(joined(&events, spoken.delta), TEXT, "{}", spoken.name);
        assert!(
            events.iter().filter(|event| !string(event, spoken.delta).is_empty()).count() > 5,
            "{}",
            spoken.name
        );
        assert!(joined(&events, spoken.ending).ends_with(spoken.complete), "{}", spoken.name);
        let truncated = ask(&server, spoken.stream_path, true).events();
        assert!(joined(&truncated, spoken.ending).ends_with(spoken.truncated), "{}", spoken.name);
    }
}

#[test]
fn reasoning_is_apart_from_the_text() {
    for spoken in &SPOKEN {
        let thinking = Answer::Thinking { thought: THOUGHT.into(), text: TEXT.into() };
        let server = Server::repeating(thinking);
        let whole = ask(&server, spoken.path, false).json();
        assert_eq!(string(&whole, spoken.thought), THOUGHT, "{}", spoken.name);
        let events = ask(&server, spoken.stream_path, true).events();
        let (thought, text) =
            (joined(&events, spoken.thought_delta), joined(&events, spoken.delta));
        if spoken.thought_delta == spoken.delta {
            assert_eq!(text, format!("{THOUGHT}{TEXT}"), "{}", spoken.name);
        } else {
            assert_eq!((thought.as_str(), text.as_str()), (THOUGHT, TEXT), "{}", spoken.name);
        }
    }
}

#[test]
fn tokens_are_counted_as_each_protocol_counts_them() {
    let check = |name: &str, usage: &str, expected: &[(&str, u64)]| {
        let spoken = SPOKEN.iter().find(|spoken| spoken.name == name).expect("a protocol");
        let server =
            Server::repeating(Answer::Thinking { thought: THOUGHT.into(), text: TEXT.into() });
        let whole = ask(&server, spoken.path, false).json();
        let events = ask(&server, spoken.stream_path, true).events();
        let streamed = ["/response", ""].iter().find_map(|place| {
            events.iter().rev().find_map(|event| {
                event.pointer(&format!("{place}{usage}")).filter(|usage| !usage.is_null())
            })
        });
        for (field, expected) in expected {
            let counts = whole.pointer(usage).expect("counts");
            assert_eq!(
                counts.pointer(field).and_then(Value::as_u64),
                Some(*expected),
                "{name} {field}"
            );
            assert_eq!(
                streamed.and_then(|counts| counts.pointer(field)),
                counts.pointer(field),
                "{name} {field}"
            );
        }
    };
    let written = usage::TEXT + usage::THOUGHT;
    let fresh = usage::PROMPT - usage::CACHE_READ - usage::CACHE_WRITTEN;
    check(
        "anthropic",
        "/usage",
        &[
            ("/input_tokens", fresh),
            ("/cache_creation_input_tokens", usage::CACHE_WRITTEN),
            ("/cache_read_input_tokens", usage::CACHE_READ),
            ("/output_tokens", written),
        ],
    );
    let chat = [
        ("/prompt_tokens", usage::PROMPT),
        ("/prompt_tokens_details/cached_tokens", usage::CACHE_READ),
        ("/completion_tokens", written),
        ("/completion_tokens_details/reasoning_tokens", usage::THOUGHT),
    ];
    check("chat", "/usage", &chat);
    check("openrouter", "/usage", &chat);
    check(
        "responses",
        "/usage",
        &[
            ("/input_tokens", usage::PROMPT),
            ("/input_tokens_details/cached_tokens", usage::CACHE_READ),
            ("/output_tokens", written),
        ],
    );
    check(
        "gemini",
        "/usageMetadata",
        &[
            ("/promptTokenCount", usage::PROMPT),
            ("/cachedContentTokenCount", usage::CACHE_READ),
            ("/candidatesTokenCount", usage::TEXT),
            ("/thoughtsTokenCount", usage::THOUGHT),
        ],
    );
    check("ollama", "", &[("/prompt_eval_count", usage::PROMPT), ("/eval_count", written)]);
}

#[test]
fn an_echo_finds_the_user_in_every_form_of_request() {
    let check = |path: &str, body: &str| {
        let got = exchange(&Server::repeating(Answer::Echo), path, "x: y", body.as_bytes());
        assert!(String::from_utf8_lossy(&got.body).contains("here I am"), "{path} {body}");
    };
    check(
        "/v1/chat/completions",
        r#"{"messages":[{"role":"user","content":"here I am"},{"role":"assistant","content":"?"}]}"#,
    );
    check(
        "/v1/messages",
        r#"{"messages":[{"role":"user","content":[{"type":"text","text":"here I am"}]}]}"#,
    );
    check("/v1/responses", r#"{"input":"here I am"}"#);
    check(
        "/v1/responses",
        r#"{"input":[{"role":"user","content":[{"type":"input_text","text":"here I am"}]}]}"#,
    );
    check(
        "/v1beta/models/g:generateContent",
        r#"{"contents":[{"role":"user","parts":[{"text":"here I am"}]}]}"#,
    );
}

#[test]
fn openrouter_tells_the_cost_and_openai_counts_only_when_asked() {
    let server = Server::repeating(Answer::Echo);
    let whole = ask(&server, "/api/v1/chat/completions", false).json();
    assert_eq!(whole["usage"]["cost"].as_f64(), Some(usage::COST));
    let unasked =
        exchange(&server, "/v1/chat/completions", "x: y", br#"{"stream": true}"#).events();
    assert!(unasked.iter().all(|event| event.get("usage").is_none()));
}

#[test]
fn a_refusal_has_its_own_place() {
    let check = |path: &str, streamed: bool, expected: &str| {
        let got = ask(&Server::repeating(Answer::Refusal("I can't.".into())), path, streamed);
        let body = String::from_utf8(got.body).expect("UTF-8");
        assert!(body.contains(expected), "{path}: {body}");
    };
    for streamed in [false, true] {
        check("/v1/messages", streamed, r#""stop_reason":"refusal""#);
        check("/v1/chat/completions", streamed, r#""refusal":"I"#);
        check("/v1/responses", streamed, r#"{"type":"refusal","refusal":"I can't."}"#);
    }
    check("/m/models/g:generateContent", false, r#""finishReason":"SAFETY""#);
    check("/m/models/g:streamGenerateContent?alt=sse", true, r#""finishReason":"SAFETY""#);
    check("/api/chat", false, "I can't.");
}

#[test]
fn an_empty_reply_is_complete() {
    for spoken in &SPOKEN {
        let server = Server::repeating(Answer::Empty);
        let whole = ask(&server, spoken.path, false);
        assert_eq!((whole.code, string(&whole.json(), spoken.text)), (200, ""), "{}", spoken.name);
        let events = ask(&server, spoken.stream_path, true).events();
        assert_eq!(joined(&events, spoken.delta), "", "{}", spoken.name);
        assert!(joined(&events, spoken.ending).ends_with(spoken.complete), "{}", spoken.name);
    }
}

#[test]
fn an_error_has_the_form_of_the_protocol() {
    for spoken in &SPOKEN {
        let answer = |code, retry_after: Option<&str>| Answer::Status {
            code,
            retry_after: retry_after.map(str::to_owned),
            message: "slow down".into(),
        };
        let server = Server::start([answer(429, Some("7")), answer(503, None)]);
        for (code, retry_after) in [(429, true), (503, false)] {
            let got = ask(&server, spoken.stream_path, true);
            assert_eq!(
                (got.code, string(&got.json(), spoken.error)),
                (code, "slow down"),
                "{}",
                spoken.name
            );
            assert_eq!(got.head.contains("retry-after: 7"), retry_after, "{}", got.head);
        }
        let over = ask(&server, spoken.path, false);
        assert_eq!(
            (over.code, string(&over.json(), spoken.error)),
            (500, "script is over"),
            "{}",
            spoken.name
        );
    }
}

#[test]
fn a_cut_stream_has_no_end_in_either_layer() {
    for spoken in &SPOKEN {
        let server = Server::repeating(Answer::CutAfter { text: TEXT.into(), pieces: 3 });
        let got = ask(&server, spoken.stream_path, true);
        assert!(!got.is_whole, "{}", spoken.name);
        assert_eq!(joined(&got.events(), spoken.delta), TEXT[..9], "{}", spoken.name);
        assert!(!joined(&got.events(), spoken.ending).contains(spoken.complete), "{}", spoken.name);
        let whole = ask(&server, spoken.path, false);
        assert!(
            !whole.is_whole && serde_json::from_slice::<Value>(&whole.body).is_err(),
            "{}",
            spoken.name
        );
    }
}

#[test]
fn a_stream_that_ends_early_has_no_end_of_the_protocol_only() {
    for spoken in &SPOKEN {
        for (pieces, text) in [(0, ""), (3, &TEXT[..9]), (999, TEXT)] {
            let server = Server::repeating(Answer::EndsAfter { text: TEXT.into(), pieces });
            let got = ask(&server, spoken.stream_path, true);
            assert!(got.is_whole, "{}", spoken.name);
            assert_eq!(joined(&got.events(), spoken.delta), text, "{}", spoken.name);
            assert!(
                !joined(&got.events(), spoken.ending).contains(spoken.complete),
                "{}",
                spoken.name
            );
        }
    }
}

#[test]
fn an_error_can_come_in_the_middle_of_a_stream() {
    for spoken in &SPOKEN {
        let answer =
            Answer::ErrorAfter { text: TEXT.into(), pieces: 3, message: "Overloaded".into() };
        let server = Server::repeating(answer);
        let events = ask(&server, spoken.stream_path, true).events();
        assert_eq!(joined(&events, spoken.delta), TEXT[..9], "{}", spoken.name);
        assert!(
            events.last().is_some_and(|event| event.to_string().contains("Overloaded")),
            "{}",
            spoken.name
        );
        assert_eq!(ask(&server, spoken.path, false).code, 500, "{}", spoken.name);
    }
}

#[test]
fn a_stall_delays_the_rest_and_ends_with_the_service() {
    let server = Server::repeating(Answer::Stall { text: TEXT.into(), milliseconds: 150 });
    for streamed in [false, true] {
        let begun = Instant::now();
        let got = ask(&server, "/v1/messages", streamed);
        assert!(begun.elapsed() >= Duration::from_millis(150) && got.is_whole);
        assert!(!streamed || joined(&got.events(), "/delta/text") == TEXT);
    }
    let begun = Instant::now();
    let server = Server::repeating(Answer::Stall { text: TEXT.into(), milliseconds: 600_000 });
    std::thread::scope(|scope| {
        let url = server.url();
        let waiting = scope.spawn(move || {
            let mut stream =
                TcpStream::connect(url.trim_start_matches("http://")).expect("a connection");
            stream
                .write_all(b"POST /v1/messages HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}")
                .expect("to send");
            stream.read_to_end(&mut Vec::new())
        });
        while server.requests().is_empty() {
            std::thread::yield_now();
        }
        drop(server);
        waiting.join().expect("no panic").expect("an end");
    });
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn garbage_is_sent_as_it_is() {
    let page = b"<html>502 \xff\xfe</html>";
    let server = Server::repeating(Answer::Garbage(page.to_vec()));
    let got = ask(&server, "/v1/messages", true);
    assert_eq!((got.code, got.body.as_slice()), (200, page.as_slice()));
    assert!(got.head.contains("text/html"));
}

#[test]
fn the_key_is_told_back_only_when_asked_for() {
    for header in [
        "authorization: Bearer sk-secret-123",
        "x-api-key: sk-secret-123",
        "X-Goog-Api-Key: sk-secret-123",
    ] {
        let server = Server::start([Answer::EchoKey, Answer::Echo]);
        let told = exchange(&server, "/v1/messages", header, b"{}");
        assert_eq!(told.code, 401);
        assert!(string(&told.json(), "/error/message").contains("sk-secret-123"));
        let other = exchange(&server, "/v1/messages", header, b"{}");
        assert!(!String::from_utf8_lossy(&other.body).contains("sk-secret-123"));
    }
}

#[test]
fn requests_are_kept_in_order() {
    let server = Server::repeating(Answer::Empty);
    ask(&server, "/x/v1/responses", false);
    exchange(&server, "/v1/messages?beta=true", "X-Api-Key: k", b"not json");
    let requests = server.requests();
    assert_eq!(requests[0].body["model"], "model-x");
    assert_eq!(
        (requests[1].method.as_str(), requests[1].path.as_str()),
        ("POST", "/v1/messages?beta=true")
    );
    assert_eq!((requests[1].header("x-api-key"), &requests[1].body), (Some("k"), &Value::Null));
    assert_eq!(exchange(&server, "/v1/nothing", "x: y", b"{}").code, 404);
}
