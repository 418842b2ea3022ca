//! Look-up and resolution of references: iterative, memoised, bounded.
//!
//! A name is looked up from a token's own tokenset S and mode M: (1) S in M; (2) S in its default
//! mode; (3) the other tokensets, oldest first: their mode of the same name (case-insensitive), then
//! their default mode. The first hit wins.

mod view;

use std::sync::Arc;

use crate::graph::{At, Graph, Token};
use crate::{TokenName, TokenType};

pub use view::{Missing, ModeView, ViewToken, mode_view};

/// The most bytes a resolved value may have.
pub const MAX_RESOLVED: usize = 64 * 1024;

/// Why a token has no resolved value. `Display` is the sentence that the API answers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// No token of that name is in reach.
    #[error("Alias target not found: {0}")]
    Missing(TokenName),
    /// The chain comes back to where it began; the first name stands last again.
    #[error("Alias cycle: {}", .0.iter().map(TokenName::as_str).collect::<Vec<_>>().join(" → "))]
    Cycle(Vec<TokenName>),
    /// A whole-value alias whose target's type does not fit.
    #[error("Alias type mismatch: {from} cannot alias {to}")]
    Mismatch {
        /// The alias's type.
        from: TokenType,
        /// The target's type.
        to: TokenType,
    },
    /// The text would be longer than [`MAX_RESOLVED`].
    #[error("Resolved value is longer than 64 KiB")]
    TooLong,
}

/// A token's final text, or why there is none. A token that points to a broken one is broken with
/// the same reason.
pub type Resolution = Result<Arc<str>, Broken>;

/// Resolves tokens of one graph, each at most once.
#[derive(Debug)]
pub struct Resolver<'g> {
    graph: &'g Graph,
}

impl<'g> Resolver<'g> {
    /// A resolver with nothing resolved yet.
    pub fn new(graph: &'g Graph) -> Self {
        Self { graph }
    }

    /// The token that `name` means when looked up from `at`, and where it lives.
    pub fn look_up(&self, at: At, name: &str) -> Option<(At, &'g Arc<Token>)> {
        let _ = (self.graph, at, name);
        todo!("resolver helper")
    }

    /// The final text of a token that lives (or is seen as if it lived) at `at`.
    pub fn resolve(&mut self, at: At, token: &'g Token) -> Resolution {
        let _ = (at, token);
        todo!("resolver helper")
    }
}
