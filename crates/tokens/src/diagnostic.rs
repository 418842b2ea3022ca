//! What is wrong, or doubtful, in a stored graph.

use crate::TokenName;
use crate::graph::{At, Graph, Key};

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

/// The findings of one tokenset, in the order of its modes and of natural names.
pub fn diagnose(graph: &Graph, set: usize) -> Vec<Diagnostic> {
    let _ = (graph, set);
    todo!("resolver helper")
}
