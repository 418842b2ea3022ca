//! `cargo xtask test`: sets up what the tests need, then runs all of them.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use xshell::{Shell, cmd};

use crate::{dashboard, postgres, setup};

#[derive(Args, Default)]
pub(crate) struct Test {
    /// Run even when the third-party test data is not there (those tests say so and pass)
    #[arg(long)]
    pub(crate) without_fixtures: bool,
    /// Only tests whose name holds one of these; `themes` and `stories` are the pages in Chromium,
    /// `properties` looks long and by chance for what the other runs do not meet
    pub(crate) filters: Vec<String>,
}

impl Test {
    pub(crate) fn run(&self, shell: &Shell) -> anyhow::Result<()> {
        setup::npm_packages(shell)?;
        dashboard::build(shell)?;
        match setup::fixtures() {
            Some(dir) => shell.set_var("TOKENCRAFT_FIXTURES", dir.canonicalize()?),
            None if self.without_fixtures => eprintln!("no fixtures: their tests are skipped"),
            None => bail!(
                "the third-party test data is not there: set TOKENCRAFT_FIXTURES to its folder, or pass --without-fixtures"
            ),
        }
        shell.set_var("TOKENCRAFT_NPM", crate::root().join("e2e/node_modules"));
        let (_cluster, url) = postgres::for_tests(shell)?;
        shell.set_var("TOKENCRAFT_TEST_POSTGRES", &url);
        // A changed snapshot is a failure here, never a new file.
        shell.set_var("INSTA_UPDATE", "no");
        let (pages, filters): (Vec<&String>, Vec<&String>) = self
            .filters
            .iter()
            .partition(|filter| ["themes", "stories", "properties"].contains(&filter.as_str()));
        if pages.is_empty() || !filters.is_empty() {
            rust(shell, &filters)?;
        }
        let wanted = |name: &str| self.filters.is_empty() || pages.iter().any(|page| *page == name);
        if wanted("themes") {
            themes(shell)?;
        }
        if wanted("stories") {
            stories(shell)?;
        }
        if pages.iter().any(|page| *page == "properties") {
            properties(shell)?;
        }
        Ok(())
    }
}

fn rust(shell: &Shell, filters: &[&String]) -> anyhow::Result<()> {
    // What a commit shows is the same each time; `properties` looks further.
    let _seed = shell.push_env("PROPTEST_RNG_SEED", "20250925");
    if setup::has(shell, "cargo-nextest") {
        cmd!(
            shell,
            "cargo nextest run --workspace --locked --profile ci {filters...}"
        )
        .run()?;
    } else {
        let filter = filters.first();
        cmd!(
            shell,
            "cargo test --workspace --locked --no-fail-fast --lib --bins --tests -- {filter...}"
        )
        .run()?;
    }
    Ok(())
}

/// Many more cases of every property, others each time.
fn properties(shell: &Shell) -> anyhow::Result<()> {
    cmd!(
        shell,
        "cargo test --locked --no-fail-fast --lib --tests
            -p tokencraft-tokens -p tokencraft-formats -p tokencraft-releases"
    )
    .env("PROPTEST_CASES", "5000")
    .run()?;
    Ok(())
}

/// The css export on a page in Chromium.
fn themes(shell: &Shell) -> anyhow::Result<()> {
    let (tokencraft, chromium) = browser(shell)?;
    cmd!(shell, "node e2e/themes.mjs {tokencraft} {chromium}").run()?;
    Ok(())
}

/// The dashboard in Chromium, on both databases.
fn stories(shell: &Shell) -> anyhow::Result<()> {
    let (tokencraft, chromium) = browser(shell)?;
    // Named one by one: what a folder means to `node --test` depends on Node's version.
    let mut files = shell.read_dir("e2e/dashboard")?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    let files = &files;
    for database in ["sqlite", "postgres"] {
        cmd!(shell, "node --test --test-concurrency=2 {files...}")
            .env("TOKENCRAFT", &tokencraft)
            .env("CHROMIUM", &chromium)
            .env("DATABASE", database)
            .run()?;
    }
    Ok(())
}

/// The binary, built, and a Chromium.
fn browser(shell: &Shell) -> anyhow::Result<(PathBuf, String)> {
    let chromium = setup::chromium(shell)?;
    let chromium = cmd!(shell, "which {chromium}").quiet().read()?;
    cmd!(shell, "cargo build --locked --package tokencraft").run()?;
    Ok((setup::target_dir(shell)?.join("debug/tokencraft"), chromium))
}
