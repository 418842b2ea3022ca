//! A mode's tokens as declarations.

use tokencraft_tokens::resolve::ModeView;

use super::declaration::Declarations;
use super::keep::Scope;
use super::{Printed, declarations};
use crate::export::References;

/// The declarations of a view's tokens, by position.
pub(super) struct Sheet {
    /// With references resolved.
    resolved: Vec<Printed>,
    /// With references, where they are kept and say the same.
    kept: Vec<Option<Declarations>>,
}

impl Sheet {
    pub(super) fn new<'i>(
        view: &ModeView,
        references: References,
        identifier: impl Fn(usize) -> &'i str,
    ) -> Self {
        let resolved: Vec<Printed> = view.tokens.iter().map(declarations).collect();
        let kept = match references {
            References::Resolve => vec![None; resolved.len()],
            References::Keep => {
                let scope = Scope::new(view, &resolved, |token| identifier(token));
                let tokens = view.tokens.iter().zip(&resolved);
                tokens
                    .map(|(entry, printed)| scope.kept(entry, printed.as_ref().ok()?))
                    .collect()
            }
        };
        Self { resolved, kept }
    }

    /// The token's declarations as they are printed, or why there are none.
    pub(super) fn shown(&self, token: usize) -> Result<&Declarations, &String> {
        match &self.kept[token] {
            Some(kept) => Ok(kept),
            None => self.resolved[token].as_ref(),
        }
    }

    /// Whether a token of one sheet and a token of another are printed alike and mean the same.
    pub(super) fn same(&self, token: usize, other: &Self, its: usize) -> bool {
        self.kept[token] == other.kept[its] && self.resolved[token] == other.resolved[its]
    }
}
