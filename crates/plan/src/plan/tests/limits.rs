//! Large and deep inputs: no overflow, and time that grows with the size only.

use std::time::{Duration, Instant};

use super::*;

const MEGABYTE: usize = 1 << 20;

/// Reads a megabyte of the pattern in each place of a plan; quadratic time would take minutes.
fn check(pattern: &str) {
    let long = pattern.repeat(MEGABYTE / pattern.len());
    let start = Instant::now();
    let page = example().to_page();
    for place in ["Because", "No gate", "the gate", "0.10", "R@1"] {
        let (plan, _) = parse(&page.replace(place, &long));
        let _ = (plan.to_page(), plan.to_json(), plan.to_reply(), plan.to_text());
    }
    for before in ["", "{\"name\": \"", "{\"name\": ", "{\n"] {
        let _ = Plan::parse(&format!("{before}{long}"), "test");
    }
    let elapsed = start.elapsed();
    assert!(elapsed < Duration::from_secs(10), "{pattern:?} took {elapsed:?}");
}

#[test]
fn brackets() {
    for pattern in ["[", "{", "(", "]", "[)", "([{", "{\"", "{'", "{ ", "[[],", "{\"a\":"] {
        check(pattern);
    }
}

#[test]
fn markup() {
    for pattern in [
        "<",
        "<a",
        "</",
        "](",
        "]:",
        "](a",
        "&",
        "&amp;",
        "&#",
        "&amp;amp;",
        "#",
        "`",
        "\\",
        "\"",
        "'",
        " ",
    ] {
        check(pattern);
    }
}

#[test]
fn lines() {
    for pattern in [
        "\n",
        "\n{\"",
        "  {\"a\":1}\n",
        "\n- ",
        "\n  - x",
        "\n### ",
        "\n- **Metrics**: a",
        "</div>",
        "\r\n",
    ] {
        check(pattern);
    }
}

#[test]
fn depth() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(matches!(Literal::parse(&nested(Literal::MAX_DEPTH)), Literal::List(_)));
    assert!(matches!(Literal::parse(&nested(Literal::MAX_DEPTH + 1)), Literal::Text(_)));
    let json =
        format!("{{\"name\": \"A\", \"action\": \"ADD\", \"replacement\": {}}}", nested(200_000));
    assert!(Plan::parse(&json, "test").is_err());
    let json =
        format!("{{\"name\": \"A\", \"action\": \"ADD\", \"replacement\": {}}}", nested(100));
    let (plan, _) = parse(&json);
    assert_eq!(plan.ablations[0].replacements.len(), 1);
    assert_eq!(parse(&plan.to_json()).0, plan);
}

#[test]
fn size() {
    let text = " ".repeat(MAX_BYTES + 1);
    assert!(matches!(Plan::parse(&text, "test"), Err(Error::TooLarge { .. })));
}
