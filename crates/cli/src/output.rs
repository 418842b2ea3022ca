//! Results on stdout, messages on stderr.

use std::fmt;
use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

use anyhow::Context as _;

/// A failure with advice: what to try next.
#[derive(Debug)]
pub(crate) struct Hinted {
    message: String,
    hint: String,
}

impl Hinted {
    /// Also to be laid around a cause, as its context.
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl fmt::Display for Hinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Hinted {}

/// A failure with advice.
pub(crate) fn hinted(message: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
    Hinted::new(message, hint).into()
}

/// Whoever read our stdout has enough (`| head`).
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stdout was closed")
    }
}

impl std::error::Error for Closed {}

/// Writes a result to stdout as it is.
pub(crate) fn write(result: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout
        .write_all(result.as_ref())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Closed.into()),
        other => other.context("cannot write to stdout"),
    }
}

/// Writes a result and a line's end.
pub(crate) fn print(line: impl fmt::Display) -> anyhow::Result<()> {
    write(format!("{line}\n"))
}

/// Writes a message for people. One that nobody can read is no reason to fail.
pub(crate) fn say(message: impl fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{message}");
}

/// The status of a command whose status is its answer: 1 when it found something, 2 when it cannot say.
pub(crate) fn answer(found: anyhow::Result<bool>) -> ExitCode {
    match found {
        Ok(found) => ExitCode::from(u8::from(found)),
        Err(error) if error.is::<Closed>() => ExitCode::SUCCESS,
        Err(error) => {
            let _ = fail(&error);
            ExitCode::from(2)
        }
    }
}

/// Says why a command failed, cause by cause, and gives the status for it.
pub(crate) fn fail(error: &anyhow::Error) -> ExitCode {
    if error.is::<Closed>() {
        return ExitCode::SUCCESS;
    }
    let mut said = error.to_string();
    say(format_args!("error: {said}"));
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // Many errors repeat their source in their own text.
        if !said.contains(&cause) {
            say(format_args!("  because: {}", cause.trim_end()));
            said = cause;
        }
    }
    if let Some(hinted) = error.downcast_ref::<Hinted>() {
        say(format_args!("  hint: {}", hinted.hint));
    }
    ExitCode::FAILURE
}
