//! Makes a request again where that is worth it, and knows how long to wait.

use std::time::{Duration, Instant, SystemTime};

use backon::{BackoffBuilder, ExponentialBuilder};
use reqwest::header::HeaderMap;

use super::attempt::{Attempt, Fault, Kind};
use super::{Complete, Error, Progress, Reply, Request, Stop, Watch};

/// A model that is asked again after temporary failures.
#[derive(Debug)]
pub struct Retried<A> {
    /// The model.
    pub inner: A,
    /// How often a request is made before it is given up.
    pub attempts: usize,
    /// The wait before the second attempt, if the service does not say; it doubles from then on.
    pub delay: Duration,
}

impl<A: Attempt> Complete for Retried<A> {
    fn complete(&self, request: &Request, watch: Watch<'_>) -> Result<Reply, Error> {
        let start = Instant::now();
        let mut reply = self.ask(request.clone(), watch)?;
        reply.seconds = (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        watch(Progress::Done(reply.clone()));
        Ok(reply)
    }
}

impl<A: Attempt> Retried<A> {
    fn ask(&self, mut request: Request, watch: Watch<'_>) -> Result<Reply, Error> {
        let mut delays = delays(self.attempts, self.delay);
        let (mut attempt, mut partial) = (0, String::new());
        loop {
            attempt += 1;
            let fault = match self.inner.attempt(&request, watch) {
                Ok(reply) => return Ok(reply),
                Err(fault) => fault,
            };
            if fault.partial.len() > partial.len() {
                partial.clone_from(&fault.partial);
            }
            if fault.kind == Kind::NoSchema && request.schema.take().is_some() {
                attempt -= 1;
                watch(Progress::Note(format!(
                    "`{}` takes no schema; it is asked without one",
                    request.model
                )));
                continue;
            }
            let delay = if fault.kind == Kind::Passing { delays.next() } else { None };
            let wait = delay.map(|delay| fault.wait.unwrap_or(delay));
            match wait {
                Some(wait) if wait <= LONGEST => {
                    watch(Progress::Waiting {
                        attempt,
                        seconds: wait.as_secs_f64(),
                        reason: fault.reason,
                    });
                    std::thread::sleep(wait);
                }
                _ => return give_up(request.model, fault, attempt, wait, partial),
            }
        }
    }
}

/// The error, or the part of the answer that arrived, whose complete items are still usable.
fn give_up(
    model: String,
    fault: Fault,
    attempts: usize,
    wait: Option<Duration>,
    partial: String,
) -> Result<Reply, Error> {
    if !partial.trim().is_empty() {
        return Ok(Reply { model, text: partial, stop: Stop::Cut, ..Reply::default() });
    }
    let mut reason = fault.reason;
    if let Some(wait) = wait {
        reason += &format!("; it wants to be left alone for {} s", wait.as_secs());
    }
    Err(match fault.kind {
        Kind::Unreachable(url) => Error::Unreachable { url, reason },
        Kind::Unmade(error) => *error,
        Kind::TooLong => Error::TooLong { model, reason },
        Kind::Passing => Error::Exhausted { model, attempts, reason },
        Kind::NoSchema | Kind::Lasting => Error::Refused { model, status: fault.status, reason },
    })
}

/// The longest that a service may make us wait.
pub(super) const LONGEST: Duration = Duration::from_secs(120);

/// How long to wait before each further attempt, if the service does not say: 1, 2, 4, … seconds
/// and up to as much again, so that several clients do not come back at once.
pub(super) fn delays(attempts: usize, shortest: Duration) -> impl Iterator<Item = Duration> {
    let builder = ExponentialBuilder::default()
        .with_min_delay(shortest)
        .with_max_delay(Duration::from_secs(60));
    builder.with_factor(2.0).with_jitter().with_max_times(attempts.saturating_sub(1)).build()
}

/// How long the service asks to wait: `retry-after-ms`, or `retry-after` in seconds or as
/// a date.
pub(super) fn wait(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let header =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let number = |name: &str| header(name).and_then(|text| text.parse::<f64>().ok());
    let milliseconds = number("retry-after-ms").map(|milliseconds| milliseconds / 1000.0);
    if let Some(seconds) = milliseconds.or_else(|| number("retry-after")) {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = httpdate::parse_http_date(header("retry-after")?).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// What services say, in lower case, of a request that is longer than the model can take.
const TOO_LONG: &str = "context_length,context length,context window,too long,too many tokens,\
    maximum context,exceeds the maximum number of tokens,input token count";

/// What they say of a schema that they do not take.
const NO_SCHEMA: &str = "response_format,json_schema,response_schema,responseschema,output_config,\
    output_format,structured output,grammar";

/// The fault for an HTTP status and the body of the answer.
pub(super) fn judge(status: u16, body: &str, headers: &HeaderMap) -> Kind {
    let body = body.to_lowercase();
    let says = |listed: &str| listed.split(',').any(|words| body.contains(words));
    if headers.get("x-should-retry").is_some_and(|value| value == "false") {
        return Kind::Lasting;
    }
    match status {
        400 | 413 | 422 if says(TOO_LONG) => Kind::TooLong,
        413 => Kind::TooLong,
        400 | 404 | 422 | 501 if says(NO_SCHEMA) => Kind::NoSchema,
        // an account without money does not get any by waiting
        429 if says("insufficient_quota,credit balance,billing") => Kind::Lasting,
        408 | 409 | 425 | 429 | 500 | 502 | 503 | 504 | 520..=524 | 529 => Kind::Passing,
        _ => Kind::Lasting,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(
            reqwest::header::HeaderName::from_static(name),
            value.parse().unwrap(),
        )])
    }

    #[test]
    fn a_service_says_how_long_it_wants_to_be_left_alone() {
        let now = httpdate::parse_http_date("Wed, 21 Oct 2026 07:28:00 GMT").unwrap();
        for (name, value, seconds) in [
            ("retry-after", "3", Some(3.0)),
            ("retry-after", "1.5", Some(1.5)),
            ("retry-after", "Wed, 21 Oct 2026 07:28:10 GMT", Some(10.0)),
            ("retry-after", "Wed, 21 Oct 2026 07:00:00 GMT", Some(0.0)),
            ("retry-after-ms", "250", Some(0.25)),
            ("retry-after", "soon", None),
            ("retry-after", "-1", None),
            ("date", "3", None),
        ] {
            let wait = wait(&headers(name, value), now).map(|wait| wait.as_secs_f64());
            assert_eq!(wait, seconds, "{name}: {value}");
        }
    }

    #[test]
    fn delays_grow_and_end() {
        let delays: Vec<f64> =
            delays(5, Duration::from_secs(1)).map(|delay| delay.as_secs_f64()).collect();
        assert_eq!(delays.len(), 4);
        for (delay, shortest) in delays.iter().zip([1.0, 2.0, 4.0, 8.0]) {
            assert!((shortest..=2.0 * shortest).contains(delay), "{delays:?}");
        }
    }

    #[test]
    fn a_status_is_judged_with_what_the_service_says() {
        for (status, body, expected) in [
            (429, "rate limit", Kind::Passing),
            (429, "insufficient_quota", Kind::Lasting),
            (529, "overloaded_error", Kind::Passing),
            (500, "", Kind::Passing),
            (401, "invalid x-api-key", Kind::Lasting),
            (400, "prompt is too long: 210000 tokens > 200000 maximum", Kind::TooLong),
            (400, "{\"code\": \"context_length_exceeded\"}", Kind::TooLong),
            (
                400,
                "Invalid parameter: 'response_format' of type 'json_schema' is not supported",
                Kind::NoSchema,
            ),
            (404, "no such model", Kind::Lasting),
        ] {
            assert_eq!(judge(status, body, &HeaderMap::new()), expected, "{status} {body}");
        }
        assert_eq!(judge(500, "", &headers("x-should-retry", "false")), Kind::Lasting);
    }
}
