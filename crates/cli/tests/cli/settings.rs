//! Option > environment > file, and what is said about bad values.

use std::io::Read as _;
use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::support::Shell;

#[test]
fn every_setting_says_where_its_value_came_from() {
    let mut shell = Shell::new();
    shell.write(
        "tokencraft.toml",
        "listen = \"127.0.0.1:1\"\nrate-limit = 5\nmax_body = 9\nsignup = \"open\"\n",
    );
    shell.set("TOKENCRAFT_RATE_LIMIT", "6");
    shell.set("TOKENCRAFT_MAX_BODY", "8");
    shell.set("TOKENCRAFT_DATABASE_URL", "postgres://me:secret@db/x");
    shell.set("TOKENCRAFT_PUBLIC_URL", "");
    let ran = shell.run(&["config", "--max-body", "7"]).expect(0);
    assert_snapshot!(ran.stdout);
    let json = shell.run(&["config", "--json"]).expect(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[3]["name"], "listen");
    assert_eq!(json[3]["source"], "file tokencraft.toml");
    assert_eq!(json[3]["environment"], "TOKENCRAFT_LISTEN");
}

#[test]
fn every_option_has_a_variable_and_a_line() {
    let mut shell = Shell::new();
    shell.write("a.json", r##"{"a":{"$type":"color","$value":"#fff"}}"##);
    shell.write("tokencraft.toml", "to = \"json\"\nprefix = \"x\"\n");
    let file = shell.run(&["convert", "a.json"]).expect(0);
    assert!(file.stdout.starts_with('{'), "{}", file.stdout);
    shell.set("TOKENCRAFT_TO", "css");
    let environment = shell.run(&["convert", "a.json"]).expect(0);
    assert!(
        environment.stdout.contains("--x-a: #fff;") || environment.stdout.contains("--xa: #fff;"),
        "{}",
        environment.stdout
    );
    let option = shell
        .run(&["convert", "a.json", "--to", "android"])
        .expect(0);
    assert!(option.stdout.starts_with("<?xml"));
    for (value, code) in [("1", 0), ("yes", 0), ("", 0), ("perhaps", 2)] {
        let mut shell = Shell::new();
        shell.set("TOKENCRAFT_JSON", value);
        assert_eq!(shell.run(&["config"]).code, code, "{value}");
    }
}

#[test]
fn a_refused_value_is_traced_to_its_place() {
    let said = |set: &dyn Fn(&mut Shell), args: &[&str], code| {
        let mut shell = Shell::new();
        set(&mut shell);
        shell.run(args).expect(code).shown()
    };
    let file = |text: &'static str| move |shell: &mut Shell| shell.write("tokencraft.toml", text);
    let environment =
        |name: &'static str, value: &'static str| move |shell: &mut Shell| shell.set(name, value);
    let nothing = |_: &mut Shell| {};
    let all = [
        said(&file("lissten = 1"), &["config"], 1),
        said(&file("listen = "), &["config"], 1),
        said(&file("listen = [1]"), &["config"], 1),
        said(&file("rate_limit = \"many\""), &["config"], 2),
        said(&environment("TOKENCRAFT_RATE_LIMIT", "-3"), &["config"], 2),
        said(
            &environment("TOKENCRAFT_CONFIG", "gone.toml"),
            &["config"],
            1,
        ),
        said(&nothing, &["config", "--rate-limit", "x"], 2),
        said(&nothing, &["serve", "--listen", "8787"], 2),
        said(
            &nothing,
            &["serve", "--public-url", "tokens.example.com"],
            2,
        ),
        said(&nothing, &["serve", "--body-timeout", "0"], 2),
    ];
    assert_snapshot!(all.join("\n"));
}

#[test]
fn help_and_version_need_no_good_file() {
    let shell = Shell::new();
    shell.write("tokencraft.toml", "nonsense");
    assert!(shell.run(&["--help"]).expect(0).stdout.contains("Usage:"));
    let version = shell.run(&["--version"]).expect(0).stdout;
    assert_eq!(
        version,
        concat!("tokencraft ", env!("CARGO_PKG_VERSION"), "\n")
    );
    let none = Shell::new().run(&[]);
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("Usage:"));
}

/// What is longer than a pipe holds, to a reader that goes away at once.
#[test]
fn a_reader_that_leaves_causes_no_panic() {
    for args in [
        &["completions", "bash"][..],
        &["man"],
        &["reference", "openapi"],
        &["config"],
        &["--help"],
    ] {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("tokencraft"))
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        let mut stderr = child.stderr.take().unwrap();
        stderr.read_to_string(&mut said).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{args:?} {said}");
        assert_eq!(said, "", "{args:?}");
    }
}

#[test]
fn completions_and_the_manual_name_every_command() {
    let shell = Shell::new();
    let script = shell.run(&["completions", "bash"]).expect(0).stdout;
    let manual = shell.run(&["man"]).expect(0).stdout;
    for command in [
        "serve", "admin", "convert", "backup", "restore", "migrate", "doctor",
    ] {
        assert!(
            script.contains(command) && manual.contains(command),
            "{command}"
        );
    }
    assert!(!manual.contains("reference"), "hidden");
    shell.run(&["completions", "tcsh"]).expect(2);
}
