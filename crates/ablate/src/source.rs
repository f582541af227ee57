//! What a command is given: a plan, a binding, or the folder of a study that has both.

use std::io::Read;
use std::path::{Path, PathBuf};

use plan::{Ablation, Binding, Grounds, MAX_BYTES, Metrics, Plan, Replacement};

use crate::exit::{Context, Failure, Result};
use crate::folder::folder;
use crate::print;

/// What to run, and where; at least one of plan and binding is there.
pub(crate) struct Source {
    /// The study folder.
    pub(crate) folder: PathBuf,
    /// The plan.
    pub(crate) plan: Option<Plan>,
    /// The text of the binding, and where it stands.
    pub(crate) binding: Option<(String, PathBuf)>,
    /// The plan that the study in the folder was made from, if another one may have been given.
    pub(crate) recorded: Option<Plan>,
    /// Whether the folder itself was given.
    pub(crate) is_folder: bool,
}

impl Source {
    /// Takes what is given, and from the study folder what is not given.
    pub(crate) fn read(given: &str, out: Option<&Path>) -> Result<Self> {
        let path = Path::new(given);
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let beside = |name: &str| path.with_file_name(name);
        let mut source = if path.is_dir() {
            Self {
                folder: path.to_owned(),
                plan: None,
                binding: None,
                recorded: None,
                is_folder: true,
            }
        } else if path.extension().is_some_and(|extension| extension == "toml")
            && !is_toml_plan(given)?
        {
            let text = read(given)?;
            let text = String::from_utf8(text)
                .map_err(|_| Failure::usage(format!("`{given}` is not UTF-8")))?;
            let is_in_study = stem == "binding" && beside("plan.json").exists();
            let home = path
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
                .unwrap_or(Path::new("."));
            let folder = if is_in_study { home.to_owned() } else { folder(&[&stem]) };
            let binding = Some((text, path.to_owned()));
            Self { folder, plan: None, binding, recorded: None, is_folder: false }
        } else {
            let plan = read_plan(given)?;
            let folder = folder(&[&plan.slug, &stem]);
            Self { folder, plan: Some(plan), binding: None, recorded: None, is_folder: false }
        };
        let home = source.folder.clone();
        let is_given = source.plan.is_some();
        source.folder = out.map_or_else(|| home.clone(), Path::to_owned);
        for folder in [&home, &source.folder] {
            let (plan, binding) = (folder.join("plan.json"), folder.join("binding.toml"));
            if source.plan.is_none() && plan.exists() {
                source.plan = Some(read_plan(&plan.to_string_lossy())?);
            }
            let is_meant = path.is_dir() || *folder == source.folder;
            if source.binding.is_none() && binding.exists() && is_meant {
                let text = std::fs::read_to_string(&binding);
                source.binding =
                    Some((text.context(cannot_read(&binding.display().to_string()))?, binding));
            }
        }
        let recorded = source.folder.join("plan.json");
        if is_given && recorded.exists() {
            source.recorded = Some(read_plan(&recorded.to_string_lossy())?);
        }
        if source.plan.is_none() && source.binding.is_none() {
            let error =
                Failure::usage(format!("`{given}` is a folder without plan.json and binding.toml"));
            return Err(error.with_hint("give a plan, a binding, or the folder of a study"));
        }
        Ok(source)
    }
}

/// Whether a file with the extension `toml` is a plan rather than a binding.
fn is_toml_plan(given: &str) -> Result<bool> {
    Ok(Plan::is_toml(&String::from_utf8_lossy(&read(given)?)))
}

/// Reads a plan and says on standard error what in it could not be taken as it stands.
pub(crate) fn read_plan(given: &str) -> Result<Plan> {
    let path = Path::new(given).join("plan.json");
    let within = path.to_string_lossy();
    let name = if Path::new(given).is_dir() && path.exists() { &*within } else { given };
    let (plan, rejected) = Plan::parse_bytes(&read(name)?, name)?;
    for part in rejected {
        print::warn(&format!("{name}:{}: {}", part.line, part.reason));
    }
    Ok(plan)
}

/// The plan that a binding came from, as far as the binding tells.
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
fn read(given: &str) -> Result<Vec<u8>> {
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
    let file = std::fs::File::open(given).map_err(|error| unreadable(given, &error))?;
    file.take(limit).read_to_end(&mut bytes).map_err(|error| unreadable(given, &error))?;
    Ok(bytes)
}

/// The error of a file that cannot be read, with the nearest name in its folder.
fn unreadable(given: &str, error: &std::io::Error) -> Failure {
    let failure = Failure::usage(format!("{}: {error}", cannot_read(given)));
    if error.kind() != std::io::ErrorKind::NotFound {
        return failure;
    }
    let path = Path::new(given);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).into_iter().flatten();
    let names: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match foundation::words::nearest(&name, names.iter().map(String::as_str)) {
        Some(near) => {
            let near = folder.map_or_else(|| near.into(), |folder| folder.join(near));
            failure.with_hint(format!("did you mean `{}`?", near.display()))
        }
        None => failure,
    }
}

fn cannot_read(path: &str) -> String {
    format!("cannot read `{path}`")
}
