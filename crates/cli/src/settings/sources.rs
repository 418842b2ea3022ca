//! Where settings come from: option > environment > `tokencraft.toml`.
//!
//! The file's values become the options' defaults before the arguments are parsed, so one parser
//! checks them all; a value that it refuses is traced back to where it stands.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::builder::BoolishValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches};

use crate::Cli;
use crate::output::{hinted, say};

/// What the arguments, the environment and the file say together.
pub(crate) struct Parsed {
    pub(crate) cli: Cli,
    pub(crate) matches: ArgMatches,
    pub(crate) file: Option<File>,
}

/// The settings file, when there is one.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    table: toml::Table,
}

/// The command line with a variable for every option.
pub(crate) fn command() -> Command {
    // Where the data lives may be said before and after the action.
    let global = |admin: Command| admin.mut_args(|arg| arg.global(true));
    with_defaults(Cli::command().mut_subcommand("admin", global), None)
}

/// Reads all three; `Err` holds the status after a usage error, help or the version was shown.
pub(crate) fn parse() -> anyhow::Result<Result<Parsed, ExitCode>> {
    let command = command();
    let file = File::find(&command)?;
    if let Some(file) = &file {
        file.check(&command)?;
    }
    let command = with_defaults(command, file.as_ref());
    let parsed = command.try_get_matches().and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches)?;
        Ok((cli, matches))
    });
    Ok(match parsed {
        Ok((cli, matches)) => Ok(Parsed { cli, matches, file }),
        Err(error) => Err(refuse(&error, file.as_ref())),
    })
}

/// Shows a usage error, and where a refused value stands when that is not the command line.
fn refuse(error: &clap::Error, file: Option<&File>) -> ExitCode {
    // Help that nobody reads to its end is no failure.
    let _ = error.print();
    if matches!(
        error.kind(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
    ) && let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg)
    {
        let long = option.split(' ').next().unwrap_or_default();
        let long = long.trim_start_matches("--");
        let on_command_line = std::env::args_os().any(|argument| {
            argument
                .to_str()
                .and_then(|text| text.strip_prefix("--"))
                .is_some_and(|text| text.split('=').next() == Some(long))
        });
        if on_command_line {
        } else if environment(&variable(long)).is_some() {
            say(format_args!(
                "The value comes from the environment: {}",
                variable(long)
            ));
        } else if let Some(file) = file {
            say(format_args!(
                "The value comes from {}: {}",
                file.path.display(),
                key(long)
            ));
        }
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// `rate-limit` → `TOKENCRAFT_RATE_LIMIT`
pub(crate) fn variable(long: &str) -> String {
    format!("TOKENCRAFT_{}", long.replace('-', "_").to_uppercase())
}

/// `rate-limit` → `rate_limit`
pub(crate) fn key(long: &str) -> String {
    long.replace('-', "_")
}

/// A variable's value; an empty one (`NAME=` in a compose file) is not set.
fn environment(name: &str) -> Option<OsString> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that looks at the environment beside clap"
    )]
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Gives every option its variable and, where the file has a line for it, its default.
fn with_defaults(command: Command, file: Option<&File>) -> Command {
    command
        .mut_args(|arg| with_default(arg, file))
        .mut_subcommands(|subcommand| with_defaults(subcommand, file))
}

fn with_default(arg: Arg, file: Option<&File>) -> Arg {
    let Some(long) = arg.get_long().map(str::to_owned) else {
        return arg;
    };
    let variable = arg.get_env().map_or_else(
        || variable(&long),
        |name| name.to_string_lossy().into_owned(),
    );
    let long = setting(&variable);
    let arg = match environment(&variable) {
        None if is_set(&variable) => arg.env(None::<&str>),
        _ => arg.env(variable),
    };
    let arg = match arg.get_action() {
        ArgAction::SetTrue => arg.value_parser(BoolishValueParser::new()),
        _ => arg,
    };
    match file.and_then(|file| file.value(&long)) {
        Some(value) => arg.required(false).default_value(value),
        None => arg,
    }
}

/// `TOKENCRAFT_RATE_LIMIT` → `rate-limit`
fn setting(variable: &str) -> String {
    let name = variable.strip_prefix("TOKENCRAFT_").unwrap_or(variable);
    name.to_lowercase().replace('_', "-")
}

fn is_set(variable: &str) -> bool {
    std::env::vars_os().any(|(name, _)| name == *variable)
}

/// Every name that may stand in the file.
fn settings(command: &Command) -> Vec<String> {
    let own = command
        .get_arguments()
        .filter_map(|arg| arg.get_long())
        .filter(|long| !["config", "help", "version"].contains(long))
        .map(str::to_owned);
    own.chain(command.get_subcommands().flat_map(settings))
        .collect()
}

impl File {
    fn find(command: &Command) -> anyhow::Result<Option<Self>> {
        let matches = command.clone().ignore_errors(true).get_matches();
        let Some(path) = matches.get_one::<PathBuf>("config").cloned() else {
            return Ok(None);
        };
        let asked_for = matches.value_source("config") != Some(ValueSource::DefaultValue);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !asked_for => {
                return Ok(None);
            }
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        let table = text
            .parse()
            .with_context(|| format!("{} is not valid TOML", path.display()))?;
        Ok(Some(Self { path, table }))
    }

    /// Refuses what would be overlooked otherwise.
    fn check(&self, command: &Command) -> anyhow::Result<()> {
        let known = settings(command);
        for (key, value) in &self.table {
            let path = self.path.display();
            if !known.contains(&key.replace('_', "-")) {
                return Err(hinted(
                    format!("{path}: there is no setting `{key}`"),
                    "`tokencraft config` lists the server's settings; every other option has a line, too",
                ));
            }
            if value.is_array() || value.is_table() || value.is_datetime() {
                return Err(hinted(
                    format!("{path}: `{key}` cannot be {}", kind(value)),
                    "a setting is a text, a number, true or false",
                ));
            }
        }
        Ok(())
    }

    /// The line of an option, as its text on the command line would be.
    pub(crate) fn value(&self, long: &str) -> Option<String> {
        let value = self
            .table
            .get(long)
            .or_else(|| self.table.get(&key(long)))?;
        Some(match value {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    }
}

fn kind(value: &toml::Value) -> &'static str {
    match value {
        toml::Value::Array(_) => "a list",
        toml::Value::Table(_) => "a table",
        _ => "a date",
    }
}
