//! What files made to hurt cost: each through `tokencraft convert`, its memory and its time.
//!
//! `hostile TOKENCRAFT [NAME]`

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use tokencraft_testing::hostile;

/// The most bytes that a file may cost.
const MOST: u64 = 256 << 20;
/// Processor time.
const LONGEST: Duration = Duration::from_secs(2);

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let program = arguments
        .next()
        .context("usage: hostile TOKENCRAFT [NAME]")?;
    let wanted = arguments.next().unwrap_or_default();
    println!(
        "{:16} {:40} {:>6} {:>8} {:>8} {:>10}",
        "format", "file", "status", "MiB", "ms", "printed"
    );
    let mut failed = 0;
    for document in hostile::all() {
        if !document.name.contains(&wanted) && document.format != wanted {
            continue;
        }
        let folder = tempfile::tempdir()?;
        let files = document.write(folder.path())?;
        let file = files[0].to_str().context("a path")?;
        let arguments = ["convert", "--from", document.format, "--to", "css", file];
        let cost = hostile::measured(Path::new(&program), &arguments, folder.path())?;
        let mib = cost.memory >> 20;
        let status = cost
            .status
            .map_or("killed".to_owned(), |status| status.to_string());
        let says = std::fs::read_to_string(folder.path().join("stderr"))?;
        println!(
            "{:16} {:40} {status:>6} {mib:>8} {:>8} {:>10} {}",
            document.format,
            document.name,
            cost.time.as_millis(),
            cost.printed,
            says.lines()
                .next()
                .map(|l| l.chars().take(150).collect::<String>())
                .unwrap_or_default()
        );
        let is_dear = cost.memory > MOST || cost.time > LONGEST;
        failed += usize::from(cost.status.is_none() || is_dear);
    }
    if failed > 0 {
        bail!("{failed} files cost too much");
    }
    Ok(())
}
