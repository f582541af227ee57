//! Keys to services. They never reach a record, a log or an error.

use std::fmt;
use std::path::Path;

use super::Error;

/// A key to a service. It cannot be printed.
#[derive(Clone)]
pub struct Key(String);

/// The shortest key, or half of one, that is looked for.
const SHORTEST: usize = 8;

/// The replacement of a key in a text.
const GONE: &str = "[key]";

impl Key {
    /// The key of a provider: from the file, if one is given, else from the environment variable.
    ///
    /// # Errors
    /// [`Error::KeyFile`] if the file cannot be read or has no key in it.
    pub fn find(file: Option<&Path>, variable: &str) -> Result<Option<Self>, Error> {
        if let Some(path) = file {
            let wrong = |reason: String| Error::KeyFile { path: path.to_owned(), reason };
            let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
            let key =
                text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
            let key = key.ok_or_else(|| wrong("it has no key in it".to_owned()))?;
            // `NAME=key`, as in a file for the shell
            let key = value(key.strip_prefix("export ").unwrap_or(key));
            let key = Self::parse(key.trim_matches(['"', '\'', ' ']));
            return key.map(Some).ok_or_else(|| wrong("what is in it is no key".to_owned()));
        }
        let found = std::env::var(variable).ok().filter(|key| !key.trim().is_empty());
        let wrong = || Error::KeyVariable(variable.to_owned());
        found.map(|key| Self::parse(key.trim()).ok_or_else(wrong)).transpose()
    }

    /// The key, if the text can be one: visible ASCII that can stand in a header.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_key = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_key.then(|| Self(text.to_owned()))
    }

    /// The key itself, for the header of a request and for nothing else.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// An answer without the key, should a server have sent it back. A short key is no secret, and
    /// would tear holes into words.
    #[must_use]
    pub fn scrub_whole(&self, text: &str) -> String {
        if self.0.len() < SHORTEST { text.to_owned() } else { text.replace(&self.0, GONE) }
    }

    /// A message without the key, whole or in part.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        let mut text = self.scrub_whole(text);
        // services quote a key's beginning or end: `Incorrect API key provided: sk-proj-ab***yz`
        for end in [&self.0[..self.0.len() / 2], &self.0[self.0.len() / 2..]] {
            if end.len() >= SHORTEST {
                text = text.replace(end, GONE);
            }
        }
        text
    }
}

/// The value of `NAME=value`, else the line.
fn value(line: &str) -> &str {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    };
    line.split_once('=').filter(|(name, _)| is_name(name)).map_or(line, |(_, value)| value)
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(GONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_out_of_texts() {
        let key = Key::parse("sk-proj-0123456789abcdef").unwrap();
        assert_eq!(key.scrub("wrong key sk-proj-0123456789abcdef!"), "wrong key [key]!");
        assert_eq!(key.scrub("wrong key sk-proj-0123***"), "wrong key [key]***");
        assert_eq!(format!("{key:?}"), "[key]");
        assert_eq!(Key::parse("ollama").unwrap().scrub("ollama is here"), "ollama is here");
        let placeholder = Key::parse("sk-no-key-required").unwrap();
        assert_eq!(placeholder.scrub_whole("attention-required parts"), "attention-required parts");
        assert_eq!(key.scrub_whole("sk-proj-0123456789abcdef"), "[key]");
    }

    #[test]
    fn a_key_file_may_be_a_file_for_the_shell() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        for text in [
            "sk-secret-key\n",
            "# mine\n\n  sk-secret-key  ",
            "export OPENAI_API_KEY=\"sk-secret-key\"\n",
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(
                Key::find(Some(&path), "X").unwrap().unwrap().reveal(),
                "sk-secret-key",
                "{text}"
            );
        }
        for text in ["", "# nothing\n", "two words\n", "schlüssel\n"] {
            std::fs::write(&path, text).unwrap();
            let error = Key::find(Some(&path), "X").unwrap_err().to_string();
            assert!(
                error.contains("no key") && !error.contains("schl") && !error.contains("two words"),
                "{error}"
            );
        }
    }
}
