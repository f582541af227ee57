//! All plans of a site, and the papers, models and tasks they belong to.

use std::collections::BTreeMap;

use super::entry::{self, Entry};
use super::name::take;
use super::source::Given;
use crate::answer::Answer;
use crate::name::Names;
use ::plan::Task;

/// The plans, in the order of papers, models and tasks once they are [sorted](Catalog::sort).
#[derive(Default)]
pub(super) struct Catalog {
    pub(super) entries: Vec<Entry>,
    pub(super) papers: Vec<Paper>,
    by_slug: BTreeMap<String, usize>,
    plan_names: Names,
    paper_names: Names,
}

/// A paper with its plans.
pub(super) struct Paper {
    /// The name of its files, without extension.
    pub(super) stem: String,
    pub(super) title: String,
    /// Whether a plan gave the title.
    has_title: bool,
    /// The plans, by their place in the catalogue.
    pub(super) plans: Vec<usize>,
}

/// Plans that have a model or a task in common.
pub(super) struct Group {
    /// The name of its file, without extension.
    pub(super) stem: String,
    pub(super) title: String,
    pub(super) plans: Vec<usize>,
}

impl Catalog {
    /// Takes up a plan, with the answer of its study.
    pub(super) fn add(&mut self, given: &Given, answer: Option<&Answer>) {
        let plan = &given.plan;
        let paper = match self.by_slug.get(&plan.slug) {
            Some(&paper) => paper,
            None => {
                let stem = take(&mut self.paper_names, &[&plan.slug]);
                let title = entry::from_slug(&plan.slug);
                self.papers.push(Paper { stem, title, has_title: false, plans: Vec::new() });
                self.by_slug.insert(plan.slug.clone(), self.papers.len() - 1);
                self.papers.len() - 1
            }
        };
        let known = &mut self.papers[paper];
        if !plan.title.trim().is_empty() && !known.has_title {
            (known.title, known.has_title) = (entry::title(plan), true);
        }
        let task = plan.task.map_or("", Task::as_str);
        let stem = take(&mut self.plan_names, &[&plan.planner, &plan.model, &plan.slug, task]);
        self.entries.push(Entry::new(given, answer, &stem, paper));
    }

    /// Puts papers, and the plans of each, in the order of the alphabet.
    pub(super) fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.papers.len()).collect();
        order.sort_by_cached_key(|&paper| {
            (self.papers[paper].title.to_lowercase(), self.papers[paper].stem.clone())
        });
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(index, &paper)| place[paper] = index);
        for entry in &mut self.entries {
            entry.paper = place[entry.paper];
        }
        let mut papers: Vec<(usize, Paper)> =
            place.into_iter().zip(std::mem::take(&mut self.papers)).collect();
        papers.sort_by_key(|(place, _)| *place);
        self.papers = papers.into_iter().map(|(_, paper)| paper).collect();
        self.entries.sort_by_cached_key(|entry| {
            (
                entry.paper,
                entry.model.to_lowercase(),
                entry.model.clone(),
                entry.task.map(Task::as_str),
                entry.stem.clone(),
            )
        });
        for index in 1..self.entries.len() {
            if self.entries[index - 1].is_like(&self.entries[index]) {
                self.entries[index - 1].has_twin = true;
                self.entries[index].has_twin = true;
            }
        }
        for (index, entry) in self.entries.iter().enumerate() {
            self.papers[entry.paper].plans.push(index);
        }
    }

    /// The plans by model.
    pub(super) fn models(&self) -> Vec<Group> {
        self.groups(|entry| &entry.model)
    }

    /// The plans by task.
    pub(super) fn tasks(&self) -> Vec<Group> {
        self.groups(|entry| entry::task(entry.task))
    }

    fn groups<'a>(&'a self, title: impl Fn(&'a Entry) -> &'a str) -> Vec<Group> {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, entry) in self.entries.iter().enumerate() {
            groups.entry(title(entry)).or_default().push(index);
        }
        let mut names = Names::default();
        // the list of all groups has that name
        take(&mut names, &["index"]);
        let group = |(title, plans): (&str, _)| Group {
            stem: take(&mut names, &[title]),
            title: title.to_owned(),
            plans,
        };
        groups.into_iter().map(group).collect()
    }
}
