//! CSS source: the only place where names and texts become code.

use crate::export::printer::{Printer, is_unsafe, one_line};
use std::fmt::Write as _;

pub(super) struct Writer(Printer);

impl Writer {
    pub(super) fn new(capacity: usize) -> Self {
        Self(Printer::new("  ", capacity))
    }

    pub(super) fn finish(self) -> String {
        self.0.finish()
    }

    pub(super) fn blank(&mut self) {
        self.0.blank();
    }

    /// `:root {` or `:root[data-theme="light"] {`
    pub(super) fn open(&mut self, theme: Option<&str>) {
        match theme {
            None => self.0.line(format_args!(":root {{")),
            Some(theme) => self
                .0
                .line(format_args!(":root[data-theme={}] {{", string(theme))),
        }
        self.0.indent();
    }

    /// `:root` and the start of every theme.
    pub(super) fn open_base(&mut self) {
        self.0.line(format_args!("[data-theme],"));
        self.0.line(format_args!(":root {{"));
        self.0.indent();
    }

    /// `[data-theme="dark"] {`
    pub(super) fn open_theme(&mut self, theme: &str) {
        self.0
            .line(format_args!("[data-theme={}] {{", string(theme)));
        self.0.indent();
    }

    /// A page that leaves the theme to the system.
    pub(super) fn open_system(&mut self) {
        self.0.line(format_args!(":root:not([data-theme]) {{"));
        self.0.indent();
    }

    /// `@media (prefers-color-scheme: dark) {`
    pub(super) fn open_media(&mut self, scheme: &str) {
        self.0
            .line(format_args!("@media (prefers-color-scheme: {scheme}) {{"));
        self.0.indent();
    }

    /// A property of CSS itself.
    pub(super) fn property(&mut self, name: &str, value: &str) {
        self.0.line(format_args!("{name}: {value};"));
    }

    pub(super) fn close(&mut self) {
        self.0.outdent();
        self.0.line(format_args!("}}"));
    }

    /// A comment that ends where it should, also for a reader of HTML.
    pub(super) fn comment(&mut self, text: &str) {
        let text = one_line(text).replace("*/", "* /").replace("</", "< /");
        if !text.is_empty() {
            self.0.line(format_args!("/* {text} */"));
        }
    }

    /// A custom property. The value is CSS text made by the typed values.
    pub(super) fn declaration(&mut self, name: &str, part: &str, value: &str) {
        let out = self.0.begin();
        identifier(name, part, out);
        out.push_str(": ");
        out.push_str(value);
        out.push(';');
        self.0.end();
    }
}

/// `--name-part`: names are folded to characters that need no escape.
fn identifier(name: &str, part: &str, out: &mut String) {
    out.push_str("--");
    out.push_str(name);
    out.push_str(part);
}

/// `var(--name)`
pub(super) fn var(name: &str, part: &str) -> String {
    let mut out = String::with_capacity(7 + name.len() + part.len());
    out.push_str("var(");
    identifier(name, part, &mut out);
    out.push(')');
    out
}

fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        if is_unsafe(c) || matches!(c, '"' | '\\' | '<') {
            let _ = write!(out, "\\{:x} ", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out.push('"');
    out
}
