//! Values of several parts, each of a type of its own.

use jsonc_parser::ast::{Object, Value};
use tokencraft_tokens::TokenType;

use super::values::{word, wrong};
use super::{Check, Problem, Standard, members, problem};

const LINE_STYLES: [&str; 8] = [
    "solid", "dashed", "dotted", "double", "groove", "ridge", "outset", "inset",
];

impl<'d, 'a> Standard<'_, 'd, 'a> {
    pub(super) fn border(&self, value: &'d Value<'a>) -> Check {
        let parts = [
            ("color", TokenType::Color),
            ("width", TokenType::Dimension),
            ("style", TokenType::StrokeStyle),
        ];
        self.composite(value, "A border", &parts, &[])
    }

    pub(super) fn transition(&self, value: &'d Value<'a>) -> Check {
        let parts = [
            ("duration", TokenType::Duration),
            ("delay", TokenType::Duration),
            ("timingFunction", TokenType::CubicBezier),
        ];
        self.composite(value, "A transition", &parts, &[])
    }

    pub(super) fn typography(&self, value: &'d Value<'a>) -> Check {
        let parts = [
            ("fontFamily", TokenType::FontFamily),
            ("fontSize", TokenType::Dimension),
            ("fontWeight", TokenType::FontWeight),
            ("lineHeight", TokenType::Number),
        ];
        // The prose asks for it, and an example of the same prose leaves it out.
        let more = [("letterSpacing", TokenType::Dimension)];
        self.composite(value, "A typography", &parts, &more)
    }

    pub(super) fn stroke_style(&self, value: &'d Value<'a>) -> Check {
        const WHAT: &str = "A stroke style";
        let Value::Object(object) = value else {
            return word(value, WHAT, &LINE_STYLES);
        };
        members(object, WHAT, &["dashArray", "lineCap"], &[])?;
        for property in &object.properties {
            if property.name.as_str() == "lineCap" {
                self.part(&property.value, &|value| {
                    word(value, "`lineCap`", &["round", "butt", "square"])
                })?;
            } else {
                self.part(&property.value, &|value| {
                    self.list(value, "`dashArray`", TokenType::Dimension, |value| {
                        self.literal(value, TokenType::Dimension)
                    })
                })?;
            }
        }
        Ok(())
    }

    pub(super) fn shadow(&self, value: &'d Value<'a>) -> Check {
        match value {
            Value::Array(_) => self.list(value, "A list of shadows", TokenType::Shadow, |layer| {
                self.layer(layer)
            }),
            layer => self.layer(layer),
        }
    }

    fn layer(&self, value: &'d Value<'a>) -> Check {
        let parts = [
            ("color", TokenType::Color),
            ("offsetX", TokenType::Dimension),
            ("offsetY", TokenType::Dimension),
            ("blur", TokenType::Dimension),
            ("spread", TokenType::Dimension),
        ];
        let object = object(value, "A shadow")?;
        let needed = parts.map(|(name, _)| name);
        members(object, "A shadow", &needed, &["inset"])?;
        if let Some(inset) = object.get("inset") {
            self.part(&inset.value, &|value| match value {
                Value::BooleanLit(_) => Ok(()),
                other => wrong("`inset`", "true or false", other),
            })?;
        }
        self.parts(object, &parts)
    }

    pub(super) fn gradient(&self, value: &'d Value<'a>) -> Check {
        self.list(value, "A gradient", TokenType::Gradient, |stop| {
            // A position beyond 0 and 1 is clamped.
            let parts = [("color", TokenType::Color), ("position", TokenType::Number)];
            self.composite(stop, "A stop of a gradient", &parts, &[])
        })
    }

    /// A list of values, each given or a reference to a token of a type.
    fn list(
        &self,
        value: &'d Value<'a>,
        what: &str,
        kind: TokenType,
        element: impl Fn(&'d Value<'a>) -> Check,
    ) -> Check {
        let Value::Array(list) = value else {
            return wrong(what, "a list", value);
        };
        if list.elements.is_empty() {
            let message = format!("{what} must not be empty");
            return problem("invalid_value", value, message);
        }
        list.elements
            .iter()
            .try_for_each(|value| self.given_or_referred(value, kind, &element))
    }

    fn composite(
        &self,
        value: &'d Value<'a>,
        what: &str,
        parts: &[(&'static str, TokenType)],
        more: &[(&'static str, TokenType)],
    ) -> Check {
        let names = |parts: &[(&'static str, TokenType)]| -> Vec<&'static str> {
            parts.iter().map(|(name, _)| *name).collect()
        };
        let object = object(value, what)?;
        members(object, what, &names(parts), &names(more))?;
        self.parts(object, &[parts, more].concat())
    }

    fn parts(&self, object: &'d Object<'a>, parts: &[(&str, TokenType)]) -> Check {
        for property in &object.properties {
            let name = property.name.as_str();
            if let Some((_, kind)) = parts.iter().find(|(part, _)| *part == name) {
                self.of_type(&property.value, *kind)?;
            }
        }
        Ok(())
    }
}

fn object<'d, 'a>(value: &'d Value<'a>, what: &str) -> Result<&'d Object<'a>, Problem> {
    match value {
        Value::Object(object) => Ok(object),
        other => wrong(what, "an object", other),
    }
}
