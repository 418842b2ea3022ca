//! `tokencraft`: the server and its tools in one binary.

mod admin;
mod backup;
mod convert;
mod demo;
mod diff;
mod doctor;
mod files;
mod lint;
mod output;
mod reading;
mod reference;
mod serve;
mod settings;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::settings::{Parsed, Storage};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Design tokens for teams: edited together, served to every app. In one binary, run by yourself.
///
/// Every option has an environment variable (`--listen` → `TOKENCRAFT_LISTEN`) and a line in
/// `tokencraft.toml` (`listen = "…"`). An option beats the environment, which beats the file.
#[derive(Parser)]
#[command(name = "tokencraft", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// The settings file
    #[arg(
        long,
        global = true,
        env = "TOKENCRAFT_CONFIG",
        default_value = "tokencraft.toml",
        value_name = "FILE"
    )]
    config: std::path::PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::Serve),
    /// Manage accounts and API tokens, whether the server runs or not
    Admin(admin::Admin),
    /// Turn token files into code, offline
    Convert(convert::Convert),
    /// Look for what is wrong or doubtful in token files, offline
    Lint(lint::Lint),
    /// Tell what differs between two token files, offline
    Diff(diff::Diff),
    /// Write everything into one file
    Backup(backup::Backup),
    /// Bring a backup into an empty or stopped instance
    Restore(backup::Restore),
    /// Bring the database's schema up to date
    Migrate(Storage),
    /// Look for trouble: versions, schema, integrity
    Doctor(doctor::Doctor),
    /// Show every setting and where its value came from
    Config(settings::Show),
    /// Print a completion script for your shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff)
    Man,
    /// Print generated reference documents
    #[command(hide = true)]
    Reference(reference::Reference),
}

fn main() -> ExitCode {
    let code = match settings::parse() {
        Ok(Ok(parsed)) => run(parsed),
        Ok(Err(usage)) => Ok(usage),
        Err(error) => Err(error),
    };
    code.unwrap_or_else(|error| output::fail(&error))
}

fn run(parsed: Parsed) -> anyhow::Result<ExitCode> {
    match parsed.cli.command {
        Command::Serve(serve) => serve.run(),
        Command::Admin(admin) => admin.run(),
        Command::Convert(convert) => convert.run(),
        Command::Lint(lint) => Ok(lint.run()),
        Command::Diff(diff) => Ok(diff.run()),
        Command::Backup(backup) => backup.run(),
        Command::Restore(restore) => restore.run(),
        Command::Migrate(storage) => backup::migrate(&storage),
        Command::Doctor(doctor) => doctor.run(),
        Command::Config(show) => show.run(&parsed.matches, parsed.file.as_ref()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut settings::command(), "tokencraft", &mut script);
            output::write(script)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(settings::command()).render(&mut page)?;
            output::write(page)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Reference(reference) => reference.run(),
    }
}
