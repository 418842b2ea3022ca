//! The type of a value that nothing declares.

use jsonc_parser::ast::{Object, Value as Json};
use tokencraft_tokens::{TokenType, Value};

/// What the value looks like; `string` when nothing else.
pub(super) fn kind(value: &Json<'_>) -> TokenType {
    match value {
        Json::BooleanLit(_) => TokenType::Boolean,
        Json::NumberLit(_) => TokenType::Number,
        Json::Object(object) => of_object(object),
        Json::Array(array) => match array.elements.as_slice() {
            [Json::Object(first), ..] => of_object(first),
            [Json::StringLit(_), ..] => TokenType::FontFamily,
            [Json::NumberLit(_), _, _, _] => TokenType::CubicBezier,
            _ => TokenType::String,
        },
        Json::StringLit(literal) => of_text(&literal.value),
        Json::NullKeyword(_) => TokenType::String,
    }
}

fn of_object(object: &Object<'_>) -> TokenType {
    let has = |name| object.get(name).is_some();
    if has("colorSpace") {
        TokenType::Color
    } else if has("unit") {
        match object.get_string("unit").map(|unit| &*unit.value) {
            Some("ms" | "s") => TokenType::Duration,
            _ => TokenType::Dimension,
        }
    } else if has("offsetX") {
        TokenType::Shadow
    } else if has("fontFamily") || has("fontSize") {
        TokenType::Typography
    } else if has("dashArray") {
        TokenType::StrokeStyle
    } else if has("timingFunction") {
        TokenType::Transition
    } else if has("position") {
        TokenType::Gradient
    } else if has("width") && has("style") {
        TokenType::Border
    } else {
        TokenType::String
    }
}

fn of_text(text: &str) -> TokenType {
    use TokenType::{
        Border, Color, CubicBezier, Dimension, Duration, Gradient, Number, Shadow, String,
    };
    if matches!(text, "none" | "normal" | "auto") {
        return String;
    }
    let mut kinds = vec![Number, Color, Dimension, Duration, Gradient];
    if text.starts_with("cubic-bezier(") {
        kinds.push(CubicBezier);
    }
    if text.contains(' ') {
        kinds.extend([Border, Shadow]);
    }
    kinds
        .into_iter()
        .find(|&kind| Value::parse(kind, text).is_ok())
        .unwrap_or(String)
}
