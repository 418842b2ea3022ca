//! Token names in dot notation: `colors.primary.500`.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// The most characters a name may have.
pub const MAX_CHARS: usize = 255;
/// The most segments a name may have.
pub const MAX_SEGMENTS: usize = 32;

/// A legal token name. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenName(Arc<str>);

/// Why a text is not a token name. Its `Display` is a sentence for the caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NameError(pub String);

impl TokenName {
    /// Parses a name; `a.$root` is read as `a`.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let _ = text;
        todo!("values helper")
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name's segments, first to last.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}", self.0)
    }
}

impl Borrow<str> for TokenName {
    fn borrow(&self) -> &str {
        &self.0
    }
}
