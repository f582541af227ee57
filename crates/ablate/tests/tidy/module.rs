//! The modules of a crate, and which of them use which.

use std::collections::{BTreeMap, BTreeSet};

use crate::token::{Token, tokens, without_tests};

/// The segments of a module's path below its crate.
pub(crate) type Path = Vec<String>;

/// The modules of a crate.
#[derive(Default)]
pub(crate) struct Modules {
    files: BTreeMap<Path, Source>,
}

struct Source {
    path: String,
    tokens: Vec<Token>,
    /// The names that the module has from its children by a `use`, and the modules they are in.
    imported: BTreeMap<String, Path>,
}

/// Which module uses which other of its level, and where that is written.
pub(crate) type Uses = BTreeMap<(String, String), BTreeSet<String>>;

impl Modules {
    /// The modules among files that lie below a folder.
    pub(crate) fn read<'a>(folder: &str, files: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut modules = Self::default();
        let mut for_tests = Vec::new();
        for (path, text) in files {
            let Some(inside) = path.strip_prefix(folder) else { continue };
            let mut module: Path =
                inside.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
            if module == ["lib"] || module == ["main"] {
                module.clear();
            }
            let (tokens, names) = without_tests(tokens(text));
            for name in names {
                for_tests.push([module.as_slice(), &[name]].concat());
            }
            let source = Source { path: path.to_owned(), tokens, imported: BTreeMap::new() };
            modules.files.insert(module, source);
        }
        modules.files.retain(|module, _| !for_tests.iter().any(|test| module.starts_with(test)));
        modules.follow_imports();
        modules
    }

    /// Notes for every module which names it has from its children.
    fn follow_imports(&mut self) {
        let all: Vec<Path> = self.files.keys().cloned().collect();
        for module in all {
            let mut imported = BTreeMap::new();
            for path in paths(&self.files[&module].tokens) {
                let Some(first) = path.names.first().filter(|_| path.is_use) else { continue };
                let names = if first == "self" { &path.names[1..] } else { &path.names[..] };
                let from = self.descend(module.clone(), names);
                if from.len() > module.len() && names.len() > 1 {
                    let name =
                        path.alias.clone().unwrap_or_else(|| path.names.last().unwrap().clone());
                    imported.insert(name, from);
                }
            }
            self.files.get_mut(&module).unwrap().imported = imported;
        }
    }

    /// The deepest module that a path names, seen from a module.
    fn descend(&self, mut module: Path, names: &[String]) -> Path {
        for name in names {
            let child = [module.as_slice(), std::slice::from_ref(name)].concat();
            if self.files.contains_key(&child) {
                module = child;
            } else {
                let imported = self.files.get(&module).and_then(|source| source.imported.get(name));
                return imported.cloned().unwrap_or(module);
            }
        }
        module
    }

    /// The module that a path leads to, if it begins within the crate.
    fn target(&self, from: &Path, names: &[String]) -> Option<Path> {
        let mut start = from.clone();
        let mut at = 1;
        match names.first()?.as_str() {
            "crate" => start.clear(),
            "self" => {}
            "super" => {
                start.pop()?;
                while names.get(at).is_some_and(|name| name == "super") {
                    start.pop()?;
                    at += 1;
                }
            }
            _ => return None,
        }
        Some(self.descend(start, &names[at..]))
    }

    /// The uses among modules, level by level.
    pub(crate) fn uses(&self) -> BTreeMap<Path, Uses> {
        let mut levels: BTreeMap<Path, Uses> = BTreeMap::new();
        for (from, source) in &self.files {
            for path in paths(&source.tokens) {
                let Some(to) = self.target(from, &path.names) else { continue };
                let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
                if shared == from.len() || shared == to.len() {
                    continue;
                }
                let edge = (from[shared].clone(), to[shared].clone());
                let place = format!("{}:{}", source.path, path.line);
                levels
                    .entry(from[..shared].to_vec())
                    .or_default()
                    .entry(edge)
                    .or_default()
                    .insert(place);
            }
        }
        levels
    }
}

/// A path in a source.
struct Written {
    names: Vec<String>,
    alias: Option<String>,
    is_use: bool,
    line: usize,
}

/// Every path of two names or more, those of a `use` with braces one by one.
fn paths(tokens: &[Token]) -> Vec<Written> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_use = tokens[at].text == "use";
        let start = at + usize::from(is_use);
        if tokens.get(start).is_some_and(Token::is_name) {
            at = tree_of_paths(tokens, start, &[], is_use, &mut found).max(at + 1);
        } else {
            at += 1;
        }
    }
    found.retain(|path| path.is_use || path.names.len() > 1);
    found
}

/// Reads one path, or in a `use` one tree of them, behind names that are known already; returns
/// where it ends.
fn tree_of_paths(
    tokens: &[Token],
    mut at: usize,
    before: &[String],
    is_use: bool,
    found: &mut Vec<Written>,
) -> usize {
    let mut names = before.to_vec();
    let line = tokens[at].line;
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    loop {
        if text(at) == "{" && is_use {
            at += 1;
            while at < tokens.len() && text(at) != "}" {
                at = tree_of_paths(tokens, at, &names, is_use, found);
                at += usize::from(text(at) == ",");
            }
            return at + 1;
        }
        if !tokens.get(at).is_some_and(Token::is_name) {
            // a glob, or the generic arguments of a type: the names so far are what is used
            at += usize::from(text(at) == "*" && is_use);
            break;
        }
        names.push(text(at).to_owned());
        at += 1;
        if text(at) != "::" {
            break;
        }
        at += 1;
    }
    let mut alias = None;
    if is_use && text(at) == "as" {
        alias = Some(text(at + 1).to_owned());
        at += 2;
    }
    if names.last().is_some_and(|last| last == "self") && names.len() > 1 {
        names.pop();
    }
    found.push(Written { names, alias, is_use, line });
    at
}
