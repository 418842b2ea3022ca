//! `fontFamily`: a list of families, most wanted first.

use serde_json::Value as Json;

use super::{Member, Problem, Read, ToCss, css, json, read};

/// Names that CSS gives a meaning of its own in place of a family.
const RESERVED: [&str; 6] = [
    "inherit",
    "initial",
    "unset",
    "revert",
    "revert-layer",
    "default",
];

/// At least one family; names unquoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontFamily(pub Vec<String>);

impl FontFamily {
    /// Prints JSON (already read once) with some members' CSS text given.
    pub(super) fn json_with(json: &Json, member: Member<'_>) -> Result<Vec<String>, Problem> {
        match json {
            Json::Array(list) => super::list_with(list, member, &Self::json_with),
            other => {
                let family = Self::from_json(other).or_else(|problem| literal(other, problem))?;
                Ok(vec![family.to_css()])
            }
        }
    }

    /// Whether a text is one that CSS takes as it stands and that is safe to paste.
    pub(super) fn is_css(text: &str) -> bool {
        css::is_safe(text)
            && css::split(text, ',')
                .all(|part| part.starts_with(['"', '\'']) || css::words(part).all(css::is_name))
    }
}

impl Read for FontFamily {
    const EXPECTED: &'static str = "font families such as Inter, sans-serif";
    const FREE_TEXT: bool = true;

    fn parse(text: &str) -> Result<Self, Problem> {
        css::split(text, ',')
            .map(name)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// A list of names; an item that a reference has replaced may be a list itself.
    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            Json::Array(list) if !list.is_empty() => {
                let mut names = Vec::with_capacity(list.len());
                for item in list {
                    let parsed = Self::from_json(item).or_else(|problem| literal(item, problem))?;
                    names.extend(parsed.0);
                }
                Ok(Self(names))
            }
            other => Err(css::expected(Self::EXPECTED, &json::excerpt(other))),
        }
    }
}

/// One family as CSS text: quoted, or words. Names that CSS wants quoted pass unquoted too, as
/// long as they hold nothing but letters, digits and a few harmless signs.
fn name(text: &str) -> Result<String, Problem> {
    let wrong = || css::expected(FontFamily::EXPECTED, text);
    let name = if text.starts_with(['"', '\'']) {
        css::unquote(text).ok_or_else(wrong)?
    } else {
        let harmless = |c: char| {
            c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '&' | '+') || !c.is_ascii()
        };
        if RESERVED.iter().any(|r| r.eq_ignore_ascii_case(text)) || !text.chars().all(harmless) {
            return Err(wrong());
        }
        css::words(text).collect::<Vec<_>>().join(" ")
    };
    if name.chars().any(char::is_control) || name.trim().is_empty() {
        return Err(wrong());
    }
    Ok(name)
}

/// An item of a JSON list that is no CSS text, taken as the name it spells.
fn literal(item: &Json, problem: Problem) -> Result<FontFamily, Problem> {
    match item.as_str() {
        Some(text)
            if !text.contains(['(', '"'])
                && !text.chars().any(char::is_control)
                && !text.trim().is_empty() =>
        {
            Ok(FontFamily(vec![text.trim().to_owned()]))
        }
        _ => Err(problem),
    }
}

impl ToCss for FontFamily {
    fn write_css(&self, out: &mut String) {
        for (i, name) in self.0.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            if css::is_name(name) && !RESERVED.iter().any(|r| r.eq_ignore_ascii_case(name)) {
                out.push_str(name);
            } else {
                css::write_string(name, out);
            }
        }
    }
}
