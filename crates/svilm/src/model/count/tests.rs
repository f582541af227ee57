use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor};
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
    for size in ["smoke", "micro", "tiny", "small"] {
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

/// Adds up the products of a model's linear maps, each weight's shape times the rows that go
/// through it.
struct Products<'a> {
    path: Vec<String>,
    config: &'a Architecture,
    sum: u64,
}

impl ModuleVisitor for Products<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let (config, path) = (&self.config.video, self.path.join("."));
        if !path.ends_with(".weight") {
            return;
        }
        let (s, g) = (config.size.tokens(), config.group_tokens);
        let others =
            usize::from(config.class_token) + if config.groups_in_attention { g } else { 0 };
        let place = |names: &[&str]| names.iter().any(|name| path.contains(name));
        let rows = if place(&["embedding", "over_time", ".key.", ".value."]) {
            s
        } else if place(&[".narrow.", ".widen."]) {
            config.size.width
        } else if place(&["grouping"]) {
            g
        } else if place(&[".attention."]) && config.attention == Attention::Divided {
            s + config.size.positions() * others
        } else {
            s + others
        };
        self.sum += 2 * (rows * param.dims().iter().product::<usize>()) as u64;
    }
}

/// Products of tokens with tokens: scores and weighted sums.
fn between_tokens(config: &Architecture) -> usize {
    let video = &config.video;
    let (d, t, s, g) =
        (video.size.width, video.size.positions(), video.size.tokens(), video.group_tokens);
    let others = usize::from(video.class_token) + if video.groups_in_attention { g } else { 0 };
    let both = |queries: usize, keys: usize| 2 * (2 * queries * keys * d);
    let layer = match video.attention {
        Attention::Joint => both(s + others, s + others),
        Attention::Divided => {
            let places = s / t;
            places * both(t, t) + t * both(places + others, places + others)
        }
    };
    let block = match video.grouping_block {
        Design::Paper => both(g, s),
        Design::Full => 2 * both(g, s),
    };
    video.size.layers * layer + video.grouping_layers.len() * block
}

#[test]
fn operations_are_those_of_every_weight_and_of_tokens_with_tokens() {
    let full = || ("grouping_block", Value::from("full"));
    let divided = || ("attention", Value::from("divided"));
    let cases = [
        architecture("micro", []),
        architecture("tiny", [full()]),
        architecture("small", [full(), ("group_tokens", 8.into())]),
        architecture("micro", [full(), ("grouping_layers", Value::Ints(vec![3, 12]))]),
        architecture("micro", [full(), ("groups_in_attention", false.into())]),
        architecture(
            "micro",
            [("grouping_layers", Value::Ints(vec![])), ("class_token", true.into())],
        ),
        architecture("tiny", [divided(), full()]),
        architecture("micro", [divided(), ("class_token", true.into())]),
        architecture("micro", [divided(), ("groups_in_attention", false.into())]),
    ];
    for config in cases {
        let model = Model::new(&config, 9, 0, &Device::flex());
        let mut products = Products { path: Vec::new(), config: &config, sum: 0 };
        model.video.visit(&mut products);
        let expected = products.sum + between_tokens(&config) as u64;
        assert_eq!(Count::new(&config, 9).video_operations(), expected, "{:?}", config.video);
    }
}

#[test]
fn the_full_block_costs_about_twice_the_paper_s_at_the_paper_s_size() {
    let block = |design: &str| {
        let count = Count::new(&architecture("base", [("grouping_block", design.into())]), 30_522);
        count.video.last().expect("parts").operations as f64
    };
    let ratio = block("full") / block("paper");
    assert!((1.9..2.1).contains(&ratio), "{ratio}");
}

#[test]
fn the_table_names_every_part_with_numbers() {
    let table = Count::new(&architecture("micro", []), 57).to_string();
    for line in ["grouping blocks", "words", "memory of training", "one clip of 96 tokens"] {
        assert!(table.contains(line), "`{line}` is missing from\n{table}");
    }
}
