//! `ablate show`: a plan, in any of its forms.

use clap::ValueEnum;

use crate::exit::{Exit, Result};
use crate::{print, source};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A plan (trajectory page, JSON or AblationBench JSONL), a study folder, or `-` for standard
    /// input
    plan: String,
    /// The form in which it is shown
    #[arg(long = "as", value_name = "FORM", default_value = "text")]
    form: Form,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// Plain text
    Text,
    /// Trajectory page (Markdown)
    Page,
    /// Native JSON, which keeps everything
    Json,
    /// AblationBench JSONL
    Jsonl,
    /// TOML, to edit by hand
    Toml,
}

pub(crate) fn show(args: &Args) -> Result<Exit> {
    let plan = source::read_plan(&args.plan)?;
    let text = match args.form {
        Form::Text => plan.to_text(),
        Form::Page => plan.to_page(),
        Form::Json => plan.to_json(),
        Form::Jsonl => plan.to_jsonl(),
        Form::Toml => plan.to_toml(),
    };
    print::out(&if text.ends_with('\n') { text } else { text + "\n" })?;
    Ok(Exit::Done)
}
