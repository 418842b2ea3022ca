//! Names, types and the difference between tokens and groups.

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::super::references::References;
use super::super::shorten;
use super::{Check, First, TYPES, found, problem};
use crate::import::dtcg::is_token;

/// Looks at every group and token where it stands.
pub(super) fn check<'d, 'a>(
    references: &References<'d, 'a>,
    root: &'d Object<'a>,
    first: &mut First,
) {
    if let Some(schema) = root.get("$schema")
        && !matches!(schema.value, Value::StringLit(_))
    {
        let message = format!("`$schema` must be a string, found {}", found(&schema.value));
        first.note(problem("invalid_member", &schema.value, message));
    }
    group(references, root, first);
}

fn group<'d, 'a>(references: &References<'d, 'a>, object: &'d Object<'a>, first: &mut First) {
    for property in &object.properties {
        let member = property.name.as_str();
        match &property.value {
            value if member == "$type" => first.note(known_type(value)),
            Value::Object(inner) if member == "$root" || !member.starts_with('$') => {
                first.note(name(property));
                if is_token(inner) && !references.is_extending(inner) {
                    token(inner, first);
                } else {
                    group(references, inner, first);
                }
            }
            _ => {}
        }
    }
}

fn token(object: &Object<'_>, first: &mut First) {
    if let Some(kind) = object.get("$type") {
        first.note(known_type(&kind.value));
    }
    if let (Some(value), Some(pointer)) = (object.get("$value"), object.get("$ref")) {
        let later = if value.range.start < pointer.range.start {
            pointer
        } else {
            value
        };
        let message = "A token has either `$value` or `$ref`, not both";
        first.note(problem("value_and_ref", later, message));
    }
}

fn known_type(value: &Value<'_>) -> Check {
    let Value::StringLit(kind) = value else {
        return Ok(());
    };
    if TYPES.iter().any(|known| known.as_str() == kind.value) {
        return Ok(());
    }
    let known: Vec<&str> = TYPES.iter().map(|kind| kind.as_str()).collect();
    let message = format!(
        "The type `{}` is unknown; known are {}",
        shorten(&kind.value),
        known.join(", ")
    );
    problem("unknown_type", value, message)
}

fn name(property: &ObjectProp<'_>) -> Check {
    let name = property.name.as_str();
    let message = if name.is_empty() {
        "A name must not be empty".to_owned()
    } else if let Some(brace) = name.chars().find(|c| matches!(c, '{' | '}')) {
        format!("The name `{}` must not hold `{brace}`", shorten(name))
    } else {
        return Ok(());
    };
    problem("invalid_name", property, message)
}
