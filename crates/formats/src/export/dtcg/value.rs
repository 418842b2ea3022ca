//! Values in the form of the standard. What a value's text says already in that form stays as it is,
//! member by member; other spellings (`#fff`, `16px`, CSS shorthands) become objects.

use serde_json::{Map, Value as Json, json};
use tokencraft_tokens::color::Color;
use tokencraft_tokens::value::{
    Border, CubicBezier, Dimension, Duration, Easing, FontFamily, FontWeight, Gradient, Layers,
    LetterSpacing, LineHeight, Number, ShadowLayer, StrokeStyle, TransitionLayer, Typography, Unit,
};
use tokencraft_tokens::{TokenName, TokenType, Value, reference};

/// How a reference is written where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `"{a.b}"` where the target's name allows.
    Braces,
    /// `{"$ref":"#/a/b"}`: all that stands for a single number or word.
    Pointer,
}

/// Writes references.
pub(super) type Refer<'a> = &'a dyn Fn(&TokenName, Spelling) -> Json;

/// A member that a composite has in the standard, and what it is when it is left out.
type Member = (&'static str, TokenType, Option<fn() -> Json>);

const BORDER: [Member; 3] = [
    ("color", TokenType::Color, None),
    ("width", TokenType::Dimension, None),
    ("style", TokenType::StrokeStyle, None),
];
const SHADOW: [Member; 5] = [
    ("color", TokenType::Color, None),
    ("offsetX", TokenType::Dimension, None),
    ("offsetY", TokenType::Dimension, None),
    ("blur", TokenType::Dimension, Some(no_length)),
    ("spread", TokenType::Dimension, Some(no_length)),
];
const TRANSITION: [Member; 3] = [
    ("duration", TokenType::Duration, None),
    ("delay", TokenType::Duration, Some(no_time)),
    ("timingFunction", TokenType::CubicBezier, Some(ease)),
];
const TYPOGRAPHY: [Member; 5] = [
    ("fontFamily", TokenType::FontFamily, None),
    ("fontSize", TokenType::FontSize, None),
    ("fontWeight", TokenType::FontWeight, None),
    ("letterSpacing", TokenType::LetterSpacing, None),
    ("lineHeight", TokenType::LineHeight, None),
];

/// A value's text in the standard's form; `None` when it has none.
pub(super) fn of_text(kind: TokenType, text: &str, refer: Refer<'_>) -> Option<Json> {
    match serde_json::from_str(text) {
        Ok(json @ (Json::Object(_) | Json::Array(_))) => value(kind, &json, refer),
        _ => string(kind, text, refer),
    }
}

fn string(kind: TokenType, text: &str, refer: Refer<'_>) -> Option<Json> {
    if let Some(name) = reference::whole(text) {
        return Some(refer(&name, Spelling::Braces));
    }
    if !reference::references(text).is_empty() {
        return None;
    }
    typed(&Value::parse(kind, text).ok()?)
}

fn value(kind: TokenType, json: &Json, refer: Refer<'_>) -> Option<Json> {
    if let Json::String(text) = json {
        return string(kind, text, refer);
    }
    if is_pointer(json) {
        return Some(json.clone());
    }
    match kind {
        TokenType::Color => color(json, refer),
        TokenType::Dimension | TokenType::FontSize | TokenType::LetterSpacing => {
            measure(kind, json, &["px", "rem"], refer)
        }
        TokenType::Duration => measure(kind, json, &["ms", "s"], refer),
        TokenType::FontFamily => families(json, refer),
        TokenType::CubicBezier => curve(json, refer),
        TokenType::StrokeStyle => stroke(json, refer),
        TokenType::Border => composite(json, &BORDER, refer),
        TokenType::Transition => composite(json, &TRANSITION, refer),
        TokenType::Typography => composite(json, &TYPOGRAPHY, refer).filter(|style| {
            // The standard's line height counts in font sizes.
            let height = &style["lineHeight"];
            !height.is_object() || is_pointer(height)
        }),
        TokenType::Shadow => match json {
            Json::Array(layers) => list(layers, |layer| match layer {
                Json::String(text) => whole(text, Spelling::Braces, refer),
                layer if is_pointer(layer) => Some(layer.clone()),
                layer => shadow(layer, refer),
            }),
            layer => shadow(layer, refer),
        },
        TokenType::Gradient => list(json.as_array()?, |stop| match stop {
            Json::String(text) => whole(text, Spelling::Braces, refer),
            stop => self::stop(stop, refer),
        }),
        TokenType::FontWeight | TokenType::LineHeight | TokenType::Number => {
            typed(&Value::parse(kind, &json.to_string()).ok()?).map(|_| json.clone())
        }
        TokenType::String | TokenType::Boolean => None,
    }
}

/// `{"$ref":"#/…"}`
fn is_pointer(json: &Json) -> bool {
    json.as_object().is_some_and(|object| {
        object.len() == 1
            && object
                .get("$ref")
                .and_then(Json::as_str)
                .is_some_and(|pointer| pointer.starts_with("#/"))
    })
}

fn whole(text: &str, spelling: Spelling, refer: Refer<'_>) -> Option<Json> {
    reference::whole(text).map(|name| refer(&name, spelling))
}

/// A single number or word: what `is_one` takes, or a reference to one.
fn single(json: &Json, refer: Refer<'_>, is_one: impl Fn(&Json) -> bool) -> Option<Json> {
    match json {
        json if is_one(json) || is_pointer(json) => Some(json.clone()),
        Json::String(text) => whole(text, Spelling::Pointer, refer),
        _ => None,
    }
}

fn list(items: &[Json], item: impl Fn(&Json) -> Option<Json>) -> Option<Json> {
    if items.is_empty() {
        return None;
    }
    let items: Option<Vec<Json>> = items.iter().map(item).collect();
    items.map(Json::Array)
}

fn composite(json: &Json, members: &[Member], refer: Refer<'_>) -> Option<Json> {
    let mut out = Map::new();
    for (name, member) in json.as_object()? {
        let (_, kind, _) = members.iter().find(|(known, ..)| known == name)?;
        out.insert(name.clone(), value(*kind, member, refer)?);
    }
    for (name, _, default) in members {
        if !out.contains_key(*name) {
            out.insert((*name).to_owned(), (*default)?());
        }
    }
    Some(Json::Object(out))
}

fn shadow(json: &Json, refer: Refer<'_>) -> Option<Json> {
    let mut layer = json.as_object()?.clone();
    let inset = match layer.shift_remove("inset") {
        None => None,
        Some(inset) => Some(single(&inset, refer, Json::is_boolean)?),
    };
    let mut out = composite(&Json::Object(layer), &SHADOW, refer)?;
    if let (Some(inset), Some(out)) = (inset, out.as_object_mut()) {
        out.insert("inset".into(), inset);
    }
    Some(out)
}

fn stop(json: &Json, refer: Refer<'_>) -> Option<Json> {
    let stop = json.as_object().filter(|stop| stop.len() == 2)?;
    let position = match stop.get("position")? {
        Json::Number(position) => {
            let position = position.as_f64()?;
            if (0.0..=1.0).contains(&position) {
                stop["position"].clone()
            } else {
                number(position.clamp(0.0, 1.0))
            }
        }
        Json::String(text) => whole(text, Spelling::Braces, refer)?,
        pointer if is_pointer(pointer) => pointer.clone(),
        _ => return None,
    };
    let color = value(TokenType::Color, stop.get("color")?, refer)?;
    Some(json!({"color": color, "position": position}))
}

/// `{"value":16,"unit":"px"}`; a value without unit and one in another spelling are read first.
fn measure(kind: TokenType, json: &Json, units: &[&str], refer: Refer<'_>) -> Option<Json> {
    if let Json::Object(object) = json
        && object.len() == 2
        && let (Some(value), Some(unit)) = (object.get("value"), object.get("unit"))
        && let Some(value) = single(value, refer, Json::is_number)
    {
        let is_unit = |unit: &Json| unit.as_str().is_some_and(|unit| units.contains(&unit));
        let unit = single(unit, refer, is_unit)?;
        return Some(json!({"value": value, "unit": unit}));
    }
    typed(&Value::parse(kind, &json.to_string()).ok()?)
}

fn color(json: &Json, refer: Refer<'_>) -> Option<Json> {
    let mut out = json.as_object()?.clone();
    // What the members would be without references must be a colour of the standard.
    let mut plain = out.clone();
    for (component, plain) in out
        .get_mut("components")?
        .as_array_mut()?
        .iter_mut()
        .zip(plain.get_mut("components")?.as_array_mut()?)
    {
        let is_one = |json: &Json| json.is_number() || json == "none";
        if !is_one(component) {
            *component = single(component, refer, is_one)?;
            *plain = json!(0);
        }
    }
    if let Some(alpha) = out.get_mut("alpha")
        && !alpha.is_number()
    {
        *alpha = single(alpha, refer, Json::is_number)?;
        plain.insert("alpha".into(), json!(1));
    }
    let parsed = Color::from_dtcg(&Json::Object(plain)).ok()?;
    if let Some(hex) = out.get_mut("hex")
        && hex.as_str().is_none_or(|hex| hex.len() != 7)
    {
        *hex = parsed.to_dtcg().get("hex")?.clone();
    }
    Some(Json::Object(out))
}

fn families(json: &Json, refer: Refer<'_>) -> Option<Json> {
    list(json.as_array()?, |name| match name {
        Json::String(text) => match whole(text, Spelling::Pointer, refer) {
            Some(reference) => Some(reference),
            None => reference::references(text).is_empty().then(|| name.clone()),
        },
        name => is_pointer(name).then(|| name.clone()),
    })
}

fn curve(json: &Json, refer: Refer<'_>) -> Option<Json> {
    let points = json.as_array().filter(|points| points.len() == 4)?;
    let mut out = Vec::with_capacity(4);
    for (at, point) in points.iter().enumerate() {
        let within = |x: f64| at % 2 == 1 || (0.0..=1.0).contains(&x);
        out.push(single(point, refer, |point| {
            point.as_f64().is_some_and(within)
        })?);
    }
    Some(Json::Array(out))
}

fn stroke(json: &Json, refer: Refer<'_>) -> Option<Json> {
    let object = json.as_object().filter(|object| object.len() == 2)?;
    let dashes = match object.get("dashArray")? {
        Json::Array(dashes) => list(dashes, |dash| value(TokenType::Dimension, dash, refer))?,
        dashes => single(dashes, refer, |_| false)?,
    };
    let is_cap = |cap: &Json| matches!(cap.as_str(), Some("round" | "butt" | "square"));
    let cap = single(object.get("lineCap")?, refer, is_cap)?;
    Some(json!({"dashArray": dashes, "lineCap": cap}))
}

/// A parsed value in the standard's form; `None` when it has none.
pub(super) fn typed(value: &Value) -> Option<Json> {
    match value {
        Value::Color(color) => Some(color.to_dtcg()),
        Value::Dimension(length)
        | Value::FontSize(length)
        | Value::LetterSpacing(LetterSpacing::Dimension(length)) => dimension(length),
        Value::LetterSpacing(LetterSpacing::Normal)
        | Value::Border(Border::None)
        | Value::Gradient(Gradient::Css { .. })
        | Value::String(_)
        | Value::Boolean(_) => None,
        Value::LineHeight(height) => line_height(height),
        Value::FontFamily(families) => family(families),
        Value::FontWeight(weight) => Some(font_weight(*weight)),
        Value::Duration(time) => Some(duration(*time)),
        Value::CubicBezier(curve) => Some(bezier(curve)),
        Value::Number(number) => plain_number(number),
        Value::StrokeStyle(style) => stroke_style(style),
        Value::Border(Border::Line {
            width,
            style,
            color,
        }) => Some(json!({
            "color": color.to_dtcg(),
            "width": dimension(width)?,
            "style": stroke_style(style)?,
        })),
        Value::Transition(Layers(layers)) => match layers.as_slice() {
            [layer] => transition(layer),
            _ => None,
        },
        Value::Shadow(Layers(layers)) => match layers.as_slice() {
            [] => None,
            [layer] => shadow_layer(layer),
            layers => {
                let layers: Option<Vec<Json>> = layers.iter().map(shadow_layer).collect();
                layers.map(Json::Array)
            }
        },
        Value::Gradient(Gradient::Stops(stops)) if stops.is_empty() => None,
        Value::Gradient(Gradient::Stops(stops)) => {
            let stops = stops.iter().map(|stop| {
                json!({
                    "color": stop.color.to_dtcg(),
                    "position": number(stop.position.clamp(0.0, 1.0)),
                })
            });
            Some(stops.collect())
        }
        Value::Typography(style) => typography(style),
    }
}

fn dimension(length: &Dimension) -> Option<Json> {
    match length {
        Dimension::Length(length) if matches!(length.unit, Unit::Px | Unit::Rem) => {
            Some(json!({"value": number(length.value), "unit": length.unit.as_str()}))
        }
        _ => None,
    }
}

fn line_height(height: &LineHeight) -> Option<Json> {
    match height {
        LineHeight::Normal => None,
        LineHeight::Number(number) => plain_number(number),
        LineHeight::Dimension(length) => dimension(length),
    }
}

fn plain_number(value: &Number) -> Option<Json> {
    value.expression.is_none().then(|| number(value.value))
}

fn family(families: &FontFamily) -> Option<Json> {
    match families.0.as_slice() {
        [] => None,
        [one] if !one.contains(',') => Some(json!(one)),
        names => Some(json!(names)),
    }
}

fn font_weight(weight: FontWeight) -> Json {
    weight
        .keyword
        .map_or_else(|| number(weight.value), |keyword| json!(keyword))
}

fn duration(time: Duration) -> Json {
    json!({"value": number(time.value), "unit": time.unit.as_str()})
}

fn bezier(curve: &CubicBezier) -> Json {
    curve.points.map(number).to_vec().into()
}

fn stroke_style(style: &StrokeStyle) -> Option<Json> {
    match style {
        StrokeStyle::Line(style) => Some(json!(style.as_str())),
        StrokeStyle::Dashes { dash_array, .. } if dash_array.is_empty() => None,
        StrokeStyle::Dashes {
            dash_array,
            line_cap,
        } => {
            let dashes: Option<Vec<Json>> = dash_array.iter().map(dimension).collect();
            Some(json!({"dashArray": dashes?, "lineCap": line_cap.as_str()}))
        }
    }
}

fn transition(layer: &TransitionLayer) -> Option<Json> {
    match &layer.easing {
        Easing::Curve(curve) if layer.property.is_none() => Some(json!({
            "duration": duration(layer.duration),
            "delay": duration(layer.delay),
            "timingFunction": bezier(curve),
        })),
        _ => None,
    }
}

fn shadow_layer(layer: &ShadowLayer) -> Option<Json> {
    let mut out = json!({
        "color": layer.color.to_dtcg(),
        "offsetX": dimension(&layer.offset_x)?,
        "offsetY": dimension(&layer.offset_y)?,
        "blur": dimension(&layer.blur)?,
        "spread": dimension(&layer.spread)?,
    });
    if let (true, Some(out)) = (layer.inset, out.as_object_mut()) {
        out.insert("inset".into(), json!(true));
    }
    Some(out)
}

fn typography(style: &Typography) -> Option<Json> {
    if !style.others.is_empty() {
        return None;
    }
    let (Some(LetterSpacing::Dimension(spacing)), Some(LineHeight::Number(height))) =
        (&style.letter_spacing, &style.line_height)
    else {
        return None;
    };
    Some(json!({
        "fontFamily": family(style.font_family.as_ref()?)?,
        "fontSize": dimension(style.font_size.as_ref()?)?,
        "fontWeight": font_weight(style.font_weight?),
        "letterSpacing": dimension(spacing)?,
        "lineHeight": plain_number(height)?,
    }))
}

fn no_length() -> Json {
    json!({"value": 0, "unit": "px"})
}

fn no_time() -> Json {
    json!({"value": 0, "unit": "ms"})
}

fn ease() -> Json {
    bezier(&CubicBezier::EASE)
}

/// A JSON number, without `.0` where it is whole.
#[expect(
    clippy::cast_possible_truncation,
    reason = "only whole numbers that fit are cast"
)]
fn number(value: f64) -> Json {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        Json::from(value as i64)
    } else {
        Json::from(value)
    }
}
