use std::collections::BTreeSet;

use proptest::prelude::*;
use subject::toy::Toy;
use subject::{Log, Outcome, Subject, Value};

use super::*;
use foundation::Hint;
use plan::binding::{Binding, Bound, Variant};
use plan::{Action, Plan};

/// A baseline and three variants, of which the last one is the baseline again.
fn planned(seeds: &[u64]) -> Results {
    let variant = |label: &str, momentum: f64| Variant {
        label: label.to_owned(),
        settings: subject::Settings::from([("momentum", Value::Float(momentum))]),
        by: None,
    };
    let bound = Bound {
        name: "Momentum".to_owned(),
        part: "momentum".to_owned(),
        action: Action::Replace,
        metrics: vec!["score".to_owned()],
        missing_metrics: Vec::new(),
        unbound: Vec::new(),
        variants: vec![variant("none", 0.0), variant("half", 0.5), variant("same", 0.9)],
    };
    let binding = Binding {
        version: 1,
        subject: "toy".to_owned(),
        baseline: subject::Settings::default(),
        ablations: vec![bound],
    };
    Results::planned(Plan::default(), Toy.declaration(), binding, seeds).unwrap()
}

fn score(spec: &RunSpec) -> Event {
    let value = spec.seed as f64 + spec.settings.float("momentum");
    Event::Metric { name: "score".to_owned(), value, step: None, chance: None }
}

fn finish(spec: &RunSpec) -> Script {
    let outcome = Outcome::Finished;
    Script { events: vec![score(spec), Event::Finished { outcome }], ending: Ending::Recorded }
}

static NEVER: AtomicBool = AtomicBool::new(false);

fn options(jobs: usize, retry_failed: bool) -> Options<'static> {
    Options { jobs, cores: 2, timeout: None, retry_failed, stop: &NEVER }
}

fn folder() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    store.create().unwrap();
    (folder, store)
}

fn saved(store: &Store) -> String {
    std::fs::read_to_string(store.folder().join("results.json")).unwrap()
}

#[test]
fn seeds_outside_and_the_baseline_first() {
    let (_folder, store) = folder();
    let (mut results, scripted) = (planned(&[7, 2]), Scripted::new(finish));
    let mut labels = Vec::new();
    let mut on = |progress: &Progress| {
        if let Progress::Started(run) = progress {
            labels.push(format!("{} {}", run.seed, run.label));
        }
    };
    let done = run(&mut results, &scripted, &store, &options(1, false), &mut on).unwrap();
    assert_eq!(done, Done { kept: 0, ran: 6, stopped: false });
    let expected = [
        "7 baseline",
        "7 Momentum: none",
        "7 Momentum: half",
        "2 baseline",
        "2 Momentum: none",
        "2 Momentum: half",
    ];
    assert_eq!(labels, expected);
    assert!(results.runs().all(|record| record.status.is_finished()));
    assert_eq!(saved(&store), results.to_json());
    assert_eq!(Results::read(&store.folder().join("results.json")).unwrap(), results);
}

#[test]
fn what_is_done_is_not_done_again() {
    let (_folder, store) = folder();
    let scripted = Scripted::new(finish);
    run(&mut planned(&[1, 2]), &scripted, &store, &options(2, false), &mut |_| {}).unwrap();
    let before = saved(&store);
    let done =
        run(&mut planned(&[1, 2]), &scripted, &store, &options(2, true), &mut |_| {}).unwrap();
    assert_eq!((done, scripted.executed().len()), (Done { kept: 6, ran: 0, stopped: false }, 6));
    assert_eq!(saved(&store), before);
    let more =
        run(&mut planned(&[1, 2, 3]), &scripted, &store, &options(2, false), &mut |_| {}).unwrap();
    assert_eq!(more, Done { kept: 6, ran: 3, stopped: false });
}

#[test]
fn an_error_of_the_study_stops_it_and_keeps_what_is_done() {
    struct Full;
    impl Execute for Full {
        fn execute(
            &self,
            task: Assignment<'_>,
            on: &mut dyn FnMut(&Event),
        ) -> Result<Ending, Error> {
            if task.spec.settings.float("momentum") == 0.5 {
                let source = std::io::Error::from(std::io::ErrorKind::StorageFull);
                return Err(Error::Io { action: "write", path: task.folder.events(), source });
            }
            Scripted::new(finish).execute(task, on)
        }
    }
    let (_folder, store) = folder();
    let mut results = planned(&[1, 2, 3]);
    let error = run(&mut results, &Full, &store, &options(1, false), &mut |_| {}).unwrap_err();
    assert!(error.hint().unwrap().contains("free some disk space"), "{error}");
    assert_eq!(saved(&store), results.to_json());
    assert_eq!(results.runs().filter(|record| record.status.is_finished()).count(), 2);
}

#[test]
fn a_subject_that_breaks_the_contract_has_failed() {
    let metric = |name: &str, value| Event::Metric {
        name: name.to_owned(),
        value,
        step: None,
        chance: None,
    };
    let told = |events: Vec<Event>| {
        let (_folder, store) = folder();
        let script = |_: &RunSpec| Script {
            events: events
                .iter()
                .cloned()
                .chain([Event::Finished { outcome: Outcome::Finished }])
                .collect(),
            ending: Ending::Recorded,
        };
        let mut results = planned(&[1]);
        run(&mut results, &Scripted::new(script), &store, &options(1, false), &mut |_| {}).unwrap();
        let record = results.configurations[0].runs[0].clone();
        assert!(record.metrics.is_empty() || record.status.is_finished());
        record.status.to_string()
    };
    assert_eq!(told(vec![]), "failed: the declared metric `score` was not reported");
    assert_eq!(
        told(vec![metric("speed", 1.0)]),
        "failed: the metric `speed` was reported but is not declared"
    );
    assert_eq!(told(vec![metric("score", f64::NAN)]), "diverged at step 0: `score` is NaN");
    let twice = vec![metric("score", 1.0), metric("score", 2.0)];
    assert_eq!(told(twice), "failed: the metric `score` was reported twice");
    assert_eq!(
        told(vec![metric("loss", 1.0)]),
        "failed: the metric `loss` is declared to be reported along steps"
    );
    assert_eq!(told(vec![metric("score", 1.0)]), "finished");
}

#[test]
fn events_of_another_run_do_not_count() {
    let (_folder, store) = folder();
    let mut results = planned(&[1]);
    let scripted = Scripted::new(finish);
    run(&mut results, &scripted, &store, &options(1, false), &mut |_| {}).unwrap();
    let runs: Vec<_> = results.runs().map(|record| store.run(&record.id)).collect();
    std::fs::copy(runs[0].events(), runs[1].events()).unwrap();
    // it has failed for good: the same command would only run it into the same fault again
    let mut results = planned(&[1]);
    let done = run(&mut results, &scripted, &store, &options(1, false), &mut |_| {}).unwrap();
    assert_eq!((done.kept, done.ran), (3, 0));
    let statuses: Vec<_> = results.runs().map(|record| record.status.to_string()).collect();
    let other = &results.configurations[0].runs[0].id;
    assert_eq!(
        statuses,
        ["finished", &format!("failed: its events are of another run, `{other}`"), "finished"]
    );
    let done = run(&mut planned(&[1]), &scripted, &store, &options(1, true), &mut |_| {}).unwrap();
    assert_eq!((done.kept, done.ran), (2, 1));
}

#[test]
fn an_attempt_that_does_not_begin_as_it_must_has_failed() {
    let status = |events: &[Event]| {
        let (_folder, store) = folder();
        let mut results = planned(&[1]);
        let spec = results.spec(0, 1).unwrap();
        let folder = store.run(&spec.id());
        folder.prepare(&spec).unwrap();
        let mut log = Log::open(&folder.events()).unwrap();
        events.iter().for_each(|event| log.event(event.clone()).unwrap());
        results.collect(&store, 0, 0).unwrap().status.to_string()
    };
    let metric = Event::Metric { name: "score".to_owned(), value: 1.0, step: None, chance: None };
    let finished = |outcome| Event::Finished { outcome };
    let other = Event::Started { protocol: PROTOCOL, id: "other".to_owned() };
    let no_start = "failed: it ended, but there is no `started` event";
    assert_eq!(status(&[metric.clone(), finished(Outcome::Finished)]), no_start);
    assert_eq!(
        status(&[finished(Outcome::Diverged { step: 1, reason: "so".to_owned() })]),
        no_start
    );
    // its own reason says more
    assert_eq!(
        status(&[finished(Outcome::Failed { reason: "no memory".to_owned() })]),
        "failed: no memory"
    );
    let of_another = "its events are of another run, `other`";
    assert_eq!(
        status(&[other.clone(), metric, finished(Outcome::Finished)]),
        format!("failed: {of_another}")
    );
    assert_eq!(status(&[other]), format!("missing: {of_another}"));
}

/// What `--retry-failed` runs of a failed run that an earlier command left somebody at, who does
/// this before they go.
fn run_after_waiting(meanwhile: Before) -> usize {
    let (_folder, store) = folder();
    let mut results = planned(&[1]);
    let spec = results.spec(0, 1).unwrap();
    for configuration in [1, 2] {
        prepare(&store, &results.spec(configuration, 1).unwrap(), Before::Finished);
    }
    prepare(&store, &spec, Before::Failed);
    let mut held = store.run(&spec.id()).open_log().unwrap();
    assert!(held.is_some());
    let mut on = |progress: &Progress| {
        if matches!(progress, Progress::Waiting(_)) {
            prepare(&store, &spec, meanwhile);
            held = None;
        }
    };
    let scripted = Scripted::new(finish);
    let done = run(&mut results, &scripted, &store, &options(1, true), &mut on).unwrap();
    assert_eq!((done.ran, done.kept), (scripted.executed().len(), 3 - scripted.executed().len()));
    done.ran
}

#[test]
fn a_failure_is_retried_after_waiting_unless_there_is_a_new_outcome() {
    assert_eq!(run_after_waiting(Before::Nothing), 1);
    assert_eq!(run_after_waiting(Before::CutOff), 1);
    assert_eq!(run_after_waiting(Before::Torn), 1);
    // in the very words of the old one, and yet new
    assert_eq!(run_after_waiting(Before::Failed), 0);
    assert_eq!(run_after_waiting(Before::Finished), 0);
}

/// What may be on the disk before a command.
#[derive(Clone, Copy, Debug)]
enum Before {
    Nothing,
    CutOff,
    Torn,
    Finished,
    Diverged,
    Failed,
    TimedOut,
}

fn before() -> impl Strategy<Value = Before> {
    use Before::{CutOff, Diverged, Failed, Finished, Nothing, TimedOut, Torn};
    prop::sample::select(vec![Nothing, CutOff, Torn, Finished, Diverged, Failed, TimedOut])
}

/// Puts the run's folder into that state.
fn prepare(store: &Store, spec: &RunSpec, before: Before) {
    let folder = store.run(&spec.id());
    if matches!(before, Before::Nothing) {
        return;
    }
    folder.prepare(spec).unwrap();
    let mut log = Log::open(&folder.events()).unwrap();
    log.event(Event::Started { protocol: PROTOCOL, id: spec.id() }).unwrap();
    let reason = || "so".to_owned();
    let outcome = match before {
        Before::Nothing | Before::CutOff | Before::Torn => None,
        Before::Finished => Some(Outcome::Finished),
        Before::Diverged => Some(Outcome::Diverged { step: 3, reason: reason() }),
        Before::Failed => Some(Outcome::Failed { reason: reason() }),
        Before::TimedOut => Some(Outcome::TimedOut { seconds: 1.0 }),
    };
    log.event(score(spec)).unwrap();
    if let Some(outcome) = outcome {
        log.event(Event::Finished { outcome }).unwrap();
    }
    if matches!(before, Before::Torn) {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new().append(true).open(folder.events()).unwrap();
        file.write_all(b"{\"t\":0.1,\"event\":\"finis").unwrap();
    }
}

use subject::PROTOCOL;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// A specification that reads back otherwise would be another run for the subject, and be run
    /// again for ever.
    #[test]
    fn a_run_keeps_its_identity_through_its_file(momentum in 0.0..1.0_f64, rate in 1e-9..1e-3_f64) {
        let (_folder, store) = folder();
        let settings =
            subject::Settings::from([("momentum", Value::Float(momentum)), ("learning_rate", Value::Float(rate))]);
        let spec = RunSpec::new(&Toy.declaration(), &settings, u64::MAX).unwrap();
        let folder = store.run(&spec.id());
        folder.prepare(&spec).unwrap();
        prop_assert_eq!(RunSpec::read(&folder.spec()).unwrap().id(), spec.id());
    }

    /// The oracle is the table in the documentation of `decide`.
    #[test]
    fn runs_exactly_what_is_due(
        states in prop::collection::vec(before(), 6),
        retry_failed in any::<bool>(),
        jobs in 1_usize..4,
    ) {
        let (_folder, store) = folder();
        let mut results = planned(&[1, 2]);
        let order: Vec<_> = results.order().collect();
        let mut expected = BTreeSet::new();
        for (&(configuration, seed), &state) in order.iter().zip(&states) {
            let spec = results.spec(configuration, results.seeds[seed]).unwrap();
            prepare(&store, &spec, state);
            let due = match state {
                Before::Nothing | Before::CutOff | Before::Torn => true,
                Before::Finished => false,
                Before::Diverged | Before::Failed | Before::TimedOut => retry_failed,
            };
            if due {
                expected.insert(spec.id());
            }
        }
        let scripted = Scripted::new(finish);
        let done = run(&mut results, &scripted, &store, &options(jobs, retry_failed), &mut |_| {}).unwrap();
        prop_assert_eq!(scripted.executed().len(), expected.len());
        prop_assert_eq!(scripted.executed().into_iter().collect::<BTreeSet<_>>(), expected);
        prop_assert_eq!(done.kept + done.ran, 6);
        prop_assert_eq!(saved(&store), results.to_json());
    }

    /// However often and wherever a study is cut off, its results end up as if it had not been.
    #[test]
    fn interruptions_leave_no_trace(cuts in prop::collection::vec(0_usize..8, 0..4), jobs in 1_usize..4) {
        let undisturbed = {
            let (_folder, store) = folder();
            let mut results = planned(&[1, 2]);
            run(&mut results, &Scripted::new(finish), &store, &options(2, false), &mut |_| {}).unwrap();
            saved(&store)
        };
        let (_folder, store) = folder();
        for cut in cuts {
            let count = std::sync::atomic::AtomicUsize::new(0);
            let killed = |spec: &RunSpec| {
                if count.fetch_add(1, Ordering::Relaxed) < cut {
                    return finish(spec);
                }
                Script { events: vec![score(spec)], ending: Ending::Interrupted("killed by signal 9".to_owned()) }
            };
            let mut results = planned(&[1, 2]);
            let options = options(jobs, false);
            run(&mut results, &Scripted::new(killed), &store, &options, &mut |_| {}).unwrap();
            let missing = results.runs().filter(|record| !record.status.is_final()).map(|record| record.status.to_string());
            prop_assert!(missing.eq(results.runs().filter(|r| !r.status.is_final()).map(|_| "missing: killed by signal 9".to_owned())));
        }
        run(&mut planned(&[1, 2]), &Scripted::new(finish), &store, &options(jobs, false), &mut |_| {}).unwrap();
        prop_assert_eq!(saved(&store), undisturbed);
    }
}
