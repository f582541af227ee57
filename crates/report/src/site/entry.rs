//! What the site keeps in memory of a plan: enough for lists, search and comparison.

use serde::Serialize;

use super::source::Given;
use crate::escape::line;
use ::plan::{Plan, Task};
use foundation::words::cut;
use study::results::Results;

/// The longest text of a list, in characters; the last one of a cut text is `…`.
const LONGEST: usize = 401;

/// How many ablations of a plan, and names of an ablation, are in lists.
const MANY: usize = 100;

/// A plan in lists. No text of it is escaped, and none has hidden characters.
pub(super) struct Entry {
    /// The name of its files, without extension.
    pub(super) stem: String,
    /// The place of its paper in the catalogue.
    pub(super) paper: usize,
    pub(super) planner: String,
    pub(super) model: String,
    pub(super) task: Option<Task>,
    /// How many runs finished, and of how many.
    pub(super) runs: Option<(usize, usize)>,
    /// How many ablations there are, shown or not.
    pub(super) n_ablations: usize,
    pub(super) ablations: Vec<Brief>,
}

/// An ablation in lists.
#[derive(Serialize)]
pub(super) struct Brief {
    pub(super) name: String,
    pub(super) part: String,
    pub(super) action: &'static str,
    pub(super) instead: Vec<String>,
    pub(super) metrics: Vec<String>,
}

impl Entry {
    pub(super) fn new(given: &Given, stem: &str, paper: usize) -> Self {
        let plan = &given.plan;
        let texts = |texts: &mut dyn Iterator<Item = &str>| texts.take(MANY).map(short).collect();
        let brief = |ablation: &::plan::Ablation| Brief {
            name: short(ablation.label()),
            part: short(ablation.target()),
            action: ablation.action.as_str(),
            instead: texts(&mut ablation.replacements.iter().map(::plan::Replacement::label)),
            metrics: texts(&mut ablation.metrics.iter().map(String::as_str)),
        };
        let runs = |results: &Results| {
            (results.runs().filter(|run| run.status.is_finished()).count(), results.runs().count())
        };
        Self {
            stem: stem.to_owned(),
            paper,
            planner: short(&plan.planner),
            model: model(plan),
            task: plan.task,
            runs: given.results.as_ref().map(runs),
            n_ablations: plan.ablations.len(),
            ablations: plan.ablations.iter().take(MANY).map(brief).collect(),
        }
    }

    /// The address of its page within the site.
    pub(super) fn page(&self) -> String {
        format!("plans/{}.html", self.stem)
    }
}

/// The model's name, as it is shown.
pub(super) fn model(plan: &Plan) -> String {
    let model = short(&plan.model);
    if model.is_empty() { "unknown model".to_owned() } else { model }
}

/// The task's name, as it is shown.
pub(super) fn task(task: Option<Task>) -> &'static str {
    task.map_or("no task", Task::as_str)
}

/// The paper's title: as the plan says, or from its short name.
pub(super) fn title(plan: &Plan) -> String {
    let title = line(&plan.title);
    if title.is_empty() { from_slug(&plan.slug) } else { title }
}

/// A short name with blanks for underscores.
pub(super) fn from_slug(slug: &str) -> String {
    let words = line(slug).replace('_', " ");
    let words: Vec<&str> = words.split_whitespace().collect();
    if words.is_empty() { "Untitled paper".to_owned() } else { words.join(" ") }
}

/// One line of at most [`LONGEST`] characters.
fn short(text: &str) -> String {
    cut(&line(text), LONGEST)
}
