use expect_test::{Expect, expect};
use proptest::prelude::*;
use subject::{Declaration, Kind, Value};

use super::*;

fn svilm() -> Declaration {
    serde_json::from_str(include_str!("../../tests/fixtures/svilm.json")).unwrap()
}

/// A binding with one ablation of one variant, with these lines in place of the marks.
fn file(ablation: &str, variant: &str) -> String {
    format!(
        "version = 1\nsubject = \"svilm\"\n\n[[ablation]]\nname = \"A\"\npart = \"group tokens\"\naction = \"REPLACE\"\n\
         {ablation}\n[[ablation.variant]]\nlabel = \"v\"\n{variant}\n"
    )
}

fn check(text: &str, expect: Expect) {
    let message = match Binding::parse(text, "binding.toml", &svilm()) {
        Ok(binding) => format!(
            "{:?}",
            binding.ablations.iter().flat_map(|it| &it.variants).collect::<Vec<_>>()
        ),
        Err(error) => error.to_string(),
    };
    expect.assert_eq(&message);
}

#[test]
fn what_a_person_writes_is_taken_as_the_knob_holds_it() {
    check(
        &file("", "settings = { grouping_layers = [12, 6], temperature = 1 }"),
        expect![[
            r#"[Variant { label: "v", settings: Settings({"grouping_layers": Ints([6, 12]), "temperature": Float(1.0)}), by: None }]"#
        ]],
    );
    check(
        &file("", "settings = { group_tokens = 0x40 }"),
        expect![[
            r#"[Variant { label: "v", settings: Settings({"group_tokens": Int(64)}), by: None }]"#
        ]],
    );
    check(
        &file("", "settings.group_tokens = 64"),
        expect![[
            r#"[Variant { label: "v", settings: Settings({"group_tokens": Int(64)}), by: None }]"#
        ]],
    );
    check(
        &file("", "[ablation.variant.settings]\ngroup_tokens = 64"),
        expect![[
            r#"[Variant { label: "v", settings: Settings({"group_tokens": Int(64)}), by: None }]"#
        ]],
    );
}

#[test]
fn a_setting_that_is_the_baselines_is_a_no_op() {
    check(
        &file("", "settings = { group_tokens = 32 }"),
        expect![[r#"[Variant { label: "v", settings: Settings({}), by: None }]"#]],
    );
    let text = file("", "settings = { group_tokens = 64 }").replacen(
        '\n',
        "\nbaseline = { group_tokens = 64, nouns = 2 }\n",
        1,
    );
    check(&text, expect![[r#"[Variant { label: "v", settings: Settings({}), by: None }]"#]]);
    let binding = Binding::parse(&text, "binding.toml", &svilm()).unwrap();
    assert_eq!(
        binding.baseline,
        Settings::from([("group_tokens", Value::Int(64))]),
        "`nouns` is 2 by default"
    );
}

#[test]
fn an_unknown_knob_is_named_with_the_nearest_one_and_its_line() {
    check(
        &file("", "settings = { group_token = 16 }"),
        expect!["binding.toml:11: no knob is called `group_token` (did you mean `group_tokens`?)"],
    );
    check(
        &file("", "settings = {\n  nouns = 3,\n  grouping = [6],\n}"),
        expect!["binding.toml:13: no knob is called `grouping` (did you mean `grouping_layers`?)"],
    );
    check(
        &file("", "settings = { lr = 1 }"),
        expect!["binding.toml:11: no knob is called `lr` (did you mean `learning_rate`?)"],
    );
    check(
        &file("", "settings = { colour = 1 }"),
        expect![
            "binding.toml:11: no knob is called `colour` (`ablate subject svilm` lists the knobs)"
        ],
    );
    check(
        &file("", "settings = { Temperature = 1 }"),
        expect!["binding.toml:11: no knob is called `Temperature` (did you mean `temperature`?)"],
    );
}

#[test]
fn an_inadmissible_value_is_named_with_what_the_knob_admits() {
    check(
        &file("", "settings = { group_tokens = 600 }"),
        expect![
            "binding.toml:11: invalid value `600` for knob `group_tokens` (expected an integer from 1 to 512)"
        ],
    );
    check(
        &file("", "settings = { group_tokens = \"16\" }"),
        expect![[
            r#"binding.toml:11: invalid value `"16"` for knob `group_tokens` (expected an integer from 1 to 512)"#
        ]],
    );
    check(
        &file("", "settings = { group_tokens = 16.0 }"),
        expect![
            "binding.toml:11: invalid value `16.0` for knob `group_tokens` (expected an integer from 1 to 512)"
        ],
    );
    check(
        &file("", "settings = { grouping_layers = [6, \"x\"] }"),
        expect![[
            r#"binding.toml:11: invalid value `[6, "x"]` for knob `grouping_layers` (expected a list of different integers from 1 to 12)"#
        ]],
    );
    check(
        &file("", "settings = { grouping_layers = 6 }"),
        expect![
            "binding.toml:11: invalid value `6` for knob `grouping_layers` (expected a list of different integers from 1 to 12)"
        ],
    );
    check(
        &file("", "settings = { assignment = \"Soft\" }"),
        expect![[
            r#"binding.toml:11: invalid value `"Soft"` for knob `assignment` (expected one of hard_gumbel, hard, soft)"#
        ]],
    );
    check(
        &file("", "settings = { temperature = nan }"),
        expect![
            "binding.toml:11: invalid value `nan` for knob `temperature` (expected a number from 0.001 to 10)"
        ],
    );
    check(
        &file("", "settings = { temperature = 1979-05-27 }"),
        expect![
            "binding.toml:11: invalid value `1979-05-27` for knob `temperature` (expected a number from 0.001 to 10)"
        ],
    );
    check(
        &file("", "settings = { class_token = { on = true } }"),
        expect![
            "binding.toml:11: invalid value `{ on = true }` for knob `class_token` (expected true or false)"
        ],
    );
    check(
        &file("", "settings = { steps = 99999999999999999999 }"),
        expect![
            "binding.toml:11: invalid value `99999999999999999999` for knob `steps` (expected an integer from 1 to 10000000)"
        ],
    );
}

#[test]
fn metrics_are_those_that_judge_a_run() {
    check(
        &file("metrics = [\n  \"map/temporal_localization\",\n  \"recall@1\",\n]", "settings = {}"),
        expect![
            "binding.toml:10: unknown metric `recall@1` (did you mean `recall@1/text_to_video`?)"
        ],
    );
    check(
        &file("metrics = [\"recall@1/text_to_vido\", \"loss/total\", 3]", "settings = {}"),
        expect![[r#"
        binding.toml:8: unknown metric `recall@1/text_to_vido` (did you mean `recall@1/text_to_video`?)
        binding.toml:8: unknown metric `loss/total` (`ablate subject svilm` lists them)
        binding.toml:8: `metrics` should be a list of strings"#]],
    );
}

#[test]
fn keys_are_known_and_there() {
    check(
        &file("metric = []\ncolour = 1", "setings = {}"),
        expect![[r#"
        binding.toml:8: unknown key `metric` (did you mean `metrics`?)
        binding.toml:9: unknown key `colour` (expected name, part, action, metrics, missing_metrics, unbound, variant)
        binding.toml:10: `settings` is missing
        binding.toml:12: unknown key `setings` (did you mean `settings`?)"#]],
    );
    check(
        "",
        expect![[r#"
        binding.toml:1: `version` is missing
        binding.toml:1: `subject` is missing"#]],
    );
    check(
        "version = \"1\"\nsubject = 3\nablation = 4\nbaseline = []",
        expect![[r#"
        binding.toml:1: `version` should be a whole number
        binding.toml:2: `subject` should be a string
        binding.toml:3: `ablation` should be a list of tables
        binding.toml:4: `baseline` should be a table such as { knob = 0.5 }"#]],
    );
    check(
        "version = 1\nsubject = \"svilm\"\nablation = [1]",
        expect!["binding.toml:3: `ablation` should be a list of tables"],
    );
    check(
        &file("unbound = [{ lable = \"x\" }]\nmissing_metrics = \"FID\"", "settings = {}"),
        expect![[r#"
        binding.toml:8: `reason` is missing
        binding.toml:8: unknown key `lable` (did you mean `label`?)
        binding.toml:9: `missing_metrics` should be a list of strings"#]],
    );
    check(
        &file("", "settings = {}").replace("REPLACE", "DROP"),
        expect!["binding.toml:7: `action` should be REMOVE, REPLACE or ADD"],
    );
}

#[test]
fn another_subject_or_version_is_refused() {
    check(
        &file("", "settings = {}").replace("svilm", "toy"),
        expect![
            "binding.toml:2: the binding is for the subject `toy`, not for `svilm` (bind the plan again for this subject)"
        ],
    );
    check(
        &file("", "settings = {}").replace("version = 1", "version = 2"),
        expect![
            "binding.toml:1: version 2 of the format, this program reads version 1 (bind the plan again for this subject)"
        ],
    );
}

#[test]
fn a_name_is_used_once() {
    let twice = "[[ablation]]\nname = \"A\"\npart = \"\"\naction = \"REMOVE\"\n";
    check(
        &format!("{}{twice}{twice}", file("", "settings = {}")),
        expect![[r#"
        binding.toml:13: a second ablation is called `A`; the first is on line 5 (give it another name)
        binding.toml:17: a second ablation is called `A`; the first is on line 5 (give it another name)"#]],
    );
}

#[test]
fn every_problem_is_found_in_one_pass() {
    let text = file("metrics = [\"FID\"]", "settings = { group_token = 1, nouns = 9 }\nlabl = 1")
        .replace("svilm", "svlim");
    check(
        &text,
        expect![[r#"
        binding.toml:2: the binding is for the subject `svlim`, not for `svilm` (bind the plan again for this subject)
        binding.toml:8: unknown metric `FID` (`ablate subject svilm` lists them)
        binding.toml:11: no knob is called `group_token` (did you mean `group_tokens`?)
        binding.toml:11: invalid value `9` for knob `nouns` (expected an integer from 1 to 8)
        binding.toml:12: unknown key `labl` (did you mean `label`?)"#]],
    );
}

#[test]
fn text_that_is_no_toml_is_refused_with_its_first_fault() {
    check(
        "version = 1\nsubject = \"svilm\n[[ablation]]\nname = x\n",
        expect![[r#"binding.toml:2: not TOML: invalid basic string, expected `"`"#]],
    );
    // a header that cannot be read makes the keys below it duplicates of those above it
    check(
        "[[ablation]]\nname = \"a\"\n[[ablation\nname = \"b\"\n",
        expect!["binding.toml:3: not TOML: unclosed array table, expected `]]`"],
    );
    check("version = 1\nversion = 1\n", expect!["binding.toml:2: not TOML: duplicate key"]);
    check(
        &"[".repeat(100_000),
        expect![
            "binding.toml:1: not TOML: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`"
        ],
    );
}

#[test]
fn what_a_file_says_is_shown_on_one_line() {
    check(
        &file("", "settings = { \"a\\u001b[2J\\nb\" = 1 }"),
        expect![[
            r#"binding.toml:11: no knob is called `a\u{1b}[2J\nb` (`ablate subject svilm` lists the knobs)"#
        ]],
    );
    let error = Binding::parse(
        &file("", &format!("settings = {{ {} = 1 }}", "x".repeat(5000))),
        "b",
        &svilm(),
    );
    assert!(error.unwrap_err().to_string().len() < 200);
}

/// Any value that the knob admits.
fn admissible(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Kind::Int { min, max } => (min..=max).prop_map(Value::Int).boxed(),
        Kind::Ints { min, max } => proptest::collection::btree_set(min..=max, 0..12)
            .prop_map(|set| Value::Ints(set.into_iter().collect()))
            .boxed(),
        Kind::Float { min, max } => (min..=max).prop_map(Value::Float).boxed(),
        Kind::Choice { choices } => proptest::sample::select(choices).prop_map(Value::Text).boxed(),
        Kind::Path => "[ -~]{0,40}".prop_map(Value::Text).boxed(),
    }
}

/// Some settings that differ from the defaults.
fn settings() -> impl Strategy<Value = Settings> {
    let knobs = svilm().knobs;
    proptest::sample::subsequence(knobs, 0..4)
        .prop_flat_map(|knobs| {
            knobs
                .into_iter()
                .map(|knob| admissible(knob.kind).prop_map(move |value| (knob.name.clone(), value)))
                .collect::<Vec<_>>()
        })
        .prop_map(|pairs| {
            let default = Settings::default().resolve(&svilm()).unwrap();
            Settings(pairs.into_iter().collect()).resolve(&svilm()).unwrap().difference(&default)
        })
}

/// Any text, with the characters that TOML cares about.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![".*", "[\"'\\\\#=\\[\\]{}.,\n\r\t\u{0}\u{7f}\u{1b}\u{85}\u{202e}ab ]{0,300}"]
}

fn bound() -> impl Strategy<Value = Bound> {
    let metrics =
        svilm().metrics.into_iter().filter(|it| !it.curve).map(|it| it.name).collect::<Vec<_>>();
    let texts = || proptest::collection::vec(text(), 0..3);
    let unbound = (proptest::option::of(text()), text(), texts());
    let unbound = unbound.prop_map(|(label, reason, nearest)| Unbound { label, reason, nearest });
    let variant =
        (text(), settings()).prop_map(|(label, settings)| Variant { label, settings, by: None });
    let action = proptest::sample::select(vec![Action::Remove, Action::Replace, Action::Add]);
    let lists =
        (proptest::collection::vec(unbound, 0..3), proptest::collection::vec(variant, 0..3));
    (text(), action, proptest::sample::subsequence(metrics, 0..4), texts(), lists).prop_map(
        |(part, action, metrics, missing_metrics, (unbound, variants))| Bound {
            name: String::new(),
            part,
            action,
            metrics,
            missing_metrics,
            unbound,
            variants,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_binding_reads_back_as_it_was_written(
        bounds in proptest::collection::vec((text(), bound()), 0..4),
    ) {
        let name = |(index, (name, bound)): (usize, (String, Bound))| Bound { name: format!("{name}{index}"), ..bound };
        let ablations = bounds.into_iter().enumerate().map(name).collect();
        let binding = Binding { version: VERSION, subject: "svilm".to_owned(), baseline: Settings::default(), ablations };
        let toml = binding.to_toml();
        prop_assert!(!toml.contains(foundation::visible::is_hidden), "{toml}");
        let read = Binding::parse(&toml, "binding.toml", &svilm());
        prop_assert_eq!(read.as_ref(), Ok(&binding), "{}", toml);
        // and through the types themselves, as other files hold it
        prop_assert_eq!(&toml::from_str::<Binding>(&toml).unwrap(), &binding);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in text()) {
        let _ = Binding::parse(&text, "binding.toml", &svilm());
    }
}
