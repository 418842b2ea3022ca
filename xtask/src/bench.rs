//! `cargo xtask bench`: measurements that other machines can repeat.

mod releases;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context, bail};
use clap::Args;
use xshell::{Shell, cmd};

use crate::{dashboard, setup};

#[derive(Args)]
pub(crate) struct Bench {
    /// Which one (engine, releases, hostile, logins, dashboard); all when left out
    name: Option<String>,
}

/// What import reads; each is measured as what parsing adds to reading.
const FORMATS: [&str; 5] = [
    "dtcg",
    "dtcg-resolver",
    "style-dictionary",
    "tokencraft",
    "tokens-studio",
];

/// The engine's stages; each is measured as what it adds to the one named second.
const STAGES: [(&str, &str); 6] = [
    ("parse", "read"),
    ("resolve", "parse"),
    ("json", "resolve"),
    ("css", "resolve"),
    ("ios", "resolve"),
    ("android", "resolve"),
];

impl Bench {
    pub(crate) fn run(&self, shell: &Shell) -> anyhow::Result<()> {
        match self.name.as_deref() {
            None => {
                engine(shell)?;
                releases::run(shell)?;
                hostile(shell)?;
                logins(shell)?;
                editor(shell)
            }
            Some("engine") => engine(shell),
            Some("releases") => releases::run(shell),
            Some("hostile") => hostile(shell),
            Some("logins") => logins(shell),
            Some("dashboard") => editor(shell),
            Some(other) => {
                bail!(
                    "there is no benchmark `{other}`; there are: engine, releases, hostile, logins, dashboard"
                )
            }
        }
    }
}

/// Where the product and what measures it lie, compiled by one command: features that differ from
/// one to the next would compile everything twice.
fn release_build(shell: &Shell) -> anyhow::Result<PathBuf> {
    cmd!(
        shell,
        "cargo build --release --locked --package tokencraft --package tokencraft-benches"
    )
    .run()?;
    Ok(setup::target_dir(shell)?.join("release"))
}

/// The dashboard's editor in Chromium with 10,000 tokens in four modes: first grid, filter, edit and
/// scrolling, each against what is promised. Fails where a promise is not kept.
fn editor(shell: &Shell) -> anyhow::Result<()> {
    setup::npm_packages(shell)?;
    dashboard::build(shell)?;
    let chromium = setup::chromium(shell)?;
    let chromium = cmd!(shell, "which {chromium}").quiet().read()?;
    let tokencraft = release_build(shell)?.join("tokencraft");
    cmd!(shell, "node e2e/dashboard/figures.mjs")
        .env("TOKENCRAFT", tokencraft)
        .env("CHROMIUM", chromium)
        .run()?;
    Ok(())
}

/// What files made to hurt cost `tokencraft convert`: memory and processor time of the process. Fails
/// where it takes more than 256 MiB.
fn hostile(shell: &Shell) -> anyhow::Result<()> {
    let release = release_build(shell)?;
    let (measure, tokencraft) = (release.join("hostile"), release.join("tokencraft"));
    cmd!(shell, "{measure} {tokencraft}").run()?;
    Ok(())
}

/// Instructions per token of parse, resolve and render, and how they grow from 10k to 100k tokens.
/// Counted by callgrind: the same on a busy machine as on an idle one.
fn engine(shell: &Shell) -> anyhow::Result<()> {
    if !setup::has(shell, "valgrind") {
        setup::apt_install(shell, &["valgrind"])?;
    }
    let binary = release_build(shell)?.join("engine");
    let dir = shell.create_temp_dir()?;
    let dir = dir.path();
    let out = dir.join("callgrind.out");
    println!(
        "{:18} {:>16} {:>16} {:>8}",
        "stage", "10k: Ir/token", "100k: Ir/token", "exponent"
    );
    let mut counts = Vec::new();
    for size in [10_000_u32, 100_000] {
        let n = size.to_string();
        cmd!(shell, "python3 benches/gen_tokens.py {n} {dir}")
            .quiet()
            .ignore_stdout()
            .run()?;
        let file = dir.join(format!("tokens-{n}.2025.json"));
        let mut of_size = std::collections::HashMap::new();
        for stage in ["read", "parse", "resolve", "json", "css", "ios", "android"] {
            of_size.insert(stage, counted(shell, &binary, &file, stage, &out)?);
        }
        counts.push(of_size);
    }
    for (stage, before) in STAGES {
        let added = |of_size: &std::collections::HashMap<&str, u64>| {
            (of_size[stage] - of_size[before]) as f64
        };
        let (small, large) = (added(&counts[0]), added(&counts[1]));
        let exponent = (large / small).log10();
        println!(
            "{stage:18} {:>16.0} {:>16.0} {exponent:>8.3}",
            small / 1e4,
            large / 1e5
        );
    }
    for format in FORMATS {
        let mut counts = Vec::new();
        for size in ["10000", "100000"] {
            let file = dir.join(format!("{format}-{size}.json"));
            let text = cmd!(shell, "{binary} {format} {size}").quiet().read()?;
            shell.write_file(&file, text)?;
            let [read, parse] =
                ["read", "parse"].map(|stage| counted(shell, &binary, &file, stage, &out));
            counts.push((parse? - read?) as f64);
        }
        println!(
            "{format:18} {:>16.0} {:>16.0} {:>8.3}",
            counts[0] / 1e4,
            counts[1] / 1e5,
            (counts[1] / counts[0]).log10()
        );
    }
    Ok(())
}

/// What API reads feel of 64 people signing in at once: latencies without and with them, in one run,
/// and the server's memory. Then whether a guess tells by its time which accounts there are. The server has one core, the load another.
fn logins(shell: &Shell) -> anyhow::Result<()> {
    let release = release_build(shell)?;
    let data = shell.create_temp_dir()?;
    let mut server = std::process::Command::new("taskset")
        .args(["-c", "0"])
        .arg(release.join("tokencraft"))
        .args([
            "serve",
            "--demo",
            "--listen",
            "127.0.0.1:0",
            "--rate-limit",
            "0",
            "--login-failures",
            "0",
            "--address-login-failures",
            "0",
            "--data",
        ])
        .arg(data.path())
        .stdout(Stdio::piped())
        .spawn()
        .context("the server did not start")?;
    let measured = measure_logins(shell, &mut server, &release.join("logins"));
    server.kill()?;
    server.wait()?;
    measured
}

fn measure_logins(shell: &Shell, server: &mut Child, binary: &Path) -> anyhow::Result<()> {
    let said = server.stdout.take().context("the server says nothing")?;
    let mut lines = BufReader::new(said).lines();
    // In the order in which `serve --demo` prints them.
    let mut after = |mark: &str| -> anyhow::Result<String> {
        for line in lines.by_ref() {
            if let Some((_, rest)) = line?.split_once(mark) {
                let end = rest.find(['"', ' ']).unwrap_or(rest.len());
                return Ok(rest[..end].to_owned());
            }
        }
        bail!("the server did not print {mark}")
    };
    let address = after("listening on http://")?;
    let email = after("Login       ")?;
    let password = after("Password    ")?;
    let token = after("Bearer ")?;
    let pid = server.id().to_string();
    cmd!(
        shell,
        "taskset -c 1 {binary} {address} {pid} {token} {email} {password}"
    )
    .secret()
    .run()?;
    Ok(())
}

/// The instructions of the engine up to a stage.
fn counted(
    shell: &Shell,
    binary: &Path,
    file: &Path,
    stage: &str,
    out: &Path,
) -> anyhow::Result<u64> {
    cmd!(
        shell,
        "valgrind --tool=callgrind --callgrind-out-file={out} {binary} {file} {stage}"
    )
    .quiet()
    .ignore_stdout()
    .ignore_stderr()
    .run()?;
    instructions(&shell.read_file(out)?)
}

fn instructions(callgrind: &str) -> anyhow::Result<u64> {
    let line = callgrind.lines().find_map(|line| {
        line.strip_prefix("summary: ")
            .or_else(|| line.strip_prefix("totals: "))
    });
    Ok(line.context("callgrind wrote no total")?.trim().parse()?)
}
