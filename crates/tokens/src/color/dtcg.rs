//! The colour object of the Design Tokens colour module 2025.10:
//! `{"colorSpace", "components", "alpha"?, "hex"?}`.

use serde_json::{Map, Value, json};

use super::parse::{excerpt, hex};
use super::print::tidy;
use super::space::Range;
use super::{Color, ColorError, LIMIT, Space};

impl Color {
    /// Reads a colour object. Members and ranges are those of the official schema; `hex` is checked
    /// but not used, being a fallback for readers that lack the space, and may be as short as CSS
    /// allows (`#000`): published systems write it so.
    pub fn from_dtcg(value: &Value) -> Result<Self, ColorError> {
        let object = value
            .as_object()
            .ok_or_else(|| error("a colour object is expected"))?;
        let unknown =
            |key: &&String| !matches!(key.as_str(), "colorSpace" | "components" | "alpha" | "hex");
        if let Some(key) = object.keys().find(unknown) {
            return Err(error(format!(
                "unknown member `{}` in a colour",
                excerpt(key)
            )));
        }
        let space = space(object.get("colorSpace"))?;
        let components = components(space, object.get("components"))?;
        let alpha = match object.get("alpha") {
            None => 1.0,
            Some(alpha) => alpha
                .as_f64()
                .filter(|alpha| (0.0..=1.0).contains(alpha))
                .ok_or_else(|| {
                    error(format!(
                        "`alpha` must be a number from 0 to 1, not `{alpha}`"
                    ))
                })?,
        };
        if let Some(fallback) = object.get("hex") {
            let digits = fallback.as_str().and_then(|text| text.strip_prefix('#'));
            if digits.is_none_or(|digits| hex(digits).is_none()) {
                return Err(error(format!(
                    "`hex` must be `#` and 3, 4, 6 or 8 hex digits, not `{fallback}`"
                )));
            }
        }
        Ok(Self {
            space,
            components,
            alpha: Some(alpha),
        })
    }

    /// The colour object, with `alpha` when it is not 1 and with the nearest 8-bit sRGB colour as
    /// `hex`. A colour outside the range that the schema gives its space (`color(srgb 1.2 0 0)`) is
    /// written in `oklab`, where only its lightness is bounded. An alpha of `none` is 0.
    pub fn to_dtcg(&self) -> Value {
        let fits = |color: &Self| {
            let mut pairs = color.components.into_iter().zip(color.space.ranges());
            pairs.all(|(component, range)| component.is_none_or(|value| range.holds(value)))
        };
        let mut color = *self;
        if !fits(&color) {
            color = color.to(Space::Oklab);
            color.components[0] = color.components[0].map(|lightness| lightness.clamp(0.0, 1.0));
        }
        let components = color
            .tidy()
            .map(|value| value.map_or(json!("none"), number));
        let mut object = Map::new();
        object.insert("colorSpace".into(), color.space.as_str().into());
        object.insert("components".into(), Value::from(components.to_vec()));
        let alpha = color.opacity();
        if alpha < 1.0 {
            object.insert("alpha".into(), number(tidy(alpha)));
        }
        let [r, g, b, _] = self.to_rgba8();
        object.insert("hex".into(), format!("#{r:02x}{g:02x}{b:02x}").into());
        Value::Object(object)
    }
}

fn error(message: impl Into<String>) -> ColorError {
    ColorError(message.into())
}

fn space(value: Option<&Value>) -> Result<Space, ColorError> {
    let value = value.ok_or_else(|| error("a colour needs `colorSpace`"))?;
    let name = value
        .as_str()
        .ok_or_else(|| error("`colorSpace` must be a string"))?;
    Space::from_name(name).ok_or_else(|| error(format!("unknown `colorSpace` `{}`", excerpt(name))))
}

fn components(space: Space, value: Option<&Value>) -> Result<[Option<f64>; 3], ColorError> {
    let value = value.ok_or_else(|| error("a colour needs `components`"))?;
    let Some([first, second, third]) = value.as_array().map(Vec::as_slice) else {
        return Err(error("`components` must hold three numbers"));
    };
    let mut components = [None; 3];
    let ranges = space.ranges();
    for (index, value) in [first, second, third].into_iter().enumerate() {
        if value.as_str() == Some("none") {
            continue;
        }
        let number = value.as_f64().ok_or_else(|| {
            error(format!(
                "a component must be a number or `none`, not `{value}`"
            ))
        })?;
        if !ranges[index].holds(number) {
            return Err(error(out_of_range(space, index, ranges[index], value)));
        }
        components[index] = Some(number.clamp(-LIMIT, LIMIT));
    }
    Ok(components)
}

fn out_of_range(space: Space, index: usize, range: Range, value: &Value) -> String {
    let bounds = match range {
        Range::Hue => "from 0 up to (not including) 360".to_owned(),
        Range::Within(low, high) if high.is_finite() => format!("from {low} to {high}"),
        Range::Within(low, _) => format!("{low} or more"),
        Range::Any => "a number".to_owned(),
    };
    let (nth, space) = (index + 1, space.as_str());
    format!("component {nth} of `{space}` must be {bounds}, not `{value}`")
}

/// A JSON number, without `.0` where it is whole.
#[expect(
    clippy::cast_possible_truncation,
    reason = "only whole numbers up to the limit are cast"
)]
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() <= LIMIT {
        Value::from(value as i64)
    } else {
        Value::from(value)
    }
}
