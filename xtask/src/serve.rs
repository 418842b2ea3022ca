//! `cargo xtask serve` and `cargo xtask dist`.

use clap::Args;
use xshell::{Shell, cmd};

use crate::dashboard;

#[derive(Args)]
pub(crate) struct Serve {
    /// On an empty instance: make an account, a sample workspace and an API token, and print how to
    /// use them
    #[arg(long)]
    demo: bool,
    /// More arguments for `tokencraft serve`
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Serve {
    pub(crate) fn run(&self, shell: &Shell) -> anyhow::Result<()> {
        dashboard::build(shell)?;
        let demo = self.demo.then_some("--demo");
        let arguments = &self.arguments;
        let data = crate::root().join("target/serve-data");
        cmd!(shell, "cargo run --locked --package tokencraft -- serve --data {data} {demo...} {arguments...}")
            .quiet()
            .run()?;
        Ok(())
    }
}

/// Builds the binary that people deploy.
pub(crate) fn dist(shell: &Shell) -> anyhow::Result<()> {
    dashboard::build(shell)?;
    cmd!(shell, "cargo build --release --locked --package tokencraft").run()?;
    shell.create_dir("target/dist")?;
    shell.copy_file("target/release/tokencraft", "target/dist/tokencraft")?;
    eprintln!("target/dist/tokencraft");
    Ok(())
}
