//! `tokencraft admin`: accounts and API tokens, whether the server runs or not.

mod direct;
pub(crate) mod socket;

use std::io::{BufRead as _, Read as _};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::Value;
use tokencraft_server::app::admin::Command;
use tokencraft_storage::Plan;

use crate::output::{self, Hinted, hinted};
use crate::settings::{PlanName, Storage, parse_public_url};

/// How long another process may hold the data folder before an answer: five seconds.
const TRIES: usize = 50;
const PAUSE: Duration = Duration::from_millis(100);
/// Longer than any password that is accepted, in bytes.
const MAX_PASSWORD: u64 = 4096;

/// `tokencraft admin`
#[derive(Args)]
pub(crate) struct Admin {
    #[command(flatten)]
    storage: Storage,
    /// Where users reach the server: the host of the links that are printed
    #[arg(
        long,
        value_parser = parse_public_url,
        value_name = "URL",
        default_value = "http://127.0.0.1:8787"
    )]
    public_url: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make an account; without a password it gets a one-time link to set one
    CreateUser {
        /// The account's address
        #[arg(long)]
        email: String,
        /// For people (default: the address)
        #[arg(long)]
        name: Option<String>,
        /// The account's plan (default: that of new accounts)
        #[arg(long, value_enum, ignore_case = true, env = "TOKENCRAFT_DEFAULT_PLAN")]
        plan: Option<PlanName>,
        /// May manage accounts
        #[arg(long)]
        operator: bool,
        /// Read the password from stdin (its first line)
        #[arg(long)]
        password_stdin: bool,
    },
    /// Make an API token and print it: it is shown this once
    CreateToken {
        /// The account's address
        #[arg(long)]
        email: String,
        /// What it is for
        #[arg(long)]
        name: String,
        /// read:tokens, write:tokens, export:tokens (default: all)
        #[arg(long, value_delimiter = ',')]
        scopes: Option<Vec<String>>,
        /// The one workspace it may touch
        #[arg(long, value_name = "ID")]
        workspace: Option<String>,
        /// How long it lives: 30d, 12h, 45m
        #[arg(long, value_parser = parse_life, value_name = "TIME")]
        expires: Option<i64>,
    },
    /// Change an account's plan
    SetPlan {
        /// The account's address
        #[arg(long)]
        email: String,
        #[arg(value_enum, ignore_case = true)]
        plan: PlanName,
    },
    /// Print a one-time link that sets a new password
    ResetPassword {
        /// The account's address
        #[arg(long)]
        email: String,
    },
    /// List all accounts
    ListUsers,
    /// Switch an account off: its sessions and API tokens stop working at once
    DisableUser {
        /// The account's address
        #[arg(long)]
        email: String,
        /// Switch it on again
        #[arg(long)]
        undo: bool,
    },
}

impl Admin {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let Self {
            storage,
            public_url,
            json,
            action,
        } = self;
        let is_token = matches!(action, Action::CreateToken { .. });
        let command = action.command()?;
        if !matches!(command, Command::CreateUser { .. }) {
            storage.must_exist()?;
        }
        let answer = carry_out(&storage, &public_url, &command).map_err(advise)?;
        match answer.get("token").and_then(Value::as_str) {
            // Alone, so that a script can keep it.
            Some(token) if is_token && !json => output::print(token)?,
            _ => print(&answer, json)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Action {
    fn command(self) -> anyhow::Result<Command> {
        Ok(match self {
            Self::CreateUser {
                email,
                name,
                plan,
                operator,
                password_stdin,
            } => Command::CreateUser {
                email,
                name,
                plan: plan.map(text),
                operator,
                password: password_stdin.then(read_password).transpose()?,
            },
            Self::CreateToken {
                email,
                name,
                scopes,
                workspace,
                expires,
            } => Command::CreateToken {
                email,
                name,
                scopes,
                workspace,
                expires_in: expires,
            },
            Self::SetPlan { email, plan } => Command::SetPlan {
                email,
                plan: text(plan),
            },
            Self::ResetPassword { email } => Command::ResetPassword { email },
            Self::ListUsers => Command::ListUsers,
            Self::DisableUser { email, undo } => Command::DisableUser {
                email,
                disabled: !undo,
            },
        })
    }
}

/// Through the server when one runs, directly otherwise. A server that starts or ends holds the
/// folder without answering yet, and so does another such command: they are waited for.
fn carry_out(storage: &Storage, public_url: &str, command: &Command) -> anyhow::Result<Value> {
    for _ in 0..TRIES {
        if let Some(answer) = socket::ask(storage, command)? {
            return Ok(answer);
        }
        match direct::run(storage, public_url, command.clone())? {
            Some(answer) => return Ok(answer),
            None => std::thread::sleep(PAUSE),
        }
    }
    Err(hinted(
        format!("{} is in use by another process", storage.data.display()),
        "it answers no admin commands; try again when it has started or ended",
    ))
}

/// The server's sentences know no shell.
fn advise(error: anyhow::Error) -> anyhow::Error {
    let hint = match error.to_string().as_str() {
        "User not found" => "`tokencraft admin list-users` lists all accounts",
        message if message.ends_with("already") => {
            "`tokencraft admin reset-password` makes a new link for it"
        }
        _ => return error,
    };
    let message = error.to_string();
    error.context(Hinted::new(message, hint))
}

fn text(plan: PlanName) -> String {
    Plan::from(plan).as_str().to_owned()
}

fn read_password() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .take(MAX_PASSWORD)
        .read_line(&mut line)
        .context("cannot read the password from stdin")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// One JSON object on a line; lists of accounts as a table for people.
fn print(answer: &Value, json: bool) -> anyhow::Result<()> {
    let Some(users) = answer
        .get("users")
        .and_then(Value::as_array)
        .filter(|_| !json)
    else {
        return output::print(answer);
    };
    let text = |user: &Value, member: &str| user[member].as_str().unwrap_or_default().to_owned();
    let width = users
        .iter()
        .map(|user| text(user, "email").chars().count())
        .max()
        .unwrap_or(0);
    for user in users {
        let marks = [("is_operator", "operator"), ("disabled", "disabled")]
            .into_iter()
            .filter(|(member, _)| user[*member] == Value::Bool(true))
            .map(|(_, mark)| mark)
            .collect::<Vec<_>>()
            .join(", ");
        let line = format!(
            "{:width$}  {:8}  {}  {marks}",
            text(user, "email"),
            text(user, "plan"),
            text(user, "id")
        );
        output::print(line.trim_end())?;
    }
    Ok(())
}

/// `30d`, `12h`, `45m` in milliseconds.
fn parse_life(text: &str) -> Result<i64, String> {
    let minutes = |factor: i64| {
        let number: i64 = text[..text.len() - 1].parse().ok()?;
        (number > 0)
            .then(|| number.checked_mul(factor * 60_000))
            .flatten()
    };
    let life = match text.chars().last() {
        Some('d') => minutes(24 * 60),
        Some('h') => minutes(60),
        Some('m') => minutes(1),
        _ => None,
    };
    life.ok_or_else(|| "expected a number and d, h or m: 30d, 12h, 45m".to_owned())
}
