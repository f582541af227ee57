use proptest::prelude::*;

use super::{ablation, svilm};
use crate::binding::Binding;
use crate::plan::{Ablation, Action, Grounds, Metrics, Plan, Replacement};

const TEXTS: &[&str] = &[
    "",
    " ",
    "\n",
    "group tokens\n[[ablation]]\nname = \"injected\"",
    "\"\"\" ''' \\ \\u0000 \u{0} \u{1b}[2J \u{7f} \r\n \t",
    "= { } [ ] # . , ; : \" ' `",
    "group_tokens = 16 # comment",
    "$(rm -rf /); `id`; ${HOME}; %s; ../../etc/passwd",
    "\u{202e}\u{feff}\u{200a}\u{fffd}é\u{301}𝔐",
    "((((((((((((((((((((((((((((((((",
    "1e999999999999999999999 -0 +- .e5 0x 1..2 1.2.3 ,000,000",
    "w/o",
    "@ @K R@ R@{ R@{} R@{,} / // R@1//5",
    "{'group_tokens': {'group_tokens': [[[]]]}}",
    "=,=,=",
    "last first all every one",
];

fn check(name: &str, part: &str, texts: &[&str]) {
    let subject = svilm();
    for action in [Action::Remove, Action::Replace, Action::Add] {
        let ablation = Ablation {
            name: name.to_owned(),
            part: part.to_owned(),
            action,
            replacements: texts.iter().map(|&text| Replacement::new(text)).collect(),
            metrics: Metrics::new(texts),
            grounds: Grounds::default(),
        };
        let binding = crate::bind(
            &Plan { ablations: vec![ablation.clone(), ablation], ..Plan::default() },
            &subject,
        );
        let toml = binding.to_toml();
        assert_eq!(
            Binding::parse(&toml, "binding.toml", &subject).as_ref(),
            Ok(&binding),
            "{toml}"
        );
        binding.configurations(&subject).unwrap();
    }
}

#[test]
fn hostile_strings_are_data() {
    let parts =
        ["group tokens", "grouping blocks", "temperature", "group assignment", "class token"];
    let long = "group tokens ".repeat(25);
    let number = "9".repeat(300);
    let mut texts = TEXTS.to_vec();
    texts.extend([long.as_str(), number.as_str()]);
    for part in parts.iter().chain(&texts) {
        check(part, part, &texts);
    }
}

#[test]
fn a_plan_cannot_write_lines_of_its_own_into_the_file() {
    let line = ablation("group tokens | REPLACE | 16");
    let name = "x\"\n[[ablation]]\nname = \"y".to_owned();
    let plan =
        Plan { ablations: vec![Ablation { part: name.clone(), name, ..line }], ..Plan::default() };
    let toml = crate::bind(&plan, &svilm()).to_toml();
    assert_eq!(Binding::parse(&toml, "binding.toml", &svilm()).unwrap().ablations.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_binds_without_a_panic(
        name in ".{0,40}",
        part in "(group tokens|grouping blocks|temperature|.{0,60})",
        texts in proptest::collection::vec("[-0-9a-zA-Z=,()@{}\\[\\] .%/\n\"'×\u{3bb}]{0,300}", 0..4),
    ) {
        check(&name, &part, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
