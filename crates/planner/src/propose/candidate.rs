//! Lists from which a model on the user's own machine chooses.
//!
//! A small model does not copy a passage faithfully, but its server can hold it to a grammar. So it
//! is given the sentences of the paper to choose from, and the metrics that the paper names.
//! The lists do not ensure that the choice makes sense.

use std::collections::HashSet;

use subject::{Kind, Knob, Value};

use super::Ask;
use paper::{Block, Quotes, Role};

/// The most sentences to choose from: each makes the grammar longer.
const SENTENCES: usize = 48;
/// The most sentences that are looked for in what the model sees.
const LOOKED_AT: usize = 500;

/// Metrics of the field that a paper may name.
const METRICS: &str = "\
    accuracy, top-1 accuracy, top-5 accuracy, error rate, F1, precision, recall, AUC, AUROC, \
    mAP, AP, IoU, mIoU, Dice, R@1, R@5, R@10, Recall@1, MRR, nDCG, BLEU, ROUGE-L, METEOR, CIDEr, \
    SPICE, perplexity, exact match, WER, FID, Inception Score, PSNR, SSIM, LPIPS, MSE, RMSE, \
    MAE, NLL, ECE, reward, return, success rate, win rate, speedup, throughput, latency, FLOPs, \
    score, loss";

/// The lists of choices; an empty list leaves the choice free.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub(super) quotes: Vec<String>,
    pub(super) metrics: Vec<String>,
}

impl Candidates {
    /// The sentences that the model sees, those of the method first, and the metrics that the
    /// subject or the paper names.
    pub(super) fn new(ask: &Ask, quotes: &Quotes) -> Self {
        let mut sections: Vec<_> = ask.paper.sections.iter().collect();
        sections.sort_by_key(|section| rank(section.role));
        let blocks = sections.iter().flat_map(|section| &section.blocks);
        let texts = blocks.filter_map(|block| match block {
            Block::Text(text) => Some(text.as_str()),
            Block::Table { .. } | Block::Figure { .. } => None,
        });
        let sentences = texts.chain([ask.paper.summary.as_str()]).flat_map(sentences);
        let mut known = HashSet::new();
        let new = sentences.filter(|sentence| known.insert(*sentence)).take(LOOKED_AT);
        let shown = new.filter(|sentence| {
            ask.excerpt.text.contains(sentence) && quotes.find(sentence).is_some()
        });
        let found = shown.take(SENTENCES).map(str::to_owned).collect();
        let metrics = match ask.subject {
            Some(subject) => {
                subject.metrics.iter().filter(|it| !it.curve).map(|it| it.label.clone()).collect()
            }
            None => {
                let named = METRICS.split(", ").filter(|name| quotes.mentions(name));
                named.map(str::to_owned).collect()
            }
        };
        Self { quotes: found, metrics }
    }
}

/// Values of a knob that are worth trying, as text: all that there are, or some around the
/// baseline's. They are admitted, and none is the baseline's.
pub(super) fn values(knob: &Knob) -> Vec<String> {
    let proposed: Vec<Value> = match (&knob.kind, &knob.default) {
        (Kind::Bool, _) => vec![Value::Bool(false), Value::Bool(true)],
        (Kind::Choice { choices }, _) => choices.iter().cloned().map(Value::Text).collect(),
        (Kind::Int { .. }, Value::Int(baseline)) => {
            [baseline / 4, baseline / 2, baseline * 2, baseline * 4].map(Value::Int).to_vec()
        }
        (Kind::Float { .. }, Value::Float(baseline)) => {
            [0.1, 0.5, 2.0, 10.0].map(|factor| Value::Float(baseline * factor)).to_vec()
        }
        (Kind::Ints { .. }, Value::Ints(baseline)) => (1..=baseline.len())
            .map(|n| Value::Ints(baseline[baseline.len() - n..].to_vec()))
            .collect(),
        _ => Vec::new(),
    };
    let default = knob.admit(&knob.default).ok();
    let mut values: Vec<Value> = Vec::new();
    for value in knob.off.iter().chain(&proposed).filter_map(|value| knob.admit(value).ok()) {
        if default.as_ref() != Some(&value) && !values.contains(&value) {
            values.push(value);
        }
    }
    values.iter().map(Value::to_string).collect()
}

/// The order in which sections are searched for passages.
fn rank(role: Role) -> usize {
    match role {
        Role::Method => 0,
        Role::Other | Role::Background => 1,
        Role::Introduction => 2,
        Role::Experiments | Role::Ablation => 3,
        Role::Related | Role::Discussion | Role::Conclusion => 4,
        Role::Appendix | Role::Backmatter => 5,
    }
}

/// The sentences of a paragraph that are long enough to be evidence and short enough to be quoted.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = text.match_indices(". ").map(|(at, _)| at + 1).chain([text.len()]);
    let mut start = 0;
    let pieces = ends.map(move |end| {
        let piece = &text[start.min(end)..end];
        start = end;
        piece.trim()
    });
    pieces.filter(|piece| {
        let words = piece.split_whitespace().count();
        (8..=40).contains(&words)
            && piece.len() <= 300
            && !piece.contains(['\n', '\\'])
            && !piece.contains("$$")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_to_choose_from_are_admitted_and_differ_from_the_baseline() {
        let subject: subject::Declaration =
            serde_json::from_str(include_str!("../../../plan/tests/fixtures/svilm.json")).unwrap();
        let baseline = subject::Settings::default().resolve(&subject).unwrap();
        for knob in &subject.knobs {
            for value in values(knob) {
                let settings =
                    subject::Settings::from([(knob.name.as_str(), Value::Text(value.clone()))]);
                let admitted = plan::bind::admit(&settings, &subject)
                    .unwrap_or_else(|error| panic!("{error}"));
                assert!(
                    !admitted.0.is_empty(),
                    "{} = {value} is the baseline {:?}",
                    knob.name,
                    baseline.0[&knob.name]
                );
            }
        }
        let knob = |name| subject.knob(name).unwrap();
        assert_eq!(values(knob("group_tokens")), ["8", "16", "64", "128"]);
        assert!(
            values(knob("grouping_layers")).contains(&"(9,12)".to_owned()),
            "{:?}",
            values(knob("grouping_layers"))
        );
    }

    #[test]
    fn sentences_are_whole_and_neither_short_nor_long() {
        let text = format!(
            "Too short. We multiply the momentum of each layer by a learned gate. {} end. The last one has no full stop but is long enough",
            "word ".repeat(60)
        );
        let found: Vec<&str> = sentences(&text).collect();
        assert_eq!(
            found,
            [
                "We multiply the momentum of each layer by a learned gate.",
                "The last one has no full stop but is long enough"
            ]
        );
    }
}
