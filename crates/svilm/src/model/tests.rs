//! The golden T6 of the specification, gradients of the fused branch, and the model's shape.

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};

use super::branch::{Norm, Normalization, ResidualBranch, TEXT_EPSILON, VIDEO_EPSILON};
use super::grouping::{Assignment, GroupingBlock};
use super::init::Init;
use super::precision::Precision;
use crate::kernel::branch::{Branch, Inner};
use crate::loss::tests::{assert_close, det, numbers};

fn device() -> Device {
    Device::flex().autodiff()
}

/// The spec stores weights as `[outputs, inputs]`.
fn linear(inputs: usize, outputs: usize, c: f64, bias: f64) -> Linear {
    let weight = det([outputs, inputs], c, 0.5).transpose();
    Linear {
        weight: Param::from_tensor(weight),
        bias: Some(Param::from_tensor(det([outputs], bias, 0.1))),
    }
}

fn golden_block() -> GroupingBlock {
    let norm = |gain, shift| Normalization {
        gain: Param::from_tensor(det([4], gain, 0.1) + 1.0),
        shift: Param::from_tensor(det([4], shift, 0.1)),
    };
    let Normalization { gain, shift } = norm(15.0, 18.0);
    let perceptron = ResidualBranch {
        gain,
        shift,
        first: linear(4, 16, 9.0, 10.0),
        second: linear(16, 4, 11.0, 12.0),
        precision: Precision::Full,
    };
    GroupingBlock {
        norm_tokens: norm(13.0, 16.0),
        norm_groups: norm(14.0, 17.0),
        query: linear(4, 4, 1.0, 5.0),
        key: linear(4, 4, 2.0, 6.0),
        value: linear(4, 4, 3.0, 7.0),
        output: linear(4, 4, 4.0, 8.0),
        perceptron,
        mixing: None,
    }
}

#[test]
fn t6_grouping_block() {
    let block = golden_block();
    let run = |how, noise: Option<Tensor<3>>| {
        let tokens = det([1, 6, 4], 0.4, 1.0).require_grad();
        let grouped = block.forward(tokens.clone(), det([1, 3, 4], 2.5, 1.0), how, noise);
        let assignment: Vec<i64> =
            grouped.assignment.argmax(1).into_data_as::<i64>().try_into_vec().expect("numbers");
        let gradients = grouped.groups.clone().sum().backward();
        let of_tokens = numbers(tokens.grad(&gradients).expect("a gradient"))[0];
        // element (0, 1) of the spec's [outputs, inputs] is (1, 0) here
        let of_query = numbers(block.query.weight.val().grad(&gradients).expect("a gradient"))[4];
        (numbers(grouped.groups), assignment, [of_tokens, of_query])
    };
    let (out, assignment, gradients) = run(Assignment::Hard, None);
    assert_eq!(assignment, [1, 0, 1, 1, 0, 1]);
    let expected = [
        0.509_099_246_2,
        0.384_603_680_8,
        0.012_858_150_5,
        -1.123_059_878_3,
        -0.841_228_814_4,
        -1.082_308_506_8,
        -0.323_609_491_4,
        -0.007_697_367_1,
        0.708_523_124_4,
        0.561_756_565_2,
        2.021_616_144,
        0.437_540_604_5,
    ];
    assert_close(&out, &expected);
    assert_close(&gradients, &[-0.018_074_735_3, 0.013_732_487_1]);
    let (out, assignment, gradients) = run(Assignment::HardGumbel, Some(det([1, 3, 6], 3.3, 2.0)));
    assert_eq!(assignment, [2, 0, 1, 1, 1, 1]);
    let expected = [
        0.474_953_741_2,
        0.292_668_057_4,
        -0.017_479_401_7,
        -1.076_317_655_1,
        -0.478_880_833_4,
        -0.983_950_174_5,
        0.209_492_641_9,
        -0.620_186_654_4,
        0.760_565_255_8,
        0.501_417_787_4,
        2.103_284_599_7,
        0.369_436_084_6,
    ];
    assert_close(&out, &expected);
    assert_close(&gradients, &[0.003_126_612_7, -0.004_757_050_3]);
    let (out, ..) = run(Assignment::Soft, None);
    assert_close(&out[..4], &[0.508_468_823, 0.286_350_916, 0.012_203_039_5, -1.104_762_820_8]);
}

/// Output and gradients of a branch, weighted so that no symmetry hides a mistake.
fn passes(fused: bool, branch: Branch, d: usize, n: usize, valid: bool) -> Vec<Vec<f32>> {
    let (init, b) = (Init::new(3, &device()), 3);
    let weights = match branch.inner {
        Inner::Attention { .. } => ResidualBranch::attention(&init, d),
        Inner::Perceptron => ResidualBranch::perceptron(&init, d),
    };
    let weights = ResidualBranch {
        gain: Param::from_tensor(det([d], 0.3, 0.2) + 1.0),
        shift: Param::from_tensor(det([d], 0.9, 0.2)),
        ..weights
    };
    let valid = valid.then(|| (0..b * n).map(|i| i % n < n - i / n).collect());
    let x = det([b, n, d], 0.2, 1.0).require_grad();
    let y = if fused {
        weights.forward(x.clone(), branch, &valid)
    } else {
        weights.composed(x.clone(), branch, &valid)
    };
    let gradients = (y.clone() * det([b, n, d], 1.1, 1.0)).sum().backward();
    let bias = |linear: &Linear| {
        numbers(linear.bias.as_ref().expect("a bias").val().grad(&gradients).expect("a gradient"))
    };
    vec![
        numbers(y),
        numbers(x.grad(&gradients).expect("a gradient")),
        numbers(weights.gain.val().grad(&gradients).expect("a gradient")),
        numbers(weights.shift.val().grad(&gradients).expect("a gradient")),
        numbers(weights.first.weight.val().grad(&gradients).expect("a gradient")),
        bias(&weights.first),
        numbers(weights.second.weight.val().grad(&gradients).expect("a gradient")),
        bias(&weights.second),
    ]
}

#[test]
fn fused_branches_equal_composed_ones_in_value_and_gradient() {
    for (d, heads, n) in [(48, 4, 9), (12, 3, 5), (64, 4, 33)] {
        for inner in [Inner::Attention { heads }, Inner::Perceptron] {
            for norm in [Norm::Pre, Norm::Post] {
                for valid in [false, true] {
                    let branch = Branch {
                        inner,
                        norm,
                        epsilon: if norm == Norm::Pre { VIDEO_EPSILON } else { TEXT_EPSILON },
                    };
                    let (fused, composed) =
                        (passes(true, branch, d, n, valid), passes(false, branch, d, n, valid));
                    for (index, (fused, composed)) in fused.iter().zip(&composed).enumerate() {
                        let scale = composed.iter().fold(0.0_f32, |top, x| top.max(x.abs()));
                        for (a, b) in fused.iter().zip(composed) {
                            let same = (a - b).abs() <= 1e-4 * scale;
                            assert!(
                                same,
                                "{branch:?} d={d} n={n} valid={valid}, output {index}: {a} instead of {b}"
                            );
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn masked_tokens_change_nothing() {
    let init = Init::new(5, &device());
    let weights = ResidualBranch::attention(&init, 16);
    let branch =
        Branch { inner: Inner::Attention { heads: 2 }, norm: Norm::Post, epsilon: TEXT_EPSILON };
    let x = det([1, 5, 16], 0.2, 1.0);
    let alone = weights.forward(x.clone().narrow(1, 0, 3), branch, &None);
    let padded =
        weights.forward(x, branch, &Some([true, true, true, false, false].into())).narrow(1, 0, 3);
    let padded: Vec<f64> = numbers(padded).into_iter().map(f64::from).collect();
    assert_close(&numbers(alone), &padded);
}

#[test]
fn weights_are_the_same_for_the_same_seed_only() {
    let weights = |seed| numbers(Init::new(seed, &device()).normal("weight", [4, 4], 1.0).val());
    assert_eq!(weights(1), weights(1));
    assert_ne!(weights(1), weights(2));
    let data = TensorData::new(weights(1), [4, 4]);
    assert!(data.iter::<f32>().all(f32::is_finite));
}
