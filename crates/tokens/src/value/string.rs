//! `string`: any text.

use super::{ToCss, css};

/// Printed as a quoted CSS string.
impl ToCss for String {
    fn write_css(&self, out: &mut String) {
        css::write_string(self, out);
    }
}
