//! Values as declarations.

use std::borrow::Cow;

use tokencraft_tokens::value::{css_text, css_text_with};
use tokencraft_tokens::{TokenType, Value};

use crate::export::identifiers::Distinct;

/// The custom properties of a token: its own, and those whose names go on behind its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Declarations {
    /// The value of the property with the token's name.
    pub(super) value: Option<String>,
    /// `-letter-spacing`, and its value.
    pub(super) parts: Vec<(Cow<'static, str>, String)>,
    /// What CSS could not say, for a comment.
    pub(super) note: Option<&'static str>,
}

impl Declarations {
    /// Every property's part behind the name, and its value.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.value.iter().map(|value| ("", value.as_str()));
        own.chain(
            self.parts
                .iter()
                .map(|(part, value)| (&**part, value.as_str())),
        )
    }

    /// Whether there is a property with that part.
    pub(super) fn has(&self, part: &str) -> bool {
        self.all().any(|(own, _)| own == part)
    }
}

/// CSS text to use for a member (`color`, in lists `0.color`) instead of its value.
pub(super) type Member<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The declarations of a resolved value.
pub(super) fn declarations(
    kind: TokenType,
    text: &str,
    member: Option<Member<'_>>,
) -> Result<Declarations, String> {
    let value = match member {
        None => css_text(kind, text),
        Some(member) => css_text_with(kind, text, member),
    };
    if kind != TokenType::Typography {
        return Ok(Declarations {
            value: Some(value.map_err(|error| error.to_string())?),
            parts: Vec::new(),
            note: text
                .contains("\"dashArray\"")
                .then_some("Without its dash pattern, which CSS has no line style for"),
        });
    }
    // Only the members stand where there is no shorthand.
    Ok(Declarations {
        value: value.ok(),
        parts: typography_parts(text, member)?,
        note: None,
    })
}

fn typography_parts(
    text: &str,
    member: Option<Member<'_>>,
) -> Result<Vec<(Cow<'static, str>, String)>, String> {
    let value = Value::parse(TokenType::Typography, text).map_err(|error| error.to_string())?;
    let Value::Typography(style) = value else {
        return Ok(Vec::new());
    };
    let mut parts: Vec<(Cow<'static, str>, String)> = Vec::new();
    let mut distinct = Distinct::default();
    for (property, value) in style.css_rest() {
        let part = distinct.take(format!("-{property}"), '-');
        let given = member.and_then(|member| member(member_name(&property)?));
        parts.push((Cow::Owned(part), given.unwrap_or(value)));
    }
    Ok(parts)
}

/// The member that a property comes from.
fn member_name(property: &str) -> Option<&'static str> {
    Some(match property {
        "font-family" => "fontFamily",
        "font-size" => "fontSize",
        "font-weight" => "fontWeight",
        "line-height" => "lineHeight",
        "letter-spacing" => "letterSpacing",
        _ => return None,
    })
}
