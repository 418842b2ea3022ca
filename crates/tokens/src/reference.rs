//! References `{a.b.c}` inside values.
//!
//! In a text that is JSON (an object or array) references stand inside string literals only; in
//! any other text every `{…}` that holds a legal name is one.

use std::borrow::Cow;
use std::ops::Range;

use crate::TokenName;

/// One reference in a value's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name it points to (`$root` already folded away).
    pub name: TokenName,
    /// Where it stands in the text, braces included, in bytes.
    pub range: Range<usize>,
    /// The text is JSON, and the reference is all of one of its string literals.
    pub whole_string: bool,
}

/// The references of a value's text, in order.
pub fn references(text: &str) -> Vec<Reference> {
    let _ = text;
    todo!("values helper")
}

/// When the text is exactly one reference (`{a.b.c}`): the name.
pub fn whole(text: &str) -> Option<TokenName> {
    let _ = text;
    todo!("values helper")
}

/// Replaces every reference by what `text_of` says; everything else stays byte for byte. In JSON, an
/// object or array replaces the whole string literal; other text is escaped into it.
///
/// Stops with `Err` at the first reference for which `text_of` fails.
pub fn replace<'a, E>(
    text: &str,
    text_of: impl FnMut(&Reference) -> Result<Cow<'a, str>, E>,
) -> Result<String, E> {
    let _ = (text, text_of);
    todo!("values helper")
}

/// Rewrites the name in every reference for which `rename` gives a new one; `None` when nothing
/// changed.
pub fn rename(text: &str, rename: impl FnMut(&TokenName) -> Option<TokenName>) -> Option<String> {
    let _ = (text, rename);
    todo!("values helper")
}
