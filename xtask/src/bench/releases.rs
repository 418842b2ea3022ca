//! What releases cost: taking a snapshot, storing it, comparing, merging, exporting from it.

use std::collections::HashMap;

use xshell::{Shell, cmd};

use super::{counted, release_build};
use crate::setup;

/// The stages; each is measured as what it adds to the one named second. `again` is the snapshot after
/// an edit.
const STAGES: [(&str, &str); 8] = [
    ("snapshot", "graph"),
    ("encode", "snapshot"),
    ("load", "encode"),
    ("rebuild", "load"),
    ("css", "rebuild"),
    ("again", "edited"),
    ("diff", "again"),
    ("merge", "three"),
];

/// Instructions per token of each stage, and how they grow from 1,000 to 10,000 tokens in each of four
/// modes. Counted by callgrind, which takes its time: a quarter of an hour. Before that, what a running server
/// takes for the same, with few and with a thousand releases.
pub(super) fn run(shell: &Shell) -> anyhow::Result<()> {
    if !setup::has(shell, "valgrind") {
        setup::apt_install(shell, &["valgrind"])?;
    }
    let build = release_build(shell)?;
    let (served, tokencraft) = (build.join("served_releases"), build.join("tokencraft"));
    cmd!(shell, "{served} {tokencraft}").run()?;
    let binary = build.join("releases");
    let dir = shell.create_temp_dir()?;
    let dir = dir.path();
    let out = dir.join("callgrind.out");
    let mut counts = Vec::new();
    for size in [1_000_u32, 10_000] {
        let n = size.to_string();
        cmd!(shell, "python3 benches/gen_tokens.py {n} {dir}")
            .quiet()
            .ignore_stdout()
            .run()?;
        let file = dir.join(format!("tokens-{n}.2025.json"));
        let mut of_size: HashMap<&str, u64> = HashMap::new();
        for (stage, before) in STAGES {
            for stage in [before, stage] {
                if !of_size.contains_key(stage) {
                    of_size.insert(stage, counted(shell, &binary, &file, stage, &out)?);
                }
            }
        }
        counts.push(of_size);
    }
    println!(
        "{:18} {:>16} {:>16} {:>8}",
        "stage", "1k × 4: Ir/token", "10k × 4: Ir/token", "exponent"
    );
    for (stage, before) in STAGES {
        let added = |of_size: &HashMap<&str, u64>| (of_size[stage] - of_size[before]) as f64;
        let (small, large) = (added(&counts[0]), added(&counts[1]));
        println!(
            "{stage:18} {:>16.0} {:>16.0} {:>8.3}",
            small / 4e3,
            large / 4e4,
            (large / small).log10()
        );
    }
    Ok(())
}
