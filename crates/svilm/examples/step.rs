//! Times steps of pre-training: `step SIZE BATCH THREADS STEPS [KNOB=VALUE ...]` prints medians as
//! a line of JSON.

use std::io::Write;

use subject::{Settings, Value};
use svilm::bench::{Step, steps};

fn median(steps: &[Step], of: impl Fn(&Step) -> f64) -> f64 {
    let mut times: Vec<f64> = steps.iter().map(of).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// CPU seconds of this process and its largest memory in MiB, where the system tells.
fn resources() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 =
        after_name.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<f64>().ok()).sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
    (ticks / 100.0, peak.unwrap_or(0.0) / 1024.0)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [size, batch, threads, count, knobs @ ..] = arguments.as_slice() else {
        return Err("usage: step SIZE BATCH THREADS STEPS [KNOB=VALUE ...]".into());
    };
    let mut settings = Settings::from([
        ("size", Value::from(size.as_str())),
        ("batch", batch.parse::<i64>()?.into()),
        ("steps", count.parse::<i64>()?.into()),
    ]);
    for knob in knobs {
        let (name, value) = knob.split_once('=').ok_or("a knob is NAME=VALUE")?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
        settings.0.insert(name.to_owned(), value);
    }
    let times = steps(&settings.resolve(&svilm::declaration())?, threads.parse()?)
        .map_err(|stop| format!("{stop:?}"))?;
    let (cpu, peak) = resources();
    // the first step touches all memory for the first time
    let warm = &times[usize::from(times.len() > 1)..];
    let line = serde_json::json!({
        "step": median(warm, Step::total),
        "data": median(warm, |step| step.data),
        "noise": median(warm, |step| step.noise),
        "gradients": median(warm, |step| step.gradients),
        "update": median(warm, |step| step.update),
        "cpu": cpu / times.len() as f64,
        "peak": peak,
        "prompts": warm.iter().map(|step| step.texts[1][0]).sum::<usize>() / warm.len(),
        "caption_length": times[0].texts[0][1],
        "prompt_length": times[0].texts[1][1],
        "loss": times[times.len() - 1].loss,
    });
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}
