//! The values of Style Dictionary and Tokens Studio in the words of the Design Tokens format: names in
//! references, members of composites, units. Done on the syntax tree, so that places stay.

use std::borrow::Cow;
use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;

use jsonc_parser::ast::{BooleanLit, Object, ObjectPropName, StringLit, Value};
use jsonc_parser::common::Range;
use tokencraft_tokens::resolve::MAX_RESOLVED;
use tokencraft_tokens::{TokenName, TokenType, Value as TokenValue};

use super::tree::{children, is_child, kind, value_member};
use super::types::{Foreign, foreign};
use super::{Format, syntax};

/// The names of tokens, as hashes: a hostile file must not make a large set.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<u64>);

impl Names {
    /// Adds what a tree holds; gives how many of the names were there already.
    pub(super) fn add(&mut self, root: &Object<'_>) -> usize {
        self.collect(root, &DefaultHasher::new())
    }

    fn collect(&mut self, object: &Object<'_>, path: &DefaultHasher) -> usize {
        let mut again = 0;
        if value_member(object).is_some() {
            again += usize::from(!self.0.insert(path.finish()));
        }
        for (property, child) in children(object) {
            let mut path = path.clone();
            let name = property.name.as_str();
            if name != "$root" {
                name.split('.').for_each(|segment| push(&mut path, segment));
            }
            again += self.collect(child, &path);
        }
        again
    }

    pub(super) fn has(&self, name: &str) -> bool {
        let mut path = DefaultHasher::new();
        name.split('.').for_each(|segment| push(&mut path, segment));
        self.0.contains(&path.finish())
    }
}

fn push(path: &mut DefaultHasher, segment: &str) {
    path.write(segment.as_bytes());
    path.write_u8(0xFF);
}

/// The names that stand in braces.
pub(super) fn named(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split_inclusive('}');
    pieces.filter_map(|piece| Some(piece.strip_suffix('}')?.rsplit_once('{')?.1.trim()))
}

/// Whether some token's own name and one that its value refers to are what is looked for. `path` is
/// the object's.
pub(super) fn any_reference(
    object: &Object<'_>,
    path: &mut String,
    is_wanted: &impl Fn(&str, &str) -> bool,
) -> bool {
    let value = value_member(object).and_then(|member| object.get(member));
    if value.is_some_and(|p| any_name(&p.value, &|name| is_wanted(path, name))) {
        return true;
    }
    let length = path.len();
    children(object).any(|(property, child)| {
        if length > 0 {
            path.push('.');
        }
        path.push_str(property.name.as_str());
        let found = any_reference(child, path, is_wanted);
        path.truncate(length);
        found
    })
}

fn any_name(value: &Value<'_>, is_wanted: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::StringLit(text) => named(&text.value).any(is_wanted),
        Value::Array(array) => array.elements.iter().any(|item| any_name(item, is_wanted)),
        Value::Object(object) => {
            let mut members = object.properties.iter();
            members.any(|p| any_name(&p.value, is_wanted))
        }
        _ => false,
    }
}

/// Rewrites the values of all tokens.
pub(super) fn tree(root: &mut Object<'_>, format: Format, names: &Names) {
    group(root, format, names, None);
}

fn group(object: &mut Object<'_>, format: Format, names: &Names, outer: Option<Foreign>) {
    let own = kind(object).map(|name| foreign(name).unwrap_or(Foreign::Any));
    let kind = own.or(outer);
    let member = value_member(object);
    for property in &mut object.properties {
        if member == Some(property.name.as_str()) {
            references(&mut property.value, format, names);
            let known = match kind {
                Some(Foreign::Known(kind)) => Some(kind),
                _ => None,
            };
            if let (Some(kind), Format::TokensStudio) = (known, format) {
                studio(&mut property.value, kind);
            }
        } else if is_child(property, member)
            && let Value::Object(child) = &mut property.value
        {
            group(child, format, names, kind);
        }
    }
}

/// References in every text of a value. One that is too long for a token stays as it is.
fn references(value: &mut Value<'_>, format: Format, names: &Names) {
    match value {
        Value::StringLit(text) if text.value.len() > MAX_RESOLVED => {}
        Value::StringLit(text) => {
            if let Some(new) = plain_references(&text.value, format, names) {
                text.value = Cow::Owned(new);
            }
        }
        Value::Array(array) => {
            for element in &mut array.elements {
                references(element, format, names);
            }
        }
        Value::Object(object) => {
            for property in &mut object.properties {
                references(&mut property.value, format, names);
            }
        }
        _ => {}
    }
}

/// `{a.b.value}`, `{ a.b }` and `$a.b` as `{a.b}`; `None` when there is nothing to change.
fn plain_references(text: &str, format: Format, names: &Names) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    let is_studio = format == Format::TokensStudio;
    while let Some(at) = rest.find(['{', '$']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(inner) = rest.strip_prefix('{') {
            let Some(end) = inner
                .find(['{', '}'])
                .filter(|&end| inner.as_bytes()[end] == b'}')
            else {
                out.push('{');
                rest = inner;
                continue;
            };
            let name = inner[..end].trim();
            let short = [".value", ".$value"]
                .iter()
                .find_map(|ending| name.strip_suffix(ending))
                .filter(|_| !names.has(name));
            out.extend(["{", short.unwrap_or(name), "}"]);
            rest = &inner[end + 1..];
            continue;
        }
        let word = rest[1..]
            .find(|c: char| {
                c.is_whitespace() || matches!(c, ',' | '(' | ')' | '*' | '/' | '+' | '{' | '$')
            })
            .map_or(&rest[1..], |end| &rest[1..=end]);
        let is_whole = text.len() == word.len() + 1 && word.contains('.');
        if is_studio && TokenName::parse(word).is_ok() && (is_whole || names.has(word)) {
            out.extend(["{", word, "}"]);
            rest = &rest[1 + word.len()..];
        } else {
            out.push('$');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    (out != text).then_some(out)
}

/// A value of Tokens Studio: composites by its names, numbers without units in px, opacity in percent.
fn studio(value: &mut Value<'_>, kind: TokenType) {
    match (kind, value) {
        (TokenType::Shadow, Value::Array(layers)) => {
            layers.elements.iter_mut().for_each(shadow);
        }
        (TokenType::Shadow, value) => shadow(value),
        (TokenType::Typography | TokenType::Border, Value::Object(object)) => {
            for property in &mut object.properties {
                let kind = match property.name.as_str() {
                    "fontSize" => TokenType::FontSize,
                    "letterSpacing" => TokenType::LetterSpacing,
                    "lineHeight" => TokenType::LineHeight,
                    "width" | "paragraphSpacing" | "paragraphIndent" => TokenType::Dimension,
                    _ => continue,
                };
                studio(&mut property.value, kind);
            }
        }
        (TokenType::Dimension | TokenType::FontSize | TokenType::LetterSpacing, value) => {
            with_px(value, kind);
        }
        (TokenType::LineHeight, Value::StringLit(text))
            if text.value.eq_ignore_ascii_case("auto") =>
        {
            text.value = "normal".into();
        }
        (TokenType::Number, Value::StringLit(text)) => {
            let percent = text
                .value
                .strip_suffix('%')
                .and_then(|n| n.trim().parse::<f64>().ok());
            if let Some(percent) = percent.filter(|p| p.is_finite()) {
                text.value = (percent / 100.0).to_string().into();
            }
        }
        _ => {}
    }
}

fn shadow(value: &mut Value<'_>) {
    let Value::Object(layer) = value else {
        return;
    };
    for property in &mut layer.properties {
        let new = match property.name.as_str() {
            "x" => "offsetX",
            "y" => "offsetY",
            "type" => "inset",
            other => {
                if matches!(other, "blur" | "spread") {
                    with_px(&mut property.value, TokenType::Dimension);
                }
                continue;
            }
        };
        let range = range_of(&property.name);
        if new == "inset" {
            let is_inner = matches!(&property.value, Value::StringLit(text)
                if matches!(&*text.value, "innerShadow" | "inset"));
            property.value = Value::BooleanLit(BooleanLit {
                range,
                value: is_inner,
            });
        } else {
            with_px(&mut property.value, TokenType::Dimension);
        }
        property.name = ObjectPropName::String(StringLit {
            range,
            value: new.into(),
        });
    }
    // What is not said of an outer shadow need not be said.
    layer.properties.retain(|p| {
        p.name.as_str() != "inset" || !matches!(&p.value, Value::BooleanLit(flag) if !flag.value)
    });
}

fn range_of(name: &ObjectPropName<'_>) -> Range {
    match name {
        ObjectPropName::String(text) => text.range,
        ObjectPropName::Word(word) => word.range,
    }
}

/// A number, or maths on numbers, in px.
fn with_px(value: &mut Value<'_>, kind: TokenType) {
    let (range, text) = match value {
        Value::StringLit(text) => (text.range, text.value.trim().to_owned()),
        Value::NumberLit(number) => match syntax::number(number.value) {
            Some(text) => (number.range, text.into_owned()),
            None => return,
        },
        _ => return,
    };
    let fits = |text: &str| TokenValue::parse(kind, text).is_ok();
    if text.len() > MAX_RESOLVED || text.contains('{') || fits(&text) {
        return;
    }
    let new = format!("{text}px");
    let maths = || {
        let is_number = TokenValue::parse(TokenType::Number, &text).is_ok();
        is_number.then(|| format!("({text}) * 1px"))
    };
    let new = Some(new).filter(|new| fits(new)).or_else(maths);
    if let Some(new) = new.filter(|new| fits(new)) {
        *value = Value::StringLit(StringLit {
            range,
            value: new.into(),
        });
    }
}
