//! What comes of `ablate plan`: files in the study folder, and what is said about them.

use plan::{Plan, Task};
use study::store::{Store, write_whole};

use crate::conversation::Bill;
use crate::exit::{Context, Failure, Result};
use crate::print;

/// What is said beside the plan.
pub(super) struct Said {
    pub(super) bill: Bill,
    /// What of the replies could not be read.
    pub(super) unread: Vec<String>,
    /// The program that the plan is for, if one was named.
    pub(super) subject: Option<String>,
    /// Whether it is said in JSON.
    pub(super) json: bool,
}

/// A folder holds one plan: one for another task or from another model goes elsewhere.
pub(super) fn refuse_another(task: Task, name: &str, force: bool, store: &Store) -> Result<()> {
    let path = store.folder().join("plan.json");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(()) };
    let Ok((old, _)) = Plan::parse(&text, &path.display().to_string()) else { return Ok(()) };
    let is_same = old.task == Some(task) && name.ends_with(&old.model);
    if is_same || force {
        return Ok(());
    }
    let of: Vec<&str> = [old.task.map_or("", Task::as_str), &old.model]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    let of = if of.is_empty() { "not made by a model".to_owned() } else { of.join(", ") };
    let error = Failure::usage(format!("`{}` is a plan of another kind ({of})", path.display()));
    Err(error
        .with_hint("choose another folder with `--out DIR`, or overwrite that plan with `--force`"))
}

/// Writes the plan and its page. What somebody may have edited is not overwritten unasked.
pub(super) fn write(plan: &Plan, store: &Store, force: bool) -> Result<()> {
    let path = store.folder().join("plan.json");
    let json = plan.to_json();
    let old = std::fs::read(&path).ok();
    let is_changed = old.as_ref().is_some_and(|old| old != json.as_bytes());
    // a plan without ablations is nobody's work
    let is_empty =
        |old: &Vec<u8>| Plan::parse_bytes(old, "").is_ok_and(|(plan, _)| plan.ablations.is_empty());
    if is_changed && !force && !old.as_ref().is_some_and(is_empty) {
        let error = Failure::usage(format!("`{}` already exists and differs", path.display()));
        return Err(error.with_hint(
            "use --force to overwrite it; recorded answers are used again, so it costs nothing",
        ));
    }
    std::fs::create_dir_all(store.folder())
        .context(format!("cannot create `{}`", store.folder().display()))?;
    write_whole(&path, json.as_bytes())?;
    if is_changed && store.folder().join("binding.toml").exists() {
        print::warn(&format!(
            "`{}` was made for the earlier plan; bind again",
            store.folder().join("binding.toml").display()
        ));
    }
    write_page(plan, store, is_changed || force)
}

/// The page of the plan; with results it belongs to the report, and what a person has changed is
/// left as it is.
fn write_page(plan: &Plan, store: &Store, is_new: bool) -> Result<()> {
    let page = plan.to_page() + "\n";
    let path = store.folder().join("trajectory.md");
    let is_edited = std::fs::read(&path).is_ok_and(|old| old != page.as_bytes());
    if store.folder().join("results.json").exists() {
        return Ok(());
    }
    if is_edited && !is_new {
        print::warn(&format!("`{}` differs from the plan and is left as it is", path.display()));
        return Ok(());
    }
    store.write("trajectory.md", &page)?;
    Ok(())
}

/// Prints what came of it.
pub(super) fn tell(plan: &Plan, said: &Said, store: &Store) -> Result<()> {
    let Said { bill, unread, subject, json } = said;
    if *json {
        let json = serde_json::json!({
            "folder": store.folder(),
            "plan": plan,
            "bill": bill,
            "unread": unread,
        });
        print::out(&format!(
            "{}\n",
            foundation::visible::json(&serde_json::to_string_pretty(&json)?)
        ))?;
        return Ok(());
    }
    print::out(&plan.to_text())?;
    let mut lines: Vec<String> =
        plan.dropped.iter().map(|it| format!("not kept: {}: {}", it.name, it.reason)).collect();
    lines.push(bill.line());
    let folder = store.folder().display();
    let subject =
        subject.as_ref().map_or_else(String::new, |subject| format!(" --subject {subject}"));
    lines.push(match plan.ablations.is_empty() {
        true if plan.dropped.is_empty() => {
            "the model proposed nothing; another `--seed` or `--temperature` may help".to_owned()
        }
        true => format!(
            "no proposal was kept, for the reasons above; {folder}/trajectory.md has them too"
        ),
        false => format!(
            "wrote {folder}/plan.json and trajectory.md; next: ablate run {folder}{subject}"
        ),
    });
    print::err(&print::plain(&(lines.join("\n") + "\n")));
    Ok(())
}
