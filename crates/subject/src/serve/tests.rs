use crate::{Better, Kind, Knob, Metric, Value, toy::Toy};

use super::*;

type Run = fn(&Job, &mut Log) -> Result<(), Stop>;

/// A subject with one final metric and one curve, whose run is a function.
struct Scripted(Run);

impl Subject for Scripted {
    fn declaration(&self) -> Declaration {
        let width = Knob::new("width", "width", Kind::Int { min: 1, max: 64 }, 8, "units");
        let score = Metric::new("score", "Score", "%", Better::Higher, "toy");
        let loss = Metric::new("loss", "Loss", "", Better::Lower, "toy").along_steps();
        Declaration::new("scripted", "1", vec![width], vec![score, loss])
    }

    fn run(&self, job: &Job, log: &mut Log) -> Result<(), Stop> {
        (self.0)(job, log)
    }
}

const SPEC: &str =
    r#"{"protocol":1,"subject":"scripted","version":"1","seed":3,"settings":{"width":16}}"#;

/// Exit code and outcome of a run, as text; `-` if the event file has no outcome.
fn run(spec: &str, run: Run) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spec.json");
    std::fs::write(&path, spec).unwrap();
    let code = serve(&Scripted(run), &args(&["run", path.to_str().unwrap()]));
    let lines = crate::read_events(&folder.path().join("events.jsonl")).unwrap();
    let outcome = match lines.last().map(|line| &line.event) {
        Some(Event::Finished { outcome }) => format!("{outcome:?}"),
        _ => "-".to_owned(),
    };
    format!("{} {outcome}", number(code))
}

fn args(args: &[&str]) -> Vec<String> {
    args.iter().map(|&arg| arg.to_owned()).collect()
}

/// The number of an exit code, which the standard library shows only in words.
fn number(code: ExitCode) -> u8 {
    (0..=u8::MAX)
        .find(|&number| format!("{:?}", ExitCode::from(number)) == format!("{code:?}"))
        .unwrap()
}

fn good(_: &Job, log: &mut Log) -> Result<(), Stop> {
    log.point("loss", 0.5, 1)?;
    log.progress(1, 1, "train")?;
    Ok(log.metric("score", 50.0, Some(10.0))?)
}

#[test]
fn a_run_that_keeps_the_contract() {
    assert_eq!(run(SPEC, good), "0 Finished");
}

#[test]
fn a_job_has_what_the_specification_says() {
    let check: Run = |job, log| {
        assert_eq!((job.settings.int("width"), job.seed, job.threads), (16, 3, 1));
        assert!(
            job.out.join("spec.json").exists(),
            "the output folder is that of the specification"
        );
        good(job, log)
    };
    assert_eq!(run(SPEC, check), "0 Finished");
}

#[test]
fn an_undeclared_metric_is_an_error_of_the_subject() {
    let stray: Run = |job, log| {
        log.metric("scoer", 1.0, None)?;
        good(job, log)
    };
    assert_eq!(
        run(SPEC, stray),
        r#"1 Failed { reason: "the metric `scoer` was reported but is not declared" }"#
    );
}

#[test]
fn a_missing_metric_is_an_error_of_the_subject() {
    assert_eq!(
        run(SPEC, |_, _| Ok(())),
        r#"1 Failed { reason: "the declared metric `score` was not reported" }"#
    );
}

#[test]
fn a_metric_is_final_or_along_steps_as_declared() {
    let late: Run = |_, log| Ok(log.point("score", 1.0, 1)?);
    assert_eq!(
        run(SPEC, late),
        r#"1 Failed { reason: "the metric `score` is declared to be reported once, at the end" }"#
    );
    let early: Run = |_, log| Ok(log.metric("loss", 1.0, None)?);
    assert_eq!(
        run(SPEC, early),
        r#"1 Failed { reason: "the metric `loss` is declared to be reported along steps" }"#
    );
    let twice: Run = |job, log| good(job, log).and_then(|()| good(job, log));
    assert_eq!(run(SPEC, twice), r#"1 Failed { reason: "the metric `score` was reported twice" }"#);
}

#[test]
fn what_is_not_finite_has_diverged() {
    let curve: Run = |job, log| {
        log.point("loss", f64::NAN, 7)?;
        good(job, log)
    };
    assert_eq!(run(SPEC, curve), r#"3 Diverged { step: 7, reason: "`loss` is NaN" }"#);
    let last: Run = |_, log| {
        log.progress(9, 9, "train")?;
        Ok(log.metric("score", f64::INFINITY, None)?)
    };
    assert_eq!(run(SPEC, last), r#"3 Diverged { step: 9, reason: "`score` is NaN" }"#);
    let said: Run = |_, _| Err(Stop::Diverged { step: 4, reason: "the loss grows".to_owned() });
    assert_eq!(run(SPEC, said), r#"3 Diverged { step: 4, reason: "the loss grows" }"#);
}

#[test]
fn an_error_is_reported_with_its_causes() {
    let failing: Run = |job, _| {
        let path = job.out.join("weights");
        let source = std::io::Error::other("no space left");
        Err(Error::Io { action: "write", path: path.file_name().unwrap().into(), source }.into())
    };
    assert_eq!(
        run(SPEC, failing),
        r#"1 Failed { reason: "cannot write `weights`: no space left" }"#
    );
}

#[test]
fn a_panic_is_a_failed_run() {
    assert_eq!(
        run(SPEC, |_, _| panic!("shape {}", 3)),
        r#"1 Failed { reason: "the program panicked: shape 3" }"#
    );
    assert_eq!(
        run(SPEC, |_, _| panic!("bare")),
        r#"1 Failed { reason: "the program panicked: bare" }"#
    );
    let odd: Run = |_, _| std::panic::panic_any(7_u8);
    assert_eq!(run(SPEC, odd), r#"1 Failed { reason: "the program panicked: no message" }"#);
}

#[test]
fn a_specification_for_another_program_is_refused_before_anything_is_written() {
    let replace = |from: &str, to: &str| SPEC.replace(from, to);
    for spec in [
        replace("\"version\":\"1\"", "\"version\":\"2\""),
        replace("\"subject\":\"scripted\"", "\"subject\":\"toy\""),
        replace("\"protocol\":1", "\"protocol\":2"),
        replace("\"width\":16", "\"widht\":16"),
        replace("\"width\":16", "\"width\":65"),
        replace("\"width\":16", "\"width\":\"16\""),
        "not JSON".to_owned(),
    ] {
        assert_eq!(run(&spec, good), "2 -", "{spec}");
    }
}

#[test]
fn the_identity_is_that_of_every_knob_although_one_was_left_out() {
    let id = |settings: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spec.json");
        std::fs::write(&path, SPEC.replace("{\"width\":16}", settings)).unwrap();
        serve(&Scripted(good), &args(&["run", path.to_str().unwrap()]));
        match &crate::read_events(&folder.path().join("events.jsonl")).unwrap()[0].event {
            Event::Started { id, .. } => id.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(id("{}"), id("{\"width\":8}"));
    assert_ne!(id("{}"), id("{\"width\":16}"));
}

#[test]
fn arguments_that_are_not_understood_are_wrong_usage() {
    let code = |list: &[&str]| number(serve(&Toy, &args(list)));
    let wrong: [&[&str]; 9] = [
        &[],
        &["run"],
        &["rnu", "spec.json"],
        &["run", "spec.json", "--threads"],
        &["run", "spec.json", "--threads", "0"],
        &["run", "spec.json", "--threads", "many"],
        &["run", "spec.json", "--threads", "-1"],
        &["run", "spec.json", "--fast", "1"],
        &["run", "no such file.json"],
    ];
    for list in wrong {
        assert_eq!(code(list), 2, "{list:?}");
    }
}

#[test]
fn threads_are_passed_on_in_either_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spec.json");
    std::fs::write(&path, SPEC).unwrap();
    let four = Scripted(|job, log| {
        assert_eq!(job.threads, 4);
        good(job, log)
    });
    let spec = path.to_str().unwrap();
    assert_eq!(number(serve(&four, &args(&["run", spec, "--threads", "4"]))), 0);
    assert_eq!(number(serve(&four, &args(&["run", "--threads", "4", spec]))), 0);
}

#[test]
fn the_toy_keeps_the_contract_and_repeats_itself() {
    let folder = tempfile::tempdir().unwrap();
    let scores =
        [("a", 1, 0.1), ("b", 1, 0.1), ("c", 2, 0.1), ("d", 1, 5.0)].map(|(name, seed, rate)| {
            let out = folder.path().join(name);
            std::fs::create_dir(&out).unwrap();
            let settings = Settings::from([("learning_rate", Value::Float(rate))]);
            let spec = RunSpec::new(&Toy.declaration(), &settings, seed).unwrap();
            std::fs::write(out.join("spec.json"), serde_json::to_string(&spec).unwrap()).unwrap();
            let code =
                number(serve(&Toy, &args(&["run", out.join("spec.json").to_str().unwrap()])));
            let lines = crate::read_events(&out.join("events.jsonl")).unwrap();
            let score = lines.into_iter().find_map(|line| match line.event {
                Event::Metric { name, value, .. } if name == "score" => Some(value),
                _ => None,
            });
            (code, score)
        });
    assert_eq!(scores[0], scores[1], "the same seed gives the same numbers");
    assert_ne!(scores[0], scores[2], "another seed gives others");
    assert_eq!(scores[3], (3, None), "a learning rate above 1 diverges");
}
