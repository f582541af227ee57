//! The output of `ablate plan`: files in the study folder, and the summary on the terminal.

use plan::{Plan, Task};
use study::store::{Store, write_whole};

use crate::conversation::Bill;
use crate::exit::{Context, Failure};
use crate::print;

/// The facts that are printed with the plan.
pub(super) struct Facts {
    pub(super) bill: Bill,
    /// The parts of the replies that could not be read.
    pub(super) unread: Vec<String>,
    /// The program that the plan is for, if one was named.
    pub(super) subject: Option<String>,
    /// Whether to print JSON.
    pub(super) json: bool,
}

/// Refuses a folder that holds a plan for another task or by another model.
pub(super) fn refuse_another(
    task: Task,
    name: &str,
    force: bool,
    store: &Store,
) -> Result<(), Failure> {
    let path = store.folder().join("plan.json");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(()) };
    let Ok((old, _)) = Plan::parse(&text, &path.display().to_string()) else { return Ok(()) };
    let is_same = old.task == Some(task) && name.ends_with(&old.model);
    if is_same || force {
        return Ok(());
    }
    let mut origin = vec![old.task.map_or("", Task::as_str), &old.model];
    origin.retain(|part| !part.is_empty());
    let origin =
        if origin.is_empty() { "not made by a model".to_owned() } else { origin.join(", ") };
    let failure =
        Failure::usage(format!("`{}` is a plan of another kind ({origin})", path.display()));
    Err(failure
        .with_hint("choose another folder with `--out DIR`, or overwrite that plan with `--force`"))
}

/// Writes the plan and its page. A plan that may have been edited is overwritten only with
/// `--force`.
pub(super) fn write(plan: &Plan, store: &Store, force: bool) -> Result<(), Failure> {
    let path = store.folder().join("plan.json");
    let json = plan.to_json();
    let old = std::fs::read(&path).ok();
    let is_changed = old.as_ref().is_some_and(|old| old != json.as_bytes());
    if is_changed && !force && !old.as_deref().is_some_and(is_empty) {
        let failure = Failure::usage(format!(
            "`{}` already exists and differs; use `--force` to overwrite it",
            path.display()
        ));
        return Err(failure.with_hint("the answers are recorded, so asking again costs nothing"));
    }
    std::fs::create_dir_all(store.folder())
        .context(format!("cannot create `{}`", store.folder().display()))?;
    write_whole(&path, json.as_bytes())?;
    if is_changed && store.folder().join("binding.toml").exists() {
        print::warn(&format!(
            "`{}` was made for the earlier plan; run `ablate bind` again",
            store.folder().join("binding.toml").display()
        ));
    }
    write_page(plan, store, is_changed || force)
}

/// Whether the text is a plan without ablations, which is not worth keeping.
fn is_empty(text: &[u8]) -> bool {
    Plan::parse_bytes(text, "").is_ok_and(|(plan, _)| plan.ablations.is_empty())
}

/// Writes the page of the plan, unless a person has edited it or a report owns it.
fn write_page(plan: &Plan, store: &Store, is_new: bool) -> Result<(), Failure> {
    let page = plan.to_page() + "\n";
    let path = store.folder().join("trajectory.md");
    let is_edited = std::fs::read(&path).is_ok_and(|old| old != page.as_bytes());
    if store.folder().join("results.json").exists() {
        return Ok(());
    }
    if is_edited && !is_new {
        print::warn(&format!("`{}` differs from the plan and was not overwritten", path.display()));
        return Ok(());
    }
    store.write("trajectory.md", &page)?;
    Ok(())
}

/// Prints the plan and the summary.
pub(super) fn print_plan(plan: &Plan, facts: &Facts, store: &Store) -> Result<(), Failure> {
    let Facts { bill, unread, subject, json } = facts;
    if *json {
        let json = serde_json::json!({
            "folder": store.folder(),
            "plan": plan,
            "bill": bill,
            "unread": unread,
        });
        return Ok(print::out(&print::json(&json))?);
    }
    print::out(&plan.to_text())?;
    let mut lines: Vec<String> = plan
        .dropped
        .iter()
        .map(|item| format!("dropped: {}: {}", item.name, item.reason))
        .collect();
    lines.push(bill.line());
    let folder = store.folder().display();
    let subject =
        subject.as_ref().map_or_else(String::new, |subject| format!(" --subject {subject}"));
    lines.push(match plan.ablations.is_empty() {
        true if plan.dropped.is_empty() => {
            "the model proposed nothing; try another `--seed` or `--temperature`".to_owned()
        }
        true => {
            format!("no proposal was kept, for the reasons above (also in {folder}/trajectory.md)")
        }
        false => format!(
            "wrote {folder}/plan.json and trajectory.md; next: ablate run {folder}{subject}"
        ),
    });
    print::err(&print::plain(&(lines.join("\n") + "\n")));
    Ok(())
}
