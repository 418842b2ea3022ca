//! `letterSpacing`: a length or `normal`.

use super::Dimension;

/// A length or `normal`.
#[derive(Clone, Debug, PartialEq)]
pub enum LetterSpacing {
    /// `normal`
    Normal,
    /// `0.5px`
    Dimension(Dimension),
}
