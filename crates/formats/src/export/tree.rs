//! Trees of tokens as JSON text: groups nested by the segments of names.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value as Json};
use tokencraft_tokens::order::natural;
use tokencraft_tokens::resolve::{ModeView, ViewToken};
use tokencraft_tokens::{Deprecated, Group, modifier};

use super::printer::{Printer, is_unsafe};
use super::{Modes, resolved};

/// The member of `$extensions` that is ours.
pub(super) const VENDOR: &str = "dev.tokencraft";

/// The groups that say something about themselves and hold tokens of a document, by path. Those without
/// a token are kept in the mode, but nothing is printed of them. The root is not among them.
pub(super) type Said<'a> = BTreeMap<&'a str, &'a Group>;

/// The groups of a view's tokens that have a value.
pub(super) fn said(view: &ModeView) -> Said<'_> {
    let mut said = Said::new();
    if view.groups.is_empty() {
        return said;
    }
    for entry in view.tokens.iter().filter(|entry| entry.resolution.is_ok()) {
        let name = entry.token.name.as_str();
        for path in paths(name) {
            if let Some(group) = view.groups.get(path)
                && *group != Group::default()
            {
                said.insert(path, group);
            }
        }
    }
    said
}

/// A name and the groups around it but the root, the innermost first.
pub(super) fn paths(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |path| Some(path.rsplit_once('.')?.0))
}

/// What is printed, one after the other.
#[derive(Clone, Copy)]
enum Item<'a> {
    /// A group that says something, whether or not any of its tokens is printed.
    Group(&'a str, &'a Group),
    Token(&'a ViewToken),
}

impl<'a> Item<'a> {
    fn name(self) -> &'a str {
        match self {
            Self::Group(path, _) => path,
            Self::Token(entry) => entry.token.name.as_str(),
        }
    }
}

/// Prints tokens as members of the object that is open: groups opened and closed as the names, in
/// their natural order, go by. A token that is also a group stands in it as `$root`.
pub(super) fn tokens(
    writer: &mut Writer,
    entries: Vec<&ViewToken>,
    said: &Said<'_>,
    prefix: &str,
    mut token: impl FnMut(&mut Writer, &ViewToken),
) {
    let groups = said.iter().map(|(path, group)| Item::Group(path, group));
    let mut items: Vec<Item<'_>> = groups.chain(entries.into_iter().map(Item::Token)).collect();
    together(&mut items, !said.is_empty());
    let mut printed = items.into_iter().peekable();
    let prefix = Some(prefix).filter(|prefix| !prefix.is_empty());
    let mut groups: Vec<&str> = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    while let Some(item) = printed.next() {
        let name = item.name();
        path.clear();
        path.extend(prefix);
        path.extend(name.split('.'));
        let is_group = said.contains_key(name)
            || printed
                .peek()
                .is_some_and(|next| is_below(next.name(), name));
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
        match item {
            Item::Group(_, group) => about(writer, group),
            Item::Token(entry) => {
                writer.key(key);
                token(writer, entry);
            }
        }
    }
    for _ in groups {
        writer.close();
    }
}

/// What a group says about itself, as members of the object that is open.
fn about(writer: &mut Writer, group: &Group) {
    about_root(writer, group);
    if let Some(extensions) = &group.extensions {
        writer.key("$extensions");
        writer.verbatim(extensions);
    }
}

/// The same without the `$extensions`, which at the root have more to hold.
pub(super) fn about_root(writer: &mut Writer, group: &Group) {
    if let Some(description) = &group.description {
        writer.key("$description");
        writer.string(description);
    }
    deprecated(writer, group.deprecated.as_ref());
}

/// The root's `$extensions`: its own, and under [`VENDOR`] what `ours` writes, if anything.
pub(super) fn root_extensions(
    writer: &mut Writer,
    view: Option<&ModeView>,
    ours: Option<impl FnOnce(&mut Writer)>,
) {
    let own = view.and_then(|view| view.groups.get("")?.extensions.as_deref());
    let Some(ours) = ours else {
        if let Some(own) = own {
            writer.key("$extensions");
            writer.verbatim(own);
        }
        return;
    };
    let mut own: Map<String, Json> = own
        .and_then(|own| serde_json::from_str(own).ok())
        .unwrap_or_default();
    let vendor = own.remove(VENDOR);
    writer.key("$extensions");
    writer.open();
    for (name, member) in &own {
        writer.key(name);
        writer.compact(member);
    }
    writer.key(VENDOR);
    writer.open();
    // Import leaves these out: each export makes them anew.
    let is_kept = |(name, _): &(&String, &Json)| !matches!(name.as_str(), "tokens" | "omitted");
    let vendor = vendor.as_ref().and_then(Json::as_object);
    for (name, member) in vendor.into_iter().flatten().filter(is_kept) {
        writer.key(name);
        writer.compact(member);
    }
    ours(writer);
    writer.close();
    writer.close();
}

/// Sorts each group's tokens together. Natural order sees to that, except among segments that differ
/// in leading zeros only (`05`, `5`).
fn together(items: &mut [Item<'_>], are_mixed: bool) {
    let leading_zero = |name: &str| {
        let bytes = name.as_bytes();
        bytes.windows(2).enumerate().any(|(at, pair)| {
            pair[0] == b'0'
                && pair[1].is_ascii_digit()
                && (at == 0 || !bytes[at - 1].is_ascii_digit())
        })
    };
    if are_mixed || items.iter().any(|item| leading_zero(item.name())) {
        items.sort_by(|a, b| {
            let (mut a, mut b) = (a.name().split('.'), b.name().split('.'));
            loop {
                match (a.next(), b.next()) {
                    (Some(a), Some(b)) if a == b => {}
                    (Some(a), Some(b)) => return natural(a, b),
                    (a, b) => return a.cmp(&b),
                }
            }
        });
    }
}

pub(super) fn is_below(name: &str, group: &str) -> bool {
    name.strip_prefix(group)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// `$deprecated`, if any.
pub(super) fn deprecated(writer: &mut Writer, deprecated: Option<&Deprecated>) {
    match deprecated {
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
}

/// A token's `$extensions`, if any: stored as the text of a JSON object. Where the value is not kept as
/// it was written, a colour modifier in them has been applied, and says so.
pub(super) fn extensions(writer: &mut Writer, entry: &ViewToken, keep: bool) {
    if let Some(extensions) = &entry.token.extensions
        && serde_json::from_str::<serde::de::IgnoredAny>(extensions).is_ok()
    {
        writer.key("$extensions");
        if keep {
            writer.verbatim(extensions);
        } else {
            writer.verbatim(&modifier::done(extensions));
        }
    }
}

/// The tokens that have no value, as the member `omitted` of our own extensions. Of more than one
/// mode each says its own.
pub(super) fn omitted(writer: &mut Writer, modes: Modes<'_>) {
    let broken = modes
        .views()
        .iter()
        .flat_map(|view| view.tokens.iter().map(move |entry| (view, entry)))
        .filter_map(|(view, entry)| Some((view, entry, resolved(entry).err()?)));
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
}

/// Whether a view has tokens without a value.
pub(super) fn has_broken(view: &ModeView) -> bool {
    view.tokens.iter().any(|entry| entry.resolution.is_err())
}

/// JSON as text, member by member.
pub(super) struct Writer {
    printer: Printer,
    /// Whether the object or list that is open has a member already.
    after_member: bool,
}

impl Writer {
    /// An empty document with room for so many tokens.
    pub(super) fn new(tokens: usize) -> Self {
        Self {
            printer: Printer::new("  ", 64 + tokens * 128),
            after_member: false,
        }
    }

    /// The text, with a last line end.
    pub(super) fn finish(mut self) -> String {
        self.printer.end();
        self.printer.finish()
    }

    pub(super) fn open(&mut self) {
        self.bracket('{');
    }

    pub(super) fn open_list(&mut self) {
        self.bracket('[');
    }

    fn bracket(&mut self, bracket: char) {
        self.printer.buffer().push(bracket);
        self.printer.indent();
        self.after_member = false;
    }

    pub(super) fn close(&mut self) {
        self.unbracket('}');
    }

    pub(super) fn close_list(&mut self) {
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
    pub(super) fn item(&mut self) {
        if self.after_member {
            self.printer.buffer().push(',');
        }
        self.printer.end();
        self.printer.begin();
        self.after_member = true;
    }

    pub(super) fn key(&mut self, identifier: &str) {
        self.item();
        self.string(identifier);
        self.printer.buffer().push_str(": ");
    }

    /// A string literal. Characters that JavaScript or a terminal would take for more are escaped.
    pub(super) fn string(&mut self, text: &str) {
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
    pub(super) fn verbatim(&mut self, json: &str) {
        self.after_member = true;
        self.printer.buffer().push_str(json);
    }

    /// A value on one line.
    pub(super) fn compact(&mut self, json: &Json) {
        let mut after_first = false;
        let mut separate = |writer: &mut Self| {
            if std::mem::replace(&mut after_first, true) {
                writer.printer.buffer().push_str(", ");
            }
        };
        match json {
            Json::String(text) => self.string(text),
            Json::Array(items) => {
                self.printer.buffer().push('[');
                for item in items {
                    separate(self);
                    self.compact(item);
                }
                self.printer.buffer().push(']');
            }
            Json::Object(members) => {
                self.printer.buffer().push('{');
                for (name, member) in members {
                    separate(self);
                    self.string(name);
                    self.printer.buffer().push_str(": ");
                    self.compact(member);
                }
                self.printer.buffer().push('}');
            }
            scalar => {
                let _ = write!(self.printer.buffer(), "{scalar}");
            }
        }
        self.after_member = true;
    }
}
