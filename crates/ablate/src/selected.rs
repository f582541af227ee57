//! Which subject a command takes: the one that is asked for, else that of the study folder, else
//! the default.

use std::path::{Path, PathBuf};

use study::results::Results;
use study::store::Store;
use subject::Declaration;

use crate::exit::{Failure, Result};
use crate::{print, program};

/// The subject of a study folder.
pub(crate) struct OfFolder {
    name: String,
    folder: PathBuf,
    /// The file that names it.
    file: PathBuf,
}

/// The subject that a study folder names, if it is one and names any.
pub(crate) fn of_folder(folder: &Path) -> Option<OfFolder> {
    let (binding, file) = (folder.join("binding.toml"), folder.join("results.json"));
    if let Ok(text) = std::fs::read_to_string(&binding) {
        return Some(of_binding(&text, &binding, folder));
    }
    let name = Results::read(&file).ok()?.subject.name;
    Some(OfFolder { name, folder: folder.to_owned(), file })
}

/// The subject that a binding names; one that names none is for the default.
pub(crate) fn of_binding(text: &str, file: &Path, folder: &Path) -> OfFolder {
    // what is not TOML is told, with its line, when the binding is parsed
    let table: toml::Table = toml::from_str(text).unwrap_or_default();
    let name = table.get("subject").and_then(toml::Value::as_str).unwrap_or(program::DEFAULT);
    OfFolder { name: name.to_owned(), folder: folder.to_owned(), file: file.to_owned() }
}

impl OfFolder {
    /// The name of a built-in subject. A study folder never selects a program to execute: a
    /// stranger may have made it.
    ///
    /// # Errors
    /// If the subject is not built in.
    pub(crate) fn built_in(self) -> Result<String> {
        if program::is_built_in(&self.name) {
            return Ok(self.name);
        }
        let (file, name) = (self.file.display(), &self.name);
        let error =
            Failure::usage(format!("`{file}` is for the subject `{name}`, which is not built in"));
        Err(error.with_hint(match self.last() {
            Some(last) => format!("give its program; last time it was `--subject {last}`"),
            None => "give its program with `--subject ./PROGRAM`".to_owned(),
        }))
    }

    /// Its declaration: of a built-in subject, else as the results have it.
    fn declaration(self) -> Result<Declaration> {
        if !program::is_built_in(&self.name)
            && let Ok(results) = Results::read(&self.folder.join("results.json"))
            && results.subject.name == self.name
        {
            return Ok(results.subject);
        }
        program::declaration(&self.built_in()?)
    }

    /// The program that the last command for the study was given.
    fn last(&self) -> Option<String> {
        let commands = Store::new(&self.folder).invocations();
        let given = |words: &Vec<String>| {
            let at = words.iter().position(|word| word == "--subject")?;
            words.get(at + 1).cloned()
        };
        commands.iter().rev().find_map(|invocation| given(&invocation.command))
    }
}

/// The declaration of the subject that is asked for, else of the folder's, which is said, else of
/// the default, which is said, too.
pub(crate) fn declaration(asked: Option<&str>, folder: Option<&Path>) -> Result<Declaration> {
    match (asked, folder.and_then(of_folder)) {
        (Some(name), _) => program::declaration(name),
        (None, Some(known)) => {
            print::err(&print::plain(&format!(
                "subject: {} (of {})\n",
                known.name,
                known.file.display()
            )));
            known.declaration()
        }
        (None, None) => {
            print::err(program::DEFAULT_NOTE);
            program::declaration(program::DEFAULT)
        }
    }
}

/// The declaration of the subject that is asked for, else of the folder's, if there is one.
pub(crate) fn known(asked: Option<&str>, folder: Option<&Path>) -> Result<Option<Declaration>> {
    match (asked, folder.and_then(of_folder)) {
        (Some(name), _) => program::declaration(name).map(Some),
        (None, Some(known)) => known.declaration().map(Some),
        (None, None) => Ok(None),
    }
}
