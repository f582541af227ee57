//! `ablate lint`: common faults of a plan, found before compute is spent on it.

use std::path::Path;

use plan::lint::Severity;

use crate::exit::{Exit, Failure};
use crate::{print, selected, source};

#[derive(clap::Args)]
#[command(after_help = rules())]
pub(crate) struct Args {
    /// A plan in any form (see docs/plan.md), a study folder, or `-` for standard input
    plan: String,
    /// The training program that the plan is for: a built-in subject, or the path of your own
    /// [default: the study folder's]
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,
    /// Exit with 1 if there is a warning
    #[arg(long)]
    strict: bool,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn lint(args: &Args) -> Result<Exit, Failure> {
    let plan = source::read_plan(&args.plan)?;
    let given = Some(Path::new(&args.plan)).filter(|given| given.is_dir());
    let subject = selected::known(args.subject.as_deref(), given)?;
    let findings = plan::lint(&plan, subject.as_ref());
    let text = match args.json {
        true => print::json(&findings),
        false => plan::lint::text(&findings, &plan),
    };
    print::out(&text)?;
    let has_warning = findings.iter().any(|finding| finding.rule.severity() == Severity::Warning);
    Ok(if args.strict && has_warning { Exit::Failure } else { Exit::Done })
}

/// Every rule with its explanation.
fn rules() -> String {
    let rules = plan::lint::Rule::ALL
        .iter()
        .map(|rule| format!("    {:<24} {}", rule.code(), rule.explanation()));
    format!("Rules:\n{}", rules.collect::<Vec<_>>().join("\n"))
}
