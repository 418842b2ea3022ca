//! `tokencraft convert`: every message of it.

use std::path::PathBuf;

use insta::assert_snapshot;

use crate::support::Shell;

fn shell() -> Shell {
    let shell = Shell::new();
    for (name, text) in FILES {
        shell.write(name, text);
    }
    shell.write("not-utf8.json", b"{\"a\":{\"$value\":\"\xff\"}}");
    shell.write("binary.json", b"\x7fELF\x02\x01\x01\0\0\xfe\xff");
    std::fs::create_dir(shell.path("folder")).unwrap();
    shell
}

const FILES: &[(&str, &str)] = &[
    (
        "good.json",
        r##"{"color":{"$type":"color","base":{"$value":"#336699"},"link":{"$value":"{color.base}"}}}"##,
    ),
    (
        "dark.json",
        r##"{"color":{"$type":"color","base":{"$value":"#99ccff"}}}"##,
    ),
    (
        "no-brace.json",
        "{\n  \"a\": { \"$type\": \"color\", \"$value\": \"#fff\" },\n",
    ),
    (
        "wrong-type.json",
        "{\n  \"a\": { \"$type\": \"color\", \"$value\": 12 }\n}",
    ),
    (
        "unknown-type.json",
        "{\n  \"a\": { \"$type\": \"paint\", \"$value\": \"#fff\" }\n}",
    ),
    (
        "no-target.json",
        "{\n  \"a\": { \"$type\": \"color\", \"$value\": \"{b.c}\" },\n  \"d\": { \"$type\": \"number\", \"$value\": 1 }\n}",
    ),
    (
        "twice.json",
        "{\n  \"a\": { \"$value\": \"x\" },\n  \"a\": { \"$value\": \"y\" }\n}",
    ),
    ("empty.json", ""),
    ("nothing.json", "{}"),
];

#[test]
fn a_refused_file_is_named_with_pointer_line_and_column() {
    let shell = shell();
    let said: String = [
        "no-brace",
        "wrong-type",
        "unknown-type",
        "no-target",
        "twice",
        "not-utf8",
        "binary",
        "empty",
        "missing",
    ]
    .iter()
    .map(|name| {
        let file = format!("{name}.json");
        let ran = shell.run(&["convert", "--strict", "--to", "css", &file]);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{name}");
        ran.stderr
    })
    .collect();
    assert_snapshot!(said);
    let folder = shell.run(&["convert", "--to", "css", "folder"]).expect(1);
    assert_snapshot!(folder.shown());
}

#[test]
fn lenient_reading_says_what_it_mended() {
    let shell = shell();
    let said: String = [
        "wrong-type",
        "unknown-type",
        "no-target",
        "twice",
        "nothing",
    ]
    .iter()
    .map(|name| {
        let file = format!("{name}.json");
        shell
            .run(&["convert", "--to", "css", &file])
            .expect(0)
            .shown()
    })
    .collect();
    assert_snapshot!(said);
}

#[test]
fn hundreds_of_complaints_are_cut_short() {
    let shell = shell();
    let broken: Vec<String> = (0..500)
        .map(|n| format!(r#""t{n}":{{"$type":"color","$value":"{{gone.{n}}}"}}"#))
        .collect();
    shell.write("many.json", format!("{{{}}}", broken.join(",")));
    let ran = shell
        .run(&["convert", "--to", "json", "many.json"])
        .expect(0);
    assert_eq!(ran.stderr.lines().count(), 22);
    assert!(ran.stderr.ends_with("left out: … and 480 more\n"));
}

#[test]
fn modes_come_from_the_arguments_and_every_format_from_one_call() {
    let shell = shell();
    let files = ["convert", "light=good.json", "dark=dark.json", "--to"];
    for format in ["css", "json", "ios", "android"] {
        let all = shell.run(&[&files[..], &[format]].concat()).expect(0);
        let recognised = "good.json: read as dtcg: it has a `$type`\n\
                          dark.json: read as dtcg: it has a `$type`\n";
        assert_eq!(all.stderr, recognised);
        assert_snapshot!(format!("modes_{format}"), all.stdout);
        let one = shell
            .run(&[&files[..], &[format, "--mode", "dark"]].concat())
            .expect(0);
        let whole = shell
            .run(&["convert", "dark.json", "--to", format])
            .expect(0);
        let name_free = |text: &str| text.replace("dark", "").replace("Dark", "");
        assert_eq!(
            name_free(&one.stdout).lines().count(),
            name_free(&whole.stdout).lines().count(),
            "{format}"
        );
    }
    let inherit = [
        &files[..],
        &["css", "--mode", "dark", "--missing", "inherit"],
    ]
    .concat();
    let inherit = shell.run(&inherit).expect(0);
    assert_snapshot!(inherit.stdout, @r"
    :root {
      --color-base: #99ccff;
      --color-link: #99ccff;
    }
    ");
    let unknown = shell.run(&[&files[..], &["css", "--mode", "night"]].concat());
    assert_snapshot!(unknown.expect(1).shown());
}

#[test]
fn code_goes_to_stdout_or_into_a_folder() {
    let shell = shell();
    let to = ["convert", "good.json", "--to", "css", "--out"];
    let stdout = shell.run(&[&to[..], &["-"]].concat()).expect(0).stdout;
    let folder = shell.run(&[&to[..], &["new/deep"]].concat()).expect(0);
    assert_eq!(folder.stdout, "new/deep/good.base.css\n");
    let written = std::fs::read_to_string(shell.path("new/deep/good.base.css")).unwrap();
    assert_eq!(written, stdout);
    assert_snapshot!(
        shell
            .run(&[&to[..], &["empty.json"]].concat())
            .expect(1)
            .shown()
    );

    let good = FILES[0].1;
    let piped = shell
        .run_with(&["convert", "-", "--to", "css"], good)
        .expect(0);
    assert_eq!(piped.stdout, stdout);
    let piped = shell.run_with(&["convert", "-", "--to", "css", "--out", "."], good);
    assert_eq!(piped.expect(0).stdout, "./tokens.base.css\n");
    assert_snapshot!(
        shell
            .run_with(&["convert", "-", "--to", "css"], "{")
            .expect(1)
            .shown()
    );
}

#[test]
fn wrong_words_list_the_right_ones() {
    let shell = shell();
    let said: String = [
        &["convert", "good.json", "--to", "cobol"][..],
        &["convert", "good.json", "--to", "css", "--from", "cobol"],
        &["convert", "good.json", "--to", "css", "--gamut", "cmyk"],
        &["convert", "good.json"],
        &["convert", "--to", "css"],
        &["konvert"],
    ]
    .iter()
    .map(|args| shell.run(args).expect(2).shown())
    .collect();
    assert_snapshot!(said);
    let prefix = shell.run(&["convert", "good.json", "--to", "css", "--prefix", "a b"]);
    assert_snapshot!(prefix.expect(1).shown());
}

#[test]
fn real_systems_convert_offline() {
    let folder = npm();
    let carbon = folder.join("@carbon/themes/src/dtcg/white.json");
    let palette = folder.join("@carbon/themes/src/dtcg/color-palette.json");
    if !carbon.exists() {
        println!("skipped: no token packages");
        return;
    }
    let shell = shell();
    let (carbon, palette) = (carbon.display().to_string(), palette.display().to_string());
    for format in ["css", "json", "ios", "android"] {
        let ran = shell
            .run(&["convert", &palette, &carbon, "--to", format])
            .expect(0);
        assert!(ran.stdout.lines().count() > 200, "{format}");
        assert!(!ran.stderr.contains("left out"), "{}", ran.stderr);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "says where the packages are; no setting of ours"
)]
fn npm() -> PathBuf {
    std::env::var_os("TOKENCRAFT_NPM").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../e2e/node_modules"
            ))
        },
        PathBuf::from,
    )
}

#[test]
fn a_resolver_document_reads_the_files_beside_it() {
    let shell = shell();
    std::fs::create_dir_all(shell.path("kit/a b")).unwrap();
    shell.write(
        "kit/kit.resolver.json",
        r##"{"version":"2025.10","sets":{"base":{"sources":[{"$ref":"./a%20b/../../good.json"}]}},"modifiers":{"theme":{"contexts":{"light":[],"dark":[{"$ref":"../dark.json"}]}}},"resolutionOrder":[{"$ref":"#/sets/base"},{"$ref":"#/modifiers/theme"}]}"##,
    );
    let convert = |args: &[&str]| {
        let all = [&["convert", "kit/kit.resolver.json"], args].concat();
        shell.run(&all)
    };
    let dark = convert(&["--to", "css", "--input", "theme:dark"]).expect(0);
    assert_eq!(
        dark.stdout,
        ":root {\n  --color-base: #99ccff;\n  --color-link: #99ccff;\n}\n"
    );
    let all = convert(&["--to", "dtcg"]).expect(0);
    assert!(
        all.stdout.contains("\"$value\": \"{color.base}\""),
        "{}",
        all.stdout
    );
    shell.write("copy.json", &all.stdout);
    let again = shell
        .run(&["convert", "copy.json", "--to", "dtcg"])
        .expect(0);
    assert_eq!(again.stdout, all.stdout);
    let blue = convert(&["--to", "css", "--input", "theme:blue"]).expect(1);
    let contexts = "has no context `blue`. It has: light, dark";
    assert!(blue.stderr.contains(contexts), "{}", blue.stderr);
    std::fs::remove_file(shell.path("dark.json")).unwrap();
    let gone = convert(&["--to", "css"]).expect(1);
    assert!(gone.stderr.contains("dark.json"), "{}", gone.stderr);
}

const THEMES: &str = r#"[{"name":"Light","selectedTokenSets":{"core":"source","theme/light":"enabled"}},
{"name":"Dark","selectedTokenSets":{"core":"source","theme/dark":"enabled"}}]"#;

/// A folder of Tokens Studio with what else lies in folders.
fn studio(shell: &Shell) {
    std::fs::create_dir_all(shell.path("kit/theme")).unwrap();
    std::fs::create_dir_all(shell.path("kit/.git")).unwrap();
    for (name, text) in [
        ("$themes.json", THEMES),
        (
            "core.json",
            r##"{"ink":{"$description":"Dark","0":{"type":"color","value":"#000"}}}"##,
        ),
        (
            "theme/light.json",
            r##"{"page":{"type":"color","value":"#fff"}}"##,
        ),
        (
            "theme/dark.jsonc",
            r#"{"page":{"type":"color","value":"{ink.0}"}, /* night */}"#,
        ),
        (".git/config.json", "no JSON"),
        ("README.md", "no JSON"),
    ] {
        shell.write(&format!("kit/{name}"), text);
    }
}

#[test]
fn a_folder_is_read_as_a_whole() {
    let shell = shell();
    studio(&shell);
    let whole = shell.run(&["convert", "kit", "--to", "css"]).expect(0);
    assert_snapshot!(whole.shown());
    let files = [
        "kit/core.json",
        "kit/$themes.json",
        "kit/theme/light.json",
        "kit/theme/dark.jsonc",
    ];
    let named = shell.run(&[&["convert", "--to", "css"], &files[..]].concat());
    assert_eq!(named.expect(0).stdout, whole.stdout);
    let out = shell.run(&["convert", "kit", "--to", "json", "--out", "."]);
    assert_eq!(out.expect(0).stdout, "./kit.all.json\n");
    let json = std::fs::read_to_string(shell.path("kit.all.json")).unwrap();
    assert!(json.contains(r#""$description": "Dark""#), "{json}");

    // Files that belong together in no other way are laid over each other.
    std::fs::create_dir_all(shell.path("plain/deep")).unwrap();
    shell.write("plain/a.json", FILES[0].1);
    shell.write("plain/deep/b.json", FILES[1].1);
    let plain = shell.run(&["convert", "plain", "--to", "css"]).expect(0);
    assert_snapshot!(plain.shown());
    std::fs::create_dir(shell.path("bare")).unwrap();
    let bare = shell.run(&["convert", "bare", "--to", "css"]).expect(1);
    assert_snapshot!(bare.shown());
}

#[test]
fn a_resolver_document_in_a_folder_takes_its_sources_from_there() {
    let shell = shell();
    std::fs::create_dir_all(shell.path("kit/tokens")).unwrap();
    shell.write(
        "kit/kit.resolver.json",
        r##"{"version":"2025.10","sets":{"base":{"sources":[{"$ref":"tokens/base.json"},{"$ref":"../dark.json"}]}},"resolutionOrder":[{"$ref":"#/sets/base"}]}"##,
    );
    shell.write("kit/tokens/base.json", FILES[0].1);
    shell.write("kit/tokens/more.json", FILES[1].1);
    let ran = shell.run(&["convert", "kit", "--to", "css"]).expect(0);
    assert_snapshot!(ran.shown());
}

#[test]
fn what_groups_say_comes_through() {
    let shell = shell();
    let text = r##"{"$description":"Acme","color":{"$description":"All","$extensions":{"x":1},"a":{"$type":"color","$value":"#fff"}}}"##;
    shell.write("groups.json", text);
    let ran = shell.run(&["convert", "groups.json", "--to", "dtcg", "--from", "dtcg"]);
    let ran = ran.expect(0);
    assert_eq!(ran.stderr, "", "the format was given");
    assert_snapshot!(ran.stdout);
}
