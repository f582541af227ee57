//! What the site keeps in memory of a plan: enough for lists, search and comparison.

use serde::Serialize;

use super::source::Given;
use crate::answer::{Answer, Mark};
use crate::escape::line;
use ::plan::{Action, Plan, Task};
use foundation::words::cut;
use study::results::{Results, Status};

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
    /// The folder of its file, or the file, within the folder that was searched.
    source: String,
    /// Whether another plan has the same paper, model and task.
    pub(super) has_twin: bool,
    /// How many runs finished, and of how many that were not stopped early.
    pub(super) runs: Option<(usize, usize)>,
    /// How many ablations there are, shown or not.
    pub(super) n_ablations: usize,
    pub(super) ablations: Vec<Brief>,
    /// How many findings there are, shown or not; none without results.
    pub(super) n_claims: usize,
    pub(super) claims: Vec<Claim>,
}

/// What a study says about an ablation, in lists.
pub(super) struct Claim {
    pub(super) mark: Mark,
    pub(super) words: String,
}

/// An ablation in lists.
#[derive(Serialize)]
pub(super) struct Brief {
    pub(super) name: String,
    pub(super) part: String,
    pub(super) action: Action,
    pub(super) instead: Vec<String>,
    pub(super) metrics: Vec<String>,
}

impl Entry {
    pub(super) fn new(given: &Given, answer: Option<&Answer>, stem: &str, paper: usize) -> Self {
        let plan = &given.plan;
        let texts = |texts: &mut dyn Iterator<Item = &str>| texts.take(MANY).map(short).collect();
        let brief = |ablation: &::plan::Ablation| Brief {
            name: short(ablation.label()),
            part: short(ablation.target()),
            action: ablation.action,
            instead: texts(&mut ablation.replacements.iter().map(::plan::Replacement::label)),
            metrics: texts(&mut ablation.metrics.iter().map(String::as_str)),
        };
        let runs = |results: &Results| {
            let is_spared = |status: &Status| matches!(status, Status::Spared { .. });
            let finished = results.runs().filter(|run| run.status.is_finished()).count();
            (finished, results.runs().filter(|run| !is_spared(&run.status)).count())
        };
        let findings = answer.map_or(&[][..], |answer| answer.findings.as_slice());
        Self {
            stem: stem.to_owned(),
            paper,
            planner: short(&plan.planner),
            model: model(plan),
            task: plan.task,
            source: short(if given.folder().is_empty() { &given.source } else { given.folder() }),
            has_twin: false,
            runs: given.results.as_ref().map(runs),
            n_ablations: plan.ablations.len(),
            ablations: plan.ablations.iter().take(MANY).map(brief).collect(),
            n_claims: findings.len(),
            claims: findings
                .iter()
                .take(MANY)
                .map(|finding| Claim { mark: finding.mark, words: short(&finding.claim) })
                .collect(),
        }
    }

    /// Where it is from, if nothing else tells it from another plan.
    pub(super) fn origin(&self) -> Option<&str> {
        self.has_twin.then_some(self.source.as_str())
    }

    /// Whether both have the same paper, model and task.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (self.paper, &self.model, self.task) == (other.paper, &other.model, other.task)
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
