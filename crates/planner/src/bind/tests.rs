use super::*;
use crate::lm::{Scripted, unwatched};
use subject::toy::Toy;
use subject::{Subject, Value};

fn declaration() -> Declaration {
    Toy.declaration()
}

const PLAN: &str = r#"{"name": "Memory", "ablated_part": "how long the past is remembered", "action": "REPLACE",
    "replacement": ["hardly", "a ship", "ever so long", "as before"], "metrics": ["Score"]}
    {"name": "Quantum", "ablated_part": "quantum entanglement", "action": "REMOVE", "metrics": ["Score"]}"#;

/// The variants, and what stays unbound, after the model said this.
fn bound(reply: &str) -> (Vec<String>, Vec<String>, Scripted) {
    let (plan, _) = Plan::parse(PLAN, "test").unwrap();
    let binding = plan::bind(&plan, &declaration());
    assert!(binding.ablations.iter().all(|bound| bound.variants.is_empty()), "{binding:?}");
    let model = Scripted::new([reply]);
    let binder = Binder { model: "openai/x", base_url: None, sampling: &Sampling::default() };
    let bound = bind(&model, &binder, &plan, &binding, &declaration(), &unwatched).unwrap();
    let toml = bound.to_toml();
    assert_eq!(Binding::parse(&toml, "binding.toml", &declaration()).unwrap(), bound, "{toml}");
    let variants = bound.ablations.iter().flat_map(|it| &it.variants);
    let variants = variants.map(|it| {
        format!("{}: {:?} by {}", it.label, it.settings.0, it.by.clone().unwrap_or_default())
    });
    let unbound = bound.ablations.iter().flat_map(|it| &it.unbound);
    let unbound =
        unbound.map(|it| format!("{}: {}", it.label.clone().unwrap_or_default(), it.reason));
    (variants.collect(), unbound.collect(), model)
}

#[test]
fn a_model_chooses_only_what_the_knobs_admit() {
    let reply = r#"{"choices": [
        {"item": 1, "settings": [{"knob": "momentum", "value": "0.1"}], "reason": "less memory"},
        {"item": 2, "settings": [{"knob": "ship", "value": "1"}], "reason": ""},
        {"item": 3, "settings": [{"knob": "momentum", "value": "7"}], "reason": ""},
        {"item": 4, "settings": [{"knob": "momentum", "value": "0.9"}], "reason": ""},
        {"item": 5, "settings": [], "reason": "no knob is about that; $(rm -rf /)"},
        {"item": 99, "settings": [{"knob": "momentum", "value": "0.2"}], "reason": ""}]}"#;
    let (variants, unbound, model) = bound(reply);
    assert_eq!(variants, [r#"hardly: {"momentum": Float(0.1)} by openai/x"#]);
    let expected = [
        "no knob is called `ship`",
        "invalid value `7`",
        "is the baseline",
        "no knob is about that",
    ];
    assert_eq!(unbound.len(), expected.len());
    for (unbound, expected) in unbound.iter().zip(expected) {
        assert!(unbound.contains(expected) && unbound.contains("openai/x: "), "{unbound}");
    }
    let request = &model.requests()[0];
    let prompt = &request.messages[0].text;
    assert!(
        prompt.contains("- momentum: ") && prompt.contains("\"variant\":\"ever so long\""),
        "{prompt}"
    );
    let schema = request.schema.as_ref().unwrap().schema.to_string();
    assert!(schema.contains("\"enum\":[\"") && schema.contains("\"momentum\""), "{schema}");
}

#[test]
fn half_a_choice_is_none() {
    let (variants, unbound, _) = bound(
        r#"{"choices": [
        {"item": 1, "settings": [{"knob": "momentum", "value": "0.1"}, {"knob": "width", "value": null}]},
        {"item": 2, "settings": [{"knob": "momentum", "value": "0.1"}, {"knob": "momentum", "value": "0.2"}]},
        {"item": 3, "settings": [{"knob": "momentum", "value": "0.3"}]},
        {"item": 4, "settings": {"momentum": 0.3}}, {"item": 5, "settings": "momentum = 0"}]}"#,
    );
    assert_eq!(variants.len(), 1, "{variants:?}");
    let expected = [
        "no value that a knob can hold",
        "is set twice",
        "settings of `ever so long` again",
        "object or a list",
    ];
    assert_eq!(unbound.len(), expected.len());
    for (unbound, expected) in unbound.iter().zip(expected) {
        assert!(unbound.contains(expected), "{unbound}");
    }
}

#[test]
fn a_model_that_says_nothing_binds_nothing() {
    for reply in ["", "I cannot help with that.", "{\"choices\": 3}", "[1, 2]"] {
        let (variants, unbound, _) = bound(reply);
        assert_eq!((variants.len(), unbound.len()), (0, 5), "{reply}: {unbound:?}");
        assert!(
            unbound.iter().all(|reason| reason.contains("openai/x: it does not say")),
            "{unbound:?}"
        );
    }
}

#[test]
fn nothing_is_asked_where_words_are_enough() {
    let plan = r#"{"name": "Momentum", "ablated_part": "momentum", "action": "REPLACE", "replacement": ["0.5"], "metrics": ["Score"]}"#;
    let (plan, _) = Plan::parse(plan, "test").unwrap();
    let binding = plan::bind(&plan, &declaration());
    let model = Scripted::default();
    let binder = Binder { model: "openai/x", base_url: None, sampling: &Sampling::default() };
    let after = bind(&model, &binder, &plan, &binding, &declaration(), &unwatched).unwrap();
    assert_eq!(after, binding);
    assert_eq!(
        after.ablations[0].variants[0].settings,
        Settings::from([("momentum", Value::Float(0.5))])
    );
}
