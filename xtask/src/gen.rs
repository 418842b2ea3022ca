//! `cargo xtask gen`: writes what is generated and committed; `--check` fails when it is stale.

use anyhow::bail;
use clap::Args;
use xshell::{Shell, cmd};

#[derive(Args)]
pub(crate) struct Gen {
    /// Write nothing; fail when a file is stale
    #[arg(long)]
    pub(crate) check: bool,
}

/// Each file, and what `tokencraft reference` calls it.
const FILES: [(&str, &str); 3] = [
    ("docs/openapi.json", "openapi"),
    ("docs/cli.md", "cli"),
    ("docs/configuration.md", "configuration"),
];

impl Gen {
    pub(crate) fn run(&self, shell: &Shell) -> anyhow::Result<()> {
        let mut stale = Vec::new();
        for (path, what) in FILES {
            let mut fresh = cmd!(
                shell,
                "cargo run --quiet --locked --package tokencraft -- reference {what}"
            )
            .read()?;
            fresh.push('\n');
            let old = shell.read_file(path).unwrap_or_default();
            if old == fresh {
                continue;
            }
            if self.check {
                stale.push(path);
            } else {
                shell.write_file(path, fresh)?;
                eprintln!("wrote {path}");
            }
        }
        if !stale.is_empty() {
            bail!(
                "stale: {} (run `cargo xtask gen` and commit the result)",
                stale.join(", ")
            );
        }
        Ok(())
    }
}
