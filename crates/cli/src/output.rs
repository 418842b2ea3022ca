//! Results on stdout, messages on stderr.

use std::fmt;
use std::process::ExitCode;

/// A failure with advice: what to try next.
#[derive(Debug)]
pub(crate) struct Hinted {
    message: String,
    hint: String,
}

impl fmt::Display for Hinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Hinted {}

/// A failure with advice.
pub(crate) fn hinted(message: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
    Hinted {
        message: message.into(),
        hint: hint.into(),
    }
    .into()
}

/// Prints why a command failed, cause by cause, and gives the status for it.
pub(crate) fn fail(error: &anyhow::Error) -> ExitCode {
    let mut said = error.to_string();
    eprintln!("error: {said}");
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // Many errors repeat their source in their own text.
        if !said.contains(&cause) {
            eprintln!("  because: {cause}");
            said = cause;
        }
    }
    if let Some(hinted) = error.downcast_ref::<Hinted>() {
        eprintln!("  hint: {}", hinted.hint);
    }
    ExitCode::FAILURE
}
