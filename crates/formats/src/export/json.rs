//! `json`: the documented nested shape, which import reads back.
//!
//! `{"colors":{"primary":{"500":{"value":"#3b82f6","type":"color"}}}}`. An object is a token when its
//! `value` is a string, else a group; a token that is also a group stands in it as `$root`.

use std::fmt::Write as _;

use rustc_hash::FxHashSet;
use tokencraft_tokens::order::natural;
use tokencraft_tokens::resolve::{ModeView, ViewToken};
use tokencraft_tokens::{Deprecated, Source, TokenName, modifier, reference};

use super::printer::{Printer, is_unsafe};
use super::{Modes, Options, References, resolved};

/// Prints the views as one JSON object.
pub(super) fn print(modes: Modes<'_>, options: &Options) -> String {
    let count: usize = modes.views().iter().map(|view| view.tokens.len()).sum();
    let mut writer = Writer {
        printer: Printer::new("  ", 64 + count * 128),
        after_member: false,
    };
    writer.open();
    match modes {
        Modes::One(view) => tokens(&mut writer, view, options),
        Modes::All(views) => {
            writer.key("$modes");
            writer.open();
            for view in views {
                writer.key(&view.slug);
                writer.open();
                tokens(&mut writer, view, options);
                writer.close();
            }
            writer.close();
        }
    }
    omitted(&mut writer, modes);
    writer.close();
    writer.printer.end();
    writer.printer.finish()
}

/// The members of a mode: groups opened and closed as the names, in their natural order, go by.
fn tokens(writer: &mut Writer, view: &ModeView, options: &Options) {
    let names = Names::new(view, options);
    let printed = grouped(view);
    let mut printed = printed.iter().peekable();
    let prefix = Some(options.prefix.as_str()).filter(|prefix| !prefix.is_empty());
    let mut groups: Vec<&str> = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    while let Some(entry) = printed.next() {
        let name = entry.token.name.as_str();
        path.clear();
        path.extend(prefix);
        path.extend(entry.token.name.segments());
        let is_group = printed
            .peek()
            .is_some_and(|next| is_below(next.token.name.as_str(), name));
        let key = if is_group {
            "$root"
        } else {
            path.pop().unwrap_or_default()
        };

        let common = groups.iter().zip(&path).take_while(|(a, b)| a == b).count();
        for _ in common..groups.len() {
            writer.close();
        }
        groups.truncate(common);
        for group in &path[common..] {
            writer.key(group);
            writer.open();
            groups.push(group);
        }
        writer.key(key);
        token(writer, entry, &names);
    }
    for _ in groups {
        writer.close();
    }
}

/// The tokens that have a value, each group's together. Natural order sees to that, except among
/// segments that differ in leading zeros only (`05`, `5`).
fn grouped(view: &ModeView) -> Vec<&ViewToken> {
    let mut entries: Vec<&ViewToken> = view
        .tokens
        .iter()
        .filter(|entry| entry.resolution.is_ok())
        .collect();
    let leading_zero = |name: &str| {
        let bytes = name.as_bytes();
        bytes.windows(2).enumerate().any(|(at, pair)| {
            pair[0] == b'0'
                && pair[1].is_ascii_digit()
                && (at == 0 || !bytes[at - 1].is_ascii_digit())
        })
    };
    if entries
        .iter()
        .any(|entry| leading_zero(entry.token.name.as_str()))
    {
        entries.sort_by(|a, b| {
            let (mut a, mut b) = (a.token.name.segments(), b.token.name.segments());
            loop {
                match (a.next(), b.next()) {
                    (Some(a), Some(b)) if a == b => {}
                    (Some(a), Some(b)) => return natural(a, b),
                    (a, b) => return a.cmp(&b),
                }
            }
        });
    }
    entries
}

fn is_below(name: &str, group: &str) -> bool {
    name.strip_prefix(group)
        .is_some_and(|rest| rest.starts_with('.'))
}

fn token(writer: &mut Writer, entry: &ViewToken, names: &Names<'_>) {
    writer.open();
    writer.key("value");
    names.value(writer, entry);
    writer.key("type");
    writer.string(entry.token.kind.as_str());
    if let Some(description) = &entry.token.description {
        writer.key("description");
        writer.string(description);
    }
    match &entry.token.deprecated {
        None => {}
        Some(Deprecated::Flag(flag)) => {
            writer.key("$deprecated");
            writer.verbatim(if *flag { "true" } else { "false" });
        }
        Some(Deprecated::Reason(reason)) => {
            writer.key("$deprecated");
            writer.string(reason);
        }
    }
    // Stored as the text of a JSON object.
    if let Some(extensions) = &entry.token.extensions
        && serde_json::from_str::<serde::de::IgnoredAny>(extensions).is_ok()
    {
        writer.key("$extensions");
        if names.keep {
            writer.verbatim(extensions);
        } else {
            writer.verbatim(&modifier::done(extensions));
        }
    }
    writer.close();
}

/// How values name other tokens.
struct Names<'a> {
    keep: bool,
    prefix: &'a str,
    /// The view's names, when a prefix moves them.
    moved: FxHashSet<&'a str>,
}

impl<'a> Names<'a> {
    fn new(view: &'a ModeView, options: &'a Options) -> Self {
        let keep = options.references == References::Keep;
        let moved = if keep && !options.prefix.is_empty() {
            view.tokens
                .iter()
                .map(|entry| entry.token.name.as_str())
                .collect()
        } else {
            FxHashSet::default()
        };
        Self {
            keep,
            prefix: &options.prefix,
            moved,
        }
    }

    fn value(&self, writer: &mut Writer, entry: &ViewToken) {
        match &entry.token.source {
            Source::Alias(target) if self.keep => {
                writer.string(&format!("{{{}}}", self.full(target.as_str())));
            }
            Source::Plain(written) if self.keep => writer.string(&self.rename(written)),
            _ => writer.string(resolved(entry).unwrap_or_default()),
        }
    }

    fn full(&self, name: &str) -> String {
        if self.moved.contains(name) {
            format!("{}.{name}", self.prefix)
        } else {
            name.to_owned()
        }
    }

    fn rename(&self, written: &str) -> String {
        if self.moved.is_empty() {
            return written.to_owned();
        }
        let moved = |name: &TokenName| TokenName::parse(&self.full(name.as_str())).ok();
        reference::rename(written, moved).unwrap_or_else(|| written.to_owned())
    }
}

/// The tokens that have no value, under the root's `$extensions`.
fn omitted(writer: &mut Writer, modes: Modes<'_>) {
    let mut broken = modes
        .views()
        .iter()
        .flat_map(|view| view.tokens.iter().map(move |entry| (view, entry)))
        .filter_map(|(view, entry)| Some((view, entry, resolved(entry).err()?)))
        .peekable();
    if broken.peek().is_none() {
        return;
    }
    writer.key("$extensions");
    writer.open();
    writer.key("dev.tokencraft");
    writer.open();
    writer.key("omitted");
    writer.open_list();
    for (view, entry, reason) in broken {
        writer.item();
        writer.open();
        if let Modes::All(_) = modes {
            writer.key("mode");
            writer.string(&view.name);
        }
        writer.key("name");
        writer.string(entry.token.name.as_str());
        writer.key("reason");
        writer.string(&reason);
        writer.close();
    }
    writer.close_list();
    writer.close();
    writer.close();
}

struct Writer {
    printer: Printer,
    /// Whether the object or list that is open has a member already.
    after_member: bool,
}

impl Writer {
    fn open(&mut self) {
        self.bracket('{');
    }

    fn open_list(&mut self) {
        self.bracket('[');
    }

    fn bracket(&mut self, bracket: char) {
        self.printer.buffer().push(bracket);
        self.printer.indent();
        self.after_member = false;
    }

    fn close(&mut self) {
        self.unbracket('}');
    }

    fn close_list(&mut self) {
        self.unbracket(']');
    }

    fn unbracket(&mut self, bracket: char) {
        self.printer.outdent();
        if self.after_member {
            self.printer.end();
            self.printer.begin();
        }
        self.printer.buffer().push(bracket);
        self.after_member = true;
    }

    /// Begins a list's next item.
    fn item(&mut self) {
        if self.after_member {
            self.printer.buffer().push(',');
        }
        self.printer.end();
        self.printer.begin();
        self.after_member = true;
    }

    fn key(&mut self, identifier: &str) {
        self.item();
        self.string(identifier);
        self.printer.buffer().push_str(": ");
    }

    /// A string literal. Characters that JavaScript or a terminal would take for more are escaped.
    fn string(&mut self, text: &str) {
        self.after_member = true;
        let out = self.printer.buffer();
        out.push('"');
        let mut clean = 0;
        for (at, c) in text.char_indices() {
            let plain = c >= ' ' && !matches!(c, '"' | '\\') && (c.is_ascii() || !is_unsafe(c));
            if plain && c != '\u{7F}' {
                continue;
            }
            out.push_str(&text[clean..at]);
            clean = at + c.len_utf8();
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\r' => out.push_str("\\r"),
                // Every unsafe character lies in the basic plane.
                c => {
                    let _ = write!(out, "\\u{:04x}", u32::from(c));
                }
            }
        }
        out.push_str(&text[clean..]);
        out.push('"');
    }

    /// Text that is JSON already.
    fn verbatim(&mut self, json: &str) {
        self.after_member = true;
        self.printer.buffer().push_str(json);
    }
}
