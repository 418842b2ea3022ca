//! What callers write: members of JSON bodies, checked one by one with the documented sentences.

use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use tokencraft_tokens::{TokenName, TokenType};
use utoipa::ToSchema;
use uuid::Uuid;

use super::error::{Error, Result};

/// The most characters of a name.
pub const MAX_NAME_CHARS: usize = 255;
/// The most bytes of a description.
pub const MAX_DESCRIPTION: usize = 4 * 1024;
/// The most bytes of a value.
pub const MAX_VALUE: usize = 16 * 1024;

/// What a PATCH says about a member.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// Nothing.
    #[default]
    Absent,
    /// That it shall be empty.
    Null,
    /// What it shall be.
    Value(T),
}

/// The 18 token types, for the API's description.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum TypeName {
    Color,
    Dimension,
    FontFamily,
    FontWeight,
    FontSize,
    LineHeight,
    LetterSpacing,
    Duration,
    CubicBezier,
    Number,
    StrokeStyle,
    Border,
    Transition,
    Shadow,
    Gradient,
    Typography,
    String,
    Boolean,
}

/// The members of a JSON object. Unknown ones are ignored.
#[derive(Clone, Debug, Default)]
pub struct Body(pub Map<String, Value>);

/// Whether a verb makes something (members are required) or changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// POST
    Create,
    /// PATCH
    Change,
}

/// A value that refuses objects with a member twice: which one counts would be a guess.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Strict;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("JSON")
            }
            fn visit_bool<E>(self, v: bool) -> std::result::Result<Strict, E> {
                Ok(Strict(v.into()))
            }
            fn visit_i64<E>(self, v: i64) -> std::result::Result<Strict, E> {
                Ok(Strict(v.into()))
            }
            fn visit_u64<E>(self, v: u64) -> std::result::Result<Strict, E> {
                Ok(Strict(v.into()))
            }
            fn visit_f64<E>(self, v: f64) -> std::result::Result<Strict, E> {
                Ok(Strict(v.into()))
            }
            fn visit_str<E>(self, v: &str) -> std::result::Result<Strict, E> {
                Ok(Strict(v.into()))
            }
            fn visit_string<E>(self, v: String) -> std::result::Result<Strict, E> {
                Ok(Strict(v.into()))
            }
            fn visit_unit<E>(self) -> std::result::Result<Strict, E> {
                Ok(Strict(Value::Null))
            }
            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> std::result::Result<Strict, A::Error> {
                let mut items = Vec::new();
                while let Some(Strict(item)) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Strict(items.into()))
            }
            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Strict, A::Error> {
                let mut members = Map::new();
                while let Some((key, Strict(value))) = map.next_entry::<String, Strict>()? {
                    if members.contains_key(&key) {
                        return Err(A::Error::custom(format!("member `{key}` stands twice")));
                    }
                    members.insert(key, value);
                }
                Ok(Strict(members.into()))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl Body {
    /// Reads a body that must be a JSON object, each member once, nested at most 127 deep.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let Strict(value) = serde_json::from_slice(bytes)
            .map_err(|e| Error::invalid("invalid_json", format!("Body is not valid JSON: {e}")))?;
        match value {
            Value::Object(members) => Ok(Self(members)),
            _ => Err(not_an_object()),
        }
    }

    fn get(&self, member: &str) -> Patch<&Value> {
        match self.0.get(member) {
            None => Patch::Absent,
            Some(Value::Null) => Patch::Null,
            Some(value) => Patch::Value(value),
        }
    }

    /// `name` of a workspace, tokenset or mode, trimmed. `None`: a PATCH without it.
    pub fn name(&self, verb: Verb) -> Result<Option<String>> {
        let missing = || {
            Error::invalid(
                "invalid_name",
                match verb {
                    Verb::Create => "Name is required and must be a non-empty string",
                    Verb::Change => "Name must be a non-empty string",
                },
            )
        };
        let text = match self.get("name") {
            Patch::Absent if verb == Verb::Change => return Ok(None),
            Patch::Value(Value::String(text)) => text.trim(),
            _ => return Err(missing()),
        };
        if text.is_empty() {
            return Err(missing());
        }
        if text.chars().count() > MAX_NAME_CHARS {
            return Err(Error::invalid(
                "invalid_name",
                "Name must be at most 255 characters",
            ));
        }
        plain_text("Name", "invalid_name", text, "")?;
        Ok(Some(text.to_owned()))
    }

    /// `name` of a token. `None`: a PATCH without it.
    pub fn token_name(&self, verb: Verb) -> Result<Option<TokenName>> {
        self.name(verb)?
            .map(|text| token_name(&text).map_err(|e| Error::invalid("invalid_name", e)))
            .transpose()
    }

    /// `description`; blank text is kept as written.
    pub fn description(&self) -> Result<Patch<Arc<str>>> {
        match self.get("description") {
            Patch::Absent => Ok(Patch::Absent),
            Patch::Null => Ok(Patch::Null),
            Patch::Value(Value::String(text)) => {
                if text.len() > MAX_DESCRIPTION {
                    return Err(Error::invalid(
                        "invalid_description",
                        "Description must be at most 4096 bytes",
                    ));
                }
                plain_text("Description", "invalid_description", text, "\n\t")?;
                Ok(Patch::Value(text.as_str().into()))
            }
            Patch::Value(_) => Err(Error::invalid(
                "invalid_description",
                "Description must be a string",
            )),
        }
    }

    /// `type`. `None`: a PATCH without it.
    pub fn token_type(&self, verb: Verb) -> Result<Option<TokenType>> {
        let text = match self.get("type") {
            Patch::Absent if verb == Verb::Change => return Ok(None),
            Patch::Value(Value::String(text)) => text.as_str(),
            _ => "",
        };
        text.parse().map(Some).map_err(|_| {
            let list = TokenType::list();
            Error::invalid(
                "invalid_type",
                match verb {
                    Verb::Create => format!("Type is required and must be one of: {list}"),
                    Verb::Change => format!("Type must be one of: {list}"),
                },
            )
        })
    }

    /// `value`, as written.
    pub fn value(&self) -> Result<Patch<Arc<str>>> {
        match self.get("value") {
            Patch::Absent => Ok(Patch::Absent),
            Patch::Null => Ok(Patch::Null),
            Patch::Value(Value::String(text)) => {
                if text.len() > MAX_VALUE {
                    return Err(Error::invalid(
                        "invalid_value",
                        "Value must be at most 16384 bytes",
                    ));
                }
                plain_text("Value", "invalid_value", text, "")?;
                Ok(Patch::Value(text.as_str().into()))
            }
            Patch::Value(_) => Err(value_required()),
        }
    }

    /// `alias_to`: the name of the target.
    pub fn alias_to(&self) -> Result<Patch<TokenName>> {
        match self.get("alias_to") {
            Patch::Absent => Ok(Patch::Absent),
            Patch::Null => Ok(Patch::Null),
            Patch::Value(Value::String(text)) => token_name(text.trim())
                .map(Patch::Value)
                .map_err(|e| Error::invalid("invalid_alias", format!("alias_to: {e}"))),
            Patch::Value(_) => Err(Error::invalid(
                "invalid_alias",
                "alias_to must be a string",
            )),
        }
    }

    /// A member that is `true` or `false`; absent is `None`.
    pub fn boolean(&self, member: &'static str) -> Result<Option<bool>> {
        match self.get(member) {
            Patch::Absent => Ok(None),
            Patch::Value(Value::Bool(value)) => Ok(Some(*value)),
            _ => Err(Error::invalid(
                "invalid_member",
                format!("{member} must be a boolean"),
            )),
        }
    }

    /// A member that is a whole number, 0 or more; absent is `None`.
    pub fn whole_number(&self, member: &'static str) -> Result<Option<usize>> {
        match self.get(member) {
            Patch::Absent => Ok(None),
            Patch::Value(value) if value.as_u64().is_some() => {
                Ok(value.as_u64().and_then(|n| usize::try_from(n).ok()))
            }
            _ => Err(Error::invalid(
                "invalid_member",
                format!("{member} must be a whole number, 0 or more"),
            )),
        }
    }

    /// A member that is a text; absent and `null` are `None`.
    pub fn text(&self, member: &'static str) -> Result<Option<&str>> {
        match self.get(member) {
            Patch::Absent | Patch::Null => Ok(None),
            Patch::Value(Value::String(text)) => Ok(Some(text)),
            Patch::Value(_) => Err(Error::invalid(
                "invalid_member",
                format!("{member} must be a string"),
            )),
        }
    }

    /// A member that is a list; absent is empty.
    pub fn list(&self, member: &'static str) -> Result<&[Value]> {
        match self.get(member) {
            Patch::Absent => Ok(&[]),
            Patch::Value(Value::Array(items)) => Ok(items),
            _ => Err(Error::invalid(
                "invalid_member",
                format!("{member} must be a list"),
            )),
        }
    }
}

impl<T> Patch<T> {
    /// The value, when there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// `Value is required and must be a string`.
pub fn value_required() -> Error {
    Error::invalid("invalid_value", "Value is required and must be a string")
}

/// The answer to JSON that is no object.
pub fn not_an_object() -> Error {
    Error::invalid("invalid_json", "Body must be a JSON object")
}

/// An id in a path or body. `None`: no id of ours looks like this.
pub fn id(text: &str) -> Option<Uuid> {
    // The hyphenated form only: braces, URNs and the like would be second names of one resource.
    (text.len() == 36).then(|| Uuid::try_parse(text).ok())?
}

/// A token's name, with a sentence on refusal.
fn token_name(text: &str) -> std::result::Result<TokenName, String> {
    TokenName::parse(text).map_err(|e| e.to_string())
}

/// Refuses what no text of ours may hold: control characters (but `allowed`), line separators,
/// overrides of the writing direction.
pub fn plain_text(what: &str, code: &'static str, text: &str, allowed: &str) -> Result<()> {
    let bad = |c: char| {
        (c.is_control() && !allowed.contains(c))
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    match text.chars().find(|&c| bad(c)) {
        None => Ok(()),
        Some(c) => Err(Error::invalid(
            code,
            format!(
                "{what} must not contain control characters, found U+{:04X}",
                u32::from(c)
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(json: &str) -> Body {
        Body::parse(json.as_bytes()).unwrap()
    }

    fn refusal<T: std::fmt::Debug>(result: Result<T>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn a24_bodies_that_are_not_one_json_object_are_refused() {
        for json in [
            "", "[]", "null", "1", "\"x\"", "{", "{}x", r#"{"a":1e999}"#,
            r#"{"name":"a","name":"b"}"#, r#"{"x":{"y":1,"y":1}}"#, r#"{"name":"\ud800"}"#,
        ] {
            assert!(Body::parse(json.as_bytes()).is_err(), "{json}");
        }
        assert!(Body::parse(b"{\"name\":\"\xff\"}").is_err());
        let deep = |n: usize| format!("{{\"x\":{}{}}}", "[".repeat(n), "]".repeat(n));
        assert!(Body::parse(deep(120).as_bytes()).is_ok());
        assert!(Body::parse(deep(128).as_bytes()).is_err());
        assert!(Body::parse(deep(100_000).as_bytes()).is_err());
    }

    #[test]
    fn names_are_trimmed_and_bounded_in_characters() {
        assert_eq!(body(r#"{"name":"  Brand  "}"#).name(Verb::Create).unwrap().unwrap(), "Brand");
        let long = |n: usize| body(&format!("{{\"name\":\"{}\"}}", "é".repeat(n)));
        assert!(long(255).name(Verb::Create).is_ok());
        assert_eq!(refusal(long(256).name(Verb::Create)), "Name must be at most 255 characters");
        for json in ["{}", r#"{"name":null}"#, r#"{"name":5}"#, r#"{"name":"   "}"#] {
            assert_eq!(
                refusal(body(json).name(Verb::Create)),
                "Name is required and must be a non-empty string"
            );
        }
        assert_eq!(body("{}").name(Verb::Change).unwrap(), None);
        assert_eq!(refusal(body(r#"{"name":""}"#).name(Verb::Change)), "Name must be a non-empty string");
    }

    #[test]
    fn a24_control_and_direction_characters_are_refused() {
        for c in ["\\u0000", "\\u001b", "\\u202e", "\\u2028", "\\n"] {
            let refused = refusal(body(&format!("{{\"name\":\"a{c}b\"}}")).name(Verb::Create));
            assert!(refused.starts_with("Name must not contain control characters"), "{refused}");
        }
        assert!(body(r#"{"description":"a\nb\tc"}"#).description().is_ok());
        assert!(body(r#"{"description":"a\rb"}"#).description().is_err());
        assert!(body(r#"{"value":"a\nb"}"#).value().is_err());
    }

    #[test]
    fn an_id_has_one_spelling() {
        assert!(id("0190b7c8-6f1e-7000-8000-000000000001").is_some());
        for text in ["", "not-an-id", "0190b7c86f1e70008000000000000001", "{0190b7c8-6f1e-7000-8000-000000000001}"] {
            assert!(id(text).is_none(), "{text}");
        }
    }
}
