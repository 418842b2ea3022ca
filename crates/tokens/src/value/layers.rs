//! Lists of layers: what shadows and transitions have in common.

use serde_json::Value as Json;

use super::{Member, Problem, Read, ToCss, css, json, list_with, read};

/// The most layers, stops and the like of a value: each becomes several lines of generated code.
const MOST: usize = 256;

/// Layers, at most 256; empty = `none`.
#[derive(Clone, Debug, PartialEq)]
pub struct Layers<L>(pub Vec<L>);

/// One layer of a list.
pub(super) trait Layer: Sized {
    /// What to write, for messages about the list.
    const EXPECTED: &'static str;

    /// Reads CSS text without commas outside of brackets.
    fn parse(text: &str) -> Result<Self, Problem>;

    /// Reads the DTCG form.
    fn from_members(members: &json::Members) -> Result<Self, Problem>;

    /// Prints the layer with some members' CSS text given.
    fn write_with(&self, out: &mut String, member: Member<'_>);
}

impl<L: Layer> Read for Layers<L> {
    const EXPECTED: &'static str = L::EXPECTED;

    fn parse(text: &str) -> Result<Self, Problem> {
        if text.eq_ignore_ascii_case("none") {
            return Ok(Self(Vec::new()));
        }
        let mut layers = Vec::new();
        for layer in css::split(text, ',') {
            layers.push(L::parse(layer)?);
            few(&layers, "layers")?;
        }
        Ok(Self(layers))
    }

    /// A layer or a list of layers; an item that a reference has replaced may be a list itself.
    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            Json::Object(members) => Ok(Self(vec![L::from_members(members)?])),
            Json::Array(list) if !list.is_empty() => {
                let mut layers = Vec::with_capacity(list.len());
                for item in list {
                    layers.extend(Self::from_json(item)?.0);
                    few(&layers, "layers")?;
                }
                Ok(Self(layers))
            }
            other => Err(css::expected(Self::EXPECTED, &json::excerpt(other))),
        }
    }
}

/// Refuses more than 256 of something.
pub(super) fn few<T>(items: &[T], what: &str) -> Result<(), Problem> {
    if items.len() <= MOST {
        return Ok(());
    }
    Err(format!("expected at most {MOST} {what}, found more"))
}

/// Prints JSON (already read once) with some members' CSS text given.
pub(super) fn json_with<L: Layer>(json: &Json, member: Member<'_>) -> Result<Vec<String>, Problem> {
    match json {
        Json::Object(members) => Ok(vec![text_with(&L::from_members(members)?, member)]),
        Json::Array(list) => list_with(list, member, &json_with::<L>),
        other => {
            let layers = Layers::<L>::from_json(other)?.0;
            Ok(layers.iter().map(|l| text_with(l, &|_| None)).collect())
        }
    }
}

fn text_with<L: Layer>(layer: &L, member: Member<'_>) -> String {
    let mut text = String::new();
    layer.write_with(&mut text, member);
    text
}

impl<L: Layer> ToCss for Layers<L> {
    fn write_css(&self, out: &mut String) {
        if self.0.is_empty() {
            out.push_str("none");
        }
        for (i, layer) in self.0.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            layer.write_with(out, &|_| None);
        }
    }
}
