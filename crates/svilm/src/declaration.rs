//! The knobs and metrics of S-ViLM, in one table.
//!
//! A knob whose help names a question (A1 to A6) settles a point that the paper leaves open; its
//! default is the reading that this implementation takes as the paper's.

use subject::Better::{Higher, Lower};
use subject::{Declaration, Kind, Knob, Metric};

use crate::batch::Padding;
use crate::choice::{Choice, knob as choice};
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
use crate::prepare::Initialization;
use crate::prompt::Template;
use crate::world::action::ActionKind;

/// Version of the numbers: it changes whenever the same settings and seed would train another model
/// or measure it otherwise.
pub const VERSION: &str = "6";

/// Names of the knobs that may be changed when a trained model is measured.
pub fn evaluation_knobs() -> Vec<String> {
    let knobs = evaluation().into_iter().map(|knob| knob.name);
    knobs.chain([Hardware::KNOB.to_owned()]).collect()
}

/// The declaration of [`crate::Svilm`].
pub fn declaration() -> Declaration {
    let groups = [architecture(), objective(), training(), evaluation(), machine()];
    Declaration::new("svilm", VERSION, groups.concat(), metrics())
}

/// A list of knobs: the part of the method, one of the functions below with all but part and help
/// (the enum of a choice has its name and its values), help; then, where there are any, the value
/// at which the part is gone, and other words for it.
macro_rules! knobs {
    ($($part:literal: $knob:ident($($given:expr),+), $help:literal
        $(, off $off:expr)? $(, alias $($alias:literal),+)?;)+) => {
        vec![$(
            $knob($part, $help, $($given),+)
                $(.with_off($off))?
                $(.with_aliases(&[$($alias),+]))?,
        )+]
    };
}

fn flag(part: &str, help: &str, name: &str, default: bool) -> Knob {
    Knob::new(name, part, Kind::Bool, default, help)
}

fn int(part: &str, help: &str, name: &str, [min, max]: [i64; 2], default: i64) -> Knob {
    Knob::new(name, part, Kind::Int { min, max }, default, help)
}

fn float(part: &str, help: &str, name: &str, [min, max]: [f64; 2], default: f64) -> Knob {
    Knob::new(name, part, Kind::Float { min, max }, default, help)
}

fn layers(part: &str, help: &str, name: &str, default: [i64; 3]) -> Knob {
    Knob::new(name, part, Kind::Ints { min: 1, max: 12 }, default, help)
}

fn path(part: &str, help: &str, name: &str) -> Knob {
    Knob::new(name, part, Kind::Path, "", help)
}

fn architecture() -> Vec<Knob> {
    knobs! {
        "model size": choice(Scale::Micro),
            "width, frames, resolution and text encoder; `base` is the paper's",
            alias "backbone", "model scale", "encoder size";
        "initial weights": choice(Initialization::Prepared),
            "where the encoders start: from weights that see and read, as the paper's do, or at random",
            alias "initialization", "pre-trained weights", "pretrained encoders";
        "grouping blocks": layers("grouping_layers", [6, 9, 12]),
            "layers of the video encoder that a grouping block follows", off [],
            alias "grouping layers", "number of grouping blocks", "placement of grouping blocks",
            "grouping block", "hierarchical grouping";
        "group tokens": int("group_tokens", [1, 512], 32), "number M of learnable group tokens; 1 leaves the assignment no choice",
            alias "M", "number of group tokens", "learnable group tokens", "number of groups",
            "group token count";
        "group assignment": choice(Assignment::HardGumbel),
            "how a grouping block assigns video tokens to groups (A3)",
            alias "hard assignment", "soft assignment", "gumbel softmax", "k-means attention";
        "joint attention of group tokens": flag("groups_in_attention", true),
            "whether group tokens take part in self-attention between grouping blocks (A1)",
            off false, alias "group tokens in self-attention";
        "attention over video tokens": choice(Attention::Joint),
            "attention over space and time at once, or over time and then over space (A2)",
            alias "joint space-time attention", "divided space-time attention";
        "grouping block design": choice(Design::Paper),
            "`full` adds token mixing and cross-attention before assignment (A4)";
        "class token": flag("class_token", false),
            "whether a CLS token is put before the video tokens (A5)", alias "CLS token";
        "global video feature": choice(GlobalFeature::Groups),
            "what is averaged into the video feature (A6)",
            alias "pooling", "video feature pooling";
        "clip feature": choice(ClipFeature::Tokens), "what the linear probe and localisation see";
    }
}

fn objective() -> Vec<Knob> {
    fn weight(part: &str, help: &str, name: &str) -> Knob {
        float(part, help, name, [0.0, 100.0], 1.0).with_off(0.0)
    }
    fn own(part: &str, help: &str, name: &str) -> Knob {
        float(part, help, name, [0.0, 10.0], 0.0)
    }
    knobs! {
        "cut-and-paste": choice(Cut::HalfOpen),
            "how a foreground is cut into another video's clips; `off` ends the temporal grouping loss, too, which tells these clips apart, and makes the targets hard", off Cut::Off.name(),
            alias "cut-and-paste operation", "cut and paste", "video blending",
            "temporal cut-and-paste";
        "background partner": choice(Partner::Roll),
            "how the video that gives the background is drawn";
        "form of the temporal grouping loss": choice(Form::SquaredError),
            "loss between clip assignments and the foreground mask",
            alias "temporal grouping objective";
        "cluster centers": choice(Center::AverageFirst),
            "whether clip features are averaged or normalised first to make a center";
        "gradient through cluster centers": flag("center_gradient", true),
            "whether gradients flow through the centers", off false;
        "temporal grouping loss": weight("weight_temporal"), "weight of the temporal grouping loss",
            alias "temporal grouping", "inter-clip temporal grouping", "L_t";
        "spatial grounding loss": weight("weight_grounding"),
            "weight of the spatial grounding loss",
            alias "spatial grounding", "region-noun alignment", "L_g";
        "global contrastive loss": weight("weight_contrastive"),
            "weight of the global contrastive loss",
            alias "video-text contrastive loss", "global contrastive", "L_c";
        "noun phrases": int("nouns", [1, 8], 2), "noun phrases K per caption",
            alias "number of nouns", "K", "noun prompts";
        "noun template": choice(Template::Fixed),
            "the sentence around a noun in training: always `a photo of a {}.`, or one of several",
            alias "prompt template", "noun prompt templates";
        "noun padding": choice(Padding::Caption),
            "what fills the slots of a caption with fewer nouns";
        "noun pooling": choice(Pooling::Mean),
            "whether a caption's nouns are averaged or are negatives one by one";
        "contrastive directions": choice(Directions::Mean),
            "how video-to-text and text-to-video are joined";
        "contrastive targets": choice(TrueTexts::Soft),
            "soft targets follow the share of the foreground; hard ones ignore the background",
            alias "soft targets", "soft labels";
        "temperature": float("temperature", [0.001, 10.0], 0.07),
            "temperature of all similarities", alias "tau", "softmax temperature";
        "temperature of the temporal grouping loss": own("temperature_temporal"),
            "a temperature of its own; 0 for the one that all share";
        "temperature of the grounding loss": own("temperature_grounding"),
            "a temperature of its own; 0 for the one that all share";
        "temperature of the weights of groups within a noun's similarity":
            own("temperature_assignment"), "a temperature of its own; 0 for the one that all share";
        "learnable temperature": flag("learn_temperature", false),
            "whether the contrastive temperature is trained";
    }
}

fn training() -> Vec<Knob> {
    knobs! {
        "training steps": int("steps", [1, 10_000_000], 120), "optimiser steps of pre-training",
            alias "training length", "iterations";
        "batch size": int("batch", [2, 65_536], 32), "videos per step", alias "mini-batch size";
        "learning rate": float("learning_rate", [0.0, 1000.0], 2e-3),
            "peak of the schedule: linear warm-up, then cosine to 0", alias "lr";
        "augmentation": choice(Augmentation::Crop),
            "random crops and mirroring of videos of data sets on disk, in pre-training; the moving shapes have none",
            off Augmentation::Off.name(), alias "data augmentation", "random crop";
        "warm-up": float("warm_up", [0.0, 1.0], 0.1),
            "share of the steps in which the learning rate rises";
        "weight decay": float("weight_decay", [0.0, 10.0], 0.01),
            "of the matrices of linear maps", off 0.0;
        "gradient clipping": float("gradient_norm", [0.0, 1e6], 1.0),
            "longest gradient of all weights together; 0 for any", off 0.0;
    }
}

fn evaluation() -> Vec<Knob> {
    knobs! {
        "data": path("data"),
            "a file that names data sets; none for the world of moving shapes";
        "evaluation split": choice(HeldOut::Test),
            "which items the tasks are measured on; tune on `validation`";
        "evaluation": choice(Extent::Quick),
            "how many items the downstream tasks of the world of moving shapes use, and how long their heads learn";
        "test videos": int("test_videos", [10, 100_000], 500),
            "videos of the world of moving shapes that retrieval is tested on";
        "action set": choice(ActionKind::Clean),
            "one object, or one beside a distractor with noise, in the world of moving shapes";
        "question answering head": choice(question::Kind::Transformer),
            "two layers over words, groups and clips, or a perceptron on the joint space";
        "localization head": choice(Localizer::GTad),
            "G-TAD, small or in its paper's size, or linear classifiers of starts and ends",
            alias "G-TAD";
        "fine-tuning": int("fine_tuning_steps", [0, 10_000_000], 0),
            "steps of fine-tuning for each of retrieval, question answering and action recognition; 0 for none",
            off 0;
        "fine-tuning learning rate": float("fine_tuning_rate", [0.0, 1000.0], 3e-4),
            "peak of the schedule of fine-tuning";
        "unreadable videos": float("unreadable_share", [0.0, 1.0], 0.1),
            "share of the videos of a data set that may be unreadable before a run fails";
    }
}

fn machine() -> Vec<Knob> {
    knobs! {
        "device": choice(Hardware::Cpu),
            "where the model is trained; GPUs need a program that was built for them";
        "numeric precision": choice(Precision::Full),
            "of the products inside the transformers; weights and sums stay f32",
            alias "mixed precision";
        "gradient accumulation": int("micro_batch", [0, 65_536], 0),
            "videos computed at once, to save memory; 0 for the whole batch. Negatives always come from the whole batch";
        "gradient checkpointing": flag("recompute", false),
            "whether layers are computed again in the backward pass, to save memory", off false;
    }
}

fn metrics() -> Vec<Metric> {
    let percent = |name: &str, label: &str, task: &str| Metric::new(name, label, "%", Higher, task);
    let mut metrics = Vec::new();
    for (direction, arrow) in [
        ("text_to_video", ""),
        ("video_to_text", " v→t"),
        ("text_to_video/fine_tuned", ", fine-tuned"),
        ("video_to_text/fine_tuned", " v→t, fine-tuned"),
    ] {
        metrics.extend([1, 5, 10].map(|k| {
            let (name, label) = (format!("recall@{k}/{direction}"), format!("R@{k}{arrow}"));
            percent(&name, &label, "retrieval")
        }));
        let (name, label) = (format!("median_rank/{direction}"), format!("MedR{arrow}"));
        metrics.push(Metric::new(&name, &label, "", Lower, "retrieval"));
    }
    // what papers call a recall is that of text to video, without fine-tuning
    for (metric, k) in metrics.iter_mut().zip([1, 5, 10]) {
        metric.aliases =
            ["R@", "Recall@", "R", "Recall at "].map(|name| format!("{name}{k}")).into();
    }
    metrics[3].aliases = ["MedR", "Median rank"].map(str::to_owned).into();
    metrics.extend([1, 5, 10].map(|k| {
        let name = format!("recall@{k}/text_to_video/optimistic");
        percent(&name, &format!("R@{k}, optimistic ties"), "retrieval")
    }));
    let accuracy =
        |task: &str, of: &str, label: &str| percent(&format!("accuracy/{task}{of}"), label, task);
    let (vqa, action) = ("question_answering", "action_recognition");
    let general = ["Accuracy", "Acc", "Top-1 accuracy"];
    let aliases = [&general[..], &["VQA accuracy", "VQA"]].concat();
    metrics.push(accuracy(vqa, "", "VQA acc.").with_aliases(&aliases));
    metrics.extend(
        QUESTION_WORDS.map(|word| accuracy(vqa, &format!("/{word}"), &format!("VQA acc., {word}"))),
    );
    metrics.push(accuracy(vqa, "/fine_tuned", "VQA acc., fine-tuned"));
    metrics.push(accuracy(action, "/fine_tuned", "Action acc., fine-tuned"));
    let aliases = [&general[..], &["action recognition accuracy", "Top-1"]].concat();
    metrics.push(accuracy(action, "", "Action acc.").with_aliases(&aliases));
    let localization = "temporal_localization";
    metrics.extend(["0.5", "0.75", "0.95"].map(|threshold| {
        let label = format!("mAP@{threshold}");
        percent(&format!("map@{threshold}/{localization}"), &label, localization)
            .with_aliases(&[&format!("mAP@tIoU={threshold}"), &format!("mAP@IoU={threshold}")])
    }));
    let mean = percent(&format!("map/{localization}"), "mAP", localization);
    metrics.push(mean.with_aliases(&["mean average precision", "average mAP", "mAP avg"]));
    for (name, label, unit, better) in [
        ("accuracy/pointing", "Pointing acc.", "%", Higher),
        ("accuracy/pointing_occupied", "Pointing acc., groups with tokens", "%", Higher),
        ("best_iou/pointing", "Best IoU of a group", "%", Higher),
        ("entropy/group_usage_test", "Group usage entropy, test", "", Higher),
        ("accuracy/foreground_test", "Foreground acc., test", "%", Higher),
        ("accuracy/foreground_held_out", "Foreground acc., held out", "%", Higher),
        ("similarity/within_scene", "Clip similarity within a scene", "", Higher),
        ("similarity/across_scenes", "Clip similarity across scenes", "", Lower),
        ("similarity/across_scenes_signed", "Signed clip similarity across scenes", "", Lower),
    ] {
        metrics.push(Metric::new(name, label, unit, better, "grounding"));
    }
    metrics.push(Metric::new("unreadable/videos", "Unreadable videos", "", Lower, "data"));
    for (name, label, unit, better) in [
        ("loss/total", "Loss", "", Lower),
        ("loss/temporal", "Temporal grouping loss", "", Lower),
        ("loss/grounding", "Spatial grounding loss", "", Lower),
        ("loss/contrastive", "Contrastive loss", "", Lower),
        ("accuracy/foreground", "Clip foreground accuracy", "%", Higher),
        ("entropy/group_usage", "Group usage entropy", "", Higher),
    ] {
        metrics.push(Metric::new(name, label, unit, better, "training").along_steps());
    }
    metrics
}
