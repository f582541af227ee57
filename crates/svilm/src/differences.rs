//! Gradients against finite differences (spec 8.5).
//!
//! At the precision of f32 a difference over a short step is rounding, over a long one curvature.
//! The rule of four points has an error of the fourth order, so that a step can be long enough.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::nn::Linear;
use burn::optim::GradientsParams;
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor, TensorData};

use crate::kernel::branch::{Branch, Inner, Norm};
use crate::loss::contrastive::{Directions, cosines, cross_entropy};
use crate::loss::grounding::{Nouns, Pooling, grounded};
use crate::loss::temporal::{Center, Form, Temporal};
use crate::loss::tests::{det, numbers};
use crate::loss::unit;
use crate::model::branch::VIDEO_EPSILON;
use crate::model::grouping::{Assignment, Design, Grouped, GroupingBlock};
use crate::model::init::Init;

/// How far an entry is moved.
const STEP: f64 = 0.02;
/// How much a gradient may be off, in parts of the largest.
const TOLERANCE: f64 = 2e-3;

/// Adds to one entry of a module, all weights taken as one row.
struct Nudge {
    entry: usize,
    by: f64,
    seen: usize,
}

impl ModuleMapper for Nudge {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|tensor| {
            let (shape, device) = (tensor.dims(), tensor.device());
            let place = self.entry.checked_sub(self.seen);
            self.seen += shape.iter().product::<usize>();
            let mut values = numbers(tensor);
            if let Some(value) = place.and_then(|place| values.get_mut(place)) {
                *value += self.by as f32;
            }
            Tensor::from_data(TensorData::new(values, shape), &device)
        })
    }
}

/// All gradients as one row; 0 where there is none.
struct Row<'a> {
    gradients: &'a GradientsParams,
    values: Vec<f64>,
}

impl ModuleVisitor for Row<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        match self.gradients.get::<D>(param.id) {
            Some(gradient) => self.values.extend(numbers(gradient).into_iter().map(f64::from)),
            None => self.values.extend(vec![0.0; param.dims().iter().product()]),
        }
    }
}

/// Holds the gradient of `loss` against differences of `smooth`, which is the same where the
/// gradient flows through all of it.
fn check<M: Module>(
    name: &str,
    module: &M,
    loss: impl Fn(&M) -> Tensor<1>,
    smooth: impl Fn(&M) -> Tensor<1>,
) {
    let value = |module: &M| smooth(module).into_scalar::<f64>();
    let at = loss(module).into_scalar::<f64>();
    assert!(
        (at - value(module)).abs() < 1e-5 * at.abs().max(1.0),
        "{name}: {at} instead of {}",
        value(module)
    );
    let gradients = GradientsParams::from_grads(loss(module).backward(), module);
    let mut row = Row { gradients: &gradients, values: Vec::new() };
    module.visit(&mut row);
    let moved = |entry, by| value(&module.clone().map(&mut Nudge { entry, by, seen: 0 }));
    let across = |entry, by| moved(entry, by) - moved(entry, -by);
    let slopes: Vec<f64> = (0..row.values.len())
        .map(|entry| (8.0 * across(entry, STEP) - across(entry, 2.0 * STEP)) / (12.0 * STEP))
        .collect();
    let largest = slopes.iter().fold(0.0_f64, |top, slope| top.max(slope.abs()));
    assert!(largest > 1e-3, "{name}: there is no slope");
    for (entry, (gradient, slope)) in row.values.iter().zip(&slopes).enumerate() {
        let off = (gradient - slope).abs() / largest;
        assert!(
            off < TOLERANCE,
            "{name}, entry {entry}: {gradient} instead of {slope}, of at most {largest}"
        );
    }
}

fn device() -> Device {
    Device::flex().autodiff()
}

fn param<const D: usize>(shape: [usize; D], c: f64) -> Param<Tensor<D>> {
    Param::from_tensor(det(shape, c, 1.0))
}

#[derive(Module, Debug)]
struct Clips {
    clips: Param<Tensor<3>>,
    direct: Linear,
}

#[test]
fn gradients_of_the_temporal_loss() {
    let module = Clips {
        clips: param([2, 4, 5], 0.3),
        direct: Init::new(1, &device()).linear("direct", 5, 1),
    };
    let mask = Tensor::<2>::from_data([[0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 1.0, 0.0]], &device());
    for form in [Form::SquaredError, Form::CrossEntropy, Form::Direct] {
        for center in [Center::AverageFirst, Center::NormalizeFirst] {
            let temporal = Temporal { form, center, center_gradient: true, temperature: 0.5 };
            let loss = |m: &Clips| temporal.loss(m.clips.val(), mask.clone(), &m.direct).loss;
            check(&format!("{form:?}, {center:?}"), &module, loss, loss);
        }
    }
    let (form, center) = (Form::SquaredError, Center::AverageFirst);
    let stopped = Temporal { form, center, center_gradient: false, temperature: 0.5 };
    let members = Tensor::stack::<3>(vec![-mask.clone() + 1.0, mask.clone()], 1);
    let centers = members.clone().matmul(module.clips.val()).detach(); // a sum has the direction of the mean
    let fixed = |m: &Clips| {
        let scores = unit(m.clips.val()).matmul(unit(centers.clone()).swap_dims(1, 2)) / 0.5;
        (softmax(scores, 2) - members.clone().swap_dims(1, 2)).square().mean()
    };
    let loss = |m: &Clips| stopped.loss(m.clips.val(), mask.clone(), &m.direct).loss;
    check("centers without gradient", &module, loss, fixed);
}

fn targets() -> Tensor<2> {
    Tensor::from_data([[0.5, 0.5, 0.0], [0.0, 0.625, 0.375], [0.25, 0.0, 0.75]], &device())
}

#[derive(Module, Debug)]
struct Grounding {
    groups: Param<Tensor<3>>,
    prompts: Param<Tensor<2>>,
}

#[test]
fn gradients_of_the_grounding_loss() {
    let module = Grounding { groups: param([3, 4, 5], 0.7), prompts: param([5, 5], 1.9) };
    let targets = targets();
    let nouns = Nouns { slots: vec![vec![0, 1], vec![2], vec![4, 1, 3]], prompts: 5 };
    for pooling in [Pooling::Mean, Pooling::Separate] {
        for directions in [Directions::Mean, Directions::Sum] {
            let loss = |m: &Grounding| {
                let similarity = grounded(m.groups.val(), m.prompts.val(), 0.4);
                let (phi, wanted) = nouns.candidates(similarity, targets.clone(), pooling);
                let [joined, ..] = cross_entropy(phi / 0.5, wanted, directions);
                joined
            };
            check(&format!("{pooling:?}, {directions:?}"), &module, loss, loss);
        }
    }
}

#[derive(Module, Debug)]
struct Pairs {
    video: Param<Tensor<2>>,
    text: Param<Tensor<2>>,
    log_scale: Param<Tensor<1>>,
}

#[test]
fn gradients_of_the_contrastive_loss() {
    let log_scale = Param::from_tensor(Tensor::from_data([0.8], &device()));
    let module = Pairs { video: param([3, 5], 0.9), text: param([3, 5], 2.2), log_scale };
    let targets = targets();
    for directions in [Directions::Mean, Directions::Sum] {
        let loss = |m: &Pairs| {
            let scores =
                cosines(m.video.val(), m.text.val()) * m.log_scale.val().exp().unsqueeze::<2>();
            let [joined, ..] = cross_entropy(scores, targets.clone(), directions);
            joined
        };
        check(&format!("{directions:?}"), &module, loss, loss);
    }
}

#[derive(Module, Debug)]
struct Grouping {
    block: GroupingBlock,
    tokens: Param<Tensor<3>>,
    groups: Param<Tensor<3>>,
}

impl Grouping {
    fn run(&self, how: Assignment, noise: Option<Tensor<3>>) -> Grouped {
        self.block.forward(self.tokens.val(), self.groups.val(), how, noise)
    }
}

/// Moves every entry, so that no bias is 0 and no gain 1.
struct Stir;

impl ModuleMapper for Stir {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|tensor| (tensor.clone() + det(tensor.dims(), 0.6, 0.1)).detach().require_grad())
    }
}

fn grouping(design: Design) -> Grouping {
    let block = GroupingBlock::new(&Init::new(4, &device()), 8, 2, 3, design).map(&mut Stir);
    Grouping { block, tokens: param([2, 6, 8], 0.4), groups: param([2, 3, 8], 2.5) }
}

/// One number of an output, in which every entry has another weight.
fn weighed(groups: Tensor<3>) -> Tensor<1> {
    (groups.clone() * det(groups.dims(), 1.1, 1.0)).sum()
}

#[test]
fn gradients_of_the_grouping_block_with_soft_assignment() {
    let noise = det([2, 3, 6], 3.3, 2.0);
    for (design, noise) in
        [(Design::Paper, None), (Design::Paper, Some(noise)), (Design::Full, None)]
    {
        let loss = |m: &Grouping| weighed(m.run(Assignment::Soft, noise.clone()).groups);
        check(&format!("{design:?}"), &grouping(design), loss, loss);
    }
}

/// The block, step by step, with a fixed part of the assignment: one-hot minus soft weights at the
/// point where the gradient is taken (straight-through). Returns groups and soft weights.
fn frozen(m: &Grouping, noise: &Tensor<3>, fixed: Option<&Tensor<3>>) -> (Tensor<3>, Tensor<3>) {
    let x = m.block.norm_tokens.forward(m.tokens.val(), VIDEO_EPSILON);
    let g = m.block.norm_groups.forward(m.groups.val(), VIDEO_EPSILON);
    let scores = m.block.query.forward(g).matmul(m.block.key.forward(x.clone()).swap_dims(1, 2))
        / 8.0_f64.sqrt();
    let soft = softmax(scores + noise.clone(), 1);
    let assignment = fixed.map_or_else(|| soft.clone(), |fixed| soft.clone() + fixed.clone());
    let update =
        assignment.clone().matmul(m.block.value.forward(x)) / (assignment.sum_dim(2) + 1.0);
    let groups = m.groups.val() + m.block.output.forward(update);
    let branch = Branch { inner: Inner::Perceptron, norm: Norm::Pre, epsilon: VIDEO_EPSILON };
    (m.block.perceptron.composed(groups, branch, &None), soft)
}

#[test]
fn gradients_of_the_grouping_block_are_straight_through() {
    let (module, noise) = (grouping(Design::Paper), det([2, 3, 6], 3.3, 2.0));
    for noise in [noise.clone() * 0.0, noise] {
        let run = |m: &Grouping| m.run(Assignment::HardGumbel, Some(noise.clone()));
        let fixed = (run(&module).assignment - frozen(&module, &noise, None).1).detach();
        let smooth = |m: &Grouping| weighed(frozen(m, &noise, Some(&fixed)).0);
        check("straight-through", &module, |m| weighed(run(m).groups), smooth);
    }
}
