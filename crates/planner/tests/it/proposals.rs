//! From a paper to a plan through each provider's protocol, with replies as models really give
//! them.

use std::time::Duration;

use paper::{Budget, Excerpt, Paper, View, excerpt};
use plan::Task;
use planner::lm::{Client, Connection, Key, Retried, Sampling, unwatched};
use planner::{Ask, Form, Proposal, propose};

use crate::mock::{Answer, PROVIDERS, Server};

const PAPER: &str = "# Gated Momentum

## Abstract
We train networks with a gate on the momentum of the optimizer, and reach a high Score on all of the tasks that we tried.

## 1 Method
The gate multiplies the momentum of each layer by a learned scalar between zero and one. We use a momentum of 0.9 in all layers.

## 2 Experiments
We report the Score of our networks on ten tasks, averaged over three seeds each, and nothing else of any interest to anybody.
";

fn item(name: &str) -> String {
    format!(
        r#"{{"name": "{name}", "ablated_part": "the {name}", "action": "REPLACE", "replacement": ["0.5"], "metrics": ["Score"], "quotes": ["We use a momentum of 0.9 in all layers"], "expected": "e", "priority": 1}}"#
    )
}

/// The names of what was kept, after a service gave these answers.
fn kept(model: &str, path: &str, script: Vec<Answer>) -> (Vec<String>, Proposal) {
    let server = Server::start(script);
    let connection = Connection {
        key: Key::parse("sk-a-secret-of-the-test"),
        base_url: Some(format!("{}{path}", server.url())),
        timeout: Duration::from_secs(5),
    };
    let model = Retried {
        inner: Client::new(model, connection).unwrap(),
        attempts: 2,
        delay: Duration::from_millis(5),
    };
    let paper = Paper::parse(PAPER.as_bytes(), "paper.md").unwrap();
    let excerpt: Excerpt = excerpt(&paper, View::Whole, Budget::UNLIMITED).unwrap();
    let ask = Ask {
        paper: &paper,
        excerpt: &excerpt,
        task: Task::Reviewer,
        n: 5,
        subject: None,
        model: "test/test",
        base_url: None,
        sampling: &Sampling::default(),
        form: Form::Schema,
        samples: 1,
        concurrency: 1,
        keep_unchecked: false,
    };
    let proposal = propose(&model, &ask, &unwatched).unwrap();
    (proposal.plan.ablations.iter().map(|it| it.name.clone()).collect(), proposal)
}

fn tags(items: &[&str]) -> String {
    format!("<discussion>\nd\n</discussion>\n<predictions>\n{}\n</predictions>", items.join("\n"))
}

#[test]
fn good_items_survive_whatever_stands_around_them() {
    let (one, two, latex) =
        (item("gate"), item("momentum"), item("gate $\\text{g} \\nabla \\beta$"));
    assert!(latex.contains("\\text"), "the backslash is single, as models write it: {latex}");
    let list =
        format!("{{\"discussion\": \"d\", \"existing\": [], \"ablations\": [{one}, {two}]}}");
    let both = vec!["gate", "momentum"];
    for (what, reply, expected) in [
        (
            "one bad item of five",
            tags(&[&one, "{\"name\": \"bad\", \"action\": ", &two, &item("width"), &item("depth")]),
            vec!["gate", "momentum", "width", "depth"],
        ),
        ("JSON as asked for", list.clone(), both.clone()),
        (
            "JSON in a fence, with prose around it",
            format!("Here it is:\n```json\n{list}\n```\nI hope it helps."),
            both.clone(),
        ),
        ("no tags at all", format!("Some thoughts.\n\n{one}\n{two}"), both.clone()),
        (
            "tags that are not closed",
            format!("<discussion>d</discussion><predictions>\n{one}\n{two}"),
            both.clone(),
        ),
        ("an array", format!("[{one},\n{two}]"), both.clone()),
        ("LaTeX", tags(&[&latex]), vec!["gate $\\text{g} \\nabla \\beta$"]),
    ] {
        for (model, path) in PROVIDERS {
            let no_more = Answer::Text("I cannot do better.".to_owned());
            let (names, proposal) = kept(model, path, vec![Answer::Text(reply.clone()), no_more]);
            assert_eq!(
                names, expected,
                "{model}: {what}: {:?} {:?}",
                proposal.rejected, proposal.plan.dropped
            );
        }
    }
}

#[test]
fn a_stream_that_is_cut_in_the_middle_leaves_the_items_that_had_come() {
    let reply = tags(&[&item("gate"), &item("momentum"), &item("width")]);
    for (model, path) in PROVIDERS {
        let cut = Answer::CutAfter { text: reply.clone(), pieces: reply.len() / 4 * 2 / 3 };
        let (names, proposal) = kept(model, path, vec![cut.clone(), cut]);
        assert!(names == ["gate"] || names == ["gate", "momentum"], "{model}: {names:?}");
        assert!(
            proposal.notes.iter().any(|note| note.contains("the connection broke")),
            "{model}: {:?}",
            proposal.notes
        );
    }
}

#[test]
fn a_service_that_is_busy_first_gives_a_plan_in_the_end() {
    for (model, path) in PROVIDERS {
        for code in [429, 500] {
            let busy = Answer::Status {
                code,
                retry_after: Some("0".to_owned()),
                message: "busy".to_owned(),
            };
            let (names, _) = kept(model, path, vec![busy, Answer::Text(tags(&[&item("gate")]))]);
            assert_eq!(names, ["gate"], "{model} {code}");
        }
    }
}
