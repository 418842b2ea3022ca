//! What is wrong, or doubtful, in a stored graph.

mod contrast;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{At, Graph, Key, Source, Token};
use crate::order::sort_by_name;
use crate::resolve::{Broken, Resolver};
use crate::{TokenName, Value};

/// How many names of a cycle a message shows; a path of thousands, told by each of its tokens, would
/// fill memory.
const MAX_SHOWN: usize = 20;

/// What kind of finding it is; `as_str` is the code that the API answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A reference to a name that is not there.
    BrokenAlias,
    /// References that come back to where they began.
    AliasCycle,
    /// An alias, or a resolved value, that does not fit the token's type.
    TypeMismatch,
    /// A reference that two other tokensets could answer.
    AmbiguousReference,
    /// A resolved value beyond the bound.
    ValueTooLong,
    /// A text colour on its background below WCAG's 4.5 : 1.
    LowContrast,
}

/// One finding about one token.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What.
    pub kind: Kind,
    /// Where the token lives.
    pub at: At,
    /// Which token.
    pub key: Key,
    /// Its name.
    pub name: TokenName,
    /// A sentence that names the offending part.
    pub message: String,
}

impl Kind {
    /// The stable code: `broken_alias`, …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BrokenAlias => "broken_alias",
            Self::AliasCycle => "alias_cycle",
            Self::TypeMismatch => "type_mismatch",
            Self::AmbiguousReference => "ambiguous_reference",
            Self::ValueTooLong => "value_too_long",
            Self::LowContrast => "low_contrast",
        }
    }
}

impl From<&Broken> for Kind {
    fn from(broken: &Broken) -> Self {
        match broken {
            Broken::Missing(_) | Broken::NoPart(_) => Self::BrokenAlias,
            Broken::Cycle(_) => Self::AliasCycle,
            Broken::Mismatch { .. } => Self::TypeMismatch,
            Broken::TooLong => Self::ValueTooLong,
        }
    }
}

/// The findings of one tokenset, in the order of its modes and of natural names.
///
/// # Panics
/// When the graph has no tokenset of that number.
pub fn diagnose(graph: &Graph, set: usize) -> Vec<Diagnostic> {
    let mut resolver = Resolver::new(graph);
    let mut diagnostics = Vec::new();
    for mode in 0..graph.sets[set].modes.len() {
        let at = At { set, mode };
        let mut low_contrast: FxHashMap<Key, Vec<String>> = FxHashMap::default();
        for (key, message) in contrast::low_pairs(&mut resolver, at) {
            low_contrast.entry(key).or_default().push(message);
        }
        let tokens: Vec<&Arc<Token>> = graph.mode(at).tokens().collect();
        for token in sort_by_name(&tokens, |token| token.name.as_str()) {
            let mut findings = reference_findings(&mut resolver, at, token);
            if let Ok(text) = resolver.resolve(at, token)
                && let Err(error) = Value::parse(token.kind, &text)
            {
                findings.push((Kind::TypeMismatch, error.to_string()));
            }
            let low_contrast = low_contrast.remove(&token.key).unwrap_or_default();
            findings.extend(low_contrast.into_iter().map(|m| (Kind::LowContrast, m)));
            diagnostics.extend(findings.into_iter().map(|(kind, message)| Diagnostic {
                kind,
                at,
                key: token.key,
                name: token.name.clone(),
                message,
            }));
        }
    }
    diagnostics
}

/// What is wrong with each of a token's references, and with what they make together.
fn reference_findings<'g>(
    resolver: &mut Resolver<'g>,
    at: At,
    token: &'g Token,
) -> Vec<(Kind, String)> {
    let mut findings = Vec::new();
    let mut seen = FxHashSet::default();
    let mut is_broken = false;
    for name in token.references() {
        if !seen.insert(name.clone()) {
            continue;
        }
        if let Err(broken) = follow(resolver, at, token, &name) {
            is_broken = true;
            findings.push(broken);
        }
        if let Some((first, second)) = resolver.rivals(at, name.as_str()) {
            let set = |at: At| &resolver.graph().sets[at.set].name;
            let (first, second) = (set(first), set(second));
            findings.push((
                Kind::AmbiguousReference,
                format!(
                    "Reference {name:?} is answered by tokensets `{first}` and `{second}`; \
                     `{first}` is older and counts"
                ),
            ));
        }
    }
    // All references are well, but not what they make.
    if !is_broken && let Err(broken) = resolver.resolve(at, token) {
        findings.push(((&broken).into(), sentence(&broken)));
    }
    findings
}

/// Whether one of the token's references resolves.
fn follow<'g>(
    resolver: &mut Resolver<'g>,
    at: At,
    token: &'g Token,
    name: &TokenName,
) -> Result<(), (Kind, String)> {
    let own = |broken: Broken| Err(((&broken).into(), sentence(&broken)));
    let Some((home, target)) = resolver.look_up(at, name.as_str()) else {
        return own(Broken::Missing(name.clone()));
    };
    let (from, to) = (token.kind, target.kind);
    if matches!(token.source, Source::Alias(_)) && !from.can_alias(to) {
        return own(Broken::Mismatch { from, to });
    }
    match resolver.resolve(home, target) {
        Ok(_) => Ok(()),
        Err(Broken::Cycle(path)) if resolver.is_on_cycle(at, token) => own(Broken::Cycle(path)),
        Err(broken) => {
            let message = format!("{} (through `{name}`)", sentence(&broken));
            Err(((&broken).into(), message))
        }
    }
}

/// The sentence of [`Broken`], with long cycles cut short.
pub fn sentence(broken: &Broken) -> String {
    match broken {
        Broken::Cycle(path) if path.len() > MAX_SHOWN => {
            let shown = Broken::Cycle(path[..MAX_SHOWN].into());
            format!("{shown} → … ({} more)", path.len() - 1 - MAX_SHOWN)
        }
        broken => broken.to_string(),
    }
}
