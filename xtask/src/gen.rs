//! `cargo xtask gen`: writes what is generated and committed; `--check` fails when it is stale.

use anyhow::bail;
use clap::Args;
use xshell::{Shell, cmd};

use crate::dashboard;

#[derive(Args)]
pub(crate) struct Gen {
    /// Write nothing; fail when a file is stale
    #[arg(long)]
    pub(crate) check: bool,
}

/// Each file, and the binary's arguments that print it.
const FILES: [(&str, &[&str]); 4] = [
    ("docs/openapi.json", &["reference", "openapi"]),
    ("docs/cli.md", &["reference", "cli"]),
    ("docs/configuration.md", &["reference", "configuration"]),
    (
        "dashboard/src/generated/tokens.css",
        &[
            "convert",
            "dashboard/tokens.json",
            "--to",
            "css",
            "--strategy",
            "light-dark",
        ],
    ),
];
/// From docs/openapi.json.
const API_TYPES: &str = "dashboard/src/generated/api.d.ts";

impl Gen {
    pub(crate) fn run(&self, shell: &Shell) -> anyhow::Result<()> {
        let mut stale = Vec::new();
        for (path, arguments) in FILES {
            let fresh = cmd!(
                shell,
                "cargo run --quiet --locked --package tokencraft -- {arguments...}"
            )
            .read()?;
            self.keep(shell, path, fresh, &mut stale)?;
        }
        self.keep(shell, API_TYPES, dashboard::api_types(shell)?, &mut stale)?;
        if !stale.is_empty() {
            bail!(
                "stale: {} (run `cargo xtask gen` and commit the result)",
                stale.join(", ")
            );
        }
        Ok(())
    }

    fn keep<'a>(
        &self,
        shell: &Shell,
        path: &'a str,
        mut fresh: String,
        stale: &mut Vec<&'a str>,
    ) -> anyhow::Result<()> {
        fresh.push('\n');
        if shell.read_file(path).unwrap_or_default() == fresh {
            return Ok(());
        }
        if self.check {
            stale.push(path);
        } else {
            shell.write_file(path, fresh)?;
            eprintln!("wrote {path}");
        }
        Ok(())
    }
}
