//! The tree of groups and tokens that Style Dictionary and Tokens Studio share. What stands beside a
//! token's value is the tool's or the team's: it is kept, without a word.

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::extensions::Kept;
use super::json_text::{compact, members};
use super::reader::{Gravity, Reader};
use super::syntax::shape;
use super::token::{Declared, Parts};
use super::{ImportedGroup, shorten};

/// The member that holds a token's value; `None` for a group.
pub(super) fn value_member(object: &Object<'_>) -> Option<&'static str> {
    if object.get("$value").is_some() {
        return Some("$value");
    }
    let is_value = match &object.get("value")?.value {
        // A group or a token named `value`, or a composite. Without a type it is that when nothing in
        // it may be a token.
        Value::Object(inner) => {
            let is_object = |p: &ObjectProp<'_>| matches!(p.value, Value::Object(_));
            let is_plain =
                || !inner.properties.is_empty() && !inner.properties.iter().any(is_object);
            inner.get("value").or(inner.get("$value")).is_none()
                && (kind(object).is_some() || is_plain())
        }
        _ => true,
    };
    is_value.then_some("value")
}

/// The type that an object declares.
pub(super) fn kind<'o>(object: &'o Object<'_>) -> Option<&'o str> {
    let kind = object.get_string("$type").or(object.get_string("type"))?;
    Some(&*kind.value)
}

/// Whether the first token writes its members with `$`.
pub(super) fn has_dollar(object: &Object<'_>) -> bool {
    let mut rest = vec![object];
    while let Some(object) = rest.pop() {
        if let Some(member) = value_member(object) {
            return member == "$value";
        }
        let children = object.properties.iter().rev();
        rest.extend(children.filter_map(|p| p.value.as_object()));
    }
    false
}

/// The members of a group or token that are tokens or groups themselves.
pub(super) fn children<'o, 'a>(
    object: &'o Object<'a>,
) -> impl Iterator<Item = (&'o ObjectProp<'a>, &'o Object<'a>)> {
    let value = value_member(object);
    object.properties.iter().filter_map(move |property| {
        let child = property.value.as_object()?;
        is_child(property, value).then_some((property, child))
    })
}

/// Whether a member is a token or a group, in a group or in a token with that value member.
pub(super) fn is_child(property: &ObjectProp<'_>, value_member: Option<&str>) -> bool {
    let name = property.name.as_str();
    let Value::Object(inner) = &property.value else {
        return false;
    };
    let is_named = name == "$root" || !name.starts_with('$');
    is_named
        && match value_member {
            None => true,
            // What stands beside a value may be an object, too.
            Some(value) => {
                name != value
                    && !matches!(name, "attributes" | "original" | "extensions")
                    && holds_token(inner)
            }
        }
}

fn holds_token(object: &Object<'_>) -> bool {
    value_member(object).is_some() || children(object).any(|(_, child)| holds_token(child))
}

/// Reads what a group holds.
pub(super) fn group<'d, 'a>(
    reader: &mut Reader<'d, 'a>,
    object: &'d Object<'a>,
    outer: Option<&Declared>,
) {
    let mut about = ImportedGroup::default();
    let mut kind = outer.cloned();
    for property in members(object) {
        let value = Some(&property.value);
        match (property.name.as_str(), &property.value) {
            ("$type" | "type", Value::StringLit(_)) => kind = reader.declared(value),
            (name @ ("$description" | "description" | "comment"), Value::StringLit(_)) => {
                about.description = reader.text_member(name, value);
            }
            ("$extensions", _) => about.extensions = reader.extensions(value, &Kept::default()),
            ("$deprecated", _) => about.deprecated = reader.deprecated(value),
            _ => {}
        }
    }
    reader.add_group(about);
    for property in &object.properties {
        let name = property.name.as_str();
        let at = property.range.start;
        match &property.value {
            Value::Object(child)
                if name == "$root"
                    || !name.starts_with('$')
                    // No name begins so: its tokens are skipped, each with the reason.
                    || (name != "$extensions" && holds_token(child)) =>
            {
                let mark = reader.enter(name);
                match value_member(child) {
                    Some(member) => token(reader, child, at, member, kind.as_ref()),
                    None => group(reader, child, kind.as_ref()),
                }
                reader.leave(&mark);
            }
            Value::StringLit(_) if is_about(name) => {}
            _ if name.starts_with('$') => {}
            other => {
                let message = format!(
                    "`{}` is {}, neither a token nor a group; it is left out",
                    shorten(name),
                    shape(other)
                );
                reader.report_member(Gravity::Note, "unknown_member", name, at, message);
            }
        }
    }
}

fn is_about(name: &str) -> bool {
    matches!(name, "type" | "description" | "comment")
}

fn token<'d, 'a>(
    reader: &mut Reader<'d, 'a>,
    object: &'d Object<'a>,
    at: usize,
    value_member: &str,
    outer: Option<&Declared>,
) {
    reader.check_repeated(object, Gravity::Mend);
    let mut parts = Parts {
        at,
        inherited_kind: outer.cloned(),
        ..Parts::default()
    };
    for property in members(object) {
        let value = Some(&property.value);
        let is_text = matches!(property.value, Value::StringLit(_));
        match property.name.as_str() {
            name if name == value_member => parts.value = value,
            "$type" => parts.kind = value,
            "type" if parts.kind.is_none() => parts.kind = value,
            "$description" => parts.description = value,
            "description" | "comment" if is_text && parts.description.is_none() => {
                parts.description = value;
            }
            "$extensions" => parts.extensions = value,
            "$deprecated" => parts.deprecated = value,
            _ if is_child(property, Some(value_member)) => {}
            name => parts
                .unknown
                .push((name.to_owned(), compact(&property.value))),
        }
    }
    let kind = match parts.kind {
        Some(Value::StringLit(_)) => reader.declared(parts.kind),
        _ => outer.cloned(),
    };
    reader.token(parts);
    for (property, child) in children(object) {
        let mark = reader.enter(property.name.as_str());
        let at = property.range.start;
        match self::value_member(child) {
            Some(member) => token(reader, child, at, member, kind.as_ref()),
            None => group(reader, child, kind.as_ref()),
        }
        reader.leave(&mark);
    }
}
