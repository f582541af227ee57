use std::path::PathBuf;

use super::*;

/// An event file with this text, in a folder of its own.
fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.jsonl");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

/// What is read from the text: one word for each event, or the error.
fn read(text: &str) -> String {
    let (folder, path) = file(text);
    match read_events(&path) {
        Ok(lines) => lines.iter().map(|line| word(&line.event)).collect::<Vec<_>>().join(" "),
        Err(error) => error.to_string().replace(&folder.path().display().to_string(), "."),
    }
}

fn word(event: &Event) -> String {
    match event {
        Event::Started { id, .. } => format!("started:{id}"),
        Event::Progress { step, of, .. } => format!("progress:{step}/{of}"),
        Event::Metric { name, value, step, chance } => {
            format!("{name}={value}@{step:?}~{chance:?}")
        }
        Event::Unmeasured { name, reason } => format!("{name}: {reason}"),
        Event::Note { text } => text.clone(),
        Event::Finished { outcome } => format!("{outcome:?}"),
    }
}

const STARTED: &str = "{\"t\":0,\"event\":\"started\",\"protocol\":1,\"id\":\"a\"}\n";
const PROGRESS: &str = "{\"t\":1,\"event\":\"progress\",\"step\":1,\"of\":4,\"phase\":\"train\"}\n";
const FINISHED: &str = "{\"t\":2,\"event\":\"finished\",\"outcome\":\"finished\"}\n";

#[test]
fn no_file_is_no_event() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(read_events(&folder.path().join("none")).unwrap(), []);
    assert_eq!(read(""), "");
}

#[test]
fn a_complete_run() {
    assert_eq!(read(&[STARTED, PROGRESS, FINISHED].concat()), "started:a progress:1/4 Finished");
}

#[test]
fn the_last_line_counts_without_its_newline_if_it_is_whole() {
    assert_eq!(read([STARTED, FINISHED].concat().trim_end()), "started:a Finished");
}

#[test]
fn a_last_line_that_was_cut_off_is_left_out_wherever_it_was_cut() {
    for end in 1..FINISHED.len() - 2 {
        let text = [STARTED, PROGRESS, &FINISHED[..end]].concat();
        assert_eq!(read(&text), "started:a progress:1/4", "cut at {end}");
        // a next attempt ended the line, and was killed before it said anything
        assert_eq!(
            read(&format!("{text}\n")),
            "started:a progress:1/4",
            "cut at {end}, then ended"
        );
    }
}

#[test]
fn a_line_cut_inside_a_character_is_left_out() {
    let (_folder, path) = file(STARTED);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend(b"{\"t\":1,\"event\":\"metric\",\"name\":\"gr\xc3");
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(read_events(&path).unwrap().len(), 1);
}

#[test]
fn the_next_attempt_after_a_cut_off_line_stands_alone() {
    let (_folder, path) = file(&[STARTED, PROGRESS, "{\"t\":9,\"eve"].concat());
    let mut log = Log::open(&path).unwrap();
    log.event(Event::Started { protocol: 1, id: "b".to_owned() }).unwrap();
    log.progress(1, 2, "train").unwrap();
    let words: Vec<_> = read_events(&path).unwrap().iter().map(|line| word(&line.event)).collect();
    assert_eq!(words, ["started:b", "progress:1/2"]);
    assert!(
        std::fs::read_to_string(&path).unwrap().starts_with(STARTED),
        "an event file only grows"
    );
}

#[test]
fn a_broken_line_inside_an_attempt_is_an_error() {
    let error = read(&[STARTED, "what is this\n", FINISHED].concat());
    assert_eq!(error, "`./events.jsonl` line 2 is not valid: expected value at line 1 column 1");
}

#[test]
fn a_line_that_a_dying_subject_left_does_not_hide_why_it_died() {
    let failed =
        "{\"t\":2,\"event\":\"finished\",\"outcome\":\"failed\",\"reason\":\"exit code 7\"}\n";
    let late = "{\"t\":2,\"event\":\"finished\",\"outcome\":\"timedout\",\"seconds\":2.5}\n";
    for end in 1..PROGRESS.len() - 2 {
        let cut = format!("{STARTED}{}\n", &PROGRESS[..end]);
        assert_eq!(
            read(&format!("{cut}{failed}")),
            "started:a Failed { reason: \"exit code 7\" }",
            "cut at {end}"
        );
        assert_eq!(
            read(&format!("{cut}{late}")),
            "started:a TimedOut { seconds: 2.5 }",
            "cut at {end}"
        );
        // numbers with a hole in them are no result
        assert!(read(&format!("{cut}{FINISHED}")).contains("line 2 is not valid"), "cut at {end}");
        assert!(
            read(&format!("{cut}{PROGRESS}{failed}")).contains("line 2 is not valid"),
            "cut at {end}"
        );
    }
    let unknown = [STARTED, "{\"t\":1,\"event\":\"heartbeat\"}\n", failed].concat();
    assert!(read(&unknown).contains("line 2 is not valid"), "a whole line is no cut-off one");
}

#[test]
fn an_event_of_an_unknown_kind_is_an_error_even_at_the_end() {
    let error = read(&[STARTED, "{\"t\":1,\"event\":\"heartbeat\"}\n"].concat());
    assert!(error.contains("line 2 is not valid: unknown variant `heartbeat`"), "{error}");
}

#[test]
fn what_an_earlier_attempt_broke_is_void() {
    let text = [
        STARTED,
        "what is this\n",
        "{\"t\":1,\"event\":\"heartbeat\"}\n",
        PROGRESS,
        STARTED,
        FINISHED,
    ]
    .concat();
    assert_eq!(read(&text), "started:a Finished");
}

#[test]
fn further_fields_of_an_event_are_skipped() {
    let text = "{\"t\":0,\"event\":\"progress\",\"step\":1,\"of\":2,\"phase\":\"train\",\"loss\":[1,{\"a\":2}]}\n";
    assert_eq!(read(text), "progress:1/2");
}

#[test]
fn not_a_number_is_written_as_null_and_read_as_nan() {
    let (_folder, path) = file("");
    let mut log = Log::open(&path).unwrap();
    log.metric("score", f64::NAN, None).unwrap();
    log.point("loss", f64::INFINITY, 3).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("\"value\":null").count(), 2, "{text}");
    for line in read_events(&path).unwrap() {
        assert!(matches!(line.event, Event::Metric { value, .. } if value.is_nan()), "{line:?}");
    }
    let error = read("{\"t\":0,\"event\":\"metric\",\"name\":\"score\"}\n");
    assert!(error.contains("missing field `value`"), "{error}");
}

#[test]
fn every_event_reads_back_as_it_was_written() {
    let outcomes = [
        Outcome::Finished,
        Outcome::Diverged { step: 7, reason: "loss \"is\"\nNaN".to_owned() },
        Outcome::Failed { reason: "out of memory \u{1f4a5}".to_owned() },
        Outcome::TimedOut { seconds: 0.1 + 0.2 },
    ];
    let mut events: Vec<_> =
        outcomes.into_iter().map(|outcome| Event::Finished { outcome }).collect();
    // more digits than a careless reader keeps
    let value = 29.999_999_999_999_996;
    events.push(Event::Metric {
        name: "recall@1".to_owned(),
        value,
        step: None,
        chance: Some(0.2),
    });
    events.push(Event::Metric {
        name: "loss".to_owned(),
        value: 1.0e-300,
        step: Some(u64::MAX),
        chance: None,
    });
    let (_folder, path) = file("");
    let mut log = Log::open(&path).unwrap();
    for event in &events {
        log.event(event.clone()).unwrap();
    }
    let read: Vec<_> = read_events(&path).unwrap().into_iter().map(|line| line.event).collect();
    assert_eq!(read, events);
}

#[test]
fn progress_is_thinned_but_its_first_and_last_step_are_written() {
    let (_folder, path) = file("");
    let mut log = Log::open(&path).unwrap();
    for step in 1..=1000 {
        log.progress(step, 1000, "train").unwrap();
    }
    let lines = read_events(&path).unwrap();
    assert!(lines.len() < 500, "{} lines", lines.len());
    assert_eq!(word(&lines[0].event), "progress:1/1000");
    assert_eq!(word(&lines.last().unwrap().event), "progress:1000/1000");
}
