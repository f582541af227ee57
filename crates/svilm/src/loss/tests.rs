//! The goldens T2 to T5 of the specification, from a float64 reference, at the precision of f32.

use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};

use super::contrastive::{Directions, cosines, cross_entropy};
use super::cut_paste::{Cut, CutPaste, Partner, foreground};
use super::grounding::{Nouns, Pooling, grounded};
use super::temporal::{Center, Form, Temporal};
use crate::model::init::Init;
use crate::random::Random;

/// The test tensor of the specification: `scale sin(0.37 i + 0.011 i^2 + c)` (10.2).
pub(crate) fn det<const D: usize>(shape: [usize; D], c: f64, scale: f64) -> Tensor<D> {
    let numbers = (0..shape.iter().product::<usize>()).map(|i| {
        let i = i as f64;
        (scale * (0.37 * i + 0.011 * i * i + c).sin()) as f32
    });
    Tensor::from_data(
        TensorData::new(numbers.collect::<Vec<_>>(), shape),
        &Device::flex().autodiff(),
    )
}

pub(crate) fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("f32 on this device")
}

pub(crate) fn assert_close(actual: &[f32], expected: &[f64]) {
    assert_eq!(actual.len(), expected.len());
    for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
        let error = (f64::from(*actual) - expected).abs();
        assert!(
            error < 1e-4 * expected.abs().max(1e-2),
            "at {index}: {actual} instead of {expected}"
        );
    }
}

fn mask() -> Tensor<2> {
    Tensor::from_data([[0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 1.0, 0.0]], &Device::flex().autodiff())
}

fn linear() -> Linear {
    Init::new(0, &Device::flex().autodiff()).linear("linear", 3, 1)
}

#[test]
fn t2_cut_and_paste() {
    assert_eq!(foreground(8, 2, 5), [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0]);
    let cut = CutPaste { mask: vec![vec![0.0, 1.0], vec![1.0, 1.0]], partner: vec![1, 0] };
    let blended = cut.blend(&numbers(det([2, 4], 0.2, 1.0)));
    assert_close(
        &blended[..4],
        &[0.959_604_368_5, 0.728_817_025_9, 0.832_718_810_8, 0.986_939_503_2],
    );
    assert_close(
        &blended[4..],
        &[0.959_604_368_5, 0.728_817_025_9, 0.319_870_358_4, -0.186_312_266_3],
    );
}

#[test]
fn drawn_masks_leave_a_background_and_no_video_is_its_own_partner() {
    let random = Random::new(7);
    for cut in [Cut::HalfOpen, Cut::Literal] {
        for partner in [Partner::Roll, Partner::Independent] {
            let (mut last, mut lengths) = (0.0, std::collections::BTreeSet::new());
            for draw in 0..200 {
                let drawn = CutPaste::draw(&random.item(draw), 5, 4, cut, partner);
                for (i, mask) in drawn.mask.iter().enumerate() {
                    lengths.insert(mask.iter().sum::<f32>() as usize);
                    last += mask[3];
                    assert_ne!(drawn.partner[i], i);
                }
                let sums: Vec<f32> =
                    drawn.targets().chunks(5).map(|row| row.iter().sum()).collect();
                assert!(sums.iter().all(|sum| (sum - 1.0).abs() < 1e-6));
            }
            assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [2, 3]);
            assert_eq!(
                last > 0.0,
                cut == Cut::HalfOpen,
                "only the literal rule never reaches the last clip"
            );
        }
    }
}

#[test]
fn t3_temporal_loss() {
    let temporal = |form, temperature| Temporal {
        form,
        center: Center::AverageFirst,
        center_gradient: true,
        temperature,
    };
    let value = |form, temperature| {
        let clips = det([2, 4, 2, 3], 0.3, 1.0).mean_dim(2).squeeze_dim(2);
        numbers(temporal(form, temperature).loss(clips, mask(), &linear()).loss)[0]
    };
    assert_close(
        &[value(Form::SquaredError, 0.07), value(Form::CrossEntropy, 0.07)],
        &[0.249_927_714_5, 3.362_393_243_4],
    );
    assert_close(
        &[value(Form::SquaredError, 1.0), value(Form::CrossEntropy, 1.0)],
        &[0.191_454_087_8, 0.568_536_464_9],
    );
    let z = det([2, 4, 2, 3], 0.3, 1.0).require_grad();
    let loss = temporal(Form::SquaredError, 1.0).loss(
        z.clone().mean_dim(2).squeeze_dim(2),
        mask(),
        &linear(),
    );
    let expected = [
        0.172_083_870_7,
        0.843_969_890_1,
        0.212_042_294_8,
        0.271_295_514_6,
        0.361_207_459_5,
        0.705_410_314_1,
        0.626_174_180_5,
        0.385_501_117_3,
    ];
    assert_close(&numbers(loss.foreground), &expected);
    let gradient = numbers(z.grad(&loss.loss.backward()).expect("a gradient"));
    assert_close(&[gradient[0], gradient[24 + 12 + 2]], &[0.009_961_453_9, -0.004_083_888_4]);
}

#[test]
fn temporal_loss_without_information() {
    let clips = Tensor::<3>::ones([2, 4, 3], &Device::flex());
    for (form, expected) in
        [(Form::SquaredError, 0.25), (Form::CrossEntropy, std::f64::consts::LN_2)]
    {
        let temporal = Temporal {
            form,
            center: Center::AverageFirst,
            center_gradient: true,
            temperature: 0.07,
        };
        assert_close(
            &numbers(temporal.loss(clips.clone(), mask().inner(), &linear()).loss),
            &[expected],
        );
    }
}

fn targets() -> Tensor<2> {
    Tensor::from_data(
        [[0.5, 0.5, 0.0], [0.0, 0.625, 0.375], [0.25, 0.0, 0.75]],
        &Device::flex().autodiff(),
    )
}

fn every_slot() -> Nouns {
    Nouns { slots: vec![vec![0, 1], vec![2, 3], vec![4, 5]], prompts: 6 }
}

#[test]
fn t4_soft_targets() {
    let mask = vec![
        vec![1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0],
        vec![1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0],
        vec![1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0],
    ];
    let drawn = CutPaste { mask, partner: vec![1, 2, 0] };
    assert_eq!(drawn.targets(), numbers(targets()));
}

#[test]
fn t4_grounding_loss() {
    let groups = det([3, 4, 5], 0.7, 1.0).require_grad();
    let nouns = det([3, 2, 5], 1.9, 1.0).require_grad();
    let similarity = grounded(groups.clone(), nouns.clone().reshape([6, 5]), 0.07);
    let (phi, wanted) = every_slot().candidates(similarity, targets(), Pooling::Mean);
    let expected = [
        0.524_823_170_2,
        0.613_969_250_4,
        0.666_963_759_2,
        0.543_512_998_6,
        0.853_485_514_2,
        0.538_686_382_9,
        0.166_028_084_8,
        0.242_108_209_2,
        0.432_988_796,
    ];
    assert_close(&numbers(phi.clone()), &expected);
    let identity =
        cross_entropy(phi.clone() / 0.07, Tensor::eye(3, &phi.device()), Directions::Mean);
    assert_close(
        &identity.map(|loss| numbers(loss)[0]),
        &[1.166_466_387_4, 0.869_152_818_6, 1.463_779_956_2],
    );
    let losses = cross_entropy(phi / 0.07, wanted, Directions::Mean);
    assert_close(
        &losses.clone().map(|loss| numbers(loss)[0]),
        &[1.943_754_745, 1.536_851_923, 2.350_656_757_1],
    );
    let gradients = losses[0].backward();
    let of_groups = numbers(groups.grad(&gradients).expect("a gradient"))[0];
    let of_nouns = numbers(nouns.grad(&gradients).expect("a gradient"))[10 + 5];
    assert_close(&[of_groups, of_nouns], &[-0.132_531_510_4, 0.163_739_147_5]);
}

#[test]
fn separate_nouns_and_captions_without_nouns_keep_the_weight_of_a_row() {
    let similarity = det([3, 6], 0.4, 1.0);
    let (phi, wanted) = every_slot().candidates(similarity.clone(), targets(), Pooling::Separate);
    assert_eq!(numbers(phi), numbers(similarity.clone()));
    let sums: Vec<f32> = numbers(wanted).chunks(6).map(|row| row.iter().sum()).collect();
    assert_close(&sums, &[1.0, 1.0, 1.0]);
    let masked = Nouns { slots: vec![vec![0], vec![], vec![4, 5]], prompts: 6 };
    let (phi, wanted) = masked.candidates(similarity, targets(), Pooling::Mean);
    assert_eq!(phi.dims(), [3, 2]);
    assert_close(&numbers(wanted), &[0.5, 0.0, 0.0, 0.375, 0.25, 0.75]);
}

#[test]
fn t5_contrastive_loss() {
    let similarity = cosines(det([3, 5], 0.9, 1.0), det([3, 5], 2.2, 1.0));
    let expected = [
        0.311_244_628_2,
        -0.891_375_763_6,
        0.919_761_930_7,
        0.330_704_615_9,
        0.442_687_958,
        -0.557_346_138_3,
        -0.637_208_448_7,
        -0.100_795_694_3,
        0.247_900_533_2,
    ];
    assert_close(&numbers(similarity.clone()), &expected);
    let losses = cross_entropy(similarity / 0.07, targets(), Directions::Mean);
    assert_close(
        &losses.map(|loss| numbers(loss)[0]),
        &[9.108_745_369_3, 8.664_210_777_6, 9.553_279_960_9],
    );
}

#[test]
fn contrastive_loss_of_equal_similarities_is_the_logarithm_of_the_batch() {
    let losses =
        cross_entropy(Tensor::ones([3, 3], &Device::flex()), targets().inner(), Directions::Mean);
    assert_close(&losses.map(|loss| numbers(loss)[0]), &[3.0_f64.ln(); 3]);
}
