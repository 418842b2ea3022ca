//! `cargo xtask ci`: what has to hold before a change lands.

use clap::Args;
use xshell::{Shell, cmd};

use crate::r#gen::Gen;
use crate::tests::Test;
use crate::{dashboard, setup};

#[derive(Args)]
pub(crate) struct Ci {
    /// Pass even when the third-party test data is not there
    #[arg(long)]
    without_fixtures: bool,
}

impl Ci {
    pub(crate) fn run(&self, shell: &Shell) -> anyhow::Result<()> {
        cmd!(shell, "cargo fmt --all --check").run()?;
        cmd!(
            shell,
            "cargo clippy --workspace --all-targets --locked -- -D warnings"
        )
        .run()?;
        supply_chain(shell)?;
        Gen { check: true }.run(shell)?;
        setup::npm_packages(shell)?;
        dashboard::check(shell)?;
        cmd!(shell, "node e2e/openapi.mjs docs/openapi.json").run()?;
        Test {
            without_fixtures: self.without_fixtures,
            filters: Vec::new(),
        }
        .run(shell)
    }
}

/// Licences, banned crates, sources; known vulnerabilities as of the advisory snapshot.
fn supply_chain(shell: &Shell) -> anyhow::Result<()> {
    let deny = setup::cargo_tool(shell, "cargo-deny")?;
    cmd!(shell, "{deny} --all-features check bans licenses sources").run()?;
    let Some(archive) = setup::fixtures()
        .map(|dir| dir.join("advisory-db.tar.gz"))
        .filter(|a| a.exists())
    else {
        eprintln!("skipped: no advisory database");
        return Ok(());
    };
    let audit = setup::cargo_tool(shell, "cargo-audit")?;
    let dir = shell.create_temp_dir()?;
    let db = dir.path();
    cmd!(shell, "tar -xzf {archive} -C {db} --strip-components=1").run()?;
    cmd!(shell, "{audit} audit --db {db} --no-fetch --stale").run()?;
    Ok(())
}
