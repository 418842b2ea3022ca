//! Colour modifiers: members of `$extensions` by which tools change a token's colour after it is
//! resolved. They stay where they are and act wherever the token is resolved, so the source keeps its
//! reference and its extensions.
//!
//! | member | does |
//! |---|---|
//! | `org.carbon.alphaModifier` | sets alpha |
//! | `studio.tokens.modify` | `lighten`, `darken`, `mix`, `alpha` in `lch`, `srgb`, `p3` or `hsl` |

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::color::{Color, Space};
use crate::graph::Token;
use crate::value::Number;
use crate::{TokenName, TokenType, Value, reference};

const CARBON: (&str, &str) = ("org.carbon", "alphaModifier");
const STUDIO: (&str, &str) = ("studio.tokens", "modify");

/// The members of `$extensions` in which modifiers stand.
pub const VENDORS: [&str; 2] = [CARBON.0, STUDIO.0];

/// What is done to a colour. Amounts and colours are texts in which references may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modifier {
    does: Does,
    /// The space it is done in; `None` = the colour's own.
    space: Option<Space>,
    /// The amount, then the other colour of a mix.
    texts: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    Alpha,
    Lighten,
    Darken,
    Mix,
}

impl Modifier {
    /// The modifier of a token: only colours have one. `None` too when there is one that no rule here
    /// describes.
    pub fn of(token: &Token) -> Option<Self> {
        match &token.extensions {
            Some(extensions) if token.kind == TokenType::Color => Self::read(extensions),
            _ => None,
        }
    }

    /// The modifier in the text of `$extensions`.
    pub fn read(extensions: &str) -> Option<Self> {
        let (vendor, raw) = find(extensions)?;
        let json: Json = serde_json::from_str(raw.get()).ok()?;
        if vendor == CARBON {
            return Some(Self {
                does: Does::Alpha,
                space: None,
                texts: vec![text(&json)?],
            });
        }
        let member = |name: &str| text(json.get(name)?);
        let does = match json.get("type")?.as_str()? {
            "alpha" => Does::Alpha,
            "lighten" => Does::Lighten,
            "darken" => Does::Darken,
            "mix" => Does::Mix,
            _ => return None,
        };
        let space = match json.get("space").and_then(Json::as_str) {
            None | Some("srgb") => Space::Srgb,
            Some("p3" | "display-p3") => Space::DisplayP3,
            Some("hsl") => Space::Hsl,
            Some("lch") => Space::Lch,
            Some(_) => return None,
        };
        let mut texts = vec![member("value")?];
        if does == Does::Mix {
            texts.push(member("color")?);
        }
        Some(Self {
            does,
            space: Some(space),
            texts,
        })
    }

    /// The texts in which references may stand.
    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The names it refers to.
    pub fn references(&self) -> Vec<TokenName> {
        let texts = self.texts.iter();
        texts
            .flat_map(|text| reference::references(text))
            .map(|r| r.name)
            .collect()
    }

    /// The colour's text after the modifier, whose own texts are resolved in `texts`. `None` when one
    /// of them is no colour or no amount.
    pub(crate) fn apply(&self, color: &str, texts: &[Cow<'_, str>]) -> Option<String> {
        let Ok(Value::Color(color)) = Value::parse(TokenType::Color, color) else {
            return None;
        };
        let amount = amount(texts.first()?)?;
        let other = match (self.does, texts.get(1)) {
            (Does::Mix, Some(text)) => match Value::parse(TokenType::Color, text) {
                Ok(Value::Color(other)) => Some(other),
                _ => return None,
            },
            _ => None,
        };
        let mut changed = match self.space {
            Some(space) => color.to(space),
            None => color,
        };
        match self.does {
            Does::Alpha => changed.alpha = Some(amount),
            Does::Lighten => shift(&mut changed, amount, Towards::White),
            Does::Darken => shift(&mut changed, amount, Towards::Black),
            Does::Mix => changed = mix(&changed, &other?, amount),
        }
        let css = match self.space {
            // A colour outside could not be written in this space.
            Some(Space::Hsl) => changed.to_gamut(Space::Hsl),
            Some(space @ (Space::Srgb | Space::DisplayP3)) => changed.to_gamut(space),
            _ => changed,
        };
        Some(css.to_css())
    }
}

/// Whether the text of `$extensions` asks for a modifier, one that is known or not.
pub fn is_asked_for(extensions: &str) -> bool {
    find(extensions).is_some()
}

/// Renames references in the modifier of an `$extensions` text; all else stays byte for byte. `None`
/// when nothing changes.
pub(crate) fn rename(
    extensions: &str,
    rename: impl FnMut(&TokenName) -> Option<TokenName>,
) -> Option<String> {
    let (_, raw) = find(extensions)?;
    let range = range_in(extensions, raw.get())?;
    // A number holds no reference, and a string alone is not looked into by `rename`.
    let new = if raw.get().starts_with('"') {
        let list = format!("[{}]", raw.get());
        let new = reference::rename(&list, rename)?;
        new[1..new.len() - 1].to_owned()
    } else {
        reference::rename(raw.get(), rename)?
    };
    Some(format!(
        "{}{new}{}",
        &extensions[..range.start],
        &extensions[range.end..]
    ))
}

/// The `$extensions` of a value that is written resolved: the modifier is marked as done (`modify` →
/// `modified`), so that no reader does it again.
pub fn done(extensions: &str) -> Cow<'_, str> {
    let marked = find(extensions).and_then(|((_, member), raw)| {
        let value = range_in(extensions, raw.get())?;
        let key = extensions[..value.start].rfind(&format!("\"{member}\""))?;
        let new = if member == STUDIO.1 {
            "modified"
        } else {
            "alphaModified"
        };
        let end = key + member.len() + 1;
        Some(format!(
            "{}{new}{}",
            &extensions[..=key],
            &extensions[end..]
        ))
    });
    marked.map_or(Cow::Borrowed(extensions), Cow::Owned)
}

/// The first modifier: whose, and its JSON.
fn find(extensions: &str) -> Option<((&'static str, &'static str), &RawValue)> {
    type Members<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;
    // Most extensions have none: no need to ask the parser.
    let known = [CARBON, STUDIO]
        .into_iter()
        .filter(|(_, member)| extensions.contains(member));
    let mut known = known.peekable();
    known.peek()?;
    let vendors: Members<'_> = serde_json::from_str(extensions).ok()?;
    known.find_map(|(vendor, member)| {
        let members: Members<'_> = serde_json::from_str(vendors.get(vendor)?.get()).ok()?;
        Some(((vendor, member), *members.get(member)?))
    })
}

/// Where a part of a text stands in it.
fn range_in(text: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    Some(start..start + part.len())
}

fn text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// 0–1: a number, a percentage, or maths.
fn amount(text: &str) -> Option<f64> {
    let text = text.trim();
    let amount = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => match Value::parse(TokenType::Number, text) {
            Ok(Value::Number(Number { value, .. })) => value,
            // CSS's `.5`, which JSON does not know.
            _ => text.parse().ok()?,
        },
    };
    amount.is_finite().then(|| amount.clamp(0.0, 1.0))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Towards {
    White,
    Black,
}

/// Lightens or darkens: a share of the way to white or black. In LCH chroma goes down by the same
/// share, in HSL hue and saturation stay.
fn shift(color: &mut Color, amount: f64, towards: Towards) {
    let [first, second, third] = &mut color.components;
    let go = |part: &mut Option<f64>, white: f64| {
        let end = if towards == Towards::White {
            white
        } else {
            0.0
        };
        let from = part.unwrap_or(0.0);
        *part = Some(from + (end - from) * amount);
    };
    match color.space {
        Space::Lch => {
            go(first, 100.0);
            *second = second.map(|chroma| (chroma - chroma * amount).max(0.0));
        }
        Space::Hsl => go(third, 100.0),
        _ => [first, second, third]
            .into_iter()
            .for_each(|part| go(part, 1.0)),
    }
}

/// Part of the way from one colour to another, in the first one's space, hues by the shorter arc,
/// without regard to alpha.
fn mix(color: &Color, other: &Color, amount: f64) -> Color {
    let other = other.to(color.space);
    let hue_at = match color.space {
        Space::Hsl => Some(0),
        Space::Lch => Some(2),
        _ => None,
    };
    let part = |from: Option<f64>, to: Option<f64>, is_hue: bool| match (from, to) {
        (Some(from), Some(to)) if is_hue => {
            let arc = (to - from + 540.0).rem_euclid(360.0) - 180.0;
            Some((from + arc * amount).rem_euclid(360.0))
        }
        (Some(from), Some(to)) => Some(from + (to - from) * amount),
        // A missing part is the other's.
        (one, None) | (None, one) => one,
    };
    let components = [0, 1, 2].map(|at| {
        part(
            color.components[at],
            other.components[at],
            hue_at == Some(at),
        )
    });
    Color {
        space: color.space,
        components,
        alpha: part(color.alpha, other.alpha, false),
    }
}

#[cfg(test)]
#[path = "modifier/tests.rs"]
mod tests;
