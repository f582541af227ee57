//! The plan, binding or study folder that a command is given.

use std::io::Read;
use std::path::{Path, PathBuf};

use foundation::words::nearest;
use plan::{Ablation, Binding, Grounds, MAX_BYTES, Metrics, Plan, Replacement};

use crate::exit::{Context, Failure};
use crate::folder::folder;
use crate::print;

/// A study to run and its folder. It has a plan, a binding, or both.
#[derive(Default)]
pub(crate) struct Source {
    /// The study folder.
    pub(crate) folder: PathBuf,
    /// The plan.
    pub(crate) plan: Option<Plan>,
    /// The text of the binding and its file.
    pub(crate) binding: Option<(String, PathBuf)>,
    /// The plan in the study folder, from which the study was made, if another may have been given.
    pub(crate) recorded: Option<Plan>,
    /// Whether the folder itself was given.
    pub(crate) is_folder: bool,
}

impl Source {
    /// Reads what is given and takes the rest from the study folder.
    pub(crate) fn read(given: &str, out: Option<&Path>) -> Result<Self, Failure> {
        let mut source = Self::read_given(given)?;
        let has_plan = source.plan.is_some();
        let home = source.folder.clone();
        if let Some(out) = out {
            source.folder = out.to_owned();
        }
        for folder in [&home, &source.folder.clone()] {
            let (plan, binding) = (folder.join("plan.json"), folder.join("binding.toml"));
            if source.plan.is_none() && plan.exists() {
                source.plan = Some(read_plan(&plan.to_string_lossy())?);
            }
            // with `--out`, a plan takes no binding from the folder that it would have by default
            let is_meant = source.is_folder || *folder == source.folder;
            if source.binding.is_none() && binding.exists() && is_meant {
                let text = std::fs::read_to_string(&binding)
                    .context(cannot_read(&binding.to_string_lossy()))?;
                source.binding = Some((text, binding));
            }
        }
        let recorded = source.folder.join("plan.json");
        if has_plan && recorded.exists() {
            source.recorded = Some(read_plan(&recorded.to_string_lossy())?);
        }
        if source.plan.is_none() && source.binding.is_none() {
            let failure =
                Failure::usage(format!("`{given}` is a folder without plan.json and binding.toml"));
            return Err(failure.with_hint("give a plan, a binding, or a study folder"));
        }
        Ok(source)
    }

    /// What is given itself, and the study folder that goes with it.
    fn read_given(given: &str) -> Result<Self, Failure> {
        let path = Path::new(given);
        if path.is_dir() {
            return Ok(Self { folder: path.to_owned(), is_folder: true, ..Self::default() });
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let is_toml = path.extension().is_some_and(|extension| extension == "toml");
        if !is_toml || is_toml_plan(given)? {
            let plan = read_plan(given)?;
            let folder = folder(&[&plan.slug, &stem]);
            return Ok(Self { folder, plan: Some(plan), ..Self::default() });
        }
        let text = String::from_utf8(read(given)?)
            .map_err(|_| Failure::usage(format!("`{given}` is not UTF-8")))?;
        let is_in_study = stem == "binding" && path.with_file_name("plan.json").exists();
        let folder = if is_in_study { parent(path).to_owned() } else { folder(&[&stem]) };
        Ok(Self { folder, binding: Some((text, path.to_owned())), ..Self::default() })
    }
}

/// Whether a file with the extension `toml` is a plan rather than a binding.
fn is_toml_plan(given: &str) -> Result<bool, Failure> {
    Ok(Plan::is_toml(&String::from_utf8_lossy(&read(given)?)))
}

/// The folder of a file; `.` for a bare name.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Reads a plan and warns of the parts that could not be read as written.
pub(crate) fn read_plan(given: &str) -> Result<Plan, Failure> {
    let path = Path::new(given).join("plan.json");
    let within = path.to_string_lossy();
    let name = if Path::new(given).is_dir() && path.exists() { &*within } else { given };
    let (plan, rejected) = Plan::parse_bytes(&read(name)?, name)?;
    for part in rejected {
        print::warn(&format!("{name}:{}: {}", part.line, part.reason));
    }
    Ok(plan)
}

/// The plan of a binding, as far as the binding has it.
pub(crate) fn plan_of(binding: &Binding, slug: &str) -> Plan {
    let ablations = binding.ablations.iter().map(|bound| {
        let variants = bound.variants.iter().map(|variant| variant.label.as_str());
        let labels =
            variants.chain(bound.unbound.iter().filter_map(|unbound| unbound.label.as_deref()));
        let is_removal = bound.action == plan::Action::Remove;
        Ablation {
            name: bound.name.clone(),
            part: bound.part.clone(),
            action: bound.action,
            replacements: if is_removal {
                Vec::new()
            } else {
                labels.map(Replacement::new).collect()
            },
            metrics: Metrics::new(bound.metrics.iter().chain(&bound.missing_metrics)),
            grounds: Grounds::default(),
        }
    });
    Plan { slug: slug.to_owned(), ablations: ablations.collect(), ..Plan::default() }
}

/// Reads a file, or standard input for `-`, up to a byte more than a plan may have.
fn read(given: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let limit = MAX_BYTES as u64 + 1;
    if given == "-" {
        std::io::stdin()
            .lock()
            .take(limit)
            .read_to_end(&mut bytes)
            .context("cannot read standard input")?;
        return Ok(bytes);
    }
    let result =
        std::fs::File::open(given).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    if let Err(error) = result {
        let failure = Failure::usage(format!("{}: {error}", cannot_read(given)));
        return Err(match similar_file(Path::new(given)) {
            Some(path) => failure.with_hint(format!("did you mean `{}`?", path.display())),
            None => failure,
        });
    }
    Ok(bytes)
}

/// The file in the same folder with the nearest name, if the path itself does not exist.
fn similar_file(path: &Path) -> Option<PathBuf> {
    if path.exists() {
        return None;
    }
    let entries = std::fs::read_dir(parent(path)).ok()?;
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    // the order of a folder is arbitrary, the suggestion is not
    names.sort();
    let name = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(path.with_file_name(name))
}

fn cannot_read(path: &str) -> String {
    format!("cannot read `{path}`")
}
