use burn::module::Module;
use burn::tensor::Device;
use subject::{Settings, Value};

use super::*;
use crate::config::Config;
use crate::declaration;
use crate::model::Model;

fn architecture<const N: usize>(size: &str, changed: [(&str, Value); N]) -> Architecture {
    let mut settings = Settings::from(changed);
    settings.0.insert("size".to_owned(), size.into());
    Config::new(&settings.resolve(&declaration()).expect("settings"), 0).architecture
}

#[track_caller]
fn check(config: &Architecture, vocabulary: usize) {
    let count = Count::new(config, vocabulary);
    let model = Model::new(config, vocabulary, 0, &Device::flex());
    let parts = |parts: &[Part]| parts.iter().map(|part| part.parameters).sum::<u64>() as usize;
    assert_eq!(parts(&count.video), model.video.num_params(), "video of {config:?}");
    assert_eq!(parts(&count.text), model.text.num_params(), "text of {config:?}");
    assert_eq!(count.parameters() as usize, model.num_params(), "all of {config:?}");
}

#[test]
fn parameters_are_those_of_the_model() {
    for size in ["micro", "tiny", "small"] {
        check(&architecture(size, []), 57);
    }
    let ungrouped = [("grouping_layers", Value::Ints(Vec::new())), ("group_tokens", 7.into())];
    check(&architecture("micro", ungrouped), 9);
    let full = [("grouping_block", "full".into()), ("class_token", true.into())];
    check(&architecture("micro", full), 9);
    let divided = [("attention", "divided".into()), ("groups_in_attention", false.into())];
    check(&architecture("tiny", divided), 9);
}

#[test]
fn the_paper_s_size_is_what_the_specification_says() {
    let count = Count::new(&architecture("base", []), 30_522);
    let million = |parts: &[Part]| (parameters(parts) as f64 / 1e6).round();
    assert_eq!((million(&count.video), million(&count.text)), (110.0, 109.0));
    assert_eq!((count.video_operations() as f64 / 1e9).round(), 940.0);
}

/// The same by hand, for a model that is small enough.
#[test]
fn operations_are_those_of_the_products() {
    let count = Count::new(&architecture("micro", [("grouping_layers", [12_i64].into())]), 57);
    let (n, s, g, d) = (96, 64, 32, 48);
    let layer =
        2 * n * d * 3 * d + 2 * n * n * d + 2 * n * n * d + 2 * n * d * d + 2 * (2 * n * d * 4 * d);
    let block = 2 * g * d * d
        + 2 * (2 * s * d * d)
        + 2 * (2 * g * s * d)
        + 2 * g * d * d
        + 2 * (2 * g * d * 4 * d);
    assert_eq!(count.video_operations(), 12 * layer + block + 2 * s * 768 * d);
    let of = |changed| Count::new(&architecture("micro", [changed]), 57).video_operations();
    assert!(of(("groups_in_attention", false.into())) < of(("groups_in_attention", true.into())));
    assert!(of(("attention", "divided".into())) > of(("groups_in_attention", false.into())));
}

#[test]
fn the_table_names_every_part_with_numbers() {
    let table = Count::new(&architecture("micro", []), 57).to_string();
    for line in ["grouping blocks", "words", "memory of training", "one clip of 96 tokens"] {
        assert!(table.contains(line), "`{line}` is missing from\n{table}");
    }
}
