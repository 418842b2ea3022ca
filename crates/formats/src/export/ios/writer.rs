//! Swift source: the only place where names and texts become code.

use std::fmt::Write as _;

use tokencraft_tokens::Deprecated;

use super::value::Code;
use crate::export::identifiers::is_swift_keyword;
use crate::export::printer::{Printer, is_unsafe, one_line, push_decimal};

pub(super) struct Writer(Printer);

impl Writer {
    pub(super) fn new(capacity: usize) -> Self {
        Self(Printer::new("    ", capacity))
    }

    pub(super) fn finish(self) -> String {
        self.0.finish()
    }

    pub(super) fn blank(&mut self) {
        self.0.blank();
    }

    pub(super) fn import(&mut self, module: &'static str) {
        self.0.line(format_args!("import {module}"));
    }

    pub(super) fn open_enum(&mut self, name: &str) {
        self.0.line(format_args!("enum {} {{", identifier(name)));
        self.0.indent();
    }

    pub(super) fn close(&mut self) {
        self.0.outdent();
        self.0.line(format_args!("}}"));
    }

    /// Lines of code that are part of this program.
    pub(super) fn support(&mut self, lines: &'static str) {
        for line in lines.lines() {
            if line.is_empty() {
                self.0.blank();
            } else {
                self.0.line(format_args!("{line}"));
            }
        }
    }

    pub(super) fn comment(&mut self, text: &str) {
        self.comment_with("//", text);
    }

    pub(super) fn doc(&mut self, text: &str) {
        self.comment_with("///", text);
    }

    fn comment_with(&mut self, mark: &str, text: &str) {
        let text = one_line(text);
        if !text.is_empty() {
            self.0.line(format_args!("{mark} {text}"));
        }
    }

    pub(super) fn deprecated(&mut self, deprecated: Option<&Deprecated>) {
        match deprecated {
            None | Some(Deprecated::Flag(false)) => {}
            Some(Deprecated::Flag(true)) => self.0.line(format_args!("@available(*, deprecated)")),
            Some(Deprecated::Reason(reason)) => self.0.line(format_args!(
                "@available(*, deprecated, message: {})",
                string(reason)
            )),
        }
    }

    /// A constant, as its own value or as another constant's (`Color.other`).
    pub(super) fn constant(&mut self, name: &str, code: &Code, reference: Option<(&str, &str)>) {
        let out = self.0.begin();
        out.push_str("static let ");
        out.push_str(&identifier(name));
        if let Some(annotation) = code.annotation {
            out.push_str(": ");
            out.push_str(annotation);
        }
        out.push_str(" = ");
        if let Some((kind, name)) = reference {
            let _ = write!(out, "{kind}.{}", identifier(name));
        } else {
            out.push_str(&code.text);
        }
        self.0.end();
    }
}

/// A name as code; keywords between backticks.
fn identifier(name: &str) -> String {
    if is_swift_keyword(name) {
        format!("`{name}`")
    } else {
        name.to_owned()
    }
}

/// A string literal without interpolation. `/*` and `*/` are escaped, so that the file can be commented
/// out, and read by tools that look for comments first.
pub(super) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut last = ' ';
    for c in text.chars() {
        match c {
            '*' if last == '/' => out.push_str("\\u{2A}"),
            '/' if last == '*' => out.push_str("\\u{2F}"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_unsafe(c) => {
                let _ = write!(out, "\\u{{{:X}}}", u32::from(c));
            }
            c => out.push(c),
        }
        last = c;
    }
    out.push('"');
    out
}

/// A floating-point literal.
pub(super) fn number(value: f64) -> String {
    let mut text = String::with_capacity(8);
    push_decimal(value, &mut text);
    if !text.contains('.') {
        text.push_str(".0");
    }
    text
}
