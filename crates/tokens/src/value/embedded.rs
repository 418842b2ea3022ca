//! What references have brought into CSS text that is not CSS there: JSON (`1px solid {"colorSpace":…}`),
//! and colours in place of `rgb()`'s numbers (`rgba(#f00, 0.5)`).

use std::borrow::Cow;

use cssparser::color::parse_named_color;
use serde_json::{Deserializer, Value as Json};

use super::{
    Border, CubicBezier, Dimension, Duration, FontFamily, Gradient, Problem, Read, Shadow,
    StrokeStyle, ToCss, Transition, Typography, css, json,
};
use crate::color::{Color, ColorError};

/// The text with CSS in the place of all that is not; `None` when all of it is.
pub(super) fn plain(text: &str) -> Option<Result<String, Problem>> {
    match without_json(text) {
        None => faded(text),
        Some(Ok(text)) => Some(faded(&text).unwrap_or(Ok(text))),
        Some(Err(problem)) => Some(Err(problem)),
    }
}

/// Replaces every JSON object and array by its CSS text; `None` when there is none.
pub(super) fn without_json(text: &str) -> Option<Result<String, Problem>> {
    next(text).is_some().then(|| rewrite(text))
}

fn rewrite(text: &str) -> Result<String, Problem> {
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

/// Replaces every `rgb()` and `rgba()` that holds a colour and an alpha, as design tools write
/// translucency, by the colour with that alpha; `None` when there is none. The innermost goes first.
fn faded(text: &str) -> Option<Result<String, Problem>> {
    if text.contains(['"', '\'']) {
        return None;
    }
    let mut out = Cow::Borrowed(text);
    let mut end = text.len();
    while let Some((start, open)) = last_rgb(&out[..end]) {
        end = start;
        if !begins_with_color(css::trim(&out[open + 1..])) {
            continue;
        }
        // What is not closed is refused with the rest.
        let close = closing(&out, open + 1)?;
        let range = start..=close;
        match with_alpha(&out[open + 1..close]) {
            Ok(color) => out.to_mut().replace_range(range, &color.to_css()),
            Err(problem) => return Some(Err(problem)),
        }
    }
    match out {
        Cow::Borrowed(_) => None,
        Cow::Owned(text) => Some(Ok(text)),
    }
}

/// Where the last `rgb(` or `rgba(` begins, and its bracket.
fn last_rgb(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    (0..bytes.len()).rev().find_map(|open| {
        if bytes[open] != b'(' {
            return None;
        }
        let name = ["rgba", "rgb"].into_iter().find(|name| {
            let from = open.checked_sub(name.len());
            from.is_some_and(|from| bytes[from..open].eq_ignore_ascii_case(name.as_bytes()))
        })?;
        let start = open - name.len();
        let before = text[..start].chars().next_back();
        (!before.is_some_and(css::is_name_char)).then_some((start, open))
    })
}

fn begins_with_color(text: &str) -> bool {
    const FUNCTIONS: [&str; 10] = [
        "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color",
    ];
    let end = text.find(|c| !css::is_name_char(c)).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if rest.starts_with('(') {
        FUNCTIONS.iter().any(|name| name.eq_ignore_ascii_case(word))
    } else {
        text.starts_with('#') || parse_named_color(word).is_ok()
    }
}

/// Where the bracket closes whose inside begins at `from`.
fn closing(text: &str, from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut bytes = text.bytes().enumerate().skip(from);
    let (at, _) = bytes.find(|(_, byte)| {
        let is_end = depth == 0 && *byte == b')';
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_end
    })?;
    Some(at)
}

/// `#f00, 0.5` or `#f00 / 50%`.
fn with_alpha(text: &str) -> Result<Color, Problem> {
    let separator = if css::split(text, ',').nth(1).is_some() {
        ','
    } else {
        '/'
    };
    let mut parts = css::split(text, separator);
    let (Some(color), alpha, None) = (parts.next(), parts.next(), parts.next()) else {
        return Err("`rgb()` takes nothing beside a colour but its alpha".to_owned());
    };
    let parse = |text: &str| Color::parse(text).map_err(|ColorError(why)| why);
    let mut color = parse(color)?;
    if let Some(alpha) = alpha {
        color.alpha = parse(&format!("rgb(0 0 0 / {alpha})"))?.alpha;
    }
    Ok(color)
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
