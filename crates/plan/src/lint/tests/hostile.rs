//! Texts of strangers: nothing is sent to a terminal, nothing takes long.

use std::time::{Duration, Instant};

use super::*;
use crate::plan::Metrics;

const HOSTILE: &str = "a\u{1b}[31m`\u{202e}\r\n\u{0}\u{200b}\u{2028}\\x\u{feff}🧠 (";

#[test]
fn messages_have_no_hidden_characters() {
    let mut plan = plan("N :: p | REPLACE | x | m");
    let ablation = &mut plan.ablations[0];
    ablation.name = format!("Ablation 1: {HOSTILE}");
    ablation.part = format!("remove {HOSTILE}");
    ablation.replacements = ["none ", "different ", "1 to 10 ", "{'", "(default) ", "different "]
        .map(|start| Replacement::new(format!("{start}{HOSTILE}")))
        .to_vec();
    ablation.metrics =
        Metrics::new([format!("performance on {HOSTILE}"), format!("Performance on {HOSTILE}")]);
    plan.ablations.push(plan.ablations[0].clone());
    for subject in [None, Some(svilm())] {
        let findings = lint(&plan, subject.as_ref());
        assert!(findings.len() >= 10, "{}", render(&findings));
        for finding in &findings {
            let is_shown =
                |c: char| !c.is_control() && !"\u{202e}\u{200b}\u{2028}\u{feff}".contains(c);
            assert!(finding.message.chars().all(is_shown), "{:?}", finding.message);
            assert!(finding.message.matches('`').count() % 2 == 0, "{:?}", finding.message);
        }
        assert!(!text(&findings, &plan).contains(['\u{1b}', '\r', '\u{202e}']));
    }
}

/// A text of about `bytes` bytes.
fn long(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len() + 1)
}

#[test]
fn large_plans_take_linear_time() {
    const BYTES: usize = 1 << 18;
    let one = plan("N :: p | REPLACE | x | m");
    let pieces = [
        "(",
        ")",
        "a ",
        "no ",
        "different ",
        "1, ",
        "remove x and ",
        "[{(",
        "\t",
        "é",
        "currently ",
        "(8)",
        "e.g. ",
        "1-",
    ];
    for piece in pieces {
        let mut plan = one.clone();
        let text = long(piece, BYTES);
        plan.ablations[0].part.clone_from(&text);
        plan.ablations[0].replacements =
            vec![Replacement::new(text.clone()), Replacement::new(text.clone())];
        plan.ablations[0].metrics = Metrics::new([&text]);
        plan.ablations[0].name = text;
        assert_fast(&plan, piece);
        let mut plan = one.clone();
        plan.ablations[0].replacements =
            (0..10_000).map(|n| Replacement::new(format!("{piece} {n}"))).collect();
        plan.ablations[0].metrics = Metrics::new((0..10_000).map(|n| format!("{piece} {n}")));
        plan.ablations[0].part = (0..10_000).map(|n| format!("({piece} {n}) ")).collect();
        assert_fast(&plan, piece);
    }
    let mut plan = one.clone();
    plan.ablations = vec![one.ablations[0].clone(); 20_000];
    assert_fast(&plan, "many");
}

/// Far more than it takes, so that a busy machine does not fail, and far less than quadratic time
/// would.
fn assert_fast(plan: &Plan, name: &str) {
    let start = Instant::now();
    let findings = lint(plan, None);
    assert!(findings.iter().all(|finding| finding.message.len() < 4000));
    assert!(start.elapsed() < Duration::from_secs(2), "{name:?}: {:?}", start.elapsed());
}
