//! The buffer that all writers share, and the text rules they have in common.

use std::fmt::{self, Write};

/// Lines of code with indentation.
#[derive(Debug)]
pub(super) struct Printer {
    out: String,
    depth: usize,
    indent: &'static str,
}

impl Printer {
    /// An empty buffer with room for `capacity` bytes.
    pub(super) fn new(indent: &'static str, capacity: usize) -> Self {
        Self {
            out: String::with_capacity(capacity),
            depth: 0,
            indent,
        }
    }

    /// Begins a line; what is pushed next stands on it.
    pub(super) fn begin(&mut self) -> &mut String {
        for _ in 0..self.depth {
            self.out.push_str(self.indent);
        }
        &mut self.out
    }

    /// The buffer, in the middle of a line.
    pub(super) fn buffer(&mut self) -> &mut String {
        &mut self.out
    }

    /// Ends the line.
    pub(super) fn end(&mut self) {
        self.out.push('\n');
    }

    /// A whole line.
    pub(super) fn line(&mut self, text: fmt::Arguments<'_>) {
        let out = self.begin();
        let _ = out.write_fmt(text);
        self.end();
    }

    /// An empty line.
    pub(super) fn blank(&mut self) {
        self.end();
    }

    /// Lines that follow stand one step further in.
    pub(super) fn indent(&mut self) {
        self.depth += 1;
    }

    /// Lines that follow stand one step further out.
    pub(super) fn outdent(&mut self) {
        self.depth -= 1;
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// Whether a character may end a line, is invisible control, or reorders the text around it: such
/// characters never stand in generated code as they are.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
                | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
        )
}

/// A text for a comment: one line, runs of white space as one space, other unsafe characters as U+FFFD.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if is_unsafe(c) {
            line.push(char::REPLACEMENT_CHARACTER);
        } else {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// A number with at most six decimals and no exponent, `-0` as `0`.
pub(super) fn push_decimal(value: f64, out: &mut String) {
    let rounded = if value.abs() < 1e9 {
        (value * 1e6).round() / 1e6
    } else {
        value
    };
    let _ = write!(out, "{}", rounded + 0.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_one_line_without_invisible_characters() {
        assert_eq!(
            one_line("  a\r\n\tb\u{2028}c \u{202E}d\u{1}\n"),
            "a b c \u{FFFD}d\u{FFFD}"
        );
        assert_eq!(one_line(" \n "), "");
    }

    #[test]
    fn numbers_are_plain_decimals() {
        for (value, text) in [
            (16.0, "16"),
            (0.1 * 16.0, "1.6"),
            (-0.0, "0"),
            (1e-9, "0"),
            (-1e-9, "0"),
            (1e12, "1000000000000"),
            (1.0 / 3.0, "0.333333"),
        ] {
            let mut out = String::new();
            push_decimal(value, &mut out);
            assert_eq!(out, text);
        }
    }
}
