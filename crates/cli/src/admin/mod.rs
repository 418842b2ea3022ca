//! `tokencraft admin`: accounts and API tokens, whether the server runs or not.

mod direct;
pub(crate) mod socket;

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::Value;
use tokencraft_server::app::admin::Command;

use crate::settings::{PlanName, Storage};

/// `tokencraft admin`
#[derive(Args)]
pub(crate) struct Admin {
    #[command(flatten)]
    storage: Storage,
    /// Where users reach the server: the host of the links that are printed
    #[arg(
        long,
        global = true,
        env = "TOKENCRAFT_PUBLIC_URL",
        value_name = "URL",
        default_value = "http://127.0.0.1:8787"
    )]
    public_url: String,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make an account; without a password it gets a one-time link to set one
    CreateUser {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: Option<String>,
        /// The account's plan
        #[arg(
            long,
            value_enum,
            env = "TOKENCRAFT_DEFAULT_PLAN",
            default_value = "BUSINESS"
        )]
        plan: PlanName,
        /// May manage accounts
        #[arg(long)]
        operator: bool,
        /// Read the password from stdin (its first line)
        #[arg(long)]
        password_stdin: bool,
    },
    /// Make an API token and print it: it is shown this once
    CreateToken {
        #[arg(long)]
        email: String,
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
        #[arg(long)]
        email: String,
        #[arg(value_enum, ignore_case = true)]
        plan: PlanName,
    },
    /// Print a one-time link that sets a new password
    ResetPassword {
        #[arg(long)]
        email: String,
    },
    /// List all accounts
    ListUsers,
    /// Switch an account off: its sessions and API tokens stop working at once
    DisableUser {
        #[arg(long)]
        email: String,
        /// Switch it on again
        #[arg(long)]
        undo: bool,
    },
}

impl Admin {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let is_token = matches!(self.action, Action::CreateToken { .. });
        let command = self.action.command()?;
        let answer = match socket::ask(&self.storage, &command)? {
            Some(answer) => answer,
            None => direct::run(&self.storage, &self.public_url, command)?,
        };
        match answer.get("token").and_then(Value::as_str) {
            // Alone, so that a script can keep it.
            Some(token) if is_token && !self.json => println!("{token}"),
            _ => print(&answer, self.json)?,
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
                plan: plan.as_str().to_owned(),
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
                plan: plan.as_str().to_owned(),
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

fn read_password() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("cannot read the password from stdin")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// One JSON object on a line; lists of accounts as a table for people.
fn print(answer: &Value, json: bool) -> anyhow::Result<()> {
    let Some(users) = answer
        .get("users")
        .and_then(Value::as_array)
        .filter(|_| !json)
    else {
        println!("{}", serde_json::to_string(answer)?);
        return Ok(());
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
        println!("{}", line.trim_end());
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
