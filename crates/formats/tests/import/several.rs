//! Several files at once, and files written as people write JSON by hand.

use insta::assert_snapshot;
use tokencraft_formats::import::resolver::File;
use tokencraft_formats::import::{Format, Options, Refused, import, import_files};

use crate::show;

fn files<'t>(texts: &[(&'t str, &'t str)]) -> Vec<File<'t>> {
    let files = texts.iter().map(|(path, text)| File {
        path,
        text: text.as_bytes(),
    });
    files.collect()
}

/// What the files say together, as text.
fn read(texts: &[(&str, &str)], format: Option<Format>) -> String {
    let options = Options {
        format,
        strict: false,
    };
    let found = import_files(&files(texts), &[], &options).unwrap();
    let shown = found.iter().map(|found| {
        let name = found.file.map_or("(all)", |at| texts[at].0);
        let document = &found.document;
        let reason = document.reason.as_deref().unwrap_or("as asked");
        let format = document.format.as_str();
        format!("{name}: {format}: {reason}\n{}", show(document))
    });
    shown.collect::<Vec<_>>().join("\n")
}

const RESOLVER: &str = r##"{"version": "2025.10", "sets": {"base": {"sources": [{"$ref": "./base.json"}]}},
  "resolutionOrder": [{"$ref": "#/sets/base"}]}"##;
const BASE: &str = r##"{"ink": {"$type": "color", "$value": "#000"}}"##;
const OTHER: &str = r##"{"paper": {"$type": "color", "$value": "#fff"}}"##;

#[test]
fn a_file_that_no_resolver_document_refers_to_is_named() {
    let all = [
        ("kit/other.json", OTHER),
        ("kit/a.resolver.json", RESOLVER),
        ("kit/base.json", BASE),
        (
            "b.resolver.json",
            r#"{"version": "2025.10", "resolutionOrder": []}"#,
        ),
    ];
    assert_snapshot!(read(&all, None), @r#"
    kit/a.resolver.json: dtcg-resolver: it has a `resolutionOrder`
    ink: color = #000
    warning kit/other.json: file_not_used: The file is left out: no resolver document refers to it

    b.resolver.json: dtcg-resolver: it has a `resolutionOrder`
    "#);
    assert_snapshot!(read(&all[..3], Some(Format::DtcgResolver)), @r#"
    kit/a.resolver.json: dtcg-resolver: as asked
    ink: color = #000
    warning kit/other.json: file_not_used: The file is left out: no resolver document refers to it
    "#);
}

#[test]
fn files_that_do_not_belong_together_are_read_alone() {
    let ours = r##"{"a": {"value": "#fff", "type": "color"}}"##;
    let all = [("base.json", BASE), ("ours.json", ours)];
    assert_snapshot!(read(&all, None), @r#"
    base.json: dtcg: its tokens have a `$value`
    ink: color = #000

    ours.json: tokencraft: its tokens have a `type` and a `value` that is text
    a: color = #fff
    "#);
    let broken = files(&[("base.json", BASE), ("broken.json", "{")]);
    let Refused { file, error } = import_files(&broken, &[], &Options::default()).unwrap_err();
    assert_eq!(file, Some(1));
    assert!(
        error.message.starts_with("The file is not valid JSON"),
        "{error}"
    );
}

#[test]
fn what_is_no_set_of_a_folder_is_named() {
    let themes = r#"[{"name": "Light", "selectedTokenSets": {"core": "enabled"}}]"#;
    let all = [
        (
            "acme/tokens/core.json5",
            "{paper: {$type: 'color', $value: '#fff'}, // white\n}",
        ),
        ("acme/tokens/$themes.json", themes),
        ("acme/tokens/$more.json", "{}"),
        ("acme/tokens/list.json", "[]"),
        ("acme/package.json", "{}"),
    ];
    assert_snapshot!(read(&all, None), @r#"
    (all): tokens-studio: a file `$themes.json` or `$metadata.json` makes the files a folder of Tokens Studio
    mode Light
    paper: color = #fff
    warning acme/tokens/$more.json: file_not_used: The file is left out: it is none of the sets
    warning acme/package.json: file_not_used: The file is left out: it lies outside the folder of the sets
    warning acme/tokens/list.json: file_not_used: The file is left out: its root is no object
    "#);
    let broken = files(&[("$themes.json", themes), ("core.json", "{")]);
    let Refused { file, error } = import_files(&broken, &[], &Options::default()).unwrap_err();
    assert_eq!(file, None);
    assert!(
        error
            .message
            .starts_with("core.json: The file is not valid JSON"),
        "{error}"
    );
}

/// A small file of each format, as JSON and as people write it by hand: comments, names without
/// quotes, single quotes, a comma too many.
fn by_hand(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Dtcg => (
            r##"{"a": {"$type": "number", "$value": 1}, "b": {"$type": "color", "$value": "#fff"}}"##,
            "// two tokens\n{a: {$type: 'number', $value: +1,}, /* white */ 'b': {$type: 'color', $value: '#fff'},}",
        ),
        Format::DtcgResolver => (
            r##"{"version": "2025.10", "sets": {"s": {"sources": [{"a": {"$type": "number", "$value": 1}}]}}, "resolutionOrder": [{"$ref": "#/sets/s"}]}"##,
            "{version: '2025.10', sets: {s: {sources: [{a: {$type: 'number', $value: 1}},]}}, /* order */ resolutionOrder: [{$ref: '#/sets/s'}],}",
        ),
        Format::StyleDictionary => (
            r##"{"a": {"value": "#fff", "type": "color", "attributes": {"x": 1}}, "b": {"value": "{a.value}"}}"##,
            "{a: {value: '#fff', type: 'color', attributes: {x: 1}}, // white\n b: {value: '{a.value}',},}",
        ),
        Format::Tokencraft => (
            r##"{"$modes": {"light": {"a": {"value": "#fff", "type": "color"}}}}"##,
            "{$modes: {light: {a: {value: '#fff', type: 'color',}}}, // modes\n}",
        ),
        Format::TokensStudio => (
            r#"{"core": {"a": {"value": "4px", "type": "spacing"}}, "$themes": [], "$metadata": {"tokenSetOrder": ["core"]}}"#,
            "{core: {a: {value: '4px', type: 'spacing',}}, $themes: [], /* order */ $metadata: {tokenSetOrder: ['core',]}}",
        ),
    }
}

#[test]
fn every_format_may_be_written_by_hand() {
    for format in Format::ALL {
        let (json, hand) = by_hand(format);
        for given in [None, Some(format)] {
            let read = |text: &str| {
                let options = Options {
                    format: given,
                    strict: false,
                };
                import(text.as_bytes(), &options).unwrap_or_else(|e| panic!("{e}\n{text}"))
            };
            let (plain, other) = (read(json), read(hand));
            assert_eq!((plain.format, other.format), (format, format), "{hand}");
            assert!(!plain.modes[0].tokens.is_empty());
            let shown = show(&other);
            assert_eq!(show(&plain), shown);
            assert!(
                !shown.contains("skipped") && !shown.contains("warning"),
                "{shown}"
            );
        }
    }
}
