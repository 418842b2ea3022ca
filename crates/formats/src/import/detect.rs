//! Which format a file is in, and why.

use std::cell::OnceCell;

use jsonc_parser::ast::{Object, Value};
use tokencraft_tokens::TokenType;

use super::rewrite::{Names, named};
use super::{Format, resolver, shorten, tokens_studio, types};

/// Members beside a `value` that only Style Dictionary has; the first two beside a `$value` too.
const BESIDE: [&str; 5] = ["filePath", "original", "attributes", "comment", "themeable"];

/// What the file says of itself, else the first token that only one format can have, else what the
/// first token looks like. The reason is half a sentence.
pub(super) fn format(root: &Object<'_>) -> (Format, String) {
    if resolver::is_resolver(root) {
        let reason = "it has a `resolutionOrder`".into();
        return (Format::DtcgResolver, reason);
    }
    if root.get("$modes").is_some() {
        return (Format::Tokencraft, "it has `$modes`".into());
    }
    if tokens_studio::has_sets(root) {
        let member = if root.get("$themes").is_some() {
            "$themes"
        } else {
            "$metadata.tokenSetOrder"
        };
        return (Format::TokensStudio, format!("it has `{member}`"));
    }
    let names = OnceCell::new();
    let names = || {
        names.get_or_init(|| {
            let mut names = Names::default();
            names.add(root);
            names
        })
    };
    let mut looks = None;
    let mut rest = vec![root];
    while let Some(object) = rest.pop() {
        if let Some(told) = telling(object, names) {
            return told;
        }
        looks = looks.or_else(|| look(object));
        let children = object.properties.iter().rev();
        rest.extend(children.filter_map(|p| match &p.value {
            Value::Object(child) if p.name.as_str() != "$extensions" => Some(child),
            _ => None,
        }));
    }
    looks.unwrap_or_else(|| (Format::Dtcg, "nothing in it says otherwise".into()))
}

/// A token that only one format can have. `names` are those of the whole file.
fn telling<'n>(object: &Object<'_>, names: impl Fn() -> &'n Names) -> Option<(Format, String)> {
    let has_dollar = object.get("$value").is_some();
    let value = object.get("$value").or(object.get("value"))?;
    let kind = object.get_string("$type").or(object.get_string("type"));
    if let Some(kind) = kind.filter(|kind| types::STUDIO.contains(&&*kind.value)) {
        let reason = format!("the type `{}` is one of Tokens Studio's", kind.value);
        return Some((Format::TokensStudio, reason));
    }
    // `value` may be a group, as all that stands beside it.
    let may_be_group = !has_dollar && kind.is_none() && value.value.as_object().is_some();
    let is_told = |name: &&&str| {
        let member = object.get(name);
        member.is_some_and(|p| !may_be_group || p.value.as_object().is_none())
    };
    let beside = if has_dollar { &BESIDE[..2] } else { &BESIDE };
    if let Some(member) = beside.iter().find(is_told) {
        let reason = format!("`{member}` beside a value is Style Dictionary's");
        return Some((Format::StyleDictionary, reason));
    }
    match &value.value {
        Value::StringLit(text) if refers_to_a_value(&text.value, names) => {
            let reason = format!(
                "the reference in `{}` ends in `.value`",
                shorten(&text.value)
            );
            Some((Format::StyleDictionary, reason))
        }
        _ => None,
    }
}

/// Whether a text refers to a token's `value`, not to a token that is itself named so.
fn refers_to_a_value<'n>(text: &str, names: impl Fn() -> &'n Names) -> bool {
    text.contains(".value}")
        && named(text)
            .any(|name| matches!(name.rsplit_once('.'), Some((_, "value"))) && !names().has(name))
}

/// What an object looks like.
fn look(object: &Object<'_>) -> Option<(Format, String)> {
    if object.get("$value").is_some() {
        return Some((Format::Dtcg, "its tokens have a `$value`".into()));
    }
    if object.get("value").is_some() && object.get_string("$type").is_some() {
        let reason = "its tokens have a `$type`, and a `value` as in older drafts";
        return Some((Format::Dtcg, reason.into()));
    }
    if object.get("$ref").is_some() {
        return Some((Format::Dtcg, "it has `$ref`".into()));
    }
    if super::tokencraft::is_token(object) {
        let kind = object.get_string("type").map(|kind| &*kind.value);
        let is_ours = object.get_string("value").is_some()
            && kind.is_some_and(|kind| kind.parse::<TokenType>().is_ok());
        return Some(if is_ours {
            let reason = "its tokens have a `type` and a `value` that is text";
            (Format::Tokencraft, reason.into())
        } else {
            let reason = "its tokens have a `value` without `$`";
            (Format::StyleDictionary, reason.into())
        });
    }
    let kind = object.get("$type")?;
    matches!(kind.value, Value::StringLit(_)).then(|| (Format::Dtcg, "it has a `$type`".to_owned()))
}
