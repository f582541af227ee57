//! Which program a subject is.

use std::ffi::OsString;
use std::process::ExitCode;

use study::run::{DESCRIBE_LIMIT, Program};
use subject::Declaration;

use crate::exit::{Failure, Result};

/// The subjects that are this program itself.
const BUILT_IN: &[&str] = &[
    #[cfg(feature = "svilm")]
    "svilm",
    "toy",
];

/// The subject of `--subject` by default.
pub(crate) const DEFAULT: &str = "svilm";

/// Printed where the default is taken, since a study of the wrong program costs time.
pub(crate) const DEFAULT_NOTE: &str =
    "subject: svilm (default; use --subject to run your own program)\n";

/// Acts as a built-in subject if the first argument names one. Nothing else has been done before: a
/// run starts at once.
pub(crate) fn host() -> Option<ExitCode> {
    let mut args = std::env::args_os().skip(1);
    let name = args.next()?;
    let command: fn(&[String]) -> ExitCode = match name.to_str()? {
        "toy" => |args| subject::serve(&subject::toy::Toy, args),
        #[cfg(feature = "svilm")]
        "svilm" => crate::svilm::svilm,
        _ => return None,
    };
    let args: Result<Vec<String>, OsString> = args.map(OsString::into_string).collect();
    Some(args.map_or_else(
        |argument| {
            crate::print::err(&format!("error: `{}` is not UTF-8\n", argument.display()));
            ExitCode::from(2)
        },
        |args| command(&args),
    ))
}

/// Whether the name is one of a built-in subject.
pub(crate) fn is_built_in(name: &str) -> bool {
    BUILT_IN.contains(&name)
}

/// The program of this subject: a built-in name, or a path with a `/` in it.
pub(crate) fn program(subject: &str) -> Result<Program> {
    if subject.contains('/') {
        return Ok(Program { path: subject.into(), prefix: Vec::new(), watches_stdin: false });
    }
    if is_built_in(subject) {
        let path = std::env::current_exe()?.into_os_string();
        return Ok(Program { path, prefix: vec![subject.to_owned()], watches_stdin: true });
    }
    let is_left_out = subject == "svilm";
    let known = BUILT_IN.join(", ");
    let error = Failure::usage(format!("there is no built-in subject `{subject}`"));
    if subject.contains(char::is_whitespace) {
        return Err(error.with_hint(
            "give one executable file; to start it with an interpreter, write a wrapper script",
        ));
    }
    Err(match foundation::words::nearest(subject, BUILT_IN.iter().copied()) {
        _ if is_left_out => Failure::usage("this build has no subject `svilm`")
            .with_hint("build with the feature `svilm`"),
        Some(name) => error.with_hint(format!("did you mean `{name}`?")),
        None => error.with_hint(format!(
            "built in: {known}; for your own program give its path, `./{subject}`"
        )),
    })
}

/// The declaration of the subject with this name or path.
pub(crate) fn declaration(subject: &str) -> Result<Declaration> {
    describe(&program(subject)?)
}

/// Asks a subject what it is. A program that cannot be started is a usage error.
pub(crate) fn describe(program: &Program) -> Result<Declaration> {
    program.describe(DESCRIBE_LIMIT).map_err(|error| match error {
        study::Error::Start { .. } => Failure::given(error),
        error => error.into(),
    })
}
