use std::collections::HashSet;

use super::localization::Untrimmed;
use super::question::QuestionSet;
use super::scene::{Background, Color, Motion, Object, Scene, Shape};
use super::words::Vocabulary;
use super::{distinct_scenes, raster, training_scene};
use crate::evaluate::question::answers;
use crate::model::size::{Scale, Size};
use crate::prompt::{TEMPLATES, prompt};

fn scene(motion: Motion) -> Scene {
    let object =
        Object { shape: Shape::Circle, color: Color::Red, large: true, motion, x: 24.0, y: 8.0 };
    Scene { objects: vec![object], background: Background::Black }
}

#[test]
fn captions_and_nouns_say_what_is_seen() {
    let mut two = scene(Motion::Left);
    assert_eq!(two.caption(), "a large red circle moves left on a black background");
    assert_eq!(two.nouns(), ["red circle"]);
    two.objects.push(Object {
        shape: Shape::Ring,
        color: Color::Cyan,
        large: false,
        motion: Motion::Grows,
        x: 3.0,
        y: 4.0,
    });
    assert_eq!(
        two.caption(),
        "a large red circle moves left while a cyan ring grows on a black background"
    );
    assert_eq!(two.nouns(), ["red circle", "cyan ring", "black background"]);
}

#[test]
fn every_sentence_of_the_world_is_in_the_vocabulary() {
    let words = Vocabulary::new();
    let captions = (0..500).map(|index| training_scene(index).caption());
    let questions =
        QuestionSet::draw("test", 200).questions.into_iter().map(|question| question.text);
    for text in captions
        .chain(questions)
        .chain((0..TEMPLATES.len()).map(|template| prompt("red circle", template)))
    {
        assert!(!words.tokens(&text).contains(&3), "{text}");
        assert!(words.tokens(&text).len() <= crate::model::text::LONGEST, "{text}");
    }
    assert!(words.tokens("a purple circle").contains(&3));
}

#[test]
fn no_test_video_is_a_training_video() {
    let looks = |scene: &Scene| format!("{scene:?}");
    let training: HashSet<String> =
        (0..super::TRAINING_VIDEOS).map(|index| looks(&training_scene(index))).collect();
    assert!(
        training.len() > super::TRAINING_VIDEOS * 9 / 10,
        "only {} training videos differ",
        training.len()
    );
    assert!(distinct_scenes(500, "test").iter().all(|scene| !training.contains(&looks(scene))));
}

#[test]
fn pixels_move_as_the_motion_says() {
    // the center of mass of red in the first and in the last temporal position
    let size = Size::new(Scale::Micro);
    let center = |motion: Motion, position: usize| {
        let clip = raster::moving_clip(&scene(motion), &size);
        assert_eq!(clip.len(), size.tokens() * size.tubelet());
        let (mut x, mut y, mut mass) = (0.0, 0.0, 0.0);
        for patch in 0..size.patches() {
            let token =
                &clip[(position * size.patches() + patch) * size.tubelet()..][..size.tubelet()];
            for (index, pixel) in token.chunks(3).enumerate() {
                if pixel[0] > 0.0 {
                    x += (patch % 4 * 8 + index % 8) as f32;
                    y += (patch / 4 * 8 + index / 8 % 8) as f32;
                    mass += 1.0;
                }
            }
        }
        [x / mass, y / mass, mass]
    };
    let change =
        |motion| std::array::from_fn::<f32, 3, _>(|i| center(motion, 3)[i] - center(motion, 0)[i]);
    assert!(change(Motion::Left)[0] < -5.0 && change(Motion::Left)[1].abs() < 0.1);
    assert!(change(Motion::Down)[1] > 5.0);
    assert!(change(Motion::Grows)[2] > 50.0 && change(Motion::Shrinks)[2] < -50.0);
    assert_eq!(change(Motion::Stays), [0.0; 3]);
    assert!(center(Motion::Blinks, 0)[2] < 0.6 * center(Motion::Stays, 0)[2]);
}

#[test]
fn some_answers_are_only_in_the_test() {
    let training = QuestionSet::draw("a", 400).for_training();
    let testing = QuestionSet::draw("b", 400);
    let (training, testing) = (answers(&training.questions), answers(&testing.questions));
    let unknown: Vec<_> = testing.iter().filter(|answer| !training.contains(answer)).collect();
    assert_eq!(unknown.len(), 2, "{unknown:?}");
}

#[test]
fn instances_are_apart_and_inside_the_video() {
    for index in 0..300 {
        let video = Untrimmed::draw("test", index);
        assert!(!video.instances.is_empty());
        let mut end = 0;
        for &(start, stop) in &video.instances {
            assert!(
                start >= end + 8 && stop > start && stop <= video.frames,
                "{:?} of {}",
                video.instances,
                video.frames
            );
            let share = (stop - start) as f64 / video.frames as f64;
            assert!((0.08..=0.6).contains(&share), "{share}");
            end = stop;
        }
        let (start, stop) = video.instances[0];
        assert_eq!(video.moved(start, 3), [0, 1, 2]);
        assert_eq!(video.moved(stop, 2), [stop - start; 2]);
    }
}
