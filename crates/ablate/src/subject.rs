//! `ablate subject`: the knobs and metrics of a subject.

use std::path::Path;

use subject::{Better, Declaration};

use crate::exit::{Exit, Failure};
use crate::{print, selected};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The training program: a built-in subject, or the path of your own; or a study folder
    /// [default: of the study folder that this is, else svilm]
    name: Option<String>,
    /// Print the declaration as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn subject(args: &Args) -> Result<Exit, Failure> {
    let given = args.name.as_deref();
    let folder = Path::new(given.unwrap_or("."));
    let is_study = given.is_none() || (folder.is_dir() && selected::of_folder(folder).is_some());
    let declaration = if is_study {
        selected::declaration(None, Some(folder))?
    } else {
        selected::declaration(given, None)?
    };
    let text =
        if args.json { print::json(&declaration) } else { print::plain(&text(&declaration)) };
    print::out(&text)?;
    Ok(Exit::Done)
}

/// The length of the longest name, in characters.
fn longest<'a>(names: impl Iterator<Item = &'a String>) -> usize {
    names.map(|name| name.chars().count()).max().unwrap_or(0)
}

fn text(declaration: &Declaration) -> String {
    let mut lines = vec![
        format!("{} {}", declaration.name, declaration.version),
        String::new(),
        "Knobs".to_owned(),
    ];
    let width = longest(declaration.knobs.iter().map(|knob| &knob.name));
    for knob in &declaration.knobs {
        lines.push(format!(
            "  {:width$}  {} (default {}): {}",
            knob.name, knob.help, knob.default, knob.kind
        ));
    }
    lines.extend([String::new(), "Metrics".to_owned()]);
    let width = longest(declaration.metrics.iter().map(|metric| &metric.name));
    for metric in &declaration.metrics {
        let unit =
            if metric.unit.is_empty() { String::new() } else { format!(" ({})", metric.unit) };
        let better = if metric.better == Better::Higher { "higher" } else { "lower" };
        let curve = if metric.curve { ", along steps" } else { "" };
        lines.push(format!(
            "  {:width$}  {}{unit}, {better} is better, {}{curve}",
            metric.name, metric.label, metric.task
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}
