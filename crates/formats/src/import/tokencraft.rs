//! Our own `json`: groups nested by the segments of names; `value`, `type` and what belongs to them
//! are a token's members. `$root` is the token of its group's own name, `$modes` holds one tree for
//! each mode.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

use super::extensions::{Kept, VENDOR};
use super::json_text::{compact, members};
use super::location::Lines;
use super::reader::{Dialect, Gravity, Reader};
use super::syntax::shape;
use super::token::Parts;
use super::{Document, Format, ImportError, ImportedGroup, Options, shorten};

const DIALECT: Dialect = Dialect {
    format: Format::Tokencraft,
    value: "value",
    kind: "type",
    description: "description",
};

/// Reads a file.
pub(super) fn read<'a>(
    root: &Object<'a>,
    lines: &Lines<'a>,
    options: &Options,
) -> Result<Document, ImportError> {
    let mut reader = Reader::new(DIALECT, options, root, lines);
    let Some(modes) = root.get("$modes") else {
        group(&mut reader, root);
        reader.end_mode(None);
        return reader.finish();
    };
    reader.check_repeated(root, Gravity::Mend);
    for property in &root.properties {
        let name = property.name.as_str();
        if !matches!(name, "$modes" | "$extensions" | "$description" | "$schema") {
            let message = format!("`{}` stands beside `$modes`", shorten(name));
            let at = property.range.start;
            reader.report_member(Gravity::Mend, "unknown_member", name, at, message);
        }
    }
    let mark = reader.enter_outside("$modes");
    let Value::Object(modes) = &modes.value else {
        let at = modes.value.start();
        let message = format!("`$modes` must be an object, found {}", shape(&modes.value));
        return Err(reader.error(at, message));
    };
    reader.check_repeated(modes, Gravity::Mend);
    for property in members(modes) {
        let name = property.name.as_str();
        let at = property.range.start;
        if name.is_empty() || name.chars().nth(255).is_some() {
            let message = "A mode's name must have 1 to 255 characters";
            return Err(reader.error(at, message.into()));
        }
        let mark = reader.enter_outside(name);
        match &property.value {
            Value::Object(mode) => group(&mut reader, mode),
            other => {
                let message = format!("A mode must be an object, found {}", shape(other));
                return Err(reader.error(at, message));
            }
        }
        reader.leave(&mark);
        reader.end_mode(Some(name.to_owned()));
    }
    reader.leave(&mark);
    reader.finish()
}

/// Tokens that the standard has no words for: our `dtcg` export puts them under the root's
/// `$extensions`, by their full names.
pub(super) fn kept_tokens<'d, 'a>(reader: &mut Reader<'d, 'a>, extensions: &'d Value<'a>) {
    let Value::Object(extensions) = extensions else {
        return;
    };
    let Some(Value::Object(ours)) = extensions.get(VENDOR).map(|p| &p.value) else {
        return;
    };
    let Some(Value::Object(tokens)) = ours.get("tokens").map(|p| &p.value) else {
        return;
    };
    let dialect = std::mem::replace(&mut reader.dialect, DIALECT);
    let marks = ["$extensions", VENDOR, "tokens"].map(|name| reader.enter_outside(name));
    for property in members(tokens) {
        let mark = reader.enter(property.name.as_str());
        match &property.value {
            Value::Object(object) if is_token(object) => {
                token(reader, object, property.range.start);
            }
            other => {
                let message = format!("Expected a token, found {}", shape(other));
                reader.report(Gravity::Skip, "not_a_token", property.range.start, message);
            }
        }
        reader.leave(&mark);
    }
    reader.leave(&marks[0]);
    reader.dialect = dialect;
}

/// Whether an object is a token: groups hold objects only.
pub(super) fn is_token(object: &Object<'_>) -> bool {
    let is_scalar = |value: &Value<'_>| !matches!(value, Value::Object(_));
    object.get("value").is_some_and(|p| is_scalar(&p.value))
        || object.get_string("type").is_some() && object.get("value").is_some()
}

fn group<'d, 'a>(reader: &mut Reader<'d, 'a>, object: &'d Object<'a>) {
    reader.check_repeated(object, Gravity::Tolerate);
    let mut about = ImportedGroup::default();
    for property in members(object).filter(|p| is_about(p.name.as_str())) {
        let name = property.name.as_str();
        let value = Some(&property.value);
        match name {
            "$description" => about.description = reader.text_member(name, value),
            "$deprecated" => about.deprecated = reader.deprecated(value),
            // What the export says of itself is made anew by each export.
            "$extensions" if reader.path.is_empty() => {
                about.extensions = reader.extensions(value, &Kept::without(&["omitted"]));
            }
            "$extensions" => about.extensions = reader.extensions(value, &Kept::default()),
            _ => {}
        }
    }
    reader.add_group(about);
    for property in &object.properties {
        let name = property.name.as_str();
        if is_about(name) {
            continue;
        }
        let mark = reader.enter(name);
        match &property.value {
            Value::Object(child) if name == "$root" || !name.starts_with('$') => {
                if is_token(child) {
                    token(reader, child, property.range.start);
                } else {
                    group(reader, child);
                }
            }
            other => {
                let message = format!("Expected a token or a group, found {}", shape(other));
                reader.report(Gravity::Skip, "not_a_token", property.range.start, message);
            }
        }
        reader.leave(&mark);
    }
}

/// Whether a group's member is about the group.
fn is_about(name: &str) -> bool {
    matches!(
        name,
        "$description" | "$deprecated" | "$extensions" | "$schema"
    )
}

fn token<'d, 'a>(reader: &mut Reader<'d, 'a>, object: &'d Object<'a>, at: usize) {
    reader.check_repeated(object, Gravity::Mend);
    let mut parts = Parts {
        at,
        ..Parts::default()
    };
    for property in members(object) {
        let value = Some(&property.value);
        match property.name.as_str() {
            "value" => parts.value = value,
            "type" => parts.kind = value,
            "description" => parts.description = value,
            "$extensions" => parts.extensions = value,
            "$deprecated" => parts.deprecated = value,
            name => {
                let hint = reader.mended("; it is kept in `$extensions`");
                let message = format!("The member `{}` is unknown{hint}", shorten(name));
                let at = property.range.start;
                reader.report_member(Gravity::Mend, "unknown_member", name, at, message);
                parts
                    .unknown
                    .push((name.to_owned(), compact(&property.value)));
            }
        }
    }
    reader.token(parts);
}
