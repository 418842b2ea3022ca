//! `cargo xtask bench`: measurements that other machines can repeat.

use clap::Args;
use xshell::Shell;

#[derive(Args)]
pub(crate) struct Bench {
    /// Which one; all when left out
    name: Option<String>,
}

impl Bench {
    pub(crate) fn run(&self, shell: &Shell) -> anyhow::Result<()> {
        let _ = (shell, &self.name);
        anyhow::bail!("no benchmark of that name")
    }
}
