use crate::{Subject, toy::Toy};

use super::*;

fn knob(kind: Kind, default: impl Into<Value>) -> Knob {
    Knob::new("knob", "part", kind, default, "help")
}

fn choice() -> Kind {
    Kind::Choice { choices: vec!["soft".to_owned(), "hard".to_owned()] }
}

#[test]
fn the_toy_is_sound_and_reads_back_from_json() {
    let declaration = Toy.declaration();
    declaration.check().unwrap();
    let json = serde_json::to_string(&declaration).unwrap();
    assert_eq!(serde_json::from_str::<Declaration>(&json).unwrap(), declaration);
    assert_eq!(declaration.knob("width").unwrap().name, "width");
    assert!(declaration.knob("Width").is_none());
    assert!(declaration.metric("loss").unwrap().curve);
}

#[test]
fn bounds_belong_to_the_range() {
    let int = knob(Kind::Int { min: 1, max: 3 }, 1);
    for (value, admitted) in [(0, false), (1, true), (3, true), (4, false), (i64::MIN, false)] {
        assert_eq!(int.admit(&Value::Int(value)).is_ok(), admitted, "{value}");
    }
    let float = knob(Kind::Float { min: 0.0, max: 1.0 }, 0.5);
    for (value, admitted) in
        [(-1e-9, false), (0.0, true), (1.0, true), (f64::INFINITY, false), (f64::NAN, false)]
    {
        assert_eq!(float.admit(&Value::Float(value)).is_ok(), admitted, "{value}");
    }
    assert!(int.admit(&Value::Float(2.0)).is_err(), "a whole number is written without a point");
}

#[test]
fn a_set_is_sorted_and_has_no_repetition() {
    let ints = knob(Kind::Ints { min: 1, max: 12 }, [6]);
    assert_eq!(ints.admit(&Value::from([12, 6, 9])).unwrap(), Value::from([6, 9, 12]));
    assert_eq!(ints.admit(&Value::from([])).unwrap(), Value::from([]));
    for wrong in [Value::from([6, 6]), Value::from([0, 6]), Value::from([13]), Value::Int(6)] {
        assert!(ints.admit(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn other_kinds_are_not_admitted() {
    let message = |knob: Knob, value: Value| knob.admit(&value).unwrap_err().to_string();
    assert_eq!(
        message(knob(Kind::Bool, true), Value::Int(1)),
        "invalid value `1` for knob `knob`: expected true or false"
    );
    assert_eq!(
        message(knob(choice(), "soft"), Value::from("Soft")),
        "invalid value `Soft` for knob `knob`: expected one of soft, hard"
    );
    assert_eq!(
        message(knob(Kind::Ints { min: 1, max: 12 }, []), Value::from([13])),
        "invalid value `(13)` for knob `knob`: expected a list of different integers from 1 to 12"
    );
}

#[test]
fn a_declaration_that_contradicts_itself_is_refused() {
    let metric = |name: &str| Metric::new(name, "Score", "%", Better::Higher, "toy");
    let check = |knobs: Vec<Knob>, metrics: Vec<Metric>| {
        Declaration::new("toy", "1", knobs, metrics).check().unwrap_err().to_string()
    };
    let good = || knob(Kind::Int { min: 1, max: 3 }, 1);
    assert_eq!(
        check(vec![good(), good()], vec![]),
        "the declaration of `toy` is wrong: the name `knob` is used twice"
    );
    assert_eq!(
        check(vec![good()], vec![metric("knob")]),
        "the declaration of `toy` is wrong: the name `knob` is used twice"
    );
    assert_eq!(
        check(vec![knob(Kind::Int { min: 1, max: 3 }, 0)], vec![]),
        "the declaration of `toy` is wrong: invalid value `0` for knob `knob`: expected an integer from 1 to 3"
    );
    assert_eq!(
        check(vec![good().with_off(0)], vec![]),
        "the declaration of `toy` is wrong: invalid value `0` for knob `knob`: expected an integer from 1 to 3"
    );
    for name in ["", "two words", "line\nbreak", "bell\u{7}"] {
        let message = check(vec![], vec![metric(name)]);
        assert!(message.ends_with("is empty or holds a blank"), "{message}");
    }
    let newer = Declaration { protocol: 2, ..Toy.declaration() };
    assert_eq!(
        newer.check().unwrap_err().to_string(),
        "the declaration of `toy` is wrong: it speaks protocol 2, this program speaks 1"
    );
}

#[test]
fn a_declaration_in_json_may_leave_out_what_is_seldom() {
    let text = r#"{"protocol": 1, "name": "mine", "version": "1",
        "knobs": [{"name": "rate", "part": "rate", "kind": {"type": "float", "min": 0, "max": 1}, "default": 1,
                   "help": "a rate"}],
        "metrics": [{"name": "score", "label": "Score", "unit": "%", "better": "higher", "task": "toy"}]}"#;
    let declaration: Declaration = serde_json::from_str(text).unwrap();
    declaration.check().unwrap();
    assert_eq!(declaration.knobs[0].off, None);
    assert!(!declaration.metrics[0].curve);
}
