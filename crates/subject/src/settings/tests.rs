use crate::{Kind, Knob, Subject, toy::Toy};

use super::*;

fn error(settings: Settings) -> String {
    settings.resolve(&Toy.declaration()).unwrap_err().to_string()
}

#[test]
fn what_is_not_set_has_its_default() {
    let settings = Settings::from([("width", Value::Int(16))]).resolve(&Toy.declaration()).unwrap();
    assert_eq!(settings.int("width"), 16);
    assert_eq!(settings.count("width"), 16);
    assert_eq!(settings.0.len(), 4);
    assert!((settings.float("momentum") - 0.9).abs() < f64::EPSILON);
}

#[test]
fn a_whole_number_serves_as_a_real_one() {
    let settings =
        Settings::from([("momentum", Value::Int(1))]).resolve(&Toy.declaration()).unwrap();
    assert_eq!(settings.0["momentum"], Value::Float(1.0));
}

#[test]
fn an_unknown_knob_and_an_inadmissible_value_are_errors() {
    assert_eq!(
        error(Settings::from([("momentun", Value::Float(0.5))])),
        "no knob is called `momentun`; did you mean `momentum`?"
    );
    assert_eq!(error(Settings::from([("colour", Value::Int(1))])), "no knob is called `colour`");
    assert_eq!(
        error(Settings::from([("width", Value::Int(65))])),
        "invalid value `65` for knob `width`: expected an integer from 1 to 64"
    );
    assert_eq!(
        error(Settings::from([("width", Value::from("8"))])),
        "invalid value `8` for knob `width`: expected an integer from 1 to 64"
    );
    assert_eq!(
        error(Settings::from([("momentum", Value::Float(f64::NAN))])),
        "invalid value `NaN` for knob `momentum`: expected a number from 0 to 1"
    );
}

#[test]
fn a_default_in_other_form_is_the_same_setting() {
    let rate = Knob::new("rate", "rate", Kind::Float { min: -1.0, max: 2.0 }, 1, "a number");
    let layers = Knob::new("layers", "layers", Kind::Ints { min: 1, max: 12 }, [9, 3], "a set");
    let declaration = Declaration::new("other", "1", vec![rate, layers], vec![]);
    let default = Settings::default().resolve(&declaration).unwrap();
    assert!((default.float("rate") - 1.0).abs() < f64::EPSILON, "not a panic");
    assert_eq!(default.ints("layers"), [3, 9]);
    let written = Settings::from([("rate", Value::Float(1.0)), ("layers", Value::from([3, 9]))]);
    assert_eq!(written.resolve(&declaration).unwrap(), default);

    let zero =
        |value| Settings::from([("rate", Value::Float(value))]).resolve(&declaration).unwrap();
    assert_eq!(
        serde_json::to_string(&zero(-0.0)).unwrap(),
        serde_json::to_string(&zero(0.0)).unwrap()
    );
}

#[test]
fn the_difference_is_what_is_set_otherwise() {
    let declaration = Toy.declaration();
    let default = Settings::default().resolve(&declaration).unwrap();
    let wide = Settings::from([("width", Value::Int(64)), ("delay", Value::Float(0.0))])
        .resolve(&declaration)
        .unwrap();
    assert_eq!(wide.difference(&default), Settings::from([("width", Value::Int(64))]));
    assert_eq!(default.difference(&default), Settings::default());
}

#[test]
#[should_panic(expected = "invariant: `width` is a declared number")]
fn a_value_of_another_kind_is_a_mistake_of_the_programmer() {
    Settings::from([("width", Value::Int(1))]).float("width");
}

#[test]
fn values_read_back_from_json() {
    let text = r#"{"a":true,"b":3,"c":3.0,"d":[],"e":[1,2],"f":"soft","g":0.30000000000000004}"#;
    let settings: Settings = serde_json::from_str(text).unwrap();
    assert_eq!(settings.0["c"], Value::Float(3.0));
    assert_eq!(settings.0["d"], Value::from([]));
    assert_eq!(serde_json::to_string(&settings).unwrap(), text);
}
