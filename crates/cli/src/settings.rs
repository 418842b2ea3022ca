//! Settings from three places: option > environment > `tokencraft.toml`.
//!
//! The file's values become the options' defaults before the arguments are parsed, so one parser
//! checks them all and its messages name the option.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::parser::ValueSource;
use clap::{Args, Command, ValueEnum};
use tokencraft_server::Config;
use tokencraft_storage::{Database, DatabaseConfig};

use crate::output::hinted;

/// Where the data lives.
#[derive(Args, Clone, Debug)]
pub(crate) struct Storage {
    /// The folder of the SQLite database
    #[arg(
        long,
        env = "TOKENCRAFT_DATA",
        default_value = "data",
        value_name = "DIR"
    )]
    pub(crate) data: PathBuf,
    /// Use PostgreSQL instead: postgres://user:password@host/database
    #[arg(
        long,
        env = "TOKENCRAFT_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) database_url: Option<String>,
    /// Most connections to PostgreSQL at once
    #[arg(
        long,
        env = "TOKENCRAFT_DATABASE_CONNECTIONS",
        default_value_t = 16,
        value_name = "N"
    )]
    pub(crate) database_connections: u32,
}

/// Whether people may make accounts for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Signup {
    /// Operators make accounts.
    Closed,
    /// Anyone who reaches the server may.
    Open,
}

/// A plan, as an option's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
pub(crate) enum PlanName {
    /// Owner only, reading
    Free,
    /// Owner only, reading and writing
    Pro,
    /// With members
    Team,
    /// TEAM plus organizations
    Business,
}

impl PlanName {
    /// `FREE`, …
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "FREE",
            Self::Pro => "PRO",
            Self::Team => "TEAM",
            Self::Business => "BUSINESS",
        }
    }
}

/// Everything an operator can set for the server.
#[derive(Args, Clone, Debug)]
pub(crate) struct ServerSettings {
    #[command(flatten)]
    pub(crate) storage: Storage,
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        env = "TOKENCRAFT_LISTEN",
        default_value = "127.0.0.1:8787",
        value_name = "ADDRESS"
    )]
    pub(crate) listen: String,
    /// Where users reach the server; https switches secure cookies and HSTS on
    #[arg(long, env = "TOKENCRAFT_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Requests per minute and API token; 0 = no limit
    #[arg(
        long,
        env = "TOKENCRAFT_RATE_LIMIT",
        default_value_t = 100,
        value_name = "N"
    )]
    pub(crate) rate_limit: u32,
    /// Failed authentications per minute and client address; 0 = no limit
    #[arg(
        long,
        env = "TOKENCRAFT_AUTH_FAILURES",
        default_value_t = 60,
        value_name = "N"
    )]
    pub(crate) auth_failures: u32,
    /// The plan of new accounts
    #[arg(
        long,
        env = "TOKENCRAFT_DEFAULT_PLAN",
        value_enum,
        default_value = "BUSINESS",
        value_name = "PLAN"
    )]
    pub(crate) default_plan: PlanName,
    /// Whether people may sign up by themselves
    #[arg(
        long,
        env = "TOKENCRAFT_SIGNUP",
        value_enum,
        default_value = "closed",
        value_name = "MODE"
    )]
    pub(crate) signup: Signup,
    /// Workspaces an owner on FREE may have
    #[arg(
        long,
        env = "TOKENCRAFT_FREE_WORKSPACES",
        default_value_t = 3,
        value_name = "N"
    )]
    pub(crate) free_workspaces: u32,
    /// Workspaces an owner on PRO may have
    #[arg(
        long,
        env = "TOKENCRAFT_PRO_WORKSPACES",
        default_value_t = 20,
        value_name = "N"
    )]
    pub(crate) pro_workspaces: u32,
    /// Most bytes of an ordinary request body
    #[arg(long, env = "TOKENCRAFT_MAX_BODY", default_value_t = 1 << 20, value_name = "BYTES")]
    pub(crate) max_body: usize,
    /// Most bytes of an import
    #[arg(long, env = "TOKENCRAFT_MAX_IMPORT", default_value_t = 32 << 20, value_name = "BYTES")]
    pub(crate) max_import: usize,
    /// Most connections at once
    #[arg(
        long,
        env = "TOKENCRAFT_MAX_CONNECTIONS",
        default_value_t = 4096,
        value_name = "N"
    )]
    pub(crate) max_connections: usize,
    /// Seconds for a request's headers to arrive
    #[arg(
        long,
        env = "TOKENCRAFT_HEADER_TIMEOUT",
        default_value_t = 10,
        value_name = "SECONDS"
    )]
    pub(crate) header_timeout: u64,
    /// Seconds for a request's body to arrive
    #[arg(
        long,
        env = "TOKENCRAFT_BODY_TIMEOUT",
        default_value_t = 50,
        value_name = "SECONDS"
    )]
    pub(crate) body_timeout: u64,
    /// Seconds a stalled reader of an answer is waited for
    #[arg(
        long,
        env = "TOKENCRAFT_WRITE_TIMEOUT",
        default_value_t = 30,
        value_name = "SECONDS"
    )]
    pub(crate) write_timeout: u64,
}

impl ServerSettings {
    /// The server crate's form of these settings.
    pub(crate) fn config(&self) -> Config {
        Config {
            public_url: self.public_url.clone(),
            rate_limit: self.rate_limit,
            auth_failures_per_minute: self.auth_failures,
            max_body: self.max_body,
            max_import: self.max_import,
            max_connections: self.max_connections,
            header_timeout: Duration::from_secs(self.header_timeout),
            body_timeout: Duration::from_secs(self.body_timeout),
            write_timeout: Duration::from_secs(self.write_timeout),
            workspaces_per_plan: [
                Some(self.free_workspaces),
                Some(self.pro_workspaces),
                None,
                None,
            ],
            ..Config::default()
        }
    }
}

/// The settings file, when there is one.
struct File {
    path: PathBuf,
    table: toml::Table,
}

/// Makes the values of the settings file the defaults of the options they name.
pub(crate) fn with_file(command: Command) -> anyhow::Result<Command> {
    let Some(file) = find_file(&command)? else {
        return Ok(command);
    };
    check_keys(&command, &file)?;
    let names: Vec<String> = command
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect();
    let defaults = |arg: clap::Arg| match arg.get_long().and_then(|long| file.value(long)) {
        Some(value) => arg.default_value(value),
        None => arg,
    };
    Ok(names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |subcommand| subcommand.mut_args(defaults))
    }))
}

fn find_file(command: &Command) -> anyhow::Result<Option<File>> {
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
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let table = text
        .parse()
        .with_context(|| format!("{} is not valid TOML", path.display()))?;
    Ok(Some(File { path, table }))
}

fn check_keys(command: &Command, file: &File) -> anyhow::Result<()> {
    let known: Vec<String> = file_keys(command);
    for key in file.table.keys() {
        if !known.contains(&key.replace('_', "-")) {
            return Err(hinted(
                format!("{}: there is no setting `{key}`", file.path.display()),
                "`tokencraft config` lists all settings",
            ));
        }
    }
    Ok(())
}

/// The options that may stand in the file: those of the server.
fn file_keys(command: &Command) -> Vec<String> {
    let Some(show) = command.find_subcommand("config") else {
        return Vec::new();
    };
    show.get_arguments()
        .filter(|arg| !["config", "json", "help", "version"].contains(&arg.get_id().as_str()))
        .filter_map(|arg| arg.get_long().map(str::to_owned))
        .collect()
}

impl File {
    fn value(&self, long: &str) -> Option<String> {
        let value = self
            .table
            .get(long)
            .or_else(|| self.table.get(&long.replace('-', "_")))?;
        Some(match value {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    }
}

/// `tokencraft config`
#[derive(Args, Debug)]
pub(crate) struct Show {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: ServerSettings,
}

/// One setting as `tokencraft config` shows it.
#[derive(serde::Serialize)]
struct Setting {
    name: String,
    value: Option<String>,
    source: String,
    environment: String,
}

impl Show {
    pub(crate) fn run(
        &self,
        matches: &clap::ArgMatches,
        command: &Command,
    ) -> anyhow::Result<ExitCode> {
        let file = find_file(command)?;
        let Some(matches) = matches.subcommand_matches("config") else {
            return Ok(ExitCode::FAILURE);
        };
        let settings = settings(matches, command, file.as_ref());
        if self.json {
            println!("{}", serde_json::to_string_pretty(&settings)?);
            return Ok(ExitCode::SUCCESS);
        }
        let width = settings.iter().map(|s| s.name.len()).max().unwrap_or(0);
        let values = settings
            .iter()
            .map(|s| s.value.as_deref().unwrap_or("-").len())
            .max()
            .unwrap_or(0);
        for setting in settings {
            let value = setting.value.as_deref().unwrap_or("-");
            println!(
                "{:width$}  {value:values$}  {}",
                setting.name, setting.source
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn settings(matches: &clap::ArgMatches, command: &Command, file: Option<&File>) -> Vec<Setting> {
    let Some(show) = command.find_subcommand("config") else {
        return Vec::new();
    };
    let known = file_keys(command);
    show.get_arguments()
        .filter(|arg| {
            arg.get_long()
                .is_some_and(|long| known.iter().any(|k| k == long))
        })
        .map(|arg| {
            let long = arg.get_long().unwrap_or_default().to_owned();
            let id = arg.get_id().as_str();
            let environment = arg
                .get_env()
                .map(|e| e.to_string_lossy().into_owned())
                .unwrap_or_default();
            let raw = matches.get_raw(id).and_then(|mut values| values.next());
            let value = raw.map(|value| hide_password(&long, &value.to_string_lossy()));
            let source = match matches.value_source(id) {
                Some(ValueSource::CommandLine) => format!("option --{long}"),
                Some(ValueSource::EnvVariable) => format!("environment {environment}"),
                Some(_) => match file.filter(|file| file.value(&long).is_some()) {
                    Some(file) => format!("file {}", file.path.display()),
                    None => "default".to_owned(),
                },
                None => "not set".to_owned(),
            };
            Setting {
                name: long,
                value,
                source,
                environment,
            }
        })
        .collect()
}

/// A database URL without its password, so that the output can be pasted into a ticket.
fn hide_password(long: &str, value: &str) -> String {
    let hidden = || {
        let (scheme, rest) = value.split_once("://")?;
        let (credentials, host) = rest.rsplit_once('@')?;
        let (user, _) = credentials.split_once(':')?;
        Some(format!("{scheme}://{user}:…@{host}"))
    };
    if long == "database-url" {
        hidden().unwrap_or_else(|| value.to_owned())
    } else {
        value.to_owned()
    }
}

/// Reads a path that the user gave, with the path in the message.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

impl Storage {
    /// The storage crate's form of these settings.
    pub(crate) fn config(&self) -> DatabaseConfig {
        match &self.database_url {
            Some(url) => DatabaseConfig::Postgres {
                url: url.clone(),
                max_connections: self.database_connections as usize,
            },
            None => DatabaseConfig::Sqlite {
                data_dir: self.data.clone(),
            },
        }
    }

    /// Opens the database, bringing its schema up to date.
    pub(crate) fn open(&self) -> anyhow::Result<Database> {
        Database::open_blocking(&self.config()).map_err(|error| match error {
            tokencraft_storage::Error::InUse(_) => hinted(
                format!("{} is in use by another process", self.data.display()),
                "stop the server that runs over this folder, or name another one with --data",
            ),
            other => anyhow::Error::from(other).context("cannot open the database"),
        })
    }
}
