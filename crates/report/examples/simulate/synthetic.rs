//! Results of studies that were drawn, for `study::Analysis`.

use std::collections::BTreeMap;

use plan::binding::{Binding, Bound, Variant};
use plan::{Action, Plan};
use study::analysis::Kind as VerdictKind;
use study::protocol::{Margin, Protocol};
use study::results::{Measured, Status};
use study::{Analysis, Results};
use subject::{Better, Declaration, Kind, Knob, Metric, Settings, Value};

use crate::rule::{Rule, Word};

/// A study of one ablation with so many variants at so many seeds, of which nothing is run.
pub(crate) fn planned(variants: usize, seeds: usize) -> Results {
    let knobs = vec![Knob::new("depth", "depth", Kind::Int { min: 0, max: 99 }, 0, "layers")];
    let metrics = vec![Metric::new("score", "Score", "", Better::Higher, "task")];
    let variant = |depth: usize| Variant {
        label: format!("depth {depth}"),
        settings: Settings::from([("depth", Value::Int(depth as i64))]),
        by: None,
    };
    let bound = Bound {
        name: "Depth".to_owned(),
        part: "depth".to_owned(),
        action: Action::Replace,
        metrics: vec!["score".to_owned()],
        missing_metrics: Vec::new(),
        unbound: Vec::new(),
        variants: (1..=variants).map(variant).collect(),
    };
    let binding = Binding {
        version: 1,
        subject: "model".to_owned(),
        baseline: Settings::default(),
        ablations: vec![bound],
    };
    let seeds: Vec<u64> = (1..=seeds as u64).collect();
    Results::planned(
        Plan::default(),
        Declaration::new("model", "1", knobs, metrics),
        binding,
        &seeds,
    )
    .expect("invariant: the binding sets what the subject declares")
}

/// Judges as the rule says.
pub(crate) fn protocol(results: &mut Results, rule: &Rule) {
    results.protocol = Protocol {
        alpha: rule.alpha,
        test: Some(rule.test),
        looks: rule.looks.clone(),
        margin: Margin::Absolute(rule.margin),
        ..Protocol::default()
    };
}

/// A run finishes with this value.
pub(crate) fn finish(results: &mut Results, configuration: usize, seed: usize, value: f64) {
    let run = &mut results.configurations[configuration].runs[seed];
    run.status = Status::Finished;
    run.metrics = BTreeMap::from([("score".to_owned(), Measured { value, chance: None })]);
}

/// The verdict on each variant.
pub(crate) fn words(results: &Results) -> Vec<Word> {
    let word = |kind: VerdictKind| match kind {
        VerdictKind::Matters => Word::Matters,
        VerdictKind::DoesNotMatter => Word::DoesNotMatter,
        VerdictKind::Undecided | VerdictKind::CannotBeDecided | VerdictKind::Missing => Word::Open,
    };
    let analysis = Analysis::new(results);
    analysis.comparisons.iter().filter_map(|one| Some(word(one.verdict?.kind()))).collect()
}
