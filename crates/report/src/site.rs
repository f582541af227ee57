//! A static web site over many plans: search, comparison, and a page for every plan, paper, model
//! and task.
//!
//! | file | holds |
//! |---|---|
//! | `index.html` | every plan by paper, with its ablations or findings, search and filters |
//! | `matrix.html` | which model has a plan for which paper |
//! | `plans/NAME.html`, `.json`, `.toml`, `.md`, `.jsonl` | one plan, and its forms to download |
//! | `reports/NAME.html` | the full report of a plan with results |
//! | `papers/NAME.html` | all plans of a paper |
//! | `compare/NAME.html` | pairs of a paper's plans side by side |
//! | `models/`, `tasks/` | the plans of each |
//! | `compare.html` | any two plans side by side |
//! | `data.js` | what search and comparison need |
//! | `.ablate-site` | the list of the site's own files |
//!
//! The site works from a disk and below any address, loads nothing from elsewhere, and can be read
//! without scripts. The same plans give the same bytes. Plans are read one after the other; only
//! what lists need stays in memory.

mod alike;
mod badge;
mod catalog;
mod compare;
mod data;
mod entry;
mod error;
mod find;
mod judged;
mod layout;
mod listing;
mod matrix;
mod name;
mod plan;
mod row;
mod source;

use std::path::Path;

pub use error::Error;
pub use find::{Found, find};

use catalog::Catalog;
use judged::Judged;
use layout::Page;
use maud::Markup;
use source::Given;

use crate::folder::{self, Changes, OwnedFolder, Owner};

/// The files that are the same in every site.
const ASSETS: [(&str, &str); 5] = [
    ("theme.js", include_str!("site/theme.js")),
    ("index.js", include_str!("site/index.js")),
    ("compare.js", include_str!("site/compare.js")),
    ("icon.svg", include_str!("site/icon.svg")),
    (".nojekyll", ""),
];

/// The first line of the list of the site's own files.
const HEADER: &str =
    "ablate site 1: the files below are replaced, and removed when they are no longer needed";

/// The folders of a site.
const FOLDERS: [&str; 6] = ["compare", "models", "papers", "plans", "reports", "tasks"];

/// How a site is to be.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What it is called.
    pub title: String,
    /// The address it will have, such as `https://example.org/plans/`: for search engines alone, as
    /// every link is relative.
    pub base_url: Option<String>,
    /// Whether a folder with other files in it may be written into.
    pub force: bool,
}

/// A file that holds no plan although it looks as if, or that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotRead {
    /// Where it is, within the folder that was searched.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// What a site holds, and what was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Plans.
    pub plans: usize,
    /// Papers.
    pub papers: usize,
    /// Plans with parts that could not be taken as they stand; their pages say which.
    pub with_remarks: usize,
    /// Files that were not read.
    pub not_read: Vec<NotRead>,
    /// Files that are new, or other than before.
    pub written: usize,
    /// Files of an earlier run that were removed.
    pub removed: usize,
}

impl NotRead {
    fn new(path: &str, reason: String) -> Self {
        Self { path: path.to_owned(), reason }
    }
}

impl Options {
    /// The address with a slash at its end.
    fn base(&self) -> Option<String> {
        self.base_url.as_ref().map(|url| format!("{}/", url.trim_end_matches('/')))
    }

    fn check(&self) -> Result<(), Error> {
        let Some(url) = &self.base_url else { return Ok(()) };
        let is_plain =
            !url.chars().any(|c| c.is_whitespace() || c.is_control() || "\"'<>?#".contains(c));
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let has_host = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'));
        if is_plain && has_host { Ok(()) } else { Err(Error::Url { url: url.clone() }) }
    }
}

/// Writes the site of what was found; `progress` is told how many sources of how many are done.
///
/// Files that an earlier run wrote and that are no longer needed are removed, others never.
///
/// # Errors
/// [`Error::NoPlans`] if no source holds a plan, in which case nothing is written;
/// [`Error::Folder`] if the folder holds other files and [`Options::force`] is off, or cannot be
/// written.
pub fn write(
    found: &Found,
    out: &Path,
    options: &Options,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Summary, Error> {
    options.check()?;
    let options = &Options { title: crate::escape::line(&options.title), ..options.clone() };
    let mut folder = None;
    let mut catalog = Catalog::default();
    let mut summary = Summary { not_read: found.not_read.clone(), ..Summary::default() };
    for (index, source) in found.sources.iter().enumerate() {
        progress(index, found.sources.len());
        let loaded = source.load();
        summary.not_read.extend(loaded.not_read);
        for given in loaded.plans {
            // the folder is opened for the first plan: without any, the site of an earlier run
            // stays as it is
            let folder = match &mut folder {
                Some(folder) => folder,
                none => none.insert(OwnedFolder::open(out, owner(options.force))?),
            };
            summary.with_remarks += usize::from(!given.rejected.is_empty());
            let judged = Judged::new(&given, &found.root);
            write_plan(folder, options, &mut catalog, &given, judged.as_ref())?;
            if let Some(judged) = &judged {
                let name = &catalog.entries[catalog.entries.len() - 1].stem;
                let report = judged.report(&given, &found.root);
                folder.put(&format!("reports/{name}.html"), report.as_bytes())?;
            }
        }
    }
    progress(found.sources.len(), found.sources.len());
    let Some(mut folder) = folder else { return Err(Error::NoPlans { path: found.root.clone() }) };
    catalog.sort();
    summary.not_read.sort_by(|a, b| a.path.cmp(&b.path));
    (summary.plans, summary.papers) = (catalog.entries.len(), catalog.papers.len());
    write_lists(&mut folder, options, &catalog, &summary.not_read)?;
    let Changes { written, removed } = folder.finish()?;
    (summary.written, summary.removed) = (written, removed);
    Ok(summary)
}

fn owner(is_shared: bool) -> Owner {
    Owner {
        command: "ablate site",
        noun: "a site".to_owned(),
        manifest: ".ablate-site",
        header: HEADER.to_owned(),
        is_shared,
        folders: Some(&FOLDERS),
    }
}

/// Whether the folder is a site.
fn is_site(folder: &Path) -> bool {
    owner(false).wrote(folder)
}

/// The page of a plan and its forms; the form that was found is given as it was found.
fn write_plan(
    folder: &mut OwnedFolder,
    options: &Options,
    catalog: &mut Catalog,
    given: &Given,
    judged: Option<&Judged>,
) -> Result<(), folder::Error> {
    catalog.add(given, judged.map(|judged| &judged.answer));
    let entry = &catalog.entries[catalog.entries.len() - 1];
    let page = plan::page(given, judged, entry, &catalog.papers[entry.paper].stem);
    let title = entry::title(&given.plan);
    put(folder, options, &entry.page(), &format!("{title} · {}", entry.model), &[], &page)?;
    for (form, extension) in find::FORMS.iter().enumerate() {
        let written = || match *extension {
            "json" => given.plan.to_json(),
            "toml" => given.plan.to_toml(),
            "md" => given.plan.to_page(),
            _ => given.plan.to_jsonl(),
        };
        let name = format!("plans/{}.{extension}", entry.stem);
        match &given.original {
            Some((original, bytes)) if *original == form => folder.put(&name, bytes)?,
            Some(_) | None => folder.put(&name, written().as_bytes())?,
        }
    }
    Ok(())
}

fn write_lists(
    folder: &mut OwnedFolder,
    options: &Options,
    catalog: &Catalog,
    not_read: &[NotRead],
) -> Result<(), folder::Error> {
    for (name, text) in ASSETS {
        folder.put(name, text.as_bytes())?;
    }
    // the colours of charts come from where they are drawn
    let style = format!("{}\n{}", include_str!("site/style.css"), crate::chart::style());
    folder.put("style.css", style.as_bytes())?;
    folder.put("data.js", &data::script(catalog))?;
    put(folder, options, "matrix.html", "Papers by model", &[], &matrix::page(catalog))?;
    let index = listing::index(catalog, &options.title, not_read);
    put(folder, options, "index.html", &options.title, &["data.js", "index.js"], &index)?;
    put(
        folder,
        options,
        "compare.html",
        "Compare",
        &["data.js", "compare.js"],
        &compare::chooser(catalog),
    )?;
    let (models, tasks) = (catalog.models(), catalog.tasks());
    let groups = listing::groups(&models, &tasks);
    put(folder, options, "models/index.html", "Models and tasks", &[], &groups)?;
    for (kind, groups) in [("models", &models), ("tasks", &tasks)] {
        for group in groups {
            let name = format!("{kind}/{}.html", group.stem);
            put(folder, options, &name, &group.title, &[], &listing::group(catalog, group))?;
        }
    }
    for paper in &catalog.papers {
        let pairs = compare::pairs(catalog, paper);
        let page = listing::paper(catalog, paper, !pairs.is_empty());
        put(folder, options, &format!("papers/{}.html", paper.stem), &paper.title, &[], &page)?;
        if !pairs.is_empty() {
            let page = compare::page(catalog, paper, &pairs);
            let title = format!("{} · Compare", paper.title);
            put(folder, options, &format!("compare/{}.html", paper.stem), &title, &[], &page)?;
        }
    }
    Ok(())
}

fn put(
    folder: &mut OwnedFolder,
    site: &Options,
    path: &str,
    title: &str,
    scripts: &[&str],
    main: &Markup,
) -> Result<(), folder::Error> {
    folder.put(path, &Page { site, path, title, scripts }.render(main))
}

#[cfg(test)]
mod tests;
