//! What callers write, beyond the members that every body shares: tokens, and JSON as such.

use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use tokencraft_tokens::{TokenName, TokenType};
use utoipa::ToSchema;
use uuid::Uuid;

use super::error::{Error, Result};
use super::field::{self, Fields};
use super::patch::Patch;

/// Whether a verb makes something (members are required) or changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// POST
    Create,
    /// PATCH
    Change,
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

/// Reads JSON in which no object has a member twice: which one counts would be a guess. Nested at
/// most 127 deep.
pub fn strict_json(bytes: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(bytes).map(|Strict(value)| value)
}

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

/// An id as the API writes it: 36 characters, hyphenated, either case.
pub fn parse_id(text: &str) -> Option<Uuid> {
    if text.len() == 36 {
        Uuid::try_parse(text).ok()
    } else {
        None
    }
}

/// `name` of a token. `None`: a PATCH without it.
pub fn token_name(fields: &mut Fields, verb: Verb) -> Result<Option<TokenName>> {
    let text = match verb {
        Verb::Create => Some(fields.required_name()?),
        Verb::Change => fields.patched_name()?,
    };
    text.map(|text| {
        TokenName::parse(&text).map_err(|e| Error::invalid("invalid_name", e.to_string()))
    })
    .transpose()
}

/// `type` of a token. `None`: a PATCH without it.
pub fn token_type(fields: &mut Fields, verb: Verb) -> Result<Option<TokenType>> {
    let text = match fields.take("type") {
        Patch::Absent if verb == Verb::Change => return Ok(None),
        Patch::Value(Value::String(text)) => text,
        _ => String::new(),
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

/// `value` of a token, as written.
pub fn value(fields: &mut Fields) -> Result<Patch<Arc<str>>> {
    match fields.take("value") {
        Patch::Absent => Ok(Patch::Absent),
        Patch::Null => Ok(Patch::Null),
        Patch::Value(Value::String(text)) => {
            field::value(&text)?;
            Ok(Patch::Value(text.into()))
        }
        Patch::Value(_) => Err(value_required()),
    }
}

/// `alias_to` of a token: the name of the target.
pub fn alias_to(fields: &mut Fields) -> Result<Patch<TokenName>> {
    let text = fields.text("alias_to", "invalid_alias", "alias_to must be a string")?;
    text.try_map(|text| {
        TokenName::parse(text.trim())
            .map_err(|e| Error::invalid("invalid_alias", format!("alias_to: {e}")))
    })
}

/// A member that is a whole number, 0 or more; absent is `None`.
pub fn whole_number(fields: &mut Fields, member: &'static str) -> Result<Option<usize>> {
    let number = match fields.take(member) {
        Patch::Absent => return Ok(None),
        Patch::Value(value) => value.as_u64().and_then(|n| usize::try_from(n).ok()),
        Patch::Null => None,
    };
    number.map(Some).ok_or_else(|| {
        Error::invalid(
            "invalid_body",
            format!("{member} must be a whole number, 0 or more"),
        )
    })
}

/// A member that is a list; absent is empty.
pub fn list(fields: &mut Fields, member: &'static str) -> Result<Vec<Value>> {
    match fields.take(member) {
        Patch::Absent => Ok(Vec::new()),
        Patch::Value(Value::Array(items)) => Ok(items),
        _ => Err(Error::invalid(
            "invalid_body",
            format!("{member} must be a list"),
        )),
    }
}

/// `Value is required and must be a string`.
pub fn value_required() -> Error {
    Error::invalid("invalid_value", "Value is required and must be a string")
}

/// Why a text may not be a token's value: its length, its characters.
pub fn value_problem(text: &str) -> Option<String> {
    field::value(text).err().map(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a24_a_member_that_stands_twice_is_refused() {
        for json in [r#"{"name":"a","name":"b"}"#, r#"[{"x":{"y":1,"y":1}}]"#] {
            assert!(strict_json(json.as_bytes()).is_err(), "{json}");
        }
        let json = r#"{"a":[1,-2,3.5,true,null,"x"],"b":{"a":{}}}"#;
        assert_eq!(strict_json(json.as_bytes()).unwrap().to_string(), json);
    }

    #[test]
    fn the_types_of_the_description_are_the_types() {
        use utoipa::PartialSchema;
        let schema = serde_json::to_value(TypeName::schema()).unwrap();
        let listed: Vec<_> = schema["enum"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| t.as_str().unwrap())
            .collect();
        assert_eq!(listed, TokenType::ALL.map(TokenType::as_str));
    }
}
