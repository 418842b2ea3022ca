//! The project's own helper: everything a developer or CI runs, set-up included.

mod bench;
mod ci;
mod dashboard;
mod r#gen;
mod postgres;
mod serve;
mod setup;
mod tests;

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use xshell::Shell;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Builds, runs, tests and measures Tokencraft"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the product and run it (arguments after `--` go to `tokencraft serve`)
    Serve(serve::Serve),
    /// Set up what the tests need and run all of them
    Test(tests::Test),
    /// What CI runs: lint, generated files fresh, all tests
    Ci(ci::Ci),
    /// Write the generated files: docs/openapi.json, docs/cli.md, docs/configuration.md, and the
    /// dashboard's tokens and API types
    Gen(r#gen::Gen),
    /// Measure: instruction counts and side-by-side ratios
    Bench(bench::Bench),
    /// One stripped release binary in target/dist/
    Dist,
}

fn main() -> anyhow::Result<()> {
    let shell = Shell::new()?;
    shell.change_dir(root());
    match Cli::parse().command {
        Command::Serve(serve) => serve.run(&shell),
        Command::Test(test) => test.run(&shell),
        Command::Ci(ci) => ci.run(&shell),
        Command::Gen(generate) => generate.run(&shell),
        Command::Bench(bench) => bench.run(&shell),
        Command::Dist => serve::dist(&shell),
    }
}

/// The workspace's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}
