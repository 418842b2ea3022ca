//! A mode as exporters see it: tokens in natural order of names, each with its resolution.

use std::sync::Arc;

use super::{Resolution, Resolver};
use crate::graph::{At, Token};

/// What a mode's view holds beside the mode's own tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Missing {
    /// Nothing.
    #[default]
    Omit,
    /// The default mode's tokens that the mode lacks, resolved as if they stood in this mode.
    Inherit,
}

/// One token of a view.
#[derive(Clone, Debug)]
pub struct ViewToken {
    /// As stored.
    pub token: Arc<Token>,
    /// Final text, or why there is none.
    pub resolution: Resolution,
    /// For a whole-value alias that resolves: the token it points to directly, when that token is in
    /// the same view (so that code can name it).
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
}

/// The view of the mode at `at`.
pub fn mode_view(resolver: &mut Resolver<'_>, at: At, missing: Missing) -> ModeView {
    let _ = (resolver, at, missing);
    todo!("resolver helper")
}
