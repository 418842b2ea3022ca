//! Tokens of a mode or of a whole tokenset.

use std::sync::Arc;

use tokencraft_tokens::graph::At;
use tokencraft_tokens::{Token, TokenType};

use crate::app::place::Inside;

/// Which tokens a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this type only.
    pub kind: Option<TokenType>,
    /// Whose name contains this, in any case.
    pub contains: Option<String>,
}

/// The tokens of one mode, or of all, that a filter lets through: oldest first.
pub fn list(inside: &Inside, mode: Option<At>, filter: &Filter) -> Vec<(At, Arc<Token>)> {
    let places = match mode {
        Some(at) => at.mode..at.mode + 1,
        None => 0..inside.in_graph().modes.len(),
    };
    let wanted = filter.contains.as_ref().map(|text| text.to_lowercase());
    let passes = |token: &Token| {
        filter.kind.is_none_or(|kind| kind == token.kind)
            && wanted
                .as_ref()
                .is_none_or(|text| token.name.as_str().to_lowercase().contains(text))
    };
    let several = places.len() > 1;
    let mut tokens: Vec<(At, Arc<Token>)> = places
        .map(|mode| At {
            set: inside.set,
            mode,
        })
        .flat_map(|at| inside.mode(at).tokens().map(move |token| (at, token)))
        .filter(|(_, token)| passes(token))
        .map(|(at, token)| (at, token.clone()))
        .collect();
    if several {
        tokens.sort_by_key(|(_, token)| token.key);
    }
    tokens
}
