//! Syntax tree to compact JSON text: members in the file's order, the last of equal names.

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::references::{References, Target};
use super::syntax::number;

/// A value's text as a token holds it: the content of a string, JSON for everything else.
pub(super) fn text_of(value: &Value<'_>, writer: &mut Writer<'_, '_, '_>) -> String {
    match value {
        Value::StringLit(string) => string.value.clone().into_owned(),
        other => {
            let mut out = String::new();
            writer.value(other, &mut out);
            out
        }
    }
}

/// Compact JSON, nothing replaced.
pub(super) fn compact(value: &Value<'_>) -> String {
    let mut out = String::new();
    Writer::default().value(value, &mut out);
    out
}

/// A JSON string literal.
pub(super) fn quote(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// An object's members, the last of equal names, in order.
pub(super) fn members<'o, 'a>(
    object: &'o Object<'a>,
) -> impl Iterator<Item = &'o ObjectProp<'a>> + use<'o, 'a> {
    let hidden = repeated(object);
    object
        .properties
        .iter()
        .enumerate()
        .filter(move |(index, _)| hidden.binary_search(index).is_err())
        .map(|(_, property)| property)
}

/// The positions of members that a later member of the same name hides, ascending.
pub(super) fn repeated(object: &Object<'_>) -> Vec<usize> {
    let properties = &object.properties;
    let mut hidden = Vec::new();
    if properties.len() <= 8 {
        for (index, property) in properties.iter().enumerate() {
            let name = property.name.as_str();
            if properties[index + 1..]
                .iter()
                .any(|later| later.name.as_str() == name)
            {
                hidden.push(index);
            }
        }
    } else {
        let mut seen = std::collections::HashSet::new();
        for (index, property) in properties.iter().enumerate().rev() {
            if !seen.insert(property.name.as_str()) {
                hidden.push(index);
            }
        }
        hidden.reverse();
    }
    hidden
}

/// Writes compact JSON; with references given, `{"$ref":"#/…"}` becomes `"{a.b}"` where it names a
/// token, and stays one where it names a part of one.
#[derive(Default)]
pub(super) struct Writer<'r, 'd, 'a> {
    references: Option<&'r References<'d, 'a>>,
    /// The first `$ref` that led nowhere.
    pub(super) broken: Option<String>,
}

impl<'r, 'd, 'a> Writer<'r, 'd, 'a> {
    /// A writer that follows references.
    pub(super) fn following(references: &'r References<'d, 'a>) -> Self {
        Self {
            references: Some(references),
            ..Self::default()
        }
    }

    fn value(&mut self, value: &Value<'_>, out: &mut String) {
        match value {
            Value::StringLit(string) => quote(&string.value, out),
            Value::NumberLit(literal) => {
                out.push_str(&number(literal.value).unwrap_or_default());
            }
            Value::BooleanLit(literal) => {
                out.push_str(if literal.value { "true" } else { "false" });
            }
            Value::NullKeyword(_) => out.push_str("null"),
            Value::Array(array) => {
                out.push('[');
                for (index, element) in array.elements.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    self.value(element, out);
                }
                out.push(']');
            }
            Value::Object(object) => self.object(object, out),
        }
    }

    fn object(&mut self, object: &Object<'_>, out: &mut String) {
        if let Some(pointer) = object.get_string("$ref")
            && self.follow(&pointer.value, out)
        {
            return;
        }
        out.push('{');
        for (index, member) in members(object).enumerate() {
            if index > 0 {
                out.push(',');
            }
            quote(member.name.as_str(), out);
            out.push(':');
            self.value(&member.value, out);
        }
        out.push('}');
    }

    /// Writes what a `$ref` stands for; `false` when it is to be written as it is.
    fn follow(&mut self, pointer: &str, out: &mut String) -> bool {
        let Some(references) = self.references else {
            return false;
        };
        match references.find(pointer) {
            Target::Token(name) => quote(&format!("{{{name}}}"), out),
            Target::Part(object, _) => out.push_str(&object),
            _ => {
                self.broken.get_or_insert_with(|| pointer.to_owned());
                return false;
            }
        }
        true
    }
}
