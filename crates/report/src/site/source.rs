//! The plans of one source.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::NotRead;
use super::find::{Source, form, join};
use ::plan::{MAX_BYTES, Plan, Rejected};
use study::results::Results;

/// The largest results that are read, in bytes.
const MAX_RESULTS: u64 = 64 << 20;

/// A plan as it was found.
pub(super) struct Given {
    /// The file within the folder that was searched.
    pub(super) source: String,
    pub(super) plan: Plan,
    /// What of it could not be taken as it stands.
    pub(super) rejected: Vec<Rejected>,
    /// The place of the form in [`super::find::FORMS`], and the bytes of the file.
    pub(super) original: Option<(usize, Vec<u8>)>,
    pub(super) results: Option<Results>,
}

/// What came of a source.
#[derive(Default)]
pub(super) struct Loaded {
    pub(super) plans: Vec<Given>,
    pub(super) not_read: Vec<NotRead>,
}

impl Given {
    /// The folder of the file, within the one that was searched; empty for that one itself.
    pub(super) fn folder(&self) -> &str {
        self.source.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl Source {
    /// Reads the plans. Other forms of a plan with its ablations are the same plan.
    pub(super) fn load(&self) -> Loaded {
        let mut loaded = Loaded::default();
        for path in &self.files {
            let name = join(&self.folder, &path.file_name().unwrap_or_default().to_string_lossy());
            match self.read(path, &name) {
                Ok(Some(given))
                    if loaded.plans.iter().any(|other| is_same(&other.plan, &given.plan)) => {}
                Ok(Some(given)) => loaded.plans.push(given),
                Ok(None) => {}
                Err(reason) => loaded.not_read.push(NotRead::new(&name, reason)),
            }
        }
        if let Some(path) = &self.results {
            self.add_results(path, &mut loaded);
        }
        loaded
    }

    /// The plan in a file; nothing if there is no sign of one.
    fn read(&self, path: &Path, name: &str) -> Result<Option<Given>, String> {
        let mut bytes = Vec::new();
        let read = File::open(path)
            .and_then(|file| file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes));
        read.map_err(|error| format!("cannot be read: {error}"))?;
        if !has_sign(path, &bytes) {
            return Ok(None);
        }
        if bytes.len() > MAX_BYTES {
            return Err(format!("has more bytes than a plan may have ({MAX_BYTES})"));
        }
        let (mut plan, rejected) =
            Plan::parse_bytes(&bytes, name).map_err(|error| match error {
                ::plan::Error::Nothing { rejected, .. } => rejected
                    .first()
                    .map_or_else(|| "no plan".to_owned(), |first| format!("no plan: {first}")),
                error => error.to_string(),
            })?;
        if plan.ablations.is_empty() && !rejected.is_empty() {
            return Err(format!("no ablation: {}", rejected[0]));
        }
        self.name(&mut plan);
        let original = form(path).map(|form| (form, bytes));
        Ok(Some(Given { source: name.to_owned(), plan, rejected, original, results: None }))
    }

    fn add_results(&self, path: &Path, loaded: &mut Loaded) {
        let name = join(&self.folder, "results.json");
        let is_small = path.metadata().is_ok_and(|file| file.len() <= MAX_RESULTS);
        let results = if is_small { Results::read(path) } else { return };
        match results {
            Ok(results) => {
                match loaded.plans.iter_mut().find(|given| is_same(&given.plan, &results.plan)) {
                    Some(given) => given.results = Some(results),
                    None => {
                        let mut plan = results.plan.clone();
                        self.name(&mut plan);
                        let results = Some(results);
                        loaded.plans.push(Given {
                            source: name,
                            plan,
                            rejected: Vec::new(),
                            original: None,
                            results,
                        });
                    }
                }
            }
            // results of another program are no sign of a plan
            Err(_) if loaded.plans.is_empty() => {}
            Err(error) => {
                let cause = std::error::Error::source(&error)
                    .map(|cause| format!(": {cause}"))
                    .unwrap_or_default();
                let reason = match &error {
                    study::Error::Malformed { line, reason, .. } => {
                        format!("line {line} is not valid: {reason}")
                    }
                    study::Error::Version { found, .. } => {
                        format!("has format version {found}, which is not known")
                    }
                    _ => format!("cannot be read{cause}"),
                };
                loaded.not_read.push(NotRead::new(&name, reason));
            }
        }
    }

    /// Calls a plan that does not say what its paper is by its file, or by its folder if that says
    /// more.
    fn name(&self, plan: &mut Plan) {
        if !plan.slug.trim().is_empty() {
            return;
        }
        let says_nothing =
            ["plan", "results", "trajectory"].contains(&self.stem.to_ascii_lowercase().as_str());
        let folder = self.folder.rsplit('/').next().filter(|folder| !folder.is_empty());
        plan.slug = folder.filter(|_| says_nothing).unwrap_or(&self.stem).to_owned();
    }
}

/// Whether two plans propose the same; the forms of a plan do not keep all of the rest.
fn is_same(a: &Plan, b: &Plan) -> bool {
    let key = |plan: &Plan| -> Vec<_> {
        plan.ablations
            .iter()
            .map(|it| (it.label().to_owned(), it.action, it.replacements.len()))
            .collect()
    };
    key(a) == key(b)
}

/// Whether the file has anything that only plans have. Bindings are TOML with ablations, too.
fn has_sign(path: &Path, bytes: &[u8]) -> bool {
    const SIGNS: [&str; 6] = [
        "**Ablated Part**",
        "Reasoning Trace</h2>",
        "Ablation Plan</h2>",
        "<predictions>",
        "\"ablated_part\"",
        "\"ablations\"",
    ];
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        return Plan::is_toml(&String::from_utf8_lossy(bytes));
    }
    SIGNS.iter().any(|sign| bytes.windows(sign.len()).any(|window| window == sign.as_bytes()))
}
