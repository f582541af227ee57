//! The configuration of a run: the only reader of settings, which gives each part of the program
//! its knobs as types.

use std::path::PathBuf;

use subject::Settings;

use crate::batch::{Drawing, Padding};
use crate::choice::Choice;
use crate::data::folder::Augmentation;
use crate::data::{Extent, HeldOut, Measured, Sources};
use crate::device::Hardware;
use crate::evaluate::Protocol;
use crate::evaluate::fine_tuning::Recipe;
use crate::evaluate::grounding::blend::Cutting;
use crate::evaluate::localization::Localizer;
use crate::evaluate::question;
use crate::loss::contrastive::Directions;
use crate::loss::cut_paste::{Cut, Partner};
use crate::loss::grounding::Pooling;
use crate::loss::temporal::{Center, Form, Temporal};
use crate::model::grouping::{Assignment, Design};
use crate::model::precision::Precision;
use crate::model::size::{Scale, Size};
use crate::model::video::{Attention, VideoConfig};
use crate::model::{Architecture, ClipFeature, GlobalFeature};
use crate::objective::{Objective, TrueTexts};
use crate::optimize::Schedule;
use crate::prepare::Initialization;
use crate::prompt::Template;
use crate::step::Memory;
use crate::world::action::ActionKind;

/// Everything that settles a run.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub seed: u64,
    pub hardware: Hardware,
    pub sources: Sources,
    pub architecture: Architecture,
    pub initialization: Initialization,
    pub scale: Scale,
    pub drawing: Drawing,
    pub objective: Objective,
    pub schedule: Schedule,
    pub weight_decay: f32,
    pub memory: Memory,
    pub measured: Measured,
    pub protocol: Protocol,
}

impl Config {
    /// The configuration that complete settings describe.
    ///
    /// # Panics
    /// If they are not complete settings of [`crate::declaration`].
    pub(crate) fn new(settings: &Settings, seed: u64) -> Self {
        let size = Size::new(Scale::read(settings));
        let objective = objective(settings);
        Self {
            seed,
            hardware: Hardware::read(settings),
            sources: sources(settings, size, seed),
            architecture: architecture(settings, size),
            initialization: Initialization::read(settings),
            scale: Scale::read(settings),
            drawing: drawing(settings),
            schedule: schedule(settings),
            weight_decay: settings.float("weight_decay") as f32,
            memory: Memory {
                part: settings.count("micro_batch"),
                recompute: settings.bool("recompute"),
            },
            measured: measured(settings),
            protocol: protocol(settings, &objective, seed),
            objective,
        }
    }
}

fn sources(settings: &Settings, size: Size, seed: u64) -> Sources {
    Sources {
        file: Some(settings.text("data")).filter(|path| !path.is_empty()).map(PathBuf::from),
        size,
        batch: settings.count("batch"),
        augmentation: Augmentation::read(settings),
        unreadable_share: settings.float("unreadable_share"),
        seed,
    }
}

fn architecture(settings: &Settings, size: Size) -> Architecture {
    let layers = settings.ints("grouping_layers").iter().map(|&layer| layer as usize);
    Architecture {
        video: VideoConfig {
            size,
            grouping_layers: layers.collect(),
            group_tokens: settings.count("group_tokens"),
            groups_in_attention: settings.bool("groups_in_attention"),
            grouping_block: Design::read(settings),
            class_token: settings.bool("class_token"),
            attention: Attention::read(settings),
            assignment: Assignment::read(settings),
        },
        global_feature: GlobalFeature::read(settings),
        clip_feature: ClipFeature::read(settings),
        temperature: settings.float("temperature"),
        precision: Precision::read(settings),
    }
}

fn drawing(settings: &Settings) -> Drawing {
    Drawing {
        batch: settings.count("batch"),
        cut: Cut::read(settings),
        partner: Partner::read(settings),
        nouns: settings.count("nouns"),
        template: Template::read(settings),
        padding: Padding::read(settings),
    }
}

fn objective(settings: &Settings) -> Objective {
    Objective {
        temporal: Temporal {
            form: Form::read(settings),
            center: Center::read(settings),
            center_gradient: settings.bool("center_gradient"),
            temperature: temperature(settings, "temperature_temporal"),
        },
        weight_temporal: settings.float("weight_temporal"),
        weight_grounding: settings.float("weight_grounding"),
        weight_contrastive: settings.float("weight_contrastive"),
        pooling: Pooling::read(settings),
        directions: Directions::read(settings),
        true_texts: TrueTexts::read(settings),
        temperature: settings.float("temperature"),
        temperature_grounding: temperature(settings, "temperature_grounding"),
        temperature_assignment: temperature(settings, "temperature_assignment"),
        learn_temperature: settings.bool("learn_temperature"),
        cut: Cut::read(settings),
    }
}

/// A temperature of its own, or the one that all share.
fn temperature(settings: &Settings, knob: &str) -> f64 {
    let own = settings.float(knob);
    if own == 0.0 { settings.float("temperature") } else { own }
}

fn schedule(settings: &Settings) -> Schedule {
    let steps = settings.count("steps");
    Schedule {
        peak: settings.float("learning_rate"),
        warm_up: (steps as f64 * settings.float("warm_up")).ceil() as usize,
        steps,
        longest: settings.float("gradient_norm"),
    }
}

fn measured(settings: &Settings) -> Measured {
    Measured {
        held_out: HeldOut::read(settings),
        extent: Extent::read(settings),
        test_videos: settings.count("test_videos"),
        action_set: ActionKind::read(settings),
        fine_tuned: settings.count("fine_tuning_steps") > 0,
    }
}

fn protocol(settings: &Settings, objective: &Objective, seed: u64) -> Protocol {
    let steps = settings.count("fine_tuning_steps");
    Protocol {
        extent: Extent::read(settings),
        question_head: question::Kind::read(settings),
        localizer: Localizer::read(settings),
        fine_tuning: (steps > 0).then(|| Recipe {
            steps,
            batch: settings.count("batch"),
            rate: settings.float("fine_tuning_rate"),
            seed,
            temperature: settings.float("temperature"),
        }),
        cutting: Cutting::new(objective.cut, Partner::read(settings), objective.temporal),
        seed,
    }
}

#[cfg(test)]
mod tests;
