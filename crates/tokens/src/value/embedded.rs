//! JSON that a reference has brought into CSS text: `1px solid {"colorSpace":…}`.

use serde_json::{Deserializer, Value as Json};

use super::{
    Border, CubicBezier, Dimension, Duration, FontFamily, Gradient, Problem, Read, Shadow,
    StrokeStyle, ToCss, Transition, Typography, css, json,
};
use crate::color::Color;

/// Whether the text holds a bracket of JSON outside quotes.
pub(super) fn is_in(text: &str) -> bool {
    next(text).is_some()
}

/// Replaces every JSON object and array by its CSS text.
pub(super) fn rewrite(text: &str) -> Result<String, Problem> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = next(rest) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut stream = Deserializer::from_str(rest).into_iter::<Json>();
        let Some(Ok(value)) = stream.next() else {
            return Err(format!("unexpected {}", css::quoted_excerpt(rest)));
        };
        out.push_str(&css_of(&value)?);
        rest = &rest[stream.byte_offset()..];
    }
    out.push_str(rest);
    Ok(out)
}

/// Where the next `{` or `[` stands outside quotes.
fn next(text: &str) -> Option<usize> {
    if !text.contains(['{', '[']) {
        return None;
    }
    let mut quote = None;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (byte, quote) {
            (b'\\', _) => drop(bytes.next()),
            (b'"' | b'\'', None) => quote = Some(byte),
            (b'{' | b'[', None) => return Some(at),
            (_, Some(open)) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The CSS text of JSON whose type shows in its shape.
pub(super) fn css_of(value: &Json) -> Result<String, Problem> {
    fn text<T: Read + ToCss>(value: &Json) -> Result<String, Problem> {
        T::from_json(value).map(|typed| typed.to_css())
    }
    let unknown = || {
        let excerpt = css::quoted_excerpt(&json::excerpt(value));
        Err(format!("cannot tell what {excerpt} stands for"))
    };
    match value {
        Json::Object(members) => {
            let has = |name| members.contains_key(name);
            let unit = members.get("unit").and_then(Json::as_str);
            match unit {
                Some("ms" | "s") => text::<Duration>(value),
                Some(_) => text::<Dimension>(value),
                None if has("colorSpace") => text::<Color>(value),
                None if has("offsetX") => text::<Shadow>(value),
                None if has("dashArray") => text::<StrokeStyle>(value),
                None if has("duration") => text::<Transition>(value),
                None if has("style") => text::<Border>(value),
                None if has("fontFamily") => {
                    let style = Typography::from_json(value)?;
                    style.css_font().map_or_else(unknown, Ok)
                }
                None => unknown(),
            }
        }
        Json::Array(list) => match list.first() {
            Some(Json::Number(_)) => text::<CubicBezier>(value),
            Some(Json::String(_)) => {
                text::<CubicBezier>(value).or_else(|_| text::<FontFamily>(value))
            }
            Some(Json::Object(first)) if first.contains_key("position") => text::<Gradient>(value),
            Some(Json::Object(first)) if first.contains_key("duration") => {
                text::<Transition>(value)
            }
            Some(Json::Object(_) | Json::Array(_)) => text::<Shadow>(value),
            _ => unknown(),
        },
        _ => unknown(),
    }
}
