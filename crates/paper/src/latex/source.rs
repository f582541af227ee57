//! Holds the files of a paper: which one is the main one, and where `\input` leads.

use std::collections::{HashMap, HashSet};

use super::Fault;
use crate::{bundle::is_source, encoding, lexicon::says};

/// A file of the paper, decoded.
#[derive(Debug)]
pub(super) struct File {
    /// Path within the folder, with `/`.
    pub(super) name: String,
    /// The text, with `\n` at the ends of lines.
    pub(super) text: String,
}

/// All files that may be read.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) files: Vec<File>,
    by_name: HashMap<String, usize>,
}

/// Words in the names of files that come with a paper but are not the paper.
const BESIDE: &str =
    "supp|appendix|rebuttal|response|poster|slides|cover|template|example|sample|letter|guide";

impl Sources {
    /// Decodes those of the files that LaTeX would read.
    pub(super) fn new(files: &[(String, Vec<u8>)]) -> Self {
        let mut sources = Sources::default();
        for (name, bytes) in files {
            let extensionless = !name.rsplit('/').next().unwrap_or(name).contains('.');
            if is_source(name) || extensionless && bytes.starts_with(b"\\") {
                sources.by_name.insert(name.to_lowercase(), sources.files.len());
                sources.files.push(File { name: name.clone(), text: decoded(bytes) });
            }
        }
        sources
    }

    /// The file called `wanted`, with one of the extensions, looked for from each of the folders.
    pub(super) fn find(
        &self,
        wanted: &str,
        folders: &[&str],
        extensions: &[&str],
    ) -> Option<usize> {
        let wanted = wanted.trim().trim_matches('"');
        folders.iter().find_map(|folder| {
            extensions.iter().find_map(|extension| {
                let path = join(folder, &format!("{wanted}{extension}"))?;
                self.by_name.get(&path.to_lowercase()).copied()
            })
        })
    }

    /// The file to begin with, and a note if there was a choice.
    pub(super) fn main(&self, wanted: Option<&str>) -> Result<(usize, Option<String>), Fault> {
        if let Some(wanted) = wanted {
            let found = self.find(wanted, &[""], &["", ".tex"]);
            let missing = || Fault::Missing { name: wanted.to_owned() };
            return found.map(|id| (id, None)).ok_or_else(missing);
        }
        let mut candidates: Vec<usize> =
            (0..self.files.len()).filter(|&id| is_document(&self.files[id])).collect();
        if candidates.iter().any(|&id| !is_part(&self.files[id])) {
            candidates.retain(|&id| !is_part(&self.files[id]));
        }
        match candidates[..] {
            [] => self.fragment(),
            [only] => Ok((only, None)),
            _ => self.best(&candidates),
        }
    }

    /// A single file without a preamble is readable too.
    fn fragment(&self) -> Result<(usize, Option<String>), Fault> {
        let is_text = |file: &File| file.name.ends_with(".tex") || !file.name.contains('.');
        let mut texts = (0..self.files.len()).filter(|&id| is_text(&self.files[id]));
        let (Some(only), None) = (texts.next(), texts.next()) else { return Err(Fault::NoMain) };
        let name = &self.files[only].name;
        let note = format!("`{name}` has no `\\documentclass`; it was read as a part of a paper");
        Ok((only, Some(note)))
    }

    fn best(&self, candidates: &[usize]) -> Result<(usize, Option<String>), Fault> {
        let included = self.included();
        let score =
            |id: usize| score(&self.files[id]) - if included.contains(&id) { 40 } else { 0 };
        let mut ranked: Vec<(i32, usize)> = candidates.iter().map(|&id| (score(id), id)).collect();
        ranked.sort_by_key(|&(score, id)| (-score, id));
        let name = |id: usize| self.files[id].name.clone();
        if ranked[0].0 == ranked[1].0 {
            return Err(Fault::SeveralMains {
                names: ranked.iter().take(5).map(|&(_, id)| name(id)).collect(),
            });
        }
        let others: Vec<String> =
            ranked[1..].iter().take(5).map(|&(_, id)| format!("`{}`", name(id))).collect();
        Ok((ranked[0].1, Some(format!("read `{}`, not {}", name(ranked[0].1), others.join(", ")))))
    }

    /// Files that another one includes.
    fn included(&self) -> HashSet<usize> {
        let mut included = HashSet::new();
        for (from, file) in self.files.iter().enumerate() {
            for command in ["\\input{", "\\include{", "\\subfile{", "\\includestandalone{"] {
                for part in file.text.split(command).skip(1) {
                    let Some((name, _)) = part.split_once('}') else { continue };
                    let found = self.find(name, &["", folder(&file.name)], &["", ".tex"]);
                    included.extend(found.filter(|&id| id != from));
                }
            }
        }
        included
    }
}

/// The folder of a file, without the last `/`.
pub(super) fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `wanted` as seen from `folder`; nothing if it leads out of the paper.
fn join(folder: &str, wanted: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(wanted.split('/')) {
        match part.trim() {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn is_document(file: &File) -> bool {
    (file.name.ends_with(".tex") || file.name.ends_with(".ltx") || !file.name.contains('.'))
        && (begins_uncommented(&file.text, "\\documentclass")
            || begins_uncommented(&file.text, "\\documentstyle"))
}

/// Whether the file is a figure or a part of a document that can also be set alone.
fn is_part(file: &File) -> bool {
    says(class(&file.text), "standalone|subfiles")
}

/// The text behind the first `\documentclass`, options included.
fn class(text: &str) -> &str {
    text.split_once("\\documentclass")
        .and_then(|(_, rest)| rest.split_once('}'))
        .map_or("", |(head, _)| head)
}

/// Whether `command` stands in the text outside of comments.
fn begins_uncommented(text: &str, command: &str) -> bool {
    text.match_indices(command).take(64).any(|(at, _)| {
        let line = text[..at].rfind('\n').map_or(0, |start| start + 1);
        !text[line..at].contains('%')
    })
}

fn score(file: &File) -> i32 {
    let text = &file.text;
    let name = file.name.rsplit('/').next().unwrap_or_default().to_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let mut score = 0;
    for (holds, points) in [
        (text.contains("\\begin{document}"), 20),
        (text.contains("\\title"), 8),
        (text.contains("\\input"), 6),
        (text.contains("\\begin{abstract}"), 6),
        (text.contains("\\section"), 4),
        (text.contains("\\bibliography"), 4),
        (says(stem, "=main|=paper|=ms|=root"), 12),
        (says(stem, "=article|=arxiv|=manuscript|=camera_ready|=final"), 6),
        (says(stem, BESIDE), -20),
        (says(class(text), "beamer|letter|poster"), -60),
    ] {
        score += if holds { points } else { 0 };
    }
    score -= 3 * i32::try_from(file.name.matches('/').count()).unwrap_or(16);
    score + text.len().checked_ilog2().map_or(0, |size| i32::try_from(size / 4).unwrap_or(0))
}

/// The text of a file, with `\n` at the end of each line; marks that the reader uses itself do not
/// get through.
fn decoded(bytes: &[u8]) -> String {
    let (text, _) = encoding::decode(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let mut text = encoding::with_plain_breaks(&text).replace(['\u{e000}', '\u{e001}', '\0'], "");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
