//! `cargo xtask ci`: what has to hold before a change lands.

use clap::Args;
use xshell::{Shell, cmd};

use crate::r#gen::Gen;
use crate::setup;
use crate::tests::Test;

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
        Test {
            without_fixtures: self.without_fixtures,
            filters: Vec::new(),
        }
        .run(shell)
    }
}

/// Licences, banned crates and sources. Needs cargo-deny, which people install once and CI has.
fn supply_chain(shell: &Shell) -> anyhow::Result<()> {
    if setup::has(shell, "cargo-deny") {
        cmd!(
            shell,
            "cargo deny --all-features check bans licenses sources"
        )
        .run()?;
    } else {
        eprintln!("skipped: cargo-deny is not installed (cargo install cargo-deny --locked)");
    }
    Ok(())
}
