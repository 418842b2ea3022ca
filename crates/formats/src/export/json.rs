//! `json`: the documented nested shape, which import reads back.
//!
//! `{"colors":{"primary":{"500":{"value":"#3b82f6","type":"color"}}}}`. An object is a token when its
//! `value` is a string, else a group; a token that is also a group stands in it as `$root`. What a group
//! says about itself begins with `$`, as no name does.

use rustc_hash::FxHashSet;
use tokencraft_tokens::resolve::{ModeView, ViewToken};
use tokencraft_tokens::{Source, TokenName, reference};

use super::tree::{self, Writer, deprecated, extensions, has_broken};
use super::{Modes, Options, References, resolved};

/// Prints the views as one JSON object.
pub(super) fn print(modes: Modes<'_>, options: &Options) -> String {
    let mut writer = Writer::new(modes.views().iter().map(|view| view.tokens.len()).sum());
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
                tree::root_extensions(&mut writer, Some(view), None::<fn(&mut Writer)>);
                writer.close();
            }
            writer.close();
        }
    }
    let root = match modes {
        Modes::One(view) => Some(view),
        Modes::All(_) => None,
    };
    let is_broken = modes.views().iter().any(has_broken);
    let omitted = is_broken.then_some(|writer: &mut Writer| tree::omitted(writer, modes));
    tree::root_extensions(&mut writer, root, omitted);
    writer.close();
    writer.finish()
}

fn tokens(writer: &mut Writer, view: &ModeView, options: &Options) {
    let names = Names::new(view, options);
    let whole = |entry: &&ViewToken| entry.resolution.is_ok();
    let entries = view.tokens.iter().filter(whole).collect();
    if let Some(root) = view.groups.get("") {
        tree::about_root(writer, root);
    }
    let said = tree::said(view);
    tree::tokens(writer, entries, &said, &options.prefix, |writer, entry| {
        token(writer, entry, &names);
    });
}

/// One token as our own format has it.
pub(super) fn token(writer: &mut Writer, entry: &ViewToken, names: &Names<'_>) {
    writer.open();
    writer.key("value");
    names.value(writer, entry);
    writer.key("type");
    writer.string(entry.token.kind.as_str());
    if let Some(description) = &entry.token.description {
        writer.key("description");
        writer.string(description);
    }
    deprecated(writer, entry.token.deprecated.as_ref());
    extensions(writer, entry, names.keep);
    writer.close();
}

/// How values name other tokens.
pub(super) struct Names<'a> {
    keep: bool,
    prefix: &'a str,
    /// The view's names, when a prefix moves them.
    moved: FxHashSet<&'a str>,
}

impl<'a> Names<'a> {
    pub(super) fn new(view: &'a ModeView, options: &'a Options) -> Self {
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

    /// The name as it is printed.
    pub(super) fn full(&self, name: &str) -> String {
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
