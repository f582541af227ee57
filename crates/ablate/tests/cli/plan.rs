//! `ablate plan` and `ablate bind --model`, with stand-ins of the services.

use crate::harness::{Folder, Said};
use crate::mock::{Answer, Server};

const PAPER: &str = "# Gated Momentum Networks

## Abstract
We train networks with a gate on the momentum of the optimizer, and reach a high Score on all of the tasks that we tried.

## 1 Introduction
Momentum is the oldest trick of the trade, and nobody gates it. We do, and it pays on every task that we have looked at.

## 2 Method
The gate multiplies the momentum of each layer by a learned scalar between zero and one. We use a momentum of 0.9 in all layers.

## 3 Experiments
We report the Score of our networks on ten tasks. Table 1: the Score falls to 12.3 without the SECRET_RESULT.
";

const KEY: &str = "sk-ant-a-secret-of-the-test-0123456789";

/// A proposal that holds against the paper.
fn item(name: &str) -> String {
    format!(
        "{{\"name\": \"{name}\", \"ablated_part\": \"the {name}\", \"action\": \"REPLACE\", \"replacement\": [\"0.5\"], \"metrics\": \
         [\"Score\"], \"quotes\": [\"We use a momentum of 0.9 in all layers\"], \"expected\": \"it drops\", \"priority\": 1}}"
    )
}

fn reply(items: &[&str]) -> String {
    format!(
        "<discussion>\nMomentum is untested.\n</discussion>\n<predictions>\n{}\n</predictions>",
        items.join("\n")
    )
}

fn folder() -> Folder {
    let folder = Folder::new("");
    folder.write("paper.md", PAPER);
    folder
}

fn plan(folder: &Folder, server: &str, more: &[&str]) -> Said {
    let url = format!("{server}/v1");
    let args = [
        "plan",
        "paper.md",
        "--model",
        "openai-compatible/x",
        "--base-url",
        &url,
        "--out",
        "study",
    ];
    folder.ablate(&[&args[..], more].concat())
}

/// Every file below the folder.
fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn a_paper_becomes_a_plan_once_and_then_costs_nothing() {
    let folder = folder();
    let server = Server::start([Answer::Text(reply(&[&item("momentum")]))]);
    let said = plan(&folder, &server.url(), &[]).ends(0);
    assert!(
        said.out.contains("momentum") && said.err.contains("wrote study/plan.json"),
        "{}{}",
        said.out,
        said.err
    );
    let (json, page) = (folder.read("study/plan.json"), folder.read("study/trajectory.md"));
    assert!(
        json.contains("\"place\": \"2 Method\"") && json.contains("\"task\": \"reviewer\""),
        "{json}"
    );
    assert!(page.contains("🔎 Evidence") && page.contains("### momentum"), "{page}");
    assert!(!folder.path().join("study/runs").exists());

    let again = plan(&folder, &server.url(), &[]).ends(0);
    assert!(again.err.contains("no requests sent, no cost"), "{}", again.err);
    assert_eq!((server.requests().len(), folder.read("study/plan.json")), (1, json.clone()));

    let url = server.url();
    drop(server);
    plan(&folder, &url, &["--replay"]).ends(0);
    assert_eq!(folder.read("study/plan.json"), json);
    let other = plan(&folder, &url, &["--replay", "-k", "3"]).ends(1);
    assert!(
        other.err.contains("no recorded reply to this request")
            && other.err.contains("hint: omit `--replay`"),
        "{}",
        other.err
    );

    folder.ablate(&["run", "study", "--subject", "toy", "--dry-run"]).ends(0);

    let mut piped = folder.command(&["plan", "-", "--dry-run"]);
    let said = Said::from(
        piped.stdin(std::fs::File::open(folder.path().join("paper.md")).unwrap()).output().unwrap(),
    );
    assert!(said.ends(0).out.contains("## 2 Method"));
}

#[test]
fn an_author_sees_no_results() {
    let folder = folder();
    let server = Server::start([Answer::Text(reply(&[&item("momentum")]))]);
    plan(&folder, &server.url(), &["--task", "author"]).ends(0);
    let asked = server.requests()[0].body.to_string();
    assert!(asked.contains("learned scalar") && !asked.contains("SECRET_RESULT"), "{asked}");
    let dry = folder
        .ablate(&["plan", "paper.md", "--dry-run", "--model", "openai/gpt-5", "--samples", "3"])
        .ends(0);
    // 3 samples of 2 answers of 16,384 tokens at $10 a million, and what is asked
    assert!(dry.err.contains("would cost $1.0"), "{}", dry.err);
    let dry = folder.ablate(&["plan", "paper.md", "--task", "author", "--dry-run"]).ends(0);
    assert!(
        !dry.out.contains("SECRET_RESULT") && dry.err.contains("3 `Experiments`"),
        "{}{}",
        dry.out,
        dry.err
    );
}

#[test]
fn four_good_items_of_five_are_a_plan() {
    let folder = folder();
    let good: Vec<String> =
        ["momentum", "gate", "learning rate", "width"].iter().map(|name| item(name)).collect();
    let bad = "{\"name\": \"broken\", \"ablated_part\": \"x\", \"action\": \"MODIFY\"}";
    let items = [&good[0], &good[1], bad, &good[2], &good[3]];
    let server = Server::start([
        Answer::Text(reply(&items)),
        Answer::Text("I cannot do better.".to_owned()),
    ]);
    let said = plan(&folder, &server.url(), &["--json"]).ends(0);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(json["plan"]["ablations"].as_array().unwrap().len(), 4);
    assert!(said.err.contains("unknown action `MODIFY`"), "{}", said.err);
}

#[test]
fn the_key_is_in_no_file_and_on_no_terminal() {
    let folder = folder();
    let server = Server::start([
        Answer::EchoKey,
        Answer::Status {
            code: 529,
            retry_after: Some("0".to_owned()),
            message: "overloaded".to_owned(),
        },
        Answer::Text(reply(&[&item("momentum"), &item(KEY)])),
    ]);
    let url = format!("{}/v1", server.url());
    let args = [
        "plan",
        "paper.md",
        "--model",
        "anthropic/claude-sonnet-4-5",
        "--base-url",
        &url,
        "--out",
        "study",
    ];
    let ask = || Said::from(folder.command(&args).env("ANTHROPIC_API_KEY", KEY).output().unwrap());
    let refused = ask().ends(1);
    assert!(
        refused.err.contains("[key]") && refused.err.contains("hint: is the key the right one"),
        "{}",
        refused.err
    );
    let done = ask().ends(0);
    assert!(done.err.contains("529") && done.err.contains("1 reply: "), "{}", done.err);
    let sent = format!("{:?}", server.requests()[2].headers);
    assert!(sent.contains(KEY), "the key was not sent: {sent}");
    let mut found = Vec::new();
    files(folder.path(), &mut found);
    assert!(found.iter().any(|path| path.to_string_lossy().contains("exchanges")), "{found:?}");
    for path in found {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        assert!(
            !text.contains(KEY) && !text.contains(&KEY[..20]),
            "{} holds the key",
            path.display()
        );
    }
    for said in [refused, done] {
        assert!(!said.out.contains(KEY) && !said.err.contains(KEY), "{}{}", said.out, said.err);
    }
}

#[test]
fn a_request_that_may_cost_too_much_is_not_made() {
    let folder = folder();
    // nothing answers there, and nothing is asked
    let args = [
        "plan",
        "paper.md",
        "--model",
        "openai/gpt-5",
        "--base-url",
        "https://gateway.example/v1",
        "--out",
        "study",
    ];
    let with = [&args[..], &["--max-cost", "0.01"]].concat();
    let said =
        Said::from(folder.command(&with).env("OPENAI_API_KEY", KEY).output().unwrap()).ends(1);
    assert!(
        said.err.contains("may cost $0.1") && said.err.contains("`--max-cost`"),
        "{}",
        said.err
    );
}

#[test]
fn a_stream_that_breaks_each_time_leaves_what_had_come() {
    let folder = folder();
    let text = reply(&[&item("momentum"), &item("gate"), &item("width")]);
    // a piece is a little more than four characters
    let pieces = text.len() / 4 * 2 / 3;
    let broken = Answer::CutAfter { text, pieces };
    let server = Server::start([broken.clone(), broken]);
    let said = plan(&folder, &server.url(), &["--attempts", "2", "--json"]).ends(0);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let n_ablations = json["plan"]["ablations"].as_array().unwrap().len();
    assert!((1..3).contains(&n_ablations), "{n_ablations} ablations");
    assert!(
        said.err.contains("the connection broke") && said.err.contains("not closed"),
        "{}",
        said.err
    );
    let kept = std::fs::read_dir(folder.path().join("study/exchanges")).unwrap().count();
    assert_eq!(kept, 0, "a broken reply is not kept");
}

#[test]
fn a_paper_that_is_too_long_is_shown_in_part() {
    let folder = folder();
    let filler =
        "Many other things have been tried by many other people in many other places. ".repeat(40);
    folder.write(
        "paper.md",
        &PAPER.replace(
            "## 2 Method",
            &format!("## 2 Related Work\n{}\n\n## 2 Method", filler.repeat(3)),
        ),
    );
    let long = Answer::Status {
        code: 400,
        retry_after: None,
        message: "context_length_exceeded: too many tokens".to_owned(),
    };
    let server = Server::start([long, Answer::Text(reply(&[&item("momentum")]))]);
    let said = plan(&folder, &server.url(), &[]).ends(0);
    assert!(said.err.contains("too long for openai-compatible/x: trying"), "{}", said.err);
    let sizes: Vec<usize> =
        server.requests().iter().map(|received| received.body.to_string().len()).collect();
    assert!(sizes[1] + 4000 < sizes[0], "{sizes:?}");
    assert!(
        folder.read("study/plan.json").contains("not shown to the model: section 2 `Related Work`")
    );
    // the refusal is kept as well
    plan(&folder, &server.url(), &["--replay"]).ends(0);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_plan_of_another_kind_or_an_edited_one_is_not_overwritten() {
    let folder = folder();
    let server = Server::start([
        Answer::Text(reply(&[&item("momentum")])),
        Answer::Text(reply(&[&item("momentum")])),
    ]);
    plan(&folder, &server.url(), &[]).ends(0);
    let other = plan(&folder, &server.url(), &["--task", "author"]).ends(2);
    assert!(
        other.err.contains("plan of another kind (reviewer, x)") && other.err.contains("--out DIR"),
        "{}",
        other.err
    );
    let edited = folder.read("study/plan.json").replace("it drops", "it rises");
    folder.write("study/plan.json", &edited);
    let said = plan(&folder, &server.url(), &[]).ends(2);
    assert!(
        said.err.contains("already exists and differs") && said.err.contains("--force"),
        "{}",
        said.err
    );
    assert_eq!(folder.read("study/plan.json"), edited);
    plan(&folder, &server.url(), &["--force"]).ends(0);
    assert!(folder.read("study/plan.json").contains("it drops"));
}

#[test]
fn what_cannot_be_a_paper_or_a_model_is_told_before_anything_is_asked() {
    let folder = folder();
    folder.write("empty.md", "");
    folder
        .write("pointer.tex", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    folder.write("short.md", "# A title\n\nNothing more.\n");
    let url = ["--base-url", "http://127.0.0.1:1/v1"];
    for (paper, model, more, expected, hint) in [
        (
            "absent.pdf",
            "openai-compatible/x",
            &url[..],
            "no paper at `absent.pdf`",
            "give the path",
        ),
        ("empty.md", "openai-compatible/x", &url, "is empty", ""),
        ("pointer.tex", "openai-compatible/x", &url, "git-lfs pointer", "git lfs pull"),
        ("short.md", "openai-compatible/x", &url, "too short for a paper", "full text"),
        ("paper.md", "opanai/gpt-5", &[], "unknown provider `opanai`", "did you mean `openai`?"),
        ("paper.md", "gpt-5", &[], "is not a model", "--base-url"),
        (
            "paper.md",
            "openai-compatible/x",
            &[],
            "openai-compatible needs --base-url",
            "--base-url",
        ),
        ("paper.md", "anthropic/x", &[], "ANTHROPIC_API_KEY is not set", "--key-file"),
        (
            "paper.md",
            "anthropic/x",
            &["--key-file", "absent"],
            "key file `absent`",
            "on a line of its own",
        ),
        (
            "paper.md",
            "anthropic/x",
            &["--base-url", "ftp://x"],
            "is not the address of a server",
            "https://",
        ),
    ] {
        let args = [&["plan", paper, "--model", model], more].concat();
        let said =
            Said::from(folder.command(&args).env_remove("ANTHROPIC_API_KEY").output().unwrap())
                .ends(2);
        assert!(said.err.contains(expected) && said.err.contains(hint), "{args:?}: {}", said.err);
    }
    assert!(!folder.path().join("studies").exists());
    let said = plan(&folder, "http://127.0.0.1:1", &[]).ends(1);
    assert!(said.err.contains("cannot connect to http://127.0.0.1:1/v1/"), "{}", said.err);
    assert!(!folder.path().join("study/plan.json").exists());
}

#[test]
fn a_model_binds_what_words_do_not() {
    let folder = Folder::new(
        "<predictions>\n{\"name\": \"Memory\", \"ablated_part\": \"how long the past is remembered\", \"action\": \"REPLACE\", \
         \"replacement\": [\"hardly\"], \"metrics\": [\"Score\"]}\n</predictions>",
    );
    let choice = r#"{"choices": [{"item": 1, "settings": [{"knob": "momentum", "value": "0.1"}], "reason": "less"}]}"#;
    let server = Server::start([Answer::Text(choice.to_owned())]);
    let url = format!("{}/v1", server.url());
    let args = [
        "bind",
        "plan.md",
        "--subject",
        "toy",
        "--model",
        "openai-compatible/x",
        "--base-url",
        &url,
    ];
    let said = folder.ablate(&args).ends(0);
    assert!(said.err.contains("1 variant bound"), "{}", said.err);
    let toml = folder.read("studies/plan/binding.toml");
    assert!(toml.contains("settings = { momentum = 0.1 }\nby = \"openai-compatible/x\""), "{toml}");
    folder.ablate(&args).ends(0);
    assert_eq!(server.requests().len(), 1, "the second time nothing is asked");
    let dry = folder.ablate(&["run", "studies/plan", "--subject", "toy", "--dry-run"]).ends(0);
    assert!(dry.out.contains("momentum"), "{}", dry.out);
}

#[test]
fn lint_tells_what_is_wrong_with_a_plan() {
    let folder = Folder::new(
        "<predictions>\n{\"name\": \"Ablation 1\", \"ablated_part\": \"momentum\", \"action\": \"REPLACE\", \"replacement\": \
         [\"none\"], \"metrics\": [\"Score\", \"BLEU\"]}\n</predictions>",
    );
    let said = folder.ablate(&["lint", "plan.md", "--subject", "toy"]).ends(0);
    for rule in ["generic-name", "removal-as-replacement", "unknown-metric"] {
        assert!(said.out.contains(rule), "{rule} is not in {}", said.out);
    }
    folder.ablate(&["lint", "plan.md", "--strict"]).ends(1);
    let json = folder.ablate(&["lint", "plan.md", "--json"]).ends(0);
    assert!(
        serde_json::from_str::<serde_json::Value>(&json.out).unwrap()[0]["rule"].is_string(),
        "{}",
        json.out
    );
}

#[test]
fn binding_loses_nothing_of_a_plan_that_somebody_wrote() {
    let folder = Folder::new("");
    std::fs::create_dir(folder.path().join("study")).unwrap();
    let plan = r#"{"version": 1, "comment": "mine", "ablations": [
        {"name": "Momentum", "ablated_part": "momentum", "action": "REPLACE", "replacement": ["0.5"], "metrics": ["Score"]},
        {"name": "Typo", "ablated_part": "width", "action": "REPLCE", "replacement": ["8"], "metrics": ["Score"]}]}"#;
    folder.write("study/plan.json", plan);
    for more in [&[][..], &["--force"]] {
        let args = [&["bind", "study", "--subject", "toy", "--out", "study"], more].concat();
        folder.ablate(&args).ends(0);
        assert_eq!(folder.read("study/plan.json"), plan);
    }
    std::fs::create_dir_all(folder.path().join("studies/study")).unwrap();
    folder.write("studies/study/plan.json", plan);
    folder.ablate(&["bind", "studies/study", "--subject", "toy", "--force"]).ends(0);
    assert_eq!(folder.read("studies/study/plan.json"), plan);
}
