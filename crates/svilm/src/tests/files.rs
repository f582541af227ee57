//! From rendered MP4 files to numbers, with files that cannot be read among them.

use std::fs;

use subject::{Event, Job, Log, Settings, Stop, Subject, read_events, read_items};

use super::{Folder, settings};
use crate::{Amount, Svilm, render};

/// A few videos, of which four cannot be read; none where there is no ffmpeg.
fn rendered(folder: &Folder) -> bool {
    if !testing::tool("ffmpeg") {
        return false;
    }
    let amount = Amount {
        pretraining: 12,
        retrieval: 11,
        questions: [8, 6],
        actions: [8, 6],
        untrimmed: [6, 5],
    };
    let mut made = 0;
    render(&folder.0, &amount, &mut |done| made = done).unwrap();
    assert_eq!(made, amount.total());
    let file = |set: &str, name: &str| folder.0.join(set).join("videos").join(name);
    let cut = file("pretraining", "train-00003.mp4");
    let bytes = fs::read(&cut).unwrap();
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    fs::write(file("retrieval", "test-00004.mp4"), "not a video").unwrap();
    fs::write(file("question-answering", "test-00001.mp4"), "").unwrap();
    fs::remove_file(file("temporal-localization", "testing-00001.mp4")).unwrap();
    true
}

fn job(folder: &Folder, changed: Settings) -> Job {
    let mut settings = settings([
        ("data", folder.0.join("data.toml").to_str().unwrap().into()),
        ("steps", 4.into()),
        ("batch", 4.into()),
        ("fine_tuning_steps", 2.into()),
        ("evaluation", "quick".into()),
    ]);
    settings.0.extend(changed.0);
    let out = folder.0.join("run");
    fs::create_dir_all(&out).unwrap();
    Job { settings, seed: 1, out, threads: 2 }
}

fn run(job: &Job) -> (Result<(), Stop>, Vec<Event>) {
    let events = job.out.join("events.jsonl");
    let mut log = Log::open(&events).unwrap();
    log.event(Event::Started { protocol: subject::PROTOCOL, id: String::new() }).unwrap();
    let result = Svilm.run(job, &mut log);
    (result, read_events(&events).unwrap().into_iter().map(|line| line.event).collect())
}

#[test]
fn all_tasks_are_measured_on_files_and_unreadable_ones_are_named() {
    let folder = Folder::new("files");
    if !rendered(&folder) {
        return;
    }
    let job = job(&folder, Settings::default());
    let (result, events) = run(&job);
    result.unwrap();
    let value = |wanted: &str| {
        events.iter().find_map(|event| match event {
            Event::Metric { name, value, .. } if name == wanted => Some(*value),
            _ => None,
        })
    };
    for metric in [
        "recall@1/text_to_video",
        "accuracy/question_answering",
        "accuracy/action_recognition",
        "map/temporal_localization",
    ] {
        assert!(value(metric).is_some_and(f64::is_finite), "{metric}");
    }
    assert!(value("accuracy/action_recognition/fine_tuned").is_some());
    assert_eq!(value("unreadable/videos"), Some(3.0));
    let notes: Vec<&str> = events
        .iter()
        .filter_map(
            |event| if let Event::Note { text } = event { Some(text.as_str()) } else { None },
        )
        .collect();
    for name in ["train-00003.mp4", "retrieval`", "test-00001.mp4", "testing-00001.mp4"] {
        assert_eq!(
            notes.iter().filter(|note| note.contains(name)).count(),
            1,
            "{name}: {notes:#?}"
        );
    }
    let unmeasured = |wanted: &str| {
        events.iter().any(|event| matches!(event, Event::Unmeasured { name, .. } if name == wanted))
    };
    assert!(
        unmeasured("recall@1/text_to_video/fine_tuned"),
        "the retrieval set has nothing to train on"
    );
    let items = read_items(&job.out).unwrap();
    let ranks = items.iter().find(|items| items.metric == "median_rank/text_to_video").unwrap();
    assert_eq!(ranks.values.len(), 10, "one of eleven videos is left out");
    assert!(job.out.join("vocab.txt").exists());
    let strict = Settings::from([("unreadable_share", 0.01.into())]);
    let (result, _) = run(&self::job(&folder, strict));
    let Err(Stop::Failed(error)) = result else { panic!("{result:?}") };
    assert!(error.to_string().contains("unreadable_share"), "{error}");
}

#[test]
fn a_file_that_names_no_data_is_told_what_is_missing() {
    let folder = Folder::new("no data");
    let suite = folder.0.join("data.toml");
    let failure = |text: &str| {
        fs::write(&suite, text).unwrap();
        let job = job(&folder, Settings::default());
        let (Err(Stop::Failed(error)), _) = run(&job) else { panic!("it ran") };
        error.to_string()
    };
    assert!(failure("pretraining = []\n").contains("captioned videos"));
    assert!(failure("pretrainign = []\n").contains("pretrainign"));
    assert!(failure("pretraining = [\"nowhere\"]\n").contains("nowhere"));
}
