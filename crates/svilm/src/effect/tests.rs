use std::path::Path;

use burn::tensor::Device;
use subject::{Settings, Value};

use super::{evaluation, training};
use crate::batch::Batches;
use crate::config::Config;
use crate::loss::tests::numbers;
use crate::pretrain::{grouping_noise, initial};
use crate::step::gradients;
use crate::{data, declaration};

/// A knob with a value.
type Set = (&'static str, Value);

fn settings(changed: &[(&str, Value)]) -> Settings {
    let changed = changed.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    Settings(changed.collect()).resolve(&declaration()).unwrap()
}

fn notes(changed: &[(&str, Value)]) -> Vec<String> {
    training(&settings(changed))
}

#[test]
fn the_default_settings_switch_nothing_off() {
    assert_eq!((training(&settings(&[])), evaluation(&settings(&[]))), (vec![], vec![]));
    let base =
        [("size", "base".into()), ("group_tokens", 8.into()), ("partner", "independent".into())];
    assert!(notes(&base).is_empty());
}

#[test]
fn what_a_setting_switches_off_is_named_with_the_reason() {
    let none = Value::Ints(vec![]);
    let cases: [(&[Set], &[&str]); 11] = [
        (
            &[("cut_paste", "off".into())],
            &["temporal grouping loss", "cut_paste", "targets are hard"],
        ),
        (&[("weight_temporal", 0.0.into())], &["temporal grouping loss", "weight_temporal"]),
        (&[("weight_grounding", 0.0.into())], &["spatial grounding loss", "no noun is read"]),
        (&[("weight_contrastive", 0.0.into())], &["contrastive loss"]),
        (
            &[("weight_contrastive", 0.0.into()), ("weight_grounding", 0.0.into())],
            &["text encoder", "retrieval says nothing", "grouping block after layer 12"],
        ),
        (&[("grouping_layers", none.clone())], &["no video token is assigned", "grounding loss"]),
        (
            &[("grouping_layers", none), ("groups_in_attention", false.into())],
            &["same for every video", "contrastive loss"],
        ),
        (&[("group_tokens", 1.into())], &["the one group"]),
        (&[("learning_rate", 0.0.into())], &["no weight is trained"]),
        (
            &[
                ("grouping_layers", Value::Ints(vec![6])),
                ("groups_in_attention", false.into()),
                ("cut_paste", "off".into()),
            ],
            &["after layer 6 are not trained"],
        ),
        (&[("augmentation", "off".into())], &["`augmentation` = off has no effect"]),
    ];
    for (changed, words) in cases {
        let notes = notes(changed).join("\n");
        assert!(words.iter().all(|word| notes.contains(word)), "{changed:?}: {notes}");
    }
    let idle = evaluation(&settings(&[("fine_tuning_rate", 0.1.into())]));
    assert_eq!(idle.len(), 1, "{idle:?}");
}

/// The total loss of a step and the squared lengths of all gradients together.
fn step(changed: &[(&str, Value)]) -> (Vec<f32>, usize) {
    let config = Config::new(&settings(changed), 3);
    let data = data::open(&config.sources, Path::new("")).unwrap();
    let model = initial(&config, &data, &Device::flex());
    let batches = Batches::new(config.drawing, config.sources.size, &data, 3);
    let batch = batches.draw(0, &model.device()).unwrap();
    let noise = grouping_noise(&config.architecture.video, config.drawing.batch, 3, 0);
    let found = gradients(&model, &config.objective, &batch, &noise, config.memory);
    (numbers(found.losses.total), found.gradients.len())
}

#[test]
fn a_knob_that_is_said_to_have_no_effect_has_none() {
    let few = || vec![("batch", Value::from(4))];
    let none = Value::Ints(vec![]);
    let cases: [(Set, &[Set]); 9] = [
        (
            ("cut_paste", "off".into()),
            &[
                ("partner", "independent".into()),
                ("targets", "hard".into()),
                ("center", "normalize_first".into()),
            ],
        ),
        (
            ("weight_temporal", 0.0.into()),
            &[
                ("temporal_loss", "bce".into()),
                ("temperature_temporal", 0.3.into()),
                ("center_gradient", false.into()),
            ],
        ),
        (
            ("temporal_loss", "direct_bce".into()),
            &[
                ("center", "normalize_first".into()),
                ("center_gradient", false.into()),
                ("temperature_temporal", 0.3.into()),
            ],
        ),
        (
            ("weight_grounding", 0.0.into()),
            &[
                ("nouns", 1.into()),
                ("noun_template", "varied".into()),
                ("noun_padding", "mask".into()),
                ("noun_pooling", "separate".into()),
                ("temperature_grounding", 0.3.into()),
                ("temperature_assignment", 0.3.into()),
            ],
        ),
        (("nouns", 1.into()), &[("noun_pooling", "separate".into())]),
        (
            ("weight_contrastive", 0.0.into()),
            &[("targets", "hard".into()), ("learn_temperature", true.into())],
        ),
        (
            ("grouping_layers", none),
            &[("assignment", "soft".into()), ("grouping_block", "full".into())],
        ),
        (
            ("group_tokens", 1.into()),
            &[("assignment", "soft".into()), ("temperature_assignment", 0.3.into())],
        ),
        (("steps", 5.into()), &[("augmentation", "off".into()), ("unreadable_share", 0.5.into())]),
    ];
    for (switch, knobs) in cases {
        let mut base = few();
        base.push(switch.clone());
        let expected = step(&base);
        for knob in knobs {
            let mut changed = base.clone();
            changed.push(knob.clone());
            assert_eq!(step(&changed), expected, "{switch:?}, {knob:?}");
            let said = format!("`{}` = ", knob.0);
            assert!(
                notes(&changed).iter().any(|note| note.starts_with(&said)),
                "{switch:?}, {knob:?}"
            );
        }
    }
}
