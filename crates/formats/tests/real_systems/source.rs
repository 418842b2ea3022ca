//! A published token file as its JSON says it, read without this crate.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value as Json;

/// One object with a `$value`.
#[derive(Clone, Debug)]
pub(crate) struct SourceToken {
    /// The path, dotted; a `$root` adds nothing.
    pub(crate) name: String,
    /// `$type`, its own or a group's.
    pub(crate) kind: Option<String>,
    /// `$value`
    pub(crate) value: Json,
    /// `$description`
    pub(crate) description: Option<String>,
    /// `$extensions`
    pub(crate) extensions: Option<Json>,
    /// `$deprecated`, its own or a group's.
    pub(crate) deprecated: Option<Json>,
}

/// Where the npm packages are; `None`, with a line that says so, when they are not installed.
#[expect(
    clippy::disallowed_methods,
    reason = "tests find their data by the environment"
)]
pub(crate) fn packages() -> Option<PathBuf> {
    let path = std::env::var_os("TOKENCRAFT_NPM").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../e2e/node_modules"),
        PathBuf::from,
    );
    if path.join("dtcg-examples").is_dir() && path.join("@carbon/themes").is_dir() {
        return Some(path);
    }
    println!("skipped: no npm packages in {}", path.display());
    None
}

/// Where the third-party fixtures are; `None`, with a line that says so, when they are not there.
#[expect(
    clippy::disallowed_methods,
    reason = "tests find their data by the environment"
)]
pub(crate) fn fixtures() -> Option<PathBuf> {
    let path = std::env::var_os("TOKENCRAFT_FIXTURES").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no fixtures");
    None
}

/// The tokens of a document, in its order.
pub(crate) fn tokens(document: &Json) -> Vec<SourceToken> {
    let mut found = Vec::new();
    walk(document, &mut Vec::new(), None, None, &mut found);
    found
}

fn walk<'a>(
    object: &'a Json,
    path: &mut Vec<&'a str>,
    kind: Option<&'a str>,
    deprecated: Option<&'a Json>,
    found: &mut Vec<SourceToken>,
) {
    let Some(members) = object.as_object() else {
        return;
    };
    let kind = members.get("$type").and_then(Json::as_str).or(kind);
    let deprecated = members.get("$deprecated").or(deprecated);
    if let Some(value) = members.get("$value") {
        let description = members.get("$description").and_then(Json::as_str);
        found.push(SourceToken {
            name: path.join("."),
            kind: kind.map(str::to_owned),
            value: value.clone(),
            description: description.map(str::to_owned),
            extensions: members.get("$extensions").cloned(),
            deprecated: deprecated.cloned(),
        });
    }
    for (name, member) in members {
        if name == "$root" {
            walk(member, path, kind, deprecated, found);
        } else if !name.starts_with('$') {
            path.push(name);
            walk(member, path, kind, deprecated, found);
            path.pop();
        }
    }
}

/// Whether a value is nothing but a reference, and to what.
pub(crate) fn whole_reference(value: &Json) -> Option<&str> {
    let inner = value.as_str()?.strip_prefix('{')?.strip_suffix('}')?;
    let inner = inner.strip_suffix(".$root").unwrap_or(inner);
    (!inner.contains(['{', '}'])).then_some(inner)
}

/// Tokens by name; a later one takes an earlier one's place.
pub(crate) type Merged = BTreeMap<String, SourceToken>;

/// A text with its references replaced by the values' CSS text (lengths are all that real texts refer
/// to).
pub(crate) fn replace_references(text: &str, value_of: &dyn Fn(&str) -> Json) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        let value = value_of(name);
        out += before;
        out += &value["value"].to_string();
        out += value["unit"].as_str().unwrap();
        rest = after;
    }
    out + rest
}
