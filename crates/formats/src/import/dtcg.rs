//! Design Tokens Community Group files: 2025.10, the older drafts' string values, and what published
//! systems write beside them.

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use tokencraft_tokens::graph::Deprecated;

use super::extensions::Kept;
use super::json_text::{compact, members};
use super::location::Lines;
use super::reader::{Dialect, Gravity, Reader};
use super::syntax::shape;
use super::token::{Declared, Parts};
use super::{Document, Format, ImportError, ImportedGroup, Options, shorten};

/// What a group hands down.
#[derive(Clone, Default)]
struct Inherited {
    kind: Option<Declared>,
    deprecated: Option<Deprecated>,
}

/// Reads a file.
pub(super) fn read<'a>(
    root: &Object<'a>,
    lines: &Lines<'a>,
    options: &Options,
) -> Result<Document, ImportError> {
    let dialect = Dialect {
        format: Format::Dtcg,
        value: "$value",
        kind: "$type",
        description: "$description",
    };
    let mut reader = Reader::new(dialect, options, root, lines);
    if root.get("$value").or(root.get("$ref")).is_some() {
        reader.report(
            Gravity::Skip,
            "invalid_name",
            root.range.start,
            "The root must be a group; a token there has no name",
        );
    }
    group(&mut reader, root, &Inherited::default(), true);
    reader.end_mode(None);
    reader.finish()
}

/// Whether an object is a token: by `$value`, by `$ref` in its place, or by a `value` of the older
/// drafts, which is not a group of that name.
fn is_token(object: &Object<'_>) -> bool {
    object.get("$value").is_some() || object.get("$ref").is_some() || is_old_token(object)
}

fn is_old_token(object: &Object<'_>) -> bool {
    match object.get("value").map(|p| &p.value) {
        None => false,
        Some(Value::Object(value)) => {
            let has = |name| value.get(name).is_some();
            let is_dimension = has("value") && has("unit");
            (is_dimension || !is_token(value))
                && (object.get_string("type").is_some() || object.get_string("$type").is_some())
        }
        Some(_) => true,
    }
}

fn group<'d, 'a>(
    reader: &mut Reader<'d, 'a>,
    object: &'d Object<'a>,
    outer: &Inherited,
    is_root: bool,
) {
    reader.check_repeated(object, Gravity::Tolerate);
    let mut about = ImportedGroup::default();
    let mut own = outer.clone();
    let mut declares_type = None;
    // What a group says about itself holds for all of it, wherever it stands.
    for property in object.properties.iter().filter(|p| is_about(p)) {
        let name = property.name.as_str();
        let value = Some(&property.value);
        if !name.starts_with('$') {
            tolerate_old_name(reader, property);
        }
        match name.trim_start_matches('$') {
            "type" => {
                own.kind = reader.declared(value).or(own.kind);
                declares_type = Some(property.range.start);
            }
            "description" => about.description = reader.text_member(name, value),
            "deprecated" => {
                about.deprecated = reader.deprecated(value);
                own.deprecated = about.deprecated.clone().map(handed_down).or(own.deprecated);
            }
            "extensions" => about.extensions = reader.extensions(value, &Kept::default()),
            _ => reader.report_member(
                Gravity::Mend,
                "extends_not_followed",
                name,
                property.range.start,
                "`$extends` is not supported; the tokens of the other group are not copied",
            ),
        }
    }
    reader.add_group(about);
    let before = reader.met();
    for property in object.properties.iter().filter(|p| !is_about(p)) {
        let name = property.name.as_str();
        if is_root && matches!(name, "$schema" | "$value" | "$ref") {
            continue;
        }
        if name.starts_with('$') && name != "$root" {
            let message = format!("The member `{}` is unknown", shorten(name));
            let at = property.range.start;
            reader.report_member(Gravity::Mend, "unknown_member", name, at, message);
            continue;
        }
        child(reader, property, &own);
    }
    if let Some(at) = declares_type
        && reader.met() == before
        && !is_root
    {
        reader.report(
            Gravity::Note,
            "no_value",
            at,
            "The group has a `$type` but holds no token: nothing in it has a `$value`",
        );
    }
}

/// What a group's deprecation says about its tokens. A reason of many words stays with the group: with
/// each of its tokens, it would make a small file large.
fn handed_down(deprecated: Deprecated) -> Deprecated {
    match deprecated {
        Deprecated::Reason(reason) if reason.len() > 1_000 => Deprecated::Flag(true),
        other => other,
    }
}

/// Whether a group's member is about the group.
fn is_about(property: &ObjectProp<'_>) -> bool {
    match property.name.as_str() {
        "$type" | "$description" | "$deprecated" | "$extensions" | "$extends" => true,
        "type" | "description" => matches!(property.value, Value::StringLit(_)),
        _ => false,
    }
}

fn child<'d, 'a>(reader: &mut Reader<'d, 'a>, property: &'d ObjectProp<'a>, inherited: &Inherited) {
    let name = property.name.as_str();
    let at = property.range.start;
    let mark = reader.enter(name);
    if name.contains('.') {
        let message = format!(
            "The name `{}` holds a dot{}",
            shorten(name),
            reader.mended("; it is read as nested groups")
        );
        reader.report(Gravity::Mend, "dotted_name", at, message);
    }
    match &property.value {
        Value::Object(object) if is_token(object) => token(reader, object, at, inherited),
        Value::Object(object) if name != "$root" => group(reader, object, inherited, false),
        Value::Object(object) if holds_token(object) => {
            let message = format!(
                "`$root` must be a token{}",
                reader.mended("; what it holds is read as its group's")
            );
            reader.report(Gravity::Mend, "root_group", at, message);
            group(reader, object, inherited, false);
        }
        other => {
            let expected = if name == "$root" {
                "a token"
            } else {
                "a token or a group"
            };
            let message = format!("Expected {expected}, found {}", shape(other));
            reader.report(Gravity::Skip, "not_a_token", at, message);
        }
    }
    reader.leave(&mark);
}

fn token<'d, 'a>(
    reader: &mut Reader<'d, 'a>,
    object: &'d Object<'a>,
    at: usize,
    inherited: &Inherited,
) {
    reader.check_repeated(object, Gravity::Mend);
    let mut parts = Parts {
        at,
        inherited_kind: inherited.kind.clone(),
        inherited_deprecated: inherited.deprecated.clone(),
        ..Parts::default()
    };
    let is_old = object.get("$value").is_none() && object.get("$ref").is_none();
    let is_child = |property: &ObjectProp<'_>| {
        is_child(property) && !(is_old && property.name.as_str() == "value")
    };
    let children: Vec<_> = object.properties.iter().filter(|p| is_child(p)).collect();
    for property in members(object).filter(|p| !is_child(p)) {
        let value = Some(&property.value);
        match property.name.as_str() {
            "$value" => parts.value = value,
            "$ref" => parts.pointer = value,
            "$type" => parts.kind = value,
            "$description" => parts.description = value,
            "$extensions" => parts.extensions = value,
            "$deprecated" => parts.deprecated = value,
            "value" if is_old => {
                tolerate_old_name(reader, property);
                parts.value = value;
            }
            "type" if parts.kind.is_none() && is_about(property) => {
                tolerate_old_name(reader, property);
                parts.kind = value;
            }
            "description" if parts.description.is_none() && is_about(property) => {
                tolerate_old_name(reader, property);
                parts.description = value;
            }
            name => {
                let message = format!(
                    "The member `{}` is unknown{}",
                    shorten(name),
                    reader.mended("; it is kept in `$extensions`")
                );
                let at = property.range.start;
                reader.report_member(Gravity::Mend, "unknown_member", name, at, message);
                let json = compact(&property.value);
                parts.unknown.push((name.to_owned(), json));
            }
        }
    }
    if let Some(first) = children.first() {
        let message = format!(
            "A token holds other tokens{}",
            reader.mended("; it is read as the `$root` of a group")
        );
        let at = first.range.start;
        reader.report(Gravity::Mend, "token_with_children", at, message);
    }
    let mut below = inherited.clone();
    if let Some(Value::StringLit(_)) = parts.kind {
        below.kind = reader.declared(parts.kind);
    }
    reader.token(parts);
    for property in children {
        child(reader, property, &below);
    }
}

fn holds_token(object: &Object<'_>) -> bool {
    is_token(object) || object.properties.iter().any(is_child)
}

/// Whether a token's member is a token or a group of tokens.
fn is_child(property: &ObjectProp<'_>) -> bool {
    let name = property.name.as_str();
    match &property.value {
        Value::Object(inner) => (name == "$root" || !name.starts_with('$')) && holds_token(inner),
        _ => false,
    }
}

fn tolerate_old_name(reader: &mut Reader<'_, '_>, property: &ObjectProp<'_>) {
    let name = property.name.as_str();
    let message = format!("`{name}` must be written `${name}`");
    let at = property.name.start();
    reader.report_member(Gravity::Tolerate, "old_name", name, at, message);
}
