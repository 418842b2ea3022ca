//! Design Tokens Community Group files: 2025.10, the older drafts' string values, and what published
//! systems write beside them.

use std::collections::HashSet;

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use tokencraft_tokens::graph::Deprecated;

use super::extensions::Kept;
use super::json_text::{compact, members};
use super::layers::{self, Layer};
use super::location::Lines;
use super::reader::{Dialect, Gravity, OF_THE_WHOLE, Reader};
use super::standard;
use super::syntax::shape;
use super::token::{Declared, Parts};
use super::tokencraft;
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
    read_part(root, lines, options, false)
}

/// Reads a file, or a part of one: there, strict reading does not ask for what the rest may have.
pub(super) fn read_part<'a>(
    root: &Object<'a>,
    lines: &Lines<'a>,
    options: &Options,
    is_part: bool,
) -> Result<Document, ImportError> {
    let dialect = Dialect {
        format: Format::Dtcg,
        value: "$value",
        kind: "$type",
        description: "$description",
    };
    let mut reader = Reader::new(dialect, options, root, lines);
    if is_part {
        reader.ignored = &OF_THE_WHOLE;
    }
    if root.get("$value").or(root.get("$ref")).is_some() {
        reader.report(
            Gravity::Skip,
            "invalid_name",
            root.range.start,
            "The root must be a group; a token there has no name",
        );
    }
    group(&mut reader, vec![Layer::root(root)], None, true);
    standard::check(&mut reader, root);
    reader.end_mode(None);
    reader.finish()
}

/// Whether an object is a token: by `$value`, by `$ref` in its place, or by a `value` of the older
/// drafts, which is not a group of that name.
pub(super) fn is_token(object: &Object<'_>) -> bool {
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

/// Reads a group: what it says itself, and beneath that what it inherits.
fn group<'d, 'a>(
    reader: &mut Reader<'d, 'a>,
    mut layers: Vec<Layer<'d, 'a>>,
    deprecated: Option<&Deprecated>,
    is_root: bool,
) {
    layers::expand(reader, &mut layers);
    let mut about = ImportedGroup::default();
    let mut kinds = Vec::with_capacity(layers.len());
    for layer in &layers {
        let kind = if layer.inherited.is_some() {
            let size = |property: &ObjectProp<'_>| {
                if is_about(property) {
                    property.range.end - property.range.start
                } else {
                    16
                }
            };
            if !reader.may_inherit(layer.object.properties.iter().map(size).sum()) {
                return;
            }
            reader.quietly(|reader| about_group(reader, layer.object, &mut about))
        } else {
            reader.check_repeated(layer.object, Gravity::Tolerate);
            about_group(reader, layer.object, &mut about)
        };
        kinds.push(kind);
    }
    // A layer's tokens have the type of the nearest layer from it on; else its surroundings'.
    let mut declared = None;
    let own = layers[0].kind.clone();
    for (kind, layer) in kinds.iter_mut().zip(&layers).rev() {
        declared = kind.take().or(declared);
        *kind = declared.clone().or(layer.kind.clone()).or(own.clone());
    }
    let inherited = Inherited {
        kind: None,
        deprecated: about
            .deprecated
            .clone()
            .map(handed_down)
            .or(deprecated.cloned()),
    };
    reader.add_group(about);
    let before = reader.met();
    let mut seen = HashSet::new();
    for (index, (layer, kind)) in layers.iter().zip(&kinds).enumerate() {
        let inherited = Inherited {
            kind: kind.clone(),
            ..inherited.clone()
        };
        for property in layer.object.properties.iter().filter(|p| !is_about(p)) {
            let name = property.name.as_str();
            if is_root && matches!(name, "$schema" | "$value" | "$ref") {
                continue;
            }
            if name == "$ref" && reader.references.is_extending(layer.object) {
                continue;
            }
            if layers.len() > 1 && index > 0 && seen.contains(name) {
                continue;
            }
            if name.starts_with('$') && name != "$root" {
                if layer.inherited.is_none() {
                    let hint = reader.mended("; it is left out");
                    let message = format!("The member `{}` is unknown{hint}", shorten(name));
                    let at = property.range.start;
                    reader.report_member(Gravity::Mend, "unknown_member", name, at, message);
                }
                continue;
            }
            let beneath = beneath(reader, &layers[index + 1..], &kinds[index + 1..], name);
            if layer.inherited.is_none() {
                child(reader, property, layer, &inherited, beneath);
            } else if reader.may_inherit(property.range.end - property.range.start) {
                reader.elsewhere(layer.inherited.as_deref(), |reader| {
                    child(reader, property, layer, &inherited, beneath);
                });
            }
        }
        if layers.len() > index + 1 {
            seen.extend(layer.object.properties.iter().map(|p| p.name.as_str()));
        }
    }
    if is_root && let Some(extensions) = layers[0].object.get("$extensions") {
        tokencraft::kept_tokens(reader, &extensions.value);
    }
    let at = layers[0].object.get("$type").map(|p| p.range.start);
    if let Some(at) = at
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

/// The groups of that name in the layers beneath.
fn beneath<'d, 'a>(
    reader: &Reader<'d, 'a>,
    layers: &[Layer<'d, 'a>],
    kinds: &[Option<Declared>],
    name: &str,
) -> Vec<Layer<'d, 'a>> {
    let mut found = Vec::new();
    for (layer, kind) in layers.iter().zip(kinds) {
        if let Some(Value::Object(object)) = reader.references.member(layer.object, name)
            && (!is_token(object) || reader.references.is_extending(object))
        {
            found.push(layer.inside(object, name, kind.clone()));
        }
    }
    found
}

/// Reads what a group says about itself, which holds for all of it, wherever it stands; what is known
/// already stays. Gives its `$type`.
fn about_group<'d, 'a>(
    reader: &mut Reader<'d, 'a>,
    object: &'d Object<'a>,
    about: &mut ImportedGroup,
) -> Option<Declared> {
    let mut said = ImportedGroup::default();
    let mut kind = None;
    for property in object.properties.iter().filter(|p| is_about(p)) {
        let name = property.name.as_str();
        let value = Some(&property.value);
        if !name.starts_with('$') {
            tolerate_old_name(reader, property);
        }
        match name.trim_start_matches('$') {
            "type" => kind = reader.declared(value).or(kind),
            "description" => said.description = reader.text_member(name, value),
            "deprecated" => said.deprecated = reader.deprecated(value),
            "extensions" if reader.path.is_empty() => {
                let kept = Kept::without(&["tokens", "omitted"]);
                said.extensions = reader.extensions(value, &kept);
            }
            "extensions" => said.extensions = reader.extensions(value, &Kept::default()),
            _ => {}
        }
    }
    about.description = about.description.take().or(said.description);
    about.deprecated = about.deprecated.take().or(said.deprecated);
    about.extensions = about.extensions.take().or(said.extensions);
    kind
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

fn child<'d, 'a>(
    reader: &mut Reader<'d, 'a>,
    property: &'d ObjectProp<'a>,
    layer: &Layer<'d, 'a>,
    inherited: &Inherited,
    beneath: Vec<Layer<'d, 'a>>,
) {
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
        Value::Object(object) if is_token(object) && !reader.references.is_extending(object) => {
            let layer = layer.inside(object, name, inherited.kind.clone());
            token(reader, &layer, at, inherited);
        }
        Value::Object(object) if name != "$root" => {
            let mut layers = vec![layer.inside(object, name, inherited.kind.clone())];
            layers.extend(beneath);
            group(reader, layers, inherited.deprecated.as_ref(), false);
        }
        Value::Object(object) if holds_token(object) => {
            let message = format!(
                "`$root` must be a token{}",
                reader.mended("; what it holds is read as its group's")
            );
            reader.report(Gravity::Mend, "root_group", at, message);
            let layers = vec![layer.inside(object, name, inherited.kind.clone())];
            group(reader, layers, inherited.deprecated.as_ref(), false);
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
    layer: &Layer<'d, 'a>,
    at: usize,
    inherited: &Inherited,
) {
    let object = layer.object;
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
        let (code, at) = ("token_with_children", first.range.start);
        if reader.strict {
            reader.report_member(Gravity::Mend, code, first.name.as_str(), at, message);
        } else {
            reader.report(Gravity::Mend, code, at, message);
        }
    }
    let mut below = inherited.clone();
    if let Some(Value::StringLit(_)) = parts.kind {
        below.kind = reader.declared(parts.kind);
    }
    reader.token(parts);
    for property in children {
        child(reader, property, layer, &below, Vec::new());
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
