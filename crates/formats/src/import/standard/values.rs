//! Values of one part each, and the numbers and texts that all values are made of.

use jsonc_parser::ast::Value;
use tokencraft_tokens::TokenType;

use super::super::syntax;
use super::{Check, Problem, Standard, found, members, problem};

const WEIGHTS: [&str; 18] = [
    "thin",
    "hairline",
    "extra-light",
    "ultra-light",
    "light",
    "normal",
    "regular",
    "book",
    "medium",
    "semi-bold",
    "demi-bold",
    "bold",
    "extra-bold",
    "ultra-bold",
    "black",
    "heavy",
    "extra-black",
    "ultra-black",
];

impl<'d, 'a> Standard<'_, 'd, 'a> {
    /// A value of a type that is no reference itself; its parts may be.
    pub(super) fn literal(&self, value: &'d Value<'a>, kind: TokenType) -> Check {
        match kind {
            TokenType::Color => self.color(value),
            TokenType::Dimension => self.measure(value, "A dimension", ["px", "rem"]),
            TokenType::Duration => self.measure(value, "A duration", ["ms", "s"]),
            TokenType::FontFamily => self.font_family(value),
            TokenType::FontWeight => font_weight(value),
            TokenType::CubicBezier => self.cubic_bezier(value),
            TokenType::Number => number(value, "A number").map(drop),
            TokenType::StrokeStyle => self.stroke_style(value),
            TokenType::Border => self.border(value),
            TokenType::Transition => self.transition(value),
            TokenType::Shadow => self.shadow(value),
            TokenType::Gradient => self.gradient(value),
            TokenType::Typography => self.typography(value),
            TokenType::String => match value {
                Value::StringLit(_) => Ok(()),
                other => wrong("A string", "text", other),
            },
            // No types of the standard: said of the `$type`.
            TokenType::FontSize
            | TokenType::LineHeight
            | TokenType::LetterSpacing
            | TokenType::Boolean => Ok(()),
        }
    }

    /// `{"value": 1, "unit": "px"}`.
    fn measure(&self, value: &'d Value<'a>, what: &str, units: [&str; 2]) -> Check {
        let Value::Object(object) = value else {
            return wrong(what, "an object with `value` and `unit`", value);
        };
        members(object, what, &["value", "unit"], &[])?;
        for property in &object.properties {
            let part = &property.value;
            if property.name.as_str() == "value" {
                self.part(part, &|part| number(part, "`value`").map(drop))?;
            } else {
                self.part(part, &|part| {
                    word(
                        part,
                        &format!("The unit of {}", what.to_lowercase()),
                        &units,
                    )
                })?;
            }
        }
        Ok(())
    }

    fn font_family(&self, value: &'d Value<'a>) -> Check {
        match value {
            Value::Array(names) if names.elements.is_empty() => {
                problem("invalid_value", value, "A list of fonts must not be empty")
            }
            Value::Array(names) => names.elements.iter().try_for_each(|name| {
                self.part(name, &|name| {
                    font(name, "A font in a list", "a name or an object with `$ref`")
                })
            }),
            name => font(name, "A font family", "a name or a list of names"),
        }
    }

    fn cubic_bezier(&self, value: &'d Value<'a>) -> Check {
        const WHAT: &str = "A cubic Bézier curve";
        let numbers = match value {
            Value::Array(numbers) if numbers.elements.len() == 4 => &numbers.elements,
            Value::Array(numbers) => {
                let count = numbers.elements.len();
                let message = format!("{WHAT} must have four numbers, found {count}");
                return problem("invalid_value", value, message);
            }
            other => return wrong(WHAT, "a list of four numbers", other),
        };
        for (index, part) in numbers.iter().enumerate() {
            let is_x = index % 2 == 0;
            self.part(part, &|part| match number(part, "A coordinate")? {
                x if is_x && !(0.0..=1.0).contains(&x) => {
                    let message = format!(
                        "The x coordinates of a cubic Bézier curve must be from 0 to 1, found {}",
                        found(part)
                    );
                    problem("invalid_value", part, message)
                }
                _ => Ok(()),
            })?;
        }
        Ok(())
    }
}

fn font_weight(value: &Value<'_>) -> Check {
    let Value::NumberLit(_) = value else {
        if let Value::StringLit(name) = value
            && WEIGHTS.contains(&&*name.value)
        {
            return Ok(());
        }
        let expected = format!("a number from 1 to 1000 or one of {}", WEIGHTS.join(", "));
        return wrong("A font weight", &expected, value);
    };
    if (1.0..=1000.0).contains(&number(value, "A font weight")?) {
        return Ok(());
    }
    wrong("A font weight", "from 1 to 1000", value)
}

/// A font's name; a reference to one is an object in a list.
fn font(value: &Value<'_>, what: &str, expected: &str) -> Check {
    match value {
        Value::StringLit(name) if !name.value.contains(['{', '}']) => Ok(()),
        other => wrong(what, expected, other),
    }
}

/// A JSON number.
pub(super) fn number(value: &Value<'_>, what: &str) -> Result<f64, Problem> {
    if let Value::NumberLit(literal) = value
        && let Some(number) = syntax::number(literal.value).and_then(|text| text.parse().ok())
    {
        return Ok(number);
    }
    wrong(what, "a JSON number", value)
}

/// One of some words.
pub(super) fn word(value: &Value<'_>, what: &str, words: &[&str]) -> Check {
    match value {
        Value::StringLit(text) if words.contains(&&*text.value) => Ok(()),
        other => wrong(what, &format!("one of {}", words.join(", ")), other),
    }
}

pub(super) fn wrong<T>(what: &str, expected: &str, value: &Value<'_>) -> Result<T, Problem> {
    let found = found(value);
    let message = format!("{what} must be {expected}, found {found}");
    problem("invalid_value", value, message)
}
