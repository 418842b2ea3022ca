//! Which format a file is in.

use jsonc_parser::ast::{Object, Value};

use super::tokencraft::is_token;
use super::{Format, resolver};

/// Our own when it has modes, or when its first token is one of ours; else the community group's,
/// which in lenient reading also takes names without `$`.
pub(super) fn format(root: &Object<'_>) -> Format {
    if resolver::is_resolver(root) {
        return Format::DtcgResolver;
    }
    if root.get("$modes").is_some() {
        return Format::Tokencraft;
    }
    let mut rest = vec![root];
    while let Some(object) = rest.pop() {
        if object.get("$value").is_some() || object.get("$ref").is_some() {
            return Format::Dtcg;
        }
        if is_token(object) {
            let is_ours = object.get_string("value").is_some()
                && object
                    .get_string("type")
                    .is_some_and(|kind| kind.value.parse::<tokencraft_tokens::TokenType>().is_ok());
            return if is_ours {
                Format::Tokencraft
            } else {
                Format::Dtcg
            };
        }
        if object.get("$type").is_some() {
            return Format::Dtcg;
        }
        let children = object.properties.iter().rev();
        rest.extend(children.filter_map(|p| match &p.value {
            Value::Object(child) if p.name.as_str() != "$extensions" => Some(child),
            _ => None,
        }));
    }
    Format::Dtcg
}
