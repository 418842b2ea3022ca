//! Where in a file something stands.

use std::fmt;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Location {
    /// JSON pointer (RFC 6901), `/colors/primary/$value`.
    pub pointer: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() {
            "the root"
        } else {
            &self.pointer
        };
        write!(f, "{pointer} (line {}, column {})", self.line, self.column)
    }
}
