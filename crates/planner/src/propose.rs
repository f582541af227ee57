//! Proposing ablations.

use study::plan::{Plan, Rejected, Task};

use crate::lm::{Complete, Error, Request};

/// A paper as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Name of the paper in file names and titles.
    pub slug: String,
    /// What the model is to read.
    pub text: String,
}

const SYSTEM: &str = include_str!("../prompts/system.md");
const REVIEWER: &str = include_str!("../prompts/reviewer.md");
const AUTHOR: &str = include_str!("../prompts/author.md");

/// Asks a model for at most `n` ablations: for a reviewer those that the paper lacks, for an author those that its method
/// calls for. What cannot be read of the reply is left out, with the reason.
///
/// # Errors
/// [`Error`] if there is no reply, or nothing in it can be read.
pub fn propose(model: &dyn Complete, paper: &Paper, task: Task, n: usize) -> Result<(Plan, Vec<Rejected>), Error> {
    let question = match task {
        Task::Reviewer => REVIEWER,
        Task::Author => AUTHOR,
    };
    let prompt = format!("{}\n\n<paper>\n{}\n</paper>\n", question.trim().replace("{n}", &n.to_string()), paper.text);
    let reply = model.complete(&Request { system: SYSTEM.trim().to_owned(), prompt })?;
    let parsed =
        Plan::parse(&reply.text, "reply").map_err(|source| Error::Reply { model: reply.model.clone(), source })?;
    let (mut plan, rejected) = parsed;
    plan.ablations.truncate(n);
    plan.task = Some(task);
    plan.planner = "lm-planner".to_owned();
    plan.model = reply.model;
    plan.slug.clone_from(&paper.slug);
    Ok((plan, rejected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::Scripted;

    fn paper() -> Paper {
        Paper { slug: "toy".to_owned(), text: "We use momentum.".to_owned() }
    }

    const GOOD: &str = r#"{"name": "Momentum", "ablated_part": "momentum", "action": "REMOVE", "metrics": ["Score"]}"#;

    #[test]
    fn good_items_of_a_reply_are_kept_and_the_rest_has_a_reason() {
        let reply = format!(
            "<discussion>Momentum is untested.</discussion>\n<predictions>\n{GOOD}\n{{\"name\": \n</predictions>"
        );
        let model = Scripted::new([reply]);
        let (plan, rejected) = propose(&model, &paper(), Task::Reviewer, 2).unwrap();
        assert_eq!((plan.ablations.len(), rejected.len()), (1, 1));
        assert_eq!((plan.slug.as_str(), plan.task), ("toy", Some(Task::Reviewer)));
        assert_eq!(plan.trace.trim(), "Momentum is untested.");
        let request = &model.requests()[0];
        assert!(request.prompt.contains("We use momentum.") && request.prompt.contains("at most 2"), "{request:?}");
    }

    #[test]
    fn more_than_was_asked_for_is_cut() {
        let model =
            Scripted::new([format!("<predictions>\n{GOOD}\n{}\n</predictions>", GOOD.replace("Momentum", "Other"))]);
        assert_eq!(propose(&model, &paper(), Task::Author, 1).unwrap().0.ablations.len(), 1);
    }

    #[test]
    fn a_reply_without_a_plan_and_no_reply_are_errors() {
        assert!(matches!(propose(&Scripted::new([""]), &paper(), Task::Author, 1), Err(Error::Reply { .. })));
        assert!(matches!(propose(&Scripted::default(), &paper(), Task::Author, 1), Err(Error::Model { .. })));
    }
}
