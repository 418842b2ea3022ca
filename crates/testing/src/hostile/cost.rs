//! What a command costs.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use wait4::Wait4;

/// After so long a command is killed, whatever it does.
const PATIENCE: &str = "120";

/// What a command has cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// The exit status; `None` when a signal ended it, or its time was up.
    pub status: Option<i32>,
    /// The most memory it held at once, in bytes. Never less than what this process has held: a
    /// child begins as its copy.
    pub memory: u64,
    /// On all processors.
    pub time: Duration,
    /// What it printed, in bytes.
    pub printed: u64,
}

/// Runs a command and measures it; what it prints goes into a file of that folder.
pub fn measured(program: &Path, arguments: &[&str], folder: &Path) -> io::Result<Cost> {
    let out = folder.join("stdout");
    let mut child = Command::new("timeout")
        .args(["-s", "KILL", PATIENCE])
        .arg(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&out)?)
        .stderr(std::fs::File::create(folder.join("stderr"))?)
        .spawn()?;
    let used = child.wait4()?;
    // `timeout` hands down the status; of a killed command it is 137.
    let status = used.status.code().filter(|status| *status < 124);
    Ok(Cost {
        status,
        memory: used.rusage.maxrss,
        time: used.rusage.utime + used.rusage.stime,
        printed: std::fs::metadata(&out)?.len(),
    })
}
