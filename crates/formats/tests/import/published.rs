//! A system that is published in several dialects: every token is taken, and the dialect told.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use insta::assert_snapshot;
use tokencraft_formats::import::{Document, Options, import};

use crate::packages;

/// Reads a file of a package; `None` when the package is not there.
fn document(path: &str) -> Option<Document> {
    let bytes = std::fs::read(packages()?.join(path)).ok();
    let Some(bytes) = bytes else {
        println!("skipped: no {path}");
        return None;
    };
    let document = import(&bytes, &Options::default()).unwrap_or_else(|e| panic!("{path}: {e}"));
    assert_eq!(document.skipped, [], "{path}");
    Some(document)
}

#[test]
fn open_props() {
    let mut table = String::new();
    for (file, count) in [
        ("open-props.tokens.json", 484),
        ("open-props.figma-tokens.json", 484),
        ("open-props.figma-tokens.sync.json", 484),
        ("open-props.style-dictionary-tokens.json", 437),
    ] {
        let Some(document) = document(&format!("open-props/{file}")) else {
            return;
        };
        let tokens = &document.modes[0].tokens;
        assert_eq!(tokens.len(), count, "{file}");
        let mut kinds = BTreeMap::<_, usize>::new();
        for token in tokens {
            *kinds.entry(token.kind.as_str()).or_default() += 1;
        }
        let mut warnings = BTreeMap::<_, usize>::new();
        for warning in &document.warnings {
            *warnings.entry(warning.code).or_default() += 1;
        }
        writeln!(
            table,
            "{file}: {} because {}\n  {kinds:?}\n  {warnings:?}",
            document.format.as_str(),
            document.reason.as_deref().unwrap()
        )
        .unwrap();
    }
    assert_snapshot!(table);
}
