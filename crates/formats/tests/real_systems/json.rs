//! Our own JSON, read by serde.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::source::whole_reference;

/// Tokens by name, as the document says them.
pub(crate) fn tokens(group: &Json) -> BTreeMap<String, &Map<String, Json>> {
    let mut found = BTreeMap::new();
    walk(group.as_object().unwrap(), "", &mut found);
    found
}

fn walk<'a>(
    group: &'a Map<String, Json>,
    path: &str,
    found: &mut BTreeMap<String, &'a Map<String, Json>>,
) {
    for (name, member) in group {
        if is_about_the_group(name) {
            continue;
        }
        let member = member.as_object().unwrap();
        let path = match (path, name.as_str()) {
            (path, "$root") => path.to_owned(),
            ("", name) => name.to_owned(),
            (path, name) => format!("{path}.{name}"),
        };
        if member.get("value").is_some_and(Json::is_string) {
            assert!(
                found.insert(path.clone(), member).is_none(),
                "{path} stands twice"
            );
        } else {
            walk(member, &path, found);
        }
    }
}

/// What a group says about itself stands beside its tokens.
fn is_about_the_group(name: &str) -> bool {
    matches!(name, "$description" | "$deprecated" | "$extensions")
}

/// Whether a value's text says what the source's value says.
pub(crate) fn says(text: &str, value: &Json) -> bool {
    match value {
        Json::String(value) => {
            let reference = |text: &str| whole_reference(&text.into()).map(str::to_owned);
            text == value || (reference(value).is_some() && reference(text) == reference(value))
        }
        other => serde_json::from_str::<Json>(text).is_ok_and(|text| same(&text, other)),
    }
}

/// Equal, numbers as numbers; a number that took a reference's place inside an object is text.
fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (Json::String(a), Json::Number(b)) => a.parse().ok() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}
