//! What a careful reader would say about a tokenset: what is wrong ([`diagnose`]), and what is
//! doubtful though it works.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Kind, diagnose};
use crate::graph::{At, Deprecated, Graph, Token};
use crate::order::sort_by_name;
use crate::resolve::Resolver;
use crate::{TokenName, TokenType};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The token has no value, or not one of its type.
    Error,
    /// The token works; somebody may be surprised.
    Warning,
}

/// One finding about one token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// Stable, `snake_case`: those of [`Kind`], and `deprecated_reference`, `type_differs`,
    /// `similar_name`, `not_in_default_mode`.
    pub code: &'static str,
    /// The mode's name.
    pub mode: Arc<str>,
    /// The token's name.
    pub name: TokenName,
    /// A sentence that names the offending part.
    pub message: String,
}

impl Severity {
    /// `error` or `warning`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// The findings of the tokenset at a position: errors and doubts of [`diagnose`] first, then the rest,
/// each in the order of modes and natural names.
///
/// # Panics
/// When the graph has no tokenset at that position.
pub fn lint(graph: &Graph, set: usize) -> Vec<Finding> {
    let mut findings: Vec<Finding> = diagnose(graph, set)
        .into_iter()
        .map(|found| Finding {
            severity: match found.kind {
                Kind::AmbiguousReference | Kind::LowContrast => Severity::Warning,
                _ => Severity::Error,
            },
            code: found.kind.as_str(),
            mode: Arc::clone(&graph.mode(found.at).name),
            name: found.name,
            message: found.message,
        })
        .collect();
    let resolver = Resolver::new(graph);
    let tokenset = &graph.sets[set];
    let Some(default) = tokenset.modes.get(tokenset.default_mode()) else {
        return findings;
    };
    for (mode, here) in tokenset.modes.iter().enumerate() {
        let at = At { set, mode };
        let tokens: Vec<&Arc<Token>> = here.tokens().collect();
        let mut by_case: FxHashMap<String, &TokenName> = FxHashMap::default();
        for token in sort_by_name(&tokens, |token| token.name.as_str()) {
            let mut warn = |code, message| {
                findings.push(Finding {
                    severity: Severity::Warning,
                    code,
                    mode: Arc::clone(&here.name),
                    name: token.name.clone(),
                    message,
                });
            };
            if let Some(message) = deprecated_reference(&resolver, at, token) {
                warn("deprecated_reference", message);
            }
            match default.get(token.name.as_str()).map(|token| token.kind) {
                None => warn(
                    "not_in_default_mode",
                    format!(
                        "The default mode `{}` has no `{}`",
                        default.name, token.name
                    ),
                ),
                Some(kind) if kind != token.kind => {
                    warn(
                        "type_differs",
                        type_differs(token.kind, kind, &default.name),
                    );
                }
                Some(_) => {}
            }
            let folded = token.name.as_str().to_lowercase();
            if let Some(other) = by_case.insert(folded, &token.name) {
                let message = format!("`{}` and `{other}` differ in case only", token.name);
                warn("similar_name", message);
            }
        }
    }
    findings
}

fn deprecated_reference(resolver: &Resolver<'_>, at: At, token: &Token) -> Option<String> {
    if is_deprecated(token) {
        return None;
    }
    token.references().into_iter().find_map(|name| {
        let (_, target) = resolver.look_up(at, name.as_str())?;
        if !is_deprecated(target) {
            return None;
        }
        Some(match &target.deprecated {
            Some(Deprecated::Reason(reason)) => {
                format!("`{name}` is deprecated: {}", reason.trim())
            }
            _ => format!("`{name}` is deprecated"),
        })
    })
}

fn is_deprecated(token: &Token) -> bool {
    !matches!(token.deprecated, None | Some(Deprecated::Flag(false)))
}

fn type_differs(here: TokenType, there: TokenType, default: &str) -> String {
    format!("The type is {here}, but {there} in the default mode `{default}`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::graph;

    fn shown(graph: &Graph) -> Vec<String> {
        lint(graph, 0)
            .into_iter()
            .map(|f| {
                let severity = f.severity.as_str();
                format!("{severity} {} {}/{}: {}", f.code, f.mode, f.name, f.message)
            })
            .collect()
    }

    #[test]
    fn a_sound_tokenset_has_no_findings() {
        let graph = graph("[A/Light]\na color #fff\nb color {a}\n[A/Dark]\na color #000");
        assert_eq!(shown(&graph), [""; 0]);
    }

    #[test]
    fn what_is_broken_is_an_error() {
        let graph = graph(
            "[A/Light]\na color {b}\nc number {c}\nd number no\ntext.on color #777\nbackground color #777",
        );
        let found = shown(&graph);
        assert_eq!(
            found,
            [
                "error broken_alias Light/a: Alias target not found: b",
                "error alias_cycle Light/c: Alias cycle: c → c",
                "error type_mismatch Light/d: Value is not a valid number: expected a number such as 1.5, found `no`",
            ]
        );
    }

    #[test]
    fn what_works_and_surprises_is_a_warning() {
        let mut graph = graph(
            "[A/Light]\nold color #00f\nlink color {old}\nGap dimension 1px\ngap dimension 2px\n\
             [A/Dark]\nold dimension 1px\nnew color #fff",
        );
        let at = At { set: 0, mode: 0 };
        let old = graph.mode(at).get("old").unwrap();
        let old = Token {
            deprecated: Some(Deprecated::Reason("use new".into())),
            ..Token::clone(old)
        };
        graph.mode_mut(at).put(Arc::new(old));
        assert_eq!(
            shown(&graph),
            [
                "warning similar_name Light/gap: `gap` and `Gap` differ in case only",
                "warning deprecated_reference Light/link: `old` is deprecated: use new",
                "warning not_in_default_mode Dark/new: The default mode `Light` has no `new`",
                "warning type_differs Dark/old: The type is dimension, but color in the default mode `Light`",
            ]
        );
    }
}
