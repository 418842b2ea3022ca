//! What else lies in the packages: the sources of generated files, and files that hold no tokens.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{source, system};

#[test]
fn sources_with_comments_and_bare_names_hold_the_same_tokens() {
    let Some(packages) = source::packages() else {
        return;
    };
    let mut files = 0;
    let mut rest = vec![packages.join("dtcg-examples/github-primer")];
    while let Some(folder) = rest.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rest.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json5")
            {
                let what = path.display().to_string();
                let text = std::fs::read(&path).unwrap();
                let document = system::import(&what, &text);
                let json = std::fs::read(path.with_extension("tokens.json")).unwrap();
                let json: Json = serde_json::from_slice(&json).unwrap();
                let wanted = source::tokens(&json).into_iter().map(|token| token.name);
                let wanted: BTreeSet<String> = wanted.collect();
                let found = document.modes[0].tokens.iter();
                let found: BTreeSet<String> = found.map(|token| token.name.to_string()).collect();
                assert_eq!(found, wanted, "{what}");
                assert_eq!(document.skipped, [], "{what}");
                files += 1;
            }
        }
    }
    assert_eq!(files, 61);
}

#[test]
fn files_of_a_system_that_hold_no_token_say_so() {
    let mut said = Vec::new();
    for file in [
        "dtcg-examples/github-primer/removed.json",
        "dtcg-examples/github-primer/fallback/color-fallbacks.json",
        "@carbon/themes/src/dtcg/components/button.json",
        "@carbon/themes/src/dtcg/components/content-switcher.json",
        "@carbon/themes/src/dtcg/components/notification.json",
        "@carbon/themes/src/dtcg/components/status.json",
        "@carbon/themes/src/dtcg/components/tag.json",
    ] {
        let Some(text) = system::text(file) else {
            return;
        };
        let document = system::import(file, &text);
        assert!(
            document.modes.iter().all(|mode| mode.tokens.is_empty()),
            "{file}"
        );
        let (skipped, warnings) = (document.skipped.len(), document.warnings.len());
        let first = document.skipped.first().map(|skipped| &skipped.reason);
        let first = first.or(document.warnings.first().map(|warning| &warning.reason));
        said.push(format!(
            "{file}: {skipped} skipped, {warnings} warnings, {}",
            first.unwrap()
        ));
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    dtcg-examples/github-primer/removed.json: 426 skipped, 417 warnings, Expected a token or a group, found null at /auto.black (line 3, column 3)
    dtcg-examples/github-primer/fallback/color-fallbacks.json: 269 skipped, 0 warnings, Expected a token or a group, found a string at /--topicTag-borderColor (line 3, column 3)
    @carbon/themes/src/dtcg/components/button.json: 0 skipped, 15 warnings, The group has a `$type` but holds no token: nothing in it has a `$value` at /button/danger-active (line 6, column 7)
    @carbon/themes/src/dtcg/components/content-switcher.json: 0 skipped, 3 warnings, The group has a `$type` but holds no token: nothing in it has a `$value` at /content-switcher/background (line 6, column 7)
    @carbon/themes/src/dtcg/components/notification.json: 0 skipped, 10 warnings, The group has a `$type` but holds no token: nothing in it has a `$value` at /notification/action-hover (line 6, column 7)
    @carbon/themes/src/dtcg/components/status.json: 0 skipped, 10 warnings, The group has a `$type` but holds no token: nothing in it has a `$value` at /status/accessibility-background (line 6, column 7)
    @carbon/themes/src/dtcg/components/tag.json: 0 skipped, 40 warnings, The group has a `$type` but holds no token: nothing in it has a `$value` at /tag/background-blue (line 6, column 7)
    ");
}
