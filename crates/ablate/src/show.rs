//! `ablate show`: a plan, in any of its forms.

use clap::ValueEnum;

use crate::exit::{Exit, Failure};
use crate::{print, source};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A plan in any form (see docs/plan.md), a study folder, or `-` for standard input
    plan: String,
    /// The form to print
    #[arg(long = "as", value_name = "FORM", default_value = "text")]
    form: Form,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// Plain text
    Text,
    /// Plan page (Markdown)
    Page,
    /// JSON, which keeps everything
    Json,
    /// JSON Lines as in AblationBench: one ablation a line, nothing else
    Jsonl,
    /// Reply of a model: the reasoning and the lines, in tags
    Reply,
    /// TOML, to edit by hand
    Toml,
}

pub(crate) fn show(args: &Args) -> Result<Exit, Failure> {
    let plan = source::read_plan(&args.plan)?;
    let text = match args.form {
        Form::Text => plan.to_text(),
        Form::Page => plan.to_page(),
        Form::Json => plan.to_json(),
        Form::Jsonl => plan.to_jsonl(),
        Form::Reply => plan.to_reply(),
        Form::Toml => plan.to_toml(),
    };
    print::out(&if text.ends_with('\n') { text } else { text + "\n" })?;
    Ok(Exit::Done)
}
