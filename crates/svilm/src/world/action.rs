//! Clips with one action each.

use super::DATA_SEED;
use super::scene::{Background, Motion, Object, Scene};
use crate::choice::choice;
use crate::random::Random;

/// Level of the noise of the set with distractors.
const NOISE: f64 = 0.05;

choice! {
    /// The two sets of spec 8.3.
    pub(crate) enum ActionKind: "action_set" {
        /// Set U: one large object and every motion, without noise.
        Clean = "clean",
        /// Set H: a large object in one of six motions, beside a small one that moves in another,
        /// with noise.
        Distracted = "distracted",
    }
}

/// A clip and the number of its action.
pub(crate) struct Action {
    pub scene: Scene,
    pub class: usize,
    /// Level and seed.
    pub noise: Option<(f64, u64)>,
}

impl ActionKind {
    /// The actions.
    pub(crate) fn classes(self) -> &'static [Motion] {
        match self {
            Self::Clean => Motion::ALL,
            Self::Distracted => &Motion::ALL[..6],
        }
    }
}

/// Clips of a split, every action equally often.
pub(crate) fn split(kind: ActionKind, split: usize, purpose: &str, n: usize) -> Vec<Action> {
    let classes = kind.classes();
    let draw = |index: usize| {
        let mut random =
            Random::stream(DATA_SEED, &format!("action {split} {purpose}"), index as u64);
        let class = index % classes.len();
        let object = Object { large: true, motion: classes[class], ..Object::draw(&mut random) };
        let background = random.pick(Background::ALL);
        let mut scene = Scene { objects: vec![object], background };
        let mut noise = None;
        if kind == ActionKind::Distracted {
            let motion = random.pick_other(classes, object.motion);
            scene.objects.push(Object { large: false, motion, ..Object::draw(&mut random) });
            noise = Some((NOISE, random.bits()));
        }
        Action { scene, class, noise }
    };
    (0..n).map(draw).collect()
}
