//! A subject with a known answer, for tests and for trying a study out in a second.
//!
//! Its score is a closed form: `momentum` matters, `width` does not, and a `learning_rate` above 1
//! diverges.

use crate::{Better, Declaration, Job, Kind, Knob, Log, Metric, Settings, Stop, Subject, Value};

/// The toy subject.
#[derive(Clone, Copy, Debug, Default)]
pub struct Toy;

impl Subject for Toy {
    fn declaration(&self) -> Declaration {
        let knobs = vec![
            Knob::new(
                "momentum",
                "momentum",
                Kind::Float { min: 0.0, max: 1.0 },
                0.9,
                "weight of the past gradients",
            )
            .with_off(0.0),
            Knob::new(
                "width",
                "width",
                Kind::Int { min: 1, max: 64 },
                8,
                "hidden units; makes no difference",
            )
            .with_aliases(&["hidden units", "hidden size"]),
            Knob::new(
                "learning_rate",
                "learning rate",
                Kind::Float { min: 0.0, max: 100.0 },
                0.1,
                "step size",
            )
            .with_aliases(&["lr", "step size"]),
            Knob::new(
                "delay",
                "delay",
                Kind::Float { min: 0.0, max: 60.0 },
                0.0,
                "seconds that a run takes",
            ),
        ];
        let score =
            Metric::new("score", "Score", "%", Better::Higher, "toy").with_aliases(&["Accuracy"]);
        let loss = Metric::new("loss", "Loss", "", Better::Lower, "toy").along_steps();
        Declaration::new("toy", "2", knobs, vec![score, loss])
    }

    fn run(&self, job: &Job, log: &mut Log) -> Result<(), Stop> {
        let (steps, rate) = (10_u32, job.settings.float("learning_rate"));
        let mut loss = 1.0;
        for step in 1..=steps {
            std::thread::sleep(std::time::Duration::from_secs_f64(
                job.settings.float("delay") / f64::from(steps),
            ));
            // gradient descent on x^2 / 2, started at 1: exact, and divergent for a rate above 2
            loss *= (1.0 - rate).powi(2);
            if rate > 1.0 && step > 3 {
                return Err(Stop::Diverged {
                    step: step.into(),
                    reason: "the loss grows without bound".to_owned(),
                });
            }
            log.point("loss", loss, step.into())?;
            log.progress(step.into(), steps.into(), "descent")?;
        }
        log.metric("score", score(&job.settings, job.seed), Some(10.0))?;
        Ok(())
    }
}

/// The closed form: 50 without momentum, 68 at 0.9; a learning rate other than 0.1 costs a little;
/// the seed moves all settings alike by up to 2 points, and each of them by up to 0.1 of its own.
fn score(settings: &Settings, seed: u64) -> f64 {
    let shared = 2.0 * (seed as f64 * 12.9898).sin();
    let rate = (settings.float("learning_rate").max(1e-6) / 0.1).log10();
    let own = seed as f64 * 78.233
        + settings.float("momentum") * 17.0
        + settings.int("width") as f64 * 3.7
        + rate * 5.3;
    50.0 + 20.0 * settings.float("momentum") - rate * rate + shared + 0.1 * own.sin()
}

/// A setting of the toy that lasts this long, for tests of interruption.
pub fn lasting(seconds: f64) -> Settings {
    Settings::from([("delay", Value::Float(seconds))])
}
