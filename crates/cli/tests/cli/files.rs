//! Strategies of `convert`, `diff` and `lint`.

use insta::assert_snapshot;

use crate::support::Shell;

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> Shell {
    let shell = Shell::new();
    for (name, text) in files {
        shell.write(name, text);
    }
    shell
}

fn run(shell: &Shell, arguments: &[&str]) -> (i32, String, String) {
    let ran = shell.run(arguments);
    (ran.code, ran.stdout, ran.stderr)
}

const OLD: &str = r##"{
  "color": {"$type": "color", "blue": {"$value": "#00f"}, "link": {"$value": "{color.blue}"}, "old": {"$value": "#111"}},
  "gap": {"$type": "dimension", "$value": {"value": 4, "unit": "px"}}
}"##;
const NEW: &str = r##"{
  "color": {"$type": "color", "blue": {"$value": "#11f"}, "link": {"$value": "{color.blue}"}, "older": {"$value": "#222"}},
  "space": {"gap": {"$type": "dimension", "$value": {"value": 4, "unit": "px"}}}
}"##;

#[test]
fn css_of_several_modes_has_strategies() {
    let dir = folder(&[
        ("light.json", OLD),
        (
            "dark.json",
            r##"{"color": {"$type": "color", "blue": {"$value": "#88f"}}}"##,
        ),
    ]);
    let convert = ["convert", "light.json", "night=dark.json", "--to", "css"];
    let with = |more: &[&str]| run(&dir, &[&convert[..], more].concat());
    let (status, css, _) = with(&["--strategy", "default-root", "--references", "keep"]);
    assert_eq!(status, 0);
    assert_snapshot!(css, @r##"
    /* Base Mode */
    [data-theme],
    :root {
      --color-blue: #00f;
      --color-link: var(--color-blue);
      --color-old: #111;
      --gap: 4px;
    }

    /* night Mode */
    [data-theme="night"] {
      --color-blue: #88f;
      --color-link: var(--color-blue);
    }
    "##);
    let (status, css, _) = with(&[
        "--strategy",
        "light-dark",
        "--light",
        "base",
        "--dark",
        "night",
    ]);
    assert_eq!(status, 0);
    assert!(
        css.contains("--color-link: light-dark(#00f, #88f);"),
        "{css}"
    );
    let (status, _, said) = with(&["--strategy", "media"]);
    assert_eq!(status, 1);
    assert_snapshot!(said, @r#"
    light.json: read as dtcg: it has a `$type`
    dark.json: read as dtcg: it has a `$type`
    error: light is required with strategy=media: no mode is named light. Must be one of: base, night
    "#);
}

#[test]
fn differences_are_told_and_the_status_says_whether_there_are_any() {
    let dir = folder(&[("old.json", OLD), ("new.json", NEW), ("broken.json", "{")]);
    let (status, text, _) = run(&dir, &["diff", "old.json", "new.json"]);
    assert_eq!(status, 1);
    assert_snapshot!(text, @r##"
    Base
      ~ color.blue: #00f is now #11f
      ~ color.link: #00f is now #11f
      + color.older: color #222
      > gap is now space.gap
      - color.old: color #111
    "##);
    let (status, json, _) = run(&dir, &["diff", "old.json", "new.json", "--json"]);
    assert_eq!(status, 1);
    assert_snapshot!(json, @r##"
    [
      {
        "mode": "Base",
        "name": "color.blue",
        "change": "changed",
        "from": "#00f",
        "to": "#11f"
      },
      {
        "mode": "Base",
        "name": "color.link",
        "change": "changed",
        "from": "#00f",
        "to": "#11f"
      },
      {
        "mode": "Base",
        "name": "color.older",
        "change": "added",
        "type": "color",
        "value": "#222"
      },
      {
        "mode": "Base",
        "name": "space.gap",
        "change": "renamed",
        "from": "gap"
      },
      {
        "mode": "Base",
        "name": "color.old",
        "change": "removed",
        "type": "color",
        "value": "#111"
      }
    ]
    "##);
    let (status, text, _) = run(&dir, &["diff", "old.json", "old.json"]);
    assert_eq!((status, text.as_str()), (0, ""));
    for bad in ["broken.json", "missing.json"] {
        let (status, text, said) = run(&dir, &["diff", "old.json", bad]);
        assert_eq!((status, text.as_str()), (2, ""));
        assert!(said.contains(bad), "{said}");
    }
    assert_eq!(run(&dir, &["diff", "old.json"]).0, 2);
}

#[test]
fn findings_are_told_where_they_are() {
    let bad = r##"{
  "color": {
    "$type": "color",
    "old": {"$value": "#00f", "$deprecated": "use new"},
    "link": {"$value": "{color.old}"},
    "lost": {"$value": "{color.nowhere}"},
    "wrong": {"$value": {"colorSpace": "none"}}
  }
}"##;
    let dir = folder(&[
        ("good.json", OLD),
        ("bad.json", bad),
        ("broken.json", "{\n  \"a\": }"),
    ]);
    let (status, text, _) = run(&dir, &["lint", "good.json"]);
    assert_eq!((status, text.as_str()), (0, ""));
    let (status, text, said) = run(&dir, &["lint", "bad.json", "broken.json"]);
    assert_eq!(status, 1);
    assert_snapshot!(text + &said, @r##"
    bad.json: warning: color.wrong: Value is not a valid color: expected a colour such as #3b82f6 or oklch(0.6 0.2 260): unknown `colorSpace` `none`; the token is kept as string at /color/wrong/$value (line 7, column 25) [invalid_value]
    broken.json:2:8: error: The file is not valid JSON: unexpected close brace [refused]
    bad.json:6:5: error: color.lost (Base): Alias target not found: color.nowhere [broken_alias]
    bad.json:5:5: warning: color.link (Base): `color.old` is deprecated: use new [deprecated_reference]
    2 errors, 2 warnings
    "##);
    let (status, json, _) = run(&dir, &["lint", "--json", "broken.json"]);
    assert_eq!(status, 1);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json[0]["code"], &json[0]["line"]),
        (&"refused".into(), &2.into())
    );
    let allow = ["broken_alias", "deprecated_reference", "invalid_value"];
    let allow = allow.map(|code| ["--allow", code]).concat();
    let allowed = run(&dir, &[&["lint", "bad.json"], &allow[..]].concat());
    assert_eq!((allowed.0, allowed.1.as_str()), (0, ""));
    assert_eq!(run(&dir, &["lint", "missing.json"]).0, 2);
    assert_eq!(run(&dir, &["lint"]).0, 2);
}

#[test]
fn a_folder_is_all_its_token_files_laid_over_each_other() {
    let dir = Shell::new();
    for folder in ["old/sub", "new", "none"] {
        std::fs::create_dir_all(dir.path(folder)).unwrap();
    }
    dir.write("old/a.json", OLD);
    let more = "{color: {$type: 'color', more: {$value: '{color.blue}'}, lost: {$value: '{color.nowhere}'}}, $odd: 1}";
    dir.write("old/sub/b.json5", more);
    dir.write("old/.hidden.json", "{");
    dir.write("old/notes.md", "{");
    dir.write("new/a.json", NEW);

    let (status, text, said) = run(&dir, &["lint", "old"]);
    assert_eq!(status, 1);
    assert_snapshot!(text + &said, @r"
    old/sub/b.json5: warning: The member `$odd` is unknown; it is left out at /$odd (line 1, column 94) [unknown_member]
    old/sub/b.json5:1:58: error: color.lost (Base): Alias target not found: color.nowhere [broken_alias]
    1 errors, 1 warnings
    ");
    let (status, text, _) = run(&dir, &["lint", "new"]);
    assert_eq!((status, text.as_str()), (0, ""));
    let (status, text, _) = run(&dir, &["diff", "old", "new"]);
    assert_eq!(status, 1);
    assert_snapshot!(text, @r"
    Base
      ~ color.blue: #00f is now #11f
      ~ color.link: #00f is now #11f
      + color.older: color #222
      > gap is now space.gap
      - color.lost: color (broken)
      - color.more: color #00f
      - color.old: color #111
    ");
    assert_eq!(run(&dir, &["diff", "old", "old"]).0, 0);
    assert_eq!(run(&dir, &["diff", "old/a.json", "old"]).0, 1);
    for empty in [&["lint", "none"][..], &["diff", "old", "none"]] {
        let (status, text, said) = run(&dir, empty);
        assert_eq!((status, text.as_str()), (2, ""));
        assert!(said.contains("there is no token file in none"), "{said}");
    }
}

#[test]
fn stdin_is_read_once() {
    let dir = Shell::new();
    let ran = dir.run_with(&["diff", "-", "-"], OLD);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert_snapshot!(ran.stderr, @"error: stdin is named twice, but can be read once only");
}

#[test]
fn what_lies_on_another_machine_is_refused_where_it_is_named() {
    let dir = folder(&[(
        "all.resolver.json",
        r#"{"version": "2025.10", "resolutionOrder": [{"type": "set", "name": "s", "sources": [{"$ref": "https://example.com/x.json"}]}]}"#,
    )]);
    let (status, text, said) = run(&dir, &["convert", "all.resolver.json", "--to", "css"]);
    assert_eq!((status, text.as_str()), (1, ""));
    assert_snapshot!(said, @r"
    error: all.resolver.json was refused
      because: The file `https://example.com/x.json` that the document refers to lies on another machine: nothing is fetched at /resolutionOrder/0/sources/0/$ref (line 1, column 94)
    ");
}

const RESOLVER: &str = r##"{
  "version": "2025.10",
  "sets": {"base": {"sources": [{"$ref": "base.json"}]}},
  "modifiers": {"theme": {"contexts": {"light": [{"$ref": "./themes/light.json"}], "dark": [{"$ref": "themes/dark.json"}]}}},
  "resolutionOrder": [{"$ref": "#/sets/base"}, {"$ref": "#/modifiers/theme"}]
}"##;

/// Two versions of a system of several files.
fn systems() -> Shell {
    let shell = Shell::new();
    for version in ["old", "new"] {
        std::fs::create_dir_all(shell.path(version).join("themes")).unwrap();
        shell.write(&format!("{version}/all.resolver.json"), RESOLVER);
        shell.write(
            &format!("{version}/base.json"),
            r#"{"ink": {"$type": "color", "$value": "{paper}"}, "gap": {"$type": "dimension", "$value": "4px"}}"#,
        );
        shell.write(
            &format!("{version}/themes/light.json"),
            r##"{"paper": {"$type": "color", "$value": "#fff"}}"##,
        );
        let dark = if version == "old" { "#000" } else { "#111" };
        shell.write(
            &format!("{version}/themes/dark.json"),
            format!(r#"{{"paper": {{"$type": "color", "$value": "{dark}"}}}}"#),
        );
    }
    shell
}

#[test]
fn resolver_documents_are_compared_with_the_files_they_refer_to() {
    let dir = systems();
    let both = ["diff", "old/all.resolver.json", "new/all.resolver.json"];
    let (status, text, said) = run(&dir, &both);
    assert_eq!((status, said.as_str()), (1, ""));
    assert_snapshot!(text, @r"
    dark
      ~ ink: #000 is now #111
      ~ paper: #000 is now #111
    ");
    dir.write("new/themes/dark.json", "{");
    let (status, text, said) = run(&dir, &both);
    assert_eq!((status, text.as_str()), (2, ""));
    assert_snapshot!(said, @r"
    error: new/all.resolver.json was refused
      because: The file is not valid JSON: unterminated object at the root (new/themes/dark.json, line 1, column 1)
    ");
    std::fs::remove_file(dir.path("new/themes/dark.json")).unwrap();
    let (status, _, said) = run(&dir, &both);
    assert_eq!(status, 2);
    assert_snapshot!(said, @r"
    error: cannot read new/themes/dark.json
      because: No such file or directory (os error 2)
    ");
}

#[test]
fn findings_in_files_of_a_resolver_document_are_told_where_they_are() {
    let dir = systems();
    let lint = ["lint", "old/all.resolver.json"];
    assert_eq!(run(&dir, &lint).0, 0);
    dir.write(
        "old/themes/dark.json",
        "{\n  \"paper\": {\"$type\": \"color\", \"$value\": \"{nowhere}\"},\n  \"more\": {\"$value\": {}, \"$type\": \"duration\"}\n}",
    );
    let (status, text, said) = run(&dir, &lint);
    assert_eq!(status, 1);
    assert_snapshot!(text + &said, @r"
    old/all.resolver.json: warning: more: Value is not a valid duration: expected a time such as 200ms or 0.2s, found `{}`; the token is kept as string at /more/$value (old/themes/dark.json, line 3, column 22) [invalid_value]
    old/base.json:1:2: error: ink (dark): Alias target not found: nowhere (through `paper`) [broken_alias]
    old/themes/dark.json:2:3: error: paper (dark): Alias target not found: nowhere [broken_alias]
    old/themes/dark.json:3:3: warning: more (dark): The default mode `light` has no `more` [not_in_default_mode]
    2 errors, 2 warnings
    ");
    dir.write("old/themes/dark.json", "{\n  \"paper\":\n}");
    let (status, text, _) = run(&dir, &lint);
    assert_eq!(status, 1);
    assert_snapshot!(text, @"old/themes/dark.json:3:1: error: The file is not valid JSON: unexpected close brace [refused]");
    std::fs::remove_file(dir.path("old/themes/light.json")).unwrap();
    assert_eq!(run(&dir, &lint).0, 2);
}
