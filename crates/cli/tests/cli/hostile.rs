//! Files made to hurt: each is answered or refused, in bounded memory. The times are measured by
//! `cargo xtask bench hostile`, of the optimised binary.

use serde_json::json;
use tokencraft_testing::db;
use tokencraft_testing::hostile::{self, Hostile};

use crate::support::Shell;

const MOST_MIB: u64 = 256;

/// What the formats read in the same way is read in one of them only: this binary is slow.
fn is_of_interest(document: &Hostile) -> bool {
    const OWN_WAY: [&str; 9] = [
        "170,000 tokens",
        "one name over and over",
        "a text of dollars",
        "a text of dollars and dots",
        "a text of braces",
        "one sum of numbers",
        "a chain of 5,000",
        "a fan-out of 2^40 in maths",
        "all wrong",
    ];
    // Of the values that are too long, a few.
    let is_long = document.name.starts_with("one ") && document.name.split(' ').count() > 2;
    (document.format == "dtcg" && !is_long)
        || !document.is_common
        || OWN_WAY.contains(&&*document.name)
}

#[test]
fn a_file_made_to_hurt_is_converted_or_refused_in_bounded_memory() {
    let binary = assert_cmd::cargo::cargo_bin!("tokencraft");
    let mut too_much = Vec::new();
    for document in hostile::all().into_iter().filter(is_of_interest) {
        let folder = tempfile::tempdir().unwrap();
        let files = document.write(folder.path()).unwrap();
        let file = files[0].to_str().unwrap();
        let arguments = ["convert", "--from", document.format, "--to", "css", file];
        let cost = hostile::measured(binary, &arguments, folder.path()).unwrap();
        let line = format!("{} {}: {cost:?}", document.format, document.name);
        println!("{line}");
        if !matches!(cost.status, Some(0 | 1)) || cost.memory >> 20 > MOST_MIB {
            too_much.push(line);
        }
    }
    assert_eq!(too_much, [""; 0]);
}

/// What a server is asked to read: one of each way to hurt.
const HURTING: [&str; 12] = [
    "as many tokens as fit",
    "nested too deep",
    "lists in lists",
    "one text",
    "one comment",
    "a chain of 5,000",
    "a fan-out of 2^40",
    "a fan-out of 2^40 in lists",
    "a fan-out of 2^40 groups",
    "a fan-out of 2^40 sets",
    "2^40 choices",
    "2^40 themes",
];

/// A line of `/proc/PID/status`, in KiB.
fn memory(pid: u32, line: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let value = status.lines().find_map(|l| l.strip_prefix(line)).unwrap();
    value
        .trim_matches([':', '\t', ' ', 'k', 'B'])
        .parse()
        .unwrap()
}

#[test]
fn a_server_takes_or_refuses_a_file_made_to_hurt_in_bounded_memory() {
    db::run(db::TestDb::sqlite(), async |test| {
        let shell = Shell::over(test).await;
        shell
            .stored(&["admin", "create-user", "--email", "a@example.com"])
            .expect(0);
        let token = [
            "admin",
            "create-token",
            "--email",
            "a@example.com",
            "--name",
            "n",
        ];
        let token = shell.stored(&token).expect(0).stdout;
        let server = shell.serve(&["--rate-limit", "0"]);
        let client = server.client(token.trim_end());
        let workspace = client.post("/workspaces", &json!({"name": "W"})).await;
        let workspace = workspace.expect(201).member("id");
        let mut too_much = Vec::new();
        for document in hostile::all()
            .into_iter()
            .filter(|d| HURTING.contains(&&*d.name) && (d.format == "dtcg" || !d.is_common))
        {
            let folder = tempfile::tempdir().unwrap();
            let files = document.write(folder.path()).unwrap();
            if files.len() > 1 {
                continue;
            }
            let pid = server.pid();
            std::fs::write(format!("/proc/{pid}/clear_refs"), "5").unwrap();
            let path = format!(
                "/workspaces/{workspace}/import?format={}&dry_run=true",
                document.format
            );
            let body = std::fs::read(&files[0]).unwrap();
            let answer = client
                .request("POST", &path)
                .header("Content-Type", "application/json")
                .body(body)
                .send()
                .await;
            let peak = memory(pid, "VmHWM") >> 10;
            let (format, name, status) = (document.format, &document.name, answer.status);
            let line = format!("{format} {name}: {status}, {peak} MiB");
            println!("{line}");
            if !matches!(status, 200 | 400 | 413 | 422) || peak > MOST_MIB {
                too_much.push(line);
            }
        }
        server.stop();
        assert_eq!(too_much, [""; 0]);
    });
}
