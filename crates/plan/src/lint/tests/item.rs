//! One item at a time: which rule objects to it, and which tempting ones none does.

use super::super::replacement::classify;
use super::super::*;
use super::plan;

/// Checks `item` of a REPLACE of `part` beside an item that nothing is wrong with.
fn check(part: &str, items: &[&str], expected: Option<Rule>) {
    for item in items {
        let plan = plan(&format!("Name :: {part} | REPLACE | Sinusoidal; {item} | accuracy"));
        let classified = classify(&plan.ablations[0]);
        let found =
            classified.iter().find(|(_, items)| items.contains(item)).map(|(rule, _)| *rule);
        assert_eq!(found, expected, "`{item}` of `{part}`");
        assert!(classified.values().flatten().all(|found| found == item), "{classified:?}");
    }
}

#[test]
fn baselines_among_the_replacements() {
    let items = [
        "Original",
        "baseline",
        "Default",
        "(default)",
        "Composed (default)",
        "2x2 (current)",
        "subtraction (baseline)",
        "Random uniform initialization on the sphere (current baseline)",
        "Outlier-based sampling (as in paper)",
        "as in the paper",
        "current setting",
        "Ours",
        "our method",
        "Full model",
        "the full method",
        "proposed approach",
        "no change",
        "unchanged",
        "keep the original setting",
        "Adam (used in the paper)",
        "8 (paper default)",
        "same as baseline",
        "Tripartite Graph (Baseline)",
        "0.1 (default)",
        "PEViT (ours)",
        "12 (default, as proposed)",
    ];
    check("positional encoding", &items, Some(Rule::BaselineReplacement));
    let items = [
        "Baseline correction module",
        "original Transformer",
        "Original sampling (e.g. uniform)",
        "Random (baseline)",
        "Human baseline",
        "full parameter tuning",
        "Full attention",
        "Paper",
        "current density",
        "control vector",
        "default dict",
        "Our World in Data",
        "model-predictive control",
        "standard MLP (control points)",
    ];
    for item in items {
        let plan = plan(&format!("N :: positional encoding | REPLACE | {item} | accuracy"));
        let classified = classify(&plan.ablations[0]);
        assert!(!classified.contains_key(&Rule::BaselineReplacement), "`{item}`: {classified:?}");
    }
}

#[test]
fn baselines_that_the_part_names() {
    for (part, item) in [
        ("Number of heads (8)", "8"),
        ("Number of layers (L = 12)", "12"),
        ("Activation quantization method (currently LSQ)", "LSQ"),
        ("Dropout (default: 0.1)", "0.1"),
        (
            "The fine-tuning strategy (full parameter tuning), which matters",
            "Full parameter tuning",
        ),
        ("Answers that currently come from text-davinci-001", "text-davinci-001"),
    ] {
        check(part, &[item], Some(Rule::BaselineReplacement));
    }
    for (part, item) in [
        ("Number of group tokens (M)", "M"),
        ("Number of heads (8)", "16"),
        ("Losses (variance and covariance)", "variance"),
        ("Control step (PID)", "PID controller"),
        ("Answers from text-davinci-001", "text-davinci-001"),
        ("Number of heads (8)", "-8"),
    ] {
        check(part, &[item], None);
    }
}

#[test]
fn removals_under_replace() {
    let items = [
        "None",
        "none",
        "null",
        "No attention",
        "no_aux_loss",
        "Without attention",
        "w/o attention",
        "Remove attention",
        "Remove normalization (allow unconstrained activations)",
        "removed",
        "Removing the gate",
        "disable gating",
        "0 layers",
        "zero experts",
        "gate removed",
        "attention turned off",
        "Removal of the gate",
        "No cross attention (removing ellipsoid token injection)",
        "No pre-training, training from scratch",
        "off",
    ];
    check("gate", &items, Some(Rule::RemovalAsReplacement));
    let items = [
        "No-U-Turn sampler",
        "No U-Turn Sampler",
        "no more than 5 layers",
        "Sampling without replacement",
        "DropPath",
        "Without replacement",
        "Linear (no activation)",
        "PEViT (without RPE)",
        "remove 50% of the tokens",
        "Off-policy",
        "Remove half of the layers",
        "No attention, use mean pooling instead",
        "Remove A and replace it with B",
        "non-uniform sampling",
        "Normalization",
        "notears",
        "Noise",
        "zero initialization",
        "0",
        "0.0",
        "0 dB",
        "Nonetheless",
        "Cut-off",
        "Removal network",
        "No. 5",
        "None-local block",
        "False",
        "drop path",
    ];
    check("gate", &items, None);
}

#[test]
fn nothing_of_something_in_a_sweep_is_no_removal() {
    let plan = plan("N :: examples | REPLACE | 0 examples; 1 example; 4 examples | accuracy");
    assert!(classify(&plan.ablations[0]).is_empty());
}

#[test]
fn actions_among_the_replacements() {
    check("gate", &["REMOVE", "Remove", "**ADD**", "replace"], Some(Rule::ActionAsReplacement));
    check("gate", &["Additive", "Residual add", "removable gate"], None);
}

#[test]
fn values_that_are_not_named() {
    let items = [
        "different channel dimensions",
        "Different Fourier features",
        "various optimizers",
        "varying mask granularity",
        "alternative architectures like transformer decoder",
        "an alternative loss",
        "Other suitable open-source LMMs",
        "other initialization techniques",
        "several prompts",
        "Smaller dataset",
        "simpler architecture",
        "larger batch size",
        "lower learning rate",
        "Additional loss term",
        "Adversarial training with different loss functions",
        "Dataset with different distribution",
        "Scaled loss (with different scaling factors)",
        "TBD",
        "...",
        "any",
        "RBF kernel with different bandwidths",
        "None of the above",
        "Standard approach",
        "a simple method",
        "others",
        "Another dataset",
        "Variants of the Transformer",
        "longer sequence length",
        "different masking ratios",
    ];
    check("gate", &items, Some(Rule::VagueValue));
    let items = [
        "Different weights for each class",
        "Larger batch size (64)",
        "smaller model (ViT-S)",
        "Smaller ViT-S backbone",
        "Lower bound",
        "Higher-order terms",
        "Higher layers",
        "2 more layers",
        "more than one pass",
        "Simple averaging",
        "Simple concatenation",
        "Standard GAN training",
        "Standard cross attention",
        "Mean action of other agents",
        "Two encoders with different weights",
        "Alternating least squares",
        "Time-varying kernel",
        "DIFFormer",
        "Multiple heads",
        "Additional cross-attention layer",
        "Lower triangular mask",
        "Learned positional embeddings",
        "numerical method",
        "Standard loss",
        "Reduced-rank regression",
        "SimpleNet",
        "Anything-v3",
        "Some-shot",
        "fewer conv layers (two instead of four)",
        "Extra Trees",
    ];
    check("gate", &items, None);
}

#[test]
fn examples_instead_of_a_choice() {
    check(
        "gate",
        &["Standard ViT (e.g., DeiT-B)", "Gradient methods such as SGD", "LSTM, GRU, etc."],
        Some(Rule::ExampleValue),
    );
    check("gate", &["eg3d", "Degree-based", "MLP (i.e. two layers)"], None);
}

#[test]
fn ranges_without_values() {
    let items = [
        "from 1 to 10",
        "1 to 10",
        "between 0.1 and 0.5",
        "range of 1-10",
        "2-8 layers",
        "values from 0.1–0.9",
        "[0.1 to 0.9]",
        "vary from 1 to 5",
    ];
    check("gate", &items, Some(Rule::OpenRange));
    let items = [
        "layers 1-6",
        "1-2",
        "0-1",
        "decay from 0.1 to 0.01",
        "linear from 0 to 1 over training",
        "L1-L2",
        "10 to 1",
        "crop scale from 0.2 to 1.0",
        "top 1-5",
        "1e-4",
        "16-32-64",
        "GPT-4",
        "2017-2019",
        "one to one",
        "-1 to",
        "from 1 to 10 in steps of 1",
    ];
    check("gate", &items, None);
}

#[test]
fn lists_within_one_item() {
    let items = [
        "different memory sizes m=[1,2,4,8]",
        "different relaxation parameters beta=[0.3,0.5,0.7,0.9]",
        "various depths: 2, 4, 8",
        "k ∈ {1, 5, 10}",
        "Varying rates (10%, 20%)",
    ];
    check("gate", &items, Some(Rule::PackedValues));
    check(
        "gate",
        &["2 blocks at (6,12)", "kernel sizes [3,5,7]", "[1, 2, 3]", "x ∈ [0, 1]", "8, 16, 32"],
        None,
    );
}

#[test]
fn two_changes_in_one_item() {
    let items = [
        "replace A with B and remove C",
        "Remove the gate, add a residual",
        "Add noise and remove the decoder",
        "removing A + adding B",
    ];
    check("gate", &items, Some(Rule::Confounded));
    let items = [
        "Remove A and replace it with B",
        "adding and removing edges",
        "Random edge addition and removal",
        "A and B",
    ];
    check("gate", &items, None);
}

#[test]
fn combinations_in_one_item() {
    check(
        "gate",
        &["All combinations of A and B", "every possible combination"],
        Some(Rule::HiddenGrid),
    );
    check(
        "gate",
        &["linear combination of A and B", "Combination of A and B", "Grid search"],
        None,
    );
}
