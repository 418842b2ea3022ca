//! Members of values written as JSON.

use serde_json::{Map, Value as Json};

use super::{Problem, Read, css};

/// A JSON object's members.
pub(super) type Members = Map<String, Json>;

/// The text of a JSON value in a message.
pub(super) fn excerpt(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A number, or a text that is one (a replaced reference).
pub(super) fn number(json: &Json) -> Option<f64> {
    match json {
        Json::Number(number) => number.as_f64().filter(|n| n.is_finite()),
        Json::String(text) => css::number(css::trim(text)),
        _ => None,
    }
}

/// `true` or `false`, or a text that is one.
pub(super) fn boolean(json: &Json) -> Option<bool> {
    match json {
        Json::Bool(value) => Some(*value),
        Json::String(text) => match css::trim(text) {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A member that is there and not `null`.
pub(super) fn get<'a>(members: &'a Members, name: &str) -> Option<&'a Json> {
    members.get(name).filter(|json| !json.is_null())
}

/// A member, read as `T`, when it is there.
pub(super) fn optional<T: Read>(members: &Members, name: &str) -> Result<Option<T>, Problem> {
    get(members, name)
        .map(|json| T::from_json(json).map_err(|problem| format!("{name}: {problem}")))
        .transpose()
}

/// A member that must be there, read as `T`.
pub(super) fn required<T: Read>(members: &Members, name: &str) -> Result<T, Problem> {
    optional(members, name)?
        .ok_or_else(|| format!("expected {} as `{name}`, which is missing", T::EXPECTED))
}
