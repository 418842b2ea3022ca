//! Colours: a space, three components, alpha and a fallback.

use std::ops::RangeInclusive;

use jsonc_parser::ast::Value;

use super::values::{number, word, wrong};
use super::{Check, Standard, found, members, problem};

/// What a component may be.
#[derive(Clone, Copy)]
enum Component {
    /// From 0 to 1.
    Unit,
    /// From 0 to 100.
    Percent,
    /// From 0 to less than 360.
    Hue,
    /// 0 or more.
    Chroma,
    Any,
}

use Component::{Any, Chroma, Hue, Percent, Unit};

const SPACES: [(&str, [Component; 3]); 14] = [
    ("srgb", [Unit; 3]),
    ("srgb-linear", [Unit; 3]),
    ("hsl", [Hue, Percent, Percent]),
    ("hwb", [Hue, Percent, Percent]),
    ("lab", [Percent, Any, Any]),
    ("lch", [Percent, Chroma, Hue]),
    ("oklab", [Unit, Any, Any]),
    ("oklch", [Unit, Chroma, Hue]),
    ("display-p3", [Unit; 3]),
    ("a98-rgb", [Unit; 3]),
    ("prophoto-rgb", [Unit; 3]),
    ("rec2020", [Unit; 3]),
    ("xyz-d65", [Unit; 3]),
    ("xyz-d50", [Unit; 3]),
];

impl<'d, 'a> Standard<'_, 'd, 'a> {
    pub(super) fn color(&self, value: &'d Value<'a>) -> Check {
        let Value::Object(object) = value else {
            let expected = "an object with `colorSpace` and `components`";
            return wrong("A color", expected, value);
        };
        members(
            object,
            "A color",
            &["colorSpace", "components"],
            &["alpha", "hex"],
        )?;
        let mut ranges = [Any; 3];
        if let Some(space) = object.get("colorSpace") {
            self.part(&space.value, &|value| {
                let names = SPACES.map(|(name, _)| name);
                word(value, "`colorSpace`", &names)
            })?;
            let space = self.behind(&space.value);
            let known = SPACES
                .iter()
                .find(|(name, _)| matches!(space, Value::StringLit(text) if text.value == *name));
            ranges = known.map_or(ranges, |(_, ranges)| *ranges);
        }
        for property in &object.properties {
            let value = &property.value;
            match property.name.as_str() {
                "components" => self.part(value, &|value| self.components(value, ranges))?,
                "alpha" => self.part(value, &alpha)?,
                "hex" => self.part(value, &hex)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn components(&self, value: &'d Value<'a>, ranges: [Component; 3]) -> Check {
        let components = match value {
            Value::Array(list) if list.elements.len() == 3 => &list.elements,
            Value::Array(list) => {
                let count = list.elements.len();
                let message = format!("`components` must have three components, found {count}");
                return problem("invalid_value", value, message);
            }
            other => return wrong("`components`", "a list of three components", other),
        };
        let mut components = components.iter().zip(ranges);
        components.try_for_each(|(value, range)| self.part(value, &|value| component(value, range)))
    }
}

fn component(value: &Value<'_>, range: Component) -> Check {
    if matches!(value, Value::StringLit(text) if text.value == "none") {
        return Ok(());
    }
    if !matches!(value, Value::NumberLit(_)) {
        return wrong("A component", "a number or `none`", value);
    }
    let number = number(value, "A component")?;
    let (fits, expected) = match range {
        Unit => ((0.0..=1.0).contains(&number), "from 0 to 1"),
        Percent => ((0.0..=100.0).contains(&number), "from 0 to 100"),
        Hue => ((0.0..360.0).contains(&number), "from 0 to less than 360"),
        Chroma => (number >= 0.0, "0 or more"),
        Any => (true, ""),
    };
    if fits {
        return Ok(());
    }
    let message = format!(
        "The component must be {expected} in this color space, found {}",
        found(value)
    );
    problem("invalid_value", value, message)
}

fn alpha(value: &Value<'_>) -> Check {
    const RANGE: RangeInclusive<f64> = 0.0..=1.0;
    if RANGE.contains(&number(value, "`alpha`")?) {
        return Ok(());
    }
    wrong("`alpha`", "from 0 to 1", value)
}

fn hex(value: &Value<'_>) -> Check {
    if let Value::StringLit(text) = value
        && let Some(digits) = text.value.strip_prefix('#')
        && digits.len() == 6
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return Ok(());
    }
    wrong("`hex`", "`#` and six hexadecimal digits", value)
}
