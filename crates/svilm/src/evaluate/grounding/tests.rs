use burn::module::Module;
use burn::tensor::Device;
use subject::{Settings, Value};

use super::blend::{Blend, Blends};
use super::clip::{Clip, Noun, clips};
use super::pointing::{Pointing, Tally, hits};
use super::view::{View, views};
use super::{Probes, entropy, probes};
use crate::config::Config;
use crate::data::drawn::tasks;
use crate::data::video::Video;
use crate::data::view::View as Part;
use crate::data::words::Words;
use crate::declaration;
use crate::model::Model;
use crate::model::size::{Scale, Size};
use crate::random::Random;
use crate::world::words::Vocabulary;

/// Two positions of one frame, 4 × 4 tokens of 4 × 4 pixels.
fn size() -> Size {
    Size {
        frames: 2,
        resolution: 16,
        tubelet_frames: 1,
        tubelet_pixels: 4,
        ..Size::new(Scale::Micro)
    }
}

/// A mask that covers the tokens for which a condition on position, row and column holds.
fn mask(size: &Size, is: impl Fn(usize, usize, usize) -> bool) -> Vec<bool> {
    let n = size.resolution;
    (0..size.frames * n * n).map(|i| is(i / (n * n), i / n % n / 4, i % n / 4)).collect()
}

/// An assignment `[g][s]` by a function of position, row and column.
fn assign(g: usize, group: impl Fn(usize, usize, usize) -> usize) -> Vec<Vec<f64>> {
    let of = |group_index: usize| {
        (0..32)
            .map(|s| if group(s / 16, s / 4 % 4, s % 4) == group_index { 1.0 } else { 0.0 })
            .collect()
    };
    (0..g).map(of).collect()
}

fn corner(_: usize, row: usize, column: usize) -> bool {
    row == 0 && column == 0
}

fn score(masks: Vec<Vec<bool>>, assignment: Vec<Vec<f64>>, similarity: Vec<Vec<f64>>) -> Pointing {
    let nouns = masks.into_iter().map(|mask| Noun { text: "thing".to_owned(), mask: Some(mask) });
    let clip = Clip {
        name: String::new(),
        frames: Vec::new(),
        caption: String::new(),
        nouns: nouns.collect(),
    };
    let mut tally = Tally::default();
    tally.add(&clip, &View { assignment: Some(assignment), similarity }, &size());
    tally.finish().unwrap()
}

#[test]
fn a_group_that_is_the_object_is_right_and_one_far_away_is_wrong() {
    let assignment = || assign(4, |_, row, column| usize::from(!corner(0, row, column)));
    let right = score(vec![mask(&size(), corner)], assignment(), vec![vec![0.9, 0.1, 0.2, 0.3]]);
    assert_eq!(
        [right.accuracy, right.iou, right.best_iou, right.empty],
        [100.0, 100.0, 100.0, 0.0]
    );
    // the rest has 3 of 15 tokens within one patch
    let wrong = score(vec![mask(&size(), corner)], assignment(), vec![vec![0.1, 0.9, 0.2, 0.3]]);
    assert_eq!([wrong.accuracy, wrong.iou, wrong.best_iou, wrong.empty], [0.0, 0.0, 100.0, 0.0]);
    let empty = score(vec![mask(&size(), corner)], assignment(), vec![vec![0.1, 0.0, 0.2, 0.3]]);
    assert_eq!([empty.accuracy, empty.iou, empty.best_iou, empty.empty], [0.0, 0.0, 100.0, 100.0]);
    assert_eq!(
        [right.accuracy_occupied, wrong.accuracy_occupied, empty.accuracy_occupied],
        [100.0, 0.0, 100.0]
    );
    // one of the two groups with tokens is right, and one of all four
    assert_eq!(
        [right.accuracy_chance, right.accuracy_chance_all, right.iou_chance],
        [50.0, 25.0, 50.0]
    );
}

#[test]
fn the_object_is_dilated_by_one_patch_and_not_around_the_edge() {
    let share = |row: usize, column: usize| {
        let only = assign(2, |_, r, c| usize::from((r, c) != (row, column)));
        hits(&only, &mask(&size(), corner), &size())[0].inside
    };
    assert_eq!(
        [share(1, 1), share(0, 1), share(0, 2), share(2, 0), share(3, 3)],
        [1.0, 1.0, 0.0, 0.0, 0.0].map(Some)
    );
    let n = size().resolution;
    let pixel: Vec<bool> = (0..2 * n * n).map(|i| i == 0).collect();
    // rows and columns 0 to 4 of the first frame: all of token (0, 0), a quarter of (0, 1), a
    // sixteenth of (1, 1)
    let inside = |group: fn(usize, usize, usize) -> usize| {
        hits(&assign(2, group), &pixel, &size())[0].inside
    };
    assert_eq!(inside(|p, r, c| usize::from((p, r, c) != (0, 0, 0))), Some(1.0));
    assert_eq!(inside(|p, r, c| usize::from((p, r, c) != (0, 0, 1))), Some(0.25));
    assert_eq!(inside(|p, r, c| usize::from((p, r, c) != (0, 1, 1))), Some(0.0625));
    assert_eq!(inside(|p, r, c| usize::from((p, r, c) != (1, 0, 0))), Some(0.0));
}

#[test]
fn chance_is_what_many_random_draws_come_to() {
    let mut random = Random::new(7);
    let similarity = vec![vec![0.0; 6]];
    let labels: Vec<usize> = (0..32).map(|_| random.below(5)).collect();
    let assignment = assign(6, |p, r, c| labels[p * 16 + r * 4 + c]);
    let object = mask(&size(), |_, row, column| row < 2 && column < 2);
    let found = hits(&assignment, &object, &size());
    let pointing = score(vec![object], assignment, similarity);
    let draws = 100_000;
    let right = (0..draws).filter(|_| found[random.below(6)].is_correct()).count();
    assert!(
        (pointing.accuracy_chance_all - 100.0 * right as f64 / draws as f64).abs() < 1.0,
        "{pointing:?}"
    );
    let occupied = found.iter().filter(|hit| hit.inside.is_some()).count() as f64;
    assert!(
        (pointing.accuracy_chance - pointing.accuracy_chance_all * 6.0 / occupied).abs() < 1e-9
    );
    // all six tie
    assert!((pointing.accuracy - pointing.accuracy_chance_all).abs() < 1e-9);
    assert!((pointing.accuracy_occupied - pointing.accuracy_chance).abs() < 1e-9);
}

#[test]
fn a_noun_without_a_finite_similarity_points_nowhere() {
    let assignment = assign(4, |_, row, column| usize::from(!corner(0, row, column)));
    let found = score(vec![mask(&size(), corner)], assignment, vec![vec![f64::NAN; 4]]);
    assert_eq!([found.accuracy, found.accuracy_occupied, found.iou], [0.0; 3]);
}

#[test]
fn soft_weights_count_by_their_weight() {
    let soft = |inside: f64| {
        vec![
            (0..32)
                .map(|s| {
                    if s % 16 == 0 {
                        inside
                    } else if s % 16 == 15 {
                        1.0 - inside
                    } else {
                        0.0
                    }
                })
                .collect::<Vec<f64>>(),
        ]
    };
    let share =
        |inside: f64| hits(&soft(inside), &mask(&size(), corner), &size())[0].inside.unwrap();
    assert!((share(0.3) - 0.3).abs() < 1e-12 && (share(0.7) - 0.7).abs() < 1e-12);
}

#[test]
fn groups_that_find_the_other_object_are_told() {
    let far = |_: usize, row: usize, column: usize| row == 3 && column == 3;
    let assignment = || {
        assign(3, |p, r, c| {
            if corner(p, r, c) {
                0
            } else if far(p, r, c) {
                1
            } else {
                2
            }
        })
    };
    let masks = || vec![mask(&size(), corner), mask(&size(), far)];
    let right = score(masks(), assignment(), vec![vec![1.0, 0.0, 0.0], vec![0.0, 1.0, 0.0]]);
    assert_eq!(
        (right.accuracy, right.accuracy_paired, right.accuracy_swapped),
        (100.0, Some(100.0), Some(0.0))
    );
    let crossed = score(masks(), assignment(), vec![vec![0.0, 1.0, 0.0], vec![1.0, 0.0, 0.0]]);
    assert_eq!(
        (crossed.accuracy, crossed.accuracy_paired, crossed.accuracy_swapped),
        (0.0, Some(0.0), Some(100.0))
    );
}

#[test]
fn entropy_is_0_for_one_group_and_1_for_all() {
    assert_eq!([entropy(&[5.0, 0.0, 0.0, 0.0]), entropy(&[3.0])], [0.0, 0.0]);
    assert!((entropy(&[2.0; 8]) - 1.0).abs() < 1e-12);
    assert!((entropy(&[1.0, 1.0, 0.0, 0.0]) - 0.5).abs() < 1e-12);
}

fn blend(features: [[f64; 2]; 4]) -> Blend {
    let mask = vec![false, true, true, false];
    Blend {
        sources: [0, 1],
        assigned: mask.iter().map(|own| f64::from(*own)).collect(),
        mask,
        features: features.iter().map(|f| f.to_vec()).collect(),
    }
}

#[test]
fn scenes_that_are_told_apart_have_no_cosine_across() {
    let apart = Blends::mean(&[blend([[1.0, 0.0], [0.0, 1.0], [0.0, 2.0], [3.0, 0.0]])]).unwrap();
    assert_eq!(
        [apart.within, apart.across, apart.held_out, apart.foreground],
        [1.0, 0.0, 100.0, 100.0]
    );
    assert_eq!([apart.foreground_majority], [50.0]);
    let opposite =
        Blends::mean(&[blend([[1.0, 0.0], [-1.0, 0.0], [-2.0, 0.0], [3.0, 0.0]])]).unwrap();
    assert_eq!([opposite.across, opposite.across_signed, opposite.within_signed], [1.0, -1.0, 1.0]);
    // what is alike everywhere is decided by a coin
    let alike = Blends::mean(&[blend([[1.0, 0.0]; 4])]).unwrap();
    assert_eq!([alike.within, alike.across, alike.held_out], [1.0, 1.0, 50.0]);
    assert_eq!(Blends::mean(&[]), None);
}

/// Why `held_out` is there: features without meaning are assigned rightly by centers that they are
/// part of.
#[test]
fn only_held_out_centers_see_that_features_are_noise() {
    let mut random = Random::new(3);
    let cutting = config("hard_gumbel", &[12]).protocol.cutting;
    let [b, t, d] = [400, 4, 48];
    let noise: Vec<f32> = (0..b * t * d).map(|_| random.normal() as f32).collect();
    let drawn = crate::loss::cut_paste::CutPaste::draw(&random, b, t, cutting.cut, cutting.partner);
    let device = Device::flex();
    let tensor = |data: Vec<f32>, shape: Vec<usize>| burn::tensor::TensorData::new(data, shape);
    let features =
        burn::tensor::Tensor::<3>::from_data(tensor(noise.clone(), vec![b, t, d]), &device);
    let mask =
        burn::tensor::Tensor::<2>::from_data(tensor(drawn.mask.concat(), vec![b, t]), &device);
    let assigned =
        cutting.temporal.loss(features, mask, &model(&config("hard", &[12])).foreground).foreground;
    let assigned = crate::evaluate::encode::rows(assigned);
    let blends = (0..b).map(|i| Blend {
        sources: [i, drawn.partner[i]],
        mask: drawn.mask[i].iter().map(|m| *m > 0.5).collect(),
        assigned: assigned[i].clone(),
        features: noise[i * t * d..][..t * d]
            .chunks(d)
            .map(|row| row.iter().map(|v| f64::from(*v)).collect())
            .collect(),
    });
    let found = Blends::mean(&blends.collect::<Vec<_>>()).unwrap();
    assert!(found.foreground > 99.0 && (found.held_out - 50.0).abs() < 5.0, "{found:?}");
}

fn config(assignment: &str, layers: &[i64]) -> Config {
    let set = [
        ("assignment", Value::from(assignment)),
        ("grouping_layers", Value::Ints(layers.to_vec())),
    ];
    Config::new(&Settings::from(set).resolve(&declaration()).unwrap(), 1)
}

fn model(config: &Config) -> Model {
    Model::new(&config.architecture, Vocabulary::new().len(), 1, &Device::flex()).no_grad()
}

fn words() -> Words {
    Words::World(Vocabulary::new())
}

fn test_clips(n: usize, size: Size) -> Vec<Clip> {
    let tasks = tasks(&config("hard", &[12]).measured);
    clips(&tasks.retrieval.unwrap().testing, n, size).collect::<Result<_, _>>().unwrap()
}

fn probed(config: &Config) -> Probes {
    let model = model(config);
    let clips = test_clips(20, model.config.video.size).into_iter().map(Ok);
    probes(&model, &words(), clips, &config.protocol.cutting).unwrap()
}

#[test]
fn an_untrained_model_is_probed_and_the_same_twice() {
    let config = config("hard_gumbel", &[6, 9, 12]);
    let found = probed(&config);
    assert_eq!(found, probed(&config));
    let pointing = found.pointing.unwrap();
    assert_eq!(found.clips, 20);
    assert!(
        pointing.nouns > 25 && pointing.accuracy <= 100.0 && pointing.iou <= pointing.best_iou,
        "{pointing:?}"
    );
    assert!((0.0..=1.0).contains(&found.usage_entropy.unwrap()));
}

#[test]
fn without_grouping_blocks_nothing_is_assigned() {
    let found = probed(&config("hard_gumbel", &[]));
    assert_eq!((found.pointing, found.usage_entropy), (None, None));
    assert!(found.blends.is_some());
}

#[test]
fn weights_of_a_token_sum_to_1_soft_or_hard() {
    for how in ["soft", "hard"] {
        let model = model(&config(how, &[12]));
        for view in views(&model, &words(), &test_clips(2, model.config.video.size)) {
            let assignment = view.assignment.unwrap();
            for token in 0..model.config.video.size.tokens() {
                let sum: f64 = assignment.iter().map(|weights| weights[token]).sum();
                assert!((sum - 1.0).abs() < 1e-5, "{how}: {sum}");
            }
        }
    }
}

#[test]
fn masks_cover_the_pixels_that_have_the_objects_color() {
    let size = Size::new(Scale::Micro);
    for clip in test_clips(40, size) {
        let masks: Vec<&Vec<bool>> =
            clip.nouns.iter().filter_map(|noun| noun.mask.as_ref()).collect();
        let objects = if clip.caption.contains(" while ") { 2 } else { 1 };
        assert_eq!(masks.len(), objects, "{}", clip.caption);
        for (pixel, color) in clip.frames.chunks(3).enumerate() {
            let bright = color.contains(&255);
            assert_eq!(
                masks.iter().filter(|mask| mask[pixel]).count(),
                usize::from(bright),
                "{}",
                clip.caption
            );
        }
    }
}

#[test]
fn a_clip_is_what_the_model_reads() {
    for scale in [Scale::Micro, Scale::Tiny, Scale::Small] {
        let size = Size::new(scale);
        let tasks = tasks(&config("hard", &[12]).measured);
        let set = tasks.retrieval.unwrap().testing;
        let read = clips(&set, 5, size);
        for (clip, video) in read.zip(&set.videos) {
            assert!(
                clip.unwrap().tubelets(&size) == video.clip(Part::Whole, &size).unwrap(),
                "{scale:?}"
            );
        }
    }
}

#[test]
fn a_video_without_masks_has_the_nouns_of_its_caption() {
    let tagger = dataset::words::Tagger::new();
    let video = Video::Untrimmed(std::sync::Arc::new(crate::world::localization::Untrimmed::draw(
        "test", 1,
    )));
    let clip = Clip::read(
        String::new(),
        &video,
        "a dog runs after a red ball",
        &Size::new(Scale::Micro),
        &tagger,
    )
    .unwrap();
    let nouns: Vec<&str> = clip.nouns.iter().map(|noun| noun.text.as_str()).collect();
    assert!(nouns.contains(&"dog") && nouns.iter().any(|noun| noun.contains("ball")), "{nouns:?}");
    assert!(clip.nouns.iter().all(|noun| noun.mask.is_none()));
}
