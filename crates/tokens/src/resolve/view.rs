//! A mode as exporters see it: tokens in natural order of names, each with its resolution.

use std::sync::Arc;

use super::resolver::Scope;
use super::{Resolution, Resolver};
use crate::graph::{At, Groups, Source, Token};
use crate::order;

/// What a mode's view holds beside the mode's own tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Missing {
    /// Nothing.
    #[default]
    Omit,
    /// The default mode's tokens that the mode lacks, resolved as if they stood in this mode: a
    /// reference to one of them, wherever in the view, sees what the view shows.
    Inherit,
}

/// One token of a view.
#[derive(Clone, Debug)]
pub struct ViewToken {
    /// As stored.
    pub token: Arc<Token>,
    /// Final text, or why there is none.
    pub resolution: Resolution,
    /// For a whole-value alias that resolves: whether the token it points to directly is in the same
    /// view (so that code can name it).
    pub target_in_view: bool,
}

/// A mode, ready to export.
#[derive(Clone, Debug)]
pub struct ModeView {
    /// As written: `High Contrast`.
    pub name: Arc<str>,
    /// Kebab-case: `high-contrast`.
    pub slug: String,
    /// Whether it is the tokenset's default mode.
    pub is_default: bool,
    /// In natural order of names.
    pub tokens: Vec<ViewToken>,
    /// What groups say about themselves, those without a token too.
    pub groups: Groups,
}

/// The view of the mode at `at`.
///
/// # Panics
/// When the place is not of the resolver's graph.
pub fn mode_view(resolver: &mut Resolver<'_>, at: At, missing: Missing) -> ModeView {
    let graph = resolver.graph();
    let mode = graph.mode(at);
    let set = &graph.sets[at.set];
    let default = set.default_mode();
    let is_default = default == at.mode;
    let scope = Scope {
        at,
        inherit: missing == Missing::Inherit && !is_default,
    };

    let mut tokens: Vec<&Arc<Token>> = mode.tokens().collect();
    let mut groups = mode.groups.clone();
    if scope.inherit {
        groups = groups.union(set.modes[default].groups.clone());
        let lacks = |token: &&Arc<Token>| mode.get(token.name.as_str()).is_none();
        tokens.extend(set.modes[default].tokens().filter(lacks));
    }
    let tokens = order::sort_by_name(&tokens, |token| token.name.as_str());

    ModeView {
        name: Arc::clone(&mode.name),
        slug: order::kebab(&mode.name),
        is_default,
        groups,
        tokens: tokens
            .into_iter()
            .map(|token| {
                let resolution = resolver.run(scope, token);
                ViewToken {
                    target_in_view: resolution.is_ok() && target_in_view(resolver, scope, token),
                    token: Arc::clone(token),
                    resolution,
                }
            })
            .collect(),
    }
}

fn target_in_view(resolver: &Resolver<'_>, scope: Scope, token: &Token) -> bool {
    match &token.source {
        Source::Alias(name) => resolver
            .find(scope, name.as_str())
            .is_some_and(|(_, _, in_view)| in_view),
        Source::Plain(_) => false,
    }
}
