//! Look-up and resolution of references: iterative, memoised, bounded.
//!
//! A name is looked up from a token's own tokenset S and mode M: (1) S in M; (2) S in its default
//! mode; (3) the other tokensets, oldest first: their mode of the same name (case-insensitive), then
//! their default mode. The first hit wins, and is resolved from where it lives.

mod cycles;
mod look_up;
mod resolver;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use crate::{TokenName, TokenType};

pub(crate) use cycles::cycles_through;
pub use resolver::Resolver;
#[cfg(test)]
pub(crate) use tests::any_graph;
pub use view::{Missing, ModeView, ViewToken, mode_view};

/// The most bytes a resolved value may have.
pub const MAX_RESOLVED: usize = 64 * 1024;

/// Why a token has no resolved value. `Display` is the sentence that the API answers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// No token of that name is in reach.
    #[error("Alias target not found: {0}")]
    Missing(TokenName),
    /// The chain comes back to where it began; the first name stands last again. All tokens that are
    /// on the cycle or lead into it share one path.
    #[error("Alias cycle: {}", .0.iter().map(TokenName::as_str).collect::<Vec<_>>().join(" → "))]
    Cycle(Arc<[TokenName]>),
    /// A whole-value alias whose target's type does not fit.
    #[error("Alias type mismatch: {from} cannot alias {to}")]
    Mismatch {
        /// The alias's type.
        from: TokenType,
        /// The target's type.
        to: TokenType,
    },
    /// A pointer to a part that the target's value does not have.
    #[error("Alias target has no such part: {0}")]
    NoPart(Arc<str>),
    /// The text would be longer than [`MAX_RESOLVED`].
    #[error("Resolved value is longer than 64 KiB")]
    TooLong,
}

/// A token's final text, or why there is none. A token that points to a broken one is broken with
/// the same reason; of several broken references the first counts.
pub type Resolution = Result<Arc<str>, Broken>;
