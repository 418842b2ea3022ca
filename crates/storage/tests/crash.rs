//! What a process acknowledged is there after it was killed, and nothing that it never began.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(test)]
mod support;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use support::user;
use tokencraft_storage::{Database, DatabaseConfig, doctor, users};

const ROUNDS: usize = 8;
/// Writes that are acknowledged before the first kill.
const AT_LEAST: usize = 20;
const WRITERS: usize = 8;

/// Not a test: what the other one kills. It reads a data directory from its input and writes until
/// then, telling of each account before it is sent (`?`) and after it is acknowledged (`!`).
#[test]
#[ignore = "run by the test below"]
fn writer() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let Some((round, directory)) = line.trim().split_once(' ') else {
        return;
    };
    let db = Database::open_blocking(&DatabaseConfig::Sqlite {
        data_dir: directory.into(),
    })
    .unwrap();
    // The harness has begun a line of its own.
    println!();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let db = &db;
            scope.spawn(move || {
                for n in 0.. {
                    let email = format!("{round}.{writer}.{n}");
                    say('?', &email);
                    let person = user(&email);
                    db.write_blocking(move |tx| users::insert(tx, &person))
                        .unwrap();
                    say('!', &email);
                }
            });
        }
    });
}

fn say(mark: char, email: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{mark}{email}").unwrap();
    out.flush().unwrap();
}

#[test]
fn killed_writers_lose_nothing_that_they_acknowledged() {
    let directory = tempfile::tempdir().unwrap();
    let (mut begun, mut acknowledged) = (BTreeSet::new(), BTreeSet::new());
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "writer",
                "--nocapture",
                "--test-threads=1",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        writeln!(input, "{round} {}", directory.path().display()).unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let before = acknowledged.len();
        for line in output.lines().map_while(Result::ok) {
            // The harness's own words are not ours.
            if let Some(email) = line.strip_prefix('?') {
                begun.insert(email.to_owned());
            } else if let Some(email) = line.strip_prefix('!') {
                acknowledged.insert(email.to_owned());
            }
            // In the midst of its work, in each round further on. What it says until it is gone counts.
            if acknowledged.len() - before == AT_LEAST + 7 * round {
                // SIGKILL, and the lock goes with the process.
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        let stored = stored(directory.path().to_owned());
        let lost: Vec<_> = acknowledged.difference(&stored).collect();
        assert!(lost.is_empty(), "round {round}: lost {lost:?}");
        let phantoms: Vec<_> = stored.difference(&begun).collect();
        assert!(
            phantoms.is_empty(),
            "round {round}: never sent {phantoms:?}"
        );
    }
    assert!(acknowledged.len() >= ROUNDS * AT_LEAST);
}

fn stored(data_dir: PathBuf) -> BTreeSet<String> {
    let db = Database::open_blocking(&DatabaseConfig::Sqlite { data_dir }).unwrap();
    let findings = doctor::examine(&db, &[]).unwrap();
    assert!(findings.iter().all(|finding| finding.ok), "{findings:#?}");
    let all = db.read_blocking(users::list).unwrap();
    db.close();
    all.into_iter().map(|user| user.email).collect()
}
