//! What a fresh machine lacks: installed once, on first use.

use std::path::Path;

use anyhow::{Context, bail};
use xshell::{Shell, cmd};

/// Whether a program is on the path.
pub(crate) fn has(shell: &Shell, program: &str) -> bool {
    cmd!(shell, "which {program}")
        .quiet()
        .ignore_stdout()
        .ignore_stderr()
        .run()
        .is_ok()
}

/// Installs Debian packages, as root or through sudo.
pub(crate) fn apt_install(shell: &Shell, packages: &[&str]) -> anyhow::Result<()> {
    if !has(shell, "apt-get") {
        bail!(
            "please install {}: this machine has no apt-get to do it with",
            packages.join(", ")
        );
    }
    eprintln!("installing {} …", packages.join(", "));
    let sudo: &[&str] = if is_root(shell)? { &[] } else { &["sudo"] };
    let apt: Vec<&str> = sudo.iter().copied().chain(["apt-get"]).collect();
    let (program, prefix) = apt.split_first().context("a program")?;
    let _guard = shell.push_env("DEBIAN_FRONTEND", "noninteractive");
    cmd!(shell, "{program} {prefix...} update -qq").run()?;
    cmd!(
        shell,
        "{program} {prefix...} install -y -qq --no-install-recommends {packages...}"
    )
    .ignore_stdout()
    .run()
    .with_context(|| format!("could not install {}", packages.join(", ")))
}

/// Whether we run as root.
pub(crate) fn is_root(shell: &Shell) -> anyhow::Result<bool> {
    Ok(cmd!(shell, "id -u").quiet().read()?.trim() == "0")
}

/// A Chromium for the tests that look at pages: the machine's, or Debian's.
pub(crate) fn chromium(shell: &Shell) -> anyhow::Result<&'static str> {
    const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
    let found = || NAMES.into_iter().find(|name| has(shell, name));
    if let Some(name) = found() {
        return Ok(name);
    }
    apt_install(shell, &["chromium"])?;
    found().context("the package chromium has no program of that name")
}

/// The published token sets that tests import (`e2e/node_modules`).
pub(crate) fn npm_packages(shell: &Shell) -> anyhow::Result<()> {
    npm_ci(shell, "e2e")
}

/// Installs what a folder's lock file names, when that changed.
pub(crate) fn npm_ci(shell: &Shell, dir: &str) -> anyhow::Result<()> {
    let _dir = shell.push_dir(dir);
    let wanted = shell.read_file("package-lock.json")?;
    if shell.path_exists("node_modules/.package-lock.json") {
        let stamp = shell
            .read_file("node_modules/.lock-stamp")
            .unwrap_or_default();
        if wanted == stamp {
            return Ok(());
        }
    }
    if !has(shell, "npm") {
        bail!("{dir}/ needs npm packages: please install Node 20.19 or newer");
    }
    cmd!(
        shell,
        "npm ci --no-audit --no-fund --ignore-scripts --silent"
    )
    .run()?;
    shell.write_file("node_modules/.lock-stamp", wanted)?;
    Ok(())
}

/// Where the third-party test data lies, when it is there.
pub(crate) fn fixtures() -> Option<std::path::PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test's setting, not the product's"
    )]
    let dir = std::env::var_os("TOKENCRAFT_FIXTURES")
        .map_or_else(|| crate::root().join("../shared/fixtures"), Into::into);
    Path::new(&dir).is_dir().then_some(dir)
}

/// A cargo subcommand's binary: from the path, or built once into `target/tools`.
pub(crate) fn cargo_tool(shell: &Shell, name: &str) -> anyhow::Result<std::path::PathBuf> {
    if has(shell, name) {
        return Ok(name.into());
    }
    let tools = target_dir(shell)?.join("tools");
    let binary = tools.join("bin").join(name);
    if !binary.exists() {
        eprintln!("building {name} …");
        cmd!(
            shell,
            "cargo install --quiet --locked --root {tools} {name}"
        )
        .run()?;
    }
    Ok(binary)
}

/// Where cargo builds to.
pub(crate) fn target_dir(shell: &Shell) -> anyhow::Result<std::path::PathBuf> {
    let metadata = cmd!(
        shell,
        "cargo metadata --format-version 1 --no-deps --offline"
    )
    .quiet()
    .read()?;
    let (_, rest) = metadata
        .split_once("\"target_directory\":\"")
        .context("cargo metadata names no target directory")?;
    let (dir, _) = rest.split_once('"').context("cargo metadata was cut")?;
    Ok(dir.into())
}
