//! The knobs and metrics of S-ViLM, in one table.
//!
//! A knob whose help names a question (A1 to A6) settles a point that the paper leaves open; its
//! default is the reading that this implementation takes as the paper's.

use subject::{Better, Declaration, Kind, Knob, Metric};

use crate::batch::Padding;
use crate::choice::{self, Choice};
use crate::data::folder::Augmentation;
use crate::data::{Extent, HeldOut};
use crate::device::Hardware;
use crate::evaluate::QUESTION_WORDS;
use crate::evaluate::localization::Localizer;
use crate::evaluate::question;
use crate::loss::contrastive::Directions;
use crate::loss::cut_paste::{Cut, Partner};
use crate::loss::grounding::Pooling;
use crate::loss::temporal::{Center, Form};
use crate::model::grouping::{Assignment, Design};
use crate::model::precision::Precision;
use crate::model::size::Scale;
use crate::model::video::Attention;
use crate::model::{ClipFeature, GlobalFeature};
use crate::objective::TrueTexts;
use crate::prompt::Template;
use crate::world::action::ActionKind;

/// Version of the numbers: it changes whenever the same settings and seed would train another model
/// or measure it otherwise.
pub const VERSION: &str = "3";

/// Knobs that may be changed when a trained model is measured.
pub const EVALUATION: &[&str] = &[
    "data",
    "measured_on",
    "evaluation",
    "test_videos",
    "action_set",
    "question_head",
    "localizer",
    "fine_tuning_steps",
    "fine_tuning_rate",
    "unreadable_share",
    "device",
];

/// The declaration of [`crate::Svilm`].
pub fn declaration() -> Declaration {
    let mut knobs = architecture();
    knobs.extend(objective());
    knobs.extend(training());
    knobs.extend(evaluation());
    knobs.extend(machine());
    Declaration::new("svilm", VERSION, knobs, metrics())
}

fn architecture() -> Vec<Knob> {
    vec![
        choice::knob(
            "model size",
            Scale::Micro,
            "width, frames, resolution and text encoder; `base` is the paper's",
        )
        .with_aliases(&["backbone", "model scale", "encoder size"]),
        Knob::new(
            "grouping_layers",
            "grouping blocks",
            Kind::Ints { min: 1, max: 12 },
            [6, 9, 12],
            "layers of the video encoder that a grouping block follows",
        )
        .with_off([])
        .with_aliases(&[
            "grouping layers",
            "number of grouping blocks",
            "placement of grouping blocks",
            "grouping block",
            "hierarchical grouping",
        ]),
        Knob::new(
            "group_tokens",
            "group tokens",
            Kind::Int { min: 1, max: 512 },
            32,
            "number M of learnable group tokens",
        )
        .with_aliases(&[
            "M",
            "number of group tokens",
            "learnable group tokens",
            "number of groups",
            "group token count",
        ]),
        choice::knob(
            "group assignment",
            Assignment::HardGumbel,
            "how a grouping block assigns video tokens to groups (A3)",
        )
        .with_aliases(&[
            "hard assignment",
            "soft assignment",
            "gumbel softmax",
            "k-means attention",
        ]),
        Knob::new(
            "groups_in_attention",
            "joint attention of group tokens",
            Kind::Bool,
            true,
            "whether group tokens take part in self-attention between grouping blocks (A1)",
        )
        .with_off(false)
        .with_aliases(&["group tokens in self-attention"]),
        choice::knob(
            "attention over video tokens",
            Attention::Joint,
            "attention over space and time at once, or over time and then over space (A2)",
        )
        .with_aliases(&["joint space-time attention", "divided space-time attention"]),
        choice::knob(
            "grouping block design",
            Design::Paper,
            "`full` adds token mixing and cross-attention before assignment (A4)",
        ),
        Knob::new(
            "class_token",
            "class token",
            Kind::Bool,
            false,
            "whether a CLS token is put before the video tokens (A5)",
        )
        .with_aliases(&["CLS token"]),
        choice::knob(
            "global video feature",
            GlobalFeature::Groups,
            "what is averaged into the video feature (A6)",
        )
        .with_aliases(&["pooling", "video feature pooling"]),
        choice::knob(
            "clip feature",
            ClipFeature::Tokens,
            "what the linear probe and localisation see",
        ),
    ]
}

fn objective() -> Vec<Knob> {
    let weight = || Kind::Float { min: 0.0, max: 100.0 };
    let own = |name, part| {
        Knob::new(
            name,
            part,
            Kind::Float { min: 0.0, max: 10.0 },
            0.0,
            "a temperature of its own; 0 for the one that all share",
        )
    };
    vec![
        choice::knob(
            "cut-and-paste",
            Cut::HalfOpen,
            "how a foreground is cut into another video's clips",
        )
        .with_off(Cut::Off.name())
        .with_aliases(&[
            "cut-and-paste operation",
            "cut and paste",
            "video blending",
            "temporal cut-and-paste",
        ]),
        choice::knob(
            "background partner",
            Partner::Roll,
            "how the video that gives the background is drawn",
        ),
        choice::knob(
            "form of the temporal grouping loss",
            Form::SquaredError,
            "loss between clip assignments and the foreground mask",
        )
        .with_aliases(&["temporal grouping objective"]),
        choice::knob(
            "cluster centers",
            Center::AverageFirst,
            "whether clip features are averaged or normalised first to make a center",
        ),
        Knob::new(
            "center_gradient",
            "gradient through cluster centers",
            Kind::Bool,
            true,
            "whether gradients flow through the centers",
        )
        .with_off(false),
        Knob::new(
            "weight_temporal",
            "temporal grouping loss",
            weight(),
            1.0,
            "weight of the temporal grouping loss",
        )
        .with_off(0.0)
        .with_aliases(&["temporal grouping", "inter-clip temporal grouping", "L_t"]),
        Knob::new(
            "weight_grounding",
            "spatial grounding loss",
            weight(),
            1.0,
            "weight of the spatial grounding loss",
        )
        .with_off(0.0)
        .with_aliases(&["spatial grounding", "region-noun alignment", "L_g"]),
        Knob::new(
            "weight_contrastive",
            "global contrastive loss",
            weight(),
            1.0,
            "weight of the global contrastive loss",
        )
        .with_off(0.0)
        .with_aliases(&["video-text contrastive loss", "global contrastive", "L_c"]),
        Knob::new(
            "nouns",
            "noun phrases",
            Kind::Int { min: 1, max: 8 },
            2,
            "noun phrases K per caption",
        )
        .with_aliases(&["number of nouns", "K", "noun prompts"]),
        choice::knob(
            "noun template",
            Template::Fixed,
            "the sentence around a noun in training: always `a photo of a {}.`, or one of several",
        )
        .with_aliases(&["prompt template", "noun prompt templates"]),
        choice::knob(
            "noun padding",
            Padding::Caption,
            "what fills the slots of a caption with fewer nouns",
        ),
        choice::knob(
            "noun pooling",
            Pooling::Mean,
            "whether a caption's nouns are averaged or are negatives one by one",
        ),
        choice::knob(
            "contrastive directions",
            Directions::Mean,
            "how video-to-text and text-to-video are joined",
        ),
        choice::knob(
            "contrastive targets",
            TrueTexts::Soft,
            "soft targets follow the share of the foreground; hard ones ignore the background",
        )
        .with_aliases(&["soft targets", "soft labels"]),
        Knob::new(
            "temperature",
            "temperature",
            Kind::Float { min: 0.001, max: 10.0 },
            0.07,
            "temperature of all similarities",
        )
        .with_aliases(&["tau", "softmax temperature"]),
        own("temperature_temporal", "temperature of the temporal grouping loss"),
        own("temperature_grounding", "temperature of the grounding loss"),
        own(
            "temperature_assignment",
            "temperature of the weights of groups within a noun's similarity",
        ),
        Knob::new(
            "learn_temperature",
            "learnable temperature",
            Kind::Bool,
            false,
            "whether the contrastive temperature is trained",
        ),
    ]
}

fn training() -> Vec<Knob> {
    vec![
        Knob::new(
            "steps",
            "training steps",
            Kind::Int { min: 1, max: 10_000_000 },
            360,
            "optimiser steps of pre-training",
        )
        .with_aliases(&["training length", "iterations"]),
        Knob::new("batch", "batch size", Kind::Int { min: 2, max: 65_536 }, 32, "videos per step")
            .with_aliases(&["mini-batch size"]),
        Knob::new(
            "learning_rate",
            "learning rate",
            Kind::Float { min: 0.0, max: 1000.0 },
            2e-3,
            "peak of the schedule: linear warm-up, then cosine to 0",
        )
        .with_aliases(&["lr"]),
        choice::knob(
            "augmentation",
            Augmentation::Crop,
            "random crops and mirroring of videos of data sets on disk, in pre-training",
        )
        .with_off(Augmentation::Off.name())
        .with_aliases(&["data augmentation", "random crop"]),
        Knob::new(
            "warm_up",
            "warm-up",
            Kind::Float { min: 0.0, max: 1.0 },
            0.2,
            "share of the steps in which the learning rate rises",
        ),
        Knob::new(
            "weight_decay",
            "weight decay",
            Kind::Float { min: 0.0, max: 10.0 },
            0.01,
            "of the matrices of linear maps",
        )
        .with_off(0.0),
        Knob::new(
            "gradient_norm",
            "gradient clipping",
            Kind::Float { min: 0.0, max: 1e6 },
            1.0,
            "longest gradient of all weights together; 0 for any",
        )
        .with_off(0.0),
    ]
}

fn evaluation() -> Vec<Knob> {
    vec![
        Knob::new("data", "data", Kind::Path, "", "a file that names data sets; none for the world of moving shapes"),
        choice::knob(
            "evaluation split",
            HeldOut::Test,
            "which items the tasks are measured on; tune on `validation`",
        ),
        choice::knob(
            "evaluation",
            Extent::Quick,
            "how many items the downstream tasks of the world of moving shapes use, and how long their heads learn",
        ),
        Knob::new(
            "test_videos",
            "test videos",
            Kind::Int { min: 10, max: 100_000 },
            500,
            "videos of the world of moving shapes that retrieval is tested on",
        ),
        choice::knob(
            "action set",
            ActionKind::Clean,
            "one object, or one beside a distractor with noise, in the world of moving shapes",
        ),
        choice::knob(
            "question answering head",
            question::Kind::Transformer,
            "two layers over words, groups and clips, or a perceptron on the joint space",
        ),
        choice::knob(
            "localization head",
            Localizer::GTad,
            "G-TAD, small or in its paper's size, or linear classifiers of starts and ends",
        )
        .with_aliases(&["G-TAD"]),
        Knob::new(
            "fine_tuning_steps",
            "fine-tuning",
            Kind::Int { min: 0, max: 10_000_000 },
            0,
            "steps of fine-tuning for each of retrieval, question answering and action recognition; 0 for none",
        )
        .with_off(0),
        Knob::new(
            "fine_tuning_rate",
            "fine-tuning learning rate",
            Kind::Float { min: 0.0, max: 1000.0 },
            3e-4,
            "peak of the schedule of fine-tuning",
        ),
        Knob::new(
            "unreadable_share",
            "unreadable videos",
            Kind::Float { min: 0.0, max: 1.0 },
            0.1,
            "share of the videos of a data set that may be unreadable before a run fails",
        ),
    ]
}

fn machine() -> Vec<Knob> {
    vec![
        choice::knob(
            "device",
            Hardware::Cpu,
            "where the model is trained; GPUs need a program that was built for them",
        ),
        choice::knob(
            "numeric precision",
            Precision::Full,
            "of the products inside the transformers; weights and sums stay f32",
        )
        .with_aliases(&["mixed precision"]),
        Knob::new(
            "micro_batch",
            "gradient accumulation",
            Kind::Int { min: 0, max: 65_536 },
            0,
            "videos computed at once, to save memory; 0 for the whole batch. Negatives always come from the whole batch",
        ),
        Knob::new(
            "recompute",
            "gradient checkpointing",
            Kind::Bool,
            false,
            "whether layers are computed again in the backward pass, to save memory",
        )
        .with_off(false),
    ]
}

fn metrics() -> Vec<Metric> {
    let mut metrics = Vec::new();
    for (direction, arrow) in [
        ("text_to_video", ""),
        ("video_to_text", " v→t"),
        ("text_to_video/fine_tuned", ", fine-tuned"),
        ("video_to_text/fine_tuned", " v→t, fine-tuned"),
    ] {
        for k in [1, 5, 10] {
            let metric = Metric::new(
                &format!("recall@{k}/{direction}"),
                &format!("R@{k}{arrow}"),
                "%",
                Better::Higher,
                "retrieval",
            );
            let aliases = [
                format!("R@{k}"),
                format!("Recall@{k}"),
                format!("R{k}"),
                format!("Recall at {k}"),
            ];
            let aliases: Vec<&str> = aliases.iter().map(String::as_str).collect();
            metrics.push(if arrow.is_empty() { metric.with_aliases(&aliases) } else { metric });
        }
        let metric = Metric::new(
            &format!("median_rank/{direction}"),
            &format!("MedR{arrow}"),
            "",
            Better::Lower,
            "retrieval",
        );
        metrics.push(if arrow.is_empty() {
            metric.with_aliases(&["MedR", "Median rank"])
        } else {
            metric
        });
    }
    for k in [1, 5, 10] {
        let (name, label) =
            (format!("recall@{k}/text_to_video/optimistic"), format!("R@{k}, optimistic ties"));
        metrics.push(Metric::new(&name, &label, "%", Better::Higher, "retrieval"));
    }
    let accuracy = |task: &str, label: &str| {
        Metric::new(&format!("accuracy/{task}"), label, "%", Better::Higher, task)
    };
    metrics.push(accuracy("question_answering", "VQA acc.").with_aliases(&[
        "Accuracy",
        "Acc",
        "Top-1 accuracy",
        "VQA accuracy",
        "VQA",
    ]));
    for word in QUESTION_WORDS {
        metrics.push(Metric::new(
            &format!("accuracy/question_answering/{word}"),
            &format!("VQA acc., {word}"),
            "%",
            Better::Higher,
            "question_answering",
        ));
    }
    for (task, label) in [
        ("question_answering", "VQA acc., fine-tuned"),
        ("action_recognition", "Action acc., fine-tuned"),
    ] {
        metrics.push(Metric::new(
            &format!("accuracy/{task}/fine_tuned"),
            label,
            "%",
            Better::Higher,
            task,
        ));
    }
    metrics.push(accuracy("action_recognition", "Action acc.").with_aliases(&[
        "Accuracy",
        "Acc",
        "Top-1 accuracy",
        "action recognition accuracy",
        "Top-1",
    ]));
    for threshold in ["0.5", "0.75", "0.95"] {
        metrics.push(
            Metric::new(
                &format!("map@{threshold}/temporal_localization"),
                &format!("mAP@{threshold}"),
                "%",
                Better::Higher,
                "temporal_localization",
            )
            .with_aliases(&[&format!("mAP@tIoU={threshold}"), &format!("mAP@IoU={threshold}")]),
        );
    }
    metrics.push(
        Metric::new(
            "map/temporal_localization",
            "mAP",
            "%",
            Better::Higher,
            "temporal_localization",
        )
        .with_aliases(&["mean average precision", "average mAP", "mAP avg"]),
    );
    for (name, label, unit, better) in [
        ("accuracy/pointing", "Pointing acc.", "%", Better::Higher),
        ("accuracy/pointing_occupied", "Pointing acc., groups with tokens", "%", Better::Higher),
        ("best_iou/pointing", "Best IoU of a group", "%", Better::Higher),
        ("entropy/group_usage_test", "Group usage entropy, test", "", Better::Higher),
        ("accuracy/foreground_test", "Foreground acc., test", "%", Better::Higher),
        ("accuracy/foreground_held_out", "Foreground acc., held out", "%", Better::Higher),
        ("similarity/within_scene", "Clip similarity within a scene", "", Better::Higher),
        ("similarity/across_scenes", "Clip similarity across scenes", "", Better::Lower),
        (
            "similarity/across_scenes_signed",
            "Signed clip similarity across scenes",
            "",
            Better::Lower,
        ),
    ] {
        metrics.push(Metric::new(name, label, unit, better, "grounding"));
    }
    metrics.push(Metric::new("unreadable/videos", "Unreadable videos", "", Better::Lower, "data"));
    for (name, label, better) in [
        ("loss/total", "Loss", Better::Lower),
        ("loss/temporal", "Temporal grouping loss", Better::Lower),
        ("loss/grounding", "Spatial grounding loss", Better::Lower),
        ("loss/contrastive", "Contrastive loss", Better::Lower),
        ("accuracy/foreground", "Clip foreground accuracy", Better::Higher),
        ("entropy/group_usage", "Group usage entropy", Better::Higher),
    ] {
        let unit = if name == "accuracy/foreground" { "%" } else { "" };
        metrics.push(Metric::new(name, label, unit, better, "training").along_steps());
    }
    metrics
}
