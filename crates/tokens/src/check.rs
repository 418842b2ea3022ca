//! What may be written: the checks of a change against the graph it would make.

use crate::graph::{At, Graph, Key};
use crate::resolve::Broken;
use crate::value::ValueError;

/// Why a token may not be stored as it is. `Display` is the sentence that the API answers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A reference of the token does not resolve.
    #[error(transparent)]
    Reference(#[from] Broken),
    /// The (resolved) value is not one of its type.
    #[error(transparent)]
    Value(#[from] ValueError),
}

/// Checks tokens that a change has put into `graph` (the graph *after* the change): references
/// found, free of cycles, of fitting type; the value, resolved, one of its type. Gives the refusals
/// in the order of `written`.
pub fn check(graph: &Graph, written: &[(At, Key)]) -> Vec<(usize, Refusal)> {
    let _ = (graph, written);
    todo!("resolver helper")
}

/// Tokens of `after`, other than `written`, whose direct references resolved to a fitting type in
/// `before` and no longer do because a token in `written` changed its type.
pub fn broken_by_type_change(
    before: &Graph,
    after: &Graph,
    written: &[(At, Key)],
) -> Vec<(At, Key)> {
    let _ = (before, after, written);
    todo!("resolver helper")
}

/// Tokens whose references, looked up in `graph`, lead directly to one of `targets`.
pub fn dependants(graph: &Graph, targets: &[(At, Key)]) -> Vec<(At, Key)> {
    let _ = (graph, targets);
    todo!("resolver helper")
}
