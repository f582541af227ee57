//! Commands and flags that documents, messages and comments name exist.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::tree::{self, File};

/// Flags of other programs that are named without their program.
const FOREIGN: [(&str, &str); 8] = [
    ("--compile", "reference/pytorch/train.py"),
    ("--features", "cargo"),
    ("--folder", "local-model/serve.mjs"),
    ("--nocapture", "cargo test"),
    ("--port", "local-model/serve.mjs"),
    ("--rounds", "the example `step` of svilm"),
    ("--size", "the example `step` of svilm"),
    ("--steps", "the example `step` of svilm"),
];

/// A command with its flags and the commands below it.
#[derive(Default)]
struct Verb {
    flags: BTreeSet<String>,
    verbs: BTreeMap<String, Verb>,
}

impl Verb {
    /// Reads a command, and those below it, from what `--help` prints.
    fn read(words: &[&str]) -> Self {
        let output =
            Command::new(env!("CARGO_BIN_EXE_ablate")).args(words).arg("--help").output().unwrap();
        let help = String::from_utf8(output.stdout).unwrap();
        let mut verb = Self::default();
        let mut is_command = false;
        for line in help.lines() {
            if !line.starts_with(' ') {
                is_command = line == "Commands:";
            } else if is_command && line.starts_with("  ") && !line.starts_with("   ") {
                let name = line.split_whitespace().next().unwrap();
                let below = [words, &[name]].concat();
                let child = if name == "help" { Self::default() } else { Self::read(&below) };
                verb.verbs.insert(name.to_owned(), child);
            } else if line.trim_start().starts_with('-') || !help.contains("Options:") {
                verb.flags.extend(flags(line).map(str::to_owned));
            }
        }
        verb
    }

    /// Every flag of a command and those below it.
    fn all_flags(&self) -> BTreeSet<String> {
        let below = self.verbs.values().flat_map(Self::all_flags);
        self.flags.iter().cloned().chain(below).collect()
    }

    /// The first word of a command line that does not exist, if there is one.
    fn unknown<'a>(&self, line: &'a str) -> Option<&'a str> {
        let mut verb = self;
        let mut is_verb = true;
        for word in line.split_whitespace() {
            if ["|", "#", "&&", ">", "2>"].contains(&word) {
                return None;
            }
            if let Some(flag) = flags(word).next().filter(|_| word.starts_with("--")) {
                if !verb.flags.contains(flag) {
                    return Some(flag);
                }
            } else if is_verb {
                match verb.verbs.get(word) {
                    Some(next) => verb = next,
                    // a word in capitals, in braces or `…` stands for any
                    None if !verb.verbs.is_empty() && is_lower(word) => return Some(word),
                    None => is_verb = false,
                }
            }
        }
        None
    }
}

fn is_lower(word: &str) -> bool {
    word.chars().all(|character| character.is_ascii_lowercase())
}

/// The flags in a text, `--` included.
fn flags(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("--").filter_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        let rest = &text[at + 2..];
        let end = rest.find(|next: char| next != '-' && !next.is_ascii_lowercase());
        let name = &rest[..end.unwrap_or(rest.len())];
        let is_flag = name.starts_with(|first: char| first.is_ascii_lowercase())
            && before.is_none_or(|before| " `(\"[|".contains(before));
        is_flag.then(|| &text[at..at + 2 + name.len()])
    })
}

/// All commands; the help of the root does not list `svilm` and `toy`.
fn ablate() -> Verb {
    let mut root = Verb::read(&[]);
    for name in ["svilm", "toy"] {
        root.verbs.entry(name.to_owned()).or_insert_with(|| Verb::read(&[name]));
    }
    assert!(root.verbs.len() > 8, "only the commands {:?}", root.verbs.keys());
    root
}

/// The spans of a line between backticks.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    let pieces = line.matches('`').count() / 2;
    line.split('`').skip(1).step_by(2).take(pieces)
}

/// The command lines of `ablate` in a line: in backticks, and in a document's blocks of code.
fn command_lines(line: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        spans(line).filter_map(|span| span.strip_prefix("ablate ")).collect();
    let whole = line.trim_start().trim_start_matches("$ ");
    if let Some(arguments) = whole.strip_prefix("ablate ") {
        found.push(arguments);
    } else if whole.starts_with("cargo run ")
        && !whole.contains("--example")
        && let Some((_, arguments)) = whole.split_once(" -- ")
    {
        found.push(arguments);
    }
    found
}

fn is_in_sources(file: &File) -> bool {
    file.path.ends_with(".rs")
}

#[test]
fn commands_that_are_named_exist() {
    let root = ablate();
    let mut wrong = Vec::new();
    let mut found = 0;
    for file in tree::sources().into_iter().filter(|file| !file.is_test()).chain(tree::documents())
    {
        let mut fenced = false;
        for (number, line) in file.lines() {
            fenced ^= line.trim_start().starts_with("```");
            let lines = if fenced && !is_in_sources(&file) {
                command_lines(line)
            } else {
                spans(line).filter_map(|span| span.strip_prefix("ablate ")).collect()
            };
            for line in lines {
                found += 1;
                let Some(word) = root.unknown(line) else { continue };
                wrong.push(format!("{}:{number}: `{word}` in `ablate {line}`", file.path));
            }
        }
    }
    assert!(found > 40, "only {found} commands found");
    assert!(wrong.is_empty(), "there are no such verbs or flags:\n{}", wrong.join("\n"));
}

#[test]
fn flags_that_are_named_exist() {
    let mut known = ablate().all_flags();
    known.extend(FOREIGN.iter().map(|(flag, _)| (*flag).to_owned()));
    let mut wrong = Vec::new();
    for file in tree::sources().into_iter().filter(|file| !file.is_test()).chain(tree::documents())
    {
        for (number, line) in file.lines() {
            for span in spans(line).filter(|span| span.starts_with("--")) {
                for flag in flags(span).filter(|flag| !known.contains(*flag)) {
                    wrong.push(format!("{}:{number}: `{flag}`", file.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "there are no such flags:\n{}", wrong.join("\n"));
}

#[test]
fn words_that_do_not_exist_are_found() {
    let root = ablate();
    assert_eq!(root.unknown("describe"), Some("describe"));
    assert_eq!(root.unknown("run PLAN --sedes 3"), Some("--sedes"));
    assert_eq!(root.unknown("svilm data formats"), None);
    assert_eq!(root.unknown("svilm data frmats"), Some("frmats"));
    assert_eq!(flags("[--out DIR], a --set x; var --").collect::<Vec<_>>(), ["--out", "--set"]);
}
