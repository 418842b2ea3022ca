//! Published token files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use serde_json::Value;
use tokencraft_formats::import::{Options, import};

use crate::packages;

/// How many objects with `$value` there are, anywhere but in a value or in `$extensions`.
fn count(value: &Value) -> usize {
    let Value::Object(members) = value else {
        return 0;
    };
    let inside = members
        .iter()
        .filter(|(name, _)| !name.starts_with('$') || *name == "$root");
    usize::from(members.contains_key("$value")) + inside.map(|(_, v)| count(v)).sum::<usize>()
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().is_some_and(|p| p.ends_with(ending)) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn no_token_of_a_published_system_is_lost() {
    let Some(packages) = packages() else { return };
    let systems = [
        ("dtcg-examples/figma-sds", ".tokens.json", 5),
        ("dtcg-examples/ibm-carbon", ".tokens.json", 6),
        ("dtcg-examples/microsoft-fluent", ".tokens.json", 6),
        ("dtcg-examples/shopify-polaris", ".tokens.json", 3),
        ("dtcg-examples/adobe-spectrum", ".tokens.json", 5),
        ("dtcg-examples/github-primer", ".tokens.json", 50),
        ("dtcg-examples/apple-hig", ".tokens.json", 10),
        ("@carbon/themes/src/dtcg", ".json", 10),
    ];
    let mut table = String::new();
    for (folder, ending, least) in systems {
        let files = files(&packages.join(folder), ending);
        assert!(files.len() >= least, "{folder}: {} files", files.len());
        let mut tokens = 0;
        let mut warnings = BTreeMap::<_, usize>::new();
        let mut refusals = BTreeMap::new();
        for file in files {
            let bytes = std::fs::read(&file).unwrap();
            let json = serde_json::from_slice(&bytes).unwrap();
            let name = file.display();
            let document =
                import(&bytes, &Options::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(document.modes.len(), 1, "{name}");
            assert_eq!(document.modes[0].tokens.len(), count(&json), "{name}");
            assert_eq!(document.skipped, [], "{name}");
            tokens += count(&json);
            for warning in &document.warnings {
                *warnings.entry(warning.code).or_default() += 1;
            }
            let strict = Options {
                strict: true,
                format: None,
            };
            if let Err(error) = import(&bytes, &strict) {
                *refusals.entry(error.code).or_insert(0) += 1;
            }
        }
        writeln!(table, "{folder}: {tokens} tokens").unwrap();
        writeln!(table, "  warnings: {warnings:?}").unwrap();
        writeln!(table, "  strict refusals: {refusals:?}").unwrap();
    }
    assert_snapshot!(table, @r#"
    dtcg-examples/figma-sds: 424 tokens
      warnings: {"no_value": 1}
      strict refusals: {"invalid_value": 1}
    dtcg-examples/ibm-carbon: 416 tokens
      warnings: {}
      strict refusals: {"invalid_value": 6}
    dtcg-examples/microsoft-fluent: 282 tokens
      warnings: {}
      strict refusals: {"invalid_value": 3, "unknown_member": 1}
    dtcg-examples/shopify-polaris: 67 tokens
      warnings: {}
      strict refusals: {}
    dtcg-examples/adobe-spectrum: 2771 tokens
      warnings: {"invalid_value": 1}
      strict refusals: {"invalid_value": 3}
    dtcg-examples/github-primer: 2028 tokens
      warnings: {"unknown_member": 36, "unknown_type": 9}
      strict refusals: {"invalid_reference": 2, "invalid_value": 1, "missing_member": 1, "unknown_member": 10}
    dtcg-examples/apple-hig: 154 tokens
      warnings: {"type_guessed": 17}
      strict refusals: {"invalid_value": 7, "type_guessed": 1}
    @carbon/themes/src/dtcg: 1180 tokens
      warnings: {"no_value": 78, "token_with_children": 81}
      strict refusals: {"token_with_children": 3}
    "#);
}

#[test]
fn json5_sources_are_read() {
    let Some(packages) = packages() else { return };
    let files = files(&packages.join("dtcg-examples/github-primer"), ".json5");
    assert!(files.len() > 20);
    let mut tokens = 0;
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let document = import(&bytes, &Options::default())
            .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        assert_eq!(document.skipped, [], "{}", file.display());
        tokens += document.modes[0].tokens.len();
    }
    assert!(tokens > 500, "{tokens}");
}
