//! Resource XML: the only place where names and texts become code.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use super::value::Content;
use crate::export::printer::{Printer, is_unsafe, one_line, push_decimal};

pub(super) struct Writer(Printer);

/// A resource's name; its pieces are identifiers.
pub(super) struct Name<'a> {
    pub(super) stem: &'a str,
    pub(super) part: &'a str,
    pub(super) ending: &'a str,
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.stem)?;
        f.write_str(self.part)?;
        f.write_str(self.ending)
    }
}

impl Writer {
    pub(super) fn new(capacity: usize) -> Self {
        Self(Printer::new("    ", capacity))
    }

    pub(super) fn finish(self) -> String {
        self.0.finish()
    }

    pub(super) fn open(&mut self) {
        self.0
            .line(format_args!(r#"<?xml version="1.0" encoding="utf-8"?>"#));
        self.0.line(format_args!("<resources>"));
        self.0.indent();
    }

    pub(super) fn close(&mut self) {
        self.0.outdent();
        self.0.line(format_args!("</resources>"));
    }

    pub(super) fn blank(&mut self) {
        self.0.blank();
    }

    pub(super) fn comment(&mut self, text: &str) {
        let text = one_line(text);
        if text.is_empty() {
            return;
        }
        let out = self.0.begin();
        out.push_str("<!-- ");
        let mut last = ' ';
        for c in text.chars() {
            if c == '-' && last == '-' {
                out.push(' ');
            }
            out.push(c);
            last = c;
        }
        out.push_str(" -->");
        self.0.end();
    }

    /// An element, with its own content or with that of another resource (`@color/other`).
    pub(super) fn resource(
        &mut self,
        name: &Name<'_>,
        content: &Content,
        reference: Option<&Name<'_>>,
    ) {
        let (tag, attributes) = match content {
            Content::Color(_) => ("color", ""),
            Content::Dimen(..) => ("dimen", ""),
            Content::Integer(_) => ("integer", ""),
            Content::Float(_) => ("item", r#" type="dimen" format="float""#),
            Content::Fraction(_) => ("fraction", ""),
            Content::Bool(_) => ("bool", ""),
            Content::Text(text) if text.contains('%') && reference.is_none() => {
                ("string", r#" translatable="false" formatted="false""#)
            }
            Content::Text(_) => ("string", r#" translatable="false""#),
            Content::Texts(_) => ("string-array", r#" translatable="false""#),
        };
        let out = self.0.begin();
        let _ = write!(out, r#"<{tag} name="{name}"{attributes}>"#);
        match (content, reference) {
            (Content::Texts(texts), _) => {
                self.0.end();
                self.0.indent();
                for text in texts {
                    self.0.line(format_args!("<item>{}</item>", string(text)));
                }
                self.0.outdent();
                self.0.begin();
            }
            // The other kinds are elements by the name of their kind; `item` says it.
            (Content::Float(_), Some(other)) => {
                let _ = write!(out, "@dimen/{other}");
            }
            (_, Some(other)) => {
                let _ = write!(out, "@{tag}/{other}");
            }
            (Content::Text(text), None) => out.push_str(&string(text)),
            (Content::Bool(flag), None) => out.push_str(if *flag { "true" } else { "false" }),
            (Content::Integer(value), None) => {
                let _ = write!(out, "{value}");
            }
            (Content::Color([r, g, b, u8::MAX]), None) => {
                let _ = write!(out, "#{r:02x}{g:02x}{b:02x}");
            }
            (Content::Color([r, g, b, a]), None) => {
                let _ = write!(out, "#{a:02x}{r:02x}{g:02x}{b:02x}");
            }
            (Content::Dimen(value, unit), None) => {
                push_decimal(*value, out);
                out.push_str(unit);
            }
            (Content::Float(value), None) => push_decimal(*value, out),
            (Content::Fraction(value), None) => {
                push_decimal(*value, out);
                out.push('%');
            }
        }
        let _ = write!(self.0.buffer(), "</{tag}>");
        self.0.end();
    }
}

/// Text as Android reads it back: quotes, backslashes, `@` and `?` at the head, line ends, white
/// space that would be collapsed, and then what XML needs.
fn string(text: &str) -> Cow<'_, str> {
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ',' | '#');
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    // White space at the ends is cut, a run of it becomes one space.
    let mut after_space = true;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let at_head = out.is_empty();
        let is_space = c == ' ';
        match c {
            ' ' if after_space || chars.peek().is_none() => out.push_str("\\u0020"),
            '\\' | '\'' | '"' => {
                out.push('\\');
                out.push(c);
            }
            '@' | '?' if at_head => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if is_unsafe(c) => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
        after_space = is_space;
    }
    Cow::Owned(out)
}
