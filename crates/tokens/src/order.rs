//! Natural order of names: `500` after `50`, segment by segment.

use std::cmp::Ordering;

/// Compares two names segment by segment; runs of digits compare as numbers. Total: names that
/// differ never compare equal.
pub fn natural(a: &str, b: &str) -> Ordering {
    let _ = (a, b);
    todo!("values helper")
}

/// The kebab-case form of a mode's name, lower case: `High Contrast` → `high-contrast`. Empty when
/// the name has no letter or digit.
pub fn kebab(name: &str) -> String {
    let _ = name;
    todo!("values helper")
}
