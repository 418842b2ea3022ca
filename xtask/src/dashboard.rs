//! The dashboard: built when its sources changed, checked, and the files generated for it.

use std::path::Path;
use std::time::SystemTime;

use xshell::{Shell, cmd};

use crate::setup;

/// What a build reads.
const SOURCES: [&str; 7] = [
    "dashboard/src",
    "dashboard/public",
    "dashboard/index.html",
    "dashboard/package-lock.json",
    "dashboard/svelte.config.js",
    "dashboard/tsconfig.json",
    "dashboard/vite.config.ts",
];
const BUILT: &str = "dashboard/dist/index.html";

/// Builds `dashboard/dist`, unless it is newer than everything it was built from.
pub(crate) fn build(shell: &Shell) -> anyhow::Result<()> {
    let built = modified(&crate::root().join(BUILT));
    let changed = SOURCES
        .iter()
        .filter_map(|path| newest(&crate::root().join(path)))
        .max();
    if built.is_some() && built >= changed {
        return Ok(());
    }
    setup::npm_ci(shell, "dashboard")?;
    eprintln!("building the dashboard …");
    let _dir = shell.push_dir("dashboard");
    cmd!(shell, "npm run --silent build -- --logLevel warn").run()?;
    Ok(())
}

/// Types, unit tests, and the size of the first load.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    setup::npm_ci(shell, "dashboard")?;
    build(shell)?;
    let _dir = shell.push_dir("dashboard");
    cmd!(shell, "npm run --silent check").run()?;
    cmd!(shell, "npm run --silent test").run()?;
    cmd!(shell, "npm run --silent budget").run()?;
    Ok(())
}

/// The types of the API, from the `OpenAPI` document in `docs/`.
pub(crate) fn api_types(shell: &Shell) -> anyhow::Result<String> {
    setup::npm_ci(shell, "dashboard")?;
    let _dir = shell.push_dir("dashboard");
    Ok(cmd!(
        shell,
        "node node_modules/openapi-typescript/bin/cli.js ../docs/openapi.json"
    )
    .quiet()
    .ignore_stderr()
    .read()?)
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().ok()?.modified().ok()
}

/// When anything in a folder changed last; a file that went shows in its folder's time.
fn newest(path: &Path) -> Option<SystemTime> {
    let entries = path.read_dir().into_iter().flatten().flatten();
    entries
        .filter_map(|entry| newest(&entry.path()))
        .chain(modified(path))
        .max()
}
