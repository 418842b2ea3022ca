//! `$extensions` as JSON text, with what could not be taken as it was.

use jsonc_parser::ast::{Object, Value};
use tokencraft_tokens::TokenType;
use tokencraft_tokens::modifier::{self, Modifier};

use super::json_text::{compact, members, quote};

/// The member of `$extensions` that is ours.
pub(super) const VENDOR: &str = "dev.tokencraft";

/// What is kept of a token that was mended, so that nothing is lost.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// The type as the file says it.
    kind: Option<String>,
    /// The value's JSON, when it is not a string there.
    value: Option<String>,
    /// Members that the format does not know, as names and compact JSON.
    members: Vec<(String, String)>,
    /// Members of ours that have done their duty.
    dropped: &'static [&'static str],
}

impl Kept {
    /// Keeps unknown members.
    pub(super) fn of_members(members: Vec<(String, String)>) -> Self {
        Self {
            members,
            ..Self::default()
        }
    }

    /// Drops members of [`VENDOR`].
    pub(super) fn without(dropped: &'static [&'static str]) -> Self {
        let mut kept = Self::default();
        kept.drop(dropped);
        kept
    }

    /// Drops members of [`VENDOR`].
    pub(super) fn drop(&mut self, dropped: &'static [&'static str]) {
        self.dropped = dropped;
    }

    /// Keeps the type, and the value unless the token's text says it already.
    pub(super) fn keep(&mut self, kind: &str, value: Option<&Value<'_>>) {
        self.kind.get_or_insert_with(|| kind.to_owned());
        if self.value.is_none()
            && let Some(Value::NumberLit(_) | Value::BooleanLit(_)) = value
        {
            self.value = value.map(compact);
        }
    }

    /// The kept parts as members of [`VENDOR`].
    fn entries(&self) -> Vec<(&str, String)> {
        let mut entries = Vec::new();
        if let Some(kind) = &self.kind {
            let mut text = String::new();
            quote(kind, &mut text);
            entries.push(("type", text));
        }
        if let Some(value) = &self.value {
            entries.push(("value", value.clone()));
        }
        if !self.members.is_empty() {
            let members = self.members.iter().map(|(k, v)| (k.as_str(), v.as_str()));
            entries.push(("members", object(members)));
        }
        entries
    }
}

/// The type that a token had before it was written as one of the standard's, as our own export says
/// it.
pub(super) fn own_type(standard: TokenType, own: Option<&Value<'_>>) -> Option<TokenType> {
    let Value::Object(own) = own? else {
        return None;
    };
    let kind = own.get_object(VENDOR)?.get_string("type")?;
    let kind: TokenType = kind.value.parse().ok()?;
    let fits = match kind {
        TokenType::FontSize | TokenType::LetterSpacing => standard == TokenType::Dimension,
        TokenType::LineHeight => matches!(standard, TokenType::Dimension | TokenType::Number),
        _ => false,
    };
    fits.then_some(kind)
}

/// Why the modifier that a token's `$extensions` ask for cannot be applied; `None` when it can, or
/// there is none.
pub(super) fn modifier_problem(kind: TokenType, own: &Value<'_>) -> Option<&'static str> {
    let Value::Object(members) = own else {
        return None;
    };
    let is_known = |name: &str| modifier::VENDORS.contains(&name);
    if !members.properties.iter().any(|p| is_known(p.name.as_str())) {
        return None;
    }
    let text = compact(own);
    if !modifier::is_asked_for(&text) {
        None
    } else if Modifier::read(&text).is_none() {
        Some("The modifier in `$extensions` is none that is known")
    } else if kind != TokenType::Color {
        Some("The modifier in `$extensions` is for colours")
    } else {
        None
    }
}

/// The text to store; `None` when there is nothing to say.
pub(super) fn text(own: Option<&Object<'_>>, kept: &Kept) -> Option<String> {
    let entries = kept.entries();
    let mut all: Vec<(&str, String)> = Vec::new();
    let mut vendor: Vec<(&str, String)> = Vec::new();
    for member in own.into_iter().flat_map(members) {
        let name = member.name.as_str();
        let changes = |ours: &Object<'_>| {
            !entries.is_empty() || kept.dropped.iter().any(|name| ours.get(name).is_some())
        };
        if let (VENDOR, Value::Object(ours)) = (name, &member.value)
            && changes(ours)
        {
            let is_new = |name: &str| {
                entries.iter().all(|(new, _)| *new != name) && !kept.dropped.contains(&name)
            };
            vendor.extend(
                members(ours)
                    .filter(|m| is_new(m.name.as_str()))
                    .map(|m| (m.name.as_str(), compact(&m.value))),
            );
        } else if name != VENDOR || entries.is_empty() {
            all.push((name, compact(&member.value)));
        }
    }
    vendor.extend(entries);
    if !vendor.is_empty() {
        all.push((VENDOR, object(vendor.iter().map(|(k, v)| (*k, v.as_str())))));
    }
    let says_nothing = all.is_empty() && own.is_none_or(|own| !own.properties.is_empty());
    (!says_nothing).then(|| object(all.iter().map(|(k, v)| (*k, v.as_str()))))
}

fn object<'a>(members: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::from("{");
    for (name, json) in members {
        if out.len() > 1 {
            out.push(',');
        }
        quote(name, &mut out);
        out.push(':');
        out.push_str(json);
    }
    out.push('}');
    out
}
