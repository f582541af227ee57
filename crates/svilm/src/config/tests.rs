use subject::{Kind, Settings, Value};

use super::Config;
use crate::choice::Choice;
use crate::declaration;
use crate::loss::cut_paste::Cut;
use crate::model::grouping::Assignment;

fn config(changed: Option<(&str, Value)>) -> Config {
    let settings: Settings =
        Settings(changed.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    Config::new(&settings.resolve(&declaration()).expect("admitted"), 1)
}

#[test]
fn every_admitted_choice_and_switch_gives_a_configuration_of_its_own() {
    let mut n_choices = 0;
    for knob in declaration().knobs {
        let values: Vec<Value> = match &knob.kind {
            Kind::Choice { choices } => choices.iter().map(|name| name.as_str().into()).collect(),
            Kind::Bool => vec![false.into(), true.into()],
            Kind::Int { .. } | Kind::Ints { .. } | Kind::Float { .. } | Kind::Path => continue,
        };
        n_choices += usize::from(matches!(knob.kind, Kind::Choice { .. }));
        let configs: Vec<String> = values
            .into_iter()
            .map(|value| format!("{:?}", config(Some((&knob.name, value)))))
            .collect();
        for (index, one) in configs.iter().enumerate() {
            assert!(!configs[..index].contains(one), "two values of `{}` are the same", knob.name);
        }
        assert!(configs.contains(&format!("{:?}", config(None))), "{}: the default", knob.name);
    }
    assert_eq!(n_choices, 24);
}

#[test]
fn every_knob_is_read() {
    let changed = |knob: &subject::Knob| -> Value {
        match &knob.kind {
            Kind::Bool => (knob.default == Value::Bool(false)).into(),
            Kind::Int { min, max } => {
                if knob.default == Value::Int(*max) { *min } else { *max }.into()
            }
            Kind::Ints { max, .. } => Value::Ints(vec![*max - 1]),
            Kind::Float { max, .. } => (*max).into(),
            Kind::Choice { choices } => {
                let other =
                    choices.iter().find(|choice| knob.default != Value::from(choice.as_str()));
                other.unwrap().as_str().into()
            }
            Kind::Path => "somewhere".into(),
        }
    };
    for knob in declaration().knobs {
        // a rate without steps is of no use
        if knob.name == "fine_tuning_rate" {
            continue;
        }
        let (default, other) = (config(None), config(Some((&knob.name, changed(&knob)))));
        assert_ne!(format!("{default:?}"), format!("{other:?}"), "`{}` has no effect", knob.name);
    }
}

#[test]
fn names_of_choices_lead_back_to_them() {
    assert_eq!(Assignment::ALL.len(), 3);
    for &assignment in Assignment::ALL {
        assert_eq!(Assignment::named(assignment.name()), Some(assignment));
    }
    assert_eq!(Cut::named("literal"), Some(Cut::Literal));
    assert_eq!((Cut::named("Literal"), Cut::named("")), (None, None));
}

#[test]
#[should_panic(expected = "`assignment` admits `fuzzy`")]
fn a_value_that_is_not_declared_is_a_programming_error() {
    let mut settings = Settings::default().resolve(&declaration()).expect("defaults");
    settings.0.insert("assignment".to_owned(), "fuzzy".into());
    Config::new(&settings, 1);
}
