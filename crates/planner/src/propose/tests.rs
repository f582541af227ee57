use super::*;
use crate::lm::{Scripted, unwatched};
use paper::{Budget, View, excerpt};

const PAPER: &str = "# Gated Momentum Networks

## Abstract
We train networks with a gate on the momentum of the optimizer, and reach a high Score on all of the tasks that we tried.

## 1 Introduction
Momentum is the oldest trick of the trade, and nobody gates it. We do, and it pays on every task that we have looked at.

## 2 Method
The gate multiplies the momentum of each layer by a learned scalar between zero and one. We use a momentum of 0.9 in all layers.
The width of the hidden layer is 64 units, and the learning rate decays with a cosine schedule over the whole training.

## 3 Experiments
We report the Score and the Error rate of our networks on ten tasks, averaged over three seeds each, in Table 1.

### 3.1 Ablation study
Table 2: Ablation of the width of the hidden layer. A width of 32 units costs two points of Score.
";

const GATE: &str = "The gate multiplies the momentum of each layer by a learned scalar";

fn paper() -> Paper {
    Paper::parse(PAPER.as_bytes(), "paper.md").unwrap()
}

fn proposal(name: &str, quote: &str, metric: &str) -> String {
    serde_json::json!({
        "name": name, "ablated_part": format!("the {name}"), "action": "REMOVE", "replacement": [], "metrics": [metric],
        "quotes": [quote], "expected": "the Score drops", "priority": 1,
    })
    .to_string()
}

fn tags(items: &[String]) -> String {
    format!(
        "<discussion>\nThe gate is untested.\n</discussion>\n<existing>\n{{\"name\": \"Width\", \"place\": \"Table 2\", \"quote\": \
         \"A width of 32 units costs two points of Score\"}}\n</existing>\n<predictions>\n{}\n</predictions>",
        items.join("\n")
    )
}

fn ask<'a>(paper: &'a Paper, excerpt: &'a Excerpt, sampling: &'a Sampling) -> Ask<'a> {
    Ask {
        paper,
        excerpt,
        task: Task::Reviewer,
        n: 2,
        subject: None,
        model: "openai/x",
        base_url: None,
        sampling,
        form: Form::Tags,
        samples: 1,
        concurrency: 2,
        keep_unchecked: false,
    }
}

/// What comes of these replies, with what the model was asked.
fn check(replies: &[String], change: impl Fn(&mut Ask)) -> (Proposal, Vec<Request>) {
    let paper = paper();
    let excerpt = excerpt(&paper, View::Whole, Budget::UNLIMITED).unwrap();
    let sampling = Sampling::default();
    let mut ask = ask(&paper, &excerpt, &sampling);
    change(&mut ask);
    let model = Scripted::new(replies.to_vec());
    let proposal = propose(&model, &ask, &unwatched).unwrap();
    (proposal, model.requests())
}

fn names(plan: &Plan) -> Vec<&str> {
    plan.ablations.iter().map(|it| it.name.as_str()).collect()
}

#[test]
fn what_holds_is_kept_with_its_place_and_needs_no_repair() {
    let (proposal, requests) = check(&[tags(&[proposal("Gate", GATE, "Score")])], |_| {});
    let plan = &proposal.plan;
    assert_eq!((names(plan), requests.len()), (vec!["Gate"], 1));
    assert_eq!(plan.ablations[0].grounds.quotes[0].place, "2 Method");
    assert_eq!(
        (plan.existing[0].name.as_str(), plan.existing[0].place.as_str()),
        ("Width", "Table 2")
    );
    assert_eq!(
        (plan.slug.as_str(), plan.title.as_str()),
        ("Gated_Momentum_Networks", "Gated Momentum Networks")
    );
    assert_eq!(
        (plan.task, plan.model.as_str(), plan.trace.as_str()),
        (Some(Task::Reviewer), "x", "The gate is untested.")
    );
    assert!(plan.notes[0].contains("prompts 1 ("), "{:?}", plan.notes);
    let request = &requests[0];
    assert!(
        request.messages[0].shared && request.messages[0].text.contains("learned scalar"),
        "{request:?}"
    );
    assert!(request.messages[1].text.contains("at most 2"), "{request:?}");
}

#[test]
fn what_does_not_hold_is_repaired_once() {
    let invented = "The gate is trained by reinforcement learning with a critic of its own";
    let first = tags(&[proposal("Gate", GATE, "Score"), proposal("Critic", invented, "BLEU")]);
    let second =
        tags(&[proposal("Critic", "We use a momentum of 0.9 in all layers", "Error rate")]);
    let (proposal, requests) = check(&[first, second], |_| {});
    assert_eq!(names(&proposal.plan), ["Gate", "Critic"]);
    let critic = &proposal.plan.ablations[1];
    assert_eq!((&critic.metrics[0], critic.grounds.quotes.len()), (&"Error rate".to_owned(), 1));
    let question = &requests[1].messages.last().unwrap().text;
    assert!(
        question.contains("Critic: the paper does not say")
            && question.contains("no metric \"BLEU\""),
        "{question}"
    );
    assert!(!question.contains("Gate:"), "{question}");
    assert_eq!(requests[1].messages.len(), 4);
}

#[test]
fn what_cannot_be_repaired_is_dropped_with_a_reason() {
    let invented = |name: &str| {
        proposal(name, "The critic is trained by reinforcement learning on its own", "Score")
    };
    let reply = tags(&[
        invented("Critic"),
        proposal("Gate", GATE, "BLEU"),
        proposal("Width", GATE, "Score"),
    ]);
    let (proposal, _) = check(&[reply.clone(), reply.clone()], |ask| ask.n = 5);
    assert!(proposal.plan.ablations.is_empty());
    let dropped: Vec<String> =
        proposal.plan.dropped.iter().map(|it| format!("{}: {}", it.name, it.reason)).collect();
    for (dropped, expected) in dropped.iter().zip([
        "Critic: the paper does not say",
        "Gate: the paper has no such metric",
        "Width: the paper has it already",
    ]) {
        assert!(dropped.starts_with(expected), "{dropped}");
    }
    assert_eq!(dropped.len(), 3);

    let (proposal, _) =
        check(&[reply.clone(), reply], |ask| (ask.n, ask.keep_unchecked) = (5, true));
    assert_eq!(names(&proposal.plan), ["Critic", "Gate"]);
    assert_eq!(proposal.plan.ablations[0].grounds.quotes[0].place, "");
}

#[test]
fn good_items_of_a_bad_reply_are_kept() {
    let bad = "{\"name\": \"Broken\", \"ablated_part\": ".to_owned();
    let latex = proposal("Gate \\text{g}", GATE, "Score").replace("\\\\text", "\\text");
    assert!(latex.contains("Gate \\text{g}"), "{latex}");
    let (proposal, _) = check(&[tags(&[bad, latex])], |_| {});
    assert_eq!(names(&proposal.plan), ["Gate \\text{g}"]);
    assert_eq!(proposal.rejected.len(), 1, "{:?}", proposal.rejected);
}

#[test]
fn a_reply_in_json_without_tags_is_read_too() {
    let reply = format!(
        "{{\"discussion\": \"d\", \"existing\": [{{\"name\": \"Width\", \"place\": \"Table 2\", \"quote\": \"\"}}], \"ablations\": [{}]}}",
        proposal("Gate", GATE, "Score")
    );
    let (proposal, requests) = check(&[reply], |ask| ask.form = Form::Schema);
    assert_eq!(
        (names(&proposal.plan), proposal.plan.trace.as_str(), proposal.plan.existing.len()),
        (vec!["Gate"], "d", 1)
    );
    let schema = requests[0].schema.as_ref().unwrap().schema.to_string();
    assert!(schema.contains("\"existing\"") && !schema.contains("settings"), "{schema}");
}

#[test]
fn several_samples_are_merged_and_differ_only_in_sample_and_seed() {
    let reply = tags(&[proposal("Gate", GATE, "Score")]);
    let sampling = Sampling { seed: Some(40), ..Sampling::default() };
    let (paper, model) = (paper(), Scripted::new(vec![reply; 3]));
    let excerpt = excerpt(&paper, View::Whole, Budget::UNLIMITED).unwrap();
    let ask = Ask { samples: 3, ..ask(&paper, &excerpt, &sampling) };
    let proposal = propose(&model, &ask, &unwatched).unwrap();
    let agreement = proposal.plan.ablations[0].grounds.agreement.unwrap();
    assert_eq!((agreement.samples, agreement.of), (3, 3));
    let mut drawn: Vec<_> =
        model.requests().iter().map(|it| (it.sample, it.sampling.seed)).collect();
    drawn.sort_unstable();
    assert_eq!(drawn, [(0, Some(40)), (1, Some(41)), (2, Some(42))]);
}

#[test]
fn settings_are_checked_against_the_knobs() {
    let subject: &'static Declaration =
        Box::leak(Box::new(subject::Subject::declaration(&subject::toy::Toy)));
    let item = |value: &str| {
        let mut item: serde_json::Value =
            serde_json::from_str(&proposal("Momentum", GATE, "Score")).unwrap();
        item["settings"] = serde_json::json!([[{"knob": "momentum", "value": value}]]);
        tags(&[item.to_string()])
    };
    let (proposal, requests) = check(&[item("7"), item("0.5")], |ask| ask.subject = Some(subject));
    let settings = &proposal.plan.ablations[0].grounds.settings;
    assert_eq!(settings[0].0["momentum"], subject::Value::Float(0.5));
    let question = &requests[0].messages[1].text;
    assert!(
        question.contains("- momentum: ") && question.contains("training program `toy`"),
        "{question}"
    );
    let repair = &requests[1].messages[3].text;
    assert!(
        repair.contains("invalid value `7`") && repair.contains("settings that the knobs admit"),
        "{repair}"
    );

    let (proposal, _) = check(&[item("7"), item("8")], |ask| ask.subject = Some(subject));
    assert!(
        proposal.plan.ablations[0].grounds.settings.is_empty(),
        "the proposal is kept without its settings"
    );
}

#[test]
fn a_model_that_gives_nothing_is_an_error_and_one_that_says_nothing_is_not() {
    let paper = paper();
    let excerpt = excerpt(&paper, View::Whole, Budget::UNLIMITED).unwrap();
    let sampling = Sampling::default();
    assert!(propose(&Scripted::default(), &ask(&paper, &excerpt, &sampling), &unwatched).is_err());
    let (proposal, _) = check(&["I would rather not.".to_owned()], |_| {});
    assert!(proposal.plan.ablations.is_empty() && !proposal.rejected.is_empty());
}

#[test]
fn what_a_model_says_of_its_own_trustworthiness_counts_for_nothing() {
    let mut item: serde_json::Value =
        serde_json::from_str(&proposal("Gate", "x", "Score")).unwrap();
    item["quotes"] = serde_json::json!([
        {"text": "We use a quantum entanglement module in every layer of the network", "place": "3.1 Quantum"},
        {"text": GATE, "place": "Table 99"}
    ]);
    item["agreement"] = serde_json::json!({"samples": 9, "of": 9});
    let reply = tags(&[item.to_string()]);
    let (proposal, _) = check(&[reply.clone(), reply], |_| {});
    let grounds = &proposal.plan.ablations[0].grounds;
    let places: Vec<&str> = grounds.quotes.iter().map(|quote| quote.place.as_str()).collect();
    assert_eq!((places, grounds.agreement), (vec!["2 Method"], None));
}

#[test]
fn an_answer_that_cannot_be_read_is_asked_for_again() {
    for unreadable in [
        "I would rather not say.",
        "<predictions>\n{\"name\": \"Gate\", \"action\": \"DROP\"}\n</predictions>",
    ] {
        let (proposal, requests) =
            check(&[unreadable.to_owned(), tags(&[proposal("Gate", GATE, "Score")])], |_| {});
        assert_eq!(names(&proposal.plan), ["Gate"], "{unreadable}");
        let question = &requests[1].messages[3].text;
        assert!(question.contains("no ablation could be read in your answer"), "{question}");
    }
}

#[test]
fn an_existing_ablation_must_be_in_the_paper_and_only_then_keeps_a_proposal_out() {
    let reply = |existing: &str| {
        let list = format!("<existing>\n{existing}\n</existing>\n<predictions>");
        let reply = format!(
            "<discussion>d</discussion>\n<predictions>\n{}\n</predictions>",
            proposal("Gate", GATE, "Score")
        );
        reply.replace("<predictions>", &list)
    };
    for (existing, is_there) in [
        (
            r#"{"name": "Gate", "place": "Table 99", "quote": "without the gate the Score falls to seven points"}"#,
            false,
        ),
        (r#"{"name": "Gate", "place": "", "quote": ""}"#, false),
        (r#"{"name": "Gate", "place": "Table 2", "quote": ""}"#, true),
        (
            r#"{"name": "Gate", "place": "nowhere", "quote": "A width of 32 units costs two points of Score"}"#,
            true,
        ),
    ] {
        let (proposal, requests) = check(&[reply(existing), reply(existing)], |_| {});
        assert_eq!(
            proposal.plan.existing.len(),
            usize::from(is_there),
            "{existing}: {:?}",
            proposal.plan
        );
        assert_eq!(proposal.plan.ablations.len(), usize::from(!is_there), "{existing}");
        assert_eq!(proposal.plan.dropped.len(), 1, "{existing}");
        assert_eq!(requests.len(), if is_there { 1 } else { 2 }, "{existing}");
    }
}

#[test]
fn a_reply_without_end_is_read_to_a_limit() {
    let items: Vec<String> =
        (0..5000).map(|index| proposal(&format!("Gate {index}"), GATE, "Score")).collect();
    let (proposal, _) = check(&[tags(&items)], |ask| ask.n = 2);
    assert_eq!(proposal.plan.ablations.len(), 2);
    assert!(
        proposal.notes.iter().any(|note| note.contains("the first 28 were read")),
        "{:?}",
        proposal.notes
    );
}

#[test]
fn a_service_that_fails_is_not_asked_for_every_sample() {
    let (paper, model, sampling) = (paper(), Scripted::default(), Sampling::default());
    let excerpt = excerpt(&paper, View::Whole, Budget::UNLIMITED).unwrap();
    let ask = Ask { samples: 16, concurrency: 2, ..ask(&paper, &excerpt, &sampling) };
    assert!(propose(&model, &ask, &unwatched).is_err());
    assert!(model.requests().len() <= 3, "{} requests", model.requests().len());
}

#[test]
fn a_correction_that_supplies_what_was_missing_is_taken() {
    let item = |replacement: serde_json::Value| {
        let mut item: serde_json::Value =
            serde_json::from_str(&proposal("Momentum", GATE, "Score")).unwrap();
        (item["action"], item["replacement"]) = ("REPLACE".into(), replacement);
        tags(&[item.to_string()])
    };
    let (proposal, _) =
        check(&[item(serde_json::json!([])), item(serde_json::json!(["0.5", "1.0"]))], |_| {});
    assert_eq!(proposal.plan.ablations[0].replacements.len(), 2, "{:?}", proposal.plan.dropped);

    let subject: &'static Declaration =
        Box::leak(Box::new(subject::Subject::declaration(&subject::toy::Toy)));
    let item = |settings: serde_json::Value| {
        let mut item: serde_json::Value =
            serde_json::from_str(&self::proposal("Momentum", GATE, "Score")).unwrap();
        item["settings"] = settings;
        tags(&[item.to_string()])
    };
    let unreadable = item(serde_json::json!([[{"knob": "momentum"}]]));
    let readable = item(serde_json::json!([[{"knob": "momentum", "value": "0.5"}]]));
    let (proposal, _) = check(&[unreadable, readable], |ask| ask.subject = Some(subject));
    assert_eq!(proposal.plan.ablations[0].grounds.settings.len(), 1);
}

#[test]
fn what_only_the_second_answer_says_counts_where_the_first_could_not_be_read() {
    let list = "<existing>\n{\"name\": \"Gate\", \"place\": \"\", \"quote\": \"A width of 32 units costs two points of Score\"}\n</existing>\n";
    let second = tags(&[proposal("Gate", GATE, "Score")]);
    let second = format!(
        "{}{list}{}",
        &second[..second.find("<existing>").unwrap()],
        &second[second.find("<predictions>").unwrap()..]
    );
    let (proposal, _) = check(&["no".to_owned(), second], |_| {});
    let plan = &proposal.plan;
    assert_eq!(
        (plan.existing.len(), plan.ablations.len(), plan.trace.as_str()),
        (1, 0, "The gate is untested."),
        "{plan:?}"
    );
    assert_eq!(plan.dropped[0].reason, "the paper has it already");
}

#[test]
fn one_common_word_does_not_verify_an_existing_ablation() {
    let existing = |name: &str| {
        let reply = tags(&[proposal("Gate", GATE, "Score")]);
        let entry = format!(
            "{{\"name\": \"{name}\", \"place\": \"Section 2\", \"quote\": \"invented by the model\"}}"
        );
        let (before, rest) = reply.split_once("<existing>\n").unwrap();
        let (_, after) = rest.split_once("\n</existing>").unwrap();
        let reply = format!("{before}<existing>\n{entry}\n</existing>{after}");
        let (proposal, _) = check(&[reply.clone(), reply], |_| {});
        proposal.plan.existing.len()
    };
    assert_eq!(
        existing("Effect of the hidden curriculum"),
        0,
        "`hidden` alone stands in the paper"
    );
    assert_eq!(existing("Width of the hidden layer"), 1);
}
